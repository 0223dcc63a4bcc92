/* judge_installed: joins what is declared, what is locked and what is there, and lets the rules speak
 * about each package.
 *
 * The order: every declared entry that counts on this platform with what answers to it and what the
 * lock has for it; then what only the lock names; then what is there and nobody named; then imports.
 * A declared package that has nothing to import (matplotlib, dask, tensorflow on conda-forge) stands
 * for what it needs. */
#include "gate/judge_installed.h"

#include "gate/cuda_view.h"
#include "gate/installed_index.h"
#include "gate/policy_names.h"
#include "gate/rule.h"
#include "spec/marker.h"
#include "spec/names.h"

#include <stdlib.h>

typedef struct judging {
	visit v;
	const installed_input *in;
	installed_index index;
	installed_row facts; /* what is the same for every row */
	rule_set rules;
	locked_list locked;  /* of this platform, by manager and name */
	const file *lock;
	bool *seen;          /* by index: has had its row */
	unsigned on;         /* this platform's bit; ON_ALL when unknown */
	marker_env markers;
	strs names;          /* what entries name, as conda says it; sorted */
} judging;

/* ---- facts about the whole ---- */

static unsigned platform_bits(str subdir)
{
	static const struct { str name; unsigned bit; } rows[] = {
		{ S_INIT("linux-64"), ON_LINUX_64 },           { S_INIT("linux-aarch64"), ON_LINUX_AARCH64 },
		{ S_INIT("linux-ppc64le"), ON_LINUX_PPC64LE }, { S_INIT("osx-64"), ON_OSX_64 },
		{ S_INIT("osx-arm64"), ON_OSX_ARM64 },         { S_INIT("win-64"), ON_WIN_64 },
	};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
		if (str_eq(subdir, rows[k].name))
			return rows[k].bit;
	return ON_ALL;
}

static str two_numbers(str version)
{
	ptrdiff_t first = str_find_byte(version, '.');
	ptrdiff_t second = first < 0 ? -1 : str_find_byte(str_from(version, first + 1), '.');
	return second < 0 ? version : str_head(version, first + 1 + second);
}

static marker_env markers_of(const installed *there, unsigned on)
{
	bool linux = (on & ON_LINUX) != 0, osx = !linux && (on & ON_OSX) != 0;
	marker_env m = {
		.implementation_name = S("cpython"), .platform_python_implementation = S("CPython"),
		.implementation_version = there->python, .python_full_version = there->python,
		.python_version = two_numbers(there->python),
		.os_name = linux || osx ? S("posix") : S("nt"),
		.platform_system = linux ? S("Linux") : osx ? S("Darwin") : S("Windows"),
		.sys_platform = linux ? S("linux") : osx ? S("darwin") : S("win32"),
		.platform_release = S(""), .platform_version = S(""), .extra = S(""),
		.platform_machine = on & ON_LINUX_AARCH64 ? S("aarch64") : S("x86_64"),
	};
	if (!linux && on & ON_OSX_ARM64)
		m.platform_machine = S("arm64");
	else if (!linux && !osx)
		m.platform_machine = S("AMD64");
	if (on == ON_LINUX_PPC64LE)
		m.platform_machine = S("ppc64le");
	return m;
}

/* The lock's packages for this platform; of several environments (pixi) the one called default. */
static void find_locked(judging *j)
{
	str subdir = j->in->there->subdir;
	for (ptrdiff_t i = 0; i < j->in->family->locks.n; i++) {
		const file *f = j->in->family->locks.at[i];
		if (!f->lock || !f->lock->complete)
			continue;
		lock_views views = satisfy_views(j->v.a, f);
		for (ptrdiff_t k = 0; k < views.n; k++) {
			const lock_view *view = &views.at[k];
			bool environment = !view->environment.n || str_eq(view->environment, S("default"));
			if (!str_eq(view->platform, subdir) || !environment || j->lock)
				continue;
			j->locked = view->packages;
			j->lock = f;
		}
	}
}

/* Lines of a pip: list that lead elsewhere. */
static bool leads_elsewhere(const env *e)
{
	static const str elsewhere[] = { S_INIT("--requirement"), S_INIT("--constraint"), S_INIT("--editable"),
		                         S_INIT("-r"), S_INIT("-c"), S_INIT("-e") };
	for (ptrdiff_t i = 0; i < e->options.n; i++)
		for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++)
			if (str_eq(e->options.at[i].name, elsewhere[k]))
				return true;
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (e->specs.at[i].manager == MANAGER_PIP && !e->specs.at[i].name.n)
			return true;
	return false;
}

static installed_row facts_of(arena *a, const installed_input *in)
{
	const family *f = in->family;
	installed_row r = { .in = in, .open = !f->complete || f->untold.n > 0 };
	r.is_gpu = cuda_view_of(a, f).is_gpu;
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = f->members.at[i].file->env;
		r.open |= !e || !e->complete;
		r.pip_open |= !e || leads_elsewhere(e);
	}
	return r;
}

/* ---- the join ---- */

static bool counts(judging *j, const spec *s)
{
	if ((!s->conda && !s->pip) || !s->name.n || str_starts(s->name, S("__")))
		return false;
	/* A pattern is no name: "*", "py*", "^py.*$". */
	if (s->conda && (str_find_byte(s->name, '*') >= 0 || str_find_byte(s->name, '^') >= 0))
		return false;
	bool here = j->on == ON_ALL ? s->platforms == ON_ALL : (s->platforms & j->on) != 0;
	if (!here || (s->environment.n && !str_eq(s->environment, S("default"))))
		return false;
	if (!s->pip || !s->pip->marker)
		return true;
	return j->in->there->python.n && j->on != ON_ALL &&
	       marker_eval(j->v.a, s->pip->marker, &j->markers, NULL) == 1;
}

static const installed_package *answer_to(const judging *j, const spec *s)
{
	if (s->manager == MANAGER_PIP)
		return installed_find_dist(&j->index, s->name);
	return installed_find(&j->index, MANAGER_CONDA, s->name);
}

static void show(judging *j, installed_row row, const file *f)
{
	j->v.row = &row;
	j->v.file = f;
	j->v.spec = row.wanted;
	rule_run(&j->v, &j->rules);
}

static ptrdiff_t index_of(const judging *j, const installed_package *p)
{
	return p - j->index.all->at;
}

static void fill(const judging *j, installed_row *row, manager m, str name)
{
	locked_list same = locked_named(&j->locked, m, name);
	if (same.n == 1) { /* several of one name: the lock is not of one environment */
		row->locked = same.at[0];
		row->lock = j->lock;
	}
	if (!row->found)
		return;
	row->reached = j->index.reached[index_of(j, row->found)];
	row->needed = j->index.needed[index_of(j, row->found)];
}

/* What entries name is known before any row is judged, because rows ask who is reached. */
static void mark_declared(judging *j, const spec *s)
{
	arena *a = j->v.a;
	if (!s->name.n)
		return;
	bool pip = s->manager == MANAGER_PIP;
	*LIST_PUSH(a, &j->names) = pip ? policy_conda_of_pip(j->in->side->policy, s->name) : s->name;
	const installed_package *found = answer_to(j, s);
	if (!found)
		return;
	j->index.declared[index_of(j, found)] = true;
	j->seen[index_of(j, found)] = true;
	/* Extras are asked for by name, so what they bring is declared; which of a project's needs those
	 * are is not worth a wrong warning. */
	for (ptrdiff_t k = 0; s->pip && s->pip->extras.n && k < found->needs.n; k++) {
		str wants = found->needs.at[k];
		ptrdiff_t n = 0;
		while (n < wants.n && (is_alnum(wants.p[n]) || str_find_byte(S("-_."), wants.p[n]) >= 0))
			n++;
		const installed_package *q = installed_find_dist(&j->index, pep503_normalize(a, str_head(wants, n)));
		if (q && str_find(wants, S("extra")) >= 0)
			j->index.declared[index_of(j, q)] = true;
	}
}

typedef void (*each_spec)(judging *j, const spec *s, const file *f);

static void for_declared(judging *j, each_spec fn)
{
	const family *f = j->in->family;
	for (ptrdiff_t i = 0; i < f->declared.n; i++)
		fn(j, &f->declared.at[i], f->declared_in.at[i]);
	for (ptrdiff_t i = 0; i < f->requirements.n; i++) {
		const env *e = f->requirements.at[i]->env;
		for (ptrdiff_t k = 0; e && k < e->specs.n; k++)
			fn(j, &e->specs.at[k], f->requirements.at[i]);
	}
}

static void note_one(judging *j, const spec *s, const file *f)
{
	(void)f;
	mark_declared(j, s);
}

static void judge_one(judging *j, const spec *s, const file *f)
{
	if (!counts(j, s))
		return;
	installed_row row = j->facts;
	row.wanted = s;
	row.found = answer_to(j, s);
	fill(j, &row, s->manager, s->name);
	show(j, row, f);
}

static const file *home(const judging *j)
{
	const family *f = j->in->family;
	return f->members.n ? f->members.at[0].file : f->locks.n ? f->locks.at[0] : NULL;
}

/* Packages that no entry names: with the lock's word, or without any. */
static void judge_rest(judging *j)
{
	for (ptrdiff_t i = 0; i < j->index.all->n; i++) {
		if (j->seen[i])
			continue;
		installed_row row = j->facts;
		row.found = &j->index.all->at[i];
		fill(j, &row, row.found->manager, row.found->name);
		show(j, row, row.locked ? row.lock : home(j));
	}
}

/* ---- imports ---- */

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool is_among(const strs *sorted, str name)
{
	return sorted->n && bsearch(&name, sorted->at, (size_t)sorted->n, sizeof name, by_text);
}

static bool is_named(judging *j, ptrdiff_t package)
{
	const installed_package *p = &j->index.all->at[package];
	bool pip = p->manager == MANAGER_PIP;
	if (j->index.declared[package] || names_is_tool(p->name) || names_is_python(p->name))
		return true;
	if (is_among(&j->names, pip ? policy_conda_of_pip(j->in->side->policy, p->name) : p->name))
		return true;
	for (ptrdiff_t i = 0; i < p->dists.n; i++)
		if (names_is_tool(p->dists.at[i]) ||
		    is_among(&j->names, policy_conda_of_pip(j->in->side->policy, p->dists.at[i])))
			return true;
	return false;
}

/* The package that provides a module, if all that do are named by nobody; NULL otherwise. The longest
 * name that somebody provides decides. */
static const installed_package *unnamed_provider(judging *j, str module)
{
	ptrdiff_t first = 0, n = 0;
	for (str m = module; m.n > 0 && n == 0; m = str_head(m, str_rfind_byte(m, '.')))
		n = name_rows_find(&j->index.modules, m, &first);
	for (ptrdiff_t k = first; k < first + n; k++)
		if (is_named(j, j->index.modules.at[k].package))
			return NULL;
	return n ? &j->index.all->at[j->index.modules.at[first].package] : NULL;
}

static int by_file_and_package(const void *px, const void *py)
{
	const installed_row *x = px, *y = py;
	int c = str_cmp(x->import->src->path, y->import->src->path);
	if (c == 0 && x->found != y->found)
		c = x->found < y->found ? -1 : 1;
	if (c == 0)
		c = (x->import->at.beg > y->import->at.beg) - (x->import->at.beg < y->import->at.beg);
	return c;
}

/* One row for each file and package: the first of its imports. */
static void judge_imports(judging *j)
{
	const installed *there = j->in->there;
	LIST(installed_row) rows = { 0 };
	for (ptrdiff_t i = 0; i < there->imports.n && !j->facts.open; i++) {
		const import_use *u = &there->imports.at[i];
		ptrdiff_t dot = str_find_byte(u->module, '.');
		str top = dot < 0 ? u->module : str_head(u->module, dot);
		if (is_among(&there->stdlib, top) || is_among(&there->local, top))
			continue;
		installed_row row = j->facts;
		row.import = u;
		row.found = unnamed_provider(j, u->module);
		if (row.found && !(j->facts.pip_open && row.found->manager == MANAGER_PIP))
			*LIST_PUSH(j->v.a, &rows) = row;
	}
	if (rows.n > 1)
		qsort(rows.at, (size_t)rows.n, sizeof *rows.at, by_file_and_package);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const installed_row *was = i ? &rows.at[i - 1] : NULL;
		if (!was || was->found != rows.at[i].found || was->import->src != rows.at[i].import->src)
			show(j, rows.at[i], NULL);
	}
}

findings judge_installed(arena *a, const installed_input *in)
{
	findings out = { 0 };
	judging j = { .in = in, .on = platform_bits(in->there->subdir) };
	j.v = (visit){ .a = a, .policy = in->side->policy, .side = in->side, .family = in->family, .out = &out };
	j.index = installed_index_of(a, in->there);
	j.seen = NEW_N(a, bool, in->there->packages.n);
	j.rules = rules_in_force(in->side->policy, PER_INSTALLED);
	j.markers = markers_of(in->there, j.on);
	j.facts = facts_of(a, in);
	find_locked(&j);
	for_declared(&j, note_one);
	strs_sort_unique(&j.names);
	installed_spread(a, &j.index);
	for_declared(&j, judge_one);
	judge_rest(&j);
	judge_imports(&j);
	rule_sort(&out);
	return out;
}
