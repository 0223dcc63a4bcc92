/* prefix: the records of an installed environment, from bytes to values: conda-meta/NAME.json,
 * conda-meta/history, and pip's NAME.dist-info. Nothing is run, no path is opened here. */
#ifndef READ_PREFIX_H
#define READ_PREFIX_H

#include "base/err.h"
#include "model/installed.h"

/* A record of conda. text is needed during the call only, and scratch is the caller's to close behind
 * it. ERR_FILE when it is not JSON or names no package. */
const err *prefix_record_read(arena *a, arena *scratch, str record, str text,
                              installed_package *out) MUST_USE;

/* What somebody asked conda for by hand and did not remove again, as conda's own History tells it:
 * the last word on each name, sorted by name. Lines that say nothing are passed over. */
typedef struct asked_spec {
	str name, spec;
} asked_spec;
typedef LIST(asked_spec) asked_specs;
asked_specs prefix_history_read(arena *a, str text);

/* The files of one dist-info (or egg-info) folder; absent: not there. */
typedef struct dist_files {
	str folder; /* "numpy-2.1.0.dist-info" */
	str metadata, record, direct_url;
	str top_level;  /* of an egg-info, which has no RECORD: names of modules, one in each line */
	bool requested; /* pip's REQUESTED stands there: somebody asked for it */
} dist_files;

/* The same rules as for prefix_record_read. ERR_FILE when it names no project. */
const err *prefix_dist_read(arena *a, arena *scratch, const dist_files *files,
                            installed_package *out) MUST_USE;

/* The project's normalised name in "Foo.Bar-1.0.dist-info"; absent for other names. */
str prefix_dist_name(arena *a, str folder);

/* Whether conda or pip would take it for a package's name: letters, digits, '-', '_' and '.'. */
bool prefix_is_name(str name);

/* Modules that can be imported, from the paths of files below site-packages: for each file the
 * shallowest package with an __init__, else its own dotted name. Sorted. */
typedef struct module_paths {
	strs inits;   /* dotted names of packages with an __init__ */
	strs others;  /* dotted names of files that are modules */
	str last_top; /* "numpy/" while it is known to have an __init__: its files say no more */
} module_paths;
void prefix_module_add(arena *a, module_paths *m, str path);
strs prefix_modules(arena *a, arena *scratch, module_paths *m);

#endif
