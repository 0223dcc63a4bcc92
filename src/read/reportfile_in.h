/* reportfile_in: what the files of the report reader share: a schema as rows, checked before anything is
 * taken over, so that taking over cannot fail. */
#ifndef READ_REPORTFILE_IN_H
#define READ_REPORTFILE_IN_H

#include "model/told.h"
#include "read/json.h"

/* What a value may be. Several together: any of them. */
enum {
	IS_NULL = 1,
	IS_TEXT = 2,
	IS_INT = 4,     /* within an int, negative too */
	IS_COUNT = 8,   /* 0 up, within an int */
	IS_LONG = 16,   /* 0 up, at most 18 digits */
	IS_NUMBER = 32, /* 0 up, with a fraction or not */
	IS_BOOL = 64,
	IS_MAP = 128,
	IS_LIST = 256,
	IS_DATE = 512,  /* a text, 2026-12-31 */
	IS_HEX = 1024,  /* a text of hexadecimal digits in lower case, at most 64 */
	IS_DOTTED = 2048, /* a text of digits with one point between them, 12.4 */
};

typedef struct shape {
	const char *key;
	unsigned kinds;
	const char *words; /* the only texts allowed, separated by blanks; NULL: any */
	bool optional;     /* the key may be missing */
} shape;

/* Where the reader is, for the message, and what was wrong first. Once wrong is set nothing more is
 * looked at. */
typedef struct taker {
	arena *a;
	str file;
	const char *list;   /* "findings"; NULL at the top */
	ptrdiff_t index;    /* of the row in it */
	const char *inside; /* "waiver", in that row or at the top; NULL: in neither */
	const err *wrong;
} taker;

/* Whether map has all keys of the rows with values they allow; with closed also no other key. */
bool shape_holds(taker *t, const json *map, const shape *rows, bool closed);

/* The same for what stands under key; a null there holds too where the rows of map allow it. */
bool shape_inside(taker *t, const json *map, const char *key, const shape *rows, bool closed);

/* Sets wrong: "findings[3].rule ...". Answers false. */
bool shape_refuse(taker *t, const char *key, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Values of a map whose shape held. text: absent for null. number: missing for null. */
str told_text(const json *map, const char *key);
long long told_number(const json *map, const char *key, long long missing);
bool told_truth(const json *map, const char *key);

/* The error of that name; ERR_COUNT when this version has none. */
err_code told_error(str name);

/* Whether a value of no shape is an integer of at most 18 digits. */
bool told_integer(const json *v, long long *out);

/* Which of the words, separated by blanks, stands under key; -1 for null. The shape made sure that one of
 * them does. */
int told_word(const json *map, const char *key, const char *words);

/* Runs fn for each element of the list under key. */
void told_rows(taker *t, const json *map, const char *key, told *out, void (*fn)(taker *, const json *, told *));

/* The rows of findings, changes, files, notes. */
void told_findings(taker *t, const json *root, told *out);
void told_changes(taker *t, const json *root, told *out);
void told_files(taker *t, const json *root, told *out);
void told_notes(taker *t, const json *root, told *out);

/* schema envgate.probe/1. */
void told_probe_read(taker *t, const json *root, told *out);

#endif
