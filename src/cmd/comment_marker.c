/* comment_marker: see comment_marker.h.
 *
 *     <!-- envgate.comment/1 header=envgate request=12 head=1a2b... run=77 state=fail text=9e1a... -->
 *
 * Anybody can write such a line, so it never proves whose comment it is (forge_is_ours does); it only
 * tells our comments apart. The order is fixed: a line that another version wrote differently is another
 * comment, and stays. */
#include "cmd/comment_marker.h"

#include <string.h>

#define HEAD "<!-- envgate.comment/1"
#define TAIL " -->"

static bool is_plain(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr("._-", s.p[i])))
			return false;
	return s.n > 0 && s.n <= 100;
}

static str plain(str s)
{
	return is_plain(s) ? s : S("-");
}

str marker_line(arena *a, const marker *m)
{
	return arena_printf(a, HEAD " header=%.*s request=%lld head=%.*s run=%.*s state=%.*s text=%.*s" TAIL,
	                    SARG(plain(m->header)), m->number, SARG(plain(m->head)), SARG(plain(m->run)),
	                    SARG(plain(m->state)), SARG(plain(m->text)));
}

/* Takes " key=value" off the front of *rest. */
static bool take(str *rest, const char *key, str *value)
{
	str name = str_of(key);
	str from = str_from(*rest, 1);
	if (!str_starts(*rest, S(" ")) || !str_starts(from, name))
		return false;
	from = str_from(from, name.n);
	ptrdiff_t end = str_find_byte(from, ' ');
	*value = str_head(from, end < 0 ? from.n : end);
	*rest = str_from(from, value->n);
	return is_plain(*value);
}

static long long number(str s)
{
	long long n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || s.n > 15)
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

bool marker_read(str body, marker *out)
{
	ptrdiff_t end = str_find_byte(body, '\n');
	str line = str_head(body, end < 0 ? body.n : end), digits;
	if (str_ends(line, S("\r"))) /* hosts may keep CRLF */
		line = str_head(line, line.n - 1);
	if (!str_starts(line, S(HEAD)) || !str_ends(line, S(TAIL)))
		return false;
	str rest = str_sub(line, S(HEAD).n, line.n - S(TAIL).n);
	bool good = take(&rest, "header=", &out->header) && take(&rest, "request=", &digits) &&
	            take(&rest, "head=", &out->head) && take(&rest, "run=", &out->run) &&
	            take(&rest, "state=", &out->state) && take(&rest, "text=", &out->text);
	out->number = good ? number(digits) : -1;
	return good && !rest.n && out->number >= 0;
}

bool marker_same_comment(const marker *x, const marker *y)
{
	return str_eq(x->header, y->header) && x->number == y->number;
}

bool marker_same_text(const marker *x, const marker *y)
{
	return marker_same_comment(x, y) && str_eq(x->head, y->head) && str_eq(x->state, y->state) &&
	       str_eq(x->text, y->text);
}
