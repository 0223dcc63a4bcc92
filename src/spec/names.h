/* names: package names that mean one thing under several spellings, and the groups rules speak of. */
#ifndef SPEC_NAMES_H
#define SPEC_NAMES_H

#include "model/spec.h"

/* The conda name of a pip distribution (normalised): torch -> pytorch; the name itself when the
 * table has no row. */
str names_conda_of_pip(str pip_name);

/* Same library under either manager's name. */
bool names_same(manager mx, str x, manager my, str y);

bool names_is_tool(str name);   /* pip, setuptools, wheel */
bool names_is_python(str name);
/* GPU frameworks, torchvision, torchaudio, CUDA selectors: product section 4. */
bool names_is_core(manager m, str name);

#endif
