/* contenthash: see contenthash.h. What is hashed is Python's json.dumps(..., sort_keys=True) of the
 * specification, so this file is that text, key by key in the order of their names. Entries are
 * sorted by manager and name, keeping their order among equals. */
#include "read/contenthash.h"

#include "base/buf.h"
#include "base/sha256.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "read/contenthash_in.h"
#include "spec/channel.h"
#include "spec/matchspec.h"
#include "spec/pep508.h"

/* ---- Python's JSON ------------------------------------------------------------------------- */

static void put_code(buf *b, unsigned c)
{
	if (c >= 0x10000) {
		buf_printf(b, "\\u%04x", 0xD800u + ((c - 0x10000) >> 10));
		c = 0xDC00u + ((c - 0x10000) & 0x3FF);
	}
	buf_printf(b, "\\u%04x", c);
}

void hash_put_text(buf *b, str s)
{
	static const char plain[] = "\"\\\n\r\t\b\f", letter[] = "\"\\nrtbf";
	if (!s.p) {
		buf_put(b, S("null"));
		return;
	}
	buf_char(b, '"');
	for (ptrdiff_t i = 0; i < s.n;) {
		unsigned c = utf8_next(s, &i);
		ptrdiff_t special = c && c < 0x80 ? str_find_byte(str_of(plain), (char)c) : -1;
		if (special >= 0)
			buf_printf(b, "\\%c", letter[special]);
		else if (c >= 0x20 && c < 0x80)
			buf_char(b, (char)c);
		else
			put_code(b, c);
	}
	buf_char(b, '"');
}

static void put_texts(buf *b, const strs *list)
{
	buf_char(b, '[');
	for (ptrdiff_t i = 0; i < list->n; i++) {
		buf_put(b, i ? S(", ") : S(""));
		hash_put_text(b, list->at[i]);
	}
	buf_char(b, ']');
}

/* ---- entries ------------------------------------------------------------------------------- */

/* One dependency as conda-lock has it. */
typedef struct dependency {
	manager manager;
	str name, category, version, build, channel, markers, url, url_hash;
	strs extras;
} dependency;
typedef LIST(dependency) dependencies;

static void put_dependency(buf *b, const dependency *d)
{
	buf_char(b, '{');
	if (!d->url.p) {
		buf_put(b, S("\"build\": "));
		hash_put_text(b, d->build);
		buf_put(b, S(", "));
	}
	buf_put(b, S("\"category\": "));
	hash_put_text(b, d->category);
	if (!d->url.p) {
		buf_put(b, S(", \"conda_channel\": "));
		hash_put_text(b, d->channel);
	}
	buf_put(b, S(", \"extras\": "));
	put_texts(b, &d->extras);
	if (d->url.p) {
		buf_put(b, S(", \"hashes\": ["));
		hash_put_text(b, d->url_hash);
		buf_char(b, ']');
	} else {
		buf_put(b, S(", \"hash\": null"));
	}
	buf_put(b, d->manager == MANAGER_PIP ? S(", \"manager\": \"pip\"") : S(", \"manager\": \"conda\""));
	if (d->markers.p) {
		buf_put(b, S(", \"markers\": "));
		hash_put_text(b, d->markers);
	}
	buf_put(b, S(", \"name\": "));
	hash_put_text(b, d->name);
	buf_put(b, d->url.p ? S(", \"url\": ") : S(", \"version\": "));
	hash_put_text(b, d->url.p ? d->url : d->version);
	buf_char(b, '}');
}

static int by_manager_and_name(const void *x, const void *y)
{
	const dependency *a = x, *b = y;
	return a->manager != b->manager ? (a->manager < b->manager ? -1 : 1) : str_cmp(a->name, b->name);
}

static bool read_conda(arena *a, const spec *s, str category, dependency *out)
{
	if (!s->conda || !s->conda->name.p)
		return false;
	*out = (dependency){ .manager = MANAGER_CONDA, .category = category, .name = s->conda->name, .build = s->conda->build };
	out->version = s->conda->version.p ? s->conda->version : S("");
	/* matchspec has the channel canonical; conda-lock stores its canonical_name, which is the same
	 * but for URLs outside the alias. */
	str written = s->conda->rare->channel;
	channel c;
	if (!written.p)
		return true;
	if (!channel_read(a, written, &c))
		return false;
	out->channel = channel_name(a, &c);
	return true;
}

/* "==1", ">=1": what poetry's parser leaves as it is. Wildcards and ~= it rewrites. */
static bool is_simple(str specifier)
{
	str part;
	while (str_next(&specifier, ',', &part)) {
		str s = str_trim(part);
		if (str_starts(s, S("~=")) || str_starts(s, S("===")) || str_find_byte(s, '*') >= 0 || str_find_byte(s, '!') > 0)
			return false;
	}
	return true;
}

static bool read_url(arena *a, const requirement *r, dependency *out)
{
	if (!str_starts(r->url, S("https://")) && !str_starts(r->url, S("ssh://")))
		return false;
	ptrdiff_t mark = str_find_byte(r->url, '#');
	out->url = mark < 0 ? r->url : str_head(r->url, mark);
	str hash = arena_str(a, mark < 0 ? S("") : str_from(r->url, mark + 1));
	for (ptrdiff_t i = 0; i < hash.n; i++)
		if (hash.p[i] == '=')
			((char *)hash.p)[i] = ':';
	out->url_hash = hash;
	return true;
}

/* False: cannot be known. *keep says whether the entry counts for the platform. */
static bool read_pip(arena *a, const spec *s, str category, str platform, dependency *out, bool *keep)
{
	const requirement *r = s->pip;
	*keep = true;
	if (str_starts(s->raw, S("-e "))) {
		*keep = false;
		return true;
	}
	if (!r || !r->normalized.p || r->is_path || r->editable || str_find(s->raw, S("--")) >= 0)
		return false;
	*out = (dependency){ .manager = MANAGER_PIP, .category = category, .name = r->normalized };
	for (ptrdiff_t i = 0; i < r->extras_as_written.n; i++)
		*LIST_PUSH(a, &out->extras) = r->extras_as_written.at[i];
	if (r->marker_text.p) {
		out->markers = str_trim(str_from(s->raw, str_rfind_byte(s->raw, ';') + 1));
		int holds = hash_marker_holds(a, r, platform);
		*keep = holds != 0;
		if (holds < 0)
			return false;
	}
	if (r->url.p)
		return read_url(a, r, out);
	out->version = r->specifier.n ? r->specifier : S("*");
	return is_simple(r->specifier);
}

/* micromamba's sel() map, which conda-lock does not know and drops. */
static bool is_in_sel(const env *e, const spec *s)
{
	ptrdiff_t beg = s->at.beg;
	while (beg > 0 && e->src->bytes.p[beg - 1] != '\n')
		beg--;
	return str_starts(str_trim(str_sub(e->src->bytes, beg, s->at.beg)), S("- sel("));
}

static void add(arena *a, dependencies *list, dependency d, bool merged)
{
	for (ptrdiff_t i = 0; merged && i < list->n; i++)
		if (by_manager_and_name(&list->at[i], &d) == 0) {
			list->at[i] = d;
			return;
		}
	*LIST_PUSH(a, list) = d;
}

enum { MOST = 4000 }; /* entries of one lock's sources, since merging looks at all of them for each */

static bool has_raw(const env *e, str raw)
{
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (str_eq(e->specs.at[i].raw, raw))
			return true;
	return false;
}

/* A name with letters outside ASCII, which today's conda refuses and the one inside conda-lock takes.
 * Such an entry is no spec, but the problem about it has its text. */
static bool add_foreign(arena *a, const env *e, hash_input in, str category, dependencies *out)
{
	for (ptrdiff_t i = 0; i < e->problems.n; i++) {
		const problem *p = &e->problems.at[i];
		if (p->code != PROBLEM_HIDDEN_TEXT || p->manager != MANAGER_CONDA || has_raw(e, p->evidence))
			continue;
		for (ptrdiff_t k = 0; k < p->evidence.n; k++)
			if (str_find_byte(S(" =<>!~[]:;*,|()'\"#$"), p->evidence.p[k]) >= 0)
				return false;
		if (out->n >= MOST)
			return false;
		add(a, out, (dependency){ .manager = MANAGER_CONDA, .name = arena_lower(a, p->evidence), .category = category, .version = S("") }, in.merged);
	}
	return true;
}

static bool read_env(arena *a, const env *e, hash_input in, str platform, dependencies *out)
{
	unsigned on = hash_platform_bit(platform);
	str category = e->category.n ? e->category : S("main");
	for (int pass = MANAGER_CONDA; pass <= MANAGER_PIP; pass++) {
		for (ptrdiff_t i = 0; i < e->specs.n; i++) {
			const spec *s = &e->specs.at[i];
			dependency d;
			bool keep = true;
			if ((int)s->manager != pass || !(s->platforms & on) || is_in_sel(e, s))
				continue;
			bool known = pass == MANAGER_CONDA ? read_conda(a, s, category, &d) : read_pip(a, s, category, platform, &d, &keep);
			if (!known || out->n >= MOST)
				return false;
			if (keep)
				add(a, out, d, in.merged);
		}
	}
	if (!add_foreign(a, e, in, category, out))
		return false;
	if (e->has_pip_list)
		add(a, out, (dependency){ .manager = MANAGER_CONDA, .name = S("pip"), .category = S("main"), .version = S("*") }, in.merged);
	return true;
}

static bool is_readable(const env *e)
{
	for (ptrdiff_t i = 0; e && i < e->problems.n; i++)
		if (e->problems.at[i].code == PROBLEM_SYNTAX || e->problems.at[i].code == PROBLEM_NOT_PLAIN)
			return false;
	return e && e->complete && e->options.n == 0 && e->src;
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* {"url":"conda-forge","used_env_vars":[]}, itself a text in the outer JSON. */
static str channel_json(arena *a, str url)
{
	buf b = buf_sized(a, url.n + 64);
	buf_put(&b, S("{\"url\":"));
	hash_put_text(&b, url);
	buf_put(&b, S(",\"used_env_vars\":[]}"));
	return buf_str(&b);
}

/* The longest list counts, when all others are its end. */
static bool merge_channels(arena *a, hash_input in, strs *out)
{
	strs *lists = NEW_N(a, strs, in.n);
	ptrdiff_t longest = 0;
	for (ptrdiff_t i = 0; i < in.n; i++) {
		bool dropped = false;
		for (ptrdiff_t k = 0; k < in.of[i]->channels.n; k++) {
			str c = in.of[i]->channels.at[k].text;
			bool nodefaults = str_eq(c, S("nodefaults"));
			if ((nodefaults && dropped) || str_find_byte(c, '$') >= 0 || !envfile_is_ascii(c))
				return false;
			if (!nodefaults)
				*LIST_PUSH(a, &lists[i]) = c;
			dropped = dropped || nodefaults;
		}
		longest = lists[i].n > lists[longest].n ? i : longest;
	}
	for (ptrdiff_t i = 0; i < in.n; i++)
		for (ptrdiff_t k = 0, skip = lists[longest].n - lists[i].n; k < lists[i].n; k++)
			if (!str_eq(lists[i].at[k], lists[longest].at[skip + k]))
				return false;
	for (ptrdiff_t k = 0; in.n && k < lists[longest].n; k++)
		*LIST_PUSH(a, out) = channel_json(a, lists[longest].at[k]);
	return true;
}

static str digest_of(arena *a, str text)
{
	unsigned char digest[32];
	sha256 s;
	sha256_open(&s);
	sha256_add(&s, text);
	sha256_close(&s, digest);
	buf hex = buf_sized(a, 65);
	for (int i = 0; i < 32; i++)
		buf_printf(&hex, "%02x", digest[i]);
	return buf_str(&hex);
}

str content_hash_of(arena *a, hash_input in, str platform)
{
	dependencies all = { 0 };
	strs channels = { 0 }, repositories = { 0 };
	for (ptrdiff_t i = 0; i < in.n; i++)
		if (!is_readable(in.of[i]) || !read_env(a, in.of[i], in, platform, &all))
			return (str){ 0 };
	if (!in.n || !merge_channels(a, in, &channels) || !hash_pip_repositories(a, in, &repositories))
		return (str){ 0 };
	sort_runs(a, all.at, all.n, (ptrdiff_t)sizeof *all.at, by_manager_and_name);
	buf b = buf_new(a);
	buf_put(&b, S("{\"channels\": "));
	put_texts(&b, &channels);
	if (repositories.n) {
		buf_put(&b, S(", \"pip_repositories\": "));
		put_texts(&b, &repositories);
	}
	buf_put(&b, S(", \"specs\": ["));
	for (ptrdiff_t i = 0; i < all.n; i++) {
		buf_put(&b, i ? S(", ") : S(""));
		put_dependency(&b, &all.at[i]);
	}
	buf_put(&b, S("], \"virtual_package_hash\": "));
	if (!hash_put_virtual(&b, platform))
		return (str){ 0 };
	buf_char(&b, '}');
	return digest_of(a, buf_str(&b));
}

str content_hash_word(arena *a, const lock *l, const env *const *sources, ptrdiff_t n)
{
	bool same = true;
	for (ptrdiff_t i = 0; i < l->hashes.n; i++) {
		str hash = content_hash_of(a, (hash_input){ sources, n, true }, l->hashes.at[i].platform);
		if (!hash.p)
			return (str){ 0 };
		same = same && str_eq(hash, l->hashes.at[i].hash);
	}
	if (!l->hashes.n)
		return (str){ 0 };
	return same ? S("same") : S("differs");
}
