/* requirements_write: see requirements_write.h. Lines are sorted by name, so that the file changes only when what it
 * says does. It is read again as pip reads it, and must hold exactly what was meant to go into it. */
#include "edit/requirements_write.h"

#include "base/buf.h"
#include "base/sort.h"
#include "read/reqfile.h"
#include "spec/cuda_names.h"
#include "spec/names.h"
#include "spec/pep508.h"

#define MARK "# made by envgate fix --requirements"

typedef struct line {
	str name, text;     /* normalised; the requirement as it is written */
	bool of_pip;        /* from the pip part */
	const spec *spec;
} line;

typedef struct maker {
	arena *a;
	const env *env;
	str path;
	const name_pairs *names;
	LIST(line) lines;
	requirements_made *out;
} maker;

static void leave(maker *m, const spec *s, str why)
{
	*LIST_PUSH(m->a, &m->out->left) = (requirements_left){ s->raw, why, s->at.line };
}

/* ---- names ---- */

static str several(maker *m, str conda_name)
{
	str list = S("");
	for (ptrdiff_t i = 0; names_pip_row(i).p; i++)
		if (str_eq(names_conda_of_pip(names_pip_row(i)), names_library(conda_name)))
			list = arena_printf(m->a, "%.*s%s%.*s", SARG(list), list.n ? ", " : "", SARG(names_pip_row(i)));
	return list;
}

static bool is_named_by_cuda(str conda_name)
{
	static const char *const names[] = { "cucim", "cudf", "cugraph", "cuml", "cupy", "cuspatial", "cuvs", "dask-cudf", "pylibraft",
		                             "raft-dask", "rapids", "rmm" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names_library(conda_name), str_of(names[i])))
			return true;
	return false;
}

/* The pip name; absent, and *why, where there is none to be sure of. */
static str pip_name(maker *m, const spec *s, str *why)
{
	str found = { 0 };
	for (ptrdiff_t i = 0; m->names && i < m->names->n; i++) {
		if (!names_spelled_alike(m->names->at[i].conda, s->name))
			continue;
		*why = found.p ? S("the policy has two pip names for it") : S("");
		if (found.p)
			return (str){ 0 };
		found = m->names->at[i].pip;
	}
	found = found.p ? found : names_pip_of_conda(s->name);
	if (found.p)
		return found;
	str list = several(m, s->name);
	if (names_is_python(s->name))
		*why = S("pip does not install it");
	else if (names_is_tool(s->name))
		*why = S("it installs packages, and is none that the project needs");
	else if (is_named_by_cuda(s->name))
		*why = S("its wheels have a name for each CUDA: write one into the pip part");
	else if (cuda_conda_package(s->name) != PACKAGE_OTHER)
		*why = S("pip's wheels bring CUDA along: --extra-index-url in the pip part chooses which");
	else if (list.n)
		*why = arena_printf(m->a, "pip may mean %.*s: write one into the pip part", SARG(list));
	else
		*why = S("no pip name is known for it: names: in .envgate.yml tells one");
	return (str){ 0 };
}

/* ---- platforms ---- */

/* A selector as a marker: "" for all platforms, absent for a set that markers cannot tell in few words. */
static str marker_of(unsigned platforms)
{
	static const struct { unsigned on; const char *marker; } rows[] = {
		{ ON_ALL,             "" },
		{ ON_LINUX,           "sys_platform == 'linux'" },
		{ ON_OSX,             "sys_platform == 'darwin'" },
		{ ON_WIN,             "sys_platform == 'win32'" },
		{ ON_UNIX,            "sys_platform != 'win32'" },
		{ ON_LINUX | ON_WIN,  "sys_platform != 'darwin'" },
		{ ON_OSX | ON_WIN,    "sys_platform != 'linux'" },
		{ ON_LINUX_64,        "sys_platform == 'linux' and platform_machine == 'x86_64'" },
		{ ON_LINUX_AARCH64,   "sys_platform == 'linux' and platform_machine == 'aarch64'" },
		{ ON_OSX_64,          "sys_platform == 'darwin' and platform_machine == 'x86_64'" },
		{ ON_OSX_ARM64,       "sys_platform == 'darwin' and platform_machine == 'arm64'" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].on == platforms)
			return str_of(rows[i].marker);
	return (str){ 0 };
}

static str no_marker(unsigned platforms)
{
	return platforms ? S("pip's markers have no short word for its platforms") : S("its selector leaves no platform");
}

/* ---- entries ---- */

static bool is_one_line(str text)
{
	for (ptrdiff_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return false;
	return text.n > 0;
}

static void take(maker *m, const spec *s, str name, str text)
{
	*LIST_PUSH(m->a, &m->lines) = (line){ name.n ? name : text, text, s->manager == MANAGER_PIP, s };
}

/* As it is written; with a selector it needs a marker, and then it has to be a plain requirement. */
static void take_pip(maker *m, const spec *s)
{
	str text = str_trim(s->raw), on = marker_of(s->platforms);
	refusal why = { 0 };
	if (!is_one_line(text) || !on.p) {
		leave(m, s, on.p ? S("it is written over several lines") : no_marker(s->platforms));
		return;
	}
	const requirement *q = on.n ? requirement_parse(m->a, text, &why) : NULL;
	if (on.n && (!q || q->url.n)) {
		leave(m, s, S("it counts for some platforms only, and cannot be given a marker"));
		return;
	}
	if (on.n && q->marker_text.n) {
		ptrdiff_t semicolon = str_find_byte(text, ';');
		text = arena_printf(m->a, "%.*s ; (%.*s) and %.*s", SARG(str_trim(str_head(text, semicolon))), SARG(q->marker_text), SARG(on));
	} else if (on.n) {
		text = arena_printf(m->a, "%.*s ; %.*s", SARG(text), SARG(on));
	}
	take(m, s, s->name, text);
}

static void take_conda(maker *m, const spec *s)
{
	str why = { 0 }, name = pip_name(m, s, &why), on = marker_of(s->platforms);
	str version = name.p ? requirements_version(m->a, s) : (str){ 0 };
	if (!name.p)
		leave(m, s, why);
	else if (!on.p)
		leave(m, s, no_marker(s->platforms));
	else if (!version.p)
		leave(m, s, S("pip has no words for its version: write a range, as in >=1.2,<2"));
	else
		take(m, s, name, arena_printf(m->a, "%.*s%.*s%s%.*s", SARG(name), SARG(version), on.n ? " ; " : "", SARG(on)));
}

static int by_name(const void *x, const void *y)
{
	const line *a = x, *b = y;
	int c = str_cmp(a->name, b->name);
	c = c ? c : (int)b->of_pip - (int)a->of_pip; /* pip's own first: it is what pip installs in the end */
	return c ? c : str_cmp(a->text, b->text);
}

static int by_line(const void *x, const void *y)
{
	const requirements_left *a = x, *b = y;
	return (a->line > b->line) - (a->line < b->line);
}

/* Sorted; of two that say the same one, and of conda's none that the pip part has as well. */
static void settle_lines(maker *m)
{
	sort_runs(m->a, m->lines.at, m->lines.n, (ptrdiff_t)sizeof(line), by_name);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < m->lines.n; i++) {
		line l = m->lines.at[i];
		const line *last = n ? &m->lines.at[n - 1] : NULL;
		bool same_name = last && str_eq(last->name, l.name);
		if (same_name && str_eq(last->text, l.text))
			continue;
		if (same_name && last->of_pip && !l.of_pip)
			leave(m, l.spec, S("the pip part has it as well, and pip installs last"));
		else
			m->lines.at[n++] = l;
	}
	m->lines.n = n;
	sort_runs(m->a, m->out->left.at, m->out->left.n, (ptrdiff_t)sizeof(requirements_left), by_line);
}

/* ---- what cannot be done ---- */

static str folder_of(str path)
{
	return str_head(path, str_rfind_byte(path, '/') + 1);
}

static bool names_a_file(const pip_option *o)
{
	return str_eq(o->name, S("--requirement")) || str_eq(o->name, S("--constraint")) ||
	       (str_eq(o->name, S("--find-links")) && str_find(o->value, S("://")) < 0);
}

static str why_not(maker *m)
{
	const env *e = m->env;
	bool moved = !str_eq(folder_of(e->src->path), folder_of(m->path));
	str elsewhere = S("its pip part names files beside it: write the requirements file into the same folder");
	if (!is_one_line(e->src->path) || !is_one_line(m->path))
		return S("a path has control characters in it");
	for (ptrdiff_t i = 0; i < e->problems.n; i++)
		if (e->problems.at[i].code == PROBLEM_SYNTAX || e->problems.at[i].code == PROBLEM_DUPLICATE_KEY)
			return S("an entry of it cannot be read (envgate check says which)");
	for (ptrdiff_t i = 0; i < e->options.n; i++) {
		const pip_option *o = &e->options.at[i];
		str value = str_starts(o->value, S("./")) ? str_from(o->value, 2) : o->value;
		if (names_a_file(o) && !moved && str_eq(value, str_from(m->path, folder_of(m->path).n)))
			return S("its pip part reads that very file (-r)");
		if (names_a_file(o) && moved)
			return elsewhere;
		if (o->value.p && !is_one_line(o->value))
			return S("an option of its pip part is written over several lines");
	}
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (moved && e->specs.at[i].pip && e->specs.at[i].pip->is_path)
			return elsewhere;
	return (str){ 0 };
}

/* ---- the file ---- */

static void put_word(buf *b, str path)
{
	bool plain = path.n > 0 && path.p[0] != '-';
	for (ptrdiff_t i = 0; plain && i < path.n; i++)
		plain = is_alnum(path.p[i]) || str_find_byte(S("._/+@:,=-"), path.p[i]) >= 0;
	buf_put(b, plain ? S("") : path.n > 0 && path.p[0] == '-' ? S("./'") : S("'"));
	for (ptrdiff_t i = 0; i < path.n; i++)
		buf_put(b, path.p[i] == '\'' ? S("'\\''") : str_sub(path, i, i + 1));
	buf_put(b, plain ? S("") : S("'"));
}

static void put_head(maker *m, buf *out)
{
	buf_printf(out, MARK " from %.*s: edit that file, not this one\n# renew it: envgate fix --requirements ", SARG(m->env->src->path));
	put_word(out, m->path);
	buf_put(out, S(" -- "));
	put_word(out, m->env->src->path);
	buf_char(out, '\n');
	for (ptrdiff_t i = 0; i < m->env->specs.n; i++) {
		const spec *s = &m->env->specs.at[i];
		if (s->manager == MANAGER_CONDA && names_is_python(s->name) && s->version.n > 0 && is_one_line(s->version)) {
			buf_printf(out, "# for Python %.*s\n", SARG(s->version));
			return;
		}
	}
}

static str text_of(maker *m)
{
	buf out = buf_new(m->a);
	put_head(m, &out);
	for (ptrdiff_t i = 0; i < m->env->options.n; i++) {
		const pip_option *o = &m->env->options.at[i];
		if (o->on_requirement)
			continue;
		buf_put(&out, o->name);
		if (o->value.p)
			buf_printf(&out, " %.*s", SARG(o->value));
		buf_char(&out, '\n');
	}
	for (ptrdiff_t i = 0; i < m->lines.n; i++)
		buf_printf(&out, "%.*s\n", SARG(m->lines.at[i].text));
	return buf_str(&out);
}

static bool same_text(str x, str y)
{
	return x.n == y.n && (x.n == 0 || str_eq(x, y));
}

static ptrdiff_t next_option(const env *e, ptrdiff_t i)
{
	while (i < e->options.n && e->options.at[i].on_requirement)
		i++;
	return i;
}

/* Whether pip reads in it, line by line, what was put there. */
static bool reads_back(maker *m, str text)
{
	source src = { .kind = ENTRY_BLOB, .path = m->path, .bytes = text, .size_bytes = text.n };
	const env *now = reqfile_read(m->a, &src);
	if (!now->complete || now->specs.n != m->lines.n)
		return false;
	for (ptrdiff_t i = 0; i < now->specs.n; i++) {
		const line *l = &m->lines.at[i];
		const spec *s = &now->specs.at[i];
		bool written = l->of_pip && l->spec->platforms == ON_ALL;
		if (written ? !same_text(s->canonical, l->spec->canonical) : !same_text(s->name, l->name))
			return false;
	}
	ptrdiff_t k = next_option(now, 0);
	for (ptrdiff_t i = next_option(m->env, 0); i < m->env->options.n; i = next_option(m->env, i + 1), k = next_option(now, k + 1))
		if (k >= now->options.n || !same_text(now->options.at[k].name, m->env->options.at[i].name) ||
		    !same_text(now->options.at[k].value, m->env->options.at[i].value))
			return false;
	return k >= now->options.n;
}

requirements_made requirements_write(arena *a, const env *e, str path, const name_pairs *names)
{
	requirements_made out = { 0 };
	maker m = { .a = a, .env = e, .path = path, .names = names, .out = &out };
	out.why = why_not(&m);
	if (out.why.p)
		return out;
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (s->manager == MANAGER_PIP)
			take_pip(&m, s);
		else
			take_conda(&m, s);
	}
	settle_lines(&m);
	str text = text_of(&m);
	if (!reads_back(&m, text)) {
		out.why = S("pip would not read in the file what was meant to be there");
		return out;
	}
	out.bytes = text;
	out.n = (int)m.lines.n;
	return out;
}

bool requirements_is_made(str bytes)
{
	return str_starts(bytes, S(MARK));
}
