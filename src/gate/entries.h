/* entries: the entries of one file by name. Made once a file, because four questions need it: the file's
 * own census, repeats, conflicts, and twins. */
#ifndef GATE_ENTRIES_H
#define GATE_ENTRIES_H

#include "base/list.h"
#include "model/env.h"

/* Entries of one name under one manager, in file order. */
typedef struct entry_group {
	const spec *const *at;
	ptrdiff_t n;
} entry_group;

/* The entries that have a name and a parsed form, sorted by name, then manager, then position. */
typedef struct entry_list {
	const spec **at;
	ptrdiff_t n;
	LIST(entry_group) repeats; /* all groups of two and more, in that order */
} entry_list;

entry_list entries_by_name(arena *a, const env *e);

/* By name, then manager. */
int entries_order(const spec *s, const spec *t);

#endif
