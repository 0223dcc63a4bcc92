/* waive: which findings a suppression excuses (product: section 4a). A promise is a suppression together
 * with what is known of its standing. Private to the steps of settle: waive.c matches promises with
 * findings, waive_book.c knows where each stands, waive_tell.c says what is new, used up or over. */
#ifndef GATE_WAIVE_H
#define GATE_WAIVE_H

#include "gate/settle.h"

typedef struct promise {
	const suppression *s;
	str path;         /* on the head: carried over a rename */
	str package;      /* a waiver's, as pip compares names; absent without */
	bool ended;       /* past its date */
	bool fresh;       /* not on the policy side with equal identity */
	bool fresh_line;  /* inline: nor, on the policy side, beside the same line */
	bool used;        /* covers a finding, effective or not */
} promise;

typedef struct promises {
	promise **at;
	ptrdiff_t n;
} promises;

/* All suppressions of one side in the orders in which they are looked for. */
typedef struct book {
	promises comments;   /* inline, in order of path and place */
	promises by_package; /* those that name one: by path, rule, package, manager; what counts first */
	promises by_line;    /* inline: by path, rule, line; what counts first */
	promises waivers;    /* of the policy */
} book;

typedef struct rename_row {
	str old_path, new_path;
} rename_row;

/* What all steps need. */
typedef struct waiving {
	arena *a;
	const settle_input *in;
	LIST(rename_row) renames; /* of the head's files, by old path */
	book head;
	bool all_count;           /* the head's promises count as they stand */
} waiving;

/* The waivers that stand on a side: those of its own policy, and those of a file outside the repository
 * (--policy, --policy-floor), which stand on every side, because nobody there can change them. */
suppressions waive_waivers(arena *a, const settle_input *in, const side *s);

/* Fills the book of a side: the head, the base, or the policy side. */
void book_open(waiving *w, const side *s, suppressions waivers, book *out);

/* Sets fresh and fresh_line of every promise of one against the other. */
void book_compare(arena *a, book *one, const book *other);

/* Where a path of another side is on the head. */
str waive_carried(const waiving *w, str path);

/* The comments that cover a finding, what counts first: at most three. */
int book_comments(const book *b, const finding *f, str path, promise *out[3]);

/* Whether a waiver covers a finding at this path. */
bool waiver_covers(arena *a, const promise *p, const finding *f, str path);

/* Notes on new promises, and marks for those that match nothing any more. */
void waive_tell(waiving *w, marks *all, report *out);

#endif
