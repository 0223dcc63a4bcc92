/* first_policy: see first_policy.h. The text is for a person who has never seen the file: three sections,
 * each key explained where it stands, nothing active that the program does not say it found. Names come
 * from the repository: a name that is no plain word of YAML is quoted. */
#include "write/first_policy.h"

#include "write/escape.h"

#include <string.h>

/* What YAML reads as a word of its own, or as a number. */
static bool is_plain_word(str s)
{
	static const str words[] = { S_INIT("true"), S_INIT("false"), S_INIT("null"), S_INIT("yes"), S_INIT("no"),
		                     S_INIT("on"), S_INIT("off"), S_INIT("y"), S_INIT("n") };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq_nocase(words[i], s))
			return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr(i ? "._/-" : "./", s.p[i])))
			return false;
	return s.n > 0 && !is_digit(s.p[0]) && !(s.p[0] == '.' && s.n > 1 && is_digit(s.p[1]));
}

static void put_name(buf *out, str s)
{
	if (is_plain_word(s))
		buf_put(out, s);
	else
		escape_json(out, s);
}

static void put_list(buf *out, const strs *list)
{
	buf_char(out, '[');
	for (ptrdiff_t i = 0; i < list->n; i++) {
		buf_put(out, i ? S(", ") : S(""));
		put_name(out, list->at[i]);
	}
	buf_char(out, ']');
}

static void put_plural(buf *out, long long n, const char *what)
{
	buf_printf(out, "%lld %s%s", n, what, n == 1 ? "" : "s");
}

/* Behind a part that is a comment: why. */
static void put_brings(buf *out, int n)
{
	buf_put(out, S("   # switched on, it has "));
	put_plural(out, n, "finding");
	buf_put(out, S(" today"));
}

static void put_head(buf *out)
{
	buf_put(out, S("# What envgate checks in this repository, how strictly, and what it lets pass.\n"
	               "# `envgate init` wrote down what it found; from here on the file is yours. Every key may be left out.\n"
	               "# A change is judged by the policy of the side it is compared with, so it cannot relax its own gate.\n"
	               "# All keys: envgate help policy. All rules: envgate rules\n"
	               "version: 1\n"
	               "\n"
	               "# standard (the default), strict (most warnings are errors), audit (everything is a note)\n"
	               "profile: standard\n"
	               "# The mildest finding that fails a change: error (the default), warning, note, never\n"
	               "fail-on: error\n"
	               "# What was there before a change: note (the default: counted, fails nothing) or fail\n"
	               "existing: note\n"));
}

/* ---- files ---- */

static void put_files_key(buf *out, const char *key, const survey_list *list, const char *example)
{
	bool off = !list->items.n || list->brings;
	buf_printf(out, off ? "  # %s: " : "  %s: ", key);
	if (list->items.n)
		put_list(out, &list->items);
	else
		buf_put(out, str_of(example));
	if (list->items.n && list->brings)
		put_brings(out, list->brings);
	buf_char(out, '\n');
}

static bool is_on(const survey_list *list)
{
	return list->items.n && !list->brings;
}

static void put_files(buf *out, const survey *s)
{
	bool any = is_on(&s->include) || is_on(&s->images) || is_on(&s->commands);
	buf_put(out, S("\n# Which files are looked at: environment*.yml and the like, and locks, unless a folder on the way is called\n"
	               "# test, example or so. Patterns as in .gitignore; all lists are empty by default.\n"));
	buf_put(out, any ? S("files:\n") : S("# files:\n"));
	buf_put(out, S("  # Looked at whatever they are called\n"));
	put_files_key(out, "include", &s->include, "[conda/gpu.yaml]");
	buf_put(out, S("  # Never looked at\n"
	               "  # exclude: [\"docs/**\"]\n"
	               "  # Whose images must have a tag other than latest, or a digest (image/moving)\n"));
	put_files_key(out, "images", &s->images, "[Dockerfile]");
	buf_put(out, S("  # Whose `pip install X` and `conda install X` must be declared in an environment file (use/undeclared)\n"));
	put_files_key(out, "commands", &s->commands, "[\".github/workflows/*.yml\"]");
}

/* ---- families ---- */

/* A family line, behind "# " where the whole family is a comment. */
static void put_start(buf *out, bool off, const char *text)
{
	buf_printf(out, "  %s%s", off ? "# " : "", text);
}

/* By role where each has one. */
static void put_members(buf *out, const policy_family *f)
{
	bool roles = true;
	for (ptrdiff_t i = 0; i < f->files.n; i++)
		roles = roles && f->files.at[i].role.n > 0;
	buf_put(out, roles ? S("{ ") : S("["));
	for (ptrdiff_t i = 0; i < f->files.n; i++) {
		buf_put(out, i ? S(", ") : S(""));
		if (roles) {
			put_name(out, f->files.at[i].role);
			buf_put(out, S(": "));
		}
		put_name(out, f->files.at[i].path);
	}
	buf_put(out, roles ? S(" }\n") : S("]\n"));
}

static void put_gpu(buf *out, const survey_family *f, bool off)
{
	put_start(out, off, "  gpu: auto");
	if (!f->gpu_path.p) {
		buf_put(out, S("   # no entry says CUDA\n"));
		return;
	}
	buf_put(out, S("   # for a GPU, says "));
	escape_terminal(out, f->gpu_path);
	buf_printf(out, ":%d, ", f->gpu_line);
	escape_terminal(out, f->gpu_text);
	buf_char(out, '\n');
}

static void put_family(buf *out, const survey_family *f)
{
	bool off = f->brings > 0;
	put_start(out, off, "- name: ");
	put_name(out, f->is.name);
	if (off)
		put_brings(out, f->brings);
	else if (f->by_name && f->is.files.n > 1)
		buf_put(out, S("   # together by their names"));
	buf_char(out, '\n');
	put_start(out, off, "  files: ");
	put_members(out, &f->is);
	if (f->is.lock.n) {
		put_start(out, off, "  lock: ");
		put_name(out, f->is.lock);
		buf_char(out, '\n');
	}
	if (f->is.requirements.n) {
		bool quiet = !off && !f->requirements_bring;
		put_start(out, off, quiet || off ? "  requirements: " : "  # requirements: ");
		put_list(out, &f->is.requirements);
		if (!quiet && !off)
			put_brings(out, f->requirements_bring);
		buf_char(out, '\n');
	}
	if (f->is.may_differ.n) {
		put_start(out, off, "  may-differ: ");
		put_list(out, &f->is.may_differ);
		buf_put(out, S("   # differ today\n"));
	}
	put_gpu(out, f, off);
}

static void put_families(buf *out, const survey *s)
{
	bool any = false;
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		any = any || !s->families.at[i].brings;
	buf_put(out, S("\n# Files that belong together: they pin the same versions (but for may-differ), in a lock's order, and agree\n"
	               "# with the requirements. gpu: required, optional, none, or auto (the default: as the entries say).\n"
	               "# A lock names its own files, so a family needs to stand here only for what else it says.\n"));
	buf_put(out, any ? S("families:\n") : S("# families:\n"));
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		put_family(out, &s->families.at[i]);
	if (!s->families.n)
		buf_put(out, S("#   - name: train\n"
		               "#     files: { main: environment.yml, dev: environment-dev.yml }\n"
		               "#     lock: conda-lock.yml\n"));
}

/* ---- the rest ---- */

static void put_channels(buf *out, const survey *s)
{
	bool on = is_on(&s->channels);
	buf_put(out, S("\n# Where packages may come from, and where not; by default from anywhere.\n"));
	buf_put(out, on ? S("channels:\n  allow: ") : S("# channels:\n#   allow: "));
	if (s->channels.items.n)
		put_list(out, &s->channels.items);
	else
		buf_put(out, S("[conda-forge]"));
	buf_put(out, on ? S("   # those in use\n") : s->channels.brings ? S("") : S("\n"));
	if (!on && s->channels.brings) {
		put_brings(out, s->channels.brings);
		buf_char(out, '\n');
	}
	buf_put(out, S("#   deny: [defaults]\n"));
}

static void put_rest(buf *out)
{
	buf_put(out, S("\n# Levels of single rules: off, note, warning, error. By default those of the profile.\n"
	               "# rules: { pin/open: error, channel/none: off }\n"
	               "\n# Packages that must be pinned as firmly as pytorch, beside the built-in ones.\n"
	               "# core: [flash-attn]\n"
	               "\n# Packages that change only on these days of a year (UTC).\n"
	               "# freeze:\n"
	               "#   - packages: [python, pytorch, cuda-version]\n"
	               "#     windows: [\"01-01..01-14\", \"07-01..07-14\"]\n"
	               "\n# The machines that run this: with them, a CUDA that their driver cannot run is an error.\n"
	               "# runners: [ { name: a100, driver: \">=535\" } ]\n"
	               "\n# Findings that are excused, each for a reason and until a day.\n"
	               "# waivers:\n"
	               "#   - { rule: pin/missing, path: environment.yml, package: numpy, reason: \"why\", until: 2030-12-31 }\n"));
}

void first_policy_write(buf *out, const survey *s)
{
	put_head(out);
	put_files(out, s);
	put_families(out, s);
	put_channels(out, s);
	put_rest(out);
}
