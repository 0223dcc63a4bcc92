/* fuzz_manifest: bytes -> a pixi manifest. */
#include "fuzz_read.h"

#include "read/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open((ptrdiff_t)256 * 1024 * 1024);
	str bytes = arena_str(a, (str){ (const char *)data, (ptrdiff_t)size });
	source src = { .kind = ENTRY_BLOB, .path = S("pixi.toml"), .bytes = bytes, .size_bytes = bytes.n };
	const env *e = manifest_read(a, &src);
	for (ptrdiff_t i = 0; e && i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		MUST(s->name.n > 0 && (s->conda != NULL) != (s->pip != NULL));
		if (i < 50)
			must_lie_in(bytes, s->at);
	}
	arena_close(a);
	return 0;
}
