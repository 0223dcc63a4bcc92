/* case_judge: the sides of a case, made of values as the command makes them of git objects, and the
 * gate run over them. */
#include "case.h"

#include "base/limits.h"
#include "base/sha256.h"
#include "gate/family.h"
#include "gate/judge.h"
#include "gate/plan.h"
#include "read/anyfile.h"
#include "read/policyfile.h"

#include <stdlib.h>

static const source *source_of(arena *a, const block *b)
{
	source *s = NEW(a, source);
	*s = (source){ .kind = ENTRY_BLOB, .path = b->path, .bytes = b->text, .size_bytes = b->text.n };
	s->oid = sha256_fields(a, &b->text, 1, 40);
	if (str_eq(b->note, S("submodule")))
		s->kind = ENTRY_SUBMODULE;
	else if (str_eq(b->note, S("large")))
		s->kind = ENTRY_TOO_LARGE;
	else if (str_starts(b->note, S("link ")))
		s->kind = ENTRY_BAD_LINK;
	else if (str_eq(b->note, S("ident")))
		s->attribute = S("ident");
	if (s->kind == ENTRY_TOO_LARGE)
		s->size_bytes = MAX_ENV_BYTES + 1;
	if (s->kind == ENTRY_BAD_LINK)
		s->link_to = str_from(b->note, 5);
	if (s->kind != ENTRY_BLOB)
		s->bytes = (str){ 0 };
	return s;
}

static void add_file(arena *a, side *s, const block *b, bool context)
{
	const source *src = source_of(a, b);
	if (str_eq(b->path, S(".envgate.yml"))) {
		s->own_src = src;
		s->own = src->bytes.p ? policyfile_read(a, src, POLICY_HEAD) : NULL;
		return;
	}
	file *f = LIST_PUSH(a, &s->files);
	*f = (file){ .path = b->path, .src = src, .context = context };
	if (src->bytes.p)
		anyfile_read(a, f, plan_kind_of(s->policy, f->path, src), NULL);
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

static void sort_files(side *s)
{
	if (s->files.n > 1)
		qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

/* What one side has and the other has not stands there as absent, as after reading both. */
static void add_absent(arena *a, side *to, const side *from)
{
	files missing = { 0 };
	for (ptrdiff_t i = 0; i < from->files.n; i++)
		if (!from->files.at[i].context && !side_file(to, from->files.at[i].path))
			*LIST_PUSH(a, &missing) = from->files.at[i];
	for (ptrdiff_t i = 0; i < missing.n; i++) {
		source *src = NEW(a, source);
		*src = (source){ .kind = ENTRY_ABSENT, .path = missing.at[i].path };
		*LIST_PUSH(a, &to->files) = (file){ .path = src->path, .src = src };
	}
	sort_files(to);
}

static void set_renamed(side *head, const block *b)
{
	for (ptrdiff_t i = 0; i < head->files.n; i++)
		if (str_eq(head->files.at[i].path, b->other))
			head->files.at[i].was = b->path;
}

static const policy *policy_of(arena *a, const test_case *c)
{
	for (ptrdiff_t i = 0; i < c->blocks.n; i++)
		if (c->blocks.at[i].kind == BLOCK_POLICY)
			return policyfile_read(a, source_of(a, &c->blocks.at[i]), POLICY_TARGET);
	policy *p = NEW(a, policy);
	*p = policy_built_in(PROFILE_STANDARD);
	return p;
}

/* The policy side: files of its own, else the base. */
static void learn_target(arena *a, const test_case *c, settle_input *in)
{
	side *target = NEW(a, side);
	*target = (side){ .rev = { .kind = REV_COMMIT }, .policy = in->policy, .date = in->date };
	in->target = in->base;
	in->target_findings = in->base_findings;
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		in->accept_waivers |= c->blocks.at[i].kind == BLOCK_ACCEPT;
		if (c->blocks.at[i].kind == BLOCK_TARGET)
			add_file(a, target, &c->blocks.at[i], false);
	}
	if (target->files.n == 0)
		return;
	sort_files(target);
	add_absent(a, target, in->head);
	plan_classify(a, in->policy, NULL, target);
	families_build(a, in->policy, NULL, target);
	in->target = target;
	in->target_findings = judge_side(a, target);
}

static bool is_installed(const block *b)
{
	return b->kind == BLOCK_SIDE && str_eq(b->path, S("installed"));
}

/* Of an environment that a case says is installed, the rules of verify speak alone. */
static findings judge_head(arena *a, const test_case *c, const side *head)
{
	for (ptrdiff_t i = 0; i < c->blocks.n; i++)
		if (is_installed(&c->blocks.at[i]))
			return case_installed(a, head, c->blocks.at[i].text);
	return judge_side(a, head);
}

void case_judge(arena *a, const test_case *c, report *out)
{
	const policy *p = policy_of(a, c);
	side base = { .rev = { .kind = REV_COMMIT }, .policy = p }, head = base;
	bool whole = false;
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		const block *b = &c->blocks.at[i];
		whole |= b->kind == BLOCK_SIDE;
		if (b->kind == BLOCK_BASE || b->kind == BLOCK_BESIDE || b->kind == BLOCK_BOTH)
			add_file(a, &base, b, b->kind == BLOCK_BESIDE);
		if ((b->kind == BLOCK_HEAD || b->kind == BLOCK_SIDE || b->kind == BLOCK_BOTH) && !is_installed(b))
			add_file(a, &head, b, false);
	}
	sort_files(&base);
	sort_files(&head);
	if (!whole) {
		add_absent(a, &head, &base);
		add_absent(a, &base, &head);
	}
	for (ptrdiff_t i = 0; i < c->blocks.n; i++)
		if (c->blocks.at[i].kind == BLOCK_RENAMED)
			set_renamed(&head, &c->blocks.at[i]);
	plan_classify(a, p, whole ? NULL : &base, &head);
	families_build(a, p, whole ? NULL : &base, &head);

	head.before = whole ? NULL : &base;
	range_facts facts = case_range(a, c, p);
	head.date = base.date = facts.date;
	head.asks_all = whole;
	settle_input in = { .policy = p, .head = &head, .whole_introduced = whole, .date = facts.date };
	in.waivers_stand = whole;
	in.head_findings = judge_head(a, c, &head);
	if (!whole) {
		in.base = &base;
		in.base_findings = judge_side(a, &base);
		in.change = judge_change(a, &base, &head, p, &facts);
		learn_target(a, c, &in);
		case_loosened(a, &in, &facts);
	}
	*out = (report){ .command = S("check"), .policy = p };
	settle(a, &in, out);
}
