/* plan: which paths a run has to read, and what each turned out to be. Pure: names and parsed
 * sources in, paths and kinds out; plan_next is called until it asks for nothing more, at most
 * MAX_ROUNDS times: changed candidates and the names in their folders, then siblings and locks, then
 * the files that the locks name. */
#ifndef GATE_PLAN_H
#define GATE_PLAN_H

#include "model/side.h"

/* The names directly in a folder ("" is the root) on one side; names hold whole paths. */
typedef struct listing {
	str folder;
	entries names;
} listing;
typedef LIST(listing) listings;

typedef struct plan_input {
	const policy *policy;
	bool whole;              /* judge a whole state (--all): head_names holds every path of the tree */
	deltas changed;          /* for a range: every changed path, renames paired */
	entries head_names;      /* every path of the tree: when whole, or once all_names asked for it */
	bool has_head_names;
	strs only;               /* paths given after --; empty: all */
	const side *base, *head; /* what was read so far (absent paths too); base NULL when whole */
	listings base_folders;   /* answered so far, sorted by folder, folders without names too */
	entries base_names;      /* every path of the base, when all its environment files are wanted */
} plan_input;

enum { MAX_ROUNDS = 6 };

typedef struct plan {
	strs read;         /* paths to read and parse on both sides (one, when whole) */
	strs read_base;    /* context: siblings of new files, on the base only */
	strs look;         /* locks to read on both sides, and to parse if the text of one holds one of names */
	strs names;        /* last parts of changed paths */
	strs folders;      /* folders of the base whose names are wanted */
	bool all_names;    /* every path of the head is wanted */
	int skipped_files; /* candidates passed over for their test or example folder */
	bool too_many;     /* more than MAX_FILES: the run cannot judge */
} plan;

/* Whether a link anywhere in the tree could be the only gate in front of one of these changes: a YAML
 * file, or what was one, that is not judged at its own path. See repo_diff_links. */
bool plan_needs_links(const plan_input *in);

plan plan_next(arena *a, const plan_input *in);
bool plan_is_empty(const plan *p); /* nothing more to read */

/* Why a path is looked at. NAMED: files.include names it. */
typedef enum candidate { CANDIDATE_NO,
	                 CANDIDATE_SKIPPED,
	                 CANDIDATE_YES,
	                 CANDIDATE_NAMED } candidate;
candidate plan_candidate(const policy *p, str path);

/* For repo_diff: whether a changed path is of interest at all. context is the const policy *. */
bool plan_wants(const void *context, str path);

/* Whether path is one of the paths given after "--", or lies below one ("src" and "src/" are one
 * folder). No paths given: every path is. */
bool plan_is_asked_for(const strs *only, str path);

/* exactly environment.yml or environment.yaml: an environment file whatever it holds. */
bool plan_is_environment_name(str path);

/* What a path is by its name: a lock, a manifest, a policy, or else FILE_ENVIRONMENT, to be read as YAML. */
file_kind plan_kind(str path);
bool plan_is_manifest_name(str path); /* pixi.toml, pyproject.toml */

/* The same where the policy may know better; and once the text is there, which decides for locks that only
 * the policy names and for @EXPLICIT lists (FILE_OTHER without the mark). */
file_kind plan_kind_in(const policy *p, str path);
file_kind plan_kind_of(const policy *p, str path, const source *src);

/* After the last round, with the files of both sides sorted: sets kind and gated of every file from
 * names, contents and the other side, and context of a base file that was renamed into the gate (the
 * caller sets it for what read_base named). base may be NULL. A candidate whose content nobody can see (too
 * large, a submodule, a bad link, an LFS pointer) is gated: not knowing is no pass. A link to an
 * environment file that is judged at its own path is an alias, and one text is not judged twice. */
void plan_classify(arena *a, const policy *p, side *base, side *head);

/* For a range, after plan_classify: takes off both sides what was read only to see whether it has to do
 * with the change, and makes context of unchanged environment files that no lock or family ties to it. */
void plan_forget(arena *a, const plan_input *in, side *base, side *head);

#endif
