/* t_pixilock: pixi.lock of each version, references and records that do not meet. */
#include "rows.h"

#include "lock_shown.h"

#define CHANNELS "    channels:\n    - url: https://conda.anaconda.org/conda-forge/\n"
#define SEEN " linux-64 channel https://conda.anaconda.org/conda-forge/@"
#define URL "https://conda.anaconda.org/conda-forge/linux-64/a-1.10-h_2.conda"

typedef struct row {
	const char *name;
	str text;
	const char *want;
} row;

static const row rows[] = {
	{ "version 4: a version that looks like a number is the text as written",
	  S_INIT("version: 4\nenvironments:\n  default:\n" CHANNELS "    packages:\n      linux-64:\n      - conda: " URL "\npackages:\n"
	         "- kind: conda\n  name: a\n  version: 1.10\n  build: h_2\n  build_number: 2\n  subdir: linux-64\n  url: " URL "\n"
	         "  sha256: abc\n  md5: def\n  depends:\n  - b >=1,<2 h*\n"),
	  "v4" SEEN "5\nconda a 1.10 h_2 #2 conda-forge linux-64 @10:3 in default md5 def sha256 abc [b >=1,<2 h*] 'kind: conda'\n" },
	{ "version 6: what the address says is left out",
	  S_INIT("version: 6\nenvironments:\n  default:\n" CHANNELS "    indexes:\n    - https://pypi.org/simple\n    packages:\n"
	         "      linux-64:\n      - conda: " URL "\n      - pypi: https://f.org/x.whl\n  test:\n    channels: []\n    packages:\n"
	         "      linux-64:\n      - conda: " URL "\npackages:\n- conda: " URL "\n  md5: def\n- pypi: https://f.org/x.whl\n  name: My_X\n"
	         "  version: '2'\n  requires_dist:\n  - Y[z] (>=1) ; extra == 'q'\n  - v @ https://e.org/v.whl\n"),
	  "v6" SEEN "5 index https://pypi.org/simple\n"
	  "conda a 1.10 h_2 #2 conda-forge linux-64 @18:3 in default md5 def sha256 - 'conda: " URL "'\n"
	  "pip my-x 2 - #0 - linux-64 @20:3 in default md5 - sha256 - [y >=1; extra == 'q'] [v ] 'pypi: https://f.org/x.whl'\n"
	  "conda a 1.10 h_2 #2 conda-forge linux-64 @18:3 in test md5 def sha256 - 'conda: " URL "'\n" },
	{ "version 6: a source built for two platforms",
	  S_INIT("version: 6\nenvironments:\n  default:\n" CHANNELS "    packages:\n      linux-64:\n      - conda: b\n        build: h1_0\n"
	         "packages:\n- conda: b\n  name: b\n  version: 0.1.0\n  build: h2_0\n  subdir: osx-64\n- conda: b\n  name: b\n  version: 0.1.0\n"
	         "  build: h1_0\n  subdir: linux-64\n"),
	  "v6" SEEN "5\nsource conda b 0.1.0 h1_0 #0 - linux-64 @16:3 in default md5 - sha256 - 'conda: b'\n" },
	{ "version 7: a platform with a name of its own, a source",
	  S_INIT("version: 7\nplatforms:\n- name: gpu\n  subdir: linux-64\nenvironments:\n  default:\n" CHANNELS "    packages:\n      gpu:\n"
	         "      - conda_source: c[1a2b] @ ./c\npackages:\n- conda_source: c[1a2b] @ ./c\n  depends:\n  - a\n"),
	  "v7 gpu channel https://conda.anaconda.org/conda-forge/@8\n"
	  "source conda c - - #0 - gpu @13:3 in default md5 - sha256 - [a ] 'conda_source: c[1a2b] @ ./c'\n" },
	{ "a reference without a record",
	  S_INIT("version: 6\nenvironments:\n  default:\n" CHANNELS "    packages:\n      linux-64:\n      - conda: " URL "\npackages: []\n"),
	  "v6 incomplete" SEEN "5\n! 8:9 " URL ": '" URL "' is locked, and has no record under 'packages'\n" },
	{ "an older version", S_INIT("version: 3\n"),
	  "v0 incomplete\n! 1:10 version: pixi.lock of version 3, and envgate " ENVGATE_VERSION " reads the versions 4 to 7\n" },
	{ "a newer version", S_INIT("version: 8\n"),
	  "v0 incomplete\n! 1:10 version: pixi.lock of version 8, and envgate " ENVGATE_VERSION " reads the versions 4 to 7\n" },
	{ "no environments", S_INIT("version: 6\npackages: []\n"),
	  "v6 incomplete\n! 1:1 environments: no mapping 'environments', so nothing is locked\n" },
	{ "nothing", S_INIT(""), "v0 incomplete\n! 1:1 root: not a lock: no mapping with 'environments' in it\n" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	assert_str(lock_shown(a, r->text, FILE_PIXI_LOCK), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
