/* installed: the environment that is there against what is declared and locked (envgate verify). Each
 * function sees one package, or one import, under all its faces: gate/judge_installed.h. */
#include "gate/rule.h"

#include "base/buf.h"
#include "gate/judge_installed.h"
#include "spec/cuda_framework.h"
#include "spec/names.h"

/* The finding is about what is installed; where an entry is wanted, report_at has said the same. */
static finding *about(finding *f, const installed_package *p)
{
	if (f && !f->package.p) {
		f->package = p->name;
		f->manager = p->manager;
	}
	return f;
}

/* "2.1.0", and for conda "2.1.0 (cpu_py311_0)". */
static str version_of(arena *a, const installed_package *p)
{
	if (p->manager == MANAGER_CONDA && p->build.n)
		return arena_printf(a, "%.*s (%.*s)", SARG(p->version), SARG(p->build));
	return p->version;
}

/* The entry's first line, as a person wrote it. */
static str entry_of(const spec *s)
{
	str rest = s->raw, line = s->raw;
	(void)str_next(&rest, '\n', &line);
	return str_trim(line);
}

/* What a shell takes as one word. */
static str quoted(arena *a, str text)
{
	bool plain = text.n > 0;
	for (ptrdiff_t i = 0; plain && i < text.n; i++)
		plain = is_alnum(text.p[i]) || str_find_byte(S("/._-+"), text.p[i]) >= 0;
	if (plain)
		return text;
	buf out = buf_sized(a, text.n + 8);
	buf_char(&out, '\'');
	for (ptrdiff_t i = 0; i < text.n; i++)
		buf_put(&out, text.p[i] == '\'' ? S("'\\''") : str_sub(text, i, i + 1));
	buf_char(&out, '\'');
	return buf_str(&out);
}

static void hint_update(visit *v, finding *f)
{
	str prefix = quoted(v->a, v->row->in->there->prefix);
	const file *made = v->row->lock;
	if (made && made->kind == FILE_CONDA_LOCK)
		report_hint(v, f, "`conda-lock install --prefix %.*s %.*s` makes it what the lock says",
		            SARG(prefix), SARG(quoted(v->a, made->path)));
	else if (made && made->kind == FILE_PIXI_LOCK)
		report_hint(v, f, "`pixi install --locked` makes it what the lock says");
	else if (made)
		report_hint(v, f, "`conda install --prefix %.*s --file %.*s` makes it what the lock says",
		            SARG(prefix), SARG(quoted(v->a, made->path)));
	else if (v->row->wanted && v->row->wanted->manager == MANAGER_PIP)
		report_hint(v, f, "`%.*s/bin/python -m pip install %.*s`", SARG(prefix),
		            SARG(quoted(v->a, entry_of(v->row->wanted))));
	else
		report_hint(v, f, "`conda env update --prefix %.*s --file %.*s`", SARG(prefix),
		            SARG(quoted(v->a, v->file->path)));
}

/* Of a file with a category (conda-lock) nobody knows whether it was to be installed here: --no-dev,
 * or an extra that was not asked for. */
static bool is_optional(const file *f)
{
	return f->env && f->env->category.n && !str_eq(f->env->category, S("main"));
}

void rule_installed_missing(visit *v)
{
	const spec *s = v->row->wanted;
	if (!s || v->row->found || is_optional(v->file))
		return;
	finding *f = report_at(v, s->at, s->name, s->canonical, "'%.*s' is declared, but %.*s is not installed",
	                       SARG(entry_of(s)), SARG(s->name));
	hint_update(v, f);
}

static str evidence_of(visit *v, str wanted)
{
	const installed_package *p = v->row->found;
	return arena_printf(v->a, "%.*s|%.*s|%.*s", SARG(wanted), SARG(p->version), SARG(p->build));
}

/* What the lock has, at the place of the entry, or of the lock where no entry names the package. */
static void differs_from_lock(visit *v)
{
	const locked *l = v->row->locked;
	const installed_package *p = v->row->found;
	bool build = l->manager == MANAGER_CONDA && l->build.n;
	str want = build ? arena_printf(v->a, "%.*s (%.*s)", SARG(l->version), SARG(l->build)) : l->version;
	finding *f = report_at(v, v->row->wanted ? v->row->wanted->at : l->at, l->name, evidence_of(v, want),
	                       "%.*s %.*s is installed; %.*s has %.*s", SARG(l->name),
	                       SARG(version_of(v->a, p)), SARG(v->row->lock->path), SARG(want));
	report_detail(v, f, "lock", v->row->lock->path);
	report_detail(v, f, "locked", want);
	report_detail(v, f, "installed", version_of(v->a, p));
	about(f, p);
	hint_update(v, f);
}

/* The CPU build of a framework, as conda's build string or a wheel's local version says it. */
static bool is_cpu(const installed_package *p)
{
	ptrdiff_t plus = str_find_byte(p->version, '+');
	if (framework_is_cpu_name(p->name))
		return true;
	if (p->manager == MANAGER_CONDA)
		return cuda_build(p->build).variant == VARIANT_CPU;
	return plus >= 0 && cuda_local(str_from(p->version, plus + 1)).variant == VARIANT_CPU;
}

static framework framework_of(const installed_package *p)
{
	return p->manager == MANAGER_PIP ? framework_of_pip(p->name) : framework_of_conda(p->name);
}

/* The build is wrong because it is for the CPU: installed/cpu-build says so, and why. */
static bool is_said_as_cpu(const visit *v)
{
	const installed_row *row = v->row;
	return row->is_gpu && row->wanted->build.p && framework_of(row->found) != FRAMEWORK_NONE &&
	       is_cpu(row->found) && cuda_build_glob(row->wanted->build).variant == VARIANT_CUDA &&
	       v->policy->of[RULE_installed_cpu_build] != OFF;
}

void rule_installed_version(visit *v)
{
	const installed_row *row = v->row;
	str why;
	if (!row->found || row->import || row->found->over)
		return;
	if (!row->wanted || installed_fits(v->a, row, &why)) {
		if (row->locked && !installed_is_locked(v->a, row->found, row->locked))
			differs_from_lock(v);
		return;
	}
	if (is_said_as_cpu(v))
		return;
	const spec *s = row->wanted;
	str there = why.n ? arena_printf(v->a, "%.*s, %.*s,", SARG(version_of(v->a, row->found)), SARG(why))
	                  : version_of(v->a, row->found);
	finding *f = report_at(v, s->at, s->name, evidence_of(v, arena_cat(v->a, s->canonical, why)),
	                       "%.*s %.*s is installed; '%.*s' is declared", SARG(s->name), SARG(there),
	                       SARG(entry_of(s)));
	report_detail(v, f, "installed", version_of(v->a, row->found));
	hint_update(v, f);
}

/* A spec that conda wrote down for every package of an explicit list, not one that somebody typed. */
static bool is_explicit(str asked)
{
	return str_find(asked, S("://")) >= 0 || str_find(asked, S("md5=")) >= 0 ||
	       str_find(asked, S("sha256=")) >= 0 || str_find(asked, S("url=")) >= 0;
}

static bool has_version(str asked)
{
	for (ptrdiff_t i = 0; i < asked.n; i++)
		if (str_find_byte(S("=<>~![ "), asked.p[i]) >= 0)
			return true;
	return false;
}

/* pip's packages: nobody typed them if something that is there needs them, or if they are this very
 * project, installed from its own folder. */
static bool is_pips_own(visit *v)
{
	return v->row->needed || v->row->pip_open || installed_is_project(v->a, v->row);
}

void rule_installed_undeclared(visit *v)
{
	const installed_row *row = v->row;
	const installed_package *p = row->found;
	if (row->wanted || row->locked || !p || row->import || row->open || p->over || names_is_tool(p->name))
		return;
	bool pip = p->manager == MANAGER_PIP;
	if (pip ? is_pips_own(v) : !p->asked.p)
		return;
	if (!pip && row->reached && (is_explicit(p->asked) || !has_version(p->asked)))
		return;
	str how = pip ? S("with pip") : arena_printf(v->a, "by hand ('%.*s')", SARG(p->asked));
	finding *f = report_at(v, (span){ 0 }, p->name, p->version,
	                       "%.*s %.*s was installed %.*s, and no environment file declares it",
	                       SARG(p->name), SARG(p->version), SARG(how));
	about(f, p);
	/* It would be there anyway; only the version asked for is nobody's declaration. */
	if (!pip && row->reached)
		report_as(v, f, NOTE);
	str prefix = quoted(v->a, row->in->there->prefix);
	if (pip)
		report_hint(v, f, "declare it under pip:, or `%.*s/bin/python -m pip uninstall %.*s`",
		            SARG(prefix), SARG(p->name));
	else
		report_hint(v, f, "add it to dependencies:, or `conda remove --prefix %.*s %.*s`",
		            SARG(prefix), SARG(p->name));
}

void rule_installed_undeclared_import(visit *v)
{
	const import_use *u = v->row->import;
	if (!u)
		return;
	const installed_package *p = v->row->found;
	ptrdiff_t dot = str_find_byte(u->module, '.');
	str top = dot < 0 ? u->module : str_head(u->module, dot);
	finding *f = report_at(v, u->at, p->name, top,
	                       "'%.*s' is imported, and only %.*s provides it, which no environment file declares",
	                       SARG(top), SARG(p->name));
	if (!f)
		return;
	f->path = u->src->path;
	f->src = u->src;
	about(f, p);
	report_hint(v, f, "add %.*s to the environment file, so that the next environment has it too",
	            SARG(p->name));
}

static bool is_said(const visit *v, str subject)
{
	for (ptrdiff_t i = 0; i < v->out->n; i++)
		if (v->out->at[i].rule == v->rule && str_eq(v->out->at[i].subject, subject))
			return true;
	return false;
}

void rule_installed_cpu_build(visit *v)
{
	const installed_row *row = v->row;
	const installed_package *p = row->found;
	if (!p || row->import || !row->is_gpu)
		return;
	framework f = framework_of(p);
	bool asked = row->wanted && row->wanted->build.p &&
	             cuda_build_glob(row->wanted->build).variant == VARIANT_CPU;
	if (f == FRAMEWORK_NONE || asked || !is_cpu(p) || is_said(v, str_of(framework_name(f))))
		return;
	finding *found = report_at(v, row->wanted ? row->wanted->at : (span){ 0 }, str_of(framework_name(f)),
	                           version_of(v->a, p),
	                           "a GPU is declared, but %.*s %.*s is a CPU build", SARG(p->name),
	                           SARG(version_of(v->a, p)));
	about(found, p);
	if (p->manager == MANAGER_CONDA)
		report_hint(v, found, "on a machine without a driver conda chooses the CPU build: set "
		                      "CONDA_OVERRIDE_CUDA=12.4 (your version) when installing, or pin %.*s=*=*cuda*",
		            SARG(p->name));
	else
		report_hint(v, found, "install it from the CUDA index: `pip install %.*s --index-url "
		                      "https://download.pytorch.org/whl/cu124` (your version)",
		            SARG(p->name));
}

void rule_installed_shadowed(visit *v)
{
	const installed_package *p = v->row->found;
	if (!p || v->row->import || !p->over)
		return;
	finding *f = report_at(v, v->row->wanted ? v->row->wanted->at : (span){ 0 }, p->name,
	                       arena_printf(v->a, "%.*s|%.*s", SARG(p->version), SARG(p->over->version)),
	                       "pip's %.*s %.*s lies on top of conda's %.*s %.*s", SARG(p->name),
	                       SARG(p->version), SARG(p->over->name), SARG(p->over->version));
	about(f, p);
	str prefix = quoted(v->a, v->row->in->there->prefix);
	report_hint(v, f, "`%.*s/bin/python -m pip uninstall %.*s`, then `conda install --prefix %.*s "
	                  "--force-reinstall %.*s`",
	            SARG(prefix), SARG(p->name), SARG(prefix), SARG(p->over->name));
}
