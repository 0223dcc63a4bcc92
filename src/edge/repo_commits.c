/* repo_commits: the commits of a range, and the trailers behind their messages.
 *
 * Most ranges are one straight line from head down to base, and a line needs no search: it is followed
 * by the parents that the raw commits name. Only what forks is searched, by libgit2's walk. In a shallow
 * clone that walk cannot even begin (1.5.1), or takes the clone's end for the first commit (1.7 and
 * later), so there both sides' parents are followed here: a clone is small, and it answers where it
 * holds the whole range. Where it ends among the commits that is an error, because a trailer that
 * nobody fetched would read like one that nobody wrote.
 *
 * git_message_trailers (1.5.1) takes a line that begins with "---" for the head of a patch and looks for
 * trailers above it only. In a commit it is a rule that somebody drew, and git log reads on; so do we. */
#include "edge/repo_inner.h"

#include <string.h>

typedef LIST(git_oid) ids;

typedef struct walk {
	arena *a;
	repo *r;
	revision from, to; /* base and head, for what is said */
	git_oid base, head;
	bool has_base;     /* false: everything that head has */
	ids found;
	bool ends;         /* the clone ends among what was followed */
} walk;

static const err *too_many(arena *a)
{
	const err *e = err_new(a, ERR_LIMIT, "more than %d commits to read trailers of", (int)MAX_COMMITS);
	return err_hint(a, e, "judge a shorter range, or set rules: { change/undeclared: off }");
}

static const err *clone_ends(const walk *w)
{
	return commit_ends_before(w->a, arena_printf(w->a, "the commits of '%.*s' that '%.*s' has not",
	                                             SARG(w->to.name), SARG(w->from.name)));
}

/* Follows single parents. *whole: base was met, so these are all. */
static const err *follow_line(walk *w, bool *whole)
{
	git_oid id = w->head;
	*whole = false;
	while (w->found.n < MAX_COMMITS) {
		const commit_facts *facts;
		*whole = w->has_base && git_oid_equal(&id, &w->base);
		if (*whole)
			return NULL;
		if (w->r->shallow && !git_odb_exists(w->r->odb, &id))
			return clone_ends(w);
		TRY(commit_get(w->a, w->r, &id, &facts));
		if (facts->parent_count > 1)
			return NULL;
		*LIST_PUSH(w->a, &w->found) = id;
		*whole = !w->has_base && facts->parent_count == 0;
		if (facts->parent_count == 0)
			return NULL;
		id = facts->parents[0];
	}
	return NULL;
}

static void free_walk(void *walk_handle)
{
	git_revwalk_free(walk_handle);
}

static const err *walk_failed(const walk *w, int rc)
{
	return repo_says(w->a, w->r, rc, "walking from '%.*s' to '%.*s'", SARG(w->to.name), SARG(w->from.name));
}

static const err *search(walk *w)
{
	git_revwalk *steps = NULL;
	git_oid id;
	w->found.n = 0;
	int rc = git_revwalk_new(&steps, w->r->git);
	if (rc < 0)
		return walk_failed(w, rc);
	arena_defer(w->a, free_walk, steps);
	rc = git_revwalk_sorting(steps, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	if (rc == 0)
		rc = git_revwalk_push(steps, &w->head);
	if (rc == 0 && w->has_base)
		rc = git_revwalk_hide(steps, &w->base);
	while (rc == 0 && (rc = git_revwalk_next(&id, steps)) == 0) {
		if (w->found.n == MAX_COMMITS)
			return too_many(w->a);
		*LIST_PUSH(w->a, &w->found) = id;
	}
	return rc == GIT_ITEROVER ? NULL : walk_failed(w, rc);
}

/* Commits met so far: open addressing, an all-zero id is a free place. */
typedef struct id_set {
	git_oid *at;
	ptrdiff_t n, cap;
} id_set;

static git_oid *place_in(const id_set *s, const git_oid *id)
{
	ptrdiff_t i = (id->id[0] | id->id[1] << 8 | id->id[2] << 16) & (s->cap - 1);
	while (!git_oid_is_zero(&s->at[i]) && !git_oid_equal(&s->at[i], id))
		i = (i + 1) & (s->cap - 1);
	return &s->at[i];
}

/* False when it was there. */
static bool add_id(arena *a, id_set *s, const git_oid *id)
{
	if (2 * s->n >= s->cap) {
		id_set more = { .cap = s->cap ? 2 * s->cap : 256, .n = s->n };
		more.at = NEW_N(a, git_oid, more.cap);
		for (ptrdiff_t i = 0; i < s->cap; i++)
			if (!git_oid_is_zero(&s->at[i]))
				*place_in(&more, &s->at[i]) = s->at[i];
		*s = more;
	}
	git_oid *free_or_id = place_in(s, id);
	if (git_oid_equal(free_or_id, id))
		return false;
	*free_or_id = *id;
	s->n++;
	return true;
}

/* Everything from first on that is not met yet, in *out, which is empty. */
static const err *follow_all(walk *w, const git_oid *first, id_set *met, ids *out)
{
	if (add_id(w->a, met, first))
		*LIST_PUSH(w->a, out) = *first;
	for (ptrdiff_t at = 0; at < out->n; at++) {
		const commit_facts *facts;
		git_oid id = out->at[at];
		if (out == &w->found && out->n > MAX_COMMITS)
			return too_many(w->a);
		TRY(commit_get(w->a, w->r, &id, &facts));
		for (ptrdiff_t k = 0; k < facts->parent_count; k++) {
			bool here = git_odb_exists(w->r->odb, &facts->parents[k]);
			w->ends |= !here;
			if (here && add_id(w->a, met, &facts->parents[k]))
				*LIST_PUSH(w->a, out) = facts->parents[k];
		}
	}
	return NULL;
}

static const err *search_shallow(walk *w)
{
	id_set met = { 0 };
	ids of_base = { 0 };
	w->found.n = 0;
	if (w->has_base)
		TRY(follow_all(w, &w->base, &met, &of_base));
	w->ends = false; /* what lies behind the base is nobody's question */
	TRY(follow_all(w, &w->head, &met, &w->found));
	return w->ends ? clone_ends(w) : NULL;
}

/* A copy that git_message_trailers reads to its end. */
static char *without_rules(arena *a, str message)
{
	char *copy = arena_alloc(a, message.n + 1, 1);
	if (message.n > 0)
		memcpy(copy, message.p, (size_t)message.n);
	copy[message.n] = 0;
	for (char *line = copy; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, "---", 3) == 0)
			memcpy(line, "===", 3);
	}
	return copy;
}

static const err *read_trailers(arena *a, str message, commit *out)
{
	git_message_trailer_array found = { 0 };
	if (git_message_trailers(&found, without_rules(a, message)) < 0)
		return err_new(a, ERR_GIT, "the trailers of the commit '%.*s' cannot be read", SARG(out->oid));
	for (size_t i = 0; i < found.count; i++)
		*LIST_PUSH(a, &out->trailers) = (trailer){
			.key = arena_str(a, str_of(found.trailers[i].key)),
			.value = arena_str(a, str_of(found.trailers[i].value)),
		};
	git_message_trailer_array_free(&found);
	return NULL;
}

static const err *check_size(arena *a, str message, str whose)
{
	if (message.n <= MAX_MESSAGE_BYTES)
		return NULL;
	const err *e = err_new(a, ERR_LIMIT, "the message of %.*s has %td bytes, more than the limit of %d",
	                       SARG(whose), message.n, (int)MAX_MESSAGE_BYTES);
	return err_hint(a, e, "shorten it, or set rules: { change/undeclared: off }");
}

static const err *read_commit(walk *w, const git_oid *id, commits *out)
{
	const commit_facts *facts;
	git_odb_object *object = NULL;
	TRY(commit_get(w->a, w->r, id, &facts));
	if (facts->parent_count > 1)
		return NULL;
	commit found = { .oid = oid_hex(w->a, id) };
	int rc = git_odb_read(&object, w->r->odb, id);
	if (rc < 0)
		return repo_says(w->a, w->r, rc, "reading the commit %.*s", SARG(found.oid));
	str text = tree_bytes(object);
	ptrdiff_t end = str_find(text, S("\n\n"));
	text = end < 0 ? S("") : str_from(text, end + 2);
	const err *e = check_size(w->a, text, found.oid);
	if (!e)
		found.message = arena_str(w->a, text);
	git_odb_object_free(object);
	TRY(e);
	TRY(read_trailers(w->a, found.message, &found));
	*LIST_PUSH(w->a, out) = found;
	return NULL;
}

const err *repo_commits(arena *a, repo *r, revision base, revision head, commits *out)
{
	walk w = { .a = a, .r = r, .from = base, .to = head, .has_base = base.kind == REV_COMMIT };
	bool whole;
	if (w.has_base)
		TRY(commit_id(a, base, &w.base));
	TRY(commit_id(a, head, &w.head));
	TRY(follow_line(&w, &whole));
	if (!whole)
		TRY(r->shallow ? search_shallow(&w) : search(&w));
	for (ptrdiff_t i = 0; i < w.found.n; i++)
		TRY(read_commit(&w, &w.found.at[i], out));
	return NULL;
}

/* What git takes for a comment here. "auto" is chosen for each message, so it is not known afterwards. */
static char comment_char(const repo *r)
{
	git_config *config = NULL;
	git_buf text = { 0 };
	char c = '#';
	if (git_repository_config(&config, r->git) == 0 &&
	    git_config_get_string_buf(&text, config, "core.commentchar") == 0 && text.size == 1)
		c = text.ptr[0];
	git_buf_dispose(&text);
	git_config_free(config);
	return c;
}

/* "# ------------------------ >8 ------------------------": git drops what follows. */
static bool is_scissors(str line, char comment)
{
	static const str cut = S_INIT(" ------------------------ >8 ------------------------");
	return line.n > 1 && line.p[0] == comment && str_eq(str_trim(str_from(line, 1)), str_trim(cut));
}

const err *repo_message(arena *a, repo *r, str text, commit *out)
{
	char comment = comment_char(r);
	TRY(check_size(a, text, S("the commit to be")));
	char *kept = arena_alloc(a, text.n + 2, 1);
	ptrdiff_t n = 0;
	str rest = text, line;
	while (str_next(&rest, '\n', &line) && !is_scissors(line, comment)) {
		if (line.n > 0 && line.p[0] == comment)
			continue;
		if (line.n > 0)
			memcpy(kept + n, line.p, (size_t)line.n);
		n += line.n;
		kept[n++] = '\n';
	}
	*out = (commit){ .message = str_trim((str){ kept, n }) };
	return read_trailers(a, out->message, out);
}
