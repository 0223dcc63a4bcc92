/* repo_hooks: where this repository's hooks lie. */
#ifndef EDGE_REPO_HOOKS_H
#define EDGE_REPO_HOOKS_H

#include "edge/repo.h"

typedef struct hooks_place {
	str folder;          /* absolute; it need not exist yet */
	bool is_configured;  /* by core.hooksPath */
	bool is_bare;
	bool in_git_dir;     /* in .git: no commit carries it */
	bool in_work_tree;   /* a folder of the tree. Neither: outside of the repository */
} hooks_place;

const err *repo_hooks(arena *a, repo *r, hooks_place *out) MUST_USE;

/* Whether a ref begins with prefix ("refs/remotes/origin/"). */
bool repo_has_refs(repo *r, str prefix);

#endif
