/* t_condalock: conda-lock.yml where the conformance vectors say only "refused": which problem, where,
 * and what is read beside it. */
#include "rows.h"

#include "lock_shown.h"

#define HEAD                                                                                            \
	"version: 1\nmetadata:\n  content_hash:\n    linux-64: abc\n  channels:\n  - url: conda-forge\n"    \
	"    used_env_vars: []\n  platforms:\n  - linux-64\n  sources:\n  - environment.yml\n"
#define SEEN "v1 linux-64 from environment.yml@11 channel conda-forge@6 linux-64=abc\n"
#define ENTRY(name, more)                                                                               \
	"- name: " name "\n  version: '1'\n  manager: conda\n  platform: linux-64\n" more                   \
	"  url: https://conda.anaconda.org/conda-forge/noarch/a-1-0.conda\n"                                 \
	"  hash:\n    md5: abc\n    sha256: def\n  category: main\n  optional: false\n"
#define A "conda a 1 0 #0 conda-forge linux-64 @13:3 md5 abc sha256 def"

typedef struct row {
	const char *name;
	str text;
	const char *want;
} row;

static const row rows[] = {
	{ "one package", S_INIT(HEAD "package:\n" ENTRY("a", "  dependencies:\n    b: '>=1'\n")), SEEN A " [b >=1] 'name: a'\n" },
	{ "no packages", S_INIT(HEAD "package: []\n"), SEEN },
	{ "a name in capitals", S_INIT(HEAD "package:\n" ENTRY("A", "")), SEEN A " 'name: A'\n" },
	{ "an unknown key", S_INIT(HEAD "package:\n" ENTRY("a", "  dependecies: {}\n")),
	  SEEN A " 'name: a'\n! 17:3 a@linux-64.dependecies: unknown key 'dependecies', with which conda-lock refuses the lock\n" },
	{ "a number where a text is due", S_INIT(HEAD "package:\n- name: a\n  version: 1.10\n  manager: conda\n  platform: linux-64\n"
	  "  url: x\n  hash: {md5: abc}\n  optional: false\n"),
	  SEEN "conda a - - #0 - linux-64 @13:3 md5 abc sha256 - 'name: a'\n"
	       "! 14:12 a@linux-64.version: a@linux-64.version has to be a text, and this is a number (1.10)\n" },
	{ "a key given twice", S_INIT(HEAD "package:\n" ENTRY("a", "  category: dev\n")),
	  SEEN "conda a 1 0 #0 conda-forge linux-64 @13:3 (dev) md5 abc sha256 def 'name: a'\n! 22:3 category: the key 'category' stands here again, after line 17: readers keep one of them\n" },
	{ "a hash of digits and one 'e' is a text to PyYAML", S_INIT(HEAD "package:\n- name: a\n  version: 1.2.3\n  manager: conda\n"
	  "  platform: linux-64\n  url: https://conda.anaconda.org/c/noarch/a-1.2.3-0.conda\n  hash:\n    md5: 12345e67\n  optional: false\n"),
	  SEEN "conda a 1.2.3 0 #0 c linux-64 @13:3 md5 12345e67 sha256 - 'name: a'\n" },
	{ "no name", S_INIT(HEAD "package:\n- version: '1'\n  manager: pip\n  platform: linux-64\n  url: x\n  hash: {}\n  optional: false\n"),
	  "v1 incomplete linux-64 from environment.yml@11 channel conda-forge@6 linux-64=abc\n"
	  "! 13:3 @linux-64.name: @linux-64.name is missing, without which conda-lock refuses the lock\n" },
	{ "no md5", S_INIT(HEAD "package:\n- name: a\n  version: '1'\n  manager: conda\n  platform: linux-64\n  url: a\n  hash:\n"
	  "    sha256: def\n  optional: false\n"),
	  SEEN "conda a 1 - #0 - linux-64 @13:3 md5 - sha256 def 'name: a'\n"
	       "! 19:5 a@linux-64.hash.md5: a@linux-64 has no md5, without which conda-lock refuses the lock\n" },
	{ "a pip package", S_INIT(HEAD "package:\n- name: My_Pkg\n  version: '1'\n  manager: pip\n  platform: linux-64\n"
	  "  dependencies:\n    Some.Dep: '>=2'\n  url: https://f.org/x.whl\n  hash:\n    sha256: def\n  category: dev\n  optional: true\n"),
	  SEEN "pip my-pkg 1 - #0 - linux-64 @13:3 (dev) md5 - sha256 def [some-dep >=2] 'name: My_Pkg'\n" },
	{ "a later version", S_INIT("version: 2\npackage: []\n"),
	  "v0 incomplete\n! 1:10 version: conda-lock.yml of version 2, and envgate " ENVGATE_VERSION " reads version 1 only\n" },
	{ "no version", S_INIT("metadata: {}\npackage: []\n"),
	  "v1\n! 1:1 version: version is missing, without which conda-lock refuses the lock\n"
	  "! 1:11 metadata.content_hash: metadata.content_hash is missing, without which conda-lock refuses the lock\n"
	  "! 1:11 metadata.channels: metadata.channels is missing, without which conda-lock refuses the lock\n"
	  "! 1:11 metadata.platforms: metadata.platforms is missing, without which conda-lock refuses the lock\n"
	  "! 1:11 metadata.sources: metadata.sources is missing, without which conda-lock refuses the lock\n" },
	{ "a list", S_INIT("- a\n"), "v0 incomplete\n! 1:1 root: not a lock: a list where a mapping with 'package' is due\n" },
	{ "nothing", S_INIT(""), "v0 incomplete\n! 1:1 root: not a lock: no mapping with 'package' in it\n" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	assert_str(lock_shown(a, r->text, FILE_CONDA_LOCK), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
