/* requirements: pip's requirements files, and the lines of a pip: list, which have the same grammar. */
#ifndef READ_REQUIREMENTS_H
#define READ_REQUIREMENTS_H

#include "read/envfile.h"
#include "spec/pep508.h"

/* One logical line. Exactly one of options.n > 0 (an option line), req or refused holds. */
typedef struct requirement_line {
	str file;
	int line;               /* first physical line, 1-based */
	span at;
	const requirement *req; /* NULL for option lines */
	bool refused;           /* pip would stop here */
	refusal why;
	pip_options options;    /* per-line options of a requirement, or the option line's own */
	bool constraint;        /* read through -c */
	strs hashes;            /* "sha256:..." as written */
} requirement_line;
typedef LIST(requirement_line) requirement_lines;

/* One line of a pip: list, without its list marker. Comments and continuations are resolved. */
requirement_line requirement_line_read(arena *a, str text, variables vars);

/* A file by name among those given; -r and -c are followed among them (depth bounded). valid is
 * false when reading the file itself fails: *why says so. */
typedef struct named_text { str name, text; } named_text;
bool requirements_read(arena *a, const named_text *files, ptrdiff_t n, str start, variables vars,
                       requirement_lines *out, refusal *why);

#endif
