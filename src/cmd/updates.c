/* updates: see updates.h. A push moves several refs, and each has a base and a policy of its own, so each
 * is a run of its own: same options, fresh report, fresh arena. A ref that cannot be judged says why and
 * does not keep the others from their verdict; it does keep the push out.
 *
 * The text goes to stdout in one piece; git hands it on line by line behind "remote: ". */
#include "cmd/updates.h"

#include "cmd/load.h"
#include "edge/file.h"
#include "edge/range_update.h"
#include "write/escape.h"
#include "write/text.h"

#include "base/limits.h"

static const err *clash(run *r)
{
	const opts *o = &r->opts;
	const err *e = NULL;
	if (!o->updates.p)
		e = err_new(r->a, ERR_USAGE, "--remote goes with --updates pre-push");
	else if (r->args.n || o->staged || o->all || o->base.p || o->head.p || o->message.p)
		e = err_new(r->a, ERR_USAGE, "--updates reads from stdin what to judge: it takes no range");
	else if (o->output.n || (o->format.p && !str_eq(o->format, S("text"))))
		e = err_hint(r->a, err_new(r->a, ERR_USAGE, "--updates has one verdict for each ref, and prints text only"),
		             "a report of one range: envgate check A...B --format json");
	return e && !e->hint.p ? err_hint(r->a, e, "git runs it: envgate init --hooks") : e;
}

/* A ref that there is nothing to judge about. */
static void tell_nothing(run *r, const ref_update *u, const char *why)
{
	if (r->opts.quiet)
		return;
	buf_put(&r->out, S("envgate: "));
	escape_terminal(&r->out, u->ref);
	buf_printf(&r->out, " %s\n", why);
}

static const err *judge(run *r, const ref_update *u, update_hook hook)
{
	loaded l = { .range_given = true };
	TRY(repo_open(r->a, (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner }, &l.repo));
	TRY(range_of_update(r->a, l.repo, hook, u, r->opts.remote, &l.range));
	r->report.platform = l.range.platform;
	if (l.range.deleted) {
		tell_nothing(r, u, "is deleted: nothing to judge");
		return NULL;
	}
	if (l.range.head.kind == REV_NONE) {
		tell_nothing(r, u, "leads to no commit: nothing to judge");
		return NULL;
	}
	TRY(check_sides(r, &l));
	return run_tell(r);
}

/* One ref as a run of its own. The strs of u outlive it; of what it made only text and status stay. */
static void one_update(run *all, const ref_update *u, update_hook hook)
{
	run r = *all;
	r.a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	r.out = buf_new(r.a);
	r.report = (report){ .command = all->report.command };
	r.status = 0;
	r.paths = (strs){ 0 };
	for (ptrdiff_t i = 0; i < all->paths.n; i++)
		*LIST_PUSH(r.a, &r.paths) = all->paths.at[i];
	r.opts.allow_empty = true; /* a tag of a state without environment files is no mistake */
	const err *e = judge(&r, u, hook);
	if (e) {
		look l = run_look(&r, r.host.out_is_terminal);
		buf_put(&r.out, S("envgate: "));
		escape_terminal(&r.out, u->ref);
		buf_put(&r.out, S(" cannot be judged\n"));
		text_error(&r.out, e, &l);
		r.status = err_exit(e->code);
	}
	all->status = r.status > all->status ? r.status : all->status;
	buf_put(&all->out, buf_str(&r.out));
	arena_close(r.a);
}

const err *updates_check(run *r)
{
	ref_updates updates = { 0 };
	str text;
	TRY(clash(r));
	update_hook hook = str_eq(r->opts.updates, S("pre-push")) ? HOOK_PRE_PUSH : HOOK_PRE_RECEIVE;
	TRY(file_read(r->a, S("/dev/stdin"), MAX_UPDATES_BYTES, &text));
	TRY(updates_read(r->a, hook, text, &updates));
	if (hook == HOOK_PRE_RECEIVE && updates.n == 0)
		return err_hint(r->a, err_new(r->a, ERR_RANGE, "no ref update on stdin"),
		                "git runs it: envgate init --hooks in the bare repository");
	for (ptrdiff_t i = 0; i < updates.n; i++)
		one_update(r, &updates.at[i], hook);
	return NULL;
}
