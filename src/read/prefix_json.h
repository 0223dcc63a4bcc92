/* prefix_json: a walk over JSON text from front to back, for conda's records: most of their bytes are
 * lists of files that nobody asks about, so no tree is made of them. */
#ifndef READ_PREFIX_JSON_H
#define READ_PREFIX_JSON_H

#include "base/arena.h"
#include "base/str.h"

typedef struct skim {
	str text;
	ptrdiff_t i;
	bool bad; /* not JSON, cut off, or nested too deeply: every call then answers "no more" */
} skim;

/* Enters a map ('{') or list ('['); false when the next value is none, which is then skipped. */
bool skim_enter(skim *x, char open);

/* Moves to the next element; false at the end of the map or list, which is left. */
bool skim_next(skim *x, char close);

/* In a map, after skim_next: the key as written between its quotes. */
str skim_key(skim *x);

/* The next value as text: a string without its quotes (decoded into a where it has escapes), a number
 * as written; absent for all others. Borrows from the text where it can. */
str skim_text(skim *x, arena *a);

/* The next value, passed over: whether it is true. */
bool skim_truth(skim *x);

/* Passes over the next value, whatever it is. */
void skim_skip(skim *x);

/* Whether the text was JSON up to here and nothing but white space follows. */
bool skim_is_done(skim *x);

#endif
