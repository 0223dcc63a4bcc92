/* err: why envgate could not do its work. Never a finding: a finding says the environment is wrong.
 *
 * Functions that can fail return const err *; NULL is success. The returned pointer is the whole
 * error: no global, no thread-local, no second channel that can disagree. It lives in the arena, so
 * nobody frees it. Only run_main prints one. Each code has one exit status (product: section 3). */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/arena.h"
#include "base/str.h"

/*        code         exit  name in the JSON report   */
#define ERR_CODES(X)                                   \
	X(ERR_USAGE,     2,  "usage")                  \
	X(ERR_POLICY,    2,  "policy")                 \
	X(ERR_NO_REPO,   3,  "no-repository")          \
	X(ERR_NO_BASE,   3,  "no-base")                \
	X(ERR_SHALLOW,   3,  "shallow")                \
	X(ERR_OWNER,     3,  "owner")                  \
	X(ERR_GIT,       3,  "git")                    \
	X(ERR_RANGE,     3,  "range")                  \
	X(ERR_CI,        3,  "ci")                     \
	X(ERR_LIMIT,     3,  "limit")                  \
	X(ERR_FILE,      3,  "file")                   \
	X(ERR_NETWORK,   4,  "network")                \
	X(ERR_OUTPUT,    5,  "output")                 \
	X(ERR_NOTHING,   6,  "nothing")                \
	X(ERR_BUG,      70,  "bug")

#define ERR_AS_ENUM(code, status, name) code,
typedef enum { ERR_CODES(ERR_AS_ENUM) ERR_COUNT } err_code;
#undef ERR_AS_ENUM

/* Where in which file; line and col are 1-based, line 0 means the whole file. */
typedef struct place {
	str file;
	int line, col;
} place;

typedef struct err {
	err_code code;
	str what;  /* lower case, one line, no full stop */
	str hint;  /* what the user can type; absent if nothing helps */
	place at;
	const struct err *cause;
} err;

#define MUST_USE __attribute__((warn_unused_result))

/* Passes an error up. The only macro that hides a return: the arena makes it safe, because nothing
 * needs cleaning up on the way out. */
#define TRY(call)                              \
	do {                                   \
		const err *try_err_ = (call);  \
		if (try_err_)                  \
			return try_err_;       \
	} while (0)

const err *err_new(arena *a, err_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4), returns_nonnull));

/* The same error with what the user can type, or with a place. e must not be NULL. */
const err *err_hint(arena *a, const err *e, const char *format, ...)
	__attribute__((format(printf, 3, 4), returns_nonnull));
const err *err_at(arena *a, const err *e, place at) __attribute__((returns_nonnull));

/* Adds what we were doing in front of cause, and keeps its code, place and hint. */
const err *err_wrap(arena *a, const err *cause, const char *format, ...)
	__attribute__((format(printf, 3, 4), returns_nonnull));

/* The whole chain as "what: cause: cause", without place and hint. */
str err_text(arena *a, const err *e);

int err_exit(err_code code);         /* the process's exit status: 2 to 6, or 70 */
const char *err_name(err_code code); /* the word in the JSON report */

#endif
