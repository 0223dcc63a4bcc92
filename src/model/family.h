/* family: environment files and the lock made from them (product: section 1). Built by gate/family.c
 * for each side, after all files were read; every environment file of a side is in at least one. */
#ifndef MODEL_FAMILY_H
#define MODEL_FAMILY_H

#include "model/lock.h"
#include "model/policy.h"

struct file; /* model/side.h */
struct satisfaction; /* gate/satisfy.h */
struct cuda_view;    /* gate/cuda_view.h */

/* Why the files belong together. */
typedef enum family_kind {
	FAMILY_ALONE,  /* one environment file that nothing ties to another: no lock */
	FAMILY_POLICY, /* families: in the policy */
	FAMILY_LOCK,   /* a lock's own sources, or the folder of an @EXPLICIT list or of a pixi.lock */
} family_kind;

typedef struct family_member {
	const struct file *file; /* never NULL; its source may be absent, its env NULL */
	str role;                /* from the policy, else from the file's stem (-dev, -test, -prod); absent */
	bool only_base;          /* the base's lock named it and the head's does not: judged all the same */
} family_member;

typedef struct family {
	str name;                     /* the policy's, else the lock's path, else the file's */
	family_kind kind;
	const policy_family *policy;  /* NULL unless the policy names it */
	LIST(family_member) members;  /* in the order that a lock merges them */
	LIST(const struct file *) locks; /* one, or the @EXPLICIT lists of all platforms; empty: none */
	LIST(const struct file *) requirements; /* that the policy ties to it */
	bool complete;                /* every source was found and read to its end: only then can "nobody
	                               * declared this" be said */
	strs untold;                  /* sources, as written, that are no file here or not readable (sorted) */
	gpu_need gpu;
	specs declared;               /* what all members together ask for, merged as the kind of lock merges
	                               * its sources: a later file's entry of one name and platform replaces an
	                               * earlier one's. Each keeps its own places: see declared_in */
	LIST(const struct file *) declared_in; /* the file of each, same index */
	items channels;               /* of all members, merged in order, as written */
	const struct satisfaction *satisfaction; /* NULL without a lock */
	const struct cuda_view *cuda; /* what the members say about CUDA; NULL: not collected yet */
} family;
typedef LIST(family) families;

#endif
