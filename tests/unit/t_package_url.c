/* t_package_url: what the address of a conda package says, beyond the conformance vectors. */
#include "rows.h"

#include "base/buf.h"
#include "spec/package_url.h"

typedef struct row {
	const char *name;
	str url;
	const char *want; /* channel subdir file name version build build_number; "-": absent; "no": refused */
} row;

static const row rows[] = {
	{ "the usual", S_INIT("https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.4-py312heda63a1_0.conda"),
	  "conda-forge linux-64 numpy-1.26.4-py312heda63a1_0.conda numpy 1.26.4 py312heda63a1_0 0" },
	{ "a name with dashes", S_INIT("https://conda.anaconda.org/conda-forge/noarch/a-b-c-1.0-pyhd8ed1ab_12.tar.bz2"),
	  "conda-forge noarch a-b-c-1.0-pyhd8ed1ab_12.tar.bz2 a-b-c 1.0 pyhd8ed1ab_12 12" },
	{ "a label", S_INIT("https://conda.anaconda.org/conda-forge/label/dev/noarch/a-1-0.conda"),
	  "conda-forge/label/dev noarch a-1-0.conda a 1 0 0" },
	{ "a build of digits alone", S_INIT("https://conda.anaconda.org/c/noarch/a-1-17.conda"), "c noarch a-1-17.conda a 1 17 17" },
	{ "a build without a number", S_INIT("https://conda.anaconda.org/c/noarch/a-1-cpu.conda"), "c noarch a-1-cpu.conda a 1 cpu 0" },
	{ "percent codes in the file", S_INIT("https://conda.anaconda.org/c/noarch/x264-1%21164-h_2.conda"),
	  "c noarch x264-1!164-h_2.conda x264 1!164 h_2 2" },
	{ "another host", S_INIT("https://mirror.example/conda-forge/linux-64/a-1-0.conda"),
	  "https://mirror.example/conda-forge linux-64 a-1-0.conda a 1 0 0" },
	{ "defaults", S_INIT("https://repo.anaconda.com/pkgs/main/linux-64/a-1-0.conda"), "defaults linux-64 a-1-0.conda a 1 0 0" },
	{ "no subdir", S_INIT("https://example.com/a-1-0.conda"), "- - a-1-0.conda a 1 0 0" },
	{ "no build", S_INIT("https://conda.anaconda.org/c/noarch/a-1.conda"), "c noarch a-1.conda - - - 0" },
	{ "what stands behind '#' is not looked at", S_INIT("https://conda.anaconda.org/c/noarch/a-1-0.conda#abc"), "c noarch a-1-0.conda a 1 0 0" },
	{ "a wheel", S_INIT("https://files.pythonhosted.org/packages/a-1-py3-none-any.whl"), "no" },
	{ "an ending alone", S_INIT("https://conda.anaconda.org/c/noarch/.conda"), "no" },
	{ "nothing", S_INIT(""), "no" },
	{ "a build number that is too long", S_INIT("https://conda.anaconda.org/c/noarch/a-1-h_99999999999999999999.conda"),
	  "c noarch a-1-h_99999999999999999999.conda a 1 h_99999999999999999999 0" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	package_url u;
	buf b = buf_new(a);
	if (!package_url_read(a, r->url, &u)) {
		buf_put(&b, S("no"));
	} else {
		const str parts[] = { u.channel, u.subdir, u.file, u.name, u.version, u.build };
		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
			buf_printf(&b, "%.*s ", SARG(parts[i].p ? parts[i] : S("-")));
		buf_printf(&b, "%lld", u.build_number);
	}
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
