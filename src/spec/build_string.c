/* build_string: what a build string is of: one platform's build, or a variant that a person means. */
#include "spec/strength.h"

/* h and at least seven hex digits to the end of a word: a hash over the build's inputs. */
static bool has_build_hash(str build)
{
	for (ptrdiff_t i = 0; i < build.n; i++) {
		if (build.p[i] != 'h')
			continue;
		ptrdiff_t end = i + 1;
		while (end < build.n && is_hex(build.p[end]) &&
		       to_lower(build.p[end]) == build.p[end])
			end++;
		if (end - i > 7 && (end == build.n || !is_alnum(build.p[end])))
			return true;
	}
	return false;
}

/* head and then digits only: py39, vc14; with head "" a number. */
static bool is_numbered(str word, str head)
{
	if (!str_starts(word, head) || word.n == head.n)
		return false;
	for (ptrdiff_t i = head.n; i < word.n; i++)
		if (!is_digit(word.p[i]))
			return false;
	return true;
}

bool build_is_platform(str build)
{
	if (build.n == 0 || str_find_byte(build, '*') >= 0 || build.p[0] == '^')
		return false;
	if (has_build_hash(build) || is_numbered(build, S("")))
		return true;
	str rest = build, word;
	while (str_next(&rest, '_', &word))
		if (is_numbered(word, S("py")) || is_numbered(word, S("vc")))
			return true;
	return false;
}
