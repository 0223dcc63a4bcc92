/* indexfile: see indexfile.h. One walk over the entries checks every bound, the order and all bits once,
 * and notes where each entry begins; all later questions are binary searches that cannot fail.
 *
 * The format is git's Documentation/gitformat-index.txt: a header of 12 bytes; entries of ten numbers of
 * four bytes, an id, 16 bits of flags and 16 more from version 3 on; a name; extensions; a checksum. */
#include "edge/indexfile.h"

#include "base/limits.h"

#include <string.h>

enum {
	HEADER_BYTES = 12,
	MODE_AT = 24,
	ID_AT = 40,
	FLAGS_AT = 60,
	MORE_FLAGS_AT = 62,
	FLAG_EXTENDED = 0x4000,
	FLAG_STAGE = 0x3000,
	FLAG_NAME = 0x0fff,     /* the name's length; all ones: longer than that */
	MORE_KNOWN = 0x6000,
	MORE_INTENT = 0x2000,
	MORE_SKIP = 0x4000,
	MAX_INDEX_BYTES = 1024 * 1024 * 1024,
	MAX_VARINT_BYTES = 5,
};

static uint32_t u32(str s, ptrdiff_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static unsigned u16(str s, ptrdiff_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	return (unsigned)p[0] << 8 | p[1];
}

/* Folders (mode 040000) stand only in a sparse index. */
static bool is_known_mode(unsigned mode)
{
	return mode == 0100644 || mode == 0100755 || mode == 0120000 || mode == 0160000;
}

typedef struct walk {
	arena *a;
	str s;               /* without the checksum */
	ptrdiff_t at;
	indexfile *x;
	uint32_t *starts;
	str *paths;          /* version 4 */
	str before;
	int stage_before;
} walk;

static ptrdiff_t head_bytes(unsigned flags) { return flags & FLAG_EXTENDED ? MORE_FLAGS_AT + 2 : MORE_FLAGS_AT; }

/* The name of versions 2 and 3: with one to eight NULs behind it that round the entry up to eight bytes. */
static bool plain_name(walk *w, unsigned flags, str *name)
{
	ptrdiff_t beg = w->at + head_bytes(flags), n = flags & FLAG_NAME;
	if (n == FLAG_NAME) {
		str rest = str_sub(w->s, beg, beg + MAX_PATH_BYTES + 1);
		n = str_find_byte(rest, '\0');
		if (n < FLAG_NAME)
			return false;
	}
	ptrdiff_t next = w->at + ((beg - w->at + n + 8) & ~(ptrdiff_t)7);
	if (n == 0 || next > w->s.n || memchr(w->s.p + beg, 0, (size_t)n))
		return false;
	for (ptrdiff_t i = beg + n; i < next; i++)
		if (w->s.p[i])
			return false;
	*name = (str){ w->s.p + beg, n };
	w->at = next;
	return true;
}

/* git's offset encoding: seven bits a byte, most significant first, one added for each further byte. */
static bool varint(str s, ptrdiff_t *at, ptrdiff_t *out)
{
	ptrdiff_t value = 0;
	for (int i = 0; i < MAX_VARINT_BYTES && *at < s.n; i++) {
		unsigned char c = (unsigned char)s.p[(*at)++];
		value = (value << 7) | (c & 0x7f);
		if (!(c & 0x80)) {
			*out = value;
			return true;
		}
		value++;
	}
	return false;
}

/* The name of version 4: how many bytes to take off the one before, and what follows instead. */
static bool packed_name(walk *w, unsigned flags, str *name)
{
	ptrdiff_t at = w->at + head_bytes(flags), drop;
	if (!varint(w->s, &at, &drop) || drop > w->before.n)
		return false;
	str rest = str_sub(w->s, at, at + MAX_PATH_BYTES + 1);
	ptrdiff_t n = str_find_byte(rest, '\0'), keep = w->before.n - drop;
	if (n < 0 || keep + n == 0 || keep + n > MAX_PATH_BYTES)
		return false;
	char *p = arena_alloc(w->a, keep + n, 1);
	if (keep)
		memcpy(p, w->before.p, (size_t)keep);
	memcpy(p + keep, rest.p, (size_t)n);
	*name = (str){ p, keep + n };
	w->at = at + n + 1;
	return true;
}

static bool is_known_extended(walk *w, unsigned flags)
{
	if (!(flags & FLAG_EXTENDED))
		return true;
	unsigned more = w->at + MORE_FLAGS_AT + 2 <= w->s.n ? u16(w->s, w->at + MORE_FLAGS_AT) : ~0u;
	w->x->has_intents = w->x->has_intents || (more & MORE_INTENT);
	return w->x->version >= 3 && !(more & ~(unsigned)MORE_KNOWN);
}

static bool one_entry(walk *w, ptrdiff_t i)
{
	str name = { 0 };
	if (w->at + MORE_FLAGS_AT > w->s.n)
		return false;
	unsigned flags = u16(w->s, w->at + FLAGS_AT);
	if (!is_known_mode(u32(w->s, w->at + MODE_AT)) || !is_known_extended(w, flags))
		return false;
	w->starts[i] = (uint32_t)w->at;
	if (!(w->x->version == 4 ? packed_name(w, flags, &name) : plain_name(w, flags, &name)))
		return false;
	int stage = (int)(flags & FLAG_STAGE) >> 12;
	int order = i ? str_cmp(w->before, name) : -1;
	if (order > 0 || (order == 0 && w->stage_before >= stage))
		return false;
	w->x->has_conflicts = w->x->has_conflicts || stage > 0;
	w->before = name;
	w->stage_before = stage;
	if (w->paths)
		w->paths[i] = name;
	return true;
}

/* An extension whose name begins with a capital may be passed over. */
static bool extensions(walk *w)
{
	while (w->at < w->s.n) {
		if (w->s.n - w->at < 8)
			return false;
		str name = str_sub(w->s, w->at, w->at + 4);
		ptrdiff_t size = u32(w->s, w->at + 4);
		if (name.p[0] < 'A' || name.p[0] > 'Z' || size > w->s.n - w->at - 8)
			return false;
		if (str_eq(name, S("TREE")))
			w->x->cache_tree = str_sub(w->s, w->at + 8, w->at + 8 + size);
		w->at += 8 + size;
	}
	return true;
}

bool indexfile_read(arena *a, str bytes, indexfile *out)
{
	*out = (indexfile){ .bytes = bytes };
	if (bytes.n < HEADER_BYTES + INDEX_ID_BYTES || bytes.n > MAX_INDEX_BYTES || !str_starts(bytes, S("DIRC")))
		return false;
	uint32_t version = u32(bytes, 4);
	ptrdiff_t n = u32(bytes, 8);
	/* The least an entry takes: its numbers, and in version 4 a name of two bytes with its NUL. */
	if (version < 2 || version > 4 || n > bytes.n / MORE_FLAGS_AT)
		return false;
	out->version = (int)version;
	walk w = { .a = a, .s = str_head(bytes, bytes.n - INDEX_ID_BYTES), .at = HEADER_BYTES, .x = out,
		   .starts = NEW_N(a, uint32_t, n) };
	w.paths = version == 4 ? NEW_N(a, str, n) : NULL;
	for (; out->n < n; out->n++)
		if (!one_entry(&w, out->n))
			return false;
	out->at = w.starts;
	out->paths = w.paths;
	return extensions(&w);
}

str indexfile_path(const indexfile *x, ptrdiff_t i)
{
	if (x->paths)
		return x->paths[i];
	unsigned flags = u16(x->bytes, x->at[i] + FLAGS_AT);
	const char *p = x->bytes.p + x->at[i] + head_bytes(flags);
	ptrdiff_t n = flags & FLAG_NAME;
	return n < FLAG_NAME ? (str){ p, n } : str_of(p); /* the walk has seen its NUL */
}

index_entry indexfile_entry(const indexfile *x, ptrdiff_t i)
{
	ptrdiff_t at = x->at[i];
	unsigned flags = u16(x->bytes, at + FLAGS_AT);
	unsigned more = flags & FLAG_EXTENDED ? u16(x->bytes, at + MORE_FLAGS_AT) : 0;
	return (index_entry){
		.path = indexfile_path(x, i),
		.id = (const unsigned char *)x->bytes.p + at + ID_AT,
		.mode = u32(x->bytes, at + MODE_AT),
		.stage = (int)(flags & FLAG_STAGE) >> 12,
		.intent_to_add = more & MORE_INTENT,
		.skip_worktree = more & MORE_SKIP,
	};
}

ptrdiff_t indexfile_seek(const indexfile *x, str path)
{
	ptrdiff_t lo = 0, hi = x->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (str_cmp(indexfile_path(x, mid), path) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A number in decimal, with end behind it. -1 is the only negative one git writes. */
static bool decimal(str *rest, char end, long *out)
{
	enum { MAX_DIGITS = 9 };
	bool negative = rest->n > 0 && rest->p[0] == '-';
	ptrdiff_t i = negative, digits = 0;
	long value = 0;
	for (; i < rest->n && is_digit(rest->p[i]) && digits < MAX_DIGITS; i++, digits++)
		value = value * 10 + (rest->p[i] - '0');
	if (digits == 0 || i >= rest->n || rest->p[i] != end || (negative && value != 1))
		return false;
	*out = negative ? -1 : value;
	*rest = str_from(*rest, i + 1);
	return true;
}

bool cached_tree_next(str *rest, cached_tree *out)
{
	*out = (cached_tree){ 0 };
	str s = *rest;
	ptrdiff_t end = str_find_byte(s, '\0');
	if (end < 0 || end > MAX_PATH_BYTES)
		return false;
	out->name = str_head(s, end);
	s = str_from(s, end + 1);
	if (!decimal(&s, ' ', &out->entries) || !decimal(&s, '\n', &out->folders) || out->folders < 0)
		return false;
	if (out->entries >= 0) {
		if (s.n < INDEX_ID_BYTES)
			return false;
		out->id = (const unsigned char *)s.p;
		s = str_from(s, INDEX_ID_BYTES);
	}
	out->inside = s;
	*rest = s;
	return true;
}

/* Flat, so that no depth of folders matters: each cached tree announces how many follow it. */
bool cached_tree_skip(const cached_tree *t, str *rest)
{
	*rest = t->inside;
	for (long left = t->folders; left > 0; left--) {
		cached_tree sub;
		if (!cached_tree_next(rest, &sub) || sub.folders > rest->n)
			return false;
		left += sub.folders;
	}
	return true;
}
