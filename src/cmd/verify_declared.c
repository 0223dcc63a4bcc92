/* verify_declared: what the environment is compared with.
 *
 * In a repository: its work tree, because that is what a person or a job just installed from, read as
 * check --all reads it, so that families and locks are the same as everywhere. A file that --declared
 * names and that the repository does not know as an environment is read as it lies there, and so is
 * any outside of a repository: it is then a family of its own. */
#include "cmd/verify.h"

#include "base/limits.h"
#include "cmd/declared.h"
#include "cmd/load.h"
#include "edge/file.h"
#include "gate/family.h"
#include "gate/plan.h"
#include "read/envfile.h"
#include "read/policyfile.h"

/* ---- which family ---- */

static bool holds(const family *f, str path)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		if (str_eq(f->members.at[i].file->path, path))
			return true;
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		if (str_eq(f->locks.at[i]->path, path))
			return true;
	return false;
}

static bool is_named(const family *f, str name)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = f->members.at[i].file->env;
		if (e && e->name.text.n && str_eq(e->name.text, name))
			return true;
	}
	return false;
}

static bool is_of_root(const family *f, str name)
{
	(void)name;
	return holds(f, S("environment.yml")) || holds(f, S("environment.yaml"));
}

/* The only family for which fits answers yes. A file may be a source of several locks, one for each
 * platform: the first one, whose kind is the firmest, counts. */
static const family *the_one(const side *s, bool (*fits)(const family *f, str word), str word, bool *several)
{
	const family *found = NULL;
	*several = false;
	for (ptrdiff_t i = 0; i < s->families.n; i++) {
		const family *f = &s->families.at[i];
		if (!fits(f, word))
			continue;
		*several |= found != NULL;
		found = found ? found : f;
	}
	return found;
}

static bool any(const family *f, str word)
{
	(void)word;
	return f->members.n > 0;
}

static const err *choose(run *r, const side *s, str prefix_name, const family **out)
{
	bool several = false;
	*out = prefix_name.n ? the_one(s, is_named, prefix_name, &several) : NULL;
	if (*out && !several)
		return NULL;
	*out = the_one(s, is_of_root, S(""), &several);
	if (*out)
		return NULL;
	*out = the_one(s, any, S(""), &several);
	if (*out && !several)
		return NULL;
	const err *e = *out ? err_new(r->a, ERR_USAGE, "several environment files, and none of them is environment.yml")
	                    : err_new(r->a, ERR_NOTHING, "no environment file says what should be installed");
	return err_hint(r->a, e, "--declared PATH");
}

/* ---- a file as it lies there ---- */

static const err *policy_alone(run *r, const policy **out)
{
	policy *p = NEW(r->a, policy);
	*p = policy_built_in(PROFILE_STANDARD);
	*out = p;
	if (!r->opts.policy.p)
		return NULL;
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = r->opts.policy };
	TRY(file_read(r->a, r->opts.policy, MAX_POLICY_BYTES, &src->bytes));
	src->size_bytes = src->bytes.n;
	const policy *own = policyfile_read(r->a, src, POLICY_FILE);
	if (!own || own->problems.n)
		return err_hint(r->a, err_new(r->a, ERR_POLICY, "%.*s is no policy", SARG(r->opts.policy)),
		                "envgate help policy");
	*p = *own;
	return NULL;
}

static const err *from_disk(run *r, str path, declaration *out)
{
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path };
	TRY(file_read(r->a, path, MAX_ENV_BYTES, &src->bytes));
	src->size_bytes = src->bytes.n;
	const env *e = envfile_read(r->a, src, (variables){ 0 });
	if (!e->is_environment || !e->complete)
		return err_wrap(r->a, declared_broken(r, src, e), "reading what is declared");
	if (!out->side.policy)
		TRY(policy_alone(r, &out->side.policy));
	out->side.files = (files){ 0 };
	*LIST_PUSH(r->a, &out->side.files) =
		(file){ .path = path, .kind = FILE_ENVIRONMENT, .src = src, .env = e, .gated = true };
	families_build(r->a, out->side.policy, NULL, &out->side);
	out->family = family_of(&out->side, &out->side.files.at[0]);
	str real = file_real(r->a, path);
	out->project = out->project.p ? out->project : str_head(real, str_rfind_byte(real, '/'));
	return NULL;
}

/* ---- the repository ---- */

/* The date and --fail-on, which load_sides does in a repository. */
static const err *alone(run *r, declaration *out)
{
	TRY(from_disk(r, r->opts.declared, out));
	policy *p = NEW(r->a, policy);
	*p = *out->side.policy;
	if (r->opts.fail_on.p)
		severity_find(r->opts.fail_on, &p->fail_on);
	out->side.policy = r->report.policy = p;
	r->report.date = r->opts.date;
	return r->opts.date.p ? NULL : host_today(r->a, &r->report.date);
}

static const err *named(run *r, loaded *l, declaration *out)
{
	strs typed = { 0 }, paths = { 0 };
	bool several;
	*LIST_PUSH(r->a, &typed) = r->opts.declared;
	const err *outside = load_paths(r, l->repo, &typed, &paths);
	if (!outside && paths.n == 1)
		out->family = the_one(&l->head, holds, paths.at[0], &several);
	return out->family ? NULL : from_disk(r, r->opts.declared, out);
}

const err *verify_declared(run *r, str prefix_name, declaration *out)
{
	loaded l = { 0 };
	r->opts.all = true;
	const err *e = load_sides(r, &l);
	if (e && e->code == ERR_NO_REPO && r->opts.declared.p && !r->opts.repo.p)
		return alone(r, out);
	if (e)
		return e;
	out->side = l.head;
	str workdir = repo_workdir(l.repo);
	out->project = workdir.p ? file_real(r->a, workdir) : (str){ 0 };
	if (r->opts.declared.p)
		return named(r, &l, out);
	return choose(r, &out->side, prefix_name, &out->family);
}
