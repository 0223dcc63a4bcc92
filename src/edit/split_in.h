/* split_in: what the parts of split share. Private to the room. */
#ifndef EDIT_SPLIT_IN_H
#define EDIT_SPLIT_IN_H

#include "edit/split.h"
#include "read/yaml.h"

/* In which files a line stands: a bit for each role. */
typedef unsigned char split_files;
#define IN(role) ((split_files)(1 << (int)(role)))
enum { IN_ALL = (1 << SPLIT_ROLES) - 1 };

typedef struct split_line {
	ptrdiff_t beg, end, next; /* without and with the line end */
	split_files files;        /* 0: nobody has claimed it yet */
} split_line;

typedef struct splitter {
	arena *a;
	str bytes;
	const env *env;
	const split_wish *wish;
	split_line *lines;
	ptrdiff_t n;
	split_made *out;
	ptrdiff_t name_at; /* where the name's ending goes; -1: there is no name */
} splitter;

/* The line that a byte stands in, as an index. */
ptrdiff_t split_line_of(const splitter *s, ptrdiff_t at);
str split_line_text(const splitter *s, ptrdiff_t line); /* without its line end */

/* Says why it cannot be done. The first reason counts. Always false. */
bool split_refuse(splitter *s, const char *why, ptrdiff_t at);

/* split_lines.c: which line goes where. False when it cannot be told; then out->why says why. */
bool split_deal(splitter *s, const yaml_node *root);

/* split_check.c: whether the files together mean what the one did. NULL: they do. */
const char *split_differs(arena *a, const env *was, const split_part *parts);

#endif
