/* policy_names: see policy_names.h. The pairs are sorted (read/policyfile_terms.c), because they are
 * looked up once for every entry of every file. */
#include "gate/policy_names.h"

#include "spec/names.h"

str policy_conda_of_pip(const policy *p, str pip_name)
{
	ptrdiff_t low = 0, high = p->names.n;
	while (low < high) {
		ptrdiff_t middle = low + (high - low) / 2;
		int c = str_cmp(p->names.at[middle].pip, pip_name);
		if (c == 0)
			return p->names.at[middle].conda;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return names_conda_of_pip(pip_name);
}

static str library(const policy *p, manager m, str name)
{
	return names_library(m == MANAGER_PIP ? policy_conda_of_pip(p, name) : name);
}

str policy_library(arena *a, const policy *p, manager m, str name)
{
	return names_spelling(a, library(p, m, name));
}

bool policy_same_library(const policy *p, manager mx, str x, manager my, str y)
{
	return mx == my ? str_eq(x, y) : names_spelled_alike(library(p, mx, x), library(p, my, y));
}

bool policy_is_core(const policy *p, manager m, str name)
{
	str base = library(p, m, name);
	if (names_is_core(m, name) || names_is_core(MANAGER_CONDA, base))
		return true;
	for (ptrdiff_t i = 0; i < p->core.n; i++) {
		str core = p->core.at[i];
		if (names_spelled_alike(core, name) || names_spelled_alike(names_library(core), base))
			return true;
		if (m != MANAGER_PIP && names_spelled_alike(library(p, MANAGER_PIP, core), base))
			return true;
	}
	return false;
}
