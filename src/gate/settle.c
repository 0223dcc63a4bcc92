/* settle: from findings to a verdict. The steps are one file each: ratchet (what is new), waive
 * (what somebody answers for), merge (one spec, one finding), fold (rows). Here they are put in order,
 * counted and summed up.
 *
 * Only what is introduced can fail the gate, unless the policy says existing: fail. Without a base
 * there is nothing to compare with: --all asks about everything, so everything counts; a whole
 * state that an event chose (a tag, a nightly run) is existing debt. */
#include "gate/judge.h"

#include "gate/settle.h"

#include "gate/family.h"
#include "gate/plan.h"

#include <stdlib.h>

bool settle_wants(const settle_input *in, str path)
{
	return plan_is_asked_for(&in->only, path);
}

static bool is_context(const side *s, str path)
{
	const file *f = side_file(s, path);
	return f && f->context;
}

/* Marks of a list, without those that are only there to compare with or were not asked for. */
static void add_marks(arena *a, const settle_input *in, const findings *list, finding_state state,
                      marks *out)
{
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const finding *f = &list->at[i];
		if (!settle_wants(in, f->path) || is_context(in->head, f->path))
			continue;
		*LIST_PUSH(a, out) = (mark){ .f = f, .state = state };
	}
}

static void count(const marks *all, counts *out)
{
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const mark *m = &all->at[i];
		if (m->silenced)
			continue;
		if (m->waived)
			out->waived++;
		else if (m->copied)
			out->copied++;
		else if (m->state == STATE_FIXED)
			out->fixed++;
		else if (m->state == STATE_EXISTING)
			out->existing[m->f->severity]++;
		else
			out->introduced[m->f->severity]++;
	}
}

static bool decide(const policy *p, marks *all)
{
	bool any = false;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		mark *m = &all->at[i];
		bool counted = m->state == STATE_INTRODUCED;
		counted |= m->state == STATE_EXISTING && p->existing_fails;
		m->fails = counted && !m->waived && m->f->severity >= p->fail_on && m->f->severity != OFF;
		any |= m->fails && !m->silenced;
	}
	return any;
}

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

static bool is_gated(const file *f)
{
	return f && !f->context && (f->kind != FILE_OTHER || f->gated);
}

static void note_file(arena *a, report *out, str code, str path, str message)
{
	*LIST_PUSH(a, &out->notes) = (note){ .code = code, .path = path, .message = message };
}

static bool is_unread(const file *f)
{
	return f->src->kind == ENTRY_TOO_LARGE || (f->env && !f->env->complete);
}

/* The name of what ties the file to others; absent when nothing does. */
static str family_name(const side *s, const file *f)
{
	const family *m = family_of(s, f);
	return m && m->kind != FAMILY_ALONE ? m->name : (str){ 0 };
}

static void tell_head_file(arena *a, const settle_input *in, const file *f, report *out)
{
	report_file row = { .path = f->path, .kind = f->kind, .state = "unchanged" };
	row.family = family_name(in->head, f);
	const file *b = in->base ? side_file(in->base, f->path) : NULL;
	const file *old = in->base && f->was.p ? side_file(in->base, f->was) : NULL;
	if (is_there(b)) {
		row.state = str_eq(b->src->oid, f->src->oid) ? "unchanged" : "modified";
	} else if (f->was.p && in->base) {
		row.state = "renamed";
		row.was = f->was;
		b = old;
		if (is_there(old) && is_gated(old))
			note_file(a, out, S("renamed"), f->path,
			          arena_printf(a, "renamed from %.*s: its findings came along",
			                       SARG(f->was)));
	} else if (in->base) {
		row.state = "added";
	}
	*LIST_PUSH(a, &out->files) = row;
	if (is_there(b) && is_unread(b) && !str_eq(b->src->oid, f->src->oid))
		note_file(a, out, S("base-unread"), f->path,
		          S("the base could not be read to its end: all of this counts as new"));
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const report_file *)x)->path, ((const report_file *)y)->path);
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* Files that the head has no more, unless they live on under another gated name. */
static void tell_removed_files(arena *a, const settle_input *in, report *out)
{
	strs carried = { 0 };
	for (ptrdiff_t i = 0; i < in->head->files.n; i++) {
		const file *f = &in->head->files.at[i];
		if (f->was.p && is_there(f) && is_gated(f))
			*LIST_PUSH(a, &carried) = f->was;
	}
	strs_sort_unique(&carried);
	for (ptrdiff_t i = 0; in->base && i < in->base->files.n; i++) {
		const file *b = &in->base->files.at[i];
		if (!is_there(b) || !is_gated(b) || !settle_wants(in, b->path))
			continue;
		if (is_there(side_file(in->head, b->path)))
			continue;
		size_t n = (size_t)carried.n;
		if (n && bsearch(&b->path, carried.at, n, sizeof b->path, by_text))
			continue;
		report_file *row = LIST_PUSH(a, &out->files);
		*row = (report_file){ .path = b->path, .kind = b->kind, .state = "removed" };
		row->family = family_name(in->base, b);
	}
}

static void tell_files(arena *a, const settle_input *in, report *out)
{
	for (ptrdiff_t i = 0; i < in->head->files.n; i++) {
		const file *f = &in->head->files.at[i];
		if (is_there(f) && is_gated(f) && settle_wants(in, f->path))
			tell_head_file(a, in, f, out);
	}
	tell_removed_files(a, in, out);
	if (out->files.n > 1)
		qsort(out->files.at, (size_t)out->files.n, sizeof *out->files.at, by_path);
}

/* The names of the bounds that the head's files reached. */
static void tell_limits(arena *a, const settle_input *in, report *out)
{
	for (ptrdiff_t i = 0; i < in->head_findings.n; i++) {
		const finding *f = &in->head_findings.at[i];
		if (f->rule != RULE_file_too_large || is_context(in->head, f->path))
			continue;
		if (settle_wants(in, f->path))
			*LIST_PUSH(a, &out->limits) = f->subject;
	}
	strs_sort_unique(&out->limits);
}

static void tell_changes(arena *a, const settle_input *in, report *out)
{
	if (in->only.n == 0) {
		out->changes = in->change.changes;
		return;
	}
	for (ptrdiff_t i = 0; i < in->change.changes.n; i++)
		if (settle_wants(in, in->change.changes.at[i].path))
			*LIST_PUSH(a, &out->changes) = in->change.changes.at[i];
}

void settle(arena *a, const settle_input *in, report *out)
{
	marks all = { 0 };
	bool is_new = in->base || in->whole_introduced;
	add_marks(a, in, &in->head_findings, is_new ? STATE_INTRODUCED : STATE_EXISTING, &all);
	marks fixed = { 0 };
	if (in->base)
		ratchet(a, in, &all, &fixed);
	ptrdiff_t n_side = all.n;
	add_marks(a, in, &in->change.findings, STATE_INTRODUCED, &all);
	waive(a, in, &all, n_side, out);
	for (ptrdiff_t i = 0; i < fixed.n; i++)
		*LIST_PUSH(a, &all) = fixed.at[i];

	merge_marks(a, &all);
	bool any = decide(in->policy, &all);
	count(&all, &out->counts);
	fold(a, &all, &out->findings);
	tell_changes(a, in, out);
	tell_files(a, in, out);
	tell_limits(a, in, out);
	tell_uncovered(a, in, &out->notes);
	if (any)
		out->verdict = VERDICT_FAIL;
	else
		out->verdict = out->files.n > 0 || all.n > 0 ? VERDICT_PASS : VERDICT_NOTHING;
	out->exit = any ? 1 : 0;
}
