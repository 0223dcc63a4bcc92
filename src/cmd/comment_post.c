/* comment_post: keeps one comment on the request true.
 *
 * Look, then write. Ours is a comment that begins with our marker for this request and this --header, and
 * that we wrote; the oldest of them is the comment, younger ones are twins of a race and go. Two jobs that
 * both found none both create one and look again: both see both, keep the older and delete the younger.
 *
 * A request whose head has moved on is not written to: its own job will tell about it. What the host will
 * not let us write (a fork's token, a locked conversation) becomes a warning and the job's summary. */
#include "cmd/comment.h"

#include "cmd/github_files.h"
#include "edge/host.h"

#include <string.h>

typedef LIST(const remote_comment *) ours_list;

/* ---- what cannot be posted ---- */

const err *comment_to_summary(talk *t, str body)
{
	static const github_outputs none = { 0 };
	if (!host_env("GITHUB_STEP_SUMMARY").p)
		return NULL;
	/* The marker says nothing there. */
	ptrdiff_t end = str_find_byte(body, '\n');
	TRY(github_files_write(t->a, str_from(body, end + 1), &none));
	comment_say(t, "wrote it to the job's summary instead");
	return NULL;
}

static const err *not_let(talk *t, const err *e, str body)
{
	forge_refusal why = forge_refused(t->host);
	if (why == REFUSED_READ_ONLY && comment_may_only_read(t))
		comment_warn(t, "not posted: the token may only read, as jobs of a fork's %s can%s",
		             t->place.forge.row->request_word,
		             t->place.forge.row->has_find ? "; the workflow_run stage of docs/comment-github.md posts for forks" : "");
	else if (why == REFUSED_LOCKED)
		comment_warn(t, "not posted: the conversation of %.*s is locked", SARG(comment_request(t)));
	else
		return e;
	return comment_to_summary(t, body);
}

/* ---- finding ours ---- */

static ours_list find_ours(talk *t, const remote_comments *all, const comment_text *c, str except)
{
	ours_list out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const remote_comment *one = &all->at[i];
		marker m;
		if (marker_read(one->body, &m) && marker_same_comment(&m, &c->marker) && forge_is_ours(t->host, one) &&
		    !str_eq(one->id, except))
			*LIST_PUSH(t->a, &out) = one;
	}
	return out;
}

static marker marker_of(const remote_comment *one)
{
	marker m = { 0 };
	if (!marker_read(one->body, &m))
		m.number = -1;
	return m;
}

static const err *delete_twins(talk *t, const ours_list *ours)
{
	for (ptrdiff_t i = 1; i < ours->n; i++) {
		TRY(forge_delete(t->host, ours->at[i]->id));
		comment_say(t, "deleted the twin %.*s", SARG(ours->at[i]->id));
	}
	return NULL;
}

/* ---- whether it may be written ---- */

/* Whether the request is still where the reports saw it. */
static const err *is_current(talk *t, bool *current)
{
	str now;
	bool is_open;
	TRY(forge_head(t->host, &now, &is_open));
	*current = is_open && (!t->head_sha.n || str_eq(now, t->head_sha));
	if (!is_open)
		comment_say(t, "not posted: %.*s is not open any more", SARG(comment_request(t)));
	else if (!*current)
		comment_say(t, "not posted: %.*s has moved on to %.*s, and the report is about %.*s",
		            SARG(comment_request(t)), SARG(str_head(now, 12)), SARG(str_head(t->head_sha, 12)));
	return NULL;
}

/* The comment tells of another commit: of an older one, or since we asked of a newer one. */
static const err *may_replace(talk *t, const marker *was, const comment_text *c, bool *may)
{
	*may = str_eq(was->head, c->marker.head);
	return *may ? NULL : is_current(t, may);
}

static bool is_login(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr("-_.[]", s.p[i])))
			return false;
	return s.n > 0;
}

/* One that the next run would not find, and so would be followed by another with each run. */
static const err *not_ours(talk *t, const remote_comment *made)
{
	str login;
	TRY(forge_whoami(t->host, &login));
	const err *left = forge_delete(t->host, made->id);
	const err *e = err_new(t->a, ERR_USAGE, "comment %.*s was written as '%.*s', and ours are those of '%.*s': %s", SARG(made->id),
	                       SARG(made->author), SARG(login.n ? login : S("the job's own token")),
	                       left ? "delete it, no later run would find it" : "deleted it, as no later run would find it");
	return err_hint(t->a, e, "--author '%.*s'", SARG(is_login(made->author) ? made->author : S("LOGIN")));
}

/* ---- writing ---- */

/* Creates, then looks whether another job did the same. except: an older comment of ours that cannot be
 * edited and is no candidate. */
static const err *create(talk *t, const comment_text *c, str except)
{
	remote_comment made;
	remote_comments all = { 0 };
	bool gone = false, may = false;
	TRY(forge_create(t->host, c->body, c->line, &made));
	if (made.author.n && !forge_is_ours(t->host, &made))
		return not_ours(t, &made);
	comment_say(t, "created comment %.*s on %.*s", SARG(made.id), SARG(comment_request(t)));
	TRY(forge_comments(t->host, &all));
	ours_list ours = find_ours(t, &all, c, except);
	if (!ours.n)
		comment_warn(t, "comment %.*s is gone again: somebody deleted it, or the host does not show it", SARG(made.id));
	if (!ours.n)
		return NULL;
	TRY(delete_twins(t, &ours));
	marker left = marker_of(ours.at[0]);
	if (str_eq(ours.at[0]->id, made.id) || marker_same_text(&left, &c->marker))
		return NULL;
	TRY(may_replace(t, &left, c, &may));
	if (!may)
		return NULL;
	TRY(forge_update(t->host, ours.at[0]->id, c->body, &gone));
	comment_say(t, "updated comment %.*s of another job", SARG(ours.at[0]->id));
	return NULL;
}

/* A comment that somebody hid is left hidden, unless it did not tell of a failure and now does. */
static const err *replace_hidden(talk *t, const remote_comment *old, const comment_text *c)
{
	TRY(forge_delete(t->host, old->id));
	comment_say(t, "deleted the hidden comment %.*s", SARG(old->id));
	return create(t, c, old->id);
}

static const err *update(talk *t, const remote_comment *old, const comment_text *c)
{
	marker was = marker_of(old);
	bool gone = false, may = false;
	if (marker_same_text(&was, &c->marker)) {
		comment_say(t, "comment %.*s on %.*s says so already", SARG(old->id), SARG(comment_request(t)));
		return NULL;
	}
	TRY(may_replace(t, &was, c, &may));
	if (!may)
		return NULL;
	if (old->is_hidden && c->fails && !str_eq(was.state, S("fail")))
		return replace_hidden(t, old, c);
	TRY(forge_update(t->host, old->id, c->body, &gone));
	if (!gone) {
		comment_say(t, "%s comment %.*s on %.*s", str_eq(c->marker.state, S("resolved")) ? "resolved" : "updated",
		            SARG(old->id), SARG(comment_request(t)));
		return NULL;
	}
	/* Deleted meanwhile, or (GitLab, some project tokens) ours to write but not to edit. */
	const err *e = forge_delete(t->host, old->id);
	if (e && forge_refused(t->host) == REFUSED_NOTHING)
		return e;
	return create(t, c, old->id);
}

static const err *write_comment(talk *t, comment_text *c)
{
	remote_comments all = { 0 };
	TRY(forge_comments(t->host, &all));
	ours_list ours = find_ours(t, &all, c, (str){ 0 });
	if (ours.n)
		*c = comment_make(t, marker_of(ours.at[0]).state);
	if (!ours.n && !c->wanted) {
		comment_say(t, "nothing to tell on %.*s", SARG(comment_request(t)));
		return NULL;
	}
	if (!ours.n)
		return create(t, c, (str){ 0 });
	TRY(delete_twins(t, &ours));
	return update(t, ours.at[0], c);
}

const err *comment_post(talk *t)
{
	str login;
	bool current = false;
	comment_text c = comment_make(t, S(""));
	TRY(comment_host(t));
	const err *e = is_current(t, &current);
	if (!e && !current)
		return NULL;
	if (!e)
		e = forge_whoami(t->host, &login);
	if (!e)
		e = write_comment(t, &c);
	return e ? not_let(t, e, c.body) : NULL;
}
