/* conf_versions: version_order.jsonl (conda's VersionOrder) and version_match.jsonl (VersionSpec). */
#include "conf.h"

#include "spec/version_spec.h"

static const conda_version *parse(conf_line *c, str text)
{
	refusal why = { 0 };
	const conda_version *v = conda_version_parse(c->a, text, &why);
	if (!v)
		conf_fail(c, "'%.*s' refused: %.*s", SARG(text), SARG(why.why));
	return v;
}

static void same_order(conf_line *c, const conda_version *x, const conda_version *y, int want)
{
	int got = conda_version_cmp(x, y), back = conda_version_cmp(y, x);
	if (got != want || back != -want)
		conf_fail(c, "cmp is %d, got %d, and %d with the sides exchanged", want, got, back);
}

static int cmp_of(const json *row)
{
	str text = json_get(row, S("cmp"))->text;
	return str_eq(text, S("-1")) ? -1 : str_eq(text, S("1")) ? 1 : 0;
}

/* Each member against the one before it: equal inside a class, larger at its start. */
static void sorted_list(conf_line *c, const json *classes)
{
	const conda_version *last = NULL;
	for (const json *class = classes->first; class; class = class->next) {
		for (const json *item = class->first; item; item = item->next) {
			const conda_version *v = parse(c, item->text);
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
	const conda_version *v = conda_version_parse(c->a, json_text(row, S("v")), NULL);
	conf_same_bool(c, "valid", conf_bool(row, S("valid")), v != NULL);
	if (v)
		conf_same_text(c, "str", json_text(row, S("str")), conda_version_str(v));
}

void conf_version_order(conf_line *c, const json *row)
{
	const json *classes = json_get(row, S("sorted"));
	if (classes) {
		sorted_list(c, classes);
	} else if (conf_has(row, S("v"))) {
		one_version(c, row);
	} else if (conf_has(row, S("cmp"))) {
		const conda_version *x = parse(c, json_text(row, S("a")));
		const conda_version *y = parse(c, json_text(row, S("b")));
		if (x && y)
			same_order(c, x, y, cmp_of(row));
	} else {
		conf_fail(c, "a kind of line that is not known");
	}
}

static void one_spec(conf_line *c, const json *row, const version_spec *s)
{
	conf_same_bool(c, "valid", conf_bool(row, S("valid")), s != NULL);
	if (!s)
		return;
	conf_same_text(c, "str", json_text(row, S("str")), version_spec_str(s));
	conf_same_bool(c, "exact", conf_bool(row, S("exact")), version_spec_is_exact(s));
}

void conf_version_match(conf_line *c, const json *row)
{
	refusal why = { 0 };
	const version_spec *s = version_spec_parse(c->a, json_text(row, S("spec")), &why);
	if (conf_has(row, S("valid"))) {
		one_spec(c, row, s);
		return;
	}
	if (!s) {
		conf_fail(c, "the constraint is refused: %.*s", SARG(why.why));
		return;
	}
	match_result got = version_spec_match(c->a, s, json_text(row, S("version")));
	match_result want = conf_null(row, S("match"))  ? MATCH_RAISES
	                  : conf_bool(row, S("match")) ? MATCH_YES
	                                               : MATCH_NO;
	if (got != want)
		conf_fail(c, "match is %d, got %d (0 no, 1 yes, 2 raises)", (int)want, (int)got);
}
