/* parse: scenarios.txt, line by line. */
#include "scenario.h"

static const char *const keys[LINE_KEYS] = {
	"host", "libs", "prefix", "gpu", "cuda", "nvml", "cudart", "env", "opts",
	"deny", "expect", "warn", "says", "has", "within", "page", "unit", "lacks",
};

bool next_word(str *rest, str *word)
{
	*rest = str_trim(*rest);
	ptrdiff_t n = 0;
	while (n < rest->n && !is_space(rest->p[n]))
		n++;
	*word = str_head(*rest, n);
	*rest = str_from(*rest, n);
	return n > 0;
}

str word_value(str words, const char *key, str otherwise)
{
	str word;
	ptrdiff_t n = str_of(key).n;
	while (next_word(&words, &word))
		if (str_starts(word, str_of(key)) && word.n > n && word.p[n] == '=')
			return str_from(word, n + 1);
	return otherwise;
}

bool word_has(str words, const char *wanted)
{
	str word;
	while (next_word(&words, &word))
		if (str_eq(word, str_of(wanted)))
			return true;
	return false;
}

static bool is_verdict(str word)
{
	for (int i = 0; i < CAUSE_COUNT; i++)
		if (str_eq(CAUSES[i].name, word))
			return true;
	return str_eq(word, S("PASS")) || str_eq(word, S("SKIPPED")) || str_eq(word, S("-"));
}

static bool is_stage(str word)
{
	for (int i = 0; i < STAGE_COUNT; i++)
		if (str_eq(str_of(stage_name((probe_stage)i)), word))
			return true;
	return str_eq(word, S("-"));
}

static bool expect_parse(scenario *s)
{
	str rest = s->is[LINE_EXPECT];
	return next_word(&rest, &s->verdict) && next_word(&rest, &s->stage) && next_word(&rest, &s->code) &&
	       next_word(&rest, &s->exit) && str_trim(rest).n == 0 && is_verdict(s->verdict) &&
	       is_stage(s->stage);
}

static bool warnings_known(str rest)
{
	str word;
	while (next_word(&rest, &word))
		if (!is_verdict(word))
			return false;
	return true;
}

static bool line_parse(scenario *s, str line)
{
	str rest = line, word;
	if (!next_word(&rest, &word))
		return true;
	for (int k = 0; k < LINE_KEYS; k++)
		if (str_eq(word, str_of(keys[k]))) {
			bool first = !s->is[k].p;
			s->is[k] = str_trim(rest);
			return first && (k != LINE_EXPECT || expect_parse(s)) &&
			       (k != LINE_WARN || warnings_known(s->is[k]));
		}
	return false;
}

bool scenarios_parse(arena *a, str text, scenarios *out, str *why)
{
	str line;
	scenario *s = NULL;
	for (int n = 1; str_next(&text, '\n', &line); n++) {
		if (str_starts(line, S("#")))
			continue;
		if (str_starts(line, S("== "))) {
			if (s && !s->is[LINE_EXPECT].p) {
				*why = arena_printf(a, "line %d: '%.*s' expects nothing", s->line, SARG(s->title));
				return false;
			}
			s = LIST_PUSH(a, out);
			s->title = str_trim(str_from(line, 3));
			s->line = n;
		} else if (str_trim(line).n && (!s || !line_parse(s, line))) {
			*why = arena_printf(a, "line %d: '%.*s' is not understood", n, SARG(line));
			return false;
		}
	}
	if (!s || !s->is[LINE_EXPECT].p)
		*why = S("the last scenario expects nothing");
	return s && s->is[LINE_EXPECT].p;
}
