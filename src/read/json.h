/* json: the only file that knows cJSON. Strict where cJSON is lax: nothing after the value, keys
 * compared with case, duplicate keys refused, UTF-8 checked, depth and size bounded. */
#ifndef READ_JSON_H
#define READ_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

typedef enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_MAP } json_kind;

typedef struct json {
	json_kind kind;
	str key;       /* in a map */
	str text;      /* JSON_TEXT decoded (may hold NUL bytes); JSON_NUMBER as written */
	bool truth;    /* JSON_BOOL */
	const struct json *first, *next;
} json;

/* Call once in main before any other thread of control: cJSON's allocations then stop the program
 * instead of returning NULL, which it does not always check. */
void json_start(void);

const err *json_read(arena *a, str text, const json **out) MUST_USE;

/* The value under key, or NULL (also when map is NULL or no map). */
const json *json_get(const json *map, str key);
/* Its text; absent when it is not there or no text. */
str json_text(const json *map, str key);

#endif
