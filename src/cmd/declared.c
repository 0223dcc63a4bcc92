/* declared: see declared.h.
 *
 * Read here and not in envgate-probe, which has to start on hosts without libgit2 and libyaml.
 * HEAD and not the work tree, because a job runs what was committed; --declared PATH reads the
 * file as it lies there. The root's files are tried first: the whole tree is listed only when
 * none of them says CUDA. A lock is asked only where no file beside it names a version: what it
 * holds is then what gets installed. */
#include "cmd/declared.h"

#include "base/limits.h"
#include "edge/file.h"
#include "edge/repo.h"
#include "gate/cuda_facts.h"
#include "gate/cuda_lock.h"
#include "gate/plan.h"
#include "read/envfile.h"
#include "read/lockfile.h"
#include "read/policyfile.h"
#include "read/requirements.h"
#include "write/escape.h"

static void remark(run *r, str text)
{
	buf b = buf_new(r->a);
	buf_put(&b, S("envgate probe: "));
	escape_terminal(&b, text);
	buf_char(&b, '\n');
	host_complain(buf_str(&b));
}

/* ---- --declared PATH ---- */

/* A requirements file as an env: each line that names a project. Files it includes are not
 * followed: the versions that matter stand beside torch and its index. */
static const env *requirements_as_env(arena *a, const source *src)
{
	env *e = NEW(a, env);
	*e = (env){ .src = src, .is_environment = true, .complete = true };
	requirement_lines lines = requirement_lines_read(a, src->bytes, (variables){ 0 });
	for (ptrdiff_t i = 0; i < lines.n; i++) {
		const requirement_line *l = &lines.at[i];
		for (ptrdiff_t k = 0; k < l->options.n; k++) {
			pip_option *o = LIST_PUSH(a, &e->options);
			*o = l->options.at[k];
			o->at.line = l->line;
		}
		if (l->req)
			*LIST_PUSH(a, &e->specs) = (spec){
				.manager = MANAGER_PIP, .raw = l->text, .name = l->req->normalized,
				.platforms = ON_ALL, .pip = l->req, .at = { .line = l->line },
			};
	}
	return e;
}

static const err *from_file(run *r, str path, declared_cuda *out)
{
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path };
	TRY(file_read(r->a, path, MAX_ENV_BYTES, &src->bytes));
	src->size_bytes = src->bytes.n;
	const env *e = str_ends(path, S(".txt")) ? requirements_as_env(r->a, src)
	                                         : envfile_read(r->a, src, (variables){ 0 });
	if (!e->is_environment || !e->complete)
		return err_hint(r->a, declared_broken(r, src, e), "--declared none, or --cuda X.Y");
	*out = cuda_declared_by(r->a, path, e);
	if (!out->cuda)
		remark(r, arena_printf(r->a, "%.*s declares no CUDA version", SARG(path)));
	return NULL;
}

/* ---- the repository ---- */

typedef struct gathering {
	run *r;
	repo *repo;
	side side;
} gathering;

/* The policy knows which files are environments; a broken one is the gate's business, not the
 * probe's. */
static const err *read_policy(gathering *g)
{
	source *src = NEW(g->r->a, source);
	policy *p = NEW(g->r->a, policy);
	*p = policy_built_in(PROFILE_STANDARD);
	g->side.policy = p;
	TRY(repo_read(g->r->a, g->repo, g->side.rev, S(".envgate.yml"), MAX_POLICY_BYTES, src));
	if (src->kind != ENTRY_BLOB)
		return NULL;
	const policy *own = policyfile_read(g->r->a, src, POLICY_HEAD);
	if (own && own->problems.n == 0)
		g->side.policy = own;
	return NULL;
}

static bool is_candidate(const gathering *g, const entry *e)
{
	candidate c = plan_candidate(g->side.policy, e->path);
	return (c == CANDIDATE_YES || c == CANDIDATE_NAMED) && e->kind != ENTRY_TREE;
}

/* A lock read for the probe costs milliseconds, and a job waits for it: a repository of many locks is
 * asked to say --declared. */
enum { MAX_LOCKS_ASKED = 8 };

static const err *ask_locks(gathering *g, const entries *found, declared_cuda *out)
{
	arena *a = g->r->a;
	int asked = 0;
	for (ptrdiff_t i = 0; i < found->n && asked < MAX_LOCKS_ASKED; i++) {
		str path = found->at[i].path;
		file_kind kind = plan_kind(path);
		if (!file_kind_is_lock(kind) || !is_candidate(g, &found->at[i]))
			continue;
		source *src = NEW(a, source);
		TRY(repo_read(a, g->repo, g->side.rev, path, MAX_LOCK_BYTES, src));
		if (src->kind != ENTRY_BLOB || !src->bytes.p)
			continue;
		asked++;
		declared_cuda d = cuda_declared_by_lock(a, lockfile_read(a, src, kind));
		if (d.cuda && out->cuda && d.cuda != out->cuda) {
			str chosen = d.cuda > out->cuda ? d.source : out->source;
			remark(g->r, arena_printf(a, "locks name CUDA %s and CUDA %s; %.*s is taken",
			                          cuda_name(out->cuda).at, cuda_name(d.cuda).at,
			                          SARG(chosen)));
		}
		if (d.cuda > out->cuda)
			*out = d;
	}
	return NULL;
}

static const err *read_one(gathering *g, str path)
{
	arena *a = g->r->a;
	source *src = NEW(a, source);
	TRY(repo_read(a, g->repo, g->side.rev, path, MAX_ENV_BYTES, src));
	if (src->kind != ENTRY_BLOB || !src->bytes.p)
		return NULL;
	const env *e = envfile_read(a, src, (variables){ 0 });
	if (e->is_environment && !e->complete)
		remark(g->r, arena_printf(a, "%.*s is broken: what it declares is known in part",
		                          SARG(path)));
	if (e->is_environment)
		*LIST_PUSH(a, &g->side.files) =
			(file){ .path = path, .kind = FILE_ENVIRONMENT, .src = src, .env = e };
	return NULL;
}

/* *other: see cuda_declared. */
static const err *read_level(gathering *g, bool deep, declared_cuda *out, str *other)
{
	entries found = { 0 };
	int n = 0;
	g->side.files = (files){ 0 };
	TRY(repo_list(g->r->a, g->repo, g->side.rev, S(""), deep, &found));
	for (ptrdiff_t i = 0; i < found.n && n < MAX_FILES; i++) {
		if (!is_candidate(g, &found.at[i]) ||
		    plan_kind_in(g->side.policy, found.at[i].path) != FILE_ENVIRONMENT)
			continue;
		TRY(read_one(g, found.at[i].path));
		n++;
	}
	*out = cuda_declared(g->r->a, &g->side, other);
	return out->cuda ? NULL : ask_locks(g, &found, out);
}

static const err *open_head(gathering *g, bool *found)
{
	run *r = g->r;
	const err *e = repo_open(
		r->a, (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner },
		&g->repo);
	*found = !e;
	if (e)
		return e->code == ERR_NO_REPO && !r->opts.repo.p ? NULL : e;
	TRY(repo_head(r->a, g->repo, &g->side.rev));
	if (g->side.rev.kind == REV_EMPTY && !repo_is_bare(g->repo))
		g->side.rev = (revision){ .kind = REV_WORKTREE, .name = S("work tree") };
	return NULL;
}

static const err *from_repository(run *r, declared_cuda *out)
{
	gathering g = { .r = r };
	bool found = false;
	str other = { 0 };
	TRY(open_head(&g, &found));
	if (!found)
		return NULL;
	TRY(read_policy(&g));
	for (int deep = 0; deep <= 1 && !out->cuda; deep++)
		TRY(read_level(&g, deep, out, &other));
	str chosen = out->source;
	if (other.p)
		remark(r, arena_printf(r->a, "%.*s declares another CUDA than %.*s, which is taken; "
		                             "--declared PATH chooses",
		                       SARG(other), SARG(chosen)));
	return NULL;
}

const err *declared_read(run *r, declared_cuda *out)
{
	*out = (declared_cuda){ 0 };
	str named = r->opts.declared;
	const err *e = NULL;
	if (str_eq(named, S("none")))
		return NULL;
	e = named.p ? from_file(r, named, out) : from_repository(r, out);
	return e ? err_wrap(r->a, e, "reading what is declared") : NULL;
}
