/* secret: see secret.h. */
#include "edge/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

extern char **environ; /* POSIX leaves its declaration to us */

typedef struct piece {
	char *p;
	ptrdiff_t n;
} piece;

void secret_wipe(void *p, ptrdiff_t n)
{
	/* explicit_bzero is not in POSIX; a volatile access may not be dropped. */
	volatile char *at = p;
	for (ptrdiff_t i = 0; i < n; i++)
		at[i] = 0;
}

static void wipe_piece(void *handle)
{
	piece *x = handle;
	secret_wipe(x->p, x->n);
}

static bool is_token(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return true;
}

/* A name may stand twice in an environment; getenv finds the first only. */
static void wipe_variable(const char *name)
{
	size_t n = strlen(name);
	for (char **at = environ; *at; at++)
		if (strncmp(*at, name, n) == 0 && (*at)[n] == '=')
			secret_wipe(*at + n + 1, (ptrdiff_t)strlen(*at + n + 1));
}

const err *secret_take(arena *a, const char *name, str *out)
{
	*out = (str){ 0 };
	char *value = getenv(name);
	if (!value)
		return NULL;
	str trimmed = str_trim(str_of(value));
	piece *kept = NEW(a, piece);
	*kept = (piece){ NEW_N(a, char, trimmed.n + 1), trimmed.n };
	arena_defer(a, wipe_piece, kept);
	memcpy(kept->p, trimmed.p, (size_t)trimmed.n);
	wipe_variable(name);
	unsetenv(name);
	str token = { kept->p, kept->n };
	if (!is_token(token)) {
		const err *e = err_new(a, ERR_USAGE, "%s holds white space or a byte that no token has", name);
		return err_hint(a, e, "set the secret again, as one line");
	}
	if (token.n > 0)
		*out = token;
	return NULL;
}

void secret_guard(void)
{
	struct rlimit none = { 0, 0 };
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)unsetenv("SSLKEYLOGFILE"); /* libcurl would write each connection's keys there */
#ifdef __linux__
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
