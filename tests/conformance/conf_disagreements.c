/* conf_disagreements: disagreements.jsonl says where other tools differ from conda. conda's side of
 * each row is checked like any other vector; the other side is for people. */
#include "conf.h"

#include "spec/matchspec.h"

static bool is_kind(const json *row, str kind)
{
	return str_eq(json_text(row, S("kind")), kind);
}

/* Checks { key: conda's answer, the row's inputs } with the reader of the ordinary file. */
static void check(conf_line *c, const json *row, str key, conf_reader *read)
{
	const json *conda = json_get(row, S("conda"));
	json answer = conda ? *conda : (json){ 0 };
	answer.key = key;
	answer.next = row->first;
	json map = { .kind = JSON_MAP, .first = &answer };
	read(c, &map);
}

static void check_valid(conf_line *c, const json *row)
{
	bool got;
	if (is_kind(row, S("version_valid")))
		got = conda_version_parse(c->a, json_text(row, S("v")), NULL) != NULL;
	else if (is_kind(row, S("version_spec_valid")))
		got = version_spec_parse(c->a, json_text(row, S("spec")), NULL) != NULL;
	else
		got = matchspec_parse(c->a, json_text(row, S("input")), NULL) != NULL;
	conf_same_bool(c, "valid", conf_bool(row, S("conda")), got);
}

void conf_disagreements(conf_line *c, const json *row)
{
	if (is_kind(row, S("version_order")))
		check(c, row, S("cmp"), conf_version_order);
	else if (is_kind(row, S("version_match")))
		check(c, row, S("match"), conf_version_match);
	else if (is_kind(row, S("matchspec_match")))
		check(c, row, S("match"), conf_matchspec);
	else if (is_kind(row, S("matchspec_parse")))
		conf_matchspec_differs(c, json_text(row, S("input")), json_get(row, S("conda")),
		                       json_get(row, S("other_result")));
	else if (is_kind(row, S("version_valid")) || is_kind(row, S("version_spec_valid")) ||
	         is_kind(row, S("matchspec_valid")))
		check_valid(c, row);
	else
		conf_skip(c, "a kind of row that is not known");
}
