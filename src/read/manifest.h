/* manifest: pixi.toml, and [tool.pixi] in pyproject.toml, as an env. */
#ifndef READ_MANIFEST_H
#define READ_MANIFEST_H

#include "model/env.h"

/* Everything lives in a; src->bytes as long. NULL for what is no manifest of pixi's, for a text that is no
 * TOML, and for every text in a build without toml++ (ENVGATE_TOML). A spec is there once for each pixi
 * environment that has it, and once without an environment where all have it. complete is false when the
 * manifest installs something that it does not name (a package from sources or from an address), or says
 * something that is not understood. */
const env *manifest_read(arena *a, const source *src);

/* The same, and in *for_conda_lock what conda-lock reads in a pyproject.toml: [project], [tool.poetry],
 * [tool.pdm], [tool.flit] and [tool.conda-lock]; NULL for every other name. A name that conda's is not sure
 * for is_guess. */
const env *manifest_read_both(arena *a, const source *src, const env **for_conda_lock);

#endif
