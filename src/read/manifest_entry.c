/* manifest_entry: one entry of a dependency table of a pixi manifest.
 *
 * A version alone is a text; a table says more. What conda or packaging refuses, and what names a place
 * instead of a version, is kept by its name: that it is asked for is certain, and no more. */
#include "read/manifest_in.h"

#include "base/buf.h"
#include "read/envfile_in.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"
#include "spec/strength.h"

static str text_of(const toml_node *n, str key)
{
	const toml_node *v = manifest_get(n, key);
	return v && v->kind == TOML_TEXT ? v->text : (str){ 0 };
}

/* Without white space, and empty for "*". */
static str version_of(arena *a, const toml_node *n)
{
	str text = n->kind == TOML_TEXT ? n->text : text_of(n, S("version"));
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < text.n; i++)
		if (!is_space(text.p[i]))
			buf_put(&b, str_sub(text, i, i + 1));
	str version = buf_str(&b);
	return str_eq(version, S("*")) ? S("") : version;
}

bool manifest_fill_conda(manifest_reader *r, str text, spec *s)
{
	refusal why = { 0 };
	const matchspec *m = matchspec_parse(r->a, text, &why);
	if (!m || !m->name.p)
		return false;
	s->manager = MANAGER_CONDA;
	s->raw = text;
	s->name = m->name;
	s->version = m->version.p ? m->version : S("");
	s->build = m->build;
	s->channel = m->rare->channel;
	s->canonical = m->canonical;
	s->pin = strength_conda(r->a, m);
	s->conda = m;
	return true;
}

bool manifest_fill_pip(manifest_reader *r, str text, spec *s)
{
	refusal why = { 0 };
	const requirement *q = requirement_parse(r->a, text, &why);
	if (!q || !q->normalized.p)
		return false;
	s->manager = MANAGER_PIP;
	s->raw = text;
	s->name = q->normalized;
	s->version = q->specifier;
	s->canonical = envpip_canonical(r->a, q);
	s->pin = strength_pip(r->a, q);
	s->pip = q;
	return true;
}

/* Nothing but letters, digits and "._-", so that a key is a name and no expression. */
static bool is_name(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '_' && s.p[i] != '-' && s.p[i] != '.')
			return false;
	return s.n > 0;
}

static void start(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out)
{
	span at = manifest_span(r, n);
	*out = (dependency){ .spec = { .at = at, .name_at = at, .platforms = platforms } };
}

static bool has_place(const toml_node *n)
{
	return manifest_get(n, S("path")) || manifest_get(n, S("git")) || manifest_get(n, S("url"));
}

void manifest_conda(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out)
{
	start(r, n, platforms, out);
	if (!is_name(n->key) || (n->kind != TOML_TEXT && n->kind != TOML_TABLE)) {
		r->out->complete = false;
		return;
	}
	if (has_place(n)) {
		r->out->complete = false; /* what it needs stands in its own manifest */
		manifest_fill_conda(r, n->key, &out->spec);
		return;
	}
	out->spec.may_miss = manifest_get(n, S("when")) != NULL; /* "__cuda>=12": of the machine */
	r->out->complete &= !manifest_get(n, S("extras"));       /* what they add only the package's own record says */
	str version = version_of(r->a, n), build = text_of(n, S("build")), channel = text_of(n, S("channel"));
	buf b = buf_new(r->a);
	if (channel.n > 0)
		buf_printf(&b, "%.*s::", SARG(channel));
	buf_put(&b, n->key);
	if (version.n > 0 || build.n > 0)
		buf_printf(&b, " %.*s", SARG(version.n > 0 ? version : S("*")));
	if (build.n > 0)
		buf_printf(&b, " %.*s", SARG(build));
	if (manifest_fill_conda(r, buf_str(&b), &out->spec))
		return;
	r->out->complete = false;
	manifest_fill_conda(r, n->key, &out->spec);
}

static void put_extras(buf *b, const toml_node *list)
{
	int n = 0;
	for (const toml_node *e = list ? list->first : NULL; e; e = e->next)
		if (e->kind == TOML_TEXT)
			buf_printf(b, "%s%.*s", n++ == 0 ? "[" : ",", SARG(e->text));
	buf_put(b, n > 0 ? S("]") : S(""));
}

/* " @ git+https://...@rev"; a branch or tag says nothing that a lock could be compared with. */
static void put_place(buf *b, const toml_node *n)
{
	str git = text_of(n, S("git")), url = text_of(n, S("url")), rev = text_of(n, S("rev"));
	if (git.n > 0)
		buf_printf(b, " @ %s%.*s", str_starts(git, S("git+")) ? "" : "git+", SARG(git));
	if (git.n > 0 && rev.n > 0)
		buf_printf(b, "@%.*s", SARG(rev));
	if (git.n == 0 && url.n > 0)
		buf_printf(b, " @ %.*s", SARG(url));
}

void manifest_pip(manifest_reader *r, const toml_node *n, unsigned platforms, dependency *out)
{
	start(r, n, platforms, out);
	if (!is_name(n->key) || (n->kind != TOML_TEXT && n->kind != TOML_TABLE)) {
		r->out->complete = false;
		return;
	}
	buf b = buf_new(r->a);
	buf_put(&b, n->key);
	put_extras(&b, manifest_get(n, S("extras")));
	if (has_place(n))
		put_place(&b, n);
	else
		buf_put(&b, version_of(r->a, n));
	str when = text_of(n, S("env-markers"));
	if (when.n > 0)
		buf_printf(&b, " ; %.*s", SARG(when));
	if (manifest_fill_pip(r, buf_str(&b), &out->spec))
		return;
	r->out->complete = false;
	out->is_loose = true;
	manifest_fill_pip(r, n->key, &out->spec);
}

bool manifest_requirement(manifest_reader *r, const toml_node *n, dependency *out)
{
	start(r, n, ON_ALL, out);
	return n->kind == TOML_TEXT && manifest_fill_pip(r, n->text, &out->spec);
}

void manifest_loosen(manifest_reader *r, dependency *d)
{
	spec *s = &d->spec;
	if (s->conda)
		manifest_fill_conda(r, s->name, s);
	else if (s->pip && !s->pip->marker)
		manifest_fill_pip(r, s->name, s);
	else if (s->pip)
		manifest_fill_pip(r, arena_printf(r->a, "%.*s ; %.*s", SARG(s->name), SARG(s->pip->marker_text)), s);
}
