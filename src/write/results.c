/* results: see results.h.
 *
 * One pass over a report's findings that answers what every code host's format asks: which rule of a
 * catalogue, which lines, which name stays the same tomorrow, what was looked at and is fine. */
#include "write/results.h"

#include "base/sha256.h"
#include "base/sort.h"
#include "write/text.h"

#include <stdlib.h>

enum { FINGERPRINT_DIGITS = 32 }; /* as in write/parts */

/* ---- the catalogue ---- */

str results_docs(void)
{
	str docs = S(ENVGATE_DOCS_URL);
	return docs.n ? docs : (str){ 0 };
}

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
	                    "Why it matters, a bad and a good example, how to fix or waive it: "
	                    "envgate explain %.*s",
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

int results_rule(const results *all, str id)
{
	for (ptrdiff_t i = 0; i < all->rules.n; i++)
		if (str_eq(all->rules.at[i].id, id))
			return (int)i;
	return -1;
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

typedef struct keyed {
	str key;
	ptrdiff_t at;
} keyed;

static int by_key(const void *x, const void *y)
{
	return str_cmp(((const keyed *)x)->key, ((const keyed *)y)->key);
}

void results_count_equal(arena *a, results *all)
{
	ptrdiff_t n = all->rows.n;
	keyed *keys = NEW_N(a, keyed, n);
	for (ptrdiff_t i = 0; i < n; i++)
		keys[i] = (keyed){ all->rows.at[i].fingerprint, i };
	sort_runs(a, keys, n, (ptrdiff_t)sizeof *keys, by_key);
	int nth = 0;
	for (ptrdiff_t i = 0; i < n; i++) {
		nth = i > 0 && str_eq(keys[i].key, keys[i - 1].key) ? nth + 1 : 1;
		all->rows.at[keys[i].at].nth = nth;
	}
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

/* ---- words ---- */

str results_path(arena *a, const results *all, str path)
{
	str rest = path;
	for (;;) {
		if (str_starts(rest, S("/")))
			rest = str_from(rest, 1);
		else if (str_starts(rest, S("./")))
			rest = str_from(rest, 2);
		else if (str_starts(rest, S("../")))
			rest = str_from(rest, 3);
		else
			break;
	}
	if (rest.n && !str_eq(rest, S(".")) && !str_eq(rest, S("..")))
		return rest;
	return all->command.n ? arena_printf(a, "envgate-%.*s", SARG(all->command)) : S("envgate");
}

str results_error(arena *a, const err *e)
{
	str what = err_text(a, e);
	if (e->at.file.n && e->at.line)
		what = arena_printf(a, "%.*s:%d:%d: %.*s", SARG(e->at.file), e->at.line, e->at.col,
		                    SARG(what));
	else if (e->at.file.n)
		what = arena_printf(a, "%.*s: %.*s", SARG(e->at.file), SARG(what));
	return e->hint.n ? arena_printf(a, "%.*s (hint: %.*s)", SARG(what), SARG(e->hint)) : what;
}

bool results_failed(const results *all)
{
	return all->error || (all->verdict == VERDICT_NOTHING && all->exit);
}

result results_failure(arena *a, const results *all)
{
	const err *e = all->error;
	place at = e ? e->at : (place){ 0 };
	str why = e ? str_of(err_name(e->code)) : S("nothing");
	str fields[] = { S("envgate/error"), all->command, why };
	return (result){
		.rule = fields[0],
		.rule_at = (int)all->rules.n,
		.severity = ERROR,
		.fails = true,
		.path = at.file,
		.beg = { at.line, at.line ? at.col : 0 },
		.subject = why,
		.message = e ? results_error(a, e) : all->headline,
		.fingerprint = sha256_fields(a, fields, 3, FINGERPRINT_DIGITS),
		.nth = 1,
	};
}
