/* lock_change: what a change does to a lock that the lock alone cannot show.
 *
 * A source that is dropped from a lock while its file stays: from then on the file could say anything. And a
 * package that the base has under the same address parts with another hash: an archive is never made
 * twice, so one of the two was not what the channel published. A false hash on a package that is new cannot
 * be seen without asking the channel; docs/rules/change-rehashed.md says so. */
#include "gate/rule.h"

#include "gate/lock_fresh.h"
#include "gate/lock_words.h"

#include "base/sort.h"

void rule_lock_orphaned(visit *v)
{
	for (ptrdiff_t i = 0; i < v->side->families.n; i++) {
		const family *f = &v->side->families.at[i];
		for (ptrdiff_t k = 0; f->locks.n > 0 && k < f->members.n; k++) {
			const file *from = f->members.at[k].file;
			if (!f->members.at[k].only_base || from->src->kind == ENTRY_ABSENT)
				continue;
			v->file = f->locks.at[0];
			finding *found = report_at(v, (span){ 0 }, from->path, from->path,
			                           "%.*s is no longer made from %.*s, which still exists",
			                           SARG(v->file->path), SARG(from->path));
			report_hint(v, found, "make the lock from all of its sources: %.*s; or delete %.*s",
			            SARG(lock_relock(v->a, f, v->file)), SARG(from->path));
		}
	}
	v->file = NULL;
}

/* A package of a lock file. */
typedef struct held {
	const locked *row;
	const file *lock;
} held;
typedef LIST(held) holdings;

/* What stays when only the archive's bytes change: for conda channel, subdir and file name, whatever the
 * host's spelling; for pip the address. */
static int cmp_archive(const locked *x, const locked *y)
{
	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	if (x->manager == MANAGER_PIP)
		return str_cmp(x->url, y->url);
	int c = str_cmp(x->file, y->file);
	if (c == 0)
		c = str_cmp(x->subdir, y->subdir);
	return c ? c : str_cmp(x->channel, y->channel);
}

static int by_archive(const void *px, const void *py)
{
	const held *x = px, *y = py;
	int c = cmp_archive(x->row, y->row);
	return c ? c : str_cmp(x->lock->path, y->lock->path);
}

static bool is_archive(const locked *p)
{
	return !p->is_virtual && !p->is_source && (p->manager == MANAGER_PIP ? p->url.n > 0 : p->channel.n > 0);
}

static bool is_same_blob(const file *f, const file *base)
{
	return base && f->src->oid.n > 0 && str_eq(f->src->oid, base->src->oid);
}

static const lock *lock_at_base(const side *base, const file *f)
{
	const file *old = side_file(base, f->path);
	if ((!old || !old->lock) && f->was.p)
		old = side_file(base, f->was);
	return old ? old->lock : NULL;
}

/* Of all locks of a side that changed, what is not as it was: a package whose own lock agrees needs no look. */
static holdings collect_fresh(arena *a, const side *s, const side *base)
{
	holdings out = { 0 };
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		if (!f->lock || is_same_blob(f, side_file(base, f->path)))
			continue;
		locked_list fresh = lock_fresh(a, f->lock, lock_at_base(base, f));
		for (ptrdiff_t k = 0; k < fresh.n; k++)
			if (is_archive(fresh.at[k]))
				*LIST_PUSH(a, &out) = (held){ fresh.at[k], f };
	}
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_archive);
	return out;
}

static bool has_archive(const holdings *sorted, const locked *p)
{
	ptrdiff_t lo = 0, hi = sorted->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = cmp_archive(sorted->at[mid].row, p);
		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

/* What all locks of the base have of the same archives. */
static holdings collect_same(arena *a, const side *base, const holdings *now)
{
	holdings out = { 0 };
	for (ptrdiff_t i = 0; i < base->files.n && now->n > 0; i++) {
		const file *f = &base->files.at[i];
		for (ptrdiff_t k = 0; f->lock && k < f->lock->packages.n; k++) {
			const locked *p = &f->lock->packages.at[k];
			if (is_archive(p) && has_archive(now, p))
				*LIST_PUSH(a, &out) = (held){ p, f };
		}
	}
	sort_runs(a, out.at, out.n, (ptrdiff_t)sizeof *out.at, by_archive);
	return out;
}

static bool contradict(str x, str y)
{
	return x.n > 0 && y.n > 0 && !str_eq_nocase(x, y);
}

/* What the base has of one archive, seen from one row of the head. */
typedef struct answer {
	const locked *other; /* a row whose hash is another; NULL when all is well */
	bool lost;           /* the same lock had a SHA-256, and has none now */
} answer;

/* One row that agrees is enough, but only the lock's own can excuse a lost SHA-256: the list beside it may
 * never have had one. */
static answer compare(const held *now, const held *base, ptrdiff_t n)
{
	const locked *other = NULL, *lost = NULL;
	bool agrees_own = false;
	ptrdiff_t agree = 0;
	for (ptrdiff_t i = 0; i < n; i++) {
		const locked *old = base[i].row;
		bool own = str_eq(base[i].lock->path, now->lock->path) ||
		           str_eq(base[i].lock->path, now->lock->was);
		if (contradict(old->md5, now->row->md5) || contradict(old->sha256, now->row->sha256))
			other = old;
		else if (own && old->sha256.n > 0 && now->row->sha256.n == 0)
			lost = old;
		else {
			agrees_own = agrees_own || own;
			agree++;
		}
	}
	if (agrees_own)
		return (answer){ 0 };
	if (lost)
		return (answer){ lost, true };
	return (answer){ agree ? NULL : other, false };
}

static str hash_of(const locked *p)
{
	return p->sha256.n > 0 ? p->sha256 : p->md5.n > 0 ? p->md5 : S("no hash");
}

static void report_rehashed(visit *v, const held *now, answer found)
{
	const locked *p = now->row;
	str old = hash_of(found.other), new = hash_of(p);
	if (str_eq(old, new)) { /* the SHA-256 agree, so the MD5 do not */
		old = found.other->md5;
		new = p->md5;
	}
	str name = p->manager == MANAGER_PIP ? p->url : p->file;
	v->file = now->lock;
	str evidence = arena_printf(v->a, "%.*s | %.*s | %.*s", SARG(p->url), SARG(old), SARG(new));
	finding *f = report_at(v, p->at, name, evidence, found.lost ? "'%.*s' has lost its SHA-256 (%.*s; now %.*s)"
	                                                            : "'%.*s' has another hash: it was %.*s, and is %.*s",
	                       SARG(name), SARG(old), SARG(new));
	if (!f)
		return;
	f->manager = p->manager;
	f->package = p->name;
	report_hint(v, f, "take the entry from the base again; if the archive was published anew, download it, compare "
	                  "(sha256sum), and have the lock made by a tool");
	report_detail(v, f, "url", p->url);
	report_detail(v, f, "was", old);
	report_detail(v, f, "now", new);
}

void rule_change_rehashed(visit *v)
{
	holdings now = collect_fresh(v->a, v->side, v->base), base = collect_same(v->a, v->base, &now);
	ptrdiff_t b = 0;
	const held *last = NULL;
	for (ptrdiff_t i = 0; i < now.n; i++) {
		const held *h = &now.at[i];
		while (b < base.n && cmp_archive(base.at[b].row, h->row) < 0)
			b++;
		ptrdiff_t end = b;
		enum { MAX_ASKED = 256 }; /* locks of one base that hold one archive */
		while (end < base.n && end < b + MAX_ASKED && cmp_archive(base.at[end].row, h->row) == 0)
			end++;
		answer found = compare(h, end > b ? base.at + b : NULL, end - b);
		bool again = last && last->lock == h->lock && cmp_archive(last->row, h->row) == 0 &&
		             str_eq(hash_of(last->row), hash_of(h->row));
		if (!found.other || again)
			continue;
		report_rehashed(v, h, found);
		last = h;
	}
	v->file = NULL;
}
