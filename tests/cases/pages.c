/* pages: a rule's page is a test. Every "```yaml bad" block must give the rule, every good one must
 * not; a "```yaml base" block is what the blocks after it are compared with, and "```yaml policy" is
 * the policy of the blocks after it. A first line "# file: PATH" names the file. */
#include "case.h"

#include "model/rule.h"

#include <stdio.h>

typedef struct example {
	block base, policy; /* text absent: none */
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

static block example_block(str text, int line, block_kind kind)
{
	block b = { .kind = kind, .line = line, .path = S("environment.yml"), .text = text };
	if (str_starts(text, S("# file: "))) {
		ptrdiff_t end = str_find_byte(text, '\n');
		b.path = str_trim(str_sub(text, 8, end < 0 ? text.n : end));
		b.text = str_from(text, end < 0 ? text.n : end + 1);
	}
	return b;
}

static bool run_example(const example *e, str text, int line, bool bad)
{
	arena *a = arena_open(64 * 1024 * 1024);
	test_case c = { .title = e->page, .line = line };
	if (e->policy.text.p)
		*LIST_PUSH(a, &c.blocks) = e->policy;
	if (e->base.text.p)
		*LIST_PUSH(a, &c.blocks) = e->base;
	*LIST_PUSH(a, &c.blocks) = example_block(text, line, e->base.text.p ? BLOCK_HEAD : BLOCK_SIDE);
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

static void take_block(example *e, str info, str text, int line, int *passed, int *failed)
{
	bool bad = str_eq(info, S("yaml bad")), good = str_eq(info, S("yaml good"));
	if (str_eq(info, S("yaml base")))
		e->base = example_block(text, line, BLOCK_BASE);
	if (str_eq(info, S("yaml policy")))
		e->policy = (block){ .kind = BLOCK_POLICY, .path = S(".envgate.yml"), .text = text };
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
			take_block(&e, info, str_sub(text, beg, at), beg_line, passed, failed);
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
