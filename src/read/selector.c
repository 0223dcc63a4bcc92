/* selector: see selector.h. conda-lock 4 filters lines before it parses YAML, with
 *     (.+?)\s*(#.*)\[([^\[\]]+)\](?(2)[^\(\)]*)$
 * so: the last [word] behind a '#' with no round bracket after it. The word has to be one of its few,
 * letter by letter: anything else ([py>=36], [not win], "[ linux ]") drops the line on every platform. */
#include "read/selector.h"

static const struct { str word; unsigned platforms; } words[] = {
	{ S_INIT("linux"),   ON_LINUX },
	{ S_INIT("linux64"), ON_LINUX_64 },
	{ S_INIT("aarch64"), ON_LINUX_AARCH64 },
	{ S_INIT("ppc64le"), ON_LINUX_PPC64LE },
	{ S_INIT("unix"),    ON_UNIX },
	{ S_INIT("osx"),     ON_OSX },
	{ S_INIT("osx64"),   ON_OSX_64 },
	{ S_INIT("arm64"),   ON_OSX_ARM64 },
	{ S_INIT("win"),     ON_WIN },
	{ S_INIT("win64"),   ON_WIN_64 },
};

static unsigned platforms_of(str word)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(words[i].word, word))
			return words[i].platforms;
	return 0;
}

unsigned selector_platform(str name)
{
	static const struct { str name; unsigned bit; } names[] = {
		{ S_INIT("linux-64"), ON_LINUX_64 },           { S_INIT("linux-aarch64"), ON_LINUX_AARCH64 },
		{ S_INIT("linux-ppc64le"), ON_LINUX_PPC64LE }, { S_INIT("osx-64"), ON_OSX_64 },
		{ S_INIT("osx-arm64"), ON_OSX_ARM64 },         { S_INIT("win-64"), ON_WIN_64 },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names[i].name, name))
			return names[i].bit;
	return 0;
}

unsigned selector_of_line(str line, str *word)
{
	*word = (str){ 0 };
	ptrdiff_t hash = str_find_byte(line, '#');
	ptrdiff_t close = -1;
	bool round = false; /* a round bracket stands somewhere to the right */
	for (ptrdiff_t i = line.n - 1; hash >= 0 && i > hash; i--) {
		char c = line.p[i];
		if (c == '[' && close > i + 1) {
			*word = str_sub(line, i + 1, close);
			return platforms_of(*word);
		}
		if (c == ']' && round)
			break;
		round = round || c == '(' || c == ')';
		if (c == '[' || c == ']')
			close = c == ']' ? i : -1;
	}
	return ON_ALL;
}

bool selector_of_key(str key, unsigned *platforms, str *word)
{
	if (!str_starts(key, S("sel(")) || !str_ends(key, S(")")))
		return false;
	*word = str_trim(str_sub(key, 4, key.n - 1));
	*platforms = platforms_of(*word);
	return true;
}
