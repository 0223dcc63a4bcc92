/* range_update: updates of refs, as git writes them to a hook's stdin, and the three states that each
 * is about (product: section 3a, rows pre-receive and pre-push). */
#ifndef EDGE_RANGE_UPDATE_H
#define EDGE_RANGE_UPDATE_H

#include "edge/range.h"

enum {
	MAX_UPDATES = 1000,                    /* refs in one push */
	MAX_UPDATES_BYTES = 4 * 1024 * 1024,   /* what they may take on stdin */
};

typedef enum update_hook { HOOK_PRE_RECEIVE, HOOK_PRE_PUSH } update_hook;

/* One ref on the receiving side; was and is are 40 hex digits, all zeros for "there is none". */
typedef struct ref_update {
	str ref, was, is;
} ref_update;
typedef LIST(ref_update) ref_updates;

/* Reads stdin's lines: "OLD NEW REF" of pre-receive, "LOCALREF NEW REF OLD" of pre-push. ERR_USAGE for
 * anything else, ERR_LIMIT beyond MAX_UPDATES. The strs point into text. */
const err *updates_read(arena *a, update_hook hook, str text, ref_updates *out) MUST_USE;

/* The ref without refs/heads/ and the like, as people say it. */
str update_name(const ref_update *u);

/* The row of one update. out->deleted: the ref goes, nothing is judged. out->head.kind REV_NONE: it
 * leads to no commit (a tag of a file), nothing is judged either. remote: what pre-push was told as its
 * first argument, absent in pre-receive. Errors as range_resolve's. */
const err *range_of_update(arena *a, repo *r, update_hook hook, const ref_update *u, str remote,
                           range *out) MUST_USE;

#endif
