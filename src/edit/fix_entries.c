/* fix_entries: which entries a repair is about, and what it would write. */
#include "edit/fix_in.h"

#include "spec/pep508.h"
#include "spec/strength.h"

static fix_step step_of(fix_kind kind, const spec *s)
{
	return (fix_step){ .kind = kind, .manager = s->manager, .subject = s->name, .before = s->raw, .at = s->at.beg };
}

static void propose(fixer *f, ptrdiff_t i, fix_step step, str after)
{
	const spec *s = &f->env->specs.at[i];
	ptrdiff_t beg = 0;
	if (!after.p) {
		fix_leave(f, step, "this way of writing an entry is for its author to change");
		return;
	}
	if (!fix_entry_bytes(f, s, &beg)) {
		fix_leave(f, step, "the entry is written with escapes, or over several lines");
		return;
	}
	step.after = after;
	proposal p = { .step = step, .edits_n = 1, .entry = i, .edits = { { beg, beg + s->raw.n, after } } };
	*LIST_PUSH(f->a, &f->asked) = p;
}

/* ---- builds ---- */

static void propose_build(fixer *f, ptrdiff_t i)
{
	const spec *s = &f->env->specs.at[i];
	if (s->conda && build_is_platform(s->build))
		propose(f, i, step_of(FIX_BUILDS, s), fix_without_build(f->a, s));
}

/* ---- pins ---- */

/* The known versions of an entry's package. A platform may be locked at another version than the next: then
 * there is no one version to write. */
static const fix_version *known(const fix_wish *w, const spec *s, bool *differ)
{
	const fix_version *found = NULL;
	*differ = false;
	ptrdiff_t lo = 0, hi = w->versions.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		const fix_version *v = &w->versions.at[mid];
		int order = v->manager != s->manager ? (v->manager < s->manager ? -1 : 1) : str_cmp(v->name, s->name);
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < w->versions.n && w->versions.at[lo].manager == s->manager && str_eq(w->versions.at[lo].name, s->name); lo++) {
		*differ = *differ || (found && !str_eq(found->version, w->versions.at[lo].version));
		found = found ? found : &w->versions.at[lo];
	}
	return found;
}

static bool is_loose(const spec *s)
{
	bool versioned = s->conda || (s->pip && !s->pip->url.n && !s->pip->is_path);
	return versioned && (s->pin == PIN_NONE || s->pin == PIN_OPEN) && s->name.n > 0 && !str_eq(s->name, S("*")) &&
	       !str_starts(s->name, S("__"));
}

static void propose_pin(fixer *f, ptrdiff_t i)
{
	const spec *s = &f->env->specs.at[i];
	bool differ;
	if (!is_loose(s))
		return;
	fix_step step = step_of(FIX_PINS, s);
	const fix_version *v = known(f->wish, s, &differ);
	if (!v || differ) {
		fix_leave(f, step, v ? "it is locked at another version on each platform" : "no lock and no installed environment has it");
		return;
	}
	step.value = v->version;
	step.from = v->from;
	propose(f, i, step, fix_pinned(f->a, s, v->version, f->wish->style));
}

/* ---- references ---- */

/* "https://host/owner/name" of "git+https://host/owner/name.git@main#egg=x". */
static str bare_url(str url)
{
	url = str_starts(url, S("git+")) ? str_from(url, 4) : url;
	ptrdiff_t hash = str_find_byte(url, '#');
	url = hash < 0 ? url : str_head(url, hash);
	ptrdiff_t at = str_rfind_byte(url, '@'), slash = str_rfind_byte(url, '/');
	url = at > slash ? str_head(url, at) : url;
	return str_ends(url, S(".git")) ? str_head(url, url.n - 4) : url;
}

static bool is_commit_of(const fix_commit *c, const spec *s)
{
	bool unnamed = !c->name.n || !s->name.n, named = !unnamed && str_eq(c->name, s->name);
	if (!named && !(unnamed && c->url.n > 0))
		return false;
	return !c->url.n || str_eq(bare_url(c->url), bare_url(s->pip->url));
}

/* The first that is known: what is given comes before what is locked, and that before what is installed. One place
 * that knows two (a lock, for two platforms) knows none. */
static const fix_commit *commit_of(const fix_wish *w, const spec *s, bool *differ)
{
	const fix_commit *found = NULL;
	*differ = false;
	for (ptrdiff_t i = 0; i < w->commits.n; i++) {
		const fix_commit *c = &w->commits.at[i];
		if (!is_commit_of(c, s))
			continue;
		found = found ? found : c;
		*differ = *differ || (str_eq(c->from, found->from) && !str_eq_nocase(c->commit, found->commit));
	}
	return found;
}

static void propose_ref(fixer *f, ptrdiff_t i)
{
	const spec *s = &f->env->specs.at[i];
	if (!s->pip || s->pin != PIN_MOVING)
		return;
	fix_step step = step_of(FIX_REFS, s);
	bool differ;
	const fix_commit *c = commit_of(f->wish, s, &differ);
	if (!c || differ) {
		fix_leave(f, step, c ? "it is locked at another commit on each platform" : "its commit is not known: give --ref NAME=COMMIT");
		return;
	}
	step.value = c->commit;
	step.from = c->from;
	propose(f, i, step, fix_at_commit(f->a, s, c->commit));
}

/* ---- copies ---- */

/* The one entry of that package in the other file; NULL when there is none, or more than one. */
static const spec *one_like(const env *from, const spec *s)
{
	const spec *found = NULL;
	for (ptrdiff_t i = 0; i < from->specs.n; i++) {
		const spec *t = &from->specs.at[i];
		if (t->manager != s->manager || !str_eq(t->name, s->name))
			continue;
		if (found)
			return NULL;
		found = t;
	}
	return found;
}

static void propose_copy(fixer *f, ptrdiff_t i)
{
	const spec *s = &f->env->specs.at[i], *like = f->wish->copy_from ? one_like(f->wish->copy_from, s) : NULL;
	if (!like || str_eq(like->canonical, s->canonical))
		return;
	fix_step step = step_of(FIX_COPY, s);
	step.from = f->wish->copy_from->src->path;
	ptrdiff_t n = f->asked.n;
	propose(f, i, step, like->raw);
	if (f->asked.n > n)
		f->asked.at[n].like = like;
}

void fix_entries(fixer *f, fix_kind kind)
{
	for (ptrdiff_t i = 0; i < f->env->specs.n; i++) {
		if (!fix_wants(f, &f->env->specs.at[i]))
			continue;
		if (kind == FIX_BUILDS)
			propose_build(f, i);
		else if (kind == FIX_PINS)
			propose_pin(f, i);
		else if (kind == FIX_REFS)
			propose_ref(f, i);
		else
			propose_copy(f, i);
	}
}
