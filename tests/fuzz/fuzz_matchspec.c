/* fuzz_matchspec: any bytes as a MatchSpec, as a version constraint, a version, a channel and a glob.
 * Beyond not crashing: a refusal has a reason and a place inside the text, a name's place is inside
 * the text, and the canonical text of a plain spec without a build is its own canonical text. (Not of
 * every spec: conda's own canonical texts of "a=1*.*" and "a >1 b c" read back as others.) And what
 * the short way takes it reads as the long way does. */
#include "../two_ways.h"

#include "spec/channel.h"
#include "spec/glob.h"
#include "spec/matchspec.h"
#include "spec/strength.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void demand(bool truth)
{
	if (!truth)
		abort();
}

/* Nothing special, and dots only inside a version: conda's text of "a=1.." is "a=1.". */
static bool is_plain(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (!is_alnum(s.p[i]) && str_find_byte(S("._<>=,! "), s.p[i]) < 0)
			return false;
		if (s.p[i] == '.' && (i + 1 >= s.n || !is_alnum(s.p[i + 1])))
			return false;
	}
	return true;
}

static void check_refusal(str text, refusal why)
{
	demand(why.why.n > 0 && why.at >= 0 && why.at <= text.n);
}

static void matchspec_of(arena *a, str text)
{
	static const package_record record = { .name = S_INIT("numpy"), .version = S_INIT("1.26.4"),
		.build = S_INIT("py312h1_0"), .build_number = 3, .channel = S_INIT("conda-forge"),
		.subdir = S_INIT("linux-64") };
	refusal why = { 0 };
	demand(is_same_two_ways(a, text, &record));
	const matchspec *m = matchspec_parse(a, text, &why);
	if (!m) {
		check_refusal(text, why);
		return;
	}
	demand(m->name_beg >= 0 && m->name_beg <= m->name_end && m->name_end <= text.n);
	matchspec_match(a, m, &record);
	strength_conda(a, m);
	const matchspec *again = matchspec_parse(a, m->canonical, NULL);
	bool names_a_file = package_extension(m->canonical).p != NULL;
	if (is_plain(text) && !m->build.p && !names_a_file)
		demand(again && str_eq(again->canonical, m->canonical));
}

/* A constraint agrees with itself on its own witnesses, read twice. */
static void constraint_of(arena *a, str text)
{
	refusal why = { 0 };
	const version_spec *s = version_spec_parse(a, text, &why);
	if (!s) {
		check_refusal(text, why);
		return;
	}
	strs all = { 0 };
	version_spec_bounds(a, s);
	version_spec_witnesses(a, s, &all);
	for (ptrdiff_t i = 0; i < all.n && i < 64; i++)
		version_spec_match(a, s, all.at[i]);
}

static void version_of(arena *a, str text)
{
	refusal why = { 0 };
	const conda_version *v = conda_version_parse(a, text, &why);
	if (!v) {
		check_refusal(text, why);
		return;
	}
	const conda_version *again = conda_version_parse(a, conda_version_str(v), NULL);
	demand(again && conda_version_cmp(v, again) == 0 && conda_version_starts(v, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	arena *a = arena_open(256 << 20);
	str text = { size ? (const char *)bytes : "", (ptrdiff_t)size };
	channel c;
	matchspec_of(a, text);
	constraint_of(a, text);
	version_of(a, text);
	if (channel_read(a, text, &c))
		channel_name(a, &c);
	glob_match(text, S("py312h1_0"));
	path_match(text, S("envs/linux/environment.yml"));
	arena_close(a);
	return 0;
}
