/* fix_in: what the repairs share. Private to the room. */
#ifndef EDIT_FIX_IN_H
#define EDIT_FIX_IN_H

#include "edit/edits.h"
#include "edit/fix.h"

/* One edit or two that do one step. entry: the index of the entry that changes in env->specs; -1: none. */
typedef struct proposal {
	fix_step step;
	edit edits[2];
	int edits_n;
	ptrdiff_t entry;
	strs added;         /* FIX_KEYS: entries that the reader had not seen, because their key stood there twice */
	const spec *like;   /* FIX_COPY: what the entry should mean */
} proposal;
typedef LIST(proposal) proposals;

/* One repair of one file: what it is now, what is proposed. */
typedef struct fixer {
	arena *a;
	const source *src;
	const env *env;     /* of src */
	const fix_wish *wish;
	fixed *out;
	proposals asked;    /* in file order */
	LIST(edits) made;   /* of the rounds so far, oldest first */
} fixer;

/* What cannot be done, and why. */
void fix_leave(fixer *f, fix_step s, const char *why);

/* Whether the wish is about this entry's package. */
bool fix_wants(const fixer *f, const spec *s);

/* fix_entry.c: the entry's own text in the file: the bytes that its raw text is, without quotes. False
 * where the file spells it otherwise (escapes, folded lines), so that bytes and text cannot be matched. */
bool fix_entry_bytes(const fixer *f, const spec *s, ptrdiff_t *beg);

/* fix_entry.c: an entry's new text; absent when none was found that means exactly what is wanted. */
str fix_without_build(arena *a, const spec *s);
str fix_pinned(arena *a, const spec *s, str version, pin_style style);
str fix_at_commit(arena *a, const spec *s, str commit);

/* fix_entries.c: proposals for the kinds that change an entry. */
void fix_entries(fixer *f, fix_kind kind);

/* fix_lines.c: repairs by whole lines. */
void fix_prefix_line(fixer *f);
void fix_double_keys(fixer *f);

/* fix_check.c: whether after says what before says, but for what was promised: those of the proposals whose
 * index is in [beg, end). *why says what differs. */
bool fix_is_promised(arena *a, const env *before, const env *after, const proposals *all, ptrdiff_t beg, ptrdiff_t end,
                     const char **why);

/* fix_check.c: the same texts in the same order; no fault afterwards that was not there before. */
bool fix_same_items(const items *x, const items *y);
bool fix_no_new_problems(const problems *before, const problems *after);

#endif
