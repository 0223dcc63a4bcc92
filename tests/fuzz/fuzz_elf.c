/* fuzz_elf: any bytes as a shared object and as the loader's cache. Texts that come out are texts of the
 * input, ended where they say; a file of another machine tells nothing but that. */
#include "edge/elf.h"

#include "fuzz_read.h"

#include <string.h>

static void must_come_from(str bytes, str text)
{
	if (!text.p)
		return;
	MUST(text.n >= 0 && text.n < bytes.n && !memchr(text.p, 0, (size_t)text.n));
	MUST(str_find(bytes, text) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str bytes = { size ? (const char *)data : "", (ptrdiff_t)size };
	arena *a = arena_open(64 << 20);
	elf e;
	elf_parse(a, bytes, &e);
	MUST(e.is_elf || !e.native);
	MUST(e.native || (!e.soname.p && !e.runpath.p && !e.fwd_note.p && e.needed.n == 0));
	must_come_from(bytes, e.soname);
	must_come_from(bytes, e.runpath);
	must_come_from(bytes, e.fwd_note);
	MUST(e.needed.n <= 64);
	for (ptrdiff_t i = 0; i < e.needed.n; i++)
		must_come_from(bytes, e.needed.at[i]);
	must_come_from(bytes, elf_cache_find(a, bytes, S("libcuda.so.1")));
	arena_close(a);
	return 0;
}
