/* cuda_lock: see cuda_lock.h.
 *
 * Traps: cudnn and nccl have numbers of their own; "12.9.1" and "11.8" are both versions of a
 * selector; a noarch wrapper (py-xgboost cuda120_pyh...) may stand over a library of another CUDA,
 * and nothing is wrong. */
#include "gate/cuda_lock.h"

/* 12040 of "12.4.127" or "11.8". */
static cuda_hint of_version(str version)
{
	ptrdiff_t dot = str_find_byte(version, '.');
	ptrdiff_t second = dot < 0 ? -1 : str_find_byte(str_from(version, dot + 1), '.');
	int cuda = cuda_parse(second < 0 ? version : str_head(version, dot + 1 + second));
	return cuda ? (cuda_hint){ VARIANT_CUDA, cuda, dot < 0 } : (cuda_hint){ 0 };
}

static cuda_hint of_conda(const locked *p)
{
	bool may_select = p->name.n > 0 && (p->name.p[0] == 'c' || p->name.p[0] == 'p');
	cuda_package kind = may_select ? cuda_conda_package(p->name) : PACKAGE_OTHER;
	cuda_hint h = { 0 };
	if ((kind == PACKAGE_SELECTOR || kind == PACKAGE_TOOLKIT) && p->version.p)
		return of_version(p->version);
	if (!p->subdir.p || str_eq(p->subdir, S("noarch")))
		return h;
	if (p->build.p)
		h = cuda_build(p->build);
	return h.variant == VARIANT_NONE ? cuda_conda_name(p->name) : h;
}

static cuda_hint of_pip(const locked *p)
{
	ptrdiff_t plus = str_find_byte(p->version, '+');
	cuda_hint h = plus >= 0 ? cuda_local(str_from(p->version, plus + 1)) : (cuda_hint){ 0 };
	if (h.variant == VARIANT_NONE && p->url.p)
		h = cuda_address(p->url);
	return h.variant == VARIANT_NONE ? cuda_pip_name(p->name) : h;
}

cuda_hint cuda_of_locked(const locked *p)
{
	if (p->is_virtual)
		return (cuda_hint){ 0 };
	return p->manager == MANAGER_PIP ? of_pip(p) : of_conda(p);
}

framework cuda_framework_of_locked(const locked *p)
{
	return p->manager == MANAGER_PIP ? framework_of_pip(p->name) : framework_of_conda(p->name);
}

static bool is_selector(const locked *p)
{
	bool may_be = p->manager == MANAGER_CONDA && p->name.n > 0 &&
	              (p->name.p[0] == 'c' || p->name.p[0] == 'p');
	return may_be && cuda_conda_package(p->name) == PACKAGE_SELECTOR;
}

static bool is_for_linux(const locked *p)
{
	return !p->platform.p || str_starts(p->platform, S("linux"));
}

bool cuda_version_is_idle(const lock *l)
{
	int version = 0, runtime = 0;
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		if (p->manager != MANAGER_CONDA || !p->version.p || p->name.n < 4 || !is_for_linux(p))
			continue;
		if (str_eq(p->name, S("pytorch-cuda")))
			return true;
		if (str_eq(p->name, S("cuda-version")))
			version = of_version(p->version).cuda / 1000;
		else if (str_starts(p->name, S("cuda")) && cuda_is_runtime(p->name))
			runtime = of_version(p->version).cuda / 1000;
	}
	return version && runtime && version != runtime;
}

const locked *cuda_selector_of_lock(const lock *l)
{
	const locked *best = NULL;
	int highest = 0;
	bool idle = cuda_version_is_idle(l);
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		bool says = is_selector(p) ? !idle || !str_eq(p->name, S("cuda-version"))
		                           : idle && p->manager == MANAGER_CONDA && cuda_is_runtime(p->name);
		if (!says || !is_for_linux(p))
			continue;
		int cuda = p->version.p ? of_version(p->version).cuda : 0;
		if (cuda > highest) {
			highest = cuda;
			best = p;
		}
	}
	return best;
}

declared_cuda cuda_declared_by_lock(arena *a, const lock *l)
{
	const locked *p = cuda_selector_of_lock(l);
	if (!p)
		return (declared_cuda){ 0 };
	return (declared_cuda){
		.cuda = of_version(p->version).cuda,
		.source = arena_printf(a, "%.*s:%d", SARG(l->src->path), p->at.line),
		.spec = arena_printf(a, "%.*s %.*s", SARG(p->name), SARG(p->version)),
	};
}
