/* env: what an environment file (or requirements file) says, as values. Filled by read, used by gate. */
#ifndef MODEL_ENV_H
#define MODEL_ENV_H

#include "model/problem.h"
#include "model/spec.h"
#include "model/suppression.h"

/* A text in the file and where it stands. */
typedef struct item {
	str text;
	span at;
} item;
typedef LIST(item) items;

/* A line of a pip: list or a requirements file that is an option, not a requirement. name is the
 * long form ("--extra-index-url"); value is absent for flags; one row per option on a line. */
typedef struct pip_option {
	str name, value;
	span at;
	bool on_requirement; /* stands on a requirement's line, where pip ignores most options */
	str requirement;     /* that requirement's normalised name (may be absent) */
} pip_option;
typedef LIST(pip_option) pip_options;

typedef struct env {
	const source *src;
	bool is_environment;  /* a mapping with a dependencies list (or one that broke on the way) */
	bool complete;        /* read to its end; false after a syntax error or a bound */
	item name, prefix;    /* text absent when the key is absent */
	bool has_channels;    /* the key stands there, even if empty */
	items channels;
	bool has_pip_list;    /* a pip: list stands in dependencies, even if empty */
	span pip_at;          /* the pip key */
	specs specs;          /* conda and pip, in file order */
	pip_options options;
	strs platforms;       /* conda-lock's platforms: key */
	str category;         /* conda-lock's category: key; absent without one */
	suppressions ignores; /* # envgate-ignore: comments, in file order */
	problems problems;
} env;

#endif
