/* lockshape: mappings whose keys are fixed. conda-lock and pixi read their locks into models that
 * refuse an unknown key and a value of another kind; here each refusal is a problem with a place, and
 * what is right beside it is read all the same. */
#include "read/lockfile_in.h"

#include "read/pyyaml.h"
#include "read/suggest.h"

enum { MAX_SHAPE_KEYS = 32 };

static str shown(arena *a, const yaml_node *n)
{
	if (n->kind != NODE_SCALAR)
		return n->kind == NODE_LIST ? S("a list") : S("a mapping");
	yaml_type t = pyyaml_type_of(n);
	if (t == TYPE_NULL)
		return n->text.n ? S("nothing (null)") : S("empty");
	return arena_printf(a, "%s (%.*s)", yaml_type_name(t), SARG(str_head(n->text, 60)));
}

static span place_of(const yaml_node *n)
{
	return n->at.end > n->at.beg || !n->key ? n->at : n->key->at;
}

void shape_wrong(lock_reader *r, const yaml_node *n, str subject, const char *due)
{
	problem *p = lock_problem(r, PROBLEM_SYNTAX, place_of(n), subject);
	str is = shown(r->a, n);
	p->evidence = is;
	p->what = arena_printf(r->a, "%.*s has to be %s, and this is %.*s", SARG(subject), due, SARG(is));
	p->hint = S("make the lock anew, or restore it from git");
}

bool shape_is_text(lock_reader *r, const yaml_node *n, str subject)
{
	if (pyyaml_type_of(n) == TYPE_TEXT)
		return true;
	shape_wrong(r, n, subject, "a text");
	return false;
}

/* A switch as pydantic takes it: true and false under their usual names, 0 and 1. */
static bool is_switch(const yaml_node *n)
{
	static const str words[] = { S_INIT("true"), S_INIT("false"), S_INIT("yes"), S_INIT("no"), S_INIT("on"),
		S_INIT("off"), S_INIT("y"), S_INIT("n"), S_INIT("t"), S_INIT("f"), S_INIT("1"), S_INIT("0") };
	for (size_t i = 0; n->kind == NODE_SCALAR && i < sizeof words / sizeof words[0]; i++)
		if (str_eq_nocase(n->text, words[i]))
			return true;
	return false;
}

static bool is_null(const yaml_node *n)
{
	return pyyaml_type_of(n) == TYPE_NULL;
}

static bool has_shape(const yaml_node *n, shape due)
{
	switch (due) {
	case SHAPE_ANY: return true;
	case SHAPE_TEXT: return pyyaml_type_of(n) == TYPE_TEXT;
	case SHAPE_TEXT_OR_NULL: return is_null(n) || pyyaml_type_of(n) == TYPE_TEXT;
	case SHAPE_LIST: return n->kind == NODE_LIST;
	case SHAPE_MAP: return n->kind == NODE_MAP;
	case SHAPE_MAP_OR_NULL: return n->kind == NODE_MAP || is_null(n);
	case SHAPE_BOOL: return is_switch(n);
	}
	return false;
}

static const char *const due_words[] = {
	[SHAPE_ANY] = "", [SHAPE_TEXT] = "a text", [SHAPE_TEXT_OR_NULL] = "a text", [SHAPE_LIST] = "a list",
	[SHAPE_MAP] = "a mapping", [SHAPE_MAP_OR_NULL] = "a mapping", [SHAPE_BOOL] = "true or false",
};

/* "numpy@linux-64": an entry, whatever its place in the file. */
static str name_of(lock_reader *r, const yaml_node *entry_node)
{
	str name = { 0 }, platform = { 0 };
	for (const yaml_node *v = entry_node->first; v; v = v->next) {
		if (v->key->kind != NODE_SCALAR || v->kind != NODE_SCALAR)
			continue;
		if (!name.p && str_eq(v->key->text, S("name")))
			name = v->text;
		else if (!platform.p && str_eq(v->key->text, S("platform")))
			platform = v->text;
	}
	return arena_printf(r->a, "%.*s@%.*s", SARG(str_head(name, 100)), SARG(str_head(platform, 40)));
}

str shape_subject(lock_reader *r, const shape_map *m, const char *key)
{
	str of = m->of ? name_of(r, m->of) : S("");
	return arena_printf(r->a, "%.*s%s%s%s%s", SARG(of), of.n && m->part[0] ? "." : "", m->part,
	                    key[0] && (of.n || m->part[0]) ? "." : "", key);
}

static void unknown_key(lock_reader *r, const yaml_node *n, const shape_map *m)
{
	str key = n->key->kind == NODE_SCALAR ? n->key->text : S("(no text)"), names[MAX_SHAPE_KEYS];
	int names_n = 0;
	for (; names_n < m->keys_n && names_n < MAX_SHAPE_KEYS; names_n++)
		names[names_n] = m->keys[names_n].name;
	const char *shown_key = arena_str(r->a, str_head(key, 100)).p;
	problem *p = lock_problem(r, PROBLEM_UNKNOWN_KEY, n->key->at, shape_subject(r, m, shown_key));
	p->what = arena_printf(r->a, "unknown key '%.*s', with which %s refuses the lock", SARG(str_head(key, 100)), m->tool);
	p->hint = suggest_hint(r->a, key, names, names_n, S("delete it, or make the lock anew"));
}

/* Tables have their keys in the order in which the tools write them, so next is nearly always the one. */
static int find_key(const shape_map *m, const yaml_node *n, int next)
{
	str key = n->key->text;
	for (int i = 0; n->key->kind == NODE_SCALAR && i < m->keys_n; i++, next++) {
		next = next < m->keys_n ? next : 0;
		if (m->keys[next].name.n == key.n && str_eq(m->keys[next].name, key))
			return next;
	}
	return -1;
}

static void absent_key(lock_reader *r, const yaml_node *map, str key, const shape_map *m)
{
	str subject = shape_subject(r, m, key.p);
	problem *p = lock_problem(r, PROBLEM_SYNTAX, map->at, subject);
	p->what = arena_printf(r->a, "%.*s is missing, without which %s refuses the lock", SARG(subject), m->tool);
	p->hint = S("make the lock anew, or restore it from git");
}

bool shape_read(lock_reader *r, const yaml_node *map, const shape_map *m, const yaml_node **values)
{
	bool right = true;
	unsigned long seen = 0;
	int last = -1;
	for (int i = 0; i < m->keys_n; i++)
		values[i] = NULL;
	for (const yaml_node *n = map->first; n; n = n->next) {
		int i = find_key(m, n, last + 1);
		if (i < 0) {
			unknown_key(r, n, m);
			right = false;
		} else if (!(seen >> i & 1) && !has_shape(n, m->keys[i].shape)) {
			shape_wrong(r, n, shape_subject(r, m, m->keys[i].name.p), due_words[m->keys[i].shape]);
			right = false;
		} else if (!(seen >> i & 1)) {
			values[i] = n;
		}
		if (i >= 0) {
			seen |= 1ul << i;
			last = i;
		}
	}
	for (int i = 0; i < m->keys_n; i++)
		if (m->keys[i].needed && !(seen >> i & 1)) {
			absent_key(r, map, m->keys[i].name, m);
			right = false;
		}
	return right;
}
