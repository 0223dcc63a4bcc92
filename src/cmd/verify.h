/* verify: the parts of envgate verify. verify.c puts them in order. */
#ifndef CMD_VERIFY_H
#define CMD_VERIFY_H

#include "cmd/run.h"
#include "gate/judge_installed.h"

/* What is declared. */
typedef struct declaration {
	side side;
	const family *family;
	str project; /* the work tree, or the folder of the file that --declared names; absolute */
} declaration;

/* verify_declared.c: the environment files and locks of the work tree, or the file that --declared
 * names where no repository knows it; the policy; and which family is meant: the one of --declared, the
 * one whose name: is prefix_name (absent: unknown), the root's environment.yml, the only one. */
const err *verify_declared(run *r, str prefix_name, declaration *out) MUST_USE;

/* verify_find.c: --prefix, else CONDA_PREFIX; absent when neither is given. *why says which. */
str verify_prefix_given(run *r, str *why);

/* The environment of a name, below conda's or mamba's folder of environments or in
 * ~/.conda/environments.txt. ERR_FILE when there is none. */
const err *verify_prefix_named(run *r, str name, str *prefix, str *why) MUST_USE;

/* verify_gather.c: everything that is in there. ERR_FILE when it is no conda environment or a record
 * cannot be read, ERR_LIMIT when a bound is reached. */
const err *verify_gather(run *r, str prefix, installed *out) MUST_USE;

/* By manager, then name. */
void verify_sort(run *r, installed *out);

/* verify_python.c: what site-packages, the standard library and --imports say. python is the folder
 * "lib/python3.11". */
const err *verify_dists(run *r, str python, installed *out) MUST_USE;
const err *verify_stdlib(run *r, str python, installed *out) MUST_USE;
const err *verify_imports(run *r, installed *out) MUST_USE;

#endif
