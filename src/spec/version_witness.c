/* version_witness: versions that tell constraints apart. A constraint's set changes its mind only at
 * the versions it names, at both ends of their prefixes, and at both ends of the prefixes of their
 * parents; so a version on either side of each such place, from both constraints, decides. A text
 * that is no version (a tail behind a local part) is refused by the matcher and does no harm. */
#include "spec/version_step.h"
#include "spec/version_term.h"

static void add(arena *a, strs *out, str head, str tail)
{
	if (head.n)
		*LIST_PUSH(a, out) = arena_cat(a, head, tail);
}

/* The places around one version: its own, and both ends of its prefix. */
static void around(arena *a, strs *out, str v)
{
	static const str tails[] = {
		S_INIT(""),
		S_INIT("dev0"), S_INIT("a0"),                     /* lowest of the prefix */
		S_INIT(".dev0"),                                  /* just below */
		S_INIT(".post0"), S_INIT(".0.1"),                 /* just above */
		S_INIT(".99999"), S_INIT("post99999"), S_INIT("zz"), /* highest of the prefix */
		S_INIT("+a"), S_INIT("+1"),                       /* local parts: below, above */
	};
	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
		add(a, out, v, tails[i]);
	str next = version_raised(a, v), last = version_lowered(a, v);
	add(a, out, next, S(""));
	add(a, out, next, S("dev0"));
	add(a, out, last, S(""));
	add(a, out, last, S(".99999"));
	add(a, out, last, S("post99999"));
}

/* Beyond the prefixes that v lies in: "1" and "1.2" for 1.2.3. Two levels are what ~= and a reader's
 * next release need. */
static void beyond(arena *a, strs *out, str v)
{
	for (int level = 0; level < 2; level++) {
		v = version_parent(v);
		add(a, out, v, S(""));
		add(a, out, v, S("dev0"));
		add(a, out, v, S("post99999"));
		add(a, out, v.n ? version_raised(a, v) : v, S(""));
	}
}

/* A star in the middle: with nothing, a number, and several parts in its place. */
static void fill_stars(arena *a, strs *out, str glob)
{
	static const str fillings[] = { S_INIT(""), S_INIT("0"), S_INIT("5"), S_INIT("1.2") };
	for (size_t k = 0; k < sizeof fillings / sizeof fillings[0]; k++) {
		str rest = glob, part, text = S("");
		while (str_next(&rest, '*', &part)) {
			text = arena_cat(a, text, part);
			text = rest.p ? arena_cat(a, text, fillings[k]) : text;
		}
		add(a, out, text, S(""));
	}
}

/* What a regular expression names when its marks are left out: a fair guess at a member. */
static void strip_regex(arena *a, strs *out, str text)
{
	char *p = arena_alloc(a, text.n + 1, 1);
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < text.n; i++)
		if (is_alnum(text.p[i]) || (text.p[i] == '.' && i > 0 && text.p[i - 1] == '\\'))
			p[n++] = text.p[i];
	add(a, out, (str){ p, n }, S(""));
}

/* As deep as the tree: MAX_TERM_DEPTH. */
static void collect(arena *a, const version_spec *t, strs *out)
{
	for (const version_spec *c = t->first; c; c = c->next)
		collect(a, c, out);
	if (t->operand) {
		str v = conda_version_str(t->operand);
		ptrdiff_t plus = str_find_byte(v, '+');
		around(a, out, v);
		beyond(a, out, v);
		if (plus >= 0)
			around(a, out, str_head(v, plus));
	} else if (t->kind == TERM_GLOB) {
		fill_stars(a, out, t->text);
	} else if (t->kind == TERM_REGEX) {
		strip_regex(a, out, t->text);
	} else if (t->kind == TERM_TEXT) {
		add(a, out, t->text, S(""));
	}
}

void version_spec_witnesses(arena *a, const version_spec *s, strs *out)
{
	static const str far[] = { S_INIT("0dev0"), S_INIT("0"), S_INIT("99999"), S_INIT("9999!0") };
	for (size_t i = 0; i < sizeof far / sizeof far[0]; i++)
		*LIST_PUSH(a, out) = far[i];
	collect(a, s, out);
}
