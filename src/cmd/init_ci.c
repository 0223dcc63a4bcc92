/* init_ci: the files that run envgate on GitHub and GitLab, from src/data. */
#include "cmd/init.h"

#include "base/limits.h"
#include "edge/file.h"

/* Made from src/data by cmake/embed_text.cmake. */
extern const char INIT_TEXT_GITHUB[], INIT_TEXT_GITLAB[];

/* The template with its marks filled in. Each stands at most once. */
static str fill(arena *a, str text, str mark, str value)
{
	ptrdiff_t at = str_find(text, mark);
	if (at < 0)
		return text;
	return arena_cat(a, arena_cat(a, str_head(text, at), value), str_from(text, at + mark.n));
}

/* The branch that a new clone has: the remote's, where that is known; else main. */
static str default_branch(run *r)
{
	static const str known[] = { S_INIT("main"), S_INIT("master"), S_INIT("trunk"), S_INIT("develop") };
	repo *git = NULL;
	if (init_open(r, &git))
		return known[0];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		str remote = arena_cat(r->a, S("refs/remotes/origin/"), known[i]);
		if (repo_knows(git, remote))
			return known[i];
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (repo_knows(git, arena_cat(r->a, S("refs/heads/"), known[i])))
			return known[i];
	return known[0];
}

const err *init_github(run *r)
{
	repo *git = NULL;
	TRY(init_open(r, &git));
	str text = fill(r->a, str_of(INIT_TEXT_GITHUB), S("@VERSION@"), S(ENVGATE_VERSION));
	text = fill(r->a, text, S("@BRANCH@"), default_branch(r));
	if (r->opts.print) {
		buf_put(&r->out, text);
		return NULL;
	}
	init_did did;
	TRY(init_offer(r, git, &(init_file){ S(".github/workflows/envgate.yml"), text, "envgate init --github --print" }, &did));
	if (did == INIT_WROTE)
		buf_put(&r->out, S("  write where your copy of envgate lives in place of envgate/envgate, and require the check `envgate`\n"));
	return NULL;
}

/* A .gitlab-ci.yml that is there is somebody's program: what to add is printed, never added. */
static const err *tell_include(run *r, const repo *git, str text)
{
	str there;
	TRY(file_read(r->a, arena_cat(r->a, repo_workdir(git), S(".gitlab-ci.yml")), MAX_POLICY_BYTES, &there));
	if (str_find(there, S("/envgate@")) >= 0) {
		buf_put(&r->out, S("envgate: already there: .gitlab-ci.yml includes envgate\n"));
		return NULL;
	}
	buf_put(&r->out, S("envgate: left as it is: .gitlab-ci.yml; add this to it (or to the include: it has):\n\n"));
	buf_put(&r->out, text);
	return NULL;
}

const err *init_gitlab(run *r)
{
	repo *git = NULL;
	TRY(init_open(r, &git));
	str text = fill(r->a, str_of(INIT_TEXT_GITLAB), S("@VERSION@"), S(ENVGATE_VERSION));
	if (r->opts.print) {
		buf_put(&r->out, text);
		return NULL;
	}
	if (file_exists(r->a, arena_cat(r->a, repo_workdir(git), S(".gitlab-ci.yml"))))
		return tell_include(r, git, text);
	init_did did;
	TRY(init_offer(r, git, &(init_file){ S(".gitlab-ci.yml"), text, "envgate init --gitlab --print" }, &did));
	buf_put(&r->out, S("  write where your copy of envgate lives in place of envgate/envgate\n"));
	return NULL;
}
