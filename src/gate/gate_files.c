/* gate_files: see gate_files.h. They are told apart by their paths; whether one names envgate is asked
 * where it is read (cmd/history.c), and what else a job definition does is beyond a gate that it starts
 * (docs/security.md). */
#include "gate/gate_files.h"

#include "spec/glob.h"

bool gate_file_is(const policy *p, str path)
{
	static const str built_in[] = {
		S_INIT("/.github/workflows/*"),
		S_INIT("/.gitlab-ci.yml"),
		S_INIT("/.pre-commit-config.yaml"),
	};
	/* Asked for every path of a work tree: all of these begin with a dot, and few others do. */
	bool dot = path.n > 0 && path.p[0] == '.';
	for (size_t i = 0; dot && i < sizeof built_in / sizeof *built_in; i++)
		if (path_match(built_in[i], path))
			return true;
	return gate_file_is_named(p, path);
}

bool gate_file_is_named(const policy *p, str path)
{
	for (ptrdiff_t i = 0; i < p->gate.n; i++)
		if (path_match(p->gate.at[i], path))
			return true;
	return false;
}

void gate_files_changed(arena *a, const policy *p, const deltas *changed, deltas *out)
{
	for (ptrdiff_t i = 0; i < changed->n; i++)
		if (gate_file_is(p, changed->at[i].path))
			*LIST_PUSH(a, out) = changed->at[i];
}
