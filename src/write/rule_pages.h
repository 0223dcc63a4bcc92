/* rule_pages: the rules' pages of docs/rules inside the program, for `envgate explain` and for formats that
 * carry help. Made at build time by cmake/embed.cmake, so that what is told is what is published. */
#ifndef WRITE_RULE_PAGES_H
#define WRITE_RULE_PAGES_H

#include "base/buf.h"

typedef struct rule_page {
	str name; /* "pin-missing" */
	str text; /* Markdown */
} rule_page;

extern const rule_page RULE_PAGES[];
extern const int RULE_PAGE_COUNT;

/* The page of that name; absent when there is none. */
str rule_page_named(str name);

/* What stands below a heading ("How to fix it") of the page of a rule ("pin/missing"), up to the next of the
 * same level, with links reduced to their words: they lead to files beside the page. Absent when there is
 * no such page or heading. */
str rule_page_part(arena *a, str id, str heading);

#endif
