/* installed: what a conda environment's folder (its prefix) really holds, as values. Filled by read
 * from bytes that edge/prefix gathered; judged by gate/judge_installed. Nothing here was run. */
#ifndef MODEL_INSTALLED_H
#define MODEL_INSTALLED_H

#include "model/lock.h"

/* pip's note about where a package came from, PEP 610 direct_url.json. All absent: from an index. */
typedef struct direct_url {
	str url;       /* without the "git+" in front; a local folder is a file:// URL */
	str vcs;       /* "git", "hg", "svn", "bzr"; absent for archives and folders */
	str commit;    /* the commit that was installed */
	str requested; /* the branch or tag that was asked for; absent when none was */
	str hash;      /* "sha256=..." of an archive; absent when not recorded */
	bool is_editable;
} direct_url;

/* A package as conda's record or pip's dist-info tells it. */
typedef struct installed_package {
	manager manager;   /* whose record it is */
	str name;          /* conda: lower case; pip: PEP 503 */
	str version;
	str build, channel, subdir, url; /* conda; channel is conda's canonical name; absent when unknown */
	long long build_number;
	str record;        /* "conda-meta/numpy-1.26.4-py311_0.json", "numpy-2.1.0.dist-info" */
	str asked;         /* the spec somebody asked for; "" where pip recorded only that somebody did;
	                    * absent: came along with another package */
	strs needs;        /* conda: MatchSpecs; pip: requirements with their markers */
	strs modules;      /* what can be imported, dotted, sorted: the shallowest names that decide */
	strs dists;        /* conda: the Python distributions among its files, PEP 503, sorted */
	strs dist_infos;   /* conda: their folders' names, sorted */
	strs installers;   /* conda: SHA-256 of the INSTALLER file in each of dist_infos; "" when unknown */
	direct_url from;   /* pip */
	const struct installed_package *over; /* pip: the conda package whose files it replaced */
} installed_package;
typedef LIST(installed_package) installed_packages;

/* One import statement's module in a Python file, outside of what guards it. */
typedef struct import_use {
	const source *src; /* the file; src->path as the user named it */
	str module;        /* "a.b" of "import a.b"; "a.b.c" of "from a.b import c" */
	span at;
} import_use;
typedef LIST(import_use) import_uses;

/* A CUDA runtime library lying in the prefix. */
typedef struct cuda_library {
	str path;    /* below the prefix */
	str soname;  /* "libcudart.so.12" */
	str version; /* the longest number of its names, "12.4.127"; "12" where no longer name is there */
} cuda_library;
typedef LIST(cuda_library) cuda_libraries;

typedef struct installed {
	str prefix;        /* the folder, as named or found */
	str why;           /* how it was found: "--prefix", "CONDA_PREFIX", ... */
	str python;        /* "3.11.7"; absent without Python */
	str subdir;        /* "linux-64"; absent when no package says */
	installed_packages packages; /* by manager, then name: conda first */
	strs stdlib;       /* top-level modules of the standard library, sorted */
	strs local;        /* top-level modules of the files whose imports are judged, sorted */
	import_uses imports;
	cuda_libraries cuda; /* by path */
	int python_files;  /* how many files' imports were read */
} installed;

#endif
