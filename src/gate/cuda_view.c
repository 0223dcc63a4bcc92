/* cuda_view: see cuda_view.h. Collected once, when families are built: five rules ask, and each would look
 * at every name of every file again. */
#include "gate/cuda_view.h"

#include "gate/family.h"

cuda_view cuda_view_of(arena *a, const family *f)
{
	if (f->cuda)
		return *f->cuda;
	cuda_view v = { .gpu = f->gpu };
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		cuda_facts_add(a, f->members.at[i].file, ON_ALL, &v.facts);
	for (ptrdiff_t i = 0; i < v.facts.n && !v.says_cuda; i++)
		if (v.facts.at[i].hint.variant == VARIANT_CUDA)
			v.says_cuda = &v.facts.at[i];
	v.is_gpu = f->gpu == GPU_REQUIRED || (f->gpu == GPU_AUTO && v.says_cuda);
	return v;
}

bool cuda_is_home(const side *s, const family *f, const file *member)
{
	return member->kind == FILE_ENVIRONMENT && family_of(s, member) == f;
}
