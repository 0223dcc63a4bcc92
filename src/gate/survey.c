/* survey: see survey.h. What is written into a first policy has to be true and quiet: families that a lock
 * tells, or names that say their role beside an unmarked one; channels that are there; and nothing that
 * finds more than was found without it. Files that a lock cannot be written for in a policy (pixi.lock,
 * @EXPLICIT lists of several platforms) are found without one. */
#include "gate/survey.h"

#include "gate/cuda_view.h"
#include "gate/family_in.h"
#include "gate/path.h"
#include "gate/plan.h"

enum { MOST_ITEMS = 40, MOST_CHANNELS = 12, MOST_CHANNEL_BYTES = 200 };

/* Beside letters and digits: what stands in paths, and is neither a pattern's nor a control character. */
static const char survey_plain[] = "-_./+ =,@%()~'";

/* Roles that a name may give; others (all_cuda-129, py310) are variants, which differ on purpose. */
static bool is_role(str word)
{
	static const str words[] = {
		S_INIT("dev"), S_INIT("development"), S_INIT("test"), S_INIT("tests"), S_INIT("testing"),
		S_INIT("prod"), S_INIT("production"), S_INIT("doc"), S_INIT("docs"), S_INIT("ci"),
		S_INIT("lint"), S_INIT("build"), S_INIT("notebook"), S_INIT("notebooks"),
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i], word))
			return true;
	return false;
}

static bool only(str s, const char *more)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && str_find_byte(str_of(more), s.p[i]) < 0)
			return false;
	return s.n > 0;
}

static void add_once(arena *a, strs *list, str s)
{
	if (!strs_has(list, s))
		*LIST_PUSH(a, list) = s;
}

/* ---- families ---- */

static bool is_plain_environment(const file *f)
{
	return f->kind == FILE_ENVIRONMENT && !f->context && f->env && f->env->complete && f->env->is_environment;
}

static bool is_taken(const survey *s, str path)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		for (ptrdiff_t k = 0; k < s->families.at[i].is.files.n; k++)
			if (str_eq(s->families.at[i].is.files.at[k].path, path))
				return true;
	return false;
}

/* At the root the environment's own name, below it the folder's. */
static str suited_name(const file *first, str at)
{
	str name = first->env->name.text, folder = path_name(path_folder(at));
	if (folder.n > 0 || !only(name, "-_.") || name.n > 40)
		name = only(folder, "-_.") ? folder : S("main");
	return name;
}

/* environment.yml, env.yml, conda.yml: the file that the marked ones stand beside. */
static bool is_unmarked(str path)
{
	str stem = path_stem(path);
	return str_eq(stem, S("environment")) || str_eq(stem, S("env")) || str_eq(stem, S("conda"));
}

/* The role that the name gives; absent where it gives none, or one that another member has. */
static str role_of(const survey_family *in, str path)
{
	str role = is_unmarked(path) ? S("main") : stem_role(path);
	if (!str_eq(role, S("main")) && !is_role(role))
		return (str){ 0 };
	for (ptrdiff_t i = 0; i < in->is.files.n; i++)
		if (str_eq(in->is.files.at[i].role, role))
			return (str){ 0 };
	return role;
}

static void add_member(arena *a, survey_family *to, const file *f)
{
	str role = role_of(to, f->path);
	*LIST_PUSH(a, &to->is.files) = (role_file){ .role = role, .path = f->path };
}

/* Requirements files beside the first member; none where several families share the folder. */
static void add_requirements(arena *a, survey_family *to, const entries *paths)
{
	str folder = path_folder(to->is.files.at[0].path);
	for (ptrdiff_t i = 0; i < paths->n && to->is.requirements.n < 8; i++) {
		str path = paths->at[i].path, stem = path_stem(path);
		bool named = str_ends(path, S(".txt")) && (str_starts(stem, S("requirements")) || str_ends(stem, S("requirements")));
		if (named && paths->at[i].kind == ENTRY_BLOB && str_eq(path_folder(path), folder))
			*LIST_PUSH(a, &to->is.requirements) = path;
	}
}

static void say_cuda(survey_family *to, const family *f)
{
	const cuda_fact *says = f->cuda ? f->cuda->says_cuda : NULL;
	if (to->gpu_path.p || !says || !says->file)
		return;
	to->gpu_path = says->file->path;
	to->gpu_text = says->text;
	to->gpu_line = says->line;
}

static void view_cuda(arena *a, survey_family *to, const family *f)
{
	family seen = *f;
	cuda_view view = cuda_view_of(a, f);
	seen.cuda = &view;
	say_cuda(to, &seen);
}

static void take_locked(arena *a, const family *f, survey *out)
{
	bool fits = f->kind == FAMILY_LOCK && f->locks.n == 1 && f->locks.at[0]->kind == FILE_CONDA_LOCK && f->members.n > 0;
	for (ptrdiff_t i = 0; i < f->members.n && fits; i++)
		fits = is_plain_environment(f->members.at[i].file);
	if (!fits)
		return;
	str path = f->locks.at[0]->path;
	survey_family made = { .is = { .name = suited_name(f->members.at[0].file, path), .lock = path } };
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		add_member(a, &made, f->members.at[i].file);
	view_cuda(a, &made, f);
	*LIST_PUSH(a, &out->families) = made;
}

/* The family of f where nothing but its name ties it to another; NULL else. */
static const family *alone(const side *s, const file *f)
{
	const family *of = is_plain_environment(f) ? family_of(s, f) : NULL;
	return of && of->kind == FAMILY_ALONE ? of : NULL;
}

/* An unmarked file and those beside it whose names say a role. s->files is sorted by path, so a folder's
 * files stand close together; a family found twice is taken once. */
static void take_named(arena *a, const side *s, const file *first, survey *out)
{
	str folder = path_folder(first->path);
	survey_family made = { .by_name = true };
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (!str_eq(path_folder(f->path), folder) || !(f == first || is_role(stem_role(f->path))) || is_taken(out, f->path))
			continue;
		const family *of = alone(s, f);
		if (!of)
			continue;
		add_member(a, &made, f);
		view_cuda(a, &made, of);
	}
	made.is.name = suited_name(first, first->path);
	*LIST_PUSH(a, &out->families) = made;
}

/* A family says something if it has more than its one file. Names that a policy cannot hold, or only as a
 * pattern, are counted. */
static bool is_worth_writing(const survey_family *f, survey *out)
{
	bool more = f->is.files.n > 1 || f->is.lock.n > 0 || f->is.requirements.n > 0 || f->gpu_path.p;
	bool plain = !f->is.lock.n || only(f->is.lock, survey_plain);
	for (ptrdiff_t i = 0; i < f->is.files.n; i++)
		plain = plain && only(f->is.files.at[i].path, survey_plain);
	for (ptrdiff_t i = 0; i < f->is.requirements.n; i++)
		plain = plain && only(f->is.requirements.at[i], survey_plain);
	out->unwritten += more && !plain;
	return more && plain;
}

/* Whether another of the families has that name. */
static bool is_taken_name(const survey *s, ptrdiff_t but, str name)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		if (i != but && str_eq(s->families.at[i].is.name, name))
			return true;
	return false;
}

static void tell_apart(arena *a, survey *out)
{
	for (ptrdiff_t i = 1; i < out->families.n; i++) {
		str *name = &out->families.at[i].is.name, first = *name;
		for (int n = 2; is_taken_name(out, i, *name); n++)
			*name = arena_printf(a, "%.*s-%d", SARG(first), n);
	}
}

static void drop_families(survey *out)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < out->families.n; i++)
		if (is_worth_writing(&out->families.at[i], out))
			out->families.at[kept++] = out->families.at[i];
	out->families.n = kept;
}

static void take_families(arena *a, const side *s, const entries *paths, survey *out)
{
	for (ptrdiff_t i = 0; i < s->families.n && out->families.n < MOST_ITEMS; i++)
		take_locked(a, &s->families.at[i], out);
	for (ptrdiff_t i = 0; i < s->files.n && out->families.n < MOST_ITEMS; i++) {
		const file *f = &s->files.at[i];
		if (is_unmarked(f->path) && alone(s, f) && !is_taken(out, f->path))
			take_named(a, s, f, out);
	}
	for (ptrdiff_t i = 0; i < out->families.n; i++) {
		bool shared = false;
		str folder = path_folder(out->families.at[i].is.files.at[0].path);
		for (ptrdiff_t k = 0; k < i; k++)
			shared = shared || str_eq(path_folder(out->families.at[k].is.files.at[0].path), folder);
		if (!shared)
			add_requirements(a, &out->families.at[i], paths);
	}
	drop_families(out);
	tell_apart(a, out);
}

/* ---- channels ---- */

/* An address may hold a user and a password, or conda's /t/TOKEN; ${X} is somebody's environment. */
static bool is_private(str channel)
{
	return str_find_byte(channel, '@') >= 0 || str_find_byte(channel, '$') >= 0 || str_find(channel, S("/t/")) >= 0 ||
	       str_starts(channel, S("file:")) || str_starts(channel, S("/")) || str_starts(channel, S("."));
}

static void take_channels(arena *a, const side *s, survey *out)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		for (ptrdiff_t k = 0; is_plain_environment(f) && k < f->env->channels.n; k++) {
			str channel = f->env->channels.at[k].text;
			if (str_eq(channel, S("nodefaults")))
				continue;
			if (is_private(channel))
				out->private_channels = true;
			else if (!only(channel, "-_./:~") || channel.n > MOST_CHANNEL_BYTES)
				out->unwritten++; /* the policy's reader takes less than conda's settings do */
			else if (out->channels.items.n <= MOST_CHANNELS)
				add_once(a, &out->channels.items, channel);
		}
	}
	if (out->private_channels || out->channels.items.n > MOST_CHANNELS)
		out->channels.items.n = 0;
}

void survey_take(arena *a, const side *s, const entries *paths, survey *out)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		bool counts = !f->context && f->src->kind != ENTRY_ABSENT;
		out->environments += counts && f->kind == FILE_ENVIRONMENT;
		out->locks += counts && file_kind_is_lock(f->kind);
	}
	take_families(a, s, paths, out);
	take_channels(a, s, out);
}

/* ---- files that the policy alone names ---- */

static bool is_image_name(str name)
{
	return str_starts(name, S("Dockerfile")) || str_starts(name, S("Containerfile")) || str_ends(name, S(".Dockerfile"));
}

static bool is_workflow(str path)
{
	return str_eq(path_folder(path), S(".github/workflows")) && (str_ends(path, S(".yml")) || str_ends(path, S(".yaml")));
}

bool survey_may_use(str path)
{
	return is_image_name(path_name(path)) || is_workflow(path) || str_eq(path, S(".gitlab-ci.yml"));
}

bool survey_may_include(arena *a, const policy *p, str path)
{
	bool yaml = str_ends(path, S(".yml")) || str_ends(path, S(".yaml"));
	if (!yaml || str_find(path, S(".github/")) >= 0 || plan_candidate(p, path) != CANDIDATE_NO)
		return false;
	/* What a folder of tests holds is passed over under any name. */
	str same = arena_cat(a, str_head(path, path.n - path_name(path).n), S("environment.yml"));
	return plan_candidate(p, same) == CANDIDATE_YES;
}

void survey_use(arena *a, survey *s, str path, const uses *u)
{
	str pattern = path_name(path); /* without a slash: in any folder */
	if (!only(pattern, survey_plain)) {
		s->unwritten++;
		return;
	}
	if (is_workflow(path))
		pattern = str_ends(path, S(".yaml")) ? S(".github/workflows/*.yaml") : S(".github/workflows/*.yml");
	if (u->images.n && s->images.items.n < MOST_ITEMS)
		add_once(a, &s->images.items, pattern);
	if (u->installs.n && s->commands.items.n < MOST_ITEMS)
		add_once(a, &s->commands.items, pattern);
}

void survey_include(arena *a, survey *s, const env *e)
{
	bool conda = false;
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		conda = conda || e->specs.at[i].manager == MANAGER_CONDA;
	if (!e->is_environment || !e->complete || e->problems.n || !conda || !(e->name.text.p || e->has_channels))
		return;
	if (!only(e->src->path, survey_plain) || s->include.items.n >= MOST_ITEMS)
		s->unwritten++;
	else
		*LIST_PUSH(a, &s->include.items) = arena_cat(a, S("/"), e->src->path);
}
