/* policyfile: see policyfile.h. A table of keys, each with its reader. The file decides whether the
 * gate is open, so nothing in it is skipped: an unknown key, a word that is none of the allowed ones,
 * a key of a later version are all problems, and one problem makes the policy broken. The alternative,
 * ignoring what is not understood, would let "freeze:" look like protection and be none. */
#include "read/policyfile.h"

#include "base/limits.h"
#include "read/suggest.h"
#include "read/yaml.h"

enum { MAX_LIST = 1000 };

typedef struct reader {
	arena *a;
	policy *out;
} reader;

typedef struct key {
	str name;
	void (*read)(reader *r, const yaml_node *n); /* NULL: a later version's key */
} key;

policy policy_built_in(profile p)
{
	policy out = { .from = POLICY_BUILT_IN, .profile = p, .fail_on = ERROR };
	for (int i = 0; i < RULE_COUNT; i++)
		out.of[i] = RULES[i].of[p];
	return out;
}

static problem *wrong(reader *r, problem_code code, const yaml_node *n, str subject)
{
	span at = n->at.end > n->at.beg || !n->key ? n->at : n->key->at;
	problem *p = LIST_PUSH(r->a, &r->out->problems);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

static str key_of(const yaml_node *n)
{
	return n->key && n->key->kind == NODE_SCALAR ? n->key->text : S("");
}

/* A word of a fixed few: the message lists them. */
static void bad_word(reader *r, const yaml_node *n, const char *allowed)
{
	problem *p = wrong(r, PROBLEM_SYNTAX, n, key_of(n));
	if (n->kind == NODE_SCALAR && n->text.n)
		p->what = arena_printf(r->a, "'%.*s' is no value for '%.*s'", SARG(str_head(n->text, 60)), SARG(key_of(n)));
	else
		p->what = arena_printf(r->a, "'%.*s' wants one word", SARG(key_of(n)));
	p->evidence = n->text.p ? n->text : S("");
	p->hint = arena_printf(r->a, "write one of: %s", allowed);
}

static str word_of(const yaml_node *n)
{
	return n->kind == NODE_SCALAR ? n->text : S("");
}

static void read_version(reader *r, const yaml_node *n)
{
	if (str_eq(word_of(n), S("1")))
		return;
	problem *p = wrong(r, PROBLEM_SYNTAX, n, S("version"));
	p->what = arena_printf(r->a, "envgate %s reads version 1 of this file only", ENVGATE_VERSION);
	p->hint = S("write: version: 1");
}

/* profile: is read first (policyfile_read), because rules: changes what it gives. */
static void read_profile(reader *r, const yaml_node *n)
{
	profile p;
	if (!profile_find(word_of(n), &p))
		bad_word(r, n, "standard, strict, audit");
}

static void read_fail_on(reader *r, const yaml_node *n)
{
	severity s;
	if (!severity_find(word_of(n), &s) || s == OFF)
		bad_word(r, n, "error, warning, note, never");
	else
		r->out->fail_on = s;
}

static void read_existing(reader *r, const yaml_node *n)
{
	bool fails = str_eq(word_of(n), S("fail"));
	if (!fails && !str_eq(word_of(n), S("note")))
		bad_word(r, n, "note, fail");
	r->out->existing_fails = fails;
}

/* A list of texts: patterns, names. role is "a pattern", "a package name". */
static void read_list(reader *r, const yaml_node *n, const char *role, strs *out)
{
	if (n->kind != NODE_LIST) {
		problem *p = wrong(r, PROBLEM_SYNTAX, n, key_of(n));
		p->what = arena_printf(r->a, "'%.*s' has to be a list", SARG(key_of(n)));
		p->hint = arena_printf(r->a, "write it as %.*s: [\"...\"], or one to a line after '- '", SARG(key_of(n)));
		return;
	}
	int count = 0;
	for (const yaml_node *e = n->first; e; e = e->next, count++) {
		str bad = { 0 };
		if (e->kind != NODE_SCALAR || yaml_type_of(e) != TYPE_TEXT || !e->text.n)
			bad = arena_printf(r->a, "%s has to be a text that is not empty", role);
		else if (e->text.n > MAX_PATTERN_BYTES)
			bad = arena_printf(r->a, "%s of %td bytes, more than the limit of %d", role, e->text.n, MAX_PATTERN_BYTES);
		else if (count == MAX_LIST)
			bad = arena_printf(r->a, "more than %d entries, which is the limit", MAX_LIST);
		if (bad.p)
			wrong(r, PROBLEM_SYNTAX, e, key_of(n))->what = bad;
		else
			*LIST_PUSH(r->a, out) = e->text;
		if (count == MAX_LIST)
			return;
	}
}

static void read_include(reader *r, const yaml_node *n)
{
	read_list(r, n, "a pattern", &r->out->include);
}

static void read_exclude(reader *r, const yaml_node *n)
{
	read_list(r, n, "a pattern", &r->out->exclude);
}

static void read_retired(reader *r, const yaml_node *n)
{
	read_list(r, n, "a pattern", &r->out->retired);
}

static void read_core(reader *r, const yaml_node *n)
{
	read_list(r, n, "a package name", &r->out->core);
}

static void unknown_rule(reader *r, const yaml_node *n)
{
	str ids[RULE_COUNT];
	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = RULES[i].id;
	problem *p = wrong(r, PROBLEM_UNKNOWN_KEY, n->key, key_of(n));
	p->what = arena_printf(r->a, "envgate %s has no rule '%.*s'", ENVGATE_VERSION, SARG(str_head(key_of(n), 60)));
	p->hint = suggest_hint(r->a, key_of(n), ids, RULE_COUNT, S("`envgate rules` lists them"));
}

static void read_rules(reader *r, const yaml_node *map)
{
	if (map->kind != NODE_MAP) {
		problem *p = wrong(r, PROBLEM_SYNTAX, map, S("rules"));
		p->what = S("'rules' has to be a mapping of rule to severity");
		p->hint = S("write, for example: rules: {pin/open: error}");
		return;
	}
	for (const yaml_node *n = map->first; n; n = n->next) {
		rule_id id = rule_find(key_of(n));
		severity s;
		if (id == RULE_COUNT) {
			unknown_rule(r, n);
		} else if (!severity_find(word_of(n), &s) || s == NEVER) {
			bad_word(r, n, "off, note, warning, error");
		} else if (id == RULE_file_policy && s != ERROR) {
			problem *p = wrong(r, PROBLEM_SYNTAX, n, key_of(n));
			p->what = S("file/policy cannot be lowered: a policy that does not parse protects nothing");
			p->hint = S("delete the line");
		} else {
			r->out->of[id] = s;
			r->out->set[id] = true;
		}
	}
}

static void read_keys(reader *r, const yaml_node *map, const key *keys, ptrdiff_t n);

static void read_files(reader *r, const yaml_node *n)
{
	static const key keys[] = {
		{ S_INIT("include"), read_include }, { S_INIT("exclude"), read_exclude },
		{ S_INIT("retired"), read_retired }, { S_INIT("images"), NULL },
		{ S_INIT("commands"), NULL },        { S_INIT("gate"), NULL },
	};
	if (n->kind == NODE_MAP) {
		read_keys(r, n, keys, sizeof keys / sizeof keys[0]);
		return;
	}
	problem *p = wrong(r, PROBLEM_SYNTAX, n, S("files"));
	p->what = S("'files' has to be a mapping");
	p->hint = S("write, for example: files: {exclude: [\"docs/**\"]}");
}

static const key top_keys[] = {
	{ S_INIT("version"), read_version },   { S_INIT("profile"), read_profile },
	{ S_INIT("fail-on"), read_fail_on },   { S_INIT("existing"), read_existing },
	{ S_INIT("files"), read_files },       { S_INIT("rules"), read_rules },
	{ S_INIT("core"), read_core },         { S_INIT("families"), NULL },
	{ S_INIT("channels"), NULL },          { S_INIT("runners"), NULL },
	{ S_INIT("freeze"), NULL },            { S_INIT("waivers"), NULL },
	{ S_INIT("names"), NULL },             { S_INIT("may-override"), NULL },
};
enum { TOP_KEYS = sizeof top_keys / sizeof top_keys[0], MOST_KEYS = 16 };

static void unknown_key(reader *r, const yaml_node *n, const key *keys, ptrdiff_t count)
{
	str names[MOST_KEYS];
	for (ptrdiff_t i = 0; i < count; i++)
		names[i] = keys[i].name;
	problem *p = wrong(r, PROBLEM_UNKNOWN_KEY, n->key, key_of(n));
	p->what = arena_printf(r->a, "unknown key '%.*s'", SARG(str_head(key_of(n), 60)));
	p->hint = suggest_hint(r->a, key_of(n), names, count, S("delete it"));
}

static void later_key(reader *r, const yaml_node *n)
{
	problem *p = wrong(r, PROBLEM_UNKNOWN_KEY, n->key, key_of(n));
	p->what = arena_printf(r->a, "'%.*s' is not supported by envgate %s", SARG(key_of(n)), ENVGATE_VERSION);
	p->hint = S("delete the key: it would look like protection and be none");
}

static void read_keys(reader *r, const yaml_node *map, const key *keys, ptrdiff_t count)
{
	for (const yaml_node *n = map->first; n; n = n->next) {
		ptrdiff_t i = 0;
		while (i < count && !str_eq(keys[i].name, key_of(n)))
			i++;
		if (i == count)
			unknown_key(r, n, keys, count);
		else if (!keys[i].read)
			later_key(r, n);
		else
			keys[i].read(r, n);
	}
}

/* Aliases and anchors are no danger here, but a file with any problem is broken, so the YAML reader's
 * problems (duplicate keys, tags, hidden text, bounds) count as they are. */
const policy *policyfile_read(arena *a, const source *src, policy_from from)
{
	policy *out = NEW(a, policy);
	reader r = { .a = a, .out = out };
	yaml_doc doc = yaml_read(a, src, MAX_POLICY_BYTES);
	const yaml_node *named = yaml_get(doc.root, S("profile"));
	profile p = PROFILE_STANDARD;
	if (named)
		(void)profile_find(word_of(named), &p);
	*out = policy_built_in(p);
	out->from = from;
	out->path = src->path;
	out->oid = src->oid;
	out->problems = doc.problems;
	if (doc.root && doc.root->kind == NODE_MAP) {
		read_keys(&r, doc.root, top_keys, TOP_KEYS);
	} else if (doc.complete) {
		problem *said = LIST_PUSH(a, &out->problems);
		*said = (problem){ .code = PROBLEM_SYNTAX, .at = { 0, 0, 1, 1 }, .subject = S("root"), .evidence = S("root") };
		said->what = doc.root ? S("a policy has to be a mapping of keys") : S("the policy is empty");
		said->hint = S("write at least: version: 1");
	}
	return out;
}
