/* marker_eval: whether a marker holds in an environment, as packaging's Marker.evaluate says.
 *
 * Three of its ways surprise: every test is evaluated, so an error behind a false "and" still
 * raises; with two texts the right one is taken for a variable's name ("a" == "a" raises
 * UndefinedEnvironmentName); and with two variables the right one's name is the text compared with.
 * Version variables compare by PEP 440 if operator and right side make a specifier, else as texts,
 * where < and > are never true. */
#include "spec/marker.h"

#include "spec/marker_impl.h"
#include "spec/pep440_impl.h"

#define KEY(name) S_INIT(#name), offsetof(marker_env, name)

static const struct {
	str name;
	size_t offset;
	bool is_version;
} KEYS[] = {
	{ KEY(implementation_name),            false },
	{ KEY(implementation_version),         true },
	{ KEY(os_name),                        false },
	{ KEY(platform_machine),               false },
	{ KEY(platform_python_implementation), false },
	{ KEY(platform_release),               true },
	{ KEY(platform_system),                false },
	{ KEY(platform_version),               false },
	{ KEY(python_full_version),            true },
	{ KEY(python_version),                 true },
	{ KEY(sys_platform),                   false },
	{ KEY(extra),                          false },
};
enum { NKEYS = sizeof KEYS / sizeof KEYS[0] };

static const str NO_NAME = S_INIT("UndefinedEnvironmentName");
static const str NO_COMPARISON = S_INIT("UndefinedComparison");

static size_t key_of(str name)
{
	size_t k = 0;
	while (k < NKEYS && !str_eq(KEYS[k].name, name))
		k++;
	return k;
}

/* The variable's value; absent when the environment has none of that name. */
static str look_up(arena *a, const marker_env *env, str name)
{
	size_t k = key_of(name);
	if (k == NKEYS)
		return (str){ 0 };
	str value = *(const str *)(const void *)((const char *)env + KEYS[k].offset);
	if (str_eq(name, S("extra")))
		return value.p ? pep503_normalize(a, value) : S("");
	/* An untagged CPython says "3.14.0a0+", which is no version. */
	if (str_eq(name, S("python_full_version")) && str_ends(value, S("+")))
		return arena_cat(a, value, S("local"));
	return value;
}

typedef struct verdict {
	int truth; /* 1, 0, or -1: raises */
	str error;
} verdict;

static verdict of(bool truth)
{
	return (verdict){ .truth = truth };
}

static verdict compare(arena *a, str left, str op, str right, bool is_version)
{
	pep440_clause c;
	if (is_version && pep440_clause_parse(a, arena_cat(a, op, right), &c))
		return of(pep440_clause_has(a, &c, left, pep440_parse(a, left, NULL)));
	if (str_eq(op, S("in")))
		return of(str_find(right, left) >= 0);
	if (str_eq(op, S("not in")))
		return of(str_find(right, left) < 0);
	if (str_eq(op, S("==")) || str_eq(op, S("<=")) || str_eq(op, S(">=")))
		return of(str_eq(left, right));
	if (str_eq(op, S("!=")))
		return of(!str_eq(left, right));
	if (str_eq(op, S("<")) || str_eq(op, S(">")))
		return of(false);
	return (verdict){ -1, NO_COMPARISON };
}

static verdict eval_test(arena *a, const marker *m, const marker_env *env)
{
	str key = m->left.is_variable ? m->left.text : m->right.text;
	str value = look_up(a, env, key);
	if (!value.p)
		return (verdict){ -1, NO_NAME };
	bool is_version = KEYS[key_of(key)].is_version;
	if (m->left.is_variable)
		return compare(a, value, m->op, m->right.text, is_version);
	return compare(a, m->left.text, m->op, value, is_version);
}

/* Recursion is as deep as the parser let groups nest: MAX_MARKER_DEPTH. */
static verdict eval_any(arena *a, const marker *m, const marker_env *env)
{
	if (!m->is_group)
		return eval_test(a, m, env);
	bool any = false, all = true;
	for (const marker *part = m->first; part; part = part->next) {
		if (part->after_or) {
			any |= all;
			all = true;
		}
		verdict v = eval_any(a, part, env);
		if (v.truth < 0)
			return v;
		all &= v.truth == 1;
	}
	return of(any || all);
}

int marker_eval(arena *a, const marker *m, const marker_env *env, str *error)
{
	verdict v = eval_any(a, m, env);
	if (error)
		*error = v.error;
	return v.truth;
}
