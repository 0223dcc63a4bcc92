/* requirements: pip's requirements files, and the lines of a pip: list, which have the same grammar.
 * As pip 24.2 reads them: conformance vectors requirements_files.jsonl. */
#ifndef READ_REQUIREMENTS_H
#define READ_REQUIREMENTS_H

#include "model/env.h"
#include "read/envfile.h"
#include "spec/pep508.h"

/* One logical line. An option line has options and no text. A requirement has text, and req unless
 * it is refused. Places are bytes into the text that was read (a whole file, or one list entry). */
typedef struct requirement_line {
	str file;
	int line;               /* first physical line, 1-based */
	span at;                /* beg and end of the logical line */
	str text;               /* the requirement without options and comment; absent on option lines */
	span name_at;           /* the project's name; the whole line where the text was put together */
	const requirement *req; /* NULL for option lines and refused ones */
	bool refused;           /* pip would stop here */
	bool unreadable;        /* ... and not read the rest of the file either: a broken option */
	refusal why;            /* why.at: bytes into the text that was read */
	pip_options options;    /* per-line options of a requirement, or the option line's own */
	bool constraint;        /* read through -c */
	strs hashes;            /* "sha256:..." as written */
} requirement_line;
typedef LIST(requirement_line) requirement_lines;

/* The logical lines of a text: comments, continuations and ${VARIABLES} resolved, nested files not
 * followed (their options stay options). For a pip: list's entry, nearly always one line. */
requirement_lines requirement_lines_read(arena *a, str text, variables vars);

/* A file by name among those given; -r and -c are followed among them (depth bounded). valid is
 * false when reading the file itself fails: *why says so. */
typedef struct named_text { str name, text; } named_text;
bool requirements_read(arena *a, const named_text *files, ptrdiff_t n, str start, variables vars,
                       requirement_lines *out, refusal *why);

#endif
