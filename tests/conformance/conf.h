/* conf: what the conformance runner and its readers share.
 *
 * A folder of vectors is a set of *.jsonl files, one JSON value a line. The runner (conformance.c)
 * opens the files and counts; a reader knows one file: it is called once for each line, computes
 * with the library what the line says the reference computed, and tells a difference with
 * conf_fail. A line without a conf_fail has passed. To add a file: a reader in a conf_*.c, its
 * prototype here, a row in conformance.c. */
#ifndef CONFORMANCE_CONF_H
#define CONFORMANCE_CONF_H

#include "read/json.h"

#include "base/arena.h"
#include "base/list.h"
#include "base/str.h"

typedef struct conf_line {
	arena *a;        /* memory of this line */
	arena *file;     /* memory until the file's last line */
	void *state;     /* the reader's own, NULL at the first line; kept from line to line (in file) */
	str wrong;       /* set by conf_fail; absent: passed */
	str skip;        /* set by conf_skip: why this line is not checked; absent: it is */
} conf_line;

typedef void conf_reader(conf_line *c, const json *row);

/* Says what differs; the first call counts. */
void conf_fail(conf_line *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* This line cannot be checked, for a reason that is nobody's fault. Not a pass, not a failure. */
void conf_skip(conf_line *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Fails unless the two are equal. An absent text equals only an absent text. */
void conf_same_text(conf_line *c, const char *what, str want, str got);
void conf_same_bool(conf_line *c, const char *what, bool want, bool got);
/* The texts under key (absent key: no texts), in order. */
void conf_same_texts(conf_line *c, const json *row, str key, const strs *got);

bool conf_has(const json *row, str key);  /* the key is there, whatever its value */
bool conf_bool(const json *row, str key); /* its truth; false when absent or no boolean */
bool conf_null(const json *row, str key); /* the key is there and its value is null */

conf_reader conf_version_order, conf_version_match; /* conf_versions.c */
conf_reader conf_pep440_order, conf_pep440_match, conf_pep508; /* conf_pep.c */
conf_reader conf_matchspec;                         /* conf_matchspec.c */
void conf_matchspec_differs(conf_line *c, str input, const json *conda, const json *other);
conf_reader conf_environment_files;                 /* conf_files.c */
conf_reader conf_conda_lock_files, conf_explicit_files; /* conf_locks.c */
conf_reader conf_requirements_files;                /* conf_pipfiles.c */
conf_reader conf_disagreements;                     /* conf_disagreements.c */

#endif
