/* plan_names: what a path's name, and the policy, say about it. No file is opened for that. */
#include "gate/plan_in.h"

#include "gate/gate_files.h"

#include "base/limits.h"
#include "spec/glob.h"

#include <stdlib.h>

static bool is_one_of(str word, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(word, str_of(*words)))
			return true;
	return false;
}

static bool is_yaml_name(str name)
{
	return str_ends(name, S(".yml")) || str_ends(name, S(".yaml"));
}

bool plan_is_environment_name(str path)
{
	str name = path_name(path);
	return str_eq(name, S("environment.yml")) || str_eq(name, S("environment.yaml"));
}

static bool is_explicit_name(str name)
{
	if (str_ends(name, S(".txt")))
		return str_find(name, S("explicit")) >= 0 || str_starts(name, S("spec-file")) ||
		       str_starts(name, S("pinned-packages"));
	return str_ends(name, S("-64.lock")) ||
	       (str_starts(name, S("conda-")) && str_ends(name, S(".lock")));
}

bool plan_is_manifest_name(str path)
{
	str name = path_name(path);
	return str_eq(name, S("pixi.toml")) || str_eq(name, S("pyproject.toml"));
}

/* Of .yml, .yaml, .toml, .lock and .txt. Asked first, because whole folders are looked through. */
static bool has_known_letter(str path)
{
	char last = path.n > 0 ? path.p[path.n - 1] : '\0';
	return last == 'l' || last == 'k' || last == 't';
}

file_kind plan_kind(str path)
{
	if (!has_known_letter(path))
		return FILE_ENVIRONMENT;
	str name = path_name(path);
	if (str_eq(name, S("conda-lock.yml")) || str_ends(name, S(".conda-lock.yml")))
		return FILE_CONDA_LOCK;
	if (str_eq(name, S("pixi.lock")))
		return FILE_PIXI_LOCK;
	if (str_eq(path, S(".envgate.yml")))
		return FILE_POLICY;
	if (plan_is_manifest_name(path))
		return FILE_MANIFEST;
	return is_explicit_name(name) ? FILE_EXPLICIT : FILE_ENVIRONMENT;
}

static bool is_environment_folder(str folder)
{
	static const char *const words[] = { "environments", "env", "envs", "conda",
		                             "binder",       ".binder", NULL };
	str last = path_name(folder);
	return is_one_of(last, words) || str_starts(last, S("conda-"));
}

/* A manifest is one only beside a pixi.lock, or as a source: its name says nothing. */
static bool is_candidate_name(str path)
{
	if (!has_known_letter(path))
		return false;
	file_kind kind = plan_kind(path);
	if (file_kind_is_lock(kind))
		return true;
	str name = path_name(path);
	if (kind != FILE_ENVIRONMENT || !is_yaml_name(name))
		return false;
	return str_starts(name, S("env")) || str_starts(name, S("conda")) ||
	       str_ends(name, S("environment.yml")) || str_ends(name, S("environment.yaml")) ||
	       is_environment_folder(path_folder(path));
}

/* Environments of tests and examples are fixtures more often than somebody's runtime. */
static bool is_test_folder(str part)
{
	static const char *const words[] = { "test", "tests", "testing", "testdata",
		                             "fixtures", "example", "examples", NULL };
	return is_one_of(part, words) || str_starts(part, S("test-"));
}

static bool is_in_test_folder(str path)
{
	str rest = path_folder(path), part;
	while (str_next(&rest, '/', &part))
		if (is_test_folder(part))
			return true;
	return false;
}

static bool any_match(const strs *patterns, str path)
{
	for (ptrdiff_t i = 0; i < patterns->n; i++)
		if (path_match(patterns->at[i], path))
			return true;
	return false;
}

/* What a family makes of a path. */
typedef enum family_part { PART_NONE, PART_FILE, PART_LOCK, PART_REQUIREMENTS } family_part;

static family_part part_of(const policy *p, str path)
{
	for (ptrdiff_t i = 0; i < p->families.n; i++) {
		const policy_family *f = &p->families.at[i];
		if (f->lock.p && str_eq(f->lock, path))
			return PART_LOCK;
		for (ptrdiff_t k = 0; k < f->files.n; k++)
			if (str_eq(f->files.at[k].path, path))
				return PART_FILE;
		if (strs_has(&f->requirements, path))
			return PART_REQUIREMENTS;
	}
	return PART_NONE;
}

bool plan_is_named(const policy *p, str path)
{
	return part_of(p, path) != PART_NONE;
}

candidate plan_candidate(const policy *p, str path)
{
	if (path.n > MAX_PATH_BYTES)
		return CANDIDATE_NO;
	if (plan_is_named(p, path))
		return CANDIDATE_NAMED;
	if (any_match(&p->exclude, path) || str_eq(path, S(".envgate.yml")))
		return CANDIDATE_NO;
	if (any_match(&p->include, path) || any_match(&p->images, path) || any_match(&p->commands, path))
		return CANDIDATE_NAMED;
	if (!is_candidate_name(path))
		return CANDIDATE_NO;
	return is_in_test_folder(path) ? CANDIDATE_SKIPPED : CANDIDATE_YES;
}

file_kind plan_kind_in(const policy *p, str path)
{
	file_kind kind = plan_kind(path);
	switch (part_of(p, path)) {
	case PART_REQUIREMENTS:
		return FILE_REQUIREMENTS;
	case PART_FILE:
		return kind == FILE_MANIFEST ? FILE_MANIFEST : FILE_ENVIRONMENT;
	case PART_LOCK:
		return file_kind_is_lock(kind) ? kind : FILE_CONDA_LOCK;
	case PART_NONE:
		break;
	}
	if (is_candidate_name(path) || any_match(&p->include, path))
		return kind;
	if (any_match(&p->images, path))
		return FILE_IMAGE;
	return any_match(&p->commands, path) ? FILE_COMMANDS : kind;
}

/* A top-level key of a block mapping, or the mark of an @EXPLICIT list. */
static bool has_line(str text, str start)
{
	str rest = text, line;
	while (str_next(&rest, '\n', &line))
		if (str_starts(line, start))
			return true;
	return false;
}

/* @EXPLICIT within the first 4 KiB makes a list of URLs a lock; conda looks no further either. */
static bool is_explicit_list(str text)
{
	return str_find(str_head(text, 4096), S("@EXPLICIT")) >= 0;
}

file_kind plan_kind_of(const policy *p, str path, const source *src)
{
	file_kind kind = plan_kind_in(p, path);
	if (!src->bytes.p || !file_kind_is_lock(kind))
		return kind;
	if (plan_kind(path) == kind) /* by its name */
		return kind != FILE_EXPLICIT || is_explicit_list(src->bytes) ? kind : FILE_OTHER;
	if (is_explicit_list(src->bytes))
		return FILE_EXPLICIT;
	return has_line(src->bytes, S("environments:")) && has_line(src->bytes, S("packages:"))
	               ? FILE_PIXI_LOCK
	               : FILE_CONDA_LOCK;
}

bool plan_is_gated_name(const policy *p, str path)
{
	return path.p && plan_candidate(p, path) >= CANDIDATE_YES;
}

bool plan_wants(const void *context, str path)
{
	return plan_candidate(context, path) != CANDIDATE_NO || plan_is_manifest_name(path) ||
	       gate_file_is(context, path) || str_eq(path_name(path), S(".gitattributes"));
}

bool plan_is_asked_for(const strs *only, str path)
{
	for (ptrdiff_t i = 0; i < only->n; i++) {
		str want = only->at[i];
		while (want.n > 0 && want.p[want.n - 1] == '/')
			want.n--;
		if (want.n == 0 || str_eq(want, S(".")) || str_eq(want, path))
			return true;
		if (str_starts(path, want) && path.p[want.n] == '/')
			return true;
	}
	return only->n == 0;
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

bool plan_holds(const strs *sorted, str s)
{
	return sorted->n && bsearch(&s, sorted->at, (size_t)sorted->n, sizeof s, by_text);
}
