/* jsonw: JSON out, value by value: no tree, exact integers, the order of the calls. The caller opens
 * and closes in pairs; commas come by themselves. */
#ifndef WRITE_JSONW_H
#define WRITE_JSONW_H

#include "base/buf.h"

typedef struct jsonw {
	buf *out;
	bool comma; /* a value stands before the next one on this level */
} jsonw;

void jsonw_open(jsonw *j, char bracket); /* '{' or '[' */
void jsonw_close(jsonw *j, char bracket);
void jsonw_key(jsonw *j, const char *key);

void jsonw_text(jsonw *j, str s); /* the absent str is null */
void jsonw_number(jsonw *j, long long n);
void jsonw_bool(jsonw *j, bool truth);
void jsonw_null(jsonw *j);

/* A line break and indentation before the next key or value, so that diffs of reports stay small. */
void jsonw_line(jsonw *j, int indent);

/* "key":value in one call. */
void jsonw_pair(jsonw *j, const char *key, str s);
void jsonw_count(jsonw *j, const char *key, long long n);

#endif
