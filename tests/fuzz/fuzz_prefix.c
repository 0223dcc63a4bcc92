/* fuzz_prefix: bytes -> conda's record, history, pip's record. What is read has names that could be
 * ones, lists in order, and nothing that lay in memory that is closed behind the call. */
#include "read/prefix.h"

#include "base/limits.h"
#include "fuzz_read.h"

static void must_be_sorted(const strs *list)
{
	for (ptrdiff_t i = 1; i < list->n; i++)
		MUST(str_cmp(list->at[i - 1], list->at[i]) < 0);
}

static void look(const err *e, const installed_package *p)
{
	if (e) {
		MUST(e->what.n > 0);
		return;
	}
	MUST(prefix_is_name(p->name) && p->version.n > 0);
	must_be_sorted(&p->modules);
	must_be_sorted(&p->dists);
	for (ptrdiff_t i = 0; i < p->needs.n; i++)
		MUST(p->needs.at[i].p != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	arena *scratch = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	str text = arena_str(scratch, (str){ (const char *)data, (ptrdiff_t)size });
	installed_package record = { 0 }, dist = { 0 };
	dist_files files = { .folder = S("x-1.dist-info"), .metadata = arena_str(a, text), .record = text };
	const err *first = prefix_record_read(a, scratch, S("conda-meta/x.json"), text, &record);
	const err *second = prefix_dist_read(a, scratch, &files, &dist);
	arena_close(scratch);
	look(first, &record);
	look(second, &dist);
	asked_specs asked = prefix_history_read(a, files.metadata);
	for (ptrdiff_t i = 0; i < asked.n; i++) {
		MUST(asked.at[i].name.n > 0 && asked.at[i].spec.n > 0);
		MUST(i == 0 || str_cmp(asked.at[i - 1].name, asked.at[i].name) < 0);
	}
	arena_close(a);
	return 0;
}
