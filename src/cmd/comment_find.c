/* comment_find: which pull request a finished run was about.
 *
 * The event of the trusted stage names none for a fork, and what the stranger's job says about it is not
 * believed. So the host is asked for the single open pull request whose head commit, head repository, head
 * branch and base repository are the event's. Not exactly one: nothing is posted, exit 4. */
#include "cmd/comment.h"

#include "cmd/github_files.h"

static const err *ask(talk *t, found_request *out)
{
	int count = 0;
	if (!t->place.forge.row->has_find)
		return err_hint(t->a, err_new(t->a, ERR_USAGE, "%s has no workflow_run event", t->place.forge.row->name),
		                "--pr N");
	if (!t->place.is_second)
		return err_hint(t->a, err_new(t->a, ERR_USAGE, "this job was not started by a workflow_run event"),
		                "on: workflow_run in the workflow of the second stage");
	TRY(comment_host(t));
	return forge_find_request(t->host, &t->place.wish, out, &count);
}

const err *comment_find(talk *t)
{
	found_request r = { 0 };
	TRY(ask(t, &r));
	github_output rows[] = {
		{ "pr", arena_printf(t->a, "%lld", r.number) },
		{ "head", r.head_sha },
		{ "base", r.base_sha },
		{ "policy_ref", r.base_sha },
	};
	github_outputs outputs = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		*LIST_PUSH(t->a, &outputs) = rows[i];
		buf_printf(&t->out, "%s=%.*s\n", rows[i].name, SARG(rows[i].value));
	}
	TRY(github_files_write(t->a, (str){ 0 }, &outputs));
	return NULL;
}

const err *comment_find_number(talk *t)
{
	found_request r = { 0 };
	if (!t->place.is_second)
		return NULL;
	TRY(ask(t, &r));
	t->place.forge.number = r.number;
	t->place.is_second = false;
	t->host = NULL; /* a handle is of one request */
	return NULL;
}
