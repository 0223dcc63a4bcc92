/* cuda_facts: see cuda_facts.h.
 *
 * CUDA is declared in many tongues: a selector package, a build glob, a wheel's local version,
 * an index address, a name with the major in it. Each entry is asked once for all of them; the
 * loudest word wins: a selector's version before its build, a wheel's version before its name.
 * Traps kept in mind: cudnn and nccl have numbers of their own; "cuda12*" and "cupy-cuda12x"
 * name a major only; entries that are for other platforms say nothing about a Linux runner. */
#include "gate/cuda_facts.h"

#include "gate/plan.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"

/* 12040 of "12.4.127": the first two parts of a package's version. */
static cuda_hint hint_of_version(str version)
{
	ptrdiff_t dot = str_find_byte(version, '.');
	ptrdiff_t second = dot < 0 ? -1 : str_find_byte(str_from(version, dot + 1), '.');
	int cuda = cuda_parse(second < 0 ? version : str_head(version, dot + 1 + second));
	return (cuda_hint){ VARIANT_CUDA, cuda, cuda && dot < 0 };
}

/* A constraint's low end: what it needs at least. */
static void take_bounds(const bounds *b, cuda_fact *f)
{
	f->hint = (cuda_hint){ .variant = VARIANT_CUDA };
	if (b->low.version.p)
		f->hint = hint_of_version(b->low.version);
	f->pinned = b->exact || b->prefix;
}

static void conda_fact(arena *a, const spec *s, cuda_fact *f)
{
	cuda_package kind = cuda_conda_package(s->name);
	bool numbered = kind == PACKAGE_SELECTOR || kind == PACKAGE_TOOLKIT;
	const version_spec *range = numbered && s->conda ? matchspec_constraint(a, s->conda) : NULL;
	if (range) {
		bounds b = version_spec_bounds(a, range);
		take_bounds(&b, f);
		if (f->hint.cuda)
			return;
	}
	if (s->build.p) {
		f->hint = cuda_build_glob(s->build);
		f->pinned = f->hint.cuda && !f->hint.major_only;
		if (f->hint.variant != VARIANT_NONE)
			return;
	}
	if (kind != PACKAGE_OTHER)
		f->hint.variant = VARIANT_CUDA;
	else if (str_eq(s->name, S("cpuonly")))
		f->hint.variant = VARIANT_CPU;
}

/* "==2.0.1+cu118" */
static cuda_hint hint_of_local(str specifier)
{
	ptrdiff_t plus = str_find_byte(specifier, '+');
	return plus < 0 ? (cuda_hint){ 0 } : cuda_local(str_from(specifier, plus + 1));
}

static void pip_fact(arena *a, const spec *s, cuda_fact *f)
{
	const requirement *r = s->pip;
	if (!r)
		return;
	cuda_hint by_name = cuda_pip_name(s->name);
	if (cuda_pip_package(s->name) == PACKAGE_TOOLKIT && r->set) {
		bounds b = pep440_set_bounds(a, r->set);
		take_bounds(&b, f);
		if (f->hint.cuda)
			return;
	}
	f->hint = hint_of_local(r->specifier);
	if (f->hint.variant == VARIANT_NONE && r->url.p)
		f->hint = cuda_address(r->url);
	for (ptrdiff_t i = 0; f->hint.variant == VARIANT_NONE && i < r->extras.n; i++)
		f->hint = cuda_extra(s->name, r->extras.at[i]);
	if (f->hint.variant == VARIANT_NONE)
		f->hint = by_name;
	if (f->hint.variant == VARIANT_NONE && cuda_pip_package(s->name) == PACKAGE_GPU)
		f->hint.variant = VARIANT_CUDA;
	f->pinned = f->hint.cuda && !f->hint.major_only;
}

/* An address from /whl/ on, or its last part: what stands before may hold a password. */
static str public_part(str url)
{
	ptrdiff_t whl = str_find(url, S("/whl/"));
	str part = str_from(url, whl >= 0 ? whl : str_rfind_byte(url, '/'));
	ptrdiff_t query = str_find_byte(part, '?'), fragment = str_find_byte(part, '#');
	part = query >= 0 ? str_head(part, query) : part;
	return fragment >= 0 && (query < 0 || fragment < query) ? str_head(part, fragment) : part;
}

static str text_of(arena *a, const spec *s)
{
	if (s->manager == MANAGER_PIP && s->pip && s->pip->url.p)
		return arena_printf(a, "%.*s @ ...%.*s", SARG(s->name),
		                    SARG(public_part(s->pip->url)));
	str rest = s->raw, line = s->raw;
	(void)str_next(&rest, '\n', &line);
	return str_trim(line);
}

static bool is_index(str name)
{
	return str_eq(name, S("--index-url")) || str_eq(name, S("--extra-index-url")) ||
	       str_eq(name, S("--find-links"));
}

void cuda_facts_of(arena *a, const env *e, cuda_facts *out)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		cuda_fact f = { .spec = s, .line = s->at.line };
		if (!(s->platforms & ON_LINUX))
			continue;
		if (s->manager == MANAGER_CONDA)
			conda_fact(a, s, &f);
		else
			pip_fact(a, s, &f);
		if (f.hint.variant == VARIANT_NONE)
			continue;
		f.text = text_of(a, s);
		*LIST_PUSH(a, out) = f;
	}
	for (ptrdiff_t i = 0; i < e->options.n; i++) {
		const pip_option *o = &e->options.at[i];
		cuda_hint h =
			is_index(o->name) && o->value.p ? cuda_address(o->value) : (cuda_hint){ 0 };
		if (h.variant == VARIANT_NONE)
			continue;
		str text =
			arena_printf(a, "%.*s ...%.*s", SARG(o->name), SARG(public_part(o->value)));
		*LIST_PUSH(a, out) = (cuda_fact){
			.hint = h, .pinned = h.cuda != 0, .text = text, .line = o->at.line
		};
	}
}

static bool is_exact(const cuda_fact *f)
{
	return f->pinned && !f->hint.major_only;
}

static bool is_louder(const cuda_fact *x, const cuda_fact *y)
{
	return is_exact(x) != is_exact(y) ? is_exact(x) : x->hint.cuda > y->hint.cuda;
}

declared_cuda cuda_declared_by(arena *a, str path, const env *e)
{
	cuda_facts all = { 0 };
	const cuda_fact *best = NULL;
	cuda_facts_of(a, e, &all);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		const cuda_fact *f = &all.at[i];
		if (f->hint.variant == VARIANT_CUDA && f->hint.cuda &&
		    (!best || is_louder(f, best)))
			best = f;
	}
	if (!best)
		return (declared_cuda){ 0 };
	return (declared_cuda){ best->hint.cuda, arena_printf(a, "%.*s:%d", SARG(path), best->line),
		                best->text };
}

/* Small is better. */
static int distance(str path)
{
	int depth = 0;
	for (ptrdiff_t i = 0; i < path.n; i++)
		depth += path.p[i] == '/';
	return 2 * depth + !plan_is_environment_name(path);
}

declared_cuda cuda_declared(arena *a, const side *s, str *other)
{
	declared_cuda best = { 0 };
	int nearest = 0;
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (!f->env)
			continue;
		declared_cuda d = cuda_declared_by(a, f->path, f->env);
		if (d.cuda && (!best.cuda || distance(f->path) < nearest)) {
			best = d;
			nearest = distance(f->path);
		}
	}
	*other = (str){ 0 };
	for (ptrdiff_t i = 0; best.cuda && !other->p && i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		declared_cuda d =
			f->env ? cuda_declared_by(a, f->path, f->env) : (declared_cuda){ 0 };
		if (d.cuda && d.cuda != best.cuda)
			*other = d.source;
	}
	return best;
}
