/* path: the parts of a path in a repository, as views into it. */
#ifndef GATE_PATH_H
#define GATE_PATH_H

#include "base/str.h"

/* Without the slash; "" for a path at the root. */
str path_folder(str path);
str path_name(str path);
/* The name without its last ending: "environment.ubuntu" of "env/environment.ubuntu.yml". */
str path_stem(str path);

#endif
