/* pages: the texts of docs/ that the program prints: the manual and its chapters. Made at build time by
 * cmake/embed.cmake, so that what is printed is what is published. The rules' pages: write/rule_pages.h. */
#ifndef CMD_PAGES_H
#define CMD_PAGES_H

#include "base/buf.h"
#include "write/write.h"

typedef struct page {
	str name; /* "manual", "policy" */
	str text; /* Markdown */
} page;

extern const page PAGES[];
extern const int PAGE_COUNT;

/* The text of a page, also of a rule's ("pin-missing"); absent when there is none. */
str page_named(str name);

/* Markdown as a terminal reads it: headings strong, examples indented, links and marks left alone. */
void page_print(buf *out, str text, const look *l);

#endif
