/* lock_place: whether a lock's rows contradict themselves.
 *
 * Installers fetch the address and check the hash; people read the name and the version. A row in which
 * the two disagree was not written by a tool. What the file name says is compared percent-decoded
 * ("1%21164" is version 1!164) and pip's by PEP 503 and PEP 440. Hashes: one good one is enough (channels
 * that publish MD5 only leave sha256: null), a reference at a full commit needs none, an @EXPLICIT list and
 * pixi's pip packages may have none, and a path on this machine has none.
 *
 * A build stands in a conda-lock file nowhere but in the address, so an edited one contradicts nothing on its
 * row; but then the row bears the hash that the base has for another file, and one archive has one name. Nor does
 * an emptied list of needs, but for the list that the base has for the same archive. */
#include "gate/rule.h"

#include "gate/lock_fresh.h"
#include "gate/lock_words.h"
#include "gate/satisfy.h"

#include "spec/channel.h"
#include "spec/pep508.h"

#include <stdlib.h>

/* A row and what is wrong with it. */
typedef struct fault {
	const locked *row;
	str what;    /* "its address says version 1.2" */
	ptrdiff_t order;
} fault;
typedef LIST(fault) faults;

/* Without a way out of the loop, so that a compiler takes many digits at once. */
static bool is_hex_of(str s, ptrdiff_t n)
{
	unsigned char bad = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i], digit = (unsigned char)(c - '0');
		unsigned char letter = (unsigned char)((c | 0x20) - 'a'); /* 0x20: to lower case */
		bad |= (unsigned char)((digit > 9) & (letter > 5));
	}
	return s.n == n && !bad;
}

/* Of two texts for one thing. Absent ones say nothing. */
static str differ(arena *a, const char *thing, str row, str other, const char *who)
{
	if (!row.p || !other.p || str_eq(row, other))
		return (str){ 0 };
	return arena_printf(a, "it says %s '%.*s', and its %s says '%.*s'", thing, SARG(row), who, SARG(other));
}

static str first_of(const str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (texts[i].p)
			return texts[i];
	return (str){ 0 };
}

/* In pixi.lock 7 a platform may have a name of its own ("p2"), and then its bit tells which subdir it is. */
static str wrong_subdir(arena *a, const locked *p)
{
	if (!p->subdir.p || p->platform.n == 0 || str_eq(p->subdir, S("noarch")))
		return (str){ 0 };
	if (locked_bit(p->platform) == 0 && locked_bit(p->subdir) == p->on)
		return (str){ 0 };
	return differ(a, "platform", p->platform, p->subdir, "address");
}

/* An early pixi wrote the platform into the subdir field of noarch packages (prefix-dev/pixi
 * d04a4e0d6 has 58 of them). */
static str wrong_field_subdir(arena *a, const locked *p)
{
	if (str_eq(p->subdir, S("noarch")))
		return (str){ 0 };
	return differ(a, "subdir", p->field_subdir, p->subdir, "address");
}

static str wrong_conda(arena *a, const locked *p)
{
	if (!p->url.p || p->is_source)
		return (str){ 0 };
	if (!p->from_name.p)
		return S("its address names no package: the file is not NAME-VERSION-BUILD");
	str name = str_eq(p->name, p->from_name) ? p->name : arena_lower(a, p->from_name);
	const str wrong[] = {
		differ(a, "name", p->name, name, "address"),
		differ(a, "version", p->version, p->from_version, "address"),
		differ(a, "build", p->field_build, p->from_build, "address"),
		wrong_field_subdir(a, p),
		differ(a, "file name", p->field_file, p->file, "address"),
		wrong_subdir(a, p),
	};
	return first_of(wrong, sizeof wrong / sizeof wrong[0]);
}

/* The last part of an address, without '#' and '?', decoded. */
static str file_of(arena *a, str address)
{
	ptrdiff_t hash = str_find_byte(address, '#');
	str front = hash < 0 ? address : str_head(address, hash);
	ptrdiff_t query = str_find_byte(front, '?');
	front = query < 0 ? front : str_head(front, query);
	if (!has_scheme(front)) /* a path, as Windows writes it */
		front = str_from(front, str_rfind_byte(front, '\\') + 1);
	return percent_decode(a, str_from(front, str_rfind_byte(front, '/') + 1));
}

static bool is_same_version(arena *a, str x, str y)
{
	const pep440_version *v = pep440_parse(a, x, NULL), *w = pep440_parse(a, y, NULL);
	return !v || !w || pep440_cmp(v, w) == 0;
}

/* PEP 427: name-version-..., where pip refuses a wheel whose name is not what was asked for. Source
 * archives are called what their authors like, so nothing is concluded from those. */
static str wrong_wheel(arena *a, const locked *p)
{
	str last = file_of(a, p->url), rest = last, name, version;
	if (!str_ends(last, S(".whl")) || !str_next(&rest, '-', &name) || !str_next(&rest, '-', &version))
		return (str){ 0 };
	str normal = pep503_normalize(a, name);
	str wrong = differ(a, "name", p->name, normal, "address");
	if (wrong.p || !p->version.p || is_same_version(a, p->version, version))
		return wrong;
	return differ(a, "version", p->version, version, "address");
}

static bool is_vcs(str address)
{
	static const str heads[] = { S_INIT("git+"), S_INIT("hg+"), S_INIT("svn+"), S_INIT("bzr+") };
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (str_starts(address, heads[i]))
			return true;
	return false;
}

static bool is_remote(str address)
{
	return has_scheme(address) && !str_starts(address, S("file:"));
}

/* conda-lock writes a reference's commit where a hash belongs, so hashes of references are not looked at.
 * pixi asks pip's indexes for hashes, and not every index has them. */
static bool wants_hash(const locked *p, file_kind kind)
{
	return kind == FILE_CONDA_LOCK || (kind == FILE_PIXI_LOCK && p->manager == MANAGER_CONDA);
}

static str wrong_hash(arena *a, const locked *p, bool wanted)
{
	if (p->url.p && is_vcs(p->url))
		return locked_commit(p->url).p || !wanted ? (str){ 0 } : S("it has no full commit id");
	if (p->md5.n > 0 && !is_hex_of(p->md5, 32)) /* digits of an MD5 */
		return arena_printf(a, "'%.*s' is no MD5", SARG(p->md5));
	if (p->sha256.n > 0 && !is_hex_of(p->sha256, 64)) /* and of a SHA-256 */
		return arena_printf(a, "'%.*s' is no SHA-256", SARG(p->sha256));
	bool has_one = p->md5.n > 0 || p->sha256.n > 0;
	bool local = p->is_source || !p->url.p || !is_remote(p->url);
	return has_one || local || !wanted ? (str){ 0 } : S("it has no hash");
}

static str wrong_row(arena *a, const locked *p, file_kind kind)
{
	if (p->is_virtual)
		return (str){ 0 };
	str wrong = { 0 };
	if (p->manager == MANAGER_CONDA)
		wrong = wrong_conda(a, p);
	else if (p->url.p && !is_vcs(p->url))
		wrong = wrong_wheel(a, p);
	return wrong.p ? wrong : wrong_hash(a, p, wants_hash(p, kind));
}

/* A conda row by one of its hashes. */
typedef struct hashed {
	str hash;
	const locked *row;
} hashed;
typedef LIST(hashed) hashes;

/* Rows of one package whose address was edited: same name, same hash. */
static int cmp_edited(const hashed *x, const hashed *y)
{
	int c = str_cmp(x->row->name, y->row->name);
	return c ? c : str_cmp(x->hash, y->hash);
}

static int by_hash(const void *px, const void *py)
{
	const hashed *x = px, *y = py;
	int c = cmp_edited(x, y);
	return c ? c : str_cmp(x->row->file, y->row->file);
}

static str hash_of(const locked *p, bool sha)
{
	return sha ? p->sha256 : p->md5;
}

static bool has_archive(const locked *p)
{
	return p->manager == MANAGER_CONDA && !p->is_virtual && !p->is_source && p->file.p;
}

/* Whether a sorted list has this hash under this name; NULL: it is not asked. */
static bool has_edited(const hashes *sorted, const hashed *h)
{
	ptrdiff_t lo = 0, hi = sorted ? sorted->n : 0;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		int c = cmp_edited(&sorted->at[mid], h);
		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return !sorted;
}

/* Of the rows that wanted (NULL: any) has too. */
static hashes hashes_of(arena *a, const locked_list *rows, bool sha, const hashes *wanted)
{
	hashes out = { 0 };
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		hashed h = { hash_of(rows->at[i], sha), rows->at[i] };
		if (has_archive(h.row) && h.hash.n > 0 && has_edited(wanted, &h))
			*LIST_PUSH(a, &out) = h;
	}
	if (out.n > 1)
		qsort(out.at, (size_t)out.n, sizeof *out.at, by_hash);
	return out;
}

/* Both lists are in order of name, hash and file. A hash that both have, but not for this file. */
static void find_borrowed(arena *a, const hashes *now, const hashes *base, faults *out)
{
	ptrdiff_t b = 0;
	for (ptrdiff_t i = 0; i < now->n; i++) {
		const hashed *h = &now->at[i];
		while (b < base->n && cmp_edited(&base->at[b], h) < 0)
			b++;
		ptrdiff_t k = b;
		while (k < base->n && cmp_edited(&base->at[k], h) == 0 && str_cmp(base->at[k].row->file, h->row->file) < 0)
			k++;
		bool known = b < base->n && cmp_edited(&base->at[b], h) == 0;
		if (!known || (k < base->n && by_hash(&base->at[k], h) == 0))
			continue;
		str what = arena_printf(a, "its hash is the one that the base has for '%.*s'", SARG(base->at[b].row->file));
		*LIST_PUSH(a, out) = (fault){ h->row, what, out->n };
	}
}

/* Of one archive: the fewest needs that the base lists for it; -1: the base has not got it. *b moves on. */
static ptrdiff_t fewest_needs(const hashes *base, const hashed *h, ptrdiff_t *b)
{
	ptrdiff_t fewest = -1;
	while (*b < base->n && by_hash(&base->at[*b], h) < 0)
		++*b;
	enum { MAX_EQUAL = 64 }; /* platforms and categories that share an archive */
	for (ptrdiff_t k = *b; k < base->n && k - *b < MAX_EQUAL && by_hash(&base->at[k], h) == 0; k++) {
		ptrdiff_t n = base->at[k].row->needs_n;
		fewest = fewest < 0 || n < fewest ? n : fewest;
	}
	return fewest;
}

static ptrdiff_t count_kept(const hashes *now, const hashes *base)
{
	ptrdiff_t kept = 0, b = 0;
	for (ptrdiff_t i = 0; i < now->n; i++)
		kept += fewest_needs(base, &now->at[i], &b) > 0 && now->at[i].row->needs_n > 0;
	return kept;
}

/* What a change of a lock is judged by, for one of the two hashes. */
typedef struct edit {
	arena *a;
	const locked_list *now_all, *base_all;
	hashes now, base; /* the rows that are not as they were, and what the base has under their hashes */
	bool sha;
} edit;

/* A list that was emptied hides what is below it. Channels patch lists, and none has been seen to empty one
 * (docs/design/real-repositories.md); a mamba that loses lists loses most of them, and nothing is said. */
static void find_emptied(const edit *e, faults *out)
{
	faults found = { 0 };
	ptrdiff_t b = 0;
	for (ptrdiff_t i = 0; i < e->now.n; i++) {
		const hashed *h = &e->now.at[i];
		ptrdiff_t fewest = fewest_needs(&e->base, h, &b);
		if (fewest <= 0 || h->row->needs_n > 0 || !h->row->has_needs)
			continue;
		str what = arena_printf(e->a, "it needs nothing, and the base has a list of %td for the same file", fewest);
		*LIST_PUSH(e->a, &found) = (fault){ h->row, what, i };
	}
	if (found.n == 0)
		return;
	hashes now = hashes_of(e->a, e->now_all, e->sha, NULL), base = hashes_of(e->a, e->base_all, e->sha, NULL);
	ptrdiff_t kept = count_kept(&now, &base);
	for (ptrdiff_t i = 0; i < found.n && found.n <= kept; i++) {
		*LIST_PUSH(e->a, out) = found.at[i];
		out->at[out->n - 1].order = out->n - 1;
	}
}

static void add_edited(const visit *v, faults *out)
{
	const side *before = v->side->before;
	const file *base = before ? side_file(before, v->file->path) : NULL;
	if (before && v->file->was.p && (!base || !base->lock))
		base = side_file(before, v->file->was);
	if (!base || !base->lock || str_eq(base->src->oid, v->file->src->oid))
		return;
	locked_list fresh = lock_fresh(v->a, v->file->lock, base->lock);
	if (fresh.n == 0)
		return;
	locked_list now_all = lock_fresh(v->a, v->file->lock, NULL), base_all = lock_fresh(v->a, base->lock, NULL);
	for (int sha = 0; sha < 2; sha++) {
		edit e = { .a = v->a, .now_all = &now_all, .base_all = &base_all, .sha = sha };
		e.now = hashes_of(v->a, &fresh, sha, NULL);
		e.base = hashes_of(v->a, &base_all, sha, &e.now);
		find_borrowed(v->a, &e.now, &e.base, out);
		find_emptied(&e, out);
	}
}

/* Rows of one record (pixi has one for each environment that uses it) stand together. */
static int by_fault(const void *px, const void *py)
{
	const fault *x = px, *y = py;
	int c = (x->row->at.beg > y->row->at.beg) - (x->row->at.beg < y->row->at.beg);
	if (c == 0)
		c = str_cmp(x->what, y->what);
	return c ? c : (x->order > y->order) - (x->order < y->order);
}

static void report_fault(visit *v, const fault *f)
{
	const locked *p = f->row;
	str where = p->platform.n ? arena_printf(v->a, "%.*s@%.*s", SARG(p->name), SARG(p->platform)) : p->name;
	str evidence = arena_printf(v->a, "%.*s %.*s | %.*s | %.*s %.*s", SARG(p->name), SARG(p->version), SARG(p->url),
	                            SARG(p->md5), SARG(p->sha256));
	finding *found = report_at(v, p->at, where, evidence, "'%.*s' contradicts itself: %.*s", SARG(where),
	                           SARG(f->what));
	if (!found)
		return;
	found->manager = p->manager;
	found->package = p->name;
	report_hint(v, found, "take the entry from the base again (git checkout BASE -- '%.*s') and let a tool make "
	                      "the lock anew",
	            SARG(v->file->path));
	report_detail(v, found, "url", p->url);
}

void rule_lock_tampered(visit *v)
{
	const lock *l = v->file->lock;
	faults all = { 0 };
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		str what = wrong_row(v->a, &l->packages.at[i], v->file->kind);
		if (what.p)
			*LIST_PUSH(v->a, &all) = (fault){ &l->packages.at[i], what, all.n };
	}
	add_edited(v, &all);
	if (all.n > 1)
		qsort(all.at, (size_t)all.n, sizeof *all.at, by_fault);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		bool again = i > 0 && all.at[i - 1].row->at.beg == all.at[i].row->at.beg &&
		             str_eq(all.at[i - 1].what, all.at[i].what);
		if (!again)
			report_fault(v, &all.at[i]);
	}
}
