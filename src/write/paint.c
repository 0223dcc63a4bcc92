/* paint: see paint.h. Only the sixteen colours of ECMA-48 and bold or faint: they follow the user's own
 * palette, light or dark. */
#include "write/paint.h"

#include "write/escape.h"

void paint_on(buf *out, const look *l, paint p)
{
	static const char *const codes[] = {
		[PAINT_STRONG] = "1",  [PAINT_FAINT] = "2",    [PAINT_BAD] = "1;31",
		[PAINT_WARN] = "1;33", [PAINT_NOTE] = "1;36",  [PAINT_GOOD] = "1;32",
		[PAINT_ADDED] = "32",  [PAINT_REMOVED] = "31", [PAINT_MOVED] = "33",
	};
	if (l->color)
		buf_printf(out, "\x1b[%sm", codes[p]);
}

void paint_off(buf *out, const look *l)
{
	if (l->color)
		buf_put(out, S("\x1b[0m"));
}

void paint_words(buf *out, const look *l, paint p, str words)
{
	if (words.n == 0)
		return;
	paint_on(out, l, p);
	buf_put(out, words);
	paint_off(out, l);
}

void paint_foreign(buf *out, const look *l, paint p, str text)
{
	paint_on(out, l, p);
	escape_terminal(out, text);
	paint_off(out, l);
}

paint paint_of_severity(severity s)
{
	return s >= ERROR ? PAINT_BAD : s == WARNING ? PAINT_WARN : PAINT_NOTE;
}
