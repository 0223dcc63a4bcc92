/* conf_pep: pep440_order.jsonl, pep440_match.jsonl and pep508.jsonl (pypa/packaging). */
#include "conf.h"

#include "spec/marker.h"

/* A number keeps its text. */
static int cmp_of(const json *row)
{
	str text = json_get(row, S("cmp"))->text;
	return str_eq(text, S("-1")) ? -1 : str_eq(text, S("1")) ? 1 : 0;
}

static const pep440_version *parse(conf_line *c, str text)
{
	const pep440_version *v = pep440_parse(c->a, text, NULL);
	if (!v)
		conf_fail(c, "'%.*s' refused", SARG(text));
	return v;
}

static void same_order(conf_line *c, const pep440_version *x, const pep440_version *y, int want)
{
	int got = pep440_cmp(x, y), back = pep440_cmp(y, x);
	if (got != want || back != -want)
		conf_fail(c, "cmp is %d, got %d, and %d with the sides exchanged", want, got, back);
}

/* Each member against the one before it: equal inside a class, larger at its start. */
static void sorted_list(conf_line *c, const json *classes)
{
	const pep440_version *last = NULL;
	for (const json *class = classes->first; class; class = class->next) {
		for (const json *item = class->first; item; item = item->next) {
			const pep440_version *v = parse(c, item->text);
			if (!v)
				return;
			if (last)
				same_order(c, last, v, item == class->first ? -1 : 0);
			last = v;
		}
	}
}

static void one_version(conf_line *c, const json *row)
{
	const pep440_version *v = pep440_parse(c->a, json_text(row, S("v")), NULL);
	conf_same_bool(c, "valid", conf_bool(row, S("valid")), v != NULL);
	if (!v)
		return;
	pep440_parts parts = pep440_split(c->a, v);
	conf_same_text(c, "str", json_text(row, S("str")), pep440_str(v));
	conf_same_text(c, "public", json_text(row, S("public")), parts.public_version);
	conf_same_text(c, "base", json_text(row, S("base")), parts.base_version);
	conf_same_text(c, "local", json_text(row, S("local")), parts.local);
	conf_same_bool(c, "pre", conf_bool(row, S("pre")), parts.is_pre);
	conf_same_bool(c, "post", conf_bool(row, S("post")), parts.is_post);
	conf_same_bool(c, "dev", conf_bool(row, S("dev")), parts.is_dev);
}

void conf_pep440_order(conf_line *c, const json *row)
{
	const json *classes = json_get(row, S("sorted"));
	if (classes) {
		sorted_list(c, classes);
	} else if (conf_has(row, S("v"))) {
		one_version(c, row);
	} else if (conf_has(row, S("cmp"))) {
		const pep440_version *x = parse(c, json_text(row, S("a")));
		const pep440_version *y = parse(c, json_text(row, S("b")));
		if (x && y)
			same_order(c, x, y, cmp_of(row));
	} else {
		conf_fail(c, "a kind of line that is not known");
	}
}

static void same_match(conf_line *c, const json *row, const pep440_set *s, bool allow_pre)
{
	str key = allow_pre ? S("match") : S("match_nopre");
	if (!conf_has(row, key))
		return;
	int want = conf_null(row, key) ? -1 : conf_bool(row, key);
	int got = pep440_set_has(c->a, s, json_text(row, S("version")), allow_pre);
	if (want != got)
		conf_fail(c, "%.*s is %d, got %d", SARG(key), want, got);
}

void conf_pep440_match(conf_line *c, const json *row)
{
	refusal why = { 0 };
	const pep440_set *s = pep440_set_parse(c->a, json_text(row, S("spec")), &why);
	if (!conf_has(row, S("version"))) {
		conf_same_bool(c, "valid", conf_bool(row, S("valid")), s != NULL);
		if (!s)
			return;
		conf_same_text(c, "str", json_text(row, S("str")), pep440_set_str(s));
		conf_same_bool(c, "prereleases", conf_bool(row, S("prereleases")),
		               pep440_set_names_pre(s));
	} else if (s) {
		same_match(c, row, s, true);
		same_match(c, row, s, false);
	} else {
		conf_fail(c, "refused: %.*s", SARG(why.why));
	}
}

typedef LIST(marker_env) marker_envs;

/* The first line of the file; its texts live as long as the file is read. */
static void keep_environments(conf_line *c, const json *list)
{
	marker_envs *envs = NEW(c->file, marker_envs);
	for (const json *e = list->first; e; e = e->next) {
		marker_env *to = LIST_PUSH(c->file, envs);
#define FIELD(name) to->name = arena_str(c->file, json_text(e, S(#name)))
		FIELD(implementation_name);
		FIELD(implementation_version);
		FIELD(os_name);
		FIELD(platform_machine);
		FIELD(platform_python_implementation);
		FIELD(platform_release);
		FIELD(platform_system);
		FIELD(platform_version);
		FIELD(python_full_version);
		FIELD(python_version);
		FIELD(sys_platform);
		FIELD(extra);
#undef FIELD
	}
	c->state = envs;
}

static void same_truths(conf_line *c, const json *row, const marker *m)
{
	const json *evals = json_get(row, S("eval"));
	const marker_envs *envs = c->state;
	ptrdiff_t i = 0;
	for (const json *want = evals ? evals->first : NULL; want; want = want->next, i++) {
		if (!envs || i >= envs->n) {
			conf_fail(c, "no environment %td", i);
			return;
		}
		static const str words[] = { S_INIT("false"), S_INIT("true") };
		str error = { 0 };
		int got = marker_eval(c->a, m, &envs->at[i], &error);
		str wanted = want->kind == JSON_BOOL ? words[want->truth] : want->text;
		conf_same_text(c, "eval", wanted, got < 0 ? error : words[got]);
	}
}

void conf_pep508(conf_line *c, const json *row)
{
	const json *list = json_get(row, S("environments"));
	if (list) {
		keep_environments(c, list);
		return;
	}
	const requirement *r = requirement_parse(c->a, json_text(row, S("input")), NULL);
	conf_same_bool(c, "valid", conf_bool(row, S("valid")), r != NULL);
	if (!r || !conf_bool(row, S("valid")))
		return;
	conf_same_text(c, "name", json_text(row, S("name")), r->name);
	conf_same_text(c, "normalized", json_text(row, S("normalized")), r->normalized);
	conf_same_text(c, "specifier", json_text(row, S("specifier")), r->specifier);
	conf_same_text(c, "url", json_text(row, S("url")), r->url);
	conf_same_text(c, "marker", json_text(row, S("marker")), r->marker_text);
	conf_same_texts(c, row, S("extras"), &r->extras_as_written);
	conf_same_texts(c, row, S("extras_normalized"), &r->extras);
	if (r->marker)
		same_truths(c, row, r->marker);
	else
		conf_same_bool(c, "has an eval", false, conf_has(row, S("eval")));
}
