/* beside: see beside.h. */
#include "edge/beside.h"

#include "edge/file.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

const err *beside_find(arena *a, const char *name, str *out)
{
	str self = file_real(a, S("/proc/self/exe"));
	str folder = str_head(self, str_rfind_byte(self, '/'));
	str installed = arena_printf(a, "%.*s/../libexec/envgate/%s", SARG(folder), name);
	str built = arena_printf(a, "%.*s/%s", SARG(folder), name);
	if (!self.p)
		return err_new(a, ERR_FILE, "our own path cannot be told: /proc/self/exe: %s",
		               strerror(errno));
	*out = file_real(a, installed);
	if (!out->p)
		*out = file_real(a, built);
	if (out->p)
		return NULL;
	const err *e =
		err_new(a, ERR_FILE, "%s is not installed beside envgate: neither %.*s nor %.*s",
	                name, SARG(installed), SARG(built));
	return err_hint(a, e, "install envgate as a whole: cmake --install build");
}

const err *beside_exec(arena *a, str program, const strs *argv)
{
	char **words = NEW_N(a, char *, argv->n + 2);
	words[0] = (char *)(uintptr_t)arena_str(a, program).p;
	for (ptrdiff_t i = 0; i < argv->n; i++)
		words[i + 1] = (char *)(uintptr_t)arena_str(a, argv->at[i]).p;
	execv(words[0], words);
	return err_new(a, ERR_FILE, "%.*s cannot be started: %s", SARG(program), strerror(errno));
}
