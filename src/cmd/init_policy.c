/* init_policy: looks at the work tree, writes a first .envgate.yml, and says what there is to repair.
 *
 * Gather as check --all does, under the built-in policy; survey that; then judge again under the policy that
 * the survey gives, and turn into comments what would find more than was found before (gate/survey_blame.c).
 * After each attempt the text is read back by the policy's own reader: what it refuses is never written. */
#include "cmd/init.h"

#include "base/limits.h"
#include "cmd/load.h"
#include "cmd/target.h"
#include "edge/file.h"
#include "gate/survey.h"
#include "read/envfile.h"
#include "read/policyfile.h"
#include "read/usesfile.h"
#include "write/first_policy.h"
#include "write/text.h"

#include <stdlib.h>

enum {
	MOST_LOOKED_INTO = 400,         /* YAML files, and as many Dockerfiles and workflows */
	MAX_LOOKED_BYTES = 128 * 1024,  /* of each; an environment file that no name tells is a short one */
	MOST_RULES = 8,                 /* shown of today's debt */
};

static const str policy_path = S_INIT(".envgate.yml");

typedef struct setup {
	run *r;
	repo *git;
	entries paths;   /* of the work tree */
	survey found;
	str text;        /* the policy that is proposed */
} setup;

/* ---- gather ---- */

/* The work tree as a whole, judged by p. */
static const err *judge_state(const setup *s, const policy *p, side *out, findings *found)
{
	revision none = { .kind = REV_NONE }, head = { .kind = REV_WORKTREE, .name = S("work tree") };
	loaded l = { .repo = s->git, .range_given = true, .whole = true, .policy = p };
	l.range = (range){ .base = none, .head = head, .policy = none };
	l.head = (side){ .rev = head, .policy = p };
	TRY(load_files(s->r, &l));
	target_date(s->r, &l);
	*out = l.head;
	*found = judge_side(s->r->a, &l.head);
	return NULL;
}

static const err *look_into(setup *s, const policy *p)
{
	arena *a = s->r->a;
	int others = 0, yaml = 0;
	revision here = { .kind = REV_WORKTREE };
	for (ptrdiff_t i = 0; i < s->paths.n; i++) {
		const entry *at = &s->paths.at[i];
		bool is_use = survey_may_use(at->path) && others++ < MOST_LOOKED_INTO;
		bool is_yaml = !is_use && survey_may_include(a, p, at->path) && yaml++ < MOST_LOOKED_INTO;
		if (at->kind != ENTRY_BLOB || !(is_use || is_yaml))
			continue;
		source *src = NEW(a, source);
		TRY(repo_read(a, s->git, here, at->path, MAX_LOOKED_BYTES, src));
		if (!src->bytes.p || src->link_to.p)
			continue;
		if (is_use)
			survey_use(a, &s->found, at->path, uses_read(a, src));
		else if (str_find(src->bytes, S("dependencies:")) >= 0)
			survey_include(a, &s->found, envfile_read(a, src, (variables){ 0 }));
	}
	return NULL;
}

/* ---- what is proposed ---- */

/* The text of the survey, read back. A policy that the reader refuses would close the gate for everybody. */
static const err *compose(setup *s, const policy **out)
{
	arena *a = s->r->a;
	buf b = buf_new(a);
	first_policy_write(&b, &s->found);
	s->text = buf_str(&b);
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = policy_path, .bytes = s->text, .size_bytes = s->text.n };
	const policy *p = policyfile_read(a, src, POLICY_HEAD);
	*out = p;
	if (!p->problems.n)
		return NULL;
	return err_new(a, ERR_BUG, "the policy to be written is broken at line %d: %.*s", p->problems.at[0].at.line,
	               SARG(p->problems.at[0].what));
}

/* Until nothing is found that was not found before; after the last attempt nothing is left but comments. */
static const err *settle_on(setup *s, findings before)
{
	const policy *p;
	side head;
	findings after;
	for (survey_try nth = TRY_FIRST; nth <= TRY_LAST; nth++) {
		TRY(compose(s, &p));
		TRY(judge_state(s, p, &head, &after));
		if (!survey_blame(s->r->a, &s->found, before, after, nth))
			return NULL;
	}
	return compose(s, &p);
}

static const err *no_environment(const setup *s)
{
	const err *e = err_new(s->r->a, ERR_NOTHING, "no environment file here");
	if (s->found.skipped)
		e = err_new(s->r->a, ERR_NOTHING, "no environment file here but in folders of tests and examples (%d)",
		            s->found.skipped);
	return err_hint(s->r->a, e, "conda env export --from-history --no-builds > environment.yml, and pin what it lists");
}

static const err *propose(setup *s)
{
	arena *a = s->r->a;
	policy *standard = NEW(a, policy);
	*standard = policy_built_in(PROFILE_STANDARD);
	side head;
	findings before;
	TRY(repo_list(a, s->git, (revision){ .kind = REV_WORKTREE }, S(""), true, &s->paths));
	TRY(judge_state(s, standard, &head, &before));
	survey_take(a, &head, &s->paths, &s->found);
	s->found.skipped = s->r->report.counts.skipped_files;
	TRY(look_into(s, standard));
	if (!s->found.environments && !s->found.locks && !s->found.include.items.n)
		return no_environment(s);
	return settle_on(s, before);
}

/* ---- what there is to repair ---- */

/* The findings of one rule at one severity. */
typedef struct debt {
	const finding *first;
	int n;
} debt;

static int by_weight(const void *x, const void *y)
{
	const debt *a = x, *b = y;
	if (a->first->severity != b->first->severity)
		return a->first->severity > b->first->severity ? -1 : 1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return a->first->rule < b->first->rule ? -1 : a->first->rule > b->first->rule;
}

/* How many packages a row stands for: more than ten of a kind are one row. */
static int weight(const finding *f)
{
	for (ptrdiff_t i = 0; i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), S("folded")))
			return (int)f->details.at[i].list.n;
	return 1;
}

static int count_debts(const findings *all, debt *out)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const finding *f = &all->at[i];
		int at = 0;
		if (f->waived || f->state == STATE_FIXED || f->severity == NOTE || f->severity == OFF)
			continue;
		while (at < n && !(out[at].first->rule == f->rule && out[at].first->severity == f->severity))
			at++;
		if (at == n)
			out[n++] = (debt){ .first = f };
		out[at].n += weight(f);
	}
	if (n > 1)
		qsort(out, (size_t)n, sizeof *out, by_weight);
	return n;
}

static void tell_debt(run *r, const report *rep)
{
	debt *rows = NEW_N(r->a, debt, RULE_COUNT * 4);
	int n = count_debts(&rep->findings, rows), sum = 0;
	look plain = run_look(r, r->host.out_is_terminal);
	for (int i = 0; i < n; i++)
		sum += rows[i].n;
	if (!n) {
		buf_put(&r->out, S("\nNothing to repair: check --all finds no error and no warning.\n"));
		return;
	}
	buf_printf(&r->out, "\nTo repair when there is time: %d finding%s. A change that leaves them alone passes.\n", sum,
	           sum == 1 ? "" : "s");
	for (int i = 0; i < n && i < MOST_RULES; i++) {
		buf_printf(&r->out, "%6d  ", rows[i].n);
		text_finding_line(&r->out, rows[i].first, &plain);
	}
	if (n > MOST_RULES)
		buf_printf(&r->out, "        and of %d more rules\n", n - MOST_RULES);
	buf_put(&r->out, S("        all of them: envgate check --all; what can be repaired by itself: envgate fix --check\n"));
}

/* As check --all settles it: one finding for an entry, what is waived left out. */
static const err *show_debt(setup *s, const policy *p)
{
	side head;
	report rep = { .command = S("check"), .date = s->r->report.date, .policy = p };
	settle_input in = { .policy = p, .head = &head, .whole_introduced = true, .waivers_stand = true,
		            .date = s->r->report.date };
	TRY(judge_state(s, p, &head, &in.head_findings));
	settle(s->r->a, &in, &rep);
	tell_debt(s->r, &rep);
	return NULL;
}

/* ---- telling ---- */

static void put_count(buf *out, long long n, const char *what, const char *many)
{
	if (n)
		buf_printf(out, ", %lld %s", n, n == 1 ? what : many);
}

static void tell_found(run *r, const survey *s)
{
	buf b = buf_new(r->a);
	int on = 0;
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		on += !s->families.at[i].brings;
	put_count(&b, s->environments, "environment file", "environment files");
	put_count(&b, s->locks, "lock", "locks");
	put_count(&b, on, "family", "families");
	put_count(&b, s->include.items.n, "environment file under another name", "environment files under other names");
	put_count(&b, s->skipped, "passed over in folders of tests and examples", "passed over in folders of tests and examples");
	buf_printf(&r->out, "  found: %.*s\n", SARG(str_from(buf_str(&b), 2)));
	if (s->unwritten)
		buf_printf(&r->out, "  left out of it: %d with a name that a policy cannot hold as it is\n", s->unwritten);
	if (s->private_channels)
		buf_put(&r->out, S("  left out of it: channels, since one is an address with a password or of one machine\n"));
}

static const err *in_force(const setup *s, init_did did, const policy **out)
{
	arena *a = s->r->a;
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = policy_path, .bytes = s->text };
	if (did == INIT_LEFT)
		TRY(repo_read(a, s->git, (revision){ .kind = REV_WORKTREE }, policy_path, MAX_POLICY_BYTES, src));
	const policy *p = src->bytes.p ? policyfile_read(a, src, POLICY_HEAD) : NULL;
	*out = p;
	if (p && !p->problems.n)
		return NULL;
	return err_hint(a, err_new(a, ERR_POLICY, "the .envgate.yml that is there cannot be used"),
	                "envgate check --all --policy .envgate.yml");
}

static void tell_next(run *r, init_did did)
{
	if (did == INIT_WROTE)
		buf_put(&r->out, S("\nNext: read it, git add .envgate.yml, commit. (A change that brings a policy gets one warning, change/policy:\n"
		                   "somebody who may decide should look at it.) The gate itself:\n"
		                   "  envgate init --hooks    before each commit, merge and push on this machine\n"
		                   "  envgate init --github   a workflow for pull requests\n"
		                   "  envgate init --gitlab   a job for merge requests\n"));
}

const err *init_policy(run *r)
{
	setup s = { .r = r };
	init_did did;
	const policy *p;
	r->opts.all = true; /* the state as a whole, for whatever asks */
	TRY(init_open(r, &s.git));
	TRY(host_today(r->a, &r->report.date));
	TRY(propose(&s));
	if (r->opts.print) {
		buf_put(&r->out, s.text);
		return NULL;
	}
	TRY(init_offer(r, s.git, &(init_file){ policy_path, s.text, "envgate init --print" }, &did));
	tell_found(r, &s.found);
	TRY(in_force(&s, did, &p));
	TRY(show_debt(&s, p));
	tell_next(r, did);
	if (r->opts.quiet)
		r->out.n = 0;
	return NULL;
}
