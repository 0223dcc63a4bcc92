/* family_stem: what a file's name says about which of several environments it is for. Names only tell
 * people apart what belongs together; what does is decided by locks and policies, except for @EXPLICIT
 * lists, which hold no other hint. */
#include "gate/family_in.h"

static bool is_mark(char c)
{
	return c == '-' || c == '_' || c == '.';
}

/* The rest of stem without word at its front or end and the mark between them; absent without word. */
static str without(str stem, str word)
{
	if (str_starts(stem, word) && stem.n > word.n + 1 && is_mark(stem.p[word.n]))
		return str_from(stem, word.n + 1);
	if (str_ends(stem, word) && stem.n > word.n + 1 && is_mark(stem.p[stem.n - word.n - 1]))
		return str_head(stem, stem.n - word.n - 1);
	return (str){ 0 };
}

str stem_role(str path)
{
	static const str words[] = { S_INIT("environment"), S_INIT("env"), S_INIT("conda") };
	str stem = path_stem(path);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		str role = without(stem, words[i]);
		if (role.n > 0)
			return role;
	}
	return (str){ 0 };
}

str stem_of_list(arena *a, str path)
{
	static const str platforms[] = {
		S_INIT("linux-64"), S_INIT("linux-aarch64"), S_INIT("linux-ppc64le"), S_INIT("linux-32"),
		S_INIT("linux-s390x"), S_INIT("linux-armv7l"), S_INIT("linux-armv6l"), S_INIT("linux-riscv64"),
		S_INIT("osx-64"), S_INIT("osx-arm64"), S_INIT("win-64"), S_INIT("win-32"), S_INIT("win-arm64"),
		S_INIT("noarch"),
	};
	str stem = path_stem(path);
	for (size_t i = 0; i < sizeof platforms / sizeof *platforms; i++) {
		str word = platforms[i];
		ptrdiff_t at = str_find(stem, word), end = at + word.n;
		bool whole = at >= 0 && (at == 0 || is_mark(stem.p[at - 1])) &&
		             (end == stem.n || is_mark(stem.p[end]));
		if (!whole)
			continue;
		str front = str_head(stem, at > 0 ? at - 1 : 0), back = str_from(stem, end);
		if (front.n == 0 || back.n == 0)
			return front.n ? front : str_from(back, 1);
		return arena_cat(a, front, back);
	}
	return stem;
}
