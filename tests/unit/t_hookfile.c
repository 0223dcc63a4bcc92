/* t_hookfile: what install and remove answer for each thing that can lie where a hook should be. */
#include "edge/hookfile.h"

#include "edge/file.h"
#include "rows.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct row {
	const char *name, *before; /* shell, in the folder */
	const char *install, *remove, *after; /* what they answer, and the folder afterwards */
} row;

#define OWN "#!/bin/sh\n# comment\nexec envgate\n"

static const row rows[] = {
	{ "nothing there", "", "installed", "removed", "" },
	{ "another hook", "printf 'mine' > hook", "chained", "restored", "hook=mine " },
	{ "another hook that is a link", "printf mine > other; ln -s other hook", "chained", "restored", "hook=mine other=mine " },
	{ "a link that leads nowhere", "ln -s nothing hook", "chained", "restored", "hook@ " },
	{ "a .local alone", "printf l > hook.local", "installed", "removed", "hook.local=l " },
	{ "both", "printf mine > hook; printf l > hook.local", "error", "foreign", "hook=mine hook.local=l " },
	{ "a folder", "mkdir hook", "error", "error", "hook@ " },
	{ "a mark that somebody wrote", "printf '#!/bin/sh\\n# envgate-hook alone 0 x\\n' > hook", "edited", "edited",
	  "hook=#!/bin/sh\n# envgate-hook alone 0 x\n " },
	{ "an empty file", ": > hook", "chained", "restored", "hook= " },
};

static const char *words(const err *e, hook_did did)
{
	static const char *const all[] = {
		[HOOK_INSTALLED] = "installed", [HOOK_CHAINED] = "chained",   [HOOK_RENEWED] = "renewed",
		[HOOK_SAME] = "same",           [HOOK_EDITED] = "edited",     [HOOK_FOREIGN] = "foreign",
		[HOOK_ABSENT] = "absent",       [HOOK_REMOVED] = "removed",   [HOOK_RESTORED] = "restored",
	};
	return e ? "error" : all[did];
}

/* The folder as text. */
static str shown(arena *a, const char *dir)
{
	str script = arena_printf(a,
	                          "cd %s && for f in *; do [ -e \"$f\" ] || [ -L \"$f\" ] || continue; printf '%%s' \"$f\"; "
	                          "if [ -f \"$f\" ]; then printf '='; cat \"$f\"; else printf '@'; fi; printf ' '; done",
	                          dir);
	FILE *p = popen(script.p, "r");
	assert_non_null(p);
	char bytes[4096];
	size_t n = fread(bytes, 1, sizeof bytes, p);
	pclose(p);
	return arena_str(a, (str){ bytes, (ptrdiff_t)n });
}

static void test_row(void **state)
{
	const row *r = *state;
	arena *a = arena_open(4 << 20);
	char dir[] = "/tmp/envgate-t-XXXXXX";
	hook_did did = HOOK_ABSENT;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(system(arena_printf(a, "export LC_ALL=C; cd %s; %s", dir, r->before).p), 0);
	hookfile h = { .folder = str_of(dir), .name = S("hook"), .body = S(OWN), .search = S("/it's/here") };
	const err *e = hookfile_install(a, &h, &did);
	assert_string_equal(words(e, did), r->install);
	if (!e && did != HOOK_EDITED) {
		str text;
		struct stat st;
		str path = arena_printf(a, "%s/hook", dir);
		assert_null(file_read(a, path, 4096, &text));
		assert_true(str_starts(text, S("#!/bin/sh\n# envgate-hook ")));
		assert_true(str_ends(text, S("# comment\ncommand -v envgate > /dev/null || PATH=$PATH:'/it'\\''s/here'\nexec envgate\n")));
		assert_int_equal(stat(path.p, &st), 0);
		assert_true(st.st_mode & 0100);
		assert_null(hookfile_install(a, &h, &did));
		assert_int_equal(did, HOOK_SAME);
		h.body = S("#!/bin/sh\nexec other\n");
		assert_null(hookfile_install(a, &h, &did));
		assert_int_equal(did, HOOK_RENEWED);
	}
	e = hookfile_remove(a, &h, &did);
	assert_string_equal(words(e, did), r->remove);
	assert_string_equal(shown(a, dir).p, r->after);
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir).p), 0);
	arena_close(a);
}

int main(void)
{
	setenv("LC_ALL", "C", 1);
	return RUN_ROWS(test_row, rows);
}
