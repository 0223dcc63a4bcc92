/* diff_channels: what happened to the channel list, whose order is a priority.
 *
 * Channels are compared by the URL they stand for, not by name: that is what decides who ships the
 * packages. A channel is reported as moved when it gained priority over another one; those that
 * only made room are not. nodefaults is a switch and no place, so it takes no part in the order. */
#include "gate/diff.h"

#include <stdlib.h>

typedef struct place_in {
	str url;
	const item *item;
	ptrdiff_t rank; /* among all of its list, 0 first */
	ptrdiff_t common; /* among those that both lists have; -1: the other list has it not */
} place_in;
typedef LIST(place_in) places;

static bool is_folder(str channel)
{
	return str_starts(channel, S("/")) || str_starts(channel, S("./")) ||
	       str_starts(channel, S("../")) || str_starts(channel, S("~"));
}

static bool is_nodefaults(str channel)
{
	return str_eq(channel, S("nodefaults"));
}

/* "https://evil.example#@conda.anaconda.org" goes to evil.example: whatever ends the authority for
 * urllib3, which conda asks, ends it here. */
static ptrdiff_t authority_end(str rest)
{
	ptrdiff_t n = 0;
	while (n < rest.n && str_find_byte(S("/?#\\"), rest.p[n]) < 0)
		n++;
	return n;
}

/* "https://host.:443" is https://host: the port that the scheme has anyway, the dot of the root. */
static str without_usual_port(str start)
{
	ptrdiff_t colon = str_rfind_byte(start, ':');
	str port = str_from(start, colon + 1);
	if (str_eq(port, S("")) || (str_eq(port, S("443")) && str_starts(start, S("https:"))) ||
	    (str_eq(port, S("80")) && str_starts(start, S("http:"))))
		start = str_head(start, colon);
	bool root = start.n > 1 && str_ends(start, S(".")) && is_alnum(start.p[start.n - 2]);
	return root ? str_head(start, start.n - 1) : start;
}

str channel_url(arena *a, str channel)
{
	channel = str_trim(channel);
	while (channel.n > 1 && str_ends(channel, S("/")))
		channel = str_head(channel, channel.n - 1);
	ptrdiff_t scheme = str_find(channel, S("://"));
	if (scheme >= 0) {
		str rest = str_from(channel, scheme + 3);
		ptrdiff_t n = authority_end(rest);
		str before = arena_lower(a, str_head(channel, scheme + 3 + n));
		return arena_cat(a, without_usual_port(before), str_from(rest, n));
	}
	if (is_folder(channel) || is_nodefaults(channel))
		return channel;
	if (str_eq(channel, S("local")))
		return S("file://local");
	/* conda's defaults: context.default_channels and context.channel_alias */
	bool ours = str_eq(channel, S("defaults")) || str_starts(channel, S("pkgs/"));
	str below = ours ? S("https://repo.anaconda.com/") : S("https://conda.anaconda.org/");
	return arena_cat(a, below, channel);
}

str channel_host(arena *a, str channel)
{
	str url = channel_url(a, channel);
	if (is_nodefaults(url))
		return S("");
	if (is_folder(url) || str_starts(url, S("file:")))
		return S("file");
	str rest = str_from(url, str_find(url, S("://")) + 3);
	str host = str_head(rest, authority_end(rest));
	return str_from(host, str_rfind_byte(host, '@') + 1); /* user:password@ is no part of it */
}

static int by_url(const void *px, const void *py)
{
	const place_in *x = px, *y = py;
	int c = str_cmp(x->url, y->url);
	return c ? c : (x->rank > y->rank) - (x->rank < y->rank);
}

static int same_url(const void *px, const void *py)
{
	return str_cmp(((const place_in *)px)->url, ((const place_in *)py)->url);
}

static int by_rank(const void *px, const void *py)
{
	const place_in *x = px, *y = py;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static void sort_places(places *p, int (*order)(const void *, const void *))
{
	if (p->n > 1)
		qsort(p->at, (size_t)p->n, sizeof *p->at, order);
}

/* By URL, each once: the first of a name that is given twice is the one that counts. */
static places places_of(arena *a, const env *e)
{
	places out = { 0 };
	for (ptrdiff_t i = 0; e && i < e->channels.n; i++) {
		const item *it = &e->channels.at[i];
		str url = channel_url(a, it->text);
		*LIST_PUSH(a, &out) = (place_in){ .url = url, .item = it, .rank = i, .common = -1 };
	}
	sort_places(&out, by_url);
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < out.n; i++)
		if (kept == 0 || !str_eq(out.at[i].url, out.at[kept - 1].url))
			out.at[kept++] = out.at[i];
	out.n = kept;
	return out;
}

/* Numbers what both lists have, each in its own order. */
static void number_common(places *x, const places *other)
{
	for (ptrdiff_t i = 0; i < x->n; i++) {
		place_in *p = &x->at[i];
		bool both = other->n && !is_nodefaults(p->url) &&
		            bsearch(p, other->at, (size_t)other->n, sizeof *p, same_url) != NULL;
		p->common = both ? 0 : -1;
	}
	sort_places(x, by_rank);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < x->n; i++)
		if (x->at[i].common >= 0)
			x->at[i].common = n++;
	sort_places(x, by_url);
}

static change *push(arena *a, changes *out, const change *like, change_kind kind, const place_in *p)
{
	change *c = LIST_PUSH(a, out);
	*c = *like;
	c->topic = TOPIC_CHANNEL;
	c->kind = kind;
	c->package = p->item->text;
	c->direct = true;
	c->at = p->item->at;
	return c;
}

static str ordinal(arena *a, ptrdiff_t rank)
{
	return arena_printf(a, "#%td", rank + 1);
}

void diff_channels(arena *a, const env *base, const env *head, const change *like, changes *out)
{
	places was = places_of(a, base), now = places_of(a, head);
	number_common(&was, &now);
	number_common(&now, &was);
	ptrdiff_t i = 0, j = 0;
	while (i < was.n || j < now.n) {
		const place_in *b = i < was.n ? &was.at[i] : NULL;
		const place_in *h = j < now.n ? &now.at[j] : NULL;
		int c = !b ? 1 : !h ? -1 : str_cmp(b->url, h->url);
		i += c <= 0;
		j += c >= 0;
		if (c < 0) {
			push(a, out, like, CHANGE_REMOVED, b)->before = ordinal(a, b->rank);
		} else if (c > 0) {
			push(a, out, like, CHANGE_ADDED, h)->after = ordinal(a, h->rank);
		} else if (h->common < b->common) {
			/* By whole lists, one below a new channel would move "up" from #2 to #3. */
			change *moved = push(a, out, like, CHANGE_MOVED, h);
			moved->before = ordinal(a, b->common);
			moved->after = ordinal(a, h->common);
		}
	}
}
