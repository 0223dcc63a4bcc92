/* conf_files: environment_files.jsonl and requirements_files.jsonl, whole files as conda, conda-lock
 * and pip read them.
 *
 * conda's reader is two things: a schema check (cep24_valid) and a lenient reader behind it (valid,
 * parsed). The library refuses what either refuses, so the verdict is checked against both; what the
 * lenient reader makes of a file that the check refuses ("dependencies: numpy" is five packages) is
 * rebuilt here from the YAML nodes, to show that the nodes carry everything. */
#include "conf.h"

#include "read/envfile.h"
#include "read/requirements.h"
#include "read/selector.h"
#include "read/yaml.h"
#include "spec/matchspec.h"
#include "spec/pytext.h"

#include <stdlib.h>
#include <string.h>

static const struct variable env_variables[] = { { S_INIT("MY_CHANNEL"), S_INIT("my-org") } };

enum { MAX_ENV = 1024 * 1024, MAX_DEPTH = 32 };

static double number_of(str s)
{
	char digits[64] = { 0 };
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n && n < 63; i++)
		if (s.p[i] != '_')
			digits[n++] = s.p[i];
	return strtod(digits, NULL);
}

static bool same_scalar(const json *want, const yaml_node *got)
{
	switch (yaml_type_of(got)) {
	case TYPE_TEXT: return want->kind == JSON_TEXT && str_eq(want->text, got->text);
	case TYPE_NULL: return want->kind == JSON_NULL;
	case TYPE_BOOL: return want->kind == JSON_BOOL && want->truth == (to_lower(got->text.p[0]) == 't');
	case TYPE_INT:
	case TYPE_FLOAT: return want->kind == JSON_NUMBER && number_of(want->text) == number_of(got->text);
	case TYPE_DATE:
	case TYPE_OTHER: return false;
	}
	return false;
}

/* A value with YAML's typing kept. got NULL: nothing stood there. */
static bool same_value(const json *want, const yaml_node *got, int depth)
{
	if (!want || !got || !depth)
		return want && want->kind == JSON_NULL && !got;
	if (got->kind == NODE_SCALAR)
		return same_scalar(want, got);
	if (want->kind != (got->kind == NODE_LIST ? JSON_LIST : JSON_MAP))
		return false;
	const json *w = want->first;
	const yaml_node *g = got->first;
	for (; w && g; w = w->next, g = g->next)
		if ((got->kind == NODE_MAP && !str_eq(w->key, g->key->text)) || !same_value(w, g, depth - 1))
			return false;
	return !w && !g;
}

static void check_value(conf_line *c, const json *parsed, str key, const yaml_node *got)
{
	if (!same_value(json_get(parsed, key), got, MAX_DEPTH))
		conf_fail(c, "%.*s differs", SARG(key));
}

static bool has_problem(const env *e, problem_code code)
{
	for (ptrdiff_t i = 0; i < e->problems.n; i++)
		if (e->problems.at[i].code == code && e->problems.at[i].manager != MANAGER_PIP)
			return true;
	return false;
}

static bool is_text(const yaml_node *n)
{
	return n->kind == NODE_SCALAR && yaml_type_of(n) == TYPE_TEXT;
}

static void check_spec(conf_line *c, const json *want, str raw, const matchspec *m)
{
	const struct { str key, got; } fields[] = {
		{ S("name"), m->name },       { S("channel"), m->rare->channel }, { S("subdir"), m->rare->subdir },
		{ S("version"), m->version }, { S("build"), m->build },     { S("build_number"), m->rare->build_number },
		{ S("url"), m->rare->url },         { S("fn"), m->rare->fn },           { S("md5"), m->rare->md5 },
		{ S("sha256"), m->rare->sha256 },
	};
	conf_same_text(c, "raw", json_text(want, S("raw")), raw);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		conf_same_text(c, fields[i].key.p, json_text(want, fields[i].key), fields[i].got);
}

/* What conda makes of the dependencies: the texts it parses, in its order. */
typedef struct conda_list {
	strs raw, canonical;
} conda_list;

static void take(conf_line *c, conda_list *l, str raw, bool listed)
{
	const matchspec *m = matchspec_parse(c->a, raw, NULL);
	if (listed)
		*LIST_PUSH(c->a, &l->raw) = raw;
	*LIST_PUSH(c->a, &l->canonical) = m ? m->canonical : S("(refused)");
}

/* validate_keys: does an entry's text before the first of <>~= and white space name pip? */
static bool lists_pip(str raw)
{
	ptrdiff_t n = 0;
	while (n < raw.n && !strchr("<>~=", raw.p[n]) && !py_space_at(raw, n))
		n++;
	str rest = str_head(raw, n);
	ptrdiff_t cut;
	while ((cut = str_find(rest, S("::"))) >= 0) {
		if (str_eq(str_head(rest, cut), S("pip")))
			return true;
		rest = str_from(rest, cut + 2);
	}
	return str_eq(rest, S("pip"));
}

/* The lenient reader's order, pip put first when a pip: list stands there without it. */
static conda_list conda_reads(conf_line *c, const yaml_node *deps, bool *pip_added)
{
	conda_list l = { 0 };
	bool pip_map = false, pip_text = false;
	for (const yaml_node *n = deps->first; n && deps->kind == NODE_LIST; n = n->next) {
		pip_map = pip_map || yaml_get(n, S("pip"));
		pip_text = pip_text || (is_text(n) && lists_pip(n->text));
	}
	*pip_added = pip_map && !pip_text;
	if (*pip_added)
		take(c, &l, S("pip"), true);
	for (const yaml_node *n = deps->first; n && deps->kind == NODE_LIST; n = n->next)
		if (is_text(n))
			take(c, &l, n->text, true);
	for (const yaml_node *n = deps->first; n && deps->kind == NODE_MAP; n = n->next)
		take(c, &l, n->key->text, false);
	for (ptrdiff_t i = 0; deps->kind == NODE_SCALAR && is_text(deps) && i < deps->text.n; i++)
		take(c, &l, str_sub(deps->text, i, i + 1), false);
	return l;
}

static void check_dependencies(conf_line *c, const json *parsed, const yaml_node *deps)
{
	static const yaml_node none = { .kind = NODE_LIST };
	bool pip_added = false;
	conda_list l = conda_reads(c, deps ? deps : &none, &pip_added);
	conf_same_bool(c, "pip_added", conf_bool(parsed, S("pip_added")), pip_added);
	conf_same_texts(c, parsed, S("specs"), &l.canonical);
	ptrdiff_t i = 0;
	for (const json *want = json_get(parsed, S("dependencies"))->first; want; want = want->next, i++) {
		const matchspec *m = i < l.raw.n ? matchspec_parse(c->a, l.raw.at[i], NULL) : NULL;
		if (m)
			check_spec(c, want, l.raw.at[i], m);
		else
			conf_fail(c, "dependencies[%td] is not there or refused", i);
	}
	if (i != l.raw.n)
		conf_fail(c, "dependencies has %td, got %td", i, l.raw.n);
}

/* The last value of a key over all mappings in the list, as dict.update leaves it. */
static const yaml_node *last_value(const yaml_node *deps, str key)
{
	const yaml_node *found = NULL;
	for (const yaml_node *n = deps && deps->kind == NODE_LIST ? deps->first : NULL; n; n = n->next) {
		const yaml_node *v = yaml_get(n, key);
		found = v ? v : found;
	}
	return found;
}

static void check_mappings(conf_line *c, const json *parsed, const yaml_node *deps)
{
	static const yaml_node none = { .kind = NODE_LIST };
	const yaml_node *pip = last_value(deps, S("pip"));
	bool nothing = !pip || (pip->kind == NODE_SCALAR && yaml_type_of(pip) == TYPE_NULL);
	check_value(c, parsed, S("pip"), nothing ? &none : pip);
	const json *other = json_get(parsed, S("other"));
	for (const json *o = other ? other->first : NULL; o; o = o->next)
		if (!same_value(o, last_value(deps, o->key), MAX_DEPTH))
			conf_fail(c, "other.%.*s differs", SARG(o->key));
	for (const yaml_node *n = deps && deps->kind == NODE_LIST ? deps->first : NULL; n; n = n->next)
		for (const yaml_node *v = n->kind == NODE_MAP ? n->first : NULL; v; v = v->next)
			if (!str_eq(v->key->text, S("pip")) && !json_get(other, v->key->text))
				conf_fail(c, "other has no %.*s", SARG(v->key->text));
}

static void check_channels(conf_line *c, const json *parsed, const env *e, const yaml_node *channels)
{
	strs got = { 0 };
	for (ptrdiff_t i = 0; i < e->channels.n && channels && channels->kind == NODE_LIST; i++)
		*LIST_PUSH(c->a, &got) = e->channels.at[i].text;
	for (ptrdiff_t i = 0; channels && channels->kind == NODE_SCALAR && i < channels->text.n; i++)
		*LIST_PUSH(c->a, &got) = str_sub(channels->text, i, i + 1);
	for (const yaml_node *n = channels && channels->kind == NODE_MAP ? channels->first : NULL; n; n = n->next)
		*LIST_PUSH(c->a, &got) = n->key->text;
	conf_same_texts(c, parsed, S("channels"), &got);
}

static bool conda_drops(str key)
{
	static const str kept[] = { S_INIT("name"), S_INIT("dependencies"), S_INIT("prefix"), S_INIT("channels"), S_INIT("variables") };
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (str_eq(key, kept[i]))
			return false;
	return true;
}

static void check_ignored(conf_line *c, const json *parsed, const yaml_node *root)
{
	strs got = { 0 };
	for (const yaml_node *n = root->first; n; n = n->next)
		if (conda_drops(n->key->text))
			*LIST_PUSH(c->a, &got) = n->key->text;
	conf_same_texts(c, parsed, S("ignored_keys"), &got);
}

/* The entries that conda-lock keeps for one platform, from the specs' own platforms. */
static void check_selectors(conf_line *c, const json *platform, const env *e)
{
	unsigned bit = selector_platform(platform->key);
	strs conda = { 0 }, pip = { 0 };
	if (!bit)
		conf_fail(c, "no bit for %.*s", SARG(platform->key));
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (e->specs.at[i].platforms & bit)
			*LIST_PUSH(c->a, e->specs.at[i].manager == MANAGER_CONDA ? &conda : &pip) = e->specs.at[i].raw;
	conf_same_texts(c, platform, S("dependencies"), &conda);
	conf_same_texts(c, platform, S("pip"), &pip);
}

/* Places must lie in the file, and the name's place must hold the name. */
static void check_places(conf_line *c, const env *e)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		str entry_text = str_sub(e->src->bytes, s->at.beg, s->at.end);
		str name = str_sub(e->src->bytes, s->name_at.beg, s->name_at.end);
		bool inside = s->at.beg >= 0 && s->at.beg <= s->at.end && s->at.end <= e->src->bytes.n && s->at.line > 0;
		if (!inside || s->name_at.beg < s->at.beg || s->name_at.end > s->at.end)
			conf_fail(c, "'%.*s' stands outside the file", SARG(s->raw));
		bool as_written = str_find(entry_text, s->raw) >= 0 && str_find_byte(entry_text, '\n') < 0 && s->conda && s->conda->name_end > s->conda->name_beg;
		if (as_written && !str_eq_nocase(name, s->name) && !s->conda->rare->url.p)
			conf_fail(c, "the name of '%.*s' was found in '%.*s'", SARG(s->raw), SARG(name));
	}
}

static void check_parsed(conf_line *c, const json *row, const env *e, const yaml_node *root)
{
	const json *parsed = json_get(row, S("parsed"));
	const yaml_node *deps = yaml_get(root, S("dependencies"));
	check_value(c, parsed, S("name"), yaml_get(root, S("name")));
	check_value(c, parsed, S("prefix"), yaml_get(root, S("prefix")));
	check_value(c, parsed, S("variables"), yaml_get(root, S("variables")));
	check_channels(c, parsed, e, yaml_get(root, S("channels")));
	check_dependencies(c, parsed, deps);
	check_mappings(c, parsed, deps);
	check_ignored(c, parsed, root);
}

void conf_environment_files(conf_line *c, const json *row)
{
	source src = { .kind = ENTRY_BLOB, .path = S("environment.yml"), .bytes = json_text(row, S("file_text")) };
	variables vars = { env_variables, 1 };
	const env *e = envfile_read(c->a, &src, vars);
	yaml_doc doc = yaml_read(c->a, &src, MAX_ENV);
	bool good = conf_bool(row, S("valid")) && conf_bool(row, S("cep24_valid"));
	bool refused = has_problem(e, PROBLEM_SYNTAX) || has_problem(e, PROBLEM_DUPLICATE_KEY) || !e->complete ||
	               has_problem(e, PROBLEM_NOT_PLAIN) || has_problem(e, PROBLEM_HIDDEN_TEXT) || !e->is_environment;
	if (!good && !refused)
		conf_fail(c, "conda refuses this file, and no problem says so");
	check_places(c, e);
	if (!conf_bool(row, S("valid")))
		return;
	/* An installer that conda does not have stops it later than its reader. */
	bool installer = json_get(json_get(row, S("parsed")), S("other")) != NULL;
	if (good && !installer && (has_problem(e, PROBLEM_SYNTAX) || has_problem(e, PROBLEM_DUPLICATE_KEY)))
		conf_fail(c, "conda takes this file, but: %.*s", SARG(e->problems.at[0].what));
	check_parsed(c, row, e, doc.root);
	const json *selectors = json_get(row, S("selectors"));
	for (const json *platform = selectors ? selectors->first : NULL; platform; platform = platform->next)
		check_selectors(c, platform, e);
}
