/* paint: colour for terminals, by meaning. A stroke is written only when look says so, so the same
 * code path writes plain and coloured text. */
#ifndef WRITE_PAINT_H
#define WRITE_PAINT_H

#include "write/write.h"

typedef enum paint {
	PAINT_STRONG, /* what to find first: a path, a heading */
	PAINT_FAINT,  /* frame and asides */
	PAINT_BAD, PAINT_WARN, PAINT_NOTE, PAINT_GOOD,
	PAINT_ADDED, PAINT_REMOVED, PAINT_MOVED,
} paint;

void paint_on(buf *out, const look *l, paint p);
void paint_off(buf *out, const look *l);

/* Our own words in one colour; and foreign text, escaped. */
void paint_words(buf *out, const look *l, paint p, str words);
void paint_foreign(buf *out, const look *l, paint p, str text);

paint paint_of_severity(severity s);

#endif
