/* uses_install: which packages a literal pip, conda, mamba, micromamba or uv command installs.
 *
 * Only what stands there word for word counts. Options are known by tables, because an option's value
 * must not be taken for a package; an unknown long option is a flag, as nearly all of them are.
 * Requirements files, paths and URLs declare for themselves and give no row; neither does an install
 * into conda's base environment, which holds tools and is nobody's declared environment. */
#include "read/uses_in.h"

#include "base/limits.h"
#include "spec/matchspec.h"
#include "spec/names.h"
#include "spec/pep508.h"

/* Options of pip 24 and of uv 0.5's "uv pip install" that take a value. */
static const char *const pip_values[] = {
	"--abi", "--build-constraint", "--build-constraints", "--cache-dir", "--cert", "--client-cert", "--config-file",
	"--config-setting", "--config-settings", "--constraint", "--constraints", "--default-index", "--directory",
	"--editable", "--exclude-newer", "--exists-action", "--extra", "--extra-index-url", "--find-links", "--global-option",
	"--group", "--implementation", "--index", "--index-strategy", "--index-url", "--keyring-provider", "--link-mode",
	"--log", "--no-binary", "--only-binary", "--override", "--overrides", "--platform", "--prefix", "--prerelease",
	"--progress-bar", "--project", "--proxy", "--python", "--python-platform", "--python-version", "--report",
	"--requirement", "--requirements", "--resolution", "--retries", "--root", "--root-user-action", "--src", "--target",
	"--timeout", "--torch-backend", "--trusted-host", "--upgrade-package", "--upgrade-strategy", "--uploaded-prior-to",
	"--use-deprecated", "--use-feature", NULL,
};
static const char pip_letters[] = "bceifoprtCP";

/* Those of conda 24, mamba 2 and micromamba 2. */
static const char *const conda_values[] = {
	"--cacert-path", "--category", "--channel", "--channel-alias", "--clone", "--console", "--experimental", "--file",
	"--log-level", "--name", "--platform", "--prefix", "--rc-file", "--repodata-fn", "--revision", "--root-prefix",
	"--solver", "--subdir", NULL,
};
static const char conda_letters[] = "cnpr";

typedef struct tool {
	const char *name;
	manager manager;
	bool f_is_file; /* -f FILE; conda's -f is --force */
} tool;

static const tool tools[] = {
	{ "pip", MANAGER_PIP, false },         { "pip3", MANAGER_PIP, false },  { "conda", MANAGER_CONDA, false },
	{ "mamba", MANAGER_CONDA, true }, { "micromamba", MANAGER_CONDA, true },
};

/* The words of a command from which it is read on. */
typedef struct rest {
	const shell_word *at;
	ptrdiff_t n;
} rest;

static bool is_word(rest r, ptrdiff_t i, const char *text)
{
	return i < r.n && r.at[i].literal && str_eq(r.at[i].text, str_of(text));
}

static rest after(rest r, ptrdiff_t n)
{
	n = n < r.n ? n : r.n;
	return (rest){ r.at + n, r.n - n };
}

static str last_part(str path)
{
	return str_from(path, str_rfind_byte(path, '/') + 1);
}

static bool is_one_of(str word, const char *const *words)
{
	for (; *words; words++)
		if (str_eq(word, str_of(*words)))
			return true;
	return false;
}

/* Whether the option at the front takes the next word as its value. */
static bool takes_next(str option, const tool *t)
{
	bool is_pip = t->manager == MANAGER_PIP;
	if (str_starts(option, S("--")))
		return str_find_byte(option, '=') < 0 && is_one_of(option, is_pip ? pip_values : conda_values);
	const char *letters = is_pip ? pip_letters : conda_letters;
	for (ptrdiff_t i = 1; i < option.n; i++) {
		bool has_value = str_find_byte(str_of(letters), option.p[i]) >= 0 ||
		                 (t->f_is_file && option.p[i] == 'f');
		if (has_value) /* -nNAME and -n NAME */
			return i + 1 == option.n;
	}
	return false;
}

static bool is_option(const shell_word *w)
{
	return w->text.n > 1 && w->text.p[0] == '-';
}

/* Past options and their values. */
static rest skip_options(rest r, const tool *t)
{
	while (r.n && is_option(&r.at[0]))
		r = after(r, 1 + takes_next(r.at[0].text, t));
	return r;
}

static bool is_assignment(const shell_word *w)
{
	ptrdiff_t eq = str_find_byte(w->text, '=');
	for (ptrdiff_t i = 0; i < eq; i++)
		if (!is_alnum(w->text.p[i]) && w->text.p[i] != '_')
			return false;
	return eq > 0;
}

/* Reserved words, assignments and commands that only run another one. */
static rest skip_prefixes(rest r)
{
	static const char *const reserved[] = { "then", "do", "else", "if", "elif", "while", "until", "!", "time", "{", NULL };
	static const char *const runners[] = { "sudo", "env", "exec", "command", "nohup", NULL };
	while (r.n && r.at[0].literal) {
		str w = r.at[0].text;
		if (is_one_of(w, reserved) || is_assignment(&r.at[0])) {
			r = after(r, 1);
		} else if (is_one_of(last_part(w), runners)) {
			r = after(r, 1);
			while (r.n && is_option(&r.at[0]) && !str_eq(r.at[0].text, S("--")))
				r = after(r, 1 + (str_eq(r.at[0].text, S("-u")) || str_eq(r.at[0].text, S("-g"))));
			if (is_word(r, 0, "--"))
				r = after(r, 1);
		} else {
			break;
		}
	}
	return r;
}

static bool is_python(str word)
{
	str name = last_part(word);
	if (!str_starts(name, S("python")))
		return false;
	for (ptrdiff_t i = 6; i < name.n; i++)
		if (!is_digit(name.p[i]) && name.p[i] != '.')
			return false;
	return true;
}

static bool names_base(rest r)
{
	for (ptrdiff_t i = 0; i < r.n; i++) {
		str w = r.at[i].text;
		if ((str_eq(w, S("-n")) || str_eq(w, S("--name"))) && (is_word(r, i + 1, "base") || is_word(r, i + 1, "root")))
			return true;
		if (str_eq(w, S("--name=base")) || str_eq(w, S("-nbase")))
			return true;
	}
	return false;
}

/* A path, an archive or an address: it declares itself. */
static bool is_place(str w)
{
	static const char *const ends[] = { ".whl", ".zip", ".gz", ".bz2", ".conda", ".txt", ".yml", ".yaml" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(w, str_of(ends[i])))
			return true;
	bool direct = str_find(w, S("://")) >= 0 || str_find_byte(w, '@') > 0;
	return direct || w.p[0] == '.' || w.p[0] == '~' || w.p[0] == '/';
}

static str name_of(arena *a, manager m, str text)
{
	refusal why;
	if (m == MANAGER_PIP) {
		const requirement *r = requirement_parse(a, text, &why);
		return r && r->normalized.p ? r->normalized : (str){ 0 };
	}
	const matchspec *s = matchspec_parse(a, text, &why);
	return s && s->name.p && str_find_byte(s->name, '*') < 0 ? s->name : (str){ 0 };
}

static void add(uses_reader *u, const origin *from, const shell_word *w, const install *like)
{
	str name = w->literal && w->text.n && !is_place(w->text) ? name_of(u->a, like->manager, w->text) : (str){ 0 };
	if (!name.p || name.n == 0)
		return;
	install *i = LIST_PUSH(u->a, &u->out->installs);
	*i = *like;
	i->name = name;
	i->text = w->text;
	i->at = uses_place(u, from, w->beg, w->end);
}

/* Behind "install" or "create". */
static void read_packages(uses_reader *u, const origin *from, rest r, const tool *t)
{
	install like = { .manager = t->manager, .tool = str_of(t->name) };
	if (t->manager == MANAGER_CONDA && names_base(r))
		return;
	while (r.n && u->out->installs.n < MAX_SPECS) {
		r = skip_options(r, t);
		if (r.n)
			add(u, from, &r.at[0], &like);
		r = after(r, 1);
	}
}

/* conda run -n x COMMAND: what runs inside. */
static rest behind_run(rest r, const tool *t)
{
	r = after(r, 1);
	r = skip_options(r, t);
	return r;
}

static const tool *tool_of(str word)
{
	str name = last_part(word);
	if (str_starts(name, S("pip3.")))
		name = S("pip3");
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (str_eq(name, str_of(tools[i].name)))
			return &tools[i];
	return NULL;
}

/* bash -c 'SCRIPT', also -lc and -exc. */
static bool read_inner_script(uses_reader *u, const origin *from, rest r, int depth)
{
	static const char *const shells[] = { "sh", "bash", "dash", "zsh", NULL };
	if (!r.n || !is_one_of(last_part(r.at[0].text), shells))
		return false;
	ptrdiff_t i = 1;
	while (i < r.n && is_option(&r.at[i]) && r.at[i].text.p[r.at[i].text.n - 1] != 'c')
		i++;
	if (depth < MAX_SHELL_DEPTH && i + 1 < r.n && is_option(&r.at[i]) && r.at[i + 1].literal) {
		const shell_word *w = &r.at[i + 1];
		origin inner = { .kind = TEXT_WHOLE, .text = w->text, .whole = uses_place(u, from, w->beg, w->end) };
		uses_script(u, &inner, depth + 1);
	}
	return true;
}

void uses_command(uses_reader *u, const origin *from, const shell_words *words, int depth)
{
	rest r = { words->at, words->n };
	for (int hops = 0; hops < 4; hops++) { /* conda run inside conda run goes no deeper in earnest */
		r = skip_prefixes(r);
		if (!r.n || !r.at[0].literal || read_inner_script(u, from, r, depth))
			return;
		if (is_python(r.at[0].text) && is_word(r, 1, "-m"))
			r = after(r, 2);
		else if (str_eq(last_part(r.at[0].text), S("uv")) && is_word(r, 1, "pip"))
			r = after(r, 1);
		if (!r.n || !r.at[0].literal)
			return;
		const tool *t = tool_of(r.at[0].text);
		if (!t)
			return;
		r = skip_options(after(r, 1), t);
		bool creates = t->manager == MANAGER_CONDA && is_word(r, 0, "create");
		if (creates || is_word(r, 0, "install")) {
			read_packages(u, from, after(r, 1), t);
			return;
		}
		if (t->manager != MANAGER_CONDA || !is_word(r, 0, "run"))
			return;
		r = behind_run(r, t);
	}
}
