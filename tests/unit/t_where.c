/* t_where: which addresses lie below a channel, and which only look so. */
#include "rows.h"

#include "gate/diff.h"
#include "gate/where.h"

typedef struct row {
	const char *name, *url, *channel;
	bool below, wide; /* by WHERE_EXACT, by WHERE_WIDE */
} row;

static const row rows[] = {
	/* names and their addresses */
	{ "a name is below itself", "conda-forge", "conda-forge", true, true },
	{ "its address is the same", "https://conda.anaconda.org/conda-forge/", "conda-forge", true, true },
	{ "and the other way round", "conda-forge", "https://conda.anaconda.org/conda-forge", true, true },
	{ "a package below it", "https://conda.anaconda.org/conda-forge/linux-64/numpy-1.26.0-py310_0.conda", "conda-forge", true, true },
	{ "a label lies below", "conda-forge/label/broken", "conda-forge", true, true },
	{ "but not above", "conda-forge", "conda-forge/label/broken", false, false },
	{ "a longer name is another channel", "conda-forge-evil", "conda-forge", false, false },
	{ "only whole parts count", "https://conda.anaconda.org/conda-forgery/linux-64/a.conda", "conda-forge", false, false },
	{ "conda's name equality does not", "https://evil.example/conda-forge", "conda-forge", false, false },
	{ "nor a channel of that name inside another", "evil/conda-forge", "conda-forge", false, false },
	{ "a whole host", "bioconda", "https://conda.anaconda.org", true, true },
	/* defaults */
	{ "main is of defaults", "https://repo.anaconda.com/pkgs/main/linux-64/a.conda", "defaults", true, true },
	{ "r by its name", "pkgs/r", "defaults", true, true },
	{ "defaults itself", "defaults", "defaults", true, true },
	{ "defaults is more than main", "defaults", "pkgs/main", false, true },
	{ "a copy elsewhere is not", "https://evil.example/pkgs/main", "defaults", false, false },
	{ "nor a user of that name", "https://conda.anaconda.org/main", "defaults", false, false },
	/* host and port */
	{ "the port that https has anyway", "https://conda.anaconda.org:443/conda-forge", "conda-forge", true, true },
	{ "with zeros in front", "https://conda.anaconda.org:0443/conda-forge", "conda-forge", true, true },
	{ "an empty port", "https://conda.anaconda.org:/conda-forge", "conda-forge", true, true },
	{ "another port", "https://conda.anaconda.org:8443/conda-forge", "conda-forge", false, false },
	{ "the port of http under https", "https://h.example:80/a", "https://h.example/a", false, true },
	{ "the case of a host", "HTTPS://Conda.Anaconda.ORG/conda-forge", "conda-forge", true, true },
	{ "the dot of the root", "https://conda.anaconda.org./conda-forge", "conda-forge", true, true },
	{ "a host that begins alike", "https://conda.anaconda.org.evil.example/conda-forge", "conda-forge", false, false },
	{ "a host that ends alike", "https://evilconda.anaconda.org/conda-forge", "conda-forge", false, false },
	{ "http is no https", "http://conda.anaconda.org/conda-forge", "conda-forge", false, true },
	{ "the port of http", "http://h.example:80/a/b", "http://h.example/a", true, true },
	{ "an IPv6 address with a port", "https://[::1]:443/a", "https://[::1]/a", true, true },
	{ "an IPv6 address that ends like one", "https://[::443]/a", "https://[::]/a", false, false },
	/* userinfo */
	{ "a name in front of the host", "https://user:pass@conda.anaconda.org/conda-forge", "conda-forge", false, true },
	{ "a host in front of the host", "https://conda.anaconda.org@evil.example/conda-forge", "conda-forge", false, false },
	{ "is below nothing but itself", "https://u@h.example/a", "https://u@h.example/a", true, true },
	{ "a fragment with an @", "https://evil.example#@conda.anaconda.org/conda-forge", "conda-forge", false, false },
	{ "a backslash with an @", "https://evil.example\\@conda.anaconda.org/conda-forge", "conda-forge", false, false },
	{ "conda's token is no part of a channel", "https://conda.anaconda.org/t/tk-1-2/conda-forge/noarch/a.conda", "conda-forge", true, true },
	/* paths */
	{ "dots are resolved", "https://conda.anaconda.org/conda-forge/../evil/noarch/a.conda", "conda-forge", false, false },
	{ "and into a channel too", "https://conda.anaconda.org/evil/../conda-forge", "conda-forge", true, true },
	{ "in a name as well", "conda-forge/../evil", "conda-forge", false, false },
	{ "not above the root", "https://conda.anaconda.org/../../conda-forge", "conda-forge", true, true },
	{ "encoded dots", "https://conda.anaconda.org/conda-forge/%2e%2e/evil", "conda-forge", false, false },
	{ "encoded dots that come back", "https://conda.anaconda.org/x/%2E%2e/conda-forge", "conda-forge", false, true },
	{ "an encoded slash", "https://conda.anaconda.org/conda-forge%2fnoarch", "conda-forge", false, true },
	{ "an encoded letter is that letter", "https://conda.anaconda.org/conda%2Dforge/noarch", "conda-forge", true, true },
	{ "an encoded percent sign", "https://conda.anaconda.org/conda-forge/%252e%252e/evil", "conda-forge", false, true },
	{ "two slashes are one", "https://conda.anaconda.org//conda-forge", "conda-forge", true, true },
	{ "a question mark", "https://conda.anaconda.org/conda-forge?x=/evil", "conda-forge", false, true },
	{ "a path in other letters", "https://conda.anaconda.org/Conda-Forge", "conda-forge", false, false },
	{ "an encoded line end", "https://conda.anaconda.org/conda-forge/%0a", "conda-forge", false, true },
	/* other letters */
	{ "a host in other letters", "https://c\xd0\xbenda.anaconda.org/conda-forge", "conda-forge", false, false },
	{ "a full-width dot", "https://conda\xef\xbc\x8e" "anaconda.org/conda-forge", "https://conda.anaconda.org/conda-forge", false, false },
	{ "punycode is a host of its own", "https://xn--cnda-5qf.anaconda.org/conda-forge", "conda-forge", false, false },
	{ "and below itself", "https://xn--cnda-5qf.example/a/b", "https://xn--cnda-5qf.example/a", true, true },
	{ "an encoded host", "https://conda%2eanaconda.org/conda-forge", "conda-forge", false, false },
	{ "an encoded slash in the host", "https://evil.example%2f@conda.anaconda.org/conda-forge", "conda-forge", false, true },
	/* this machine */
	{ "a folder and its URL", "/opt/channel", "file:///opt/channel", true, true },
	{ "below a folder", "file:///opt/channel/noarch/a.conda", "/opt/channel", true, true },
	{ "beside a folder", "file:///opt/channel/../other", "/opt/channel", false, false },
	{ "a relative folder", "./channel/noarch", "./channel", true, true },
	{ "two that go up are not one", "../channel", "./channel", false, true },
	{ "a folder is no name", "./conda-forge", "conda-forge", false, false },
};

static void tells(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	str channel = str_of(r->channel);
	strs one = { .at = &channel, .n = 1, .cap = 1 };
	where_set wide = where_set_of(a, WHERE_WIDE, &one, NULL);
	assert_int_equal(where_is_below(a, str_of(r->url), channel), r->below);
	assert_int_equal(where_set_has(a, &wide, str_of(r->url)), r->wide);
	arena_close(a);
}

static void knows_mirrors(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 22);
	mirrors m = { 0 };
	mirror *forge = LIST_PUSH(a, &m);
	forge->channel = S("conda-forge");
	*LIST_PUSH(a, &forge->urls) = S("https://m.example/cf");
	mirror *other = LIST_PUSH(a, &m);
	other->channel = S("bioconda");
	*LIST_PUSH(a, &other->urls) = S("https://m.example/bio");
	strs list = { 0 };
	*LIST_PUSH(a, &list) = S("nvidia");
	*LIST_PUSH(a, &list) = S("https://conda.anaconda.org/conda-forge");
	assert_true(where_is_below_any(a, S("https://m.example/cf/noarch/a.conda"), &list, &m));
	assert_false(where_is_below_any(a, S("https://m.example/bio"), &list, &m)); /* bioconda is not in the list */
	assert_false(where_is_below_any(a, S("https://m.example/cf2"), &list, &m));
	assert_true(where_is_below_any(a, S("nvidia/label/x"), &list, NULL));
	assert_false(where_is_below_any(a, S("https://m.example/cf"), &list, NULL));
	strs none = { 0 };
	assert_false(where_is_below_any(a, S("nvidia"), &none, &m));
	arena_close(a);
}

typedef struct host_row {
	const char *name, *channel, *url, *host;
} host_row;

static const host_row host_rows[] = {
	{ "the usual port", "https://conda.anaconda.org:443/", "https://conda.anaconda.org", "conda.anaconda.org" },
	{ "another port", "https://h.example:8443/a", "https://h.example:8443/a", "h.example:8443" },
	{ "http's port", "http://H.example:80/A", "http://h.example/A", "h.example" },
	{ "http's port under https", "https://h.example:80/a", "https://h.example:80/a", "h.example:80" },
	{ "the dot of the root", "https://h.example.:443/a", "https://h.example/a", "h.example" },
	{ "a name in front", "https://u@h.example:443/a", "https://u@h.example/a", "h.example" },
	{ "a fragment that looks like a host", "https://evil.example#@conda.anaconda.org", "https://evil.example#@conda.anaconda.org", "evil.example" },
	{ "a name", "conda-forge", "https://conda.anaconda.org/conda-forge", "conda.anaconda.org" },
};

static void names_hosts(void **state)
{
	const host_row *r = *state;
	arena *a = arena_open(1 << 22);
	assert_str(channel_url(a, str_of(r->channel)), r->url);
	assert_str(channel_host(a, str_of(r->channel)), r->host);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(knows_mirrors) };
	return RUN_ROWS(tells, rows) + RUN_ROWS(names_hosts, host_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
