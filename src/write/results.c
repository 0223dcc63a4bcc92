/* results: see results.h. What the makers of results (results_report, probe_results) and the formats share. */
#include "write/results.h"

#include "base/sha256.h"
#include "base/sort.h"

enum { FINGERPRINT_DIGITS = 32 }; /* as in write/parts */

str results_docs(void)
{
	str docs = S(ENVGATE_DOCS_URL);
	return docs.n ? docs : (str){ 0 };
}

int results_rule(const results *all, str id)
{
	for (ptrdiff_t i = 0; i < all->rules.n; i++)
		if (str_eq(all->rules.at[i].id, id))
			return (int)i;
	return -1;
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

/* A hint may have several lines, each something to type. */
static str one_line(arena *a, str text)
{
	buf b = buf_new(a);
	for (str rest = text, line; str_next(&rest, '\n', &line);) {
		buf_put(&b, b.n ? S("; ") : S(""));
		buf_put(&b, line);
	}
	return buf_str(&b);
}

str results_error(arena *a, const err *e)
{
	str what = err_text(a, e);
	if (e->at.file.n && e->at.line)
		what = arena_printf(a, "%.*s:%d:%d: %.*s", SARG(e->at.file), e->at.line, e->at.col,
		                    SARG(what));
	else if (e->at.file.n)
		what = arena_printf(a, "%.*s: %.*s", SARG(e->at.file), SARG(what));
	return e->hint.n ? arena_printf(a, "%.*s (hint: %.*s)", SARG(what), SARG(one_line(a, e->hint))) : what;
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
