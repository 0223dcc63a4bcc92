/* check: what the probe said, against the scenario. The JSON is read by a reader of somebody else's, so
 * a slip in our writer shows. */
#include "scenario.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { MOST_BYTES = 4 << 20, SHOWN = 1500 };

bool read_all(arena *a, str path, str *out)
{
	buf b = buf_new(a);
	FILE *f = fopen(arena_str(a, path).p, "rb");
	if (!f)
		return false;
	char part[8192];
	for (size_t n; b.n < MOST_BYTES && (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_put(&b, (str){ part, (ptrdiff_t)n });
	bool good = !ferror(f);
	fclose(f);
	*out = b.n ? arena_str(a, buf_str(&b)) : S("");
	return good;
}

static void free_json(void *json) { cJSON_Delete(json); }

static str text_at(const cJSON *object, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(object, key);
	return cJSON_IsString(v) ? str_of(v->valuestring) : S("-");
}

static str number_at(arena *a, const cJSON *object, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(object, key);
	return cJSON_IsNumber(v) ? arena_printf(a, "%d", v->valueint) : S("-");
}

static bool same(buf *out, const char *what, str want, str got)
{
	if (str_eq(want, got))
		return true;
	buf_printf(out, "  %s is %.*s, should be %.*s\n", what, SARG(got), SARG(want));
	return false;
}

static bool check_warnings(const run *r, const cJSON *report, buf *out)
{
	str rest = r->s->is[LINE_WARN], word;
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(report, "warnings"), *item;
	bool good = true;
	if (word_has(rest, "-") && cJSON_GetArraySize(list)) {
		buf_put(out, S("  there should be no warnings\n"));
		return false;
	}
	while (next_word(&rest, &word)) {
		/* With patience the probe calls slow only what would be slow without valgrind. */
		bool found = str_eq(word, S("-")) || (r->patience > 1 && str_eq(word, S("SLOW")));
		cJSON_ArrayForEach(item, list)
			found = found || str_eq(text_at(item, "id"), word);
		if (!found)
			buf_printf(out, "  the warning %.*s is missing\n", SARG(word));
		good = good && found;
	}
	return good;
}

/* A message with a word that nobody filled in. */
static bool check_filled(str text, buf *out)
{
	for (ptrdiff_t i = 0; i + 2 < text.n; i++)
		if (text.p[i] == '{' && text.p[i + 1] >= 'a' && text.p[i + 1] <= 'z') {
			buf_printf(out, "  a word was not filled in: %.*s\n", SARG(str_sub(text, i, i + 24)));
			return false;
		}
	return true;
}

static bool check_json(arena *a, const run *r, str text, buf *out)
{
	cJSON *report = cJSON_ParseWithLength(text.p, (size_t)text.n);
	if (!report) {
		buf_put(out, S("  what it printed is not JSON\n"));
		return false;
	}
	arena_defer(a, free_json, report);
	const cJSON *code = cJSON_GetObjectItemCaseSensitive(report, "code");
	bool good = same(out, "verdict", r->s->verdict, text_at(report, "verdict"));
	good = same(out, "stage", r->s->stage, text_at(report, "stage")) && good;
	good = same(out, "code", r->s->code, number_at(a, code, "num")) && good;
	good = same(out, "exit in the report", r->s->exit, number_at(a, report, "exit")) && good;
	good = check_warnings(r, report, out) && good;
	return check_filled(text, out) && good;
}

static bool check_ending(arena *a, const run *r, buf *out)
{
	if (r->timed_out) {
		buf_put(out, S("  it did not end\n"));
		return false;
	}
	if (!WIFEXITED(r->status)) {
		buf_printf(out, "  it died of signal %d\n", WTERMSIG(r->status));
		return false;
	}
	bool good = same(out, "exit status", r->s->exit, arena_printf(a, "%d", WEXITSTATUS(r->status)));
	str limit = r->s->is[LINE_WITHIN];
	if (limit.p && r->ms > atof(limit.p) * r->patience) {
		buf_printf(out, "  it took %.0f ms, should be %.*s\n", r->ms, SARG(limit));
		good = false;
	}
	return good;
}

bool run_check(arena *a, const run *r, buf *out)
{
	str text = { 0 }, errors = { 0 };
	bool good = check_ending(a, r, out);
	if (!read_all(a, arena_cat(a, r->at.dir, S("/out")), &text) ||
	    !read_all(a, arena_cat(a, r->at.dir, S("/err")), &errors)) {
		buf_put(out, S("  its output cannot be read\n"));
		return false;
	}
	static const line_key texts[] = { LINE_SAYS, LINE_HAS };
	for (int i = 0; i < 2; i++) {
		str wanted = r->s->is[texts[i]];
		if (wanted.p && str_find(text, wanted) < 0) {
			buf_printf(out, "  it does not say: %.*s\n", SARG(wanted));
			good = false;
		}
	}
	if (r->s->is[LINE_LACKS].p && str_find(text, r->s->is[LINE_LACKS]) >= 0) {
		buf_printf(out, "  it should not say: %.*s\n", SARG(r->s->is[LINE_LACKS]));
		good = false;
	}
	if (!r->s->is[LINE_SAYS].p)
		good = check_json(a, r, text, out) && good;
	if (errors.n && !r->s->is[LINE_SAYS].p && str_find(errors, S("Sanitizer")) >= 0) {
		buf_put(out, S("  a sanitizer spoke\n"));
		good = false;
	}
	if (!good)
		buf_printf(out, "  --- output\n%.*s\n  --- errors\n%.*s\n", SARG(str_head(text, SHOWN)),
		           SARG(str_head(errors, SHOWN)));
	return good;
}
