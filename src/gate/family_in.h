/* family_in: the parts of building families, one file each. Only family*.c and plan*.c include it. */
#ifndef GATE_FAMILY_IN_H
#define GATE_FAMILY_IN_H

#include "gate/family.h"
#include "gate/path.h"

enum {
	MAX_SOURCES = 64, /* sources of one lock that are looked for; locks of real projects have up to eight */
};

/* family_stem.c: what distinguishes a file from its siblings: "dev" of environment-dev.yml,
 * dev_environment.yml and environment.dev.yml; absent when nothing does. */
str stem_role(str path);
/* An @EXPLICIT list's name without its platform and ending: "gpu" of "env/gpu-linux-64.lock". */
str stem_of_list(arena *a, str path);

/* family_list.c: the environment file of s that an @EXPLICIT list belongs to, or NULL. */
const file *list_environment(arena *a, const side *s, const file *list);

/* family_list.c: the manifest beside a pixi.lock, or NULL. */
const file *pixi_manifest(arena *a, const side *s, const file *lock);

/* family_declared.c: fills declared, declared_in and channels from the members. */
void family_declare(arena *a, family *f);

#endif
