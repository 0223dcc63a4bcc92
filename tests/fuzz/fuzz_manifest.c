/* fuzz_manifest: bytes -> a pixi manifest, and a pyproject.toml as pixi and conda-lock read it. */
#include "fuzz_read.h"

#include "read/manifest.h"

static void check(str bytes, const env *e)
{
	for (ptrdiff_t i = 0; e && i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		MUST(s->name.n > 0 && (s->conda != NULL) != (s->pip != NULL));
		MUST(i == 0 || e->specs.at[i - 1].at.beg <= s->at.beg);
		if (i < 50)
			must_lie_in(bytes, s->at);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const str paths[] = { S_INIT("pixi.toml"), S_INIT("pyproject.toml") };
	arena *a = arena_open((ptrdiff_t)256 * 1024 * 1024);
	str bytes = arena_str(a, (str){ (const char *)data, (ptrdiff_t)size });
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		source src = { .kind = ENTRY_BLOB, .path = paths[i], .bytes = bytes, .size_bytes = bytes.n };
		const env *for_conda_lock = NULL;
		check(bytes, manifest_read_both(a, &src, &for_conda_lock));
		check(bytes, for_conda_lock);
	}
	arena_close(a);
	return 0;
}
