/* log: the life of every pin. Walk, read, compare, tell.
 *
 * Without --path the folders of the head's environment files are watched, and the root: what was there once
 * under another name shows too. A word is a package, unless it names a commit; "conda:" or "pip:" in front
 * makes it a package whatever it looks like. */
#include "cmd/log.h"

#include "base/day.h"
#include "base/limits.h"
#include "edge/file.h"
#include "gate/path.h"
#include "gate/plan.h"
#include "read/policyfile.h"
#include "write/log.h"

/* ---- what is asked for ---- */

/* "cafe" is a package; only a longer run of hex digits is taken for an abbreviated id. */
static bool is_revision(logging *l, str word)
{
	bool hex = true, digit = false;
	for (ptrdiff_t i = 0; i < word.n; i++) {
		hex = hex && is_hex(word.p[i]);
		digit = digit || is_digit(word.p[i]);
	}
	if (str_starts(word, S("conda:")) || str_starts(word, S("pip:")) || (hex && (word.n < 7 || !digit)))
		return false;
	return repo_knows(l->repo, word);
}

static const err *read_words(logging *l, str *rev)
{
	run *r = l->r;
	for (ptrdiff_t i = 0; i < r->args.n; i++) {
		str word = r->args.at[i];
		if (!is_revision(l, word)) {
			*LIST_PUSH(r->a, &l->t->packages) = arena_lower(r->a, word);
			continue;
		}
		if (rev->p) {
			const err *e = err_new(r->a, ERR_USAGE, "'%.*s' and '%.*s' are both revisions", SARG(*rev), SARG(word));
			return err_hint(r->a, e, "name one; conda:%.*s is the package", SARG(word));
		}
		*rev = word;
	}
	return NULL;
}

/* ".." in a word of no known commit is a range that somebody wants. */
static const err *refuse_ranges(logging *l)
{
	for (ptrdiff_t i = 0; i < l->t->packages.n; i++) {
		str word = l->t->packages.at[i];
		if (str_find(word, S("..")) < 0)
			continue;
		const err *e = err_new(l->r->a, ERR_USAGE, "'%.*s' is a range, and log takes one revision", SARG(word));
		return err_hint(l->r->a, e, "envgate log --since YYYY-MM-DD REV");
	}
	return NULL;
}

static const err *read_dates(logging *l)
{
	run *r = l->r;
	long long day;
	if (r->opts.date.p && !day_parse(r->opts.date, &day))
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "'%.*s' is no date", SARG(r->opts.date)), "--date YYYY-MM-DD");
	if (r->opts.date.p)
		l->t->date = r->opts.date;
	else
		TRY(host_today(r->a, &l->t->date));
	r->report.date = l->t->date;
	if (!r->opts.since.p)
		return NULL;
	if (!day_parse(r->opts.since, &day))
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "'%.*s' is no date", SARG(r->opts.since)), "--since YYYY-MM-DD");
	l->how.has_since = true;
	l->how.since_s = day * 86400;
	l->t->since = r->opts.since;
	return NULL;
}

/* The head's own policy says which files count and what is frozen. Nothing is judged by it, so a broken one
 * is a remark, not an error. */
static const err *read_policy(logging *l)
{
	run *r = l->r;
	source *src = NEW(r->a, source);
	policy *built_in = NEW(r->a, policy);
	*built_in = policy_built_in(PROFILE_STANDARD);
	l->policy = built_in;
	if (r->opts.policy.p) {
		*src = (source){ .kind = ENTRY_BLOB, .path = r->opts.policy };
		TRY(file_read(r->a, r->opts.policy, MAX_POLICY_BYTES, &src->bytes));
	} else if (l->head.kind == REV_COMMIT) {
		TRY(repo_read(r->a, l->repo, l->head, S(".envgate.yml"), MAX_POLICY_BYTES, src));
	}
	if (src->kind == ENTRY_ABSENT)
		return NULL;
	const policy *own = src->bytes.p ? policyfile_read(r->a, src, POLICY_HEAD) : NULL;
	if (own && own->problems.n == 0)
		l->policy = own;
	else
		*LIST_PUSH(r->a, &l->t->notes) = S("the policy cannot be read, so the built-in one says which files count "
		                                   "(envgate check names the line)");
	return NULL;
}

/* ---- what is watched ---- */

static void watch_one(logging *l, watch_kind kind, str path)
{
	*LIST_PUSH(l->r->a, &l->how.watches) = (watch){ kind, path };
}

static bool is_wanted(const void *context, str path)
{
	return plan_candidate(context, path) >= CANDIDATE_YES;
}

/* Below a folder that was asked for, tests and examples count too. */
static bool is_candidate(const void *context, str path)
{
	return plan_candidate(context, path) != CANDIDATE_NO;
}

static const err *watch_folders(logging *l)
{
	run *r = l->r;
	entries names = { 0 };
	strs folders = { 0 };
	TRY(repo_list(r->a, l->repo, l->head, S(""), true, &names));
	*LIST_PUSH(r->a, &folders) = S("");
	for (ptrdiff_t i = 0; i < names.n; i++)
		if (is_wanted(l->policy, names.at[i].path))
			*LIST_PUSH(r->a, &folders) = path_folder(names.at[i].path);
	strs_sort_unique(&folders);
	for (ptrdiff_t i = 0; i < folders.n; i++)
		watch_one(l, WATCH_NAMES, folders.at[i]);
	l->how.wanted = is_wanted;
	return NULL;
}

/* A path that the head has not may be one of long ago, file or folder. */
static const err *watch_path(logging *l, str path)
{
	source found = { 0 };
	if (path.n > 0)
		TRY(repo_read(l->r->a, l->repo, l->head, path, 0, &found));
	bool is_folder = path.n == 0 || found.kind == ENTRY_TREE || found.kind == ENTRY_ABSENT;
	if (is_folder)
		watch_one(l, WATCH_DEEP, path);
	if (path.n > 0 && found.kind != ENTRY_TREE)
		watch_one(l, WATCH_FILE, path);
	if (!is_folder && l->t->with_drift) /* its lock is most likely beside it */
		watch_one(l, WATCH_NAMES, path_folder(path));
	return NULL;
}

static const err *watch_all(logging *l)
{
	run *r = l->r;
	l->how.context = l->policy;
	l->how.head = l->head;
	l->how.first_parent = r->opts.first_parent;
	for (ptrdiff_t i = 0; i < r->paths.n; i++)
		*LIST_PUSH(r->a, &r->opts.path) = r->paths.at[i];
	TRY(load_paths(r, l->repo, &r->opts.path, &l->t->paths));
	if (l->t->paths.n == 0)
		return watch_folders(l);
	l->how.wanted = is_candidate;
	for (ptrdiff_t i = 0; i < l->t->paths.n; i++)
		TRY(watch_path(l, l->t->paths.at[i]));
	return NULL;
}

/* ---- the command ---- */

static void tell_walk(logging *l)
{
	timeline *t = l->t;
	t->ends = l->walk.ends;
	t->since_cut = l->walk.since_cut;
	t->visited = l->walk.visited;
	t->head_at = l->walk.head_at;
	t->head_is_cut = l->walk.head_is_cut;
}

static const err *look_back(logging *l)
{
	timeline *t = l->t;
	files head = { 0 };
	TRY(repo_log(l->r->a, l->repo, &l->how, &l->walk));
	tell_walk(l);
	l->cache = log_cache_open(l->r->a, l->repo, l->policy);
	TRY(log_events(l));
	if (!t->with_blame && !t->with_drift && !t->with_freeze)
		return NULL;
	TRY(log_head_files(l, &head));
	timeline_blame(l->r->a, t, &head);
	if (t->with_drift) {
		timeline_lives(l->r->a, t);
		timeline_partings(l->r->a, t);
		TRY(log_breaks(l));
	}
	if (t->with_freeze)
		timeline_reviews(l->r->a, t, l->policy);
	return NULL;
}

static const err *tell(run *r, const timeline *t)
{
	str format = r->opts.format;
	look l = run_look(r, r->host.out_is_terminal);
	if (r->opts.html.p) {
		buf page = buf_new(r->a);
		log_html(&page, t);
		TRY(file_write(r->a, r->opts.html, buf_str(&page)));
	}
	if (str_eq(format, S("json")))
		log_json(&r->out, t);
	else if (str_eq(format, S("markdown")))
		log_markdown(&r->out, t, &l);
	else
		log_text(&r->out, t, &l);
	return NULL;
}

const err *cmd_log(run *r)
{
	str rev = { 0 };
	timeline *t = NEW(r->a, timeline);
	logging *l = NEW(r->a, logging);
	*l = (logging){ .r = r, .t = t };
	*t = (timeline){ .head_at = -1, .show_blame = r->opts.blame, .show_drift = r->opts.drift,
		         .show_freeze = r->opts.freeze };
	t->with_drift = t->show_drift || r->opts.html.p;
	t->with_freeze = t->show_freeze || r->opts.html.p;
	t->with_blame = t->show_blame;
	TRY(repo_open(r->a, (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner }, &l->repo));
	TRY(read_words(l, &rev));
	TRY(refuse_ranges(l));
	TRY(read_dates(l));
	if (rev.p)
		TRY(repo_commit(r->a, l->repo, rev, &l->head));
	else
		TRY(repo_head(r->a, l->repo, &l->head));
	t->head_name = l->head.name;
	t->head_oid = l->head.oid;
	TRY(read_policy(l));
	TRY(watch_all(l));
	TRY(look_back(l));
	return tell(r, t);
}
