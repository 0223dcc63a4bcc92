/* manifest_in: what the parts of the manifest reader share. Private. */
#ifndef READ_MANIFEST_IN_H
#define READ_MANIFEST_IN_H

#include "read/manifest.h"
#include "read/toml.h"

/* One line of a dependency table. */
typedef struct dependency {
	spec spec;      /* parsed, for the environment and platforms that it will count for */
	bool is_target; /* from a target table, which replaces what stands outside of it */
	bool is_loose;  /* another entry of its name may count instead: only the name is sure */
} dependency;
typedef LIST(dependency) dependencies;

typedef struct feature {
	str name;
	unsigned platforms; /* it narrows its environments to these; ON_ALL without "platforms" */
	dependencies all;
} feature;
typedef LIST(feature) features;

typedef struct manifest_reader {
	arena *a;
	const source *src;
	env *out;
	const ptrdiff_t *lines; /* the first mark of each line */
	const ptrdiff_t *marks; /* offsets: see find_lines */
	ptrdiff_t lines_n, marks_n;
	features features; /* the first is the default one; then by name */
	bool is_package; /* the tables for building are a package's, as in pixi 0.40 */
	bool overrides; /* pypi-options: dependency-overrides: a version written here may not count */
} manifest_reader;

/* The child of a table under key, or NULL. n may be NULL or no table. */
const toml_node *manifest_get(const toml_node *n, str key);

/* From a value's key to its end. */
span manifest_span(const manifest_reader *r, const toml_node *n);

/* manifest_entry.c: adds one entry of a dependency table. */
void manifest_conda(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out);
void manifest_pip(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out);

/* PEP 508 text in a list (project.dependencies). False when it is refused. */
bool manifest_requirement(manifest_reader *r, const toml_node *n, dependency *out);

/* Parse a text into the fields of a spec. False: conda, packaging refuse it. */
bool manifest_fill_conda(manifest_reader *r, str text, spec *s);
bool manifest_fill_pip(manifest_reader *r, str text, spec *s);

/* pyproject.c: what conda-lock reads in a pyproject.toml. src and lines of r are set, out is not. */
const env *pyproject_read(manifest_reader *r, const toml_node *root);

/* manifest_ignore.c: the "# envgate-ignore:" comments of the whole text; r->out->specs is complete. */
void manifest_ignores(manifest_reader *r, const toml_node *root);

/* name alone, for an entry whose version may not count. */
void manifest_loosen(manifest_reader *r, dependency *d);

#endif
