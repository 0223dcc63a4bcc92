/* init_hooks: the git hooks of this repository. Which ones depends on what it is: a clone that people
 * commit in gets the four that run there, a bare repository the one that guards it.
 *
 * The scripts are those of hooks/ and travel inside the program. Hooks that other repositories share
 * (core.hooksPath outside of this one) are not ours to change. In a folder of the work tree the hooks are
 * committed and used elsewhere, so no path of this machine is written into them. */
#include "cmd/init.h"

#include "edge/file.h"
#include "edge/hookfile.h"
#include "edge/repo_hooks.h"
#include "write/escape.h"

/* Made from hooks/ by cmake/embed_text.cmake. */
extern const char HOOK_TEXT_PRE_COMMIT[], HOOK_TEXT_PRE_MERGE_COMMIT[], HOOK_TEXT_COMMIT_MSG[],
	HOOK_TEXT_PRE_PUSH[], HOOK_TEXT_PRE_RECEIVE[];

static const struct {
	str name;
	const char *text;
	bool bare;
} hooks[] = {
	{ S_INIT("pre-commit"),       HOOK_TEXT_PRE_COMMIT,       false },
	{ S_INIT("pre-merge-commit"), HOOK_TEXT_PRE_MERGE_COMMIT, false },
	{ S_INIT("commit-msg"),       HOOK_TEXT_COMMIT_MSG,       false },
	{ S_INIT("pre-push"),         HOOK_TEXT_PRE_PUSH,         false },
	{ S_INIT("pre-receive"),      HOOK_TEXT_PRE_RECEIVE,      true },
};
enum { HOOK_COUNT = sizeof hooks / sizeof *hooks };

static const struct {
	const char *says, *more; /* more follows the name once more */
} words[] = {
	[HOOK_INSTALLED] = { "installed", NULL },
	[HOOK_CHAINED]   = { "installed; what was there runs first, as ", ".local" },
	[HOOK_RENEWED]   = { "renewed", NULL },
	[HOOK_SAME]      = { "already installed", NULL },
	[HOOK_EDITED]    = { "left as it is: edited since envgate wrote it", NULL },
	[HOOK_FOREIGN]   = { "left as it is: not envgate's", NULL },
	[HOOK_ABSENT]    = { "not there", NULL },
	[HOOK_REMOVED]   = { "removed", NULL },
	[HOOK_RESTORED]  = { "removed; what was there before is back", NULL },
};

static void tell(run *r, str name, hook_did did)
{
	buf_printf(&r->out, "envgate: %.*s: %s", SARG(name), words[did].says);
	if (words[did].more)
		buf_printf(&r->out, "%.*s%s", SARG(name), words[did].more);
	buf_char(&r->out, '\n');
}

static const err *find_place(run *r, hooks_place *out)
{
	repo *git = NULL;
	TRY(repo_open(r->a, (repo_options){ .dir = r->opts.repo, .trust_owner = r->opts.trust_owner }, &git));
	TRY(repo_hooks(r->a, git, out));
	if (out->in_git_dir || out->in_work_tree)
		return NULL;
	return err_hint(r->a,
	                err_new(r->a, ERR_FILE, "core.hooksPath is %.*s, outside of this repository", SARG(out->folder)),
	                "call envgate from the hooks there (docs/hooks.md), or give this repository its own: "
	                "git config --local core.hooksPath .git/hooks");
}

static void tell_place(run *r, const hooks_place *at)
{
	buf_put(&r->out, S("envgate: hooks in "));
	escape_terminal(&r->out, at->folder);
	if (at->is_configured)
		buf_put(&r->out, S(", as core.hooksPath says"));
	if (at->in_work_tree)
		buf_put(&r->out, S("; commit them, so that others have them too"));
	buf_char(&r->out, '\n');
}

/* The folder this program is in, unless a PATH could not hold it. */
static str own_folder(arena *a)
{
	str self = file_real(a, S("/proc/self/exe"));
	str folder = str_head(self, str_rfind_byte(self, '/'));
	bool fits = folder.n > 0 && str_find_byte(folder, ':') < 0 && str_find_byte(folder, '\n') < 0;
	return fits ? folder : (str){ 0 };
}

const err *init_hooks(run *r)
{
	hooks_place at;
	hook_did did;
	TRY(find_place(r, &at));
	str search = at.in_work_tree ? (str){ 0 } : own_folder(r->a);
	hookfile all[HOOK_COUNT];
	int n = 0;
	for (int i = 0; i < HOOK_COUNT; i++)
		if (hooks[i].bare == at.is_bare)
			all[n++] = (hookfile){ at.folder, hooks[i].name, str_of(hooks[i].text), search };
	if (!r->opts.uninstall) {
		TRY(hookfile_folder(r->a, at.folder));
		for (int i = 0; i < n; i++)
			TRY(hookfile_check(r->a, &all[i], &did));
	}
	tell_place(r, &at);
	for (int i = 0; i < n; i++) {
		TRY(r->opts.uninstall ? hookfile_remove(r->a, &all[i], &did) : hookfile_install(r->a, &all[i], &did));
		tell(r, all[i].name, did);
	}
	if (r->opts.quiet)
		r->out.n = 0;
	return NULL;
}
