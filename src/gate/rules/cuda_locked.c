/* cuda_locked: what the locks of a family resolve, where a GPU is declared: CPU builds of what should
 * run on it, and CUDA majors that disagree.
 *
 * The first is the silent one. When a channel has no GPU build that fits, conda takes the CPU build
 * and says nothing, and the job runs for a week on twelve cores. Only the frameworks are looked at: a
 * "_cpu" build of libarrow belongs in many a CUDA image. One finding for each framework and lock,
 * whatever the number of its parts and platforms.
 *
 * Which platforms are meant to have a GPU is not written down. linux-64 is; another is only when its
 * own part of the lock holds a CUDA build, because aarch64 and Windows often have none to take. */
#include "gate/cuda_lock.h"
#include "gate/cuda_view.h"
#include "gate/rules/cuda_in.h"

#include "base/buf.h"
#include "spec/pep508.h"

/* ---- which entries count for a platform and environment of a lock ---- */

typedef struct part {
	str platform, environment;
	unsigned on;
} part;
typedef LIST(part) parts;

static bool is_same_part(const part *x, const locked *p)
{
	return str_eq(x->platform, p->platform) && str_eq(x->environment, p->environment);
}

/* Platforms and environments of a lock, at most so many: more is no lock that a person keeps. */
enum { MAX_PARTS = 256 };

static ptrdiff_t part_of(arena *a, parts *all, const locked *p)
{
	/* Packages of one part mostly stand together, or go round in turn. */
	for (ptrdiff_t i = all->n - 1; i >= 0; i--)
		if (is_same_part(&all->at[i], p))
			return i;
	if (all->n == MAX_PARTS)
		return -1;
	*LIST_PUSH(a, all) = (part){ p->platform, p->environment, p->on };
	return all->n - 1;
}

static bool fact_counts(const cuda_fact *f, const part *where)
{
	bool here = !where->on || (f->platforms & where->on);
	str own = f->spec ? f->spec->environment : (str){ 0 };
	return here && (!own.p || !where->environment.p || str_eq(own, where->environment));
}

static bool is_linux_64(const part *where)
{
	/* An @EXPLICIT list without a platform in its name is somebody's Linux, mostly. */
	return !where->platform.p || where->on == ON_LINUX_64;
}

/* ---- cuda/cpu-build in locks ---- */

/* What one part of a lock holds of each framework. */
typedef struct census {
	const locked *cpu[FRAMEWORK_COUNT]; /* the first CPU build */
	bool cuda[FRAMEWORK_COUNT];
	bool any_cuda;
} census;

static bool is_declared(const family *f, framework which)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = f->members.at[i].file->env;
		for (ptrdiff_t k = 0; e && k < e->specs.n; k++)
			if (e->specs.at[k].name.n > 0 && cuda_framework_of(&e->specs.at[k]) == which)
				return true;
	}
	return false;
}

static void count_locked(const locked *p, census *c)
{
	cuda_hint h = cuda_of_locked(p);
	framework which = cuda_framework_of_locked(p);
	c->any_cuda |= h.variant == VARIANT_CUDA && !str_eq(p->subdir, S("noarch"));
	if (which == FRAMEWORK_NONE)
		return;
	c->cuda[which] |= h.variant == VARIANT_CUDA || h.variant == VARIANT_OTHER;
	if (h.variant == VARIANT_CPU && !c->cpu[which])
		c->cpu[which] = p;
}

/* An entry that asks for the CPU build by name: then the lock has what was asked for. */
static bool is_meant(const cuda_view *view, framework which, const part *where)
{
	for (ptrdiff_t i = 0; i < view->facts.n; i++) {
		const cuda_fact *f = &view->facts.at[i];
		if (f->hint.variant == VARIANT_CPU && cuda_fact_framework(f) == which &&
		    fact_counts(f, where))
			return true;
	}
	return false;
}

static const cuda_fact *reason(const cuda_view *view, const part *where)
{
	for (ptrdiff_t i = 0; i < view->facts.n; i++)
		if (view->facts.at[i].hint.variant == VARIANT_CUDA &&
		    fact_counts(&view->facts.at[i], where))
			return &view->facts.at[i];
	return NULL;
}

static bool has_gpu(const cuda_view *view, const part *where, const census *c)
{
	bool here = is_linux_64(where) || (c->any_cuda && !(where->on & ON_OSX));
	return here && (view->gpu == GPU_REQUIRED || reason(view, where));
}

typedef LIST(const part *) where_list;

static void report_cpu_locked(visit *v, const locked *p, framework which, const where_list *where,
                              const cuda_fact *why)
{
	buf on = buf_new(v->a);
	for (ptrdiff_t i = 0; i < where->n; i++)
		buf_printf(&on, "%s%.*s", i > 0 ? ", " : "", SARG(where->at[i]->platform));
	str name = str_of(framework_name(which)), build = p->build.n > 0 ? p->build : p->version;
	str said = why ? why->text : S("the policy");
	finding *f = report_at(v, p->at, name, arena_printf(v->a, "cpu on %.*s", SARG(buf_str(&on))),
	                       "'%.*s' is locked as a CPU build (%.*s)%s%.*s, and '%.*s' declares a GPU",
	                       SARG(p->name), SARG(build), on.n > 0 ? " on " : "", SARG(buf_str(&on)),
	                       SARG(said));
	report_hint(v, f, "ask for the build: '%.*s=*=*cuda*', and lock again; if the CPU is meant, write "
	                  "'%.*s=*=*cpu*'",
	            SARG(p->name), SARG(p->name));
	if (!f)
		return;
	f->manager = p->manager;
	f->package = p->name;
	report_detail(v, f, "build", build);
	report_detail(v, f, "platforms", buf_str(&on));
}

static void cpu_builds_in(visit *v, const file *lock_file, const cuda_view *view)
{
	const lock *l = lock_file->lock;
	parts all = { 0 };
	census *counts = NEW_N(v->a, census, MAX_PARTS);
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		ptrdiff_t k = part_of(v->a, &all, &l->packages.at[i]);
		if (k >= 0)
			count_locked(&l->packages.at[i], &counts[k]);
	}
	v->file = lock_file;
	for (framework which = FRAMEWORK_NONE + 1; which < FRAMEWORK_COUNT; which++) {
		where_list where = { 0 };
		const locked *first = NULL;
		const cuda_fact *why = NULL;
		for (ptrdiff_t k = 0; k < all.n; k++) {
			const census *c = &counts[k];
			if (!c->cpu[which] || c->cuda[which] || !has_gpu(view, &all.at[k], c) ||
			    is_meant(view, which, &all.at[k]))
				continue;
			*LIST_PUSH(v->a, &where) = &all.at[k];
			first = first ? first : c->cpu[which];
			why = why ? why : reason(view, &all.at[k]);
		}
		if (first && (framework_needs_cuda(which) || is_declared(v->family, which)))
			report_cpu_locked(v, first, which, &where, why);
	}
	v->file = NULL;
}

/* ---- cuda/cpu-build in the text ---- */

/* Whether a fact means the framework, and not only that there is CUDA. */
static bool is_about(const cuda_fact *f, framework which)
{
	return cuda_fact_framework(f) == which;
}

static bool meets(const cuda_fact *x, const cuda_fact *y)
{
	return (x->platforms & y->platforms) != 0;
}

/* Another framework than which that the CUDA may be for. */
static bool has_other_framework(const env *e, framework which)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		framework own = s->name.n > 0 ? cuda_framework_of(s) : FRAMEWORK_NONE;
		if (own != FRAMEWORK_NONE && own != which)
			return true;
	}
	return false;
}

/* The entry that asks for the GPU which the CPU entry denies: one about the same framework, or, where
 * there is no other framework that it could be for, any. tensorflow-cpu beside a CUDA pytorch is what
 * people write on purpose. */
static const cuda_fact *denied(const cuda_facts *own, const cuda_fact *cpu)
{
	framework which = cuda_fact_framework(cpu);
	const cuda_fact *general = NULL;
	for (ptrdiff_t i = 0; i < own->n; i++) {
		const cuda_fact *f = &own->at[i];
		if (f->hint.variant != VARIANT_CUDA || !meets(f, cpu) || f->is_channel)
			continue;
		if (is_about(f, which))
			return f;
		general = general || !is_about(f, FRAMEWORK_NONE) ? general : f;
	}
	return general && !has_other_framework(cpu->file->env, which) ? general : NULL;
}

static void report_cpu_text(visit *v, const cuda_fact *cpu, const cuda_fact *gpu)
{
	v->spec = cpu->spec;
	str evidence = gpu ? arena_printf(v->a, "%.*s & %.*s", SARG(cpu->text), SARG(gpu->text)) : cpu->text;
	finding *f;
	if (gpu)
		f = report_at(v, cpu->at, str_of(framework_name(cuda_fact_framework(cpu))), evidence,
		              "'%.*s' asks for a CPU build, and '%.*s' on line %d for a GPU",
		              SARG(cpu->text), SARG(gpu->text), gpu->line);
	else
		f = report_at(v, cpu->at, str_of(framework_name(cuda_fact_framework(cpu))), evidence,
		              "'%.*s' asks for a CPU build, and the policy says that this family needs a GPU",
		              SARG(cpu->text));
	if (gpu)
		report_hint(v, f, "delete the one that is not meant (lines %d and %d)", cpu->line, gpu->line);
	else
		report_hint(v, f, "delete '%.*s', or write 'gpu: optional' in the policy's family",
		            SARG(cpu->text));
	if (f && !cpu->spec)
		f->manager = MANAGER_PIP;
	v->spec = NULL;
}

/* Entries of one file that ask for CUDA or the CPU: more is no file that a person keeps. */
enum { MANY_FACTS = 200 };

static void cpu_builds_asked_for(visit *v, const file *member, gpu_need gpu)
{
	cuda_facts own = { 0 };
	bool said[FRAMEWORK_COUNT] = { 0 };
	cuda_facts_add(v->a, member, ON_LINUX | ON_WIN, &own);
	for (ptrdiff_t i = 0; i < own.n && own.n <= MANY_FACTS; i++) {
		const cuda_fact *cpu = &own.at[i];
		framework which = cuda_fact_framework(cpu);
		bool marked = cpu->spec && cpu->spec->pip && cpu->spec->pip->marker;
		if (cpu->hint.variant != VARIANT_CPU || which == FRAMEWORK_NONE || said[which] || marked)
			continue;
		const cuda_fact *clash = denied(&own, cpu);
		if (!clash && (gpu != GPU_REQUIRED || has_other_framework(member->env, which)))
			continue;
		said[which] = true;
		v->file = member;
		report_cpu_text(v, cpu, clash);
		v->file = NULL;
	}
}

void rule_cuda_cpu_build(visit *v)
{
	const family *f = v->family;
	cuda_view view = cuda_view_of(v->a, f);
	if (!view.is_gpu)
		return;
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (cuda_is_home(v->side, f, f->members.at[i].file))
			cpu_builds_asked_for(v, f->members.at[i].file, f->gpu);
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		if (f->locks.at[i]->lock)
			cpu_builds_in(v, f->locks.at[i], &view);
}

/* ---- cuda/mixed in locks ---- */

/* The package that speaks for a major: a selector before others. */
typedef struct voices {
	const locked *of[64];
} voices;

static bool is_selector(const locked *p)
{
	return p->manager == MANAGER_CONDA && cuda_conda_package(p->name) == PACKAGE_SELECTOR;
}

static void report_mixed(visit *v, const voices *all, const part *where)
{
	buf text = buf_new(v->a), evidence = buf_new(v->a);
	const locked *last = NULL, *chosen = NULL;
	for (int major = 0; major < 64; major++) {
		const locked *p = all->of[major];
		if (!p)
			continue;
		buf_printf(&text, "%s'%.*s %.*s'", last ? " and " : "", SARG(p->name),
		           SARG(p->build.n > 0 && !is_selector(p) ? p->build : p->version));
		buf_printf(&evidence, "%s%d %.*s", last ? ", " : "", major, SARG(p->name));
		last = p;
		chosen = chosen && is_selector(p) ? chosen : p;
	}
	str platform = where->platform.p ? where->platform : S("the platform");
	finding *f = report_at(v, chosen->at, platform, buf_str(&evidence),
	                       "%.*s are of different CUDA majors on %.*s", SARG(buf_str(&text)),
	                       SARG(platform));
	report_hint(v, f, "pin one CUDA ('cuda-version=%d.*') in the environment file and lock again",
	            cuda_of_locked(last).cuda / 1000);
	if (!f)
		return;
	f->manager = chosen->manager;
	f->package = chosen->name;
}

static void mixed_in(visit *v, const lock *l)
{
	parts all = { 0 };
	voices *heard = NEW_N(v->a, voices, MAX_PARTS);
	bool idle = cuda_version_is_idle(l);
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		bool skip = idle && str_eq(p->name, S("cuda-version"));
		cuda_hint h = skip ? (cuda_hint){ 0 } : cuda_of_locked(p);
		ptrdiff_t k = h.variant == VARIANT_CUDA && h.cuda ? part_of(v->a, &all, p) : -1;
		if (k < 0)
			continue;
		const locked **at = &heard[k].of[h.cuda / 1000 % 64];
		if (!*at || (is_selector(p) && !is_selector(*at)))
			*at = p;
	}
	for (ptrdiff_t k = 0; k < all.n; k++) {
		int majors = 0;
		for (int m = 0; m < 64; m++)
			majors += heard[k].of[m] != NULL;
		if (majors < 2)
			continue;
		report_mixed(v, &heard[k], &all.at[k]);
		return; /* one for a lock: the others have the same cause */
	}
}

void cuda_mixed_locked(visit *v)
{
	for (ptrdiff_t i = 0; i < v->family->locks.n; i++) {
		const file *f = v->family->locks.at[i];
		v->file = f;
		if (f->lock)
			mixed_in(v, f->lock);
	}
	v->file = NULL;
}
