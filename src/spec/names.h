/* names: package names that mean one thing under several spellings, and the groups rules speak of. */
#ifndef SPEC_NAMES_H
#define SPEC_NAMES_H

#include "model/spec.h"

/* The conda-forge name of a pip distribution (normalised): torch -> pytorch, cudf-cu12 -> cudf; the
 * name itself, without a CUDA ending, when the table has no row. */
str names_conda_of_pip(str pip_name);

/* The pip names of the table, in its order; absent behind the last one. */
str names_pip_row(ptrdiff_t i);

/* names_pip.c: the pip name (normalised) under which PyPI has what conda-forge has under this one. Absent when
 * it is not known: then it may be none, another, or several. */
str names_pip_of_conda(str conda_name);

/* The conda names that it knows, in its order; absent behind the last one. */
str names_conda_row(ptrdiff_t i);

/* Same library. Across managers '-', '_', '.' and case do not count, and a variant or part stands
 * for the whole (pytorch-gpu, matplotlib-base); within one manager only equal names are the same. */
bool names_same(manager mx, str x, manager my, str y);

/* What names_same compares: a conda name without its variant or part (pytorch-gpu -> pytorch), and
 * texts in which '-', '_', '.' and case do not count. */
str names_library(str conda_name);
bool names_spelled_alike(str x, str y);
/* The one spelling of all that are spelled alike, to sort by. */
str names_spelling(arena *a, str name);

/* A pip project that shares its name with another thing in conda: ffmpeg, jq, zstd. */
bool names_is_namesake(str pip_name);

bool names_is_tool(str name);   /* pip, setuptools, wheel */
bool names_is_python(str name);
/* GPU frameworks, torchvision, torchaudio, CUDA selectors: product section 4. */
bool names_is_core(manager m, str name);

#endif
