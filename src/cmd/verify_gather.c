/* verify_gather: an environment's folder, from names and bytes to values.
 *
 * Each of conda's records is read into an arena of its own, which is closed at once: of megabytes of
 * file names a few words stay. Nothing of the environment is executed or imported. */
#include "cmd/verify.h"

#include "base/limits.h"
#include "base/sort.h"
#include "edge/prefix.h"
#include "read/prefix.h"

#include <stdlib.h>

static arena *scratch_open(void)
{
	return arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
}

static const err *read_record(run *r, str prefix, str name, arena *scratch, installed_package *out)
{
	str record = prefix_join(r->a, S("conda-meta"), name), text;
	TRY(prefix_read(scratch, prefix_join(scratch, prefix, record), MAX_RECORD_BYTES, &text));
	return prefix_record_read(r->a, scratch, record, text, out);
}

/* An error of the scratch arena must outlive it. */
static const err *keep(arena *a, const err *e)
{
	if (!e)
		return NULL;
	const err *kept = err_new(a, e->code, "%.*s", SARG(err_text(a, e)));
	return e->hint.n ? err_hint(a, kept, "%.*s", SARG(e->hint)) : kept;
}

static const err *read_records(run *r, str prefix, const strs *names, installed *out)
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < names->n; i++) {
		str name = names->at[i];
		if (!str_ends(name, S(".json")) || name.p[0] == '.')
			continue;
		if (++n > MAX_PREFIX_RECORDS)
			return err_new(r->a, ERR_LIMIT, "%.*s/conda-meta holds more than %d records", SARG(prefix),
			               (int)MAX_PREFIX_RECORDS);
		host_progress("envgate: reading", i, names->n);
		arena *scratch = scratch_open();
		installed_package *p = LIST_PUSH(r->a, &out->packages);
		const err *e = keep(r->a, read_record(r, prefix, name, scratch, p));
		arena_close(scratch);
		if (e)
			return e;
		bool tells = !out->subdir.p && p->subdir.n && !str_eq(p->subdir, S("noarch"));
		out->subdir = tells ? p->subdir : out->subdir;
		if (str_eq(p->name, S("python")))
			out->python = p->version;
	}
	host_progress_end();
	return NULL;
}

static int by_name(const void *px, const void *py)
{
	const installed_package *x = px, *y = py;
	int c = (int)x->manager - (int)y->manager;
	c = c ? c : str_cmp(x->name, y->name);
	return c ? c : str_cmp(x->record, y->record);
}

/* Both are sorted by name. */
static void take_history(installed *out, const asked_specs *asked)
{
	ptrdiff_t k = 0;
	for (ptrdiff_t i = 0; i < out->packages.n; i++) {
		installed_package *p = &out->packages.at[i];
		while (k < asked->n && str_cmp(asked->at[k].name, p->name) < 0)
			k++;
		if (k < asked->n && str_eq(asked->at[k].name, p->name))
			p->asked = asked->at[k].spec;
	}
}

static const err *read_history(run *r, str prefix, installed *out)
{
	str text;
	TRY(prefix_read(r->a, prefix_join(r->a, prefix, S("conda-meta/history")), MAX_HISTORY_BYTES, &text));
	if (!text.p)
		return NULL;
	asked_specs asked = prefix_history_read(r->a, text);
	take_history(out, &asked);
	return NULL;
}

/* lib/python3.11 for 3.11.7; the free-threaded one has its own, lib/python3.13t. */
static const err *python_folder(run *r, str prefix, str version, str *out)
{
	strs names = { 0 };
	bool there;
	TRY(prefix_names(r->a, prefix_join(r->a, prefix, S("lib")), &names, &there));
	ptrdiff_t dot = str_find_byte(version, '.');
	ptrdiff_t second = dot < 0 ? -1 : str_find_byte(str_from(version, dot + 1), '.');
	str minor = second < 0 ? version : str_head(version, dot + 1 + second);
	str plain = arena_cat(r->a, S("python"), minor), free_threaded = arena_cat(r->a, plain, S("t"));
	*out = (str){ 0 };
	for (ptrdiff_t i = 0; minor.n && i < names.n; i++)
		if (str_eq(names.at[i], plain) || (str_eq(names.at[i], free_threaded) && !out->p))
			*out = prefix_join(r->a, S("lib"), names.at[i]);
	return NULL;
}

/* ---- CUDA runtimes ---- */

/* The version in "libcudart.so.12.4.127"; absent without one. */
static str version_in(str name)
{
	str mark = S("libcudart.so.");
	str version = str_starts(name, mark) ? str_from(name, mark.n) : (str){ 0 };
	return version.n && is_digit(version.p[0]) ? version : (str){ 0 };
}

static str major_of(str version)
{
	ptrdiff_t dot = str_find_byte(version, '.');
	return dot < 0 ? version : str_head(version, dot);
}

/* One row for each major in a folder: its names are links to one file, and the longest says most. */
static const err *runtimes_in(run *r, installed *out, str folder)
{
	strs names = { 0 };
	bool there;
	ptrdiff_t first = out->cuda.n;
	TRY(prefix_names(r->a, prefix_join(r->a, out->prefix, folder), &names, &there));
	for (ptrdiff_t i = 0; i < names.n; i++) {
		str version = version_in(names.at[i]), major = major_of(version);
		if (!version.n)
			continue;
		/* Sorted, so names of one major follow each other, the shorter first. */
		cuda_library *last = out->cuda.n > first ? &out->cuda.at[out->cuda.n - 1] : NULL;
		if (!last || !str_eq(major_of(last->version), major))
			last = LIST_PUSH(r->a, &out->cuda);
		*last = (cuda_library){ prefix_join(r->a, folder, names.at[i]),
			                arena_cat(r->a, S("libcudart.so."), major), version };
	}
	return NULL;
}

/* conda's packages link theirs into lib; pip's wheels bring site-packages/nvidia/PART/lib. */
static const err *find_runtimes(run *r, str python, installed *out)
{
	strs parts = { 0 };
	bool there;
	TRY(runtimes_in(r, out, S("lib")));
	if (!python.p)
		return NULL;
	str nvidia = prefix_join(r->a, python, S("site-packages/nvidia"));
	TRY(prefix_names(r->a, prefix_join(r->a, out->prefix, nvidia), &parts, &there));
	for (ptrdiff_t i = 0; i < parts.n; i++)
		TRY(runtimes_in(r, out, prefix_join(r->a, prefix_join(r->a, nvidia, parts.at[i]), S("lib"))));
	return NULL;
}

/* ---- all of it ---- */

void verify_sort(run *r, installed *out)
{
	sort_runs(r->a, out->packages.at, out->packages.n, (ptrdiff_t)sizeof *out->packages.at, by_name);
}

const err *verify_gather(run *r, str prefix, installed *out)
{
	strs names = { 0 };
	bool there;
	str python;
	out->prefix = prefix;
	TRY(prefix_names(r->a, prefix_join(r->a, prefix, S("conda-meta")), &names, &there));
	if (!there)
		return err_hint(r->a, err_new(r->a, ERR_FILE, "%.*s is no conda environment: it has no conda-meta", SARG(prefix)),
		                "--prefix DIR, the folder that conda env list shows");
	TRY(read_records(r, prefix, &names, out));
	verify_sort(r, out);
	TRY(read_history(r, prefix, out));
	TRY(python_folder(r, prefix, out->python, &python));
	if (python.p) {
		TRY(verify_dists(r, python, out));
		TRY(verify_stdlib(r, python, out));
	}
	TRY(verify_imports(r, out));
	return find_runtimes(r, python, out);
}
