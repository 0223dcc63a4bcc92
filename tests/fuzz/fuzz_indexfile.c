/* fuzz_indexfile: any bytes as git's index. What is read is in order and within the bytes, every entry is
 * found by its path, and the cache tree ends where its bytes end. */
#include "edge/indexfile.h"

#include "fuzz_read.h"

#include <string.h>

static void must_be_sound(const indexfile *x)
{
	str before = { 0 };
	int stage = 0;
	for (ptrdiff_t i = 0; i < x->n; i++) {
		index_entry e = indexfile_entry(x, i);
		MUST(e.path.n > 0 && !memchr(e.path.p, 0, (size_t)e.path.n));
		MUST((const char *)e.id >= x->bytes.p && (const char *)e.id + INDEX_ID_BYTES <= x->bytes.p + x->bytes.n);
		MUST(e.mode == 0100644 || e.mode == 0100755 || e.mode == 0120000 || e.mode == 0160000);
		MUST(x->has_conflicts || e.stage == 0);
		MUST(x->has_intents || !e.intent_to_add);
		int order = i ? str_cmp(before, e.path) : -1;
		MUST(order < 0 || (order == 0 && stage < e.stage));
		ptrdiff_t at = indexfile_seek(x, e.path);
		MUST(at <= i && str_eq(indexfile_path(x, at), e.path));
		before = e.path;
		stage = e.stage;
	}
}

static void must_end(str bytes)
{
	cached_tree t;
	str rest = bytes, behind;
	while (cached_tree_next(&rest, &t)) {
		MUST(t.entries >= -1 && t.folders >= 0 && !t.id == (t.entries < 0));
		if (cached_tree_skip(&t, &behind))
			MUST(behind.n >= 0 && behind.n <= rest.n && behind.p + behind.n == bytes.p + bytes.n);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 64 * 1024)
		return 0;
	str bytes = { size ? (const char *)data : "", (ptrdiff_t)size };
	arena *a = arena_open(64 << 20);
	indexfile x;
	if (indexfile_read(a, bytes, &x)) {
		must_be_sound(&x);
		must_end(x.cache_tree);
	}
	must_end(bytes);
	arena_close(a);
	return 0;
}
