/* pyproject_in: what the parts of the reader of conda-lock's pyproject.toml share. Private. */
#ifndef READ_PYPROJECT_IN_H
#define READ_PYPROJECT_IN_H

#include "read/manifest_in.h"

typedef struct pyproject {
	manifest_reader *r;
	manager otherwise; /* of an entry that does not say which */
	str own_name;      /* the project's, normalised; absent without one */
	const toml_node *own_dependencies; /* [tool.conda-lock.dependencies], or NULL */
} pyproject;

/* The text of a node; absent when it is none. */
str pyproject_text(const toml_node *n);

/* Its children; NULL when it is not of that kind. */
const toml_node *pyproject_first(const toml_node *n, toml_kind kind);

/* Room for one more entry, or NULL when MAX_SPECS is reached. */
spec *pyproject_push(pyproject *p, const toml_node *n, str category);

/* Fills the entry pushed last: a project's name as written, and its version in conda's words (absent: not
 * understood, so that only the name counts). False: it cannot be read, and was taken back. */
bool pyproject_fill(pyproject *p, manager m, str name, str version, spec *s);

/* Whether a marker may keep an entry off a platform. */
bool pyproject_asks_platform(str text);

/* pyproject_poetry.c: [tool.poetry] */
void pyproject_poetry(pyproject *p, const toml_node *poetry);

#endif
