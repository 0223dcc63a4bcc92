/* policy: which .envgate.yml is in force, and what each side's own one says.
 *
 * In force is the policy side's, never the head's: an author must not relax the gate that judges the
 * change. A broken one on the policy side stops the run, because a gate with half its rules is open;
 * but then nobody could ever repair it, so a range whose head carries a policy that parses is judged
 * by the built-in strict profile instead, and the report says so.
 *
 * An organisation's floor is laid under each of them as soon as it is read: from there on one that
 * loosens is as broken as one that does not parse, on the head as well, where it is a finding. */
#include "cmd/load.h"

#include "base/limits.h"
#include "edge/file.h"
#include "gate/floor.h"
#include "read/policyfile.h"

static const str policy_path = S_INIT(".envgate.yml");

typedef struct {
	const source *src; /* NULL: there is none */
	const policy *read; /* NULL: none, or nothing that can be read as text; with a floor, both */
} own;

/* What every reading of a policy needs. */
typedef struct {
	run *r;
	loaded *l;
	const policy *floor; /* NULL: none */
} reading;

static bool same_revision(revision x, revision y)
{
	return x.kind == y.kind && str_eq(x.oid, y.oid);
}

/* Lays the floor under a policy that parses, or under none. */
static void lay_floor(const reading *rd, own *o)
{
	if (!rd->floor || (o->src && (!o->read || o->read->problems.n > 0)))
		return;
	problems told = { 0 };
	const policy *both = floor_merge(rd->r->a, o->read, rd->floor, &told);
	if (told.n > 0) {
		policy *loose = NEW(rd->r->a, policy);
		*loose = *o->read;
		loose->problems = told;
		both = loose;
	}
	o->read = both;
}

static const err *read_own(const reading *rd, revision rev, policy_from from, own *out)
{
	arena *a = rd->r->a;
	source *src = NEW(a, source);
	*out = (own){ 0 };
	if (rev.kind != REV_NONE && rev.kind != REV_EMPTY)
		TRY(repo_read(a, rd->l->repo, rev, policy_path, MAX_POLICY_BYTES, src));
	if (src->kind != ENTRY_ABSENT)
		out->src = src;
	/* Through a link the policy could change in a file that nobody takes for one. */
	if (src->kind == ENTRY_BLOB && !src->link_to.p)
		out->read = policyfile_read(a, src, from);
	lay_floor(rd, out);
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
		e = err_new(r->a, ERR_POLICY, "%.*s of %.*s is no plain file of at most %d bytes",
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

/* A file of this machine, named by option. */
static const err *read_file(run *r, str path, own *out)
{
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path };
	TRY(file_read(r->a, path, MAX_POLICY_BYTES, &src->bytes));
	src->size_bytes = src->bytes.n;
	*out = (own){ src, policyfile_read(r->a, src, POLICY_FILE) };
	return NULL;
}

static const err *from_file(const reading *rd)
{
	own o;
	TRY(read_file(rd->r, rd->r->opts.policy, &o));
	lay_floor(rd, &o);
	if (is_broken(o))
		return broken(rd->r, o, S("--policy"));
	rd->l->policy = o.read;
	return NULL;
}

static const err *read_floor(run *r, const policy **out)
{
	own o;
	*out = NULL;
	if (!r->opts.policy_floor.p)
		return NULL;
	TRY(read_file(r, r->opts.policy_floor, &o));
	if (is_broken(o))
		return broken(r, o, S("--policy-floor"));
	*out = o.read;
	load_note(r, "policy-floor", r->opts.policy_floor,
	          S("what the repository's policy leaves out is taken from here"));
	return NULL;
}

static void built_in(const reading *rd, profile like, policy_from from)
{
	policy *p = NEW(rd->r->a, policy);
	*p = policy_built_in(like);
	p->from = from;
	/* Said, so that a floor adds to the profile and does not replace it. */
	*LIST_PUSH(rd->r->a, &p->said) = (policy_key){ .name = S("profile") };
	problems none = { 0 };
	rd->l->policy = rd->floor ? floor_merge(rd->r->a, p, rd->floor, &none) : p;
}

/* own_head: the head's, already read. */
static const err *from_revision(const reading *rd, own own_head)
{
	run *r = rd->r;
	loaded *l = rd->l;
	revision rev = l->range.policy;
	bool is_head = same_revision(rev, l->head.rev);
	own o = own_head;
	if (!is_head)
		TRY(read_own(rd, rev, POLICY_TARGET, &o));
	if (!o.src && !o.read) {
		built_in(rd, PROFILE_STANDARD, POLICY_BUILT_IN);
		return NULL;
	}
	if (!is_broken(o)) {
		l->policy = o.read;
		return NULL;
	}
	str where = rev.name.n ? rev.name : S("the policy side");
	if (is_head || is_broken(own_head)) /* a head without any policy repairs it too */
		return broken(r, o, where);
	built_in(rd, PROFILE_STRICT, POLICY_REPAIR);
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
	reading rd = { .r = r, .l = l };
	TRY(read_floor(r, &rd.floor));
	TRY(read_own(&rd, l->head.rev, POLICY_HEAD, &head));
	if (r->opts.policy.p)
		TRY(from_file(&rd));
	else
		TRY(from_revision(&rd, head));
	apply_options(r, l);
	r->report.policy = l->policy;
	TRY(read_own(&rd, l->base.rev, POLICY_TARGET, &base));
	l->head.policy = l->base.policy = l->policy;
	l->head.own = head.read;
	l->head.own_src = head.src;
	l->base.own = base.read;
	l->base.own_src = base.src;
	return NULL;
}
