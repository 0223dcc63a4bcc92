/* spec: one declared dependency, a conda MatchSpec or a pip requirement, and how firmly it pins. */
#ifndef MODEL_SPEC_H
#define MODEL_SPEC_H

#include "model/source.h"

struct matchspec;   /* spec/matchspec.h */
struct requirement; /* spec/pep508.h */

typedef enum manager { MANAGER_NONE, MANAGER_CONDA, MANAGER_PIP } manager;

/* Weak to strong, so that < means weaker. MOVING is a VCS reference that is no full commit id. */
typedef enum strength { PIN_MOVING, PIN_NONE, PIN_OPEN, PIN_BOUNDED, PIN_PREFIX, PIN_EXACT } strength;

/* Words for manager ("", "conda", "pip") and strength ("moving" .. "exact"). */
const char *manager_name(manager m);
const char *strength_name(strength s);

/* The platforms an entry counts for: conda-lock's comment selector (# [linux]) or the key of a
 * micromamba sel() map. One bit for each platform that conda-lock's words tell apart, so two entries
 * meet exactly where their sets share a bit. 0: conda-lock drops the entry everywhere. */
typedef enum platform_bit {
	ON_LINUX_64 = 1, ON_LINUX_AARCH64 = 2, ON_LINUX_PPC64LE = 4, ON_OSX_64 = 8, ON_OSX_ARM64 = 16,
	ON_WIN_64 = 32,
	ON_LINUX = 7, ON_OSX = 24, ON_WIN = 32, ON_UNIX = 31,
	ON_ARM64 = ON_OSX_ARM64,                /* conda-lock's [arm64] */
	ON_ALL = 63,
} platform_bit;

typedef struct spec {
	manager manager;
	bool is_guess;  /* what conda-lock reads in a pyproject.toml: its table of names may have another one */
	bool may_miss;  /* that nothing of its name is locked says nothing: a marker, an extra left out */
	str raw;      /* the entry after YAML decoding */
	str name;     /* conda: lower case; pip: PEP 503; absent when a pip URL names no project */
	str version;  /* canonical constraint: conda's after its rewriting, packaging's sorted text; ""
	               * when there is none */
	str build, channel; /* conda only; absent when not given */
	str canonical; /* conda's canonical string; for pip name[extras]version @ url ; marker */
	strength pin;
	unsigned platforms; /* platform_bit set; ON_ALL unless a selector narrows it */
	str selector;       /* the selector's text, absent without one */
	str environment;    /* a pixi manifest: the environment it counts for; absent: every one. What conda-lock
	                     * reads in a pyproject.toml: the category */
	span at, name_at;   /* the whole entry, and the name in it */
	const struct matchspec *conda; /* parsed, for manager conda; NULL if refused */
	const struct requirement *pip; /* parsed, for manager pip; NULL if refused */
} spec;
typedef LIST(spec) specs;

#endif
