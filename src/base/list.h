/* list: a growing array in an arena, typed by a macro.
 *
 *     typedef LIST(spec) specs;
 *     specs all = { 0 };
 *     *LIST_PUSH(a, &all) = (spec){ .name = S("numpy") };
 *     for (ptrdiff_t i = 0; i < all.n; i++) use(&all.at[i]);
 *
 * Growing doubles and copies; the old array stays in the arena, so a pointer into a list is valid
 * only until the next push. Keep an index, or finish pushing first. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"
#include "base/str.h"

#define LIST(T)             \
	struct {            \
		T *at;      \
		ptrdiff_t n; \
		ptrdiff_t cap; \
	}

/* Makes room for one more and returns a pointer to it, zeroed. */
#define LIST_PUSH(a, list)                                                                       \
	((list)->n < (list)->cap                                                                 \
	         ? &(list)->at[(list)->n++]                                                      \
	         : ((list)->at = list_grow((a), (list)->at, (list)->n, &(list)->cap,             \
	                                   (ptrdiff_t)sizeof *(list)->at),                       \
	            &(list)->at[(list)->n++]))

/* Makes room for more beyond what is there, where the number is known: growing leaves the smaller
 * arrays behind. */
#define LIST_RESERVE(a, list, more)                                                              \
	((list)->at = list_reserve((a), (list)->at, (list)->n, &(list)->cap, (more),             \
	                           (ptrdiff_t)sizeof *(list)->at))

/* The macros' helpers: a zero-filled array of twice the room, or with room for more, holding what the
 * old one held. */
void *list_grow(arena *a, const void *old, ptrdiff_t n, ptrdiff_t *cap, ptrdiff_t size);
void *list_reserve(arena *a, void *old, ptrdiff_t n, ptrdiff_t *cap, ptrdiff_t more, ptrdiff_t size);

typedef LIST(str) strs;

/* Sorts by str_cmp and drops repeats. */
void strs_sort_unique(strs *list);

/* Whether a list (any order) holds s. Linear: for short lists. */
bool strs_has(const strs *list, str s);

#endif
