/* pages: a rule's page is a test. Every "```yaml bad" block must give the rule, every good one must
 * not; a "```yaml base" block is what the blocks after it are compared with, and "```yaml policy" is
 * the policy of the blocks after it. A line "# file: PATH" begins a file; before the first of them it is
 * environment.yml. Any language may stand for yaml. "```text commits" and "```text date" are what a
 * case has by these names. */
#include "case.h"

#include "model/rule.h"

#include <stdio.h>

typedef struct example {
	blocks base;  /* none: each example is a state by itself */
	block policy, commits, date; /* text absent: none */
	rule_id rule;
	str page;
	int bad, good;
} example;

/* "pin-missing.md" is pin/missing. */
static rule_id rule_of(arena *a, str name)
{
	str stem = str_head(name, name.n - 3);
	ptrdiff_t dash = str_find_byte(stem, '-');
	if (dash < 0)
		return RULE_COUNT;
	return rule_find(arena_printf(a, "%.*s/%.*s", SARG(str_head(stem, dash)), SARG(str_from(stem, dash + 1))));
}

/* The files of a fenced block. */
static void add_files(arena *a, blocks *out, str text, int line, block_kind kind)
{
	static const str mark = S_INIT("# file: ");
	block b = { .kind = kind, .line = line, .path = S("environment.yml") };
	ptrdiff_t beg = 0, at = 0;
	bool any = false;
	while (at <= text.n) {
		ptrdiff_t len = str_find_byte(str_from(text, at), '\n');
		str head = str_sub(text, at, len < 0 ? text.n : at + len);
		bool begins = str_starts(head, mark), ends = at == text.n || begins;
		if (ends && (any || at > beg)) {
			b.text = str_sub(text, beg, at);
			*LIST_PUSH(a, out) = b;
		}
		if (at == text.n)
			return;
		at = len < 0 ? text.n : at + len + 1;
		if (begins) {
			b.path = str_trim(str_from(head, mark.n));
			beg = at;
			any = true;
		}
	}
}

static bool run_example(const example *e, str text, int line, bool bad)
{
	arena *a = arena_open(64 * 1024 * 1024);
	test_case c = { .title = e->page, .line = line };
	const block *about[] = { &e->policy, &e->commits, &e->date };
	for (size_t i = 0; i < sizeof about / sizeof *about; i++)
		if (about[i]->text.p)
			*LIST_PUSH(a, &c.blocks) = *about[i];
	for (ptrdiff_t i = 0; i < e->base.n; i++)
		*LIST_PUSH(a, &c.blocks) = e->base.at[i];
	add_files(a, &c.blocks, text, line, e->base.n ? BLOCK_HEAD : BLOCK_SIDE);
	report r = { 0 };
	case_judge(a, &c, &r);
	int hits = 0;
	for (ptrdiff_t i = 0; i < r.findings.n; i++) {
		const finding *f = &r.findings.at[i];
		bool hit = f->rule == e->rule;
		for (ptrdiff_t k = 0; k < f->also.n; k++)
			hit |= f->also.at[k] == e->rule;
		hits += hit && f->state == STATE_INTRODUCED;
	}
	bool ok = (hits > 0) == bad;
	if (!ok)
		printf("%.*s:%d: the %s example %s %.*s\n", SARG(e->page), line, bad ? "bad" : "good",
		       bad ? "does not give" : "gives", SARG(RULES[e->rule].id));
	arena_close(a);
	return ok;
}

static void take_block(arena *a, example *e, str info, str text, int line, int *passed, int *failed)
{
	bool bad = str_ends(info, S(" bad")), good = str_ends(info, S(" good"));
	if (str_ends(info, S(" base"))) {
		e->base = (blocks){ 0 };
		add_files(a, &e->base, text, line, BLOCK_BASE);
	}
	if (str_eq(info, S("yaml policy")))
		e->policy = (block){ .kind = BLOCK_POLICY, .path = S(".envgate.yml"), .text = text };
	if (str_eq(info, S("text commits")))
		e->commits = (block){ .kind = BLOCK_COMMITS, .line = line, .text = text };
	if (str_eq(info, S("text date")))
		e->date = (block){ .kind = BLOCK_DATE, .line = line, .path = str_trim(text), .text = text };
	e->bad += bad;
	e->good += good;
	if (bad || good)
		*(run_example(e, text, line, bad) ? passed : failed) += 1;
}

void page_run(str name, str text, int *passed, int *failed)
{
	arena *a = arena_open(1024 * 1024);
	example e = { .rule = rule_of(a, name), .page = arena_str(a, name) };
	str info = { 0 };
	ptrdiff_t at = 0, beg = 0;
	int beg_line = 0;
	for (int n = 1; at < text.n && e.rule < RULE_COUNT; n++) {
		ptrdiff_t len = str_find_byte(str_from(text, at), '\n');
		str line = str_sub(text, at, len < 0 ? text.n : at + len);
		ptrdiff_t next = len < 0 ? text.n : at + len + 1;
		if (str_starts(line, S("```")) && !info.p) {
			info = str_trim(str_from(line, 3));
			beg = next;
			beg_line = n + 1;
		} else if (str_starts(line, S("```"))) {
			take_block(a, &e, info, str_sub(text, beg, at), beg_line, passed, failed);
			info = (str){ 0 };
		}
		at = next;
	}
	if (!e.bad || !e.good) {
		printf("%.*s: %s\n", SARG(name), e.rule == RULE_COUNT ? "no such rule" : "needs a bad and a good example");
		*failed += 1;
	}
	arena_close(a);
}
