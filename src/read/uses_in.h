/* uses_in: what the readers behind usesfile.h share. */
#ifndef READ_USES_IN_H
#define READ_USES_IN_H

#include "model/uses.h"
#include "read/shellwords.h"

enum { MAX_SHELL_DEPTH = 2 }; /* bash -c inside bash -c */

/* How bytes of a text that is read relate to the file's. */
typedef enum text_kind {
	TEXT_DIRECT, /* a part of the file's own bytes */
	TEXT_LINES,  /* a YAML block: line k of the text is line k of the file from first_line on */
	TEXT_WHOLE,  /* put together (a folded or escaped scalar): everything stands at one place */
} text_kind;

typedef struct origin {
	text_kind kind;
	str text;
	ptrdiff_t first;  /* TEXT_LINES: the file's byte where the first line begins */
	span whole;       /* TEXT_WHOLE: the place */
} origin;

typedef struct uses_reader {
	arena *a;
	const source *src;
	uses *out;
	/* Places are asked for in ascending order, so each byte is counted once: */
	ptrdiff_t seen;  /* line and col are those of this byte of the file */
	int line, col;
	const char *text; /* the TEXT_LINES origin asked about last, */
	ptrdiff_t text_at, text_line; /* up to where, where its line begins, */
	ptrdiff_t file_line;          /* and where that line begins in the file */
} uses_reader;

/* Where bytes beg to end of an origin's text stand in the file. */
span uses_place(uses_reader *u, const origin *from, ptrdiff_t beg, ptrdiff_t end);

/* An image as written, with a stranger's variables in it or not. */
void uses_image(uses_reader *u, str text, span at);

/* The install commands of a script. depth counts bash -c inside bash -c. */
void uses_script(uses_reader *u, const origin *from, int depth);

/* One command's words. */
void uses_command(uses_reader *u, const origin *from, const shell_words *words, int depth);

/* The readers. */
void uses_dockerfile(uses_reader *u);
void uses_workflow(uses_reader *u);

#endif
