/* case_range: what a case says of its range: the day, the commits, the files that start the gate. */
#include "case.h"

#include "base/sha256.h"
#include "gate/gate_files.h"
#include "gate/loosened.h"
#include "read/policyfile.h"

#include <stdlib.h>

/* "Key: value" lines; an empty line ends a commit. */
static void read_commits(arena *a, const block *b, range_facts *out)
{
	out->has_commits = true;
	commit *c = NULL;
	str rest = b->text, line;
	while (str_next(&rest, '\n', &line)) {
		ptrdiff_t colon = str_find_byte(line, ':');
		if (colon < 0) {
			c = NULL;
			continue;
		}
		if (!c) {
			c = LIST_PUSH(a, &out->commits);
			*c = (commit){ .oid = sha256_fields(a, &line, 1, 40), .message = line };
		}
		*LIST_PUSH(a, &c->trailers) = (trailer){ str_head(line, colon), str_trim(str_from(line, colon + 1)) };
	}
}

static entry entry_of(arena *a, const block *b)
{
	return (entry){ .path = b->path, .kind = ENTRY_BLOB, .oid = sha256_fields(a, &b->text, 1, 40) };
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const delta *)x)->path, ((const delta *)y)->path);
}

/* base and head blocks as git would compare them. */
static deltas changed_in(arena *a, const test_case *c)
{
	deltas all = { 0 };
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		const block *b = &c->blocks.at[i];
		if (b->kind != BLOCK_BASE && b->kind != BLOCK_HEAD)
			continue;
		delta *d = NULL;
		for (ptrdiff_t k = 0; k < all.n && !d; k++)
			d = str_eq(all.at[k].path, b->path) ? &all.at[k] : NULL;
		if (!d) {
			d = LIST_PUSH(a, &all);
			*d = (delta){ .path = b->path, .base.kind = ENTRY_ABSENT, .head.kind = ENTRY_ABSENT };
		}
		*(b->kind == BLOCK_BASE ? &d->base : &d->head) = entry_of(a, b);
	}
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < all.n; i++)
		if (all.at[i].base.kind != all.at[i].head.kind || !str_eq(all.at[i].base.oid, all.at[i].head.oid))
			all.at[n++] = all.at[i];
	all.n = n;
	if (n > 1)
		qsort(all.at, (size_t)n, sizeof *all.at, by_path);
	return all;
}

range_facts case_range(arena *a, const test_case *c, const policy *p)
{
	range_facts out = { .date = S("2026-11-23") };
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		if (c->blocks.at[i].kind == BLOCK_DATE)
			out.date = c->blocks.at[i].path;
		if (c->blocks.at[i].kind == BLOCK_COMMITS)
			read_commits(a, &c->blocks.at[i], &out);
	}
	deltas changed = changed_in(a, c);
	gate_files_changed(a, p, &changed, &out.gate_files);
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		const block *b = &c->blocks.at[i];
		if (gate_file_is_named(p, b->path) || str_find(b->text, S("envgate")) >= 0)
			*LIST_PUSH(a, &out.sure) = b->path;
	}
	strs_sort_unique(&out.sure);
	return out;
}

void case_loosened(arena *a, settle_input *in, const range_facts *facts)
{
	if (!loosened_is_asked(in))
		return;
	const policy *own = in->head->own;
	policy *theirs = NEW(a, policy);
	*theirs = own && own->problems.n == 0 ? *own : policy_built_in(PROFILE_STANDARD);
	loosened_tell(a, in, theirs, facts);
}
