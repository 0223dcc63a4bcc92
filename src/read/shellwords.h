/* shellwords: a shell script as simple commands of words, without running or expanding anything.
 *
 * Quotes, backslashes, comments, redirections and here-documents are read as POSIX says; pipes, lists,
 * groups and reserved words only part one command from the next. A word in which the shell would put
 * something else ($x, $(...), `...`, {a,b}) is kept, but not as literal text. */
#ifndef READ_SHELLWORDS_H
#define READ_SHELLWORDS_H

#include "base/list.h"

typedef struct shell_word {
	str text;           /* quotes and backslashes resolved; only what stands there when not literal */
	bool literal;
	ptrdiff_t beg, end; /* bytes in the text that was read */
} shell_word;
typedef LIST(shell_word) shell_words;

/* The body of a here-document: bytes in the text that was read. */
typedef struct heredoc {
	str delimiter;
	bool tabs;          /* <<-: leading tabs do not count */
	ptrdiff_t beg, end; /* of the body, without the line that ends it; 0 until it was read */
} heredoc;
typedef LIST(heredoc) heredocs;

typedef struct shell_reader {
	arena *a;
	str text;
	ptrdiff_t at;      /* what follows is unread */
	bool one_line;     /* a Dockerfile's RUN: ends with its line, and comments may stand between
	                    * continued lines */
	bool broken;       /* a quote or substitution without its end: nothing more is read */
	bool done;
	heredocs heredocs; /* so far, in order */
	ptrdiff_t pending; /* the first of them whose body is still to come */
} shell_reader;

shell_reader shell_open(arena *a, str text, bool one_line);

/* The next simple command that has words; false at the end. The words live in the arena. */
bool shell_next(shell_reader *r, shell_words *command);

#endif
