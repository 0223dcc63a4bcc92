/* lock: what a lock says beside what its sources say: entries that it does not satisfy, platforms that it
 * leaves out, and that it is there at all.
 *
 * A stale lock is named at the entry that it misses, not at the lock: that is the line somebody changed.
 * One finding for an entry and a lock, whatever the number of platforms. What is in a lock that nobody
 * asked for is in lock_graph.c, where its packages come from in lock_place.c. */
#include "gate/rule.h"

#include "gate/family.h"
#include "gate/lock_words.h"
#include "gate/satisfy.h"

#include "base/buf.h"
#include "base/limits.h"

/* Shown in a message; details and evidence hold all. */
enum { SHOWN_PLATFORMS = 6 };

/* The rows of one entry that one lock does not satisfy, with one text for what is there instead. */
typedef struct miss {
	str has; /* "1.26.4", "not locked" */
	strs platforms;
} miss;
typedef LIST(miss) misses;

/* What the lock has instead, as far as the entry speaks of it. */
static str has_instead(arena *a, const spec *s, const locked *found)
{
	if (!found)
		return S("not locked");
	if (s->pip && s->pip->url.n > 0 && found->url.p)
		return found->url;
	str version = found->version.p ? found->version : S("no version");
	if (s->build.n > 0 && found->build.p)
		version = arena_printf(a, "%.*s=%.*s", SARG(version), SARG(found->build));
	if (s->channel.n > 0 && found->channel.p)
		version = arena_printf(a, "%.*s from %.*s", SARG(version), SARG(found->channel));
	return version;
}

static void add_miss(arena *a, misses *all, const spec *s, const satisfaction_row *row)
{
	str has = has_instead(a, s, row->found);
	ptrdiff_t i = 0;
	while (i < all->n && !str_eq(all->at[i].has, has))
		i++;
	if (i == all->n)
		*LIST_PUSH(a, all) = (miss){ .has = has };
	*LIST_PUSH(a, &all->at[i].platforms) = lock_where(a, row->platform, row->environment);
}

/* "1.26.4 on linux-64, osx-64; not locked on win-64". */
static str say_misses(arena *a, const misses *all, ptrdiff_t shown)
{
	buf b = buf_sized(a, 64);
	for (ptrdiff_t i = 0; i < all->n; i++)
		buf_printf(&b, "%s%.*s on %.*s", i > 0 ? "; " : "", SARG(all->at[i].has),
		           SARG(lock_join(a, &all->at[i].platforms, shown)));
	return buf_str(&b);
}

static strs missed_platforms(arena *a, const misses *all)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++)
		for (ptrdiff_t k = 0; k < all->at[i].platforms.n; k++)
			*LIST_PUSH(a, &out) = all->at[i].platforms.at[k];
	return out;
}

static void detail_list(visit *v, finding *f, const char *key, strs list)
{
	if (f)
		*LIST_PUSH(v->a, &f->details) = (detail){ .key = key, .kind = DETAIL_LIST, .list = list };
}

static void report_unsatisfied(visit *v, const satisfaction_row *first, const misses *all)
{
	const family *fam = v->family;
	const spec *s = &fam->declared.at[first->spec];
	v->file = fam->declared_in.at[first->spec];
	v->spec = s;
	str paths = lock_paths(v->a, fam), instead = say_misses(v->a, all, MAX_FILES);
	str relock = lock_relock(v->a, fam, first->lock);
	str evidence = arena_printf(v->a, "%.*s | %.*s | %.*s", SARG(s->canonical), SARG(paths), SARG(instead));
	finding *f = report_at(v, s->at, s->name.n ? s->name : s->canonical, evidence,
	                       "%.*s does not satisfy '%.*s': %.*s", SARG(paths), SARG(s->raw),
	                       SARG(say_misses(v->a, all, SHOWN_PLATFORMS)));
	report_hint(v, f, "make the lock anew: %.*s", SARG(relock));
	report_detail(v, f, "spec", s->canonical);
	report_detail(v, f, "declared_at", arena_printf(v->a, "%.*s:%d", SARG(v->file->path), s->at.line));
	report_detail(v, f, "lock", paths);
	detail_list(v, f, "sources", lock_sources(v->a, fam));
	detail_list(v, f, "platform", missed_platforms(v->a, all));
	report_detail(v, f, "locked", instead);
	report_detail(v, f, "relock", relock);
	v->spec = NULL;
}

void rule_lock_unsatisfied(visit *v)
{
	const satisfaction *known = v->family->satisfaction;
	if (!known)
		return;
	for (ptrdiff_t i = 0; i < known->rows.n;) {
		const satisfaction_row *first = &known->rows.at[i], *bad = NULL;
		misses all = { 0 };
		for (; i < known->rows.n && known->rows.at[i].spec == first->spec; i++) {
			const satisfaction_row *row = &known->rows.at[i];
			if (row->answer != NOT_LOCKED && row->answer != NOT_SATISFIED)
				continue;
			add_miss(v->a, &all, &v->family->declared.at[row->spec], row);
			bad = bad ? bad : row;
		}
		if (bad)
			report_unsatisfied(v, bad, &all);
	}
}

/* In pixi.lock 7 a platform may have another name ("p2") than in the manifest. */
static bool is_locked_for(const family *f, str platform)
{
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		if (f->locks.at[i]->lock && strs_has(&f->locks.at[i]->lock->platforms, platform))
			return true;
	for (ptrdiff_t i = 0; f->satisfaction && i < f->satisfaction->views.n; i++) {
		const lock_view *v = &f->satisfaction->views.at[i];
		if (v->lock->kind == FILE_PIXI_LOCK && (v->on & locked_bit(platform)) != 0)
			return true;
	}
	return false;
}

/* Whether every lock was read and says for which platforms it is. */
static bool knows_platforms(const family *f)
{
	for (ptrdiff_t i = 0; i < f->locks.n; i++) {
		const lock *l = f->locks.at[i]->lock;
		if (!l || !l->complete || (f->locks.at[i]->kind == FILE_EXPLICIT && l->platforms.n == 0))
			return false;
	}
	return f->locks.n > 0;
}

/* Where the entries of a manifest count: pixi writes no platform that has no package. */
static unsigned asked_for(const env *e)
{
	unsigned all = 0;
	for (ptrdiff_t i = 0; e && i < e->specs.n; i++)
		all |= e->specs.at[i].platforms;
	return all;
}

void rule_lock_platform(visit *v)
{
	const family *fam = v->family;
	if (!knows_platforms(fam))
		return;
	str paths = lock_paths(v->a, fam);
	strs said = { 0 };
	for (ptrdiff_t i = 0; i < fam->members.n; i++) {
		const env *e = family_env(fam, fam->members.at[i].file);
		unsigned asked = fam->members.at[i].file->kind == FILE_MANIFEST ? asked_for(e) : ON_ALL;
		for (ptrdiff_t k = 0; e && k < e->platforms.n; k++) {
			str platform = e->platforms.at[k];
			bool nothing = (locked_bit(platform) & ~asked) != 0;
			if (nothing || is_locked_for(fam, platform) || strs_has(&said, platform))
				continue;
			*LIST_PUSH(v->a, &said) = platform;
			v->file = fam->members.at[i].file;
			finding *f = report_at(v, (span){ 0 }, platform, paths,
			                       "'%.*s' stands in platforms:, and %.*s is not made for it",
			                       SARG(platform), SARG(paths));
			report_hint(v, f, "make the lock anew: %.*s",
			            SARG(lock_relock(v->a, fam, fam->locks.at[0])));
			report_detail(v, f, "lock", paths);
		}
	}
}

void rule_lock_missing(visit *v)
{
	const family *fam = v->family;
	if (fam->locks.n > 0 || fam->members.n == 0)
		return;
	v->file = fam->members.at[0].file;
	str wanted = fam->policy && fam->policy->lock.p ? fam->policy->lock : S("conda-lock.yml");
	finding *f = report_at(v, (span){ 0 }, S("lock"), wanted, "no lock is made from this file");
	report_hint(v, f, "conda-lock lock --file %.*s --lockfile %.*s", SARG(v->file->path), SARG(wanted));
}

/* "/home/me/x.yml", "C:\x.yml", "\\host\x.yml". */
static bool is_absolute(str path)
{
	bool drive = path.n > 2 && is_alpha(path.p[0]) && path.p[1] == ':' &&
	             (path.p[2] == '\\' || path.p[2] == '/');
	return drive || str_starts(path, S("/")) || str_starts(path, S("\\\\"));
}

void rule_lock_machine_path(visit *v)
{
	const lock *l = v->file->lock;
	for (ptrdiff_t i = 0; i < l->sources.n; i++) {
		const item *from = &l->sources.at[i];
		if (!is_absolute(from->text))
			continue;
		finding *f = report_at(v, from->at, from->text, from->text,
		                       "'%.*s' is a path of one machine", SARG(from->text));
		report_hint(v, f, "make the lock in the repository's root with relative paths: "
		                  "conda-lock lock --file environment.yml --lockfile %.*s",
		            SARG(v->file->path));
	}
}
