/* fuzz_pyimports: bytes -> imports. Each lies in the text, in order, where its line says. */
#include "read/pyimports.h"

#include "base/limits.h"
#include "fuzz_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .path = S("x.py"), .bytes = { (const char *)data, (ptrdiff_t)size } };
	import_uses out = { 0 };
	pyimports_read(a, &src, &out);
	MUST(out.n <= MAX_IMPORTS);
	for (ptrdiff_t i = 0; i < out.n; i++) {
		const import_use *u = &out.at[i];
		MUST(u->module.n > 0 && u->src == &src && u->at.beg < u->at.end && u->at.end <= src.bytes.n);
		MUST(i == 0 || out.at[i - 1].at.beg <= u->at.beg);
		MUST(u->at.line >= 1 && u->at.col >= 1);
		if (i < 50)
			must_lie_in(src.bytes, u->at);
	}
	arena_close(a);
	return 0;
}
