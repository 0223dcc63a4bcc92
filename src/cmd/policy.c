/* policy: which .envgate.yml is in force, and what each side's own one says.
 *
 * In force is the policy side's, never the head's: an author must not relax the gate that judges the
 * change. A broken one on the policy side stops the run, because a gate with half its rules is open;
 * but then nobody could ever repair it, so a range whose head carries a policy that parses is judged
 * by the built-in strict profile instead, and the report says so. */
#include "cmd/load.h"

#include "base/limits.h"
#include "edge/file.h"
#include "read/policyfile.h"

static const str policy_path = S_INIT(".envgate.yml");

typedef struct {
	const source *src; /* NULL: there is none */
	const policy *read; /* NULL: none, or nothing that can be read as text */
} own;

static bool same_revision(revision x, revision y)
{
	return x.kind == y.kind && str_eq(x.oid, y.oid);
}

static const err *read_own(run *r, repo *git, revision rev, policy_from from, own *out)
{
	*out = (own){ 0 };
	if (rev.kind == REV_NONE || rev.kind == REV_EMPTY)
		return NULL;
	source *src = NEW(r->a, source);
	TRY(repo_read(r->a, git, rev, policy_path, MAX_POLICY_BYTES, src));
	if (src->kind == ENTRY_ABSENT)
		return NULL;
	out->src = src;
	if (src->kind == ENTRY_BLOB)
		out->read = policyfile_read(r->a, src, from);
	return NULL;
}

static bool is_broken(own o)
{
	return o.src && (!o.read || o.read->problems.n > 0);
}

static const err *broken(run *r, own o, str where)
{
	const err *e;
	if (!o.read) {
		e = err_new(r->a, ERR_POLICY, "%.*s of %.*s is no file of at most %d bytes",
		            SARG(policy_path), SARG(where), (int)MAX_POLICY_BYTES);
		return err_hint(r->a, e,
		                "make it a plain file on that side, or give --policy FILE");
	}
	const problem *p = &o.read->problems.at[0];
	e = err_at(r->a, err_new(r->a, ERR_POLICY, "%.*s", SARG(p->what)),
	           (place){ .file = o.src->path, .line = p->at.line, .col = p->at.col });
	str hint = p->hint.n ? p->hint : S("envgate help policy");
	return err_wrap(r->a, err_hint(r->a, e, "%.*s", SARG(hint)), "reading the policy of %.*s",
	                SARG(where));
}

static const err *from_file(run *r, loaded *l)
{
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = r->opts.policy };
	TRY(file_read(r->a, r->opts.policy, MAX_POLICY_BYTES, &src->bytes));
	src->size_bytes = src->bytes.n;
	own o = { src, policyfile_read(r->a, src, POLICY_FILE) };
	if (is_broken(o))
		return broken(r, o, S("--policy"));
	l->policy = o.read;
	return NULL;
}

static void built_in(run *r, loaded *l, profile like, policy_from from)
{
	policy *p = NEW(r->a, policy);
	*p = policy_built_in(like);
	p->from = from;
	l->policy = p;
}

/* own_head: the head's, already read. */
static const err *from_revision(run *r, loaded *l, own own_head)
{
	revision rev = l->range.policy;
	bool is_head = same_revision(rev, l->head.rev);
	own o = own_head;
	if (!is_head)
		TRY(read_own(r, l->repo, rev, POLICY_TARGET, &o));
	if (!o.src) {
		built_in(r, l, PROFILE_STANDARD, POLICY_BUILT_IN);
		return NULL;
	}
	if (!is_broken(o)) {
		l->policy = o.read;
		return NULL;
	}
	str where = rev.name.n ? rev.name : S("the policy side");
	if (is_head || is_broken(own_head)) /* a head without any policy repairs it too */
		return broken(r, o, where);
	built_in(r, l, PROFILE_STRICT, POLICY_REPAIR);
	load_note(r, "policy-repair", (str){ 0 },
	          arena_printf(r->a,
	                       "%.*s of %.*s is broken and this range repairs it: "
	                       "judged by the built-in strict profile",
	                       SARG(policy_path), SARG(where)));
	return NULL;
}

/* What the command line overrides. */
static void apply_options(run *r, loaded *l)
{
	if (!r->opts.fail_on.p)
		return;
	policy *p = NEW(r->a, policy);
	*p = *l->policy;
	severity_find(r->opts.fail_on, &p->fail_on); /* a known word: the option's row checked it */
	l->policy = p;
}

const err *load_policy(run *r, loaded *l)
{
	own head, base = { 0 };
	TRY(read_own(r, l->repo, l->head.rev, POLICY_HEAD, &head));
	if (r->opts.policy.p)
		TRY(from_file(r, l));
	else
		TRY(from_revision(r, l, head));
	apply_options(r, l);
	r->report.policy = l->policy;
	TRY(read_own(r, l->repo, l->base.rev, POLICY_TARGET, &base));
	l->head.policy = l->base.policy = l->policy;
	l->head.own = head.read;
	l->head.own_src = head.src;
	l->base.own = base.read;
	l->base.own_src = base.src;
	return NULL;
}
