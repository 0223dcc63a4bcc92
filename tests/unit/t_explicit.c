/* t_explicit: @EXPLICIT lists: places, the platform, and what conda refuses. */
#include "rows.h"

#include "lock_shown.h"

#define URL "https://conda.anaconda.org/conda-forge/linux-64/a-1-h_2.conda"
#define MD5 "5d41402abc4b2a76b9719d911017c592"
#define SHA "f453db4ffe2271ec492a2913af4e61d4a6c118201f07de757df0eff769b65d2e"
#define A "conda a 1 h_2 #2 conda-forge linux-64"

typedef struct row {
	const char *name;
	str text;
	const char *want;
} row;

static const row rows[] = {
	{ "a list with its platform", S_INIT("# platform: linux-64\n@EXPLICIT\n" URL "#" MD5 "\n"),
	  "v0 linux-64\n" A " @3:1 md5 " MD5 " sha256 - '" URL "#" MD5 "'\n" },
	{ "sha256", S_INIT("@EXPLICIT\n" URL "#sha256:" SHA "\n"), "v0 linux-64\n" A " @2:1 md5 - sha256 " SHA " '" URL "#sha256:" SHA "'\n" },
	{ "indented, with carriage returns", S_INIT("@EXPLICIT\r\n\t" URL "\r\n"), "v0 linux-64\n" A " @2:2 md5 - sha256 - '" URL "'\n" },
	{ "packages of two platforms", S_INIT("@EXPLICIT\n" URL "\nhttps://conda.anaconda.org/c/win-64/b-1-0.conda\n"),
	  "v0\nconda a 1 h_2 #2 conda-forge - @2:1 md5 - sha256 - '" URL "'\n"
	  "conda b 1 0 #0 c - @3:1 md5 - sha256 - 'https://conda.anaconda.org/c/win-64/b-1-0.conda'\n" },
	{ "noarch alone", S_INIT("@EXPLICIT\nhttps://conda.anaconda.org/c/noarch/b-1-0.conda\n"),
	  "v0\nconda b 1 0 #0 c - @2:1 md5 - sha256 - 'https://conda.anaconda.org/c/noarch/b-1-0.conda'\n" },
	{ "a bad digest", S_INIT("@EXPLICIT\n" URL "#" MD5 "0\n"),
	  "v0 incomplete\n! 2:1 " URL "#" MD5 "0: '" URL "#" MD5 "0' has no md5 or sha256 behind '#'\n" },
	{ "a digest in capitals", S_INIT("@EXPLICIT\n" URL "#5D41402ABC4B2A76B9719D911017C592\n"),
	  "v0 incomplete\n! 2:1 " URL "#5D41402ABC4B2A76B9719D911017C592: '" URL "#5D41402ABC4B2A76B9719D911017C592' has no md5 or sha256 behind '#'\n" },
	{ "no address", S_INIT("@EXPLICIT\nnumpy\n"), "v0 incomplete\n! 2:1 numpy: 'numpy' is no package's address (.conda or .tar.bz2)\n" },
	{ "no build", S_INIT("@EXPLICIT\nhttps://conda.anaconda.org/c/noarch/a-1.conda\n"),
	  "v0 incomplete\n! 2:1 https://conda.anaconda.org/c/noarch/a-1.conda: 'https://conda.anaconda.org/c/noarch/a-1.conda' names no package: "
	  "the file is not NAME-VERSION-BUILD\n" },
	{ "no mark", S_INIT(URL "\n"),
	  "v0 linux-64\n" A " @1:1 md5 - sha256 - '" URL "'\n"
	  "! 1:1 @EXPLICIT: no line '@EXPLICIT', without which conda does not take the list for one of exact packages\n" },
	{ "a byte order mark", S_INIT("\xEF\xBB\xBF@EXPLICIT\n" URL "\n"),
	  "v0 incomplete linux-64\n" A " @2:1 md5 - sha256 - '" URL "'\n"
	  "! 1:1 the list: 'the list' begins with a byte order mark, which conda takes for text\n" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	assert_str(lock_shown(a, r->text, FILE_EXPLICIT), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
