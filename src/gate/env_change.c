/* env_change: see env_change.h. What people write in a commit message is short and loose ("numpy 1.26 ->
 * 2.0" for "numpy >=1.26,<1.27" to "numpy=2.0.1"), so a version fits when it is the entry's text or
 * begins one of the numbers in it; what must not pass is a trailer that tells of another change. Several
 * commits may step: the first FROM and the last TO are then in different trailers, so each is looked
 * for on its own. */
#include "gate/env_change.h"

#include <stdlib.h>

/* Of one package; a stranger may write a million, and more than a few help nobody. */
enum { MAX_SAID = 100 };

static const str trailer_key = S_INIT("Env-Change");

/* Lower case, runs of '-', '_' and '.' as one '-': PEP 503's form, in which conda names also meet. */
static str key_of(arena *a, str name)
{
	char *p = arena_alloc(a, name.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < name.n; i++) {
		char c = to_lower(name.p[i]);
		bool dash = c == '-' || c == '_' || c == '.';
		if (!dash || n == 0 || p[n - 1] != '-')
			p[n++] = dash ? '-' : c;
	}
	return (str){ p, n };
}

static str without_blanks(arena *a, str s)
{
	char *p = arena_alloc(a, s.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			p[n++] = s.p[i];
	return (str){ p, n };
}

str env_change_name(arena *a, str package)
{
	return without_blanks(a, package);
}

/* Folded lines as one, blanks at the ends gone. */
static str one_line(arena *a, str value)
{
	char *p = arena_alloc(a, value.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < value.n; i++) {
		bool blank = is_space(value.p[i]);
		if (!blank || (n > 0 && p[n - 1] != ' '))
			p[n++] = blank ? ' ' : value.p[i];
	}
	return str_trim((str){ p, n });
}

/* Takes "(why)" off the end; the opening one stands at the start or behind a blank, because conda's
 * versions may have brackets too. */
static bool take_why(str *rest)
{
	if (!str_ends(*rest, S(")")))
		return str_find(*rest, S(" (")) < 0 && !str_starts(*rest, S("("));
	ptrdiff_t open = str_starts(*rest, S("(")) ? 0 : str_find(*rest, S(" ("));
	*rest = open < 0 ? *rest : str_trim(str_head(*rest, open));
	return true;
}

static bool take_versions(str rest, declaration *out)
{
	ptrdiff_t arrow = str_find(rest, S("->"));
	if (rest.n == 0)
		return true;
	if (arrow < 0)
		return false;
	str from = str_trim(str_head(rest, arrow)), to = str_trim(str_from(rest, arrow + 2));
	out->from = from.n > 0 ? from : (str){ 0 };
	out->to = to.n > 0 ? to : (str){ 0 };
	return (from.n > 0 || to.n > 0) && str_find(to, S("->")) < 0;
}

static void read_one(arena *a, str value, str oid, declarations *out)
{
	static const struct { str word; manager manager; } managers[] = {
		{ S_INIT("conda:"), MANAGER_CONDA },
		{ S_INIT("pip:"),   MANAGER_PIP },
	};
	declaration d = { .text = one_line(a, value), .oid = oid };
	ptrdiff_t blank = str_find_byte(d.text, ' ');
	str name = str_head(d.text, blank < 0 ? d.text.n : blank);
	str rest = str_trim(str_from(d.text, name.n));
	for (int i = 0; i < 2 && d.manager == MANAGER_NONE; i++)
		if (str_starts(name, managers[i].word)) {
			d.manager = managers[i].manager;
			name = str_from(name, managers[i].word.n);
		}
	d.name = name;
	d.key = key_of(a, name);
	bool star = str_find_byte(name, '*') >= 0;
	bool ok = name.n > 0 && !star && take_why(&rest) && take_versions(rest, &d);
	if (ok) {
		*LIST_PUSH(a, &out->named) = d;
		return;
	}
	declaration *kept = NEW(a, declaration);
	*kept = d;
	if (star)
		out->star = kept;
	else
		out->other = kept;
}

static int by_key(const void *px, const void *py)
{
	const declaration *x = px, *y = py;
	int c = str_cmp(x->key, y->key);
	if (c == 0)
		c = str_cmp(x->text, y->text);
	return c ? c : str_cmp(x->oid, y->oid);
}

declarations env_change_read(arena *a, const commits *of)
{
	declarations out = { 0 };
	for (ptrdiff_t i = 0; i < of->n; i++) {
		const commit *c = &of->at[i];
		for (ptrdiff_t k = 0; k < c->trailers.n; k++)
			if (str_eq_nocase(c->trailers.at[k].key, trailer_key))
				read_one(a, c->trailers.at[k].value, c->oid, &out);
	}
	if (out.named.n > 1)
		qsort(out.named.at, (size_t)out.named.n, sizeof *out.named.at, by_key);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < out.named.n; i++) /* one text says no more when ten commits repeat it */
		if (kept == 0 || !str_eq(out.named.at[kept - 1].text, out.named.at[i].text))
			out.named.at[kept++] = out.named.at[i];
	out.named.n = kept;
	return out;
}

/* The trailers of one key, found by its first. */
typedef struct run {
	const declaration *at;
	ptrdiff_t n;
} run;

/* Where a key begins, or would. */
static ptrdiff_t find_key(const declarations *all, str key)
{
	ptrdiff_t lo = 0, hi = all->named.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(all->named.at[mid].key, key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static run run_of(const declarations *all, str key)
{
	ptrdiff_t beg = find_key(all, key), n = 0;
	while (n < MAX_SAID && beg + n < all->named.n && str_eq(all->named.at[beg + n].key, key))
		n++;
	return (run){ n ? &all->named.at[beg] : NULL, n };
}

/* One end of a change: the entry or locked package before or after it. */
typedef struct end {
	str name, text, version; /* name absent: nothing stands there */
	manager manager;
} end;

static end end_of(arena *a, const change *c, const spec *s, const locked *l, str text)
{
	end out = { .text = text, .manager = c->manager };
	if (s) {
		out.name = s->name.p ? s->name : env_change_name(a, s->raw);
		out.version = s->version;
		out.manager = s->manager;
	} else if (l) {
		out.name = l->name;
		out.version = l->version;
		out.manager = l->manager;
	}
	return out;
}

static bool names_end(arena *a, const declaration *d, const end *e)
{
	if (!e->name.p || (d->manager != MANAGER_NONE && d->manager != e->manager))
		return false;
	if (e->manager == MANAGER_PIP)
		return str_eq(d->key, key_of(a, e->name));
	return str_eq_nocase(d->name, e->name);
}

static str without_operator(str part)
{
	while (part.n > 0 && str_find_byte(S("=<>~("), part.p[0]) >= 0)
		part = str_from(part, 1);
	return part;
}

/* "1.26" begins the numbers of "1.26.4", "1.26.*" and "1.26=py312_0", not of "1.260". */
static bool begins(str part, str version)
{
	return str_starts(part, version) && (part.n == version.n || !is_alnum(part.p[version.n]));
}

/* Whether what a person wrote is the constraint or begins one of the numbers in it. */
static bool is_in(str want, str text)
{
	if (str_eq(want, text))
		return true;
	str plain = without_operator(want);
	if (plain.n == 0)
		return false;
	ptrdiff_t at = str_rfind_byte(text, '@');
	if (at >= 0)
		return plain.n >= 7 ? str_starts(str_from(text, at + 1), plain) : str_eq(str_from(text, at + 1), plain);
	for (ptrdiff_t beg = 0; beg < text.n;) {
		ptrdiff_t n = 0;
		while (beg + n < text.n && text.p[beg + n] != ',' && text.p[beg + n] != '|')
			n++;
		str part = str_sub(text, beg, beg + n);
		if (!str_starts(part, S("!")) && begins(without_operator(part), plain))
			return true;
		beg += n + 1;
	}
	return false;
}

static bool fits(arena *a, str said, const end *e)
{
	if (!said.p)
		return true;
	if (str_eq(said, S("none")) || !e->name.p)
		return str_eq(said, S("none")) && !e->name.p;
	bool bare = e->text.n == 0 && e->version.n == 0;
	if (bare || str_eq(said, S("any")))
		return bare && str_eq(said, S("any"));
	str want = without_blanks(a, said);
	return is_in(want, without_blanks(a, e->text)) || is_in(want, without_blanks(a, e->version));
}

static bool names_new_file(arena *a, const declarations *all, const change *c)
{
	run said = run_of(all, key_of(a, c->path));
	for (ptrdiff_t i = 0; i < said.n; i++)
		if (str_eq(said.at[i].name, c->path))
			return true;
	return false;
}

/* What the trailers of one key say about a change, added up. */
typedef struct sum {
	bool named, from, to;
} sum;

static void add_up(arena *a, const declarations *all, const change *c, str key, sum *out,
                   const declaration **with)
{
	end was = end_of(a, c, c->was, c->was_locked, c->before), now = end_of(a, c, c->now, c->now_locked, c->after);
	run said = run_of(all, key);
	for (ptrdiff_t i = 0; i < said.n; i++) {
		const declaration *d = &said.at[i];
		if (!names_end(a, d, &was) && !names_end(a, d, &now))
			continue;
		out->named = true;
		out->from |= fits(a, d->from, &was);
		out->to |= fits(a, d->to, &now);
		*with = d;
	}
}

env_change_answer env_change_find(arena *a, const declarations *all, const change *c,
                                  const declaration **with)
{
	sum s = { 0 };
	bool is_new_file = c->head && (!c->base || c->base->kind == ENTRY_ABSENT);
	if (is_new_file && names_new_file(a, all, c))
		return ENV_CHANGE_SAID;
	str key = key_of(a, env_change_name(a, c->package));
	add_up(a, all, c, key, &s, with);
	if (c->was && c->was->name.p && !str_eq(key, key_of(a, c->was->name)))
		add_up(a, all, c, key_of(a, c->was->name), &s, with);
	if (!s.named)
		return ENV_CHANGE_NOT_SAID;
	return s.from && s.to ? ENV_CHANGE_SAID : ENV_CHANGE_OTHERWISE;
}
