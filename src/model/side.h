/* side: one judged state as values: its gated files, read and parsed, and the policy in force. */
#ifndef MODEL_SIDE_H
#define MODEL_SIDE_H

#include "model/env.h"
#include "model/family.h"
#include "model/lock.h"
#include "model/policy.h"
#include "model/uses.h"

typedef enum file_kind {
	FILE_OTHER,        /* a candidate by name that is no environment and no lock: not judged */
	FILE_ENVIRONMENT,
	FILE_CONDA_LOCK, FILE_PIXI_LOCK, FILE_EXPLICIT, FILE_MANIFEST,
	FILE_REQUIREMENTS, FILE_IMAGE, FILE_COMMANDS,
	FILE_POLICY, FILE_INSTALLED,
} file_kind;

typedef struct file {
	str path;
	file_kind kind;
	const source *src; /* never NULL; src->kind may be ENTRY_ABSENT */
	const env *env;    /* FILE_ENVIRONMENT, FILE_MANIFEST and FILE_REQUIREMENTS; NULL if there are no
	                    * bytes to read */
	const env *for_conda_lock; /* FILE_MANIFEST: what conda-lock reads in a pyproject.toml; else NULL */
	const lock *lock;  /* FILE_CONDA_LOCK, FILE_PIXI_LOCK, FILE_EXPLICIT; NULL if there are no bytes */
	const uses *uses;  /* FILE_IMAGE, FILE_COMMANDS; NULL if there are no bytes */
	bool context;      /* read only to compare with (siblings of a new file): its findings are matched
	                    * against, never counted */
	bool gated;        /* a gated path even though this side's text is none: not-a-file, broken, or
	                    * because the other side has an environment there */
	bool alias;        /* a link to a file of this side that is judged itself: kind is FILE_OTHER */
	str was;           /* head: renamed from (deltas); absent otherwise */
} file;
typedef LIST(file) files;

typedef struct side {
	revision rev;
	files files;             /* sorted by path, at most one per path */
	families families;       /* by gate/family.c, sorted by kind (policy, lock, alone), then name */
	const policy *policy;    /* in force; never NULL */
	const policy *own;       /* this side's .envgate.yml as parsed; NULL when it has none */
	const source *own_src;   /* its source; NULL when it has none */
	const struct side *before; /* the base, for "pinned file" facts; NULL: judged alone */
	str date;                /* YYYY-MM-DD of the run, for what ends on a day; absent: nothing has ended */
	bool asks_all;           /* --all: judged as a whole, so that old promises are debts */
} side;

const char *file_kind_name(file_kind k);
bool file_kind_is_lock(file_kind k);

/* The file at path, or NULL. */
const file *side_file(const side *s, str path);

#endif
