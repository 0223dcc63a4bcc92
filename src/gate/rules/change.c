/* change: rules about what a change does, one change at a time.
 *
 * The kinds of a change are for the reader of a diff; the rules ask narrower questions, because a
 * gate that calls every widened range a fault is switched off within a week. Loosened is the step
 * from exact or prefix to no upper bound at all: exact to prefix, prefix to bounded and a dropped
 * build string are what people do on purpose. Strengths decide, so a pin that is lost on the way
 * from pip to conda is seen too. */
#include "gate/cuda_facts.h"
#include "gate/diff.h"
#include "gate/rule.h"

#include "spec/glob.h"
#include "spec/names.h"

static str text_of(const spec *s)
{
	return s->canonical.p ? s->canonical : s->raw;
}

static str evidence_of(visit *v)
{
	const change *c = v->change;
	return arena_printf(v->a, "%.*s -> %.*s", SARG(text_of(c->was)), SARG(text_of(c->now)));
}

/* Both entries are there and are packages. */
static bool is_pair(const visit *v)
{
	return v->change->topic == TOPIC_PACKAGE && v->change->was && v->change->now;
}

static bool is_retired(const policy *p, str path)
{
	for (ptrdiff_t i = 0; i < p->retired.n; i++)
		if (path_match(p->retired.at[i], path))
			return true;
	return false;
}

/* What both sides wrote, for programs that read the report. */
static void tell_both(visit *v, finding *f)
{
	report_detail(v, f, "before", v->change->before);
	report_detail(v, f, "after", v->change->after);
}

void rule_change_removed(visit *v)
{
	static const struct { const char *word, *what; } ways[] = {
		[ENTRY_ABSENT]    = { "absent",       "is gone" },
		[ENTRY_BLOB]      = { "unrecognised", "is no environment file or lock any more" },
		[ENTRY_TREE]      = { "folder",       "is now a folder" },
		[ENTRY_SUBMODULE] = { "submodule",    "is now a submodule" },
		[ENTRY_BAD_LINK]  = { "symlink",      "is now a symlink that cannot be followed" },
		[ENTRY_TOO_LARGE] = { "too-large",    "is too large to be read" },
	};
	const change *c = v->change;
	if (c->topic != TOPIC_FILE || c->kind != CHANGE_REMOVED || is_retired(v->policy, c->path))
		return;
	entry_kind now = c->head ? c->head->kind : ENTRY_ABSENT;
	finding *f = report_at(v, (span){ 0 }, S("file"), str_of(ways[now].word),
	                       "%.*s %s, and nothing is gated in its place", SARG(c->path),
	                       ways[now].what);
	report_hint(v, f, "bring it back, or let .envgate.yml say that it is meant: "
	                  "files: { retired: [%.*s] }",
	            SARG(c->path));
}

void rule_change_loosened(visit *v)
{
	static const char *const words[] = {
		[PIN_MOVING] = "now follows a reference that moves",
		[PIN_NONE] = "now has no version",
		[PIN_OPEN] = "now has no upper bound",
	};
	const change *c = v->change;
	if (!is_pair(v) || v->covered)
		return;
	bool firm = c->was->pin >= PIN_PREFIX && !diff_is_one_number(c->was);
	if (!firm || c->now->pin > PIN_OPEN || names_is_tool(c->now->name))
		return;
	/* cudf cdb08fc6c: "use cuda-version to constrain cudatoolkit". */
	const file *on_head = side_file(v->side, c->path);
	if (on_head && on_head->env && cuda_version_holds(on_head->env, c->now))
		return;
	finding *f = report_at(v, c->at, c->package, evidence_of(v),
	                       "'%.*s' was pinned (%.*s) and %s",
	                       SARG(c->package), SARG(c->before), words[c->now->pin]);
	report_hint(v, f, "write '%.*s' again, or the version you mean, or an upper bound",
	            SARG(c->was->raw));
	tell_both(v, f);
}

void rule_change_uncapped(visit *v)
{
	const change *c = v->change;
	if (!is_pair(v) || !c->uncapped)
		return;
	finding *f = report_at(v, c->at, c->package, evidence_of(v),
	                       "the upper bound of '%.*s' is gone (it was %.*s)", SARG(c->package),
	                       SARG(c->before));
	report_hint(v, f, "give the first version that is not known to work: %.*s<N",
	            SARG(c->package));
	tell_both(v, f);
}

/* A lock's packages that somebody declared are told one by one; the others in one line. */
static bool is_locked_pair(const change *c)
{
	return c->topic == TOPIC_PACKAGE && c->was_locked && c->now_locked;
}

/* One line for many packages is about none of them. */
static void about_many(finding *f)
{
	if (f)
		f->package = (str){ 0 };
}

static void tell_locked_lowered(visit *v)
{
	const change *c = v->change;
	if (c->direct) {
		str evidence = arena_printf(v->a, "%.*s -> %.*s", SARG(c->before), SARG(c->after));
		finding *f = report_at(v, c->at, c->package, evidence, "'%.*s' is locked lower: %.*s to %.*s",
		                       SARG(c->package), SARG(c->before), SARG(c->after));
		report_hint(v, f, "ask for '%.*s>=%.*s' if the step down is not meant, and lock again", SARG(c->package),
		            SARG(c->was_locked->version));
		tell_both(v, f);
	} else if (c->rest > 0) {
		finding *f = report_at(v, c->at, S("indirect"), arena_printf(v->a, "%d", c->rest),
		                       "%d package%s that nobody declared %s locked lower ('%.*s' %.*s to %.*s)", c->rest,
		                       c->rest == 1 ? "" : "s", c->rest == 1 ? "is" : "are", SARG(c->package),
		                       SARG(c->before), SARG(c->after));
		report_hint(v, f, "envgate diff --verbose lists them");
		report_as(v, f, NOTE);
		about_many(f);
	}
}

void rule_change_lowered(visit *v)
{
	const change *c = v->change;
	if (is_locked_pair(c) && c->kind == CHANGE_LOWERED) {
		tell_locked_lowered(v);
		return;
	}
	if (!is_pair(v) || c->kind != CHANGE_LOWERED)
		return;
	finding *f = report_at(v, c->at, c->package, evidence_of(v),
	                       "'%.*s' goes down from %.*s to %.*s", SARG(c->package),
	                       SARG(c->before), SARG(c->after));
	report_hint(v, f, "write '%.*s' if the step down is not meant", SARG(c->was->raw));
	tell_both(v, f);
}

static void tell_locked_major(visit *v)
{
	const change *c = v->change;
	if (c->direct) {
		str evidence = arena_printf(v->a, "%.*s -> %.*s", SARG(c->before), SARG(c->after));
		finding *f = report_at(v, c->at, c->package, evidence, "'%.*s' is locked at another major version: %.*s to %.*s",
		                       SARG(c->package), SARG(c->before), SARG(c->after));
		report_hint(v, f, "read the release notes of '%.*s' before merging", SARG(c->package));
		tell_both(v, f);
	} else if (c->rest_major > 0) {
		finding *f = report_at(v, c->at, S("indirect"), arena_printf(v->a, "%d", c->rest_major),
		                       "%d package%s that nobody declared %s to another major version ('%.*s' %.*s to %.*s)",
		                       c->rest_major, c->rest_major == 1 ? "" : "s", c->rest_major == 1 ? "steps" : "step",
		                       SARG(c->package), SARG(c->before), SARG(c->after));
		report_hint(v, f, "envgate diff --verbose lists them");
		about_many(f);
	}
}

void rule_change_major(visit *v)
{
	const change *c = v->change;
	if (is_locked_pair(c) && c->major) {
		tell_locked_major(v);
		return;
	}
	if (!is_pair(v) || !c->major)
		return;
	finding *f = report_at(v, c->at, c->package, evidence_of(v),
	                       "'%.*s' steps to another major version: %.*s to %.*s",
	                       SARG(c->package), SARG(c->before), SARG(c->after));
	report_hint(v, f, "read the release notes of '%.*s' before merging", SARG(c->package));
	tell_both(v, f);
}

/* A whole new file, or one that is gone, is no change of a channel list. */
static bool is_channel_change(const change *c)
{
	if (c->topic != TOPIC_CHANNEL || !c->head || (!c->base && !c->new_host))
		return false;
	return c->kind != CHANGE_ADDED || !str_eq(c->package, S("nodefaults"));
}

/* What is gone has no place on the head: the head of the list stands for it. */
static span place_of_channel(const visit *v)
{
	const change *c = v->change;
	if (c->kind != CHANGE_REMOVED)
		return c->at;
	const file *f = side_file(v->side, c->path);
	return f && f->env && f->env->channels.n > 0 ? f->env->channels.at[0].at : (span){ 0 };
}

static finding *tell_channel(visit *v, str url, str evidence)
{
	const change *c = v->change;
	span at = place_of_channel(v);
	str host = channel_host(v->a, c->package);
	finding *f = NULL;
	if (c->new_host) {
		f = report_at(v, at, url, evidence,
		              "channel '%.*s' is on %.*s, a host that the base did not use",
		              SARG(c->package), SARG(host));
		report_hint(v, f, "find out who runs %.*s before it ships packages to everyone",
		            SARG(host));
	} else if (c->kind == CHANGE_MOVED) {
		f = report_at(v, at, url, evidence,
		              "channel '%.*s' moved up from %.*s to %.*s among those that stay: its "
		              "packages may win now",
		              SARG(c->package), SARG(c->before), SARG(c->after));
		report_hint(v, f, "the order is a priority: keep it unless the move is the point");
	} else if (c->kind == CHANGE_ADDED) {
		f = report_at(v, at, url, evidence, "channel '%.*s' was added",
		              SARG(c->package));
		report_hint(v, f, "for one package of it, write '%.*s::NAME' and leave the list",
		            SARG(c->package));
	} else {
		f = report_at(v, at, url, evidence, "channel '%.*s' was removed",
		              SARG(c->package));
		report_hint(v, f, "what it shipped comes from another channel now: pin or lock it");
	}
	return f;
}

void rule_change_channel(visit *v)
{
	const change *c = v->change;
	if (!is_channel_change(c))
		return;
	str url = channel_url(v->a, c->package);
	str evidence = arena_printf(v->a, "%s %.*s", change_kind_name(c->kind), SARG(url));
	finding *f = tell_channel(v, url, evidence);
	if (!c->new_host)
		report_as(v, f, WARNING);
}
