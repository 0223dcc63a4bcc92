/* hookfile: one git hook on disk: installed without touching what is there, taken away without a trace. */
#ifndef EDGE_HOOKFILE_H
#define EDGE_HOOKFILE_H

#include "base/err.h"

/* A hook as it should be. body is a whole shell script that runs "$0.local" first, if there is one. */
typedef struct hookfile {
	str folder, name; /* the folder exists */
	str body;
	str search;       /* where envgate is, for shells whose PATH lacks it; absent: PATH decides */
} hookfile;

typedef enum hook_did {
	HOOK_INSTALLED,
	HOOK_CHAINED,  /* what was there is NAME.local now, and runs first */
	HOOK_RENEWED,  /* ours of before, another text */
	HOOK_SAME,
	HOOK_EDITED,   /* ours once, and changed by hand since: left as it is */
	HOOK_FOREIGN,  /* nothing of ours: left as it is */
	HOOK_ABSENT,
	HOOK_REMOVED,
	HOOK_RESTORED, /* removed, and NAME.local is NAME again */
} hook_did;

/* ERR_FILE when NAME and NAME.local are both somebody's, or the folder cannot be written. */
const err *hookfile_install(arena *a, const hookfile *h, hook_did *out) MUST_USE;

/* What install would answer, without writing: so that several hooks are installed all or not at all. */
const err *hookfile_check(arena *a, const hookfile *h, hook_did *out) MUST_USE;

const err *hookfile_remove(arena *a, const hookfile *h, hook_did *out) MUST_USE;

/* Makes the folder and its parents. */
const err *hookfile_folder(arena *a, str folder) MUST_USE;

#endif
