/* cuda_dropped: a word for CUDA that a change took away while the framework stayed.
 *
 * Without it conda is free to fall back to a CPU build, and says nothing. What takes its place in the
 * same change (pytorch-cuda for cudatoolkit, pytorch-gpu for a build glob) makes it a move, and a file
 * that now says "cpuonly" means it. */
#include "gate/cuda_facts.h"
#include "gate/rule.h"

static bool is_named_in(const cuda_facts *all, const cuda_fact *f)
{
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (str_eq(all->at[i].name, f->name))
			return true;
	return false;
}

/* More facts of CUDA in one file than this are no file that a person keeps: no quadratic look. */
enum { MANY_FACTS = 200 };

/* Whether the head says CUDA by a package that did not say it at base, or says that it wants none. */
static bool is_replaced(visit *v, const file *base, const file *head)
{
	cuda_facts was = { 0 }, now = { 0 };
	cuda_facts_add(v->a, base, ON_ALL, &was);
	cuda_facts_add(v->a, head, ON_ALL, &now);
	if (was.n > MANY_FACTS || now.n > MANY_FACTS)
		return true;
	for (ptrdiff_t i = 0; i < now.n; i++)
		if (!is_named_in(&was, &now.at[i]))
			return true;
	return false;
}

/* The same package's entry on the head still asks for a CUDA build: "cuda12*" to "cuda13*". */
static bool asks_for_cuda(const spec *s)
{
	return s->build.n > 0 && cuda_build_glob(s->build).variant == VARIANT_CUDA;
}

/* pytorch-gpu and the like have no CPU build to fall back to. */
static bool may_fall_back(const spec *s)
{
	return cuda_conda_package(s->name) == PACKAGE_OTHER;
}

static bool lost_a_glob(const change *c)
{
	return c->was && c->now && c->was->manager == MANAGER_CONDA && may_fall_back(c->now) &&
	       c->now->manager == MANAGER_CONDA && asks_for_cuda(c->was) && !asks_for_cuda(c->now);
}

static bool lost_a_selector(const change *c)
{
	return c->kind == CHANGE_REMOVED && c->was && c->was->manager == MANAGER_CONDA &&
	       cuda_conda_package(c->was->name) == PACKAGE_SELECTOR;
}

static const spec *framework_in(const env *e)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		bool for_gpu = s->manager == MANAGER_CONDA && (s->platforms & (ON_LINUX | ON_WIN));
		if (for_gpu && framework_needs_cuda(cuda_framework_of(s)) && may_fall_back(s))
			return s;
	}
	return NULL;
}

/* A version of CUDA that stands there still: the selector was one of two. */
static bool names_cuda_still(visit *v, const file *head)
{
	cuda_facts now = { 0 };
	cuda_facts_add(v->a, head, ON_ALL, &now);
	for (ptrdiff_t i = 0; i < now.n; i++)
		if (now.at[i].hint.variant == VARIANT_CUDA && now.at[i].majors && !now.at[i].is_channel)
			return true;
	return false;
}

void rule_cuda_selector_dropped(visit *v)
{
	const change *c = v->change;
	bool glob = c->topic == TOPIC_PACKAGE && lost_a_glob(c);
	if (c->topic != TOPIC_PACKAGE || (!glob && !lost_a_selector(c)))
		return;
	const file *head = side_file(v->side, c->path);
	const file *base = side_file(v->base, c->was_path.p ? c->was_path : c->path);
	if (!base || !head || !head->env || !head->env->is_environment || is_replaced(v, base, head))
		return;
	const spec *stays = glob ? c->now : framework_in(head->env);
	if (!stays || (!glob && names_cuda_still(v, head)))
		return;
	str now = glob ? c->now->canonical : S("nothing");
	finding *f = report_at(v, stays->at, c->was->name,
	                       arena_printf(v->a, "%.*s -> %.*s", SARG(c->was->canonical), SARG(now)),
	                       "'%.*s' was dropped and '%.*s' stays: conda may now install a CPU build",
	                       SARG(c->was->raw), SARG(stays->name));
	report_hint(v, f, "write '%.*s' again, or '%.*s=*=*cuda*'; if the CPU build is meant, say "
	                  "'%.*s=*=*cpu*'",
	            SARG(c->was->raw), SARG(stays->name), SARG(stays->name));
	if (f)
		f->package = stays->name; /* one spec, one finding: it is that entry's trouble now */
}
