/* glob: see glob.h. Both matchers remember only the last star to go back to (paths: the last '*' in
 * this part and the last '**'): whatever an earlier star could still take, the later one can take
 * as well. So a text of n bytes and a pattern of m cost at most n * m steps and no stack. Regular
 * expressions are pattern.c's; fnmatch(3) was refused because it reads the locale and, in glibc,
 * recurses on the pattern. */
#include "spec/glob.h"

bool glob_match(str pattern, str text)
{
	ptrdiff_t p = 0, t = 0, star = -1, from = 0;
	while (t < text.n) {
		if (p < pattern.n && pattern.p[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.n && pattern.p[p] == text.p[t]) {
			p++;
			t++;
		} else if (star >= 0) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.n && pattern.p[p] == '*')
		p++;
	return p == pattern.n;
}

/* ---- paths --------------------------------------------------------------------------------- */

typedef struct walk {
	str pattern, path;
	ptrdiff_t p, t;             /* where we are */
	ptrdiff_t star_p, star_t;   /* behind the last '*', and what it has taken; star_p -1: none */
	ptrdiff_t deep_p, deep_t;   /* the same for the last "**" and its slash */
} walk;

/* One character of a class at *i, an escape resolved. */
static char class_char(str s, ptrdiff_t *i)
{
	if (s.p[*i] == '\\' && *i + 1 < s.n)
		(*i)++;
	return s.p[(*i)++];
}

/* Whether c is in the class at s[*i], which begins with '['; *i moves behind its ']'. A class that
 * does not end matches nothing. */
static bool in_class(str s, ptrdiff_t *i, char c)
{
	ptrdiff_t k = *i + 1;
	bool negated = k < s.n && (s.p[k] == '!' || s.p[k] == '^'), found = false;
	k += negated;
	for (ptrdiff_t first = k; k < s.n && (s.p[k] != ']' || k == first);) {
		unsigned char low = (unsigned char)class_char(s, &k), high = low;
		if (k + 1 < s.n && s.p[k] == '-' && s.p[k + 1] != ']') {
			k++;
			high = (unsigned char)class_char(s, &k);
		}
		found = found || ((unsigned char)c >= low && (unsigned char)c <= high);
	}
	*i = k + 1;
	return k < s.n && found != negated;
}

/* Matches one character, '*' left out. */
static bool step(walk *w)
{
	if (w->p >= w->pattern.n || w->t >= w->path.n)
		return false;
	char c = w->pattern.p[w->p], have = w->path.p[w->t];
	if (c == '[' && have != '/') {
		ptrdiff_t p = w->p;
		if (!in_class(w->pattern, &p, have))
			return false;
		w->p = p;
		w->t++;
		return true;
	}
	bool escaped = c == '\\' && w->p + 1 < w->pattern.n;
	if (escaped)
		c = w->pattern.p[w->p + 1];
	if (!escaped && c == '?' ? have == '/' : c != have)
		return false;
	w->p += escaped ? 2 : 1;
	w->t++;
	return true;
}

static bool is_deep(str s, ptrdiff_t p)
{
	return str_starts(str_from(s, p), S("**")) && (p == 0 || s.p[p - 1] == '/') &&
	       (p + 2 == s.n || s.p[p + 2] == '/');
}

static void take_star(walk *w)
{
	if (is_deep(w->pattern, w->p)) {
		w->p += w->p + 2 < w->pattern.n ? 3 : 2;
		w->deep_p = w->p;
		w->deep_t = w->t;
		w->star_p = -1;
		return;
	}
	while (w->p < w->pattern.n && w->pattern.p[w->p] == '*')
		w->p++;
	w->star_p = w->p;
	w->star_t = w->t;
}

/* Lets the last star take one more; false when none can. A "**" takes whole parts. */
static bool go_back(walk *w)
{
	if (w->star_p >= 0 && w->star_t < w->path.n && w->path.p[w->star_t] != '/') {
		w->t = ++w->star_t;
		w->p = w->star_p;
		return true;
	}
	w->star_p = -1;
	if (w->deep_p < 0)
		return false;
	ptrdiff_t slash = str_find_byte(str_from(w->path, w->deep_t), '/');
	if (slash < 0)
		return false;
	w->t = w->deep_t += slash + 1;
	w->p = w->deep_p;
	return true;
}

/* below: it is enough that the pattern ends at a '/', as a folder's does. */
static bool match_path(str pattern, str path, bool below)
{
	walk w = { pattern, path, 0, 0, -1, 0, -1, 0 };
	while (w.p < pattern.n || w.t < path.n) {
		if (w.p == pattern.n && w.deep_p == pattern.n && w.t == w.deep_t)
			return true; /* "**" at the end takes all the rest */
		if (below && w.p == pattern.n && path.p[w.t] == '/')
			return true;
		if (w.p < pattern.n && pattern.p[w.p] == '*')
			take_star(&w);
		else if (!step(&w) && !go_back(&w))
			return false;
	}
	return !below;
}

static bool match_folder_name(str pattern, str path)
{
	str rest = path, part;
	while (str_next(&rest, '/', &part))
		if (rest.p && match_path(pattern, part, false))
			return true;
	return false;
}

bool path_match(str pattern, str path)
{
	bool below = str_ends(pattern, S("/"));
	if (below)
		pattern.n--;
	if (str_find_byte(pattern, '/') >= 0)
		return match_path(str_from(pattern, pattern.p[0] == '/'), path, below);
	if (below)
		return match_folder_name(pattern, path);
	return match_path(pattern, str_from(path, str_rfind_byte(path, '/') + 1), false);
}
