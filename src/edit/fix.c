/* fix: see fix.h. One kind of repair after the other, each on the file as the one before left it.
 *
 * A round proposes edits, makes them all, and reads the file again. If that does not mean what was promised, the
 * round is halved until the one that breaks the promise is alone, and is left. */
#include "edit/fix_in.h"

#include "base/sort.h"
#include "read/envfile.h"

static const struct { fix_kind kind; const char *rules; } kinds[] = {
	{ FIX_PREFIX, "file/prefix" },
	{ FIX_KEYS,   "file/duplicate-key" },
	{ FIX_BUILDS, "pin/build" },
	{ FIX_PINS,   "pin/missing, pin/open" },
	{ FIX_REFS,   "pip/moving-ref" },
	{ FIX_COPY,   "env/disagree" },
};

const char *fix_rules(fix_kind k)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].kind == k)
			return kinds[i].rules;
	return "";
}

fix_kind fix_of_rule(str rule)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		str rest = str_of(kinds[i].rules), word;
		while (str_next(&rest, ',', &word))
			if (str_eq(str_trim(word), rule))
				return kinds[i].kind;
	}
	return FIX_COUNT;
}

/* From a place in the file as it is now to one in the file as it was. */
static void place(const fixer *f, fix_step *s)
{
	for (ptrdiff_t i = f->made.n - 1; i >= 0; i--)
		s->at = edits_origin(f->a, &f->made.at[i], s->at);
}

void fix_leave(fixer *f, fix_step s, const char *why)
{
	place(f, &s);
	s.why = str_of(why);
	s.after = (str){ 0 };
	*LIST_PUSH(f->a, &f->out->left) = s;
}

bool fix_wants(const fixer *f, const spec *s)
{
	return !f->wish->only.n || strs_has(&f->wish->only, s->name);
}

/* ---- rounds ---- */

enum { MOST_TRIES = 64 };

static void propose(fixer *f, fix_kind kind)
{
	switch (kind) {
	case FIX_PREFIX:
		fix_prefix_line(f);
		break;
	case FIX_KEYS:
		fix_double_keys(f);
		break;
	case FIX_BUILDS:
	case FIX_PINS:
	case FIX_REFS:
	case FIX_COPY:
		fix_entries(f, kind);
		break;
	case FIX_COUNT:
		break;
	}
}

static edits edits_of(const fixer *f, ptrdiff_t beg, ptrdiff_t end)
{
	edits all = { 0 };
	for (ptrdiff_t i = beg; i < end; i++)
		for (int k = 0; k < f->asked.at[i].edits_n; k++)
			*LIST_PUSH(f->a, &all) = f->asked.at[i].edits[k];
	return all;
}

/* The file with proposals beg to end made, if it then means what they promise; else NULL. */
static const source *try_some(fixer *f, ptrdiff_t beg, ptrdiff_t end, const char **why)
{
	edits all = edits_of(f, beg, end);
	str bytes = edits_apply(f->a, f->src->bytes, &all);
	*why = "two repairs want the same bytes";
	if (!bytes.p)
		return NULL;
	source *now = NEW(f->a, source);
	*now = *f->src;
	now->bytes = bytes;
	now->size_bytes = bytes.n;
	const env *after = envfile_read(f->a, now, (variables){ 0 });
	return fix_is_promised(f->a, f->env, after, &f->asked, beg, end, why) ? now : NULL;
}

/* Keeps of the proposals those that hold together. */
static void prove(fixer *f, proposals *good, int *tries)
{
	typedef struct { ptrdiff_t beg, end; } part;
	LIST(part) open = { 0 };
	*LIST_PUSH(f->a, &open) = (part){ 0, f->asked.n };
	while (open.n > 0) {
		part p = open.at[--open.n];
		const char *why = "too much in this file could not be proved";
		if (++*tries <= MOST_TRIES && try_some(f, p.beg, p.end, &why)) {
			for (ptrdiff_t i = p.beg; i < p.end; i++)
				*LIST_PUSH(f->a, good) = f->asked.at[i];
		} else if (p.end - p.beg > 1 && *tries <= MOST_TRIES) {
			ptrdiff_t mid = p.beg + (p.end - p.beg) / 2;
			*LIST_PUSH(f->a, &open) = (part){ mid, p.end };
			*LIST_PUSH(f->a, &open) = (part){ p.beg, mid };
		} else {
			for (ptrdiff_t i = p.beg; i < p.end; i++)
				fix_leave(f, f->asked.at[i].step, why);
		}
	}
}

/* One kind of repair. True when it changed the file: there may be more of it to do. */
static bool round_of(fixer *f, fix_kind kind)
{
	proposals good = { 0 };
	const char *why;
	int tries = 0;
	f->asked = (proposals){ 0 };
	propose(f, kind);
	if (!f->asked.n)
		return false;
	prove(f, &good, &tries);
	f->asked = good;
	const source *now = good.n ? try_some(f, 0, good.n, &why) : NULL;
	if (!now)
		return false;
	for (ptrdiff_t i = 0; i < good.n; i++) {
		fix_step *s = LIST_PUSH(f->a, &f->out->done);
		*s = good.at[i].step;
		place(f, s);
	}
	*LIST_PUSH(f->a, &f->made) = edits_of(f, 0, good.n);
	f->src = now;
	f->env = envfile_read(f->a, now, (variables){ 0 });
	return true;
}

static int by_line(const void *x, const void *y)
{
	const fix_step *a = x, *b = y;
	return a->at != b->at ? (a->at < b->at ? -1 : 1) : (int)a->kind - (int)b->kind;
}

static void finish(arena *a, str bytes, fix_steps *steps)
{
	sort_runs(a, steps->at, steps->n, (ptrdiff_t)sizeof(fix_step), by_line);
	int line = 1;
	ptrdiff_t seen = 0;
	for (ptrdiff_t i = 0; i < steps->n; i++) {
		for (; seen < steps->at[i].at && seen < bytes.n; seen++)
			line += bytes.p[seen] == '\n';
		steps->at[i].line = line;
	}
}

static int by_name(const void *x, const void *y)
{
	const fix_version *a = x, *b = y;
	return a->manager != b->manager ? (a->manager < b->manager ? -1 : 1) : str_cmp(a->name, b->name);
}

static const fix_wish *with_sorted_versions(arena *a, const fix_wish *wish)
{
	fix_wish *sorted = NEW(a, fix_wish);
	*sorted = *wish;
	sorted->versions.at = NEW_N(a, fix_version, wish->versions.n);
	for (ptrdiff_t i = 0; i < wish->versions.n; i++)
		sorted->versions.at[i] = wish->versions.at[i];
	sort_runs(a, sorted->versions.at, wish->versions.n, (ptrdiff_t)sizeof(fix_version), by_name);
	return sorted;
}

fixed fix_file(arena *a, const source *src, const fix_wish *wish)
{
	enum { MOST_ROUNDS = 16 };
	static const fix_kind order[] = { FIX_KEYS, FIX_PREFIX, FIX_COPY, FIX_BUILDS, FIX_PINS, FIX_REFS };
	fixed out = { .bytes = src->bytes };
	fixer f = { .a = a, .src = src, .env = envfile_read(a, src, (variables){ 0 }), .out = &out };
	f.wish = with_sorted_versions(a, wish);
	if (!f.env->complete) {
		fix_leave(&f, (fix_step){ .kind = FIX_COUNT, .subject = S("the file") }, "it cannot be read to its end (envgate check says where)");
		return out;
	}
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		bool again = wish->kinds[order[i]];
		/* Only joining lists can find more to do in what it made. */
		for (int n = 0; again && n < (order[i] == FIX_KEYS ? MOST_ROUNDS : 1); n++)
			again = round_of(&f, order[i]);
	}
	out.bytes = f.src->bytes;
	finish(a, src->bytes, &out.done);
	finish(a, src->bytes, &out.left);
	return out;
}
