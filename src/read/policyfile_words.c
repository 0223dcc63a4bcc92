/* policyfile_words: mappings, lists and texts of the policy, whatever they mean.
 *
 * Each mapping is a table of keys and each text has a kind, so that every part complains in the same
 * words and nothing is skipped in silence. Repeats are found by sorting: a list has up to MAX_LIST
 * entries, and a stranger writes them. */
#include "read/policyfile_in.h"

#include "base/sort.h"
#include "read/suggest.h"

enum { MOST_KEYS = 16 };

problem *policy_wrong(policy_reader *r, problem_code code, const yaml_node *n, str subject)
{
	span at = n->at.end > n->at.beg || !n->key ? n->at : n->key->at;
	problem *p = LIST_PUSH(r->a, &r->out->problems);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

str policy_key_of(const yaml_node *n)
{
	return n->key && n->key->kind == NODE_SCALAR ? n->key->text : S("");
}

void policy_tell(policy_reader *r, const yaml_node *n, str what, str hint)
{
	problem *p = policy_wrong(r, PROBLEM_SYNTAX, n, policy_key_of(n));
	p->what = what;
	p->hint = hint;
}

void policy_bad_word(policy_reader *r, const yaml_node *n, const char *allowed)
{
	str key = policy_key_of(n), what = arena_printf(r->a, "'%.*s' wants one word", SARG(key));
	if (n->kind == NODE_SCALAR && n->text.n)
		what = arena_printf(r->a, "'%.*s' is no value for '%.*s'", SARG(str_head(n->text, 60)), SARG(key));
	policy_tell(r, n, what, arena_printf(r->a, "write one of: %s", allowed));
	r->out->problems.at[r->out->problems.n - 1].evidence = n->text.p ? n->text : S("");
}

void policy_keep_key(policy_reader *r, str name, span at)
{
	*LIST_PUSH(r->a, &r->out->said) = (policy_key){ .name = name, .at = at };
}

static int by_text(const void *px, const void *py)
{
	return str_cmp(((const told_text *)px)->text, ((const told_text *)py)->text);
}

void policy_refuse_repeats(policy_reader *r, told_texts *all, const char *label)
{
	sort_runs(r->a, all->at, all->n, (ptrdiff_t)sizeof *all->at, by_text);
	for (ptrdiff_t i = 1; i < all->n; i++) {
		if (!str_eq(all->at[i].text, all->at[i - 1].text))
			continue;
		policy_tell(r, all->at[i].n,
		            arena_printf(r->a, "%s stands here again, after line %d", label, all->at[i - 1].n->at.line),
		            S("make them one"));
	}
}

bool policy_text(policy_reader *r, const yaml_node *n, const text_kind *kind, str *out)
{
	str what = { 0 }, hint = { 0 };
	bool plain = kind->plain_numbers && n->kind == NODE_SCALAR && yaml_type_of(n) != TYPE_NULL;
	if (n->kind != NODE_SCALAR || !n->text.n || (!plain && yaml_type_of(n) != TYPE_TEXT)) {
		what = arena_printf(r->a, "%s has to be a text that is not empty", kind->role);
		if (n->kind == NODE_SCALAR && n->text.n)
			hint = arena_printf(r->a, "put it in quotes: \"%.*s\"", SARG(str_head(n->text, 60)));
	} else if (n->text.n > kind->most) {
		what = arena_printf(r->a, "%s of %td bytes, more than the limit of %td", kind->role, n->text.n, kind->most);
	}
	if (what.p) {
		policy_tell(r, n, what, hint);
		return false;
	}
	if (kind->check && !kind->check(r, n))
		return false;
	*out = n->text;
	return true;
}

void policy_read_text(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	(void)policy_text(r, n, row->kind, into);
}

bool policy_is_list(policy_reader *r, const yaml_node *n, const char *example)
{
	if (n->kind == NODE_LIST)
		return true;
	str key = policy_key_of(n);
	str hint = example ? arena_printf(r->a, "write, for example: %s", example)
	                   : arena_printf(r->a, "write it as %.*s: [\"...\"], or one to a line after '- '", SARG(key));
	policy_tell(r, n, arena_printf(r->a, "'%.*s' has to be a list", SARG(key)), hint);
	return false;
}

void policy_read_texts(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	strs *out = into;
	told_texts all = { 0 };
	if (!policy_is_list(r, n, NULL))
		return;
	for (const yaml_node *e = n->first; e; e = e->next) {
		str text;
		if (all.n == MAX_LIST) {
			policy_tell(r, e, arena_printf(r->a, "more than %d entries, which is the limit", MAX_LIST), (str){ 0 });
			break;
		}
		*LIST_PUSH(r->a, &all) = (told_text){ e->kind == NODE_SCALAR ? e->text : (str){ 0 }, e };
		if (policy_text(r, e, row->kind, &text))
			*LIST_PUSH(r->a, out) = text;
		else
			all.n--;
	}
	policy_refuse_repeats(r, &all, row->kind->role);
}

static void unknown_key(policy_reader *r, const yaml_node *n, const policy_rows *rows)
{
	str names[MOST_KEYS], key = policy_key_of(n);
	for (int i = 0; i < rows->n; i++)
		names[i] = rows->at[i].name;
	problem *p = policy_wrong(r, PROBLEM_UNKNOWN_KEY, n->key, key);
	p->what = arena_printf(r->a, "unknown key '%.*s'", SARG(str_head(key, 60)));
	p->hint = suggest_hint(r->a, key, names, rows->n, S("delete it"));
}

static void tell_missing(policy_reader *r, const yaml_node *map, const policy_rows *rows, unsigned seen)
{
	for (int i = 0; i < rows->n; i++)
		if (rows->at[i].required && !(seen & 1u << i))
			policy_tell(r, map, arena_printf(r->a, "'%.*s' is missing here", SARG(rows->at[i].name)),
			            arena_printf(r->a, "write, for example: %s", rows->example));
}

void policy_read_map(policy_reader *r, const yaml_node *map, const policy_rows *rows, void *base)
{
	if (map->kind != NODE_MAP) {
		str key = policy_key_of(map);
		str name = key.n ? arena_printf(r->a, "'%.*s'", SARG(key)) : S("an entry of this list");
		policy_tell(r, map, arena_printf(r->a, "%.*s has to be a mapping", SARG(name)),
		            arena_printf(r->a, "write, for example: %s", rows->example));
		return;
	}
	unsigned seen = 0;
	for (const yaml_node *n = map->first; n; n = n->next) {
		int i = 0;
		while (i < rows->n && !str_eq(rows->at[i].name, policy_key_of(n)))
			i++;
		if (i == rows->n) {
			unknown_key(r, n, rows);
			continue;
		}
		seen |= 1u << i;
		if (rows->under)
			policy_keep_key(r, arena_cat(r->a, str_of(rows->under), rows->at[i].name), n->key->at);
		rows->at[i].read(r, n, &rows->at[i], (char *)base + rows->at[i].at);
	}
	tell_missing(r, map, rows, seen);
}
