/* history: see history.h. What only git knows of a range is gathered here, so that the rules of
 * gate/rules/history.c and change_policy.c can ask values. */
#include "cmd/history.h"

#include "base/limits.h"
#include "edge/file.h"
#include "gate/gate_files.h"
#include "gate/loosened.h"
#include "read/policyfile.h"

static const err *misplaced(run *r, const char *what)
{
	const err *e = err_new(r->a, ERR_USAGE, "--message is for a commit to be, and %s", what);
	return err_hint(r->a, e, "leave it out, or judge the index: --staged --message FILE");
}

static const err *read_message(run *r, loaded *l, range_facts *out)
{
	str text;
	TRY(file_read(r->a, r->opts.message, MAX_MESSAGE_BYTES, &text));
	return repo_message(r->a, l->repo, text, LIST_PUSH(r->a, &out->commits));
}

static const err *read_commits(run *r, loaded *l, range_facts *out)
{
	if (l->policy->of[RULE_change_undeclared] == OFF)
		return NULL;
	if (r->opts.message.p)
		TRY(read_message(r, l, out));
	else if (l->head.rev.kind == REV_COMMIT)
		TRY(repo_commits(r->a, l->repo, l->base.rev, l->head.rev, &out->commits));
	else
		load_note(r, "trailers", (str){ 0 },
		          S("change/undeclared was not judged: there is no commit message yet "
		            "(--message FILE gives it)"));
	out->has_commits = r->opts.message.p || l->head.rev.kind == REV_COMMIT;
	return NULL;
}

/* Whether any further parent has this very file: then it was edited there. */
static const err *is_anothers(run *r, loaded *l, const delta *d, bool *out)
{
	*out = false;
	for (ptrdiff_t i = 0; i < l->others.n && !*out; i++) {
		source there = { 0 };
		TRY(repo_read(r->a, l->repo, l->others.at[i].rev, d->path, MAX_ENV_BYTES, &there));
		*out = there.kind == ENTRY_ABSENT ? d->head.kind == ENTRY_ABSENT
		                                  : str_eq(there.oid, d->head.oid);
	}
	return NULL;
}

/* Most workflows have nothing to do with the gate, and a warning about each of their edits would teach
 * people to look away. One that names envgate on either side has. */
static const err *is_sure(run *r, loaded *l, const delta *d, bool *out)
{
	const struct { revision rev; const entry *at; } both[] = { { l->base.rev, &d->base }, { l->head.rev, &d->head } };
	*out = gate_file_is_named(l->policy, d->path);
	for (int i = 0; i < 2 && !*out; i++) {
		source src = { 0 };
		if (both[i].at->kind == ENTRY_ABSENT)
			continue;
		TRY(repo_read(r->a, l->repo, both[i].rev, d->path, MAX_ENV_BYTES, &src));
		*out = !src.bytes.p || str_find(src.bytes, S("envgate")) >= 0; /* unseen text may say anything */
	}
	return NULL;
}

static const err *find_gate_files(run *r, loaded *l, range_facts *out)
{
	deltas all = { 0 };
	gate_files_changed(r->a, l->policy, &l->changed, &all);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		bool anothers, sure;
		TRY(is_anothers(r, l, &all.at[i], &anothers));
		if (anothers)
			continue;
		*LIST_PUSH(r->a, &out->gate_files) = all.at[i];
		TRY(is_sure(r, l, &all.at[i], &sure));
		if (sure)
			*LIST_PUSH(r->a, &out->sure) = all.at[i].path;
	}
	return NULL;
}

/* During a merge: whoever has the head's policy has made the edit, so that none is made here. For any
 * other parent it is the edit that the base sees. */
static const err *compare_other_policies(run *r, loaded *l)
{
	for (ptrdiff_t i = 0; i < l->others.n; i++) {
		source there = { 0 };
		const source *now = l->head.own_src;
		TRY(repo_read(r->a, l->repo, l->others.at[i].rev, S(".envgate.yml"), MAX_POLICY_BYTES, &there));
		bool same = now ? str_eq(there.oid, now->oid) && there.kind == now->kind
		                : there.kind == ENTRY_ABSENT;
		l->others.at[i].own_src = same ? now : l->base.own_src;
	}
	return NULL;
}

const err *history_read(run *r, loaded *l, range_facts *out)
{
	*out = (range_facts){ .date = r->report.date };
	if (r->opts.message.p && l->whole)
		return misplaced(r, "a whole state has none");
	if (r->opts.message.p && l->head.rev.kind == REV_COMMIT)
		return misplaced(r, "these commits have messages of their own");
	if (l->whole)
		return NULL;
	TRY(read_commits(r, l, out));
	TRY(find_gate_files(r, l, out));
	return compare_other_policies(r, l);
}

void history_loosened(run *r, const loaded *l, settle_input *in, const range_facts *facts)
{
	if (!loosened_is_asked(in))
		return;
	policy *theirs = NEW(r->a, policy);
	bool readable = l->head.own && l->head.own->problems.n == 0;
	/* With a floor a head that has no policy of its own has the floor's, and a broken one lets nothing
	 * pass: it stops every run. */
	if (readable)
		*theirs = *l->head.own;
	else
		*theirs = r->opts.policy_floor.p ? *l->policy : policy_built_in(PROFILE_STANDARD);
	if (r->opts.fail_on.p) /* what the command line says holds for both */
		theirs->fail_on = l->policy->fail_on;
	loosened_tell(r->a, in, theirs, facts);
}
