/* t_manifest: pixi's manifests as specs, each with its environment. */
#include "rows.h"

#include "base/buf.h"
#include "read/manifest.h"

#define TOP "[workspace]\nchannels = ['c']\nplatforms = ['linux-64']\n"

typedef struct row {
	const char *name;
	const char *path;
	str text;
	const char *want; /* "none" when nothing is read */
} row;

static const row rows[] = {
	{ "texts and tables", "pixi.toml",
	  S_INIT(TOP "[dependencies]\na = '*'\nb = '>=1, <2'\nc = { version = '3.*', build = 'py*', channel = 'x' }\nd = { build = 'q' }\n"),
	  "c\n5 a\n6 b >=1,<2\n7 x::c 3.* py*\n8 d * q\n" },
	{ "a path says the name and no more", "pixi.toml", S_INIT(TOP "[dependencies]\na = { path = '.' }\n"), "incomplete c\n5 a\n" },
	{ "pip", "pixi.toml",
	  S_INIT(TOP "[pypi-dependencies]\nA_b = '>=1'\nc = { version = '*', extras = ['x', 'y'] }\nd = { git = 'https://e.org/d', rev = 'abc1234' }\n"
	             "e = { url = 'https://e.org/e-1.whl' }\nf = { path = '.', editable = true }\n"),
	  "c\n5 A_b>=1\n6 c[x,y]\n7 d @ git+https://e.org/d@abc1234\n8 e @ https://e.org/e-1.whl\n9 f\n" },
	{ "an override hides versions", "pixi.toml",
	  S_INIT(TOP "[pypi-dependencies]\na = '>=1'\n[pypi-options.dependency-overrides]\na = '<1'\n"), "c\n5 a\n" },
	{ "a target replaces, two of them are loose", "pixi.toml",
	  S_INIT(TOP "[dependencies]\na = '1'\nb = '1'\n[target.linux.dependencies]\na = '2'\nb = '2'\n[target.linux-64.dependencies]\nb = '3'\n"),
	  "c\n5 a 1 on 56\n6 b on 56\n8 a 2 on 7\n9 b on 7\n11 b on 1\n" },
	{ "environments", "pixi.toml",
	  S_INIT(TOP "[dependencies]\na = '*'\n[feature.t.dependencies]\nb = '*'\n[environments]\nt = ['t']\nu = { features = ['t'], no-default-feature = true }\n"),
	  "c\n5 a in default\n5 a in t\n7 b in t\n7 b in u\n" },
	{ "an environment's own entries", "pixi.toml", S_INIT(TOP "[environments.x.dependencies]\na = '*'\n[environments.x]\nfeatures = []\n"), "c\n5 a in x\n" },
	{ "pyproject.toml", "sub/pyproject.toml",
	  S_INIT("[project]\nname = 'me'\ndependencies = ['b>=1']\n[project.optional-dependencies]\nt = ['q', 'me[x]']\n[tool.pixi.workspace]\nchannels = ['c']\n"
	         "[tool.pixi.dependencies]\na = '1'\n[tool.pixi.environments]\ndefault = ['t']\n"),
	  "incomplete c\n3 b>=1\n5 q\n9 a 1\n" },
	{ "pyproject.toml of somebody else", "pyproject.toml", S_INIT("[project]\nname = 'me'\n"), "none" },
	{ "a package without a workspace", "pixi.toml", S_INIT("[package]\nname = 'x'\n"), "none" },
	{ "what a package is built with", "pixi.toml",
	  S_INIT(TOP "[build-dependencies]\na = '*'\n[dependencies]\nb = '*'\n[package]\nname = 'x'\n"), "incomplete c\n7 b\n" },
	{ "what an environment is built with", "pixi.toml", S_INIT(TOP "[build-dependencies]\na = '*'\n"), "c\n5 a\n" },
	{ "no TOML", "pixi.toml", S_INIT("a = = 1\n"), "none" },
};

static void test_read(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	source src = { .kind = ENTRY_BLOB, .path = str_of(r->path), .bytes = r->text, .size_bytes = r->text.n };
	const env *e = manifest_read(a, &src);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; e && i < e->channels.n; i++)
		buf_printf(&b, "%s%.*s\n", e->complete ? "" : "incomplete ", SARG(e->channels.at[i].text));
	for (ptrdiff_t i = 0; e && i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		buf_printf(&b, "%d %.*s", s->at.line, SARG(s->raw));
		if (s->platforms != ON_ALL)
			buf_printf(&b, " on %u", s->platforms);
		buf_printf(&b, "%s%.*s\n", s->environment.p ? " in " : "", SARG(s->environment));
	}
	assert_str(e ? buf_str(&b) : S("none"), r->want);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_read, rows);
}
