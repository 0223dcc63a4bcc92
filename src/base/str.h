/* str: borrowed bytes by value. The unit every reader and rule works with.
 *
 * A str points into somebody else's memory (a source, an arena, a literal) and owns nothing. The
 * length is signed, so that a subtraction gone wrong is a negative number that UBSan and asserts
 * see, not 2^64. p == NULL means "absent", which is not the same as empty: S("") is empty. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct str {
	const char *p;
	ptrdiff_t n;
} str;

/* A literal as a str, and a str as the two arguments of "%.*s". */
#define S(literal) ((str){ ("" literal ""), (ptrdiff_t)sizeof(literal) - 1 })
#define S_INIT(literal) { ("" literal ""), (ptrdiff_t)sizeof(literal) - 1 }
#define SARG(s) (int)(s).n, ((s).p ? (s).p : "")

/* NUL-ended text as a str; NULL gives the absent str. */
str str_of(const char *text);

/* Byte order, shorter first among prefixes: the one order all sorted output uses. */
int str_cmp(str a, str b);
bool str_eq(str a, str b);
bool str_eq_nocase(str a, str b); /* ASCII case only */
bool str_starts(str s, str head);
bool str_ends(str s, str tail);

/* Index of the first (last) occurrence, or -1. */
ptrdiff_t str_find(str s, str needle);
ptrdiff_t str_find_byte(str s, char c);
ptrdiff_t str_rfind_byte(str s, char c);

/* Parts. Offsets are clamped to the ends, so no call can leave the text. */
str str_head(str s, ptrdiff_t n);
str str_from(str s, ptrdiff_t beg);
str str_sub(str s, ptrdiff_t beg, ptrdiff_t end);
str str_trim(str s); /* ASCII white space off both ends */

/* Takes the text before the next sep off *rest and returns it. False when *rest is used up; a
 * trailing sep yields one last empty part, as Python's split does. */
bool str_next(str *rest, char sep, str *part);

/* ASCII classes, whatever the locale says. */
static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
static inline bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; } /* 0x20: to lower case */
static inline bool is_alnum(char c) { return is_digit(c) || is_alpha(c); }
static inline bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
static inline char to_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

#endif
