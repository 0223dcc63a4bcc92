/* results_report: a report of check, diff or verify as results.
 *
 * One pass over the findings that answers what every code host's format asks: which rule of a
 * catalogue, which lines, which name stays the same tomorrow, what was looked at and is fine. Apart from
 * results.c, so that the probe does not carry the rules' pages. */
#include "write/results.h"

#include "write/rule_pages.h"
#include "write/text.h"

#include <stdlib.h>

/* ---- the catalogue ---- */

static str page_url(arena *a, str id)
{
	str docs = results_docs();
	if (!docs.n)
		return (str){ 0 };
	buf name = buf_new(a);
	for (ptrdiff_t i = 0; i < id.n; i++)
		buf_char(&name, id.p[i] == '/' ? '-' : id.p[i]);
	return arena_printf(a, "%.*srules/%.*s.md", SARG(docs), SARG(buf_str(&name)));
}

static str rule_help(arena *a, const rule_info *rule)
{
	return arena_printf(a,
	                    "%.*s. Severity: %s in the standard profile, %s in strict, %s in audit. "
	                    "Examples, and how to waive it: envgate explain %.*s",
	                    SARG(rule->text), severity_name(rule->of[PROFILE_STANDARD]),
	                    severity_name(rule->of[PROFILE_STRICT]),
	                    severity_name(rule->of[PROFILE_AUDIT]), SARG(rule->id));
}

static void list_rules(arena *a, results *out)
{
	LIST_RESERVE(a, &out->rules, RULE_COUNT);
	for (int i = 0; i < RULE_COUNT; i++)
		*LIST_PUSH(a, &out->rules) = (result_rule){
			.id = RULES[i].id,
			.text = RULES[i].text,
			.help = rule_help(a, &RULES[i]),
			.url = page_url(a, RULES[i].id),
			.severity = RULES[i].of[PROFILE_STANDARD],
		};
}

void results_add_pages(arena *a, results *all)
{
	for (ptrdiff_t i = 0; i < all->rules.n; i++) {
		result_rule *rule = &all->rules.at[i];
		rule->why = rule_page_part(a, rule->id, S("Why it matters"));
		rule->fix = rule_page_part(a, rule->id, S("How to fix it"));
	}
}

/* ---- rows ---- */

static result row_of(arena *a, const finding *f)
{
	result row = {
		.rule = RULES[f->rule].id,
		.rule_at = (int)f->rule,
		.severity = f->severity,
		.state = f->state,
		.fails = f->fails,
		.waived = f->waived,
		.path = f->path,
		.beg = { f->at.line, f->at.line ? f->at.col : 0 },
		.end = span_end(f->src, f->at),
		.subject = f->subject,
		.message = f->message,
		.hint = f->hint.n ? f->hint : (str){ 0 },
		.fingerprint = fingerprint(a, f),
		.finding = f,
	};
	for (ptrdiff_t i = 0; i < f->also.n; i++)
		*LIST_PUSH(a, &row.also) = RULES[f->also.at[i]].id;
	if (f->waived && f->waiver) {
		row.waiver_reason = f->waiver->reason.n ? f->waiver->reason : (str){ 0 };
		row.waiver_inline = f->waiver->is_inline;
	}
	return row;
}

/* ---- what is fine ---- */

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool is_held(const strs *sorted, str s)
{
	return sorted->n &&
	       bsearch(&s, sorted->at, (size_t)sorted->n, sizeof *sorted->at, by_text) != NULL;
}

static void list_passed(arena *a, const report *r, results *out)
{
	strs found = { 0 };
	for (ptrdiff_t i = 0; i < out->rows.n; i++)
		*LIST_PUSH(a, &found) = out->rows.at[i].path;
	strs_sort_unique(&found);
	for (ptrdiff_t i = 0; i < r->files.n; i++) {
		const report_file *f = &r->files.at[i];
		bool judged = f->kind != FILE_OTHER && f->kind != FILE_INSTALLED &&
		              !str_eq(str_of(f->state), S("removed"));
		if (judged && !is_held(&found, f->path))
			*LIST_PUSH(a, &out->passed) = f->path;
	}
	strs_sort_unique(&out->passed);
}

/* ---- the whole ---- */

static str headline_of(arena *a, const report *r)
{
	if (r->verdict == VERDICT_ERROR)
		return arena_printf(a, "envgate: %.*s", SARG(results_error(a, r->error)));
	/* As if all were shown: the formats have no "--verbose shows more". */
	look plain = { .verbose = true };
	buf b = buf_new(a);
	text_verdict(&b, r, &plain);
	return str_trim(buf_str(&b));
}

results results_of_report(arena *a, const report *r)
{
	results out = {
		.command = r->command,
		.verdict = r->verdict,
		.exit = r->exit,
		.error = r->verdict == VERDICT_ERROR ? r->error : NULL,
		.headline = headline_of(a, r),
		.compared = r->base.kind != REV_NONE,
		.notes = r->notes.n ? &r->notes : NULL,
		.docs = results_docs(),
	};
	list_rules(a, &out);
	for (ptrdiff_t i = 0; i < r->findings.n; i++)
		if (r->findings.at[i].state != STATE_FIXED)
			*LIST_PUSH(a, &out.rows) = row_of(a, &r->findings.at[i]);
	results_count_equal(a, &out);
	if (r->verdict != VERDICT_ERROR && !str_eq(r->command, S("diff")))
		list_passed(a, r, &out);
	return out;
}
