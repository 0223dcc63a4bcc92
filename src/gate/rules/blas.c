/* blas: the library behind numpy's linear algebra changed. Results differ in their last digits, speed
 * by a factor, and Windows users lose MKL without a word: worth one line in the review.
 *
 * An environment file says it by a build (blas=*=mkl, libblas=*=*openblas), by nomkl, or by naming the
 * library itself; a lock by the build of libblas or blas, else by which of the libraries it holds.
 * Only a known implementation that becomes another known one is a flip: a file that falls silent has
 * left the choice to the solver, and its lock shows what came of that. */
#include "gate/rule.h"

#include "base/buf.h"

typedef enum blas { BLAS_UNKNOWN, BLAS_MKL, BLAS_OPENBLAS, BLAS_ACCELERATE, BLAS_BLIS, BLAS_NETLIB, BLAS_COUNT } blas;

static const str names[BLAS_COUNT] = {
	[BLAS_UNKNOWN] = S_INIT(""),         [BLAS_MKL] = S_INIT("mkl"),
	[BLAS_OPENBLAS] = S_INIT("openblas"), [BLAS_ACCELERATE] = S_INIT("accelerate"),
	[BLAS_BLIS] = S_INIT("blis"),        [BLAS_NETLIB] = S_INIT("netlib"),
};

/* "mkl", "20_linux64_openblas", "*openblas*". */
static blas of_build(str build)
{
	for (blas b = BLAS_MKL; b < BLAS_COUNT; b++)
		if (build.n > 0 && str_find(build, names[b]) >= 0)
			return b;
	return BLAS_UNKNOWN;
}

/* The packages whose build says it, and those that are it. */
static bool is_switch(str name)
{
	return str_eq(name, S("libblas")) || str_eq(name, S("blas"));
}

static blas of_library(str name)
{
	if (str_eq(name, S("mkl")))
		return BLAS_MKL;
	bool open = str_eq(name, S("openblas")) || str_eq(name, S("libopenblas")) || str_eq(name, S("nomkl"));
	return open ? BLAS_OPENBLAS : BLAS_UNKNOWN;
}

/* What one platform was found to say; libraries count when no switch speaks, and when all agree. */
typedef struct voice {
	blas by_switch, by_library;
	bool disagree;
} voice;

/* Nearly no name does, and it is asked of all. */
static bool speaks(str name)
{
	bool may = name.n > 0 && (name.p[0] == 'b' || (name.p[0] >= 'l' && name.p[0] <= 'o'));
	return may && (is_switch(name) || of_library(name) != BLAS_UNKNOWN);
}

static void hear(voice *v, str name, str build)
{
	blas library = of_library(name), said = is_switch(name) ? of_build(build) : BLAS_UNKNOWN;
	if (said != BLAS_UNKNOWN && (v->by_switch == BLAS_UNKNOWN || str_eq(name, S("libblas"))))
		v->by_switch = said;
	if (library == BLAS_UNKNOWN)
		return;
	v->disagree |= v->by_library != BLAS_UNKNOWN && v->by_library != library;
	v->by_library = library;
}

static blas heard(const voice *v)
{
	if (v->by_switch != BLAS_UNKNOWN)
		return v->by_switch;
	return v->disagree ? BLAS_UNKNOWN : v->by_library;
}

/* ---- environment files ---- */

enum { PLATFORMS = 6 };

static const str platform_names[PLATFORMS] = {
	S_INIT("linux-64"), S_INIT("linux-aarch64"), S_INIT("linux-ppc64le"),
	S_INIT("osx-64"),   S_INIT("osx-arm64"),     S_INIT("win-64"),
};

static void hear_env(const env *e, voice out[PLATFORMS])
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (s->manager != MANAGER_CONDA || !speaks(s->name))
			continue;
		for (int p = 0; p < PLATFORMS; p++)
			if (s->platforms >> p & 1)
				hear(&out[p], s->name, s->build);
	}
}

/* The entry that says it on the head. */
static const spec *speaker(const env *e, blas is)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (s->manager != MANAGER_CONDA)
			continue;
		if (of_library(s->name) == is || (is_switch(s->name) && of_build(s->build) == is))
			return s;
	}
	return NULL;
}

static finding *report_flip(visit *v, span at, blas was, blas now, str where)
{
	str evidence = arena_printf(v->a, "%.*s -> %.*s%s%.*s", SARG(names[was]), SARG(names[now]),
	                            where.n > 0 ? " on " : "", SARG(where));
	finding *f = report_at(v, at, S("blas"), evidence,
	                       "BLAS goes from %.*s to %.*s%s%.*s: results and speed will differ",
	                       SARG(names[was]), SARG(names[now]), where.n > 0 ? " on " : "", SARG(where));
	report_hint(v, f, "if it is not meant, write 'libblas=*=*%.*s' ('blas=*=%.*s' for the defaults "
	                  "channel) and lock again",
	            SARG(names[was]), SARG(names[was]));
	if (f) {
		f->manager = MANAGER_CONDA;
		report_detail(v, f, "was", names[was]);
		report_detail(v, f, "now", names[now]);
	}
	return f;
}

static void flips_in_text(visit *v, const file *base, const file *head)
{
	voice was[PLATFORMS] = { 0 }, now[PLATFORMS] = { 0 };
	hear_env(base->env, was);
	hear_env(head->env, now);
	for (int p = 0; p < PLATFORMS; p++) {
		blas x = heard(&was[p]), y = heard(&now[p]);
		if (x == BLAS_UNKNOWN || y == BLAS_UNKNOWN || x == y)
			continue;
		const spec *s = speaker(head->env, y);
		bool everywhere = !s || s->platforms == ON_ALL;
		v->file = head;
		finding *f = report_flip(v, s ? s->at : (span){ 0 }, x, y,
		                         everywhere ? S("") : platform_names[p]);
		if (f && s)
			f->package = s->name;
		v->file = NULL;
		return; /* the other platforms have the same cause */
	}
}

/* ---- locks ---- */

typedef struct part {
	str platform, environment;
	voice voice;
	const locked *first; /* the package to point at: a switch before a library */
} part;
typedef LIST(part) parts;

enum { MAX_PARTS = 256 };

static part *part_of(arena *a, parts *all, const locked *p)
{
	for (ptrdiff_t i = all->n - 1; i >= 0; i--)
		if (str_eq(all->at[i].platform, p->platform) &&
		    str_eq(all->at[i].environment, p->environment))
			return &all->at[i];
	if (all->n == MAX_PARTS)
		return NULL;
	part *out = LIST_PUSH(a, all);
	*out = (part){ .platform = p->platform, .environment = p->environment };
	return out;
}

static void hear_lock(arena *a, const lock *l, parts *out)
{
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		part *at = p->manager == MANAGER_CONDA && speaks(p->name) ? part_of(a, out, p) : NULL;
		if (!at)
			continue;
		hear(&at->voice, p->name, p->build);
		bool better = !at->first || str_eq(p->name, S("libblas")) ||
		              (is_switch(p->name) && !is_switch(at->first->name));
		if (better)
			at->first = p;
	}
}

static const part *same_part(const parts *all, const part *like)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].platform, like->platform) &&
		    str_eq(all->at[i].environment, like->environment))
			return &all->at[i];
	return NULL;
}

/* One finding for each way it flipped, with the platforms it flipped on. */
static void report_locked(visit *v, const parts *was, const parts *now, blas from, blas to)
{
	buf where = buf_new(v->a);
	const locked *first = NULL;
	for (ptrdiff_t i = 0; i < now->n; i++) {
		const part *p = &now->at[i], *old = same_part(was, p);
		if (heard(&p->voice) != to || !old || heard(&old->voice) != from)
			continue;
		buf_printf(&where, "%s%.*s%s%.*s", where.n > 0 ? ", " : "", SARG(p->platform),
		           p->environment.n > 0 ? "/" : "", SARG(p->environment));
		first = first ? first : p->first;
	}
	finding *f = first ? report_flip(v, first->at, from, to, buf_str(&where)) : NULL;
	if (f)
		f->package = first->name;
}

static void flips_in_lock(visit *v, const file *base, const file *head)
{
	parts was = { 0 }, now = { 0 };
	hear_lock(v->a, base->lock, &was);
	hear_lock(v->a, head->lock, &now);
	bool flips[BLAS_COUNT][BLAS_COUNT] = { 0 };
	for (ptrdiff_t i = 0; i < now.n; i++) {
		const part *old = same_part(&was, &now.at[i]);
		if (old)
			flips[heard(&old->voice)][heard(&now.at[i].voice)] = true;
	}
	v->file = head;
	for (blas from = BLAS_MKL; from < BLAS_COUNT; from++)
		for (blas to = BLAS_MKL; to < BLAS_COUNT; to++)
			if (from != to && flips[from][to])
				report_locked(v, &was, &now, from, to);
	v->file = NULL;
}

static const file *partner(const visit *v, const file *f)
{
	const file *same = side_file(v->base, f->path);
	if ((same && same->src->kind != ENTRY_ABSENT) || !f->was.p)
		return same;
	return side_file(v->base, f->was);
}

void rule_blas_flip(visit *v)
{
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		const file *head = &v->side->files.at[i];
		const file *base = partner(v, head);
		bool same = base && head->src->oid.n > 0 && str_eq(base->src->oid, head->src->oid);
		if (!base || same || head->context)
			continue;
		if (base->lock && head->lock)
			flips_in_lock(v, base, head);
		if (base->env && head->env && base->env->complete && head->env->complete &&
		    head->kind == FILE_ENVIRONMENT)
			flips_in_text(v, base, head);
	}
}
