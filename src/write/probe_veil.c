/* probe_veil: see probe_veil.h. A scan for shapes, not for known values: a path inside a message of the
 * dynamic loader is as private as one that we looked up. Twelve hex digits of SHA-256: enough to tell
 * machines apart, useless to a reader who cannot guess the text. */
#include "write/probe_veil.h"

#include "base/buf.h"
#include "base/sha256.h"

str veil_value(arena *a, bool on, const char *kind, str s)
{
	if (!on || !s.p || !s.n)
		return s;
	return arena_printf(a, "%s-%.*s", kind, SARG(sha256_fields(a, &s, 1, 12)));
}

static bool ends_word(char c)
{
	return is_space(c) || c == '"' || c == '\'' || c == ',' || c == ';' || c == ':' || c == '(' || c == ')';
}

static ptrdiff_t word_length(str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && !ends_word(s.p[n]))
		n++;
	return n;
}

static bool is_public(str path)
{
	return str_starts(path, S("/dev/")) || str_starts(path, S("/proc/")) || str_starts(path, S("/sys/")) || path.n < 3;
}

str veil_text(arena *a, bool on, str s)
{
	if (!on || !s.p)
		return s;
	buf b = buf_new(a);
	bool fresh = true; /* a word begins here */
	while (s.n) {
		ptrdiff_t n = word_length(s);
		str word = str_head(s, n);
		bool name = str_starts(word, S("GPU-")) || str_starts(word, S("MIG-"));
		bool path = n > 0 && s.p[0] == '/' && !is_public(word);
		if (fresh && (name || path)) {
			buf_put(&b, veil_value(a, true, name ? "uuid" : "path", word));
		} else {
			n = n > 0 && fresh ? n : 1;
			/* a=/x/y hides a path too */
			ptrdiff_t equals = str_find_byte(str_head(s, n), '=');
			n = equals >= 0 ? equals + 1 : n;
			buf_put(&b, str_head(s, n));
		}
		fresh = true;
		s = str_from(s, n);
	}
	return buf_str(&b);
}
