/* policy: what .envgate.yml asks for, completed by the built-in defaults. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/problem.h"
#include "model/rule.h"
#include "model/suppression.h"

/* Where the policy in force came from, as the JSON report says it. FLOOR: the repository has none, and
 * the organisation's judges. */
typedef enum policy_from {
	POLICY_BUILT_IN, POLICY_TARGET, POLICY_HEAD, POLICY_FILE, POLICY_REPAIR, POLICY_FLOOR,
} policy_from;

/* Whether a family's environments are for a GPU. AUTO: as their entries say. */
typedef enum gpu_need { GPU_AUTO, GPU_REQUIRED, GPU_OPTIONAL, GPU_NONE } gpu_need;

/* One environment file of a family; role is "dev", "prod", ..., absent when files: is a plain list. */
typedef struct role_file {
	str role, path;
	span at;
} role_file;

typedef struct policy_family {
	str name;
	LIST(role_file) files; /* in the order given, which is the order a lock merges them in */
	str lock;              /* absent: none named */
	strs requirements;     /* pip requirements files that have to agree */
	strs may_differ;       /* packages whose pins may differ between members */
	gpu_need gpu;
	span at;
} policy_family;
typedef LIST(policy_family) policy_families;

/* What stands in for a channel: URLs that serve the same packages. */
typedef struct mirror {
	str channel;
	strs urls;
} mirror;
typedef LIST(mirror) mirrors;

/* A kind of machine that runs the environments. */
typedef struct runner {
	str name;
	str driver; /* the oldest driver any of them has, "535" or "535.104.05"; absent: not said */
	strs arch;  /* compute capabilities, "8.0"; empty: not said */
	span at;
} runner;
typedef LIST(runner) runners;

/* Days of any year as 100 * month + day, both inclusive, UTC; from > to runs over new year. */
typedef struct window {
	int from, to;
} window;

/* Packages that change only inside the windows. No windows: never. */
typedef struct freeze {
	strs packages; /* names, conda or pip */
	LIST(window) windows;
	span at;
} freeze;
typedef LIST(freeze) freezes;

/* names: a pip distribution and the conda package of the same library. */
typedef struct name_pair {
	str pip, conda;
} name_pair;
typedef LIST(name_pair) name_pairs;

/* A key that the file has, by its dotted name: "profile", "channels.allow", "rules.pin/open". */
typedef struct policy_key {
	str name;
	span at;
} policy_key;
typedef LIST(policy_key) policy_keys;

typedef struct policy {
	policy_from from;
	str path, oid;            /* absent for the built-in one */
	const source *src;        /* its text; NULL for the built-in one */
	const source *floor;      /* an organisation's policy that took part; NULL: none */
	profile profile;
	severity fail_on;         /* NOTE, WARNING, ERROR or NEVER */
	bool existing_fails;      /* existing: fail */
	severity of[RULE_COUNT];  /* profile and rules: merged */
	bool set[RULE_COUNT];     /* named in rules:, so report_as does not lower it */
	strs include, exclude, retired; /* files: git wildmatch patterns */
	strs images, commands;    /* files: patterns of files with image names, and with install commands */
	strs gate;                /* files: further files that start the gate */
	strs core;                /* conda or pip names added to the built-in core packages */
	policy_families families;
	strs allow, deny;         /* channels: names or URLs; allow empty: all */
	mirrors mirrors;
	runners runners;
	freezes freezes;
	suppressions waivers;
	name_pairs names;         /* sorted by pip name, which is normalised; conda names lower case */
	strs may_override;        /* a floor's: keys a repository may loosen ("channels.allow") */
	policy_keys said;         /* what the file says itself, in its order; empty for the built-in one */
	problems problems;        /* not empty: the policy is broken */
} policy;

const char *policy_from_name(policy_from f);
const char *gpu_need_name(gpu_need n);

#endif
