/* policyfile: see policyfile.h. A table of keys, each with its reader. The file decides whether the
 * gate is open, so nothing in it is skipped: an unknown key, a word that is none of the allowed ones,
 * a path that can match nothing are all problems, and one problem makes the policy broken. The
 * alternative, ignoring what is not understood, would let "freze:" look like protection and be none. */
#include "read/policyfile_in.h"

#include "base/limits.h"
#include "read/suggest.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

policy policy_built_in(profile p)
{
	policy out = { .from = POLICY_BUILT_IN, .profile = p, .fail_on = ERROR };
	for (int i = 0; i < RULE_COUNT; i++)
		out.of[i] = RULES[i].of[p];
	return out;
}

static str word_of(const yaml_node *n)
{
	return n->kind == NODE_SCALAR ? n->text : S("");
}

static void read_version(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	(void)row, (void)into;
	if (!str_eq(word_of(n), S("1")))
		policy_tell(r, n, arena_printf(r->a, "envgate %s reads version 1 of this file only", ENVGATE_VERSION),
		            S("write: version: 1"));
}

/* profile: is read first (policyfile_read), because rules: changes what it gives. */
static void read_profile(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	profile p;
	(void)row, (void)into;
	if (!profile_find(word_of(n), &p))
		policy_bad_word(r, n, "standard, strict, audit");
}

static void read_fail_on(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	severity s, *out = into;
	(void)row;
	if (!severity_find(word_of(n), &s) || s == OFF)
		policy_bad_word(r, n, "error, warning, note, never");
	else
		*out = s;
}

static void read_existing(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	bool *fails = into;
	(void)row;
	*fails = str_eq(word_of(n), S("fail"));
	if (!*fails && !str_eq(word_of(n), S("note")))
		policy_bad_word(r, n, "note, fail");
}

static void unknown_rule(policy_reader *r, const yaml_node *n)
{
	str ids[RULE_COUNT], key = policy_key_of(n);
	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = RULES[i].id;
	problem *p = policy_wrong(r, PROBLEM_UNKNOWN_KEY, n->key, key);
	p->what = arena_printf(r->a, "envgate %s has no rule '%.*s'", ENVGATE_VERSION, SARG(str_head(key, 60)));
	p->hint = suggest_hint(r->a, key, ids, RULE_COUNT, S("`envgate rules` lists them"));
}

static void read_rule(policy_reader *r, const yaml_node *n)
{
	str key = policy_key_of(n);
	rule_id id = rule_find(key);
	severity s;
	if (id == RULE_COUNT) {
		unknown_rule(r, n);
	} else if (!severity_find(word_of(n), &s) || s == NEVER) {
		policy_bad_word(r, n, "off, note, warning, error");
	} else if (id == RULE_file_policy && s != ERROR) {
		policy_tell(r, n, S("file/policy cannot be lowered: a policy that does not parse protects nothing"),
		            S("delete the line"));
	} else {
		r->out->of[id] = s;
		r->out->set[id] = true;
		policy_keep_key(r, arena_cat(r->a, S("rules."), key), n->key->at);
	}
}

static void read_rules(policy_reader *r, const yaml_node *map, const policy_row *row, void *into)
{
	(void)row, (void)into;
	if (map->kind != NODE_MAP) {
		policy_tell(r, map, S("'rules' has to be a mapping of rule to severity"),
		            S("write, for example: rules: {pin/open: error}"));
		return;
	}
	for (const yaml_node *n = map->first; n; n = n->next)
		read_rule(r, n);
}

#define PATTERNS(key, field) { S_INIT(key), policy_read_texts, offsetof(policy, field), &A_PATTERN, false }

static void read_files(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		PATTERNS("include", include), PATTERNS("exclude", exclude),   PATTERNS("retired", retired),
		PATTERNS("images", images),   PATTERNS("commands", commands), PATTERNS("gate", gate),
	};
	static const policy_rows rows = { keys, COUNT(keys), "files.", "files: {exclude: [\"docs/**\"]}" };
	(void)row, (void)into;
	policy_read_map(r, n, &rows, r->out);
}

static const policy_row top_keys[] = {
	{ S_INIT("version"), read_version, 0, NULL, false },
	{ S_INIT("profile"), read_profile, 0, NULL, false },
	{ S_INIT("fail-on"), read_fail_on, offsetof(policy, fail_on), NULL, false },
	{ S_INIT("existing"), read_existing, offsetof(policy, existing_fails), NULL, false },
	{ S_INIT("files"), read_files, 0, NULL, false },
	{ S_INIT("families"), policy_read_families, offsetof(policy, families), NULL, false },
	{ S_INIT("channels"), policy_read_channels, 0, NULL, false },
	{ S_INIT("runners"), policy_read_runners, offsetof(policy, runners), NULL, false },
	{ S_INIT("freeze"), policy_read_freezes, offsetof(policy, freezes), NULL, false },
	{ S_INIT("rules"), read_rules, 0, NULL, false },
	{ S_INIT("core"), policy_read_texts, offsetof(policy, core), &A_PACKAGE, false },
	{ S_INIT("names"), policy_read_names, offsetof(policy, names), NULL, false },
	{ S_INIT("waivers"), policy_read_waivers, offsetof(policy, waivers), NULL, false },
	{ S_INIT("may-override"), policy_read_texts, offsetof(policy, may_override), &A_KEY, false },
};
static const policy_rows top = { top_keys, COUNT(top_keys), "", "version: 1" };

/* Aliases and anchors are no danger here, but a file with any problem is broken, so the YAML reader's
 * problems (duplicate keys, tags, hidden text, bounds) count as they are. */
const policy *policyfile_read(arena *a, const source *src, policy_from from)
{
	policy *out = NEW(a, policy);
	policy_reader r = { .a = a, .out = out, .src = src };
	yaml_doc doc = yaml_read(a, src, MAX_POLICY_BYTES);
	const yaml_node *named = yaml_get(doc.root, S("profile"));
	profile p = PROFILE_STANDARD;
	if (named)
		(void)profile_find(word_of(named), &p);
	*out = policy_built_in(p);
	out->from = from;
	out->path = src->path;
	out->oid = src->oid;
	out->src = src;
	out->problems = doc.problems;
	if (doc.root && doc.root->kind == NODE_MAP) {
		policy_read_map(&r, doc.root, &top, out);
	} else if (doc.complete) {
		problem *said = LIST_PUSH(a, &out->problems);
		*said = (problem){ .code = PROBLEM_SYNTAX, .at = { 0, 0, 1, 1 }, .subject = S("root"), .evidence = S("root") };
		said->what = doc.root ? S("a policy has to be a mapping of keys") : S("the policy is empty");
		said->hint = S("write at least: version: 1");
	}
	return out;
}
