/* cuda_facts: see cuda_facts.h.
 *
 * CUDA is declared in many tongues: a selector package, a build glob, a wheel's local version,
 * an index address, a name with the major in it. Each entry is asked once for all of them; the
 * loudest word wins: a selector's version before its build, a wheel's version before its name.
 * Traps kept in mind: cudnn and nccl have numbers of their own; "cuda12*" and "cupy-cuda12x"
 * name a major only; entries that are for other platforms say nothing about a Linux runner. */
#include "gate/cuda_facts.h"

#include "gate/diff.h"
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

/* "13", "13.0" and "13.0.0a0" are where a major begins; "12.4" is inside one. */
static bool begins_major(str version)
{
	ptrdiff_t dot = str_find_byte(version, '.');
	str rest = dot < 0 ? S("") : str_from(version, dot);
	for (ptrdiff_t i = 0; i < rest.n && !is_alpha(rest.p[i]); i++)
		if (rest.p[i] != '0' && rest.p[i] != '.')
			return false;
	return true;
}

enum { MAJORS = 64 };

/* The number in front of "12.4"; -1 for none, or one that no CUDA has. */
static int major_of(str version)
{
	int n = 0, i = 0;
	while (i < version.n && i < 3 && is_digit(version.p[i]))
		n = 10 * n + (version.p[i++] - '0');
	return i == 0 || n >= MAJORS ? -1 : n;
}

/* Of a range. 0 when it has no end, or one that cannot be read. */
static cuda_majors majors_between(const bounds *b)
{
	int low = b->low.version.p ? major_of(b->low.version) : 0;
	int high = b->high.version.p ? major_of(b->high.version) : MAJORS - 1;
	if (high > 0 && b->high.version.p && !b->high.included && begins_major(b->high.version))
		high--;
	if (low < 0 || high < low || (!b->low.version.p && !b->high.version.p))
		return 0;
	cuda_majors upto = high == MAJORS - 1 ? ~(cuda_majors)0 : ((cuda_majors)1 << (high + 1)) - 1;
	return upto & ~(((cuda_majors)1 << low) - 1);
}

static cuda_majors major_of_hint(cuda_hint h)
{
	return h.cuda ? (cuda_majors)1 << (h.cuda / 1000 % MAJORS) : 0;
}

/* A constraint's low end: what it needs at least. */
static void take_bounds(const bounds *b, cuda_fact *f)
{
	f->hint = (cuda_hint){ .variant = VARIANT_CUDA };
	if (b->low.version.p)
		f->hint = hint_of_version(b->low.version);
	f->pinned = b->exact || b->prefix;
	f->majors = majors_between(b);
}

static bool is_cpu_package(const spec *s)
{
	if (str_eq(s->name, S("cpuonly")))
		return s->manager == MANAGER_CONDA;
	return framework_is_cpu_name(s->name) && cuda_framework_of(s) != FRAMEWORK_NONE;
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
	else if (is_cpu_package(s))
		f->hint.variant = VARIANT_CPU;
	else
		f->hint = cuda_conda_name(s->name);
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
	if (f->hint.variant == VARIANT_NONE && is_cpu_package(s))
		f->hint.variant = VARIANT_CPU;
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

/* What conda_fact would find nothing in: nearly every entry there is, so the cheap questions come first.
 * (Few names have a u, and "-cuda", "-cpu" and "cpuonly" have one.) */
static bool is_silent(const spec *s)
{
	if (s->manager != MANAGER_CONDA || s->build.p || cuda_conda_package(s->name) != PACKAGE_OTHER)
		return false;
	return str_find_byte(s->name, 'u') < 0 ||
	       (!framework_is_cpu_name(s->name) && str_find(s->name, S("-cuda")) < 0 &&
	        !str_eq(s->name, S("cpuonly")));
}

static void add_spec(arena *a, const spec *s, cuda_facts *out)
{
	if (is_silent(s))
		return;
	cuda_fact f = { .spec = s, .name = s->name, .platforms = s->platforms, .at = s->at };
	if (s->manager == MANAGER_CONDA)
		conda_fact(a, s, &f);
	else
		pip_fact(a, s, &f);
	if (f.hint.variant == VARIANT_NONE)
		return;
	if (!f.majors)
		f.majors = major_of_hint(f.hint);
	f.text = text_of(a, s);
	f.line = s->at.line;
	*LIST_PUSH(a, out) = f;
}

static void add_option(arena *a, const pip_option *o, cuda_facts *out)
{
	if (!is_index(o->name) || !o->value.p)
		return;
	cuda_hint h = cuda_address(o->value);
	if (h.variant == VARIANT_NONE)
		return;
	*LIST_PUSH(a, out) = (cuda_fact){
		.hint = h, .pinned = h.cuda != 0, .majors = major_of_hint(h), .platforms = ON_ALL,
		.name = o->name, .at = o->at, .line = o->at.line,
		.text = arena_printf(a, "%.*s ...%.*s", SARG(o->name), SARG(public_part(o->value))),
	};
}

static void add_channel(arena *a, const item *channel, cuda_facts *out)
{
	cuda_hint h = cuda_channel(channel->text);
	if (h.variant == VARIANT_NONE)
		return;
	str label = str_from(channel->text, str_find(channel->text, S("/label/")));
	*LIST_PUSH(a, out) = (cuda_fact){
		.hint = h, .majors = major_of_hint(h), .platforms = ON_ALL, .is_channel = true,
		.name = channel->text, .at = channel->at, .line = channel->at.line,
		.text = arena_printf(a, "channel ...%.*s", SARG(label)),
	};
}

/* Nvidia's own channel has a cuda-version that nothing holds to the rest: an environment made for
 * pytorch-cuda=11.8 gets cuda-version=12.9 beside cuda-cudart=11.8.89, works, and is exported so. Where
 * they differ the runtime decides; pytorch-cuda always does. */
static void believe_the_runtime(cuda_facts *all, ptrdiff_t first)
{
	cuda_majors runtime = ~(cuda_majors)0;
	for (ptrdiff_t i = first; i < all->n; i++) {
		const cuda_fact *f = &all->at[i];
		if (!f->spec || !f->majors || !cuda_is_runtime(f->name))
			continue;
		runtime = str_eq(f->name, S("pytorch-cuda")) ? 0 : runtime & f->majors;
	}
	for (ptrdiff_t i = first; i < all->n; i++) {
		cuda_fact *f = &all->at[i];
		if (!f->majors || (f->majors & runtime) || !str_eq(f->name, S("cuda-version")))
			continue;
		f->hint = (cuda_hint){ .variant = VARIANT_CUDA };
		f->majors = 0;
		f->pinned = false;
	}
}

static void add_all(arena *a, const env *e, unsigned platforms, cuda_facts *out)
{
	ptrdiff_t first = out->n;
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if ((e->specs.at[i].platforms & platforms) && !e->specs.at[i].environment.p)
			add_spec(a, &e->specs.at[i], out);
	for (ptrdiff_t i = 0; i < e->options.n; i++)
		add_option(a, &e->options.at[i], out);
	for (ptrdiff_t i = 0; i < e->channels.n; i++)
		add_channel(a, &e->channels.at[i], out);
	believe_the_runtime(out, first);
}

void cuda_facts_of(arena *a, const env *e, cuda_facts *out)
{
	add_all(a, e, ON_LINUX, out);
}

void cuda_facts_add(arena *a, const file *f, unsigned platforms, cuda_facts *out)
{
	ptrdiff_t first = out->n;
	if (f->env && f->env->is_environment)
		add_all(a, f->env, platforms, out);
	for (ptrdiff_t i = first; i < out->n; i++)
		out->at[i].file = f;
}

framework cuda_framework_of(const spec *s)
{
	if (!framework_may_be(s->name))
		return FRAMEWORK_NONE;
	return s->manager == MANAGER_PIP ? framework_of_pip(s->name) : framework_of_conda(s->name);
}

framework cuda_fact_framework(const cuda_fact *f)
{
	if (f->is_channel)
		return FRAMEWORK_NONE;
	if (!f->spec)
		return FRAMEWORK_PYTORCH; /* only its indexes have a CUDA in their path */
	bool torch = str_eq(f->name, S("cpuonly")) || str_eq(f->name, S("pytorch-cuda"));
	return torch ? FRAMEWORK_PYTORCH : cuda_framework_of(f->spec);
}

static bool is_exact(const cuda_fact *f)
{
	return f->pinned && !f->hint.major_only;
}

static bool is_louder(const cuda_fact *x, const cuda_fact *y)
{
	return is_exact(x) != is_exact(y) ? is_exact(x) : x->hint.cuda > y->hint.cuda;
}

const cuda_fact *cuda_loudest(const cuda_facts *all)
{
	const cuda_fact *best = NULL;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const cuda_fact *f = &all->at[i];
		if (f->hint.variant == VARIANT_CUDA && f->hint.cuda && (f->platforms & ON_LINUX) &&
		    (!best || is_louder(f, best)))
			best = f;
	}
	return best;
}

declared_cuda cuda_declared_by(arena *a, str path, const env *e)
{
	cuda_facts all = { 0 };
	cuda_facts_of(a, e, &all);
	const cuda_fact *best = cuda_loudest(&all);
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

bool cuda_version_holds(const env *e, const spec *s)
{
	enum { LOOK_AT = 2000 }; /* entries: asked once an entry; a longer file has to write its versions */
	bool is_part = str_eq(s->name, S("cudatoolkit")) || str_starts(s->name, S("cuda-"));
	if (!is_part || s->manager != MANAGER_CONDA || e->specs.n > LOOK_AT)
		return false;
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *o = &e->specs.at[i];
		bool names_minor = o->pin >= PIN_PREFIX && !diff_is_one_number(o);
		if (o != s && names_minor && o->manager == MANAGER_CONDA && str_eq(o->name, S("cuda-version")) &&
		    (o->platforms & s->platforms) == s->platforms)
			return true;
	}
	return false;
}
