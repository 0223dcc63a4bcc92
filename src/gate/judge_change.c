/* judge_change: what a change does to every gated file, and what the rules think of it.
 *
 * A file is compared with itself at base, or with what it was renamed from; equal paths win over
 * renames. Two unchanged blobs are not compared at all. A file that either side could not read to
 * its end is not compared: half a file would show the other half as removed. On the head the break
 * is an error by itself, on the base it is a note. Deleting a file is one row about the file; its
 * entries follow as removed, for the reader of a diff, but no rule speaks about them. */
#include "gate/judge.h"

#include "gate/diff.h"
#include "gate/diff_lock.h"
#include "gate/path.h"
#include "gate/rule.h"

#include <stdlib.h>

/* What the walk over the files needs. */
typedef struct pass {
	arena *a;
	const side *base, *head;
	bool has_base; /* the base has an environment at all; else every host is the first one */
	strs hosts;    /* every channel host of the base side, sorted */
	strs carried; /* base paths that a gated head file was renamed from, sorted */
	changes *out;
} pass;

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool holds(const strs *sorted, str s)
{
	return sorted->n && bsearch(&s, sorted->at, (size_t)sorted->n, sizeof s, by_text);
}

static bool is_there(const file *f)
{
	return f && f->src->kind != ENTRY_ABSENT;
}

static bool is_compared(const file *f)
{
	return f && f->env && f->env->complete && f->env->is_environment;
}

/* Whether this side has an environment or a lock there that a gate can hold on to. */
static bool is_kept(const file *f)
{
	if (!is_there(f) || f->src->kind != ENTRY_BLOB)
		return false;
	if (file_kind_is_lock(f->kind))
		return true;
	bool is_env = f->kind == FILE_ENVIRONMENT && f->env;
	return is_env && (f->env->is_environment || !f->env->complete);
}

static const file *partner(const side *base, const file *f)
{
	const file *same = side_file(base, f->path);
	if (is_there(same) || !f->was.p)
		return is_there(same) ? same : NULL;
	const file *old = side_file(base, f->was);
	return is_there(old) ? old : NULL;
}

static void add_hosts(arena *a, const env *e, strs *out)
{
	for (ptrdiff_t i = 0; i < e->channels.n; i++)
		*LIST_PUSH(a, out) = channel_host(a, e->channels.at[i].text);
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (e->specs.at[i].channel.p)
			*LIST_PUSH(a, out) = channel_host(a, e->specs.at[i].channel);
}

static void learn_hosts(pass *p)
{
	for (ptrdiff_t i = 0; i < p->base->files.n; i++) {
		const env *e = p->base->files.at[i].env;
		if (!e || !e->is_environment)
			continue;
		p->has_base = true;
		add_hosts(p->a, e, &p->hosts);
	}
	strs_sort_unique(&p->hosts);
}

/* conda's two public hosts belong to one operator and come with every conda: a base that uses one of
 * them knows the other. Where the base names no channel at all, the user's own settings decided, so
 * they are nothing new either; a team with a mirror of its own is told about them. */
static bool is_new_host(const pass *p, str channel)
{
	static const str ours[] = { S_INIT("conda.anaconda.org"), S_INIT("repo.anaconda.com") };
	str host = channel_host(p->a, channel);
	if (!p->has_base || host.n == 0 || holds(&p->hosts, host))
		return false;
	bool is_public = str_eq(host, ours[0]) || str_eq(host, ours[1]);
	bool knows_public = p->hosts.n == 0 || holds(&p->hosts, ours[0]) || holds(&p->hosts, ours[1]);
	return !(is_public && knows_public);
}

bool judge_knows_hosts(arena *a, const side *base, const side *head)
{
	pass p = { .a = a, .base = base, .head = head };
	learn_hosts(&p);
	bool no_base = !p.has_base;
	p.has_base = true;
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		const env *e = head->files.at[i].env;
		if (!e || !e->is_environment)
			continue;
		if (no_base)
			return false;
		for (ptrdiff_t k = 0; k < e->channels.n; k++)
			if (is_new_host(&p, e->channels.at[k].text))
				return false;
		for (ptrdiff_t k = 0; k < e->specs.n; k++)
			if (e->specs.at[k].channel.p && is_new_host(&p, e->specs.at[k].channel))
				return false;
	}
	return true;
}

typedef struct prefix {
	str url;
	const spec *spec;
} prefix;

static int by_url(const void *px, const void *py)
{
	const prefix *x = px, *y = py;
	int c = str_cmp(x->url, y->url);
	return c ? c : (x->spec->at.beg > y->spec->at.beg) - (x->spec->at.beg < y->spec->at.beg);
}

/* A host that comes in by "https://host/x::name" is as new as one in the channel list. Told once a
 * channel, at its first entry, and not where the list has said it. */
static void tell_prefix_hosts(pass *p, const file *base, const file *head)
{
	LIST(prefix) found = { 0 };
	strs listed = { 0 };
	for (ptrdiff_t i = 0; i < head->env->specs.n; i++) {
		const spec *s = &head->env->specs.at[i];
		if (s->channel.p && is_new_host(p, s->channel))
			*LIST_PUSH(p->a, &found) = (prefix){ channel_url(p->a, s->channel), s };
	}
	if (found.n == 0)
		return;
	qsort(found.at, (size_t)found.n, sizeof *found.at, by_url);
	for (ptrdiff_t i = 0; i < head->env->channels.n; i++)
		*LIST_PUSH(p->a, &listed) = channel_url(p->a, head->env->channels.at[i].text);
	strs_sort_unique(&listed);
	for (ptrdiff_t i = 0; i < found.n; i++) {
		bool again = i > 0 && str_eq(found.at[i - 1].url, found.at[i].url);
		if (again || holds(&listed, found.at[i].url))
			continue;
		const spec *s = found.at[i].spec;
		change *c = LIST_PUSH(p->a, p->out);
		*c = (change){ .topic = TOPIC_CHANNEL, .kind = CHANGE_ADDED, .path = head->path };
		c->package = s->channel;
		c->base = base ? base->src : NULL;
		c->head = head->src;
		c->direct = c->new_host = true;
		c->at = s->at;
	}
}

static void compare(pass *p, const file *f)
{
	const file *b = partner(p->base, f);
	bool same_blob = b && f->src->oid.n > 0 && str_eq(b->src->oid, f->src->oid);
	if ((same_blob && str_eq(b->path, f->path)) || !is_compared(f))
		return;
	if (b && b->env && !b->env->complete)
		return;
	if (!is_compared(b))
		b = NULL;
	ptrdiff_t first = p->out->n;
	diff_env(p->a, p->head->policy, b, f, p->out);
	for (ptrdiff_t i = first; i < p->out->n; i++) {
		change *c = &p->out->at[i];
		if (c->topic == TOPIC_CHANNEL && c->kind == CHANGE_ADDED)
			c->new_host = is_new_host(p, c->package);
	}
	tell_prefix_hosts(p, b, f);
}

/* An @EXPLICIT list beside a conda-lock.yml is in no family; what its folder declares is direct there too. */
static const family *family_beside(const side *s, const file *f)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++) {
		const family *g = &s->families.at[i];
		if (g->members.n && str_eq(path_folder(g->members.at[0].file->path), path_folder(f->path)))
			return g;
	}
	return NULL;
}

static const family *family_of_lock(const side *s, const file *f)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		for (ptrdiff_t k = 0; k < s->families.at[i].locks.n; k++)
			if (s->families.at[i].locks.at[k] == f)
				return &s->families.at[i];
	return family_beside(s, f);
}

/* Both must have been read to their end: half a lock would show the other half as removed. */
static void compare_locks(pass *p, const file *f)
{
	const file *b = partner(p->base, f);
	bool same_blob = b && f->src->oid.n > 0 && str_eq(b->src->oid, f->src->oid);
	if (same_blob || !f->lock || !f->lock->complete || (b && b->lock && !b->lock->complete))
		return;
	if (b && !b->lock)
		b = NULL;
	lock_pair pair = { .base = b, .head = f, .head_family = family_of_lock(p->head, f) };
	pair.base_family = b ? family_of_lock(p->base, b) : NULL;
	diff_locks(p->a, &pair, p->out);
}

static void tell_removed(pass *p, const file *b)
{
	const file *h = side_file(p->head, b->path);
	if (b->context || !is_kept(b) || is_kept(h) || holds(&p->carried, b->path))
		return;
	change *c = LIST_PUSH(p->a, p->out);
	*c = (change){ .topic = TOPIC_FILE, .kind = CHANGE_REMOVED, .path = b->path };
	c->base = b->src;
	if (is_there(h))
		c->head = h->src;
	if (is_compared(b))
		diff_env(p->a, p->head->policy, b, NULL, p->out);
}

/* By path, what stands on the head before what is gone, then position; ties as text, so that equal
 * input gives equal output whatever qsort does. */
static int by_place(const void *px, const void *py)
{
	const change *x = px, *y = py;
	int c = str_cmp(x->path, y->path);
	bool gone_x = x->kind == CHANGE_REMOVED, gone_y = y->kind == CHANGE_REMOVED;
	if (c == 0 && gone_x != gone_y)
		return gone_x ? 1 : -1;
	if (c == 0 && x->topic != y->topic && (x->topic == TOPIC_FILE || y->topic == TOPIC_FILE))
		return x->topic == TOPIC_FILE ? -1 : 1;
	/* Lists of what is installed in order: a reader looks for a name. */
	if (c == 0 && (x->was_locked || x->now_locked))
		c = str_cmp(x->package, y->package);
	if (c == 0 && x->at.beg != y->at.beg)
		return x->at.beg < y->at.beg ? -1 : 1;
	if (c == 0 && x->topic != y->topic)
		return x->topic < y->topic ? -1 : 1;
	if (c == 0)
		c = str_cmp(x->package, y->package);
	return c ? c : str_cmp(x->before, y->before);
}

static void run_rules(pass *p, const policy *in_force, const range_facts *range, change_findings *out)
{
	const changes *all = &out->changes;
	visit v = { .a = p->a, .policy = in_force, .side = p->head, .base = p->base, .range = range,
		    .out = &out->findings };
	rule_set per_change = rules_in_force(in_force, PER_CHANGE);
	rule_set per_range = rules_in_force(in_force, PER_RANGE);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const change *c = &all->at[i];
		v.change = c;
		v.covered = c->now && rule_covered(p->head, side_file(p->head, c->path), c->now);
		rule_run(&v, &per_change);
	}
	v.change = NULL;
	v.covered = false;
	v.changes = all;
	rule_run(&v, &per_range);
}

change_findings judge_change(arena *a, const side *base, const side *head, const policy *p,
                             const range_facts *range)
{
	change_findings out = { 0 };
	pass walk = { .a = a, .base = base, .head = head, .out = &out.changes };
	learn_hosts(&walk);
	for (ptrdiff_t i = 0; i < head->files.n; i++) {
		const file *f = &head->files.at[i];
		if (!f->context && f->was.p && is_kept(f))
			*LIST_PUSH(a, &walk.carried) = f->was;
	}
	strs_sort_unique(&walk.carried);
	for (ptrdiff_t i = 0; i < head->files.n; i++)
		if (!head->files.at[i].context && is_there(&head->files.at[i])) {
			compare(&walk, &head->files.at[i]);
			compare_locks(&walk, &head->files.at[i]);
		}
	for (ptrdiff_t i = 0; i < base->files.n; i++)
		tell_removed(&walk, &base->files.at[i]);
	if (out.changes.n > 1)
		qsort(out.changes.at, (size_t)out.changes.n, sizeof *out.changes.at, by_place);
	run_rules(&walk, p, range, &out);
	rule_sort(&out.findings);
	return out;
}
