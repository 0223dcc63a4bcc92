/* t_policyfile: what a policy may say, and that everything else breaks it, with a place. */
#include "rows.h"

#include "read/policyfile.h"

#include "base/buf.h"
#include "base/limits.h"

static const policy *parse(arena *a, str bytes)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S(".envgate.yml"), .oid = S("abc"), .bytes = bytes };
	return policyfile_read(a, src, POLICY_TARGET);
}

typedef struct row {
	const char *name;
	str text;
	const char *want; /* "line:col what | hint" of each problem */
} row;

static const row rows[] = {
	{ "the least", S_INIT("version: 1\n"), "" },
	{ "everything", S_INIT("version: 1\nprofile: strict\nfail-on: warning\nexisting: fail\nfiles: {include: [a], exclude: [\"t/**\"], retired: []}\n"
	                       "rules: {pin/open: error, pin/build: off}\ncore: [flash-attn]\n"), "" },
	{ "an empty file", S_INIT(""), "1:1 the policy is empty | write at least: version: 1" },
	{ "a list", S_INIT("- a\n"), "1:1 a policy has to be a mapping of keys | write at least: version: 1" },
	{ "another version", S_INIT("version: 2\n"), "1:10 envgate " ENVGATE_VERSION " reads version 1 of this file only | write: version: 1" },
	{ "a key of a later version", S_INIT("version: 1\nfreeze:\n  - packages: [a]\n"), "2:1 'freeze' is not supported by envgate " ENVGATE_VERSION " | delete the key: it would look like protection and be none" },
	{ "even an empty one", S_INIT("waivers: []\n"), "1:1 'waivers' is not supported by envgate " ENVGATE_VERSION " | delete the key: it would look like protection and be none" },
	{ "one inside files", S_INIT("files:\n  images: [Dockerfile]\n"), "2:3 'images' is not supported by envgate " ENVGATE_VERSION " | delete the key: it would look like protection and be none" },
	{ "a key with a slip", S_INIT("profil: strict\n"), "1:1 unknown key 'profil' | did you mean 'profile'?" },
	{ "an underscore for a dash", S_INIT("fail_on: error\n"), "1:1 unknown key 'fail_on' | did you mean 'fail-on'?" },
	{ "a key from nowhere", S_INIT("colour: red\n"), "1:1 unknown key 'colour' | delete it" },
	{ "no such profile", S_INIT("profile: hard\n"), "1:10 'hard' is no value for 'profile' | write one of: standard, strict, audit" },
	{ "no such level", S_INIT("fail-on: off\n"), "1:10 'off' is no value for 'fail-on' | write one of: error, warning, note, never" },
	{ "existing is no level", S_INIT("existing: error\n"), "1:11 'error' is no value for 'existing' | write one of: note, fail" },
	{ "a word that is a list", S_INIT("existing: [fail]\n"), "1:11 'existing' wants one word | write one of: note, fail" },
	{ "a rule with a slip", S_INIT("rules:\n  pin/opn: error\n"), "2:3 envgate " ENVGATE_VERSION " has no rule 'pin/opn' | did you mean 'pin/open'?" },
	{ "a rule's level", S_INIT("rules: {pin/open: loud}\n"), "1:19 'loud' is no value for 'pin/open' | write one of: off, note, warning, error" },
	{ "never is no rule's level", S_INIT("rules: {pin/open: never}\n"), "1:19 'never' is no value for 'pin/open' | write one of: off, note, warning, error" },
	{ "rules as a list", S_INIT("rules: [pin/open]\n"), "1:8 'rules' has to be a mapping of rule to severity | write, for example: rules: {pin/open: error}" },
	{ "the one rule that stays", S_INIT("rules: {file/policy: off}\n"), "1:22 file/policy cannot be lowered: a policy that does not parse protects nothing | delete the line" },
	{ "a pattern that is no list", S_INIT("files: {exclude: tests}\n"), "1:18 'exclude' has to be a list | write it as exclude: [\"...\"], or one to a line after '- '" },
	{ "a pattern that is a number", S_INIT("files: {exclude: [1.0]}\n"), "1:19 a pattern has to be a text that is not empty | " },
	{ "files as a list", S_INIT("files: [a]\n"), "1:8 'files' has to be a mapping | write, for example: files: {exclude: [\"docs/**\"]}" },
	{ "a key twice", S_INIT("version: 1\nversion: 1\n"), "2:1 the key 'version' stands here again, after line 1: readers keep one of them | make them one" },
	{ "nothing behind a key", S_INIT("profile:\n"), "1:1 'profile' wants one word | write one of: standard, strict, audit" },
	{ "a tag", S_INIT("profile: !x strict\n"), "1:13 the tag '!x': readers differ on what it means | delete the tag; quote the value if it has to be a text" },
};

static void tells(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, r->text);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < p->problems.n; i++) {
		const problem *q = &p->problems.at[i];
		buf_printf(&b, "%s%d:%d %.*s | %.*s", i ? "; " : "", q->at.line, q->at.col, SARG(q->what), SARG(q->hint));
	}
	assert_str(buf_str(&b), r->want);
	arena_close(a);
}

static void reads_values(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	const policy *p = parse(a, S("rules: {pin/open: error, pin/build: off}\nprofile: strict\nfail-on: warning\nexisting: fail\n"
	                             "files: {include: [a, b], exclude: [\"t/**\"], retired: [old.yml]}\ncore: [flash-attn]\n"));
	assert_int_equal(p->problems.n, 0);
	assert_int_equal(p->profile, PROFILE_STRICT);
	assert_int_equal(p->fail_on, WARNING);
	assert_true(p->existing_fails);
	assert_int_equal(p->of[RULE_pin_open], ERROR);
	assert_true(p->set[RULE_pin_open]);
	assert_int_equal(p->of[RULE_pin_build], OFF);
	assert_true(p->set[RULE_pin_build]);
	assert_int_equal(p->of[RULE_pin_duplicate], RULES[RULE_pin_duplicate].of[PROFILE_STRICT]);
	assert_false(p->set[RULE_pin_duplicate]);
	assert_int_equal(p->include.n, 2);
	assert_str(p->exclude.at[0], "t/**");
	assert_str(p->retired.at[0], "old.yml");
	assert_str(p->core.at[0], "flash-attn");
	assert_str(p->oid, "abc");
	assert_int_equal(p->from, POLICY_TARGET);
	arena_close(a);
}

static void built_in(void **state)
{
	(void)state;
	for (int k = PROFILE_STANDARD; k <= PROFILE_AUDIT; k++) {
		policy p = policy_built_in((profile)k);
		assert_int_equal(p.fail_on, ERROR);
		assert_false(p.existing_fails);
		assert_int_equal(p.from, POLICY_BUILT_IN);
		for (int i = 0; i < RULE_COUNT; i++) {
			assert_int_equal(p.of[i], RULES[i].of[k]);
			assert_false(p.set[i]);
		}
	}
}

static void bounds(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 26);
	buf b = buf_new(a);
	buf_put(&b, S("files: {exclude: ["));
	buf_repeat(&b, 'a', MAX_PATTERN_BYTES);
	assert_int_equal(parse(a, arena_cat(a, buf_str(&b), S("]}\n")))->problems.n, 0);
	assert_int_equal(parse(a, arena_cat(a, buf_str(&b), S("b]}\n")))->problems.n, 1);
	buf big = buf_new(a);
	buf_put(&big, S("version: 1\n"));
	while (big.n < MAX_POLICY_BYTES - 64)
		buf_put(&big, S("# 234567890123456789012345678901234567890123456789012345678901\n"));
	buf_repeat(&big, '#', MAX_POLICY_BYTES - big.n);
	assert_int_equal(parse(a, buf_str(&big))->problems.n, 0);
	buf_char(&big, '#');
	const policy *p = parse(a, buf_str(&big));
	assert_true(p->problems.n > 0);
	assert_int_equal(p->problems.at[0].code, PROBLEM_TOO_LARGE);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_values), cmocka_unit_test(built_in), cmocka_unit_test(bounds) };
	return RUN_ROWS(tells, rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
