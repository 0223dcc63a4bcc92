/* t_repo_open: what a hook, a worktree, a submodule, a push and a CI container hand over, and the
 * repositories that cannot be opened. */
#include "scratch.h"

#define ONE "make r; put a.yml 1; commit t0; put a.yml 2; git add -A; cp .git/index ../other-index; put a.yml 3; git add -A\n"
#define OWNED "make r; commit t0; cd ..; chown -R 12345 r\n"

static const scratch_row rows[] = {
	{ "the top, a folder below, a bare repository",
	  "make r; put d/a 1; commit t0; cd ..; git clone -q --bare r b.git",
	  "cd r/d\nopen\nopen ../../b.git\nopen ..", "/r/\nbare\n/r/\n" },
	{ "no repository", "mkdir d", "env GIT_CEILING_DIRECTORIES=/tmp\ncd d\nopen\nopen ../nowhere",
	  "no-repository: this folder is in no git repository | run envgate inside a repository, or give --repo "
	  "DIR\n"
	  "no-repository: ../nowhere is in no git repository | run envgate inside a repository, or give --repo "
	  "DIR\n" },
	{ "GIT_INDEX_FILE is the index", ONE, "cd r\nenv GIT_INDEX_FILE=../other-index\nread index a.yml",
	  "blob 1 '2'\n" },
	{ "an empty GIT_INDEX_FILE is none", ONE, "cd r\nenv GIT_INDEX_FILE=\nread index a.yml", "blob 1 '3'\n" },
	{ "GIT_INDEX_FILE does not leak into the repository of --repo",
	  ONE "cd ..; git clone -q r other", "cd r\nenv GIT_INDEX_FILE=../other-index\nopen ../other\n"
	  "read index a.yml\nopen .\nread index a.yml",
	  "/other/\nblob 1 '1'\n/r/\nblob 1 '2'\n" },
	{ "GIT_DIR and GIT_WORK_TREE", "make r; put a.yml 1; commit t0; cd ..; mv r/.git g; mkdir w; echo x > w/a.yml",
	  "env GIT_DIR=g\nenv GIT_WORK_TREE=w\nopen\nread work a.yml", "/w/\nblob 2 'x\n'\n" },
	{ "a linked worktree", "make r; put a.yml 1; commit t0; git worktree add -q ../w; cd ../w; put a.yml 2; git add -A",
	  "cd w\nopen\nread index a.yml\nread HEAD a.yml", "/w/\nblob 1 '2'\nblob 1 '1'\n" },
	{ "a hook in a linked worktree",
	  "make r; put a.yml 1; commit t0; git worktree add -q ../w; cd ../w; put a.yml 2; git add -A",
	  "cd w\nenv GIT_DIR=~/r/.git/worktrees/w\nenv GIT_INDEX_FILE=~/r/.git/worktrees/w/index\nopen\n"
	  "read index a.yml",
	  "/w/\nblob 1 '2'\n" },
	{ "a submodule",
	  "make m; put a.yml 1; commit t0; cd ..; make r\n"
	  "git -c protocol.file.allow=always submodule add -q ../m s 2>&1; commit t1",
	  "cd r/s\nopen\nread HEAD a.yml\nopen ..\nread HEAD s\nlist HEAD .",
	  "/r/s/\nblob 1 '1'\n/r/\nsubmodule\n.gitmodules s@\n" },
	{ "objects borrowed from another repository", "make r; put a.yml 1; commit t0; cd ..; git clone -q -s r c",
	  "cd c\nread HEAD a.yml", "blob 1 '1'\n" },
	{ "a push in quarantine",
	  "git init -q --bare b.git; make r; put a.yml 1; commit t0; cd ..; mkdir -p b.git/objects/in\n"
	  "cp -r r/.git/objects/* b.git/objects/in; git -C r rev-parse t0 > b.git/refs/heads/main",
	  "cd b.git\ncommit main\nenv GIT_OBJECT_DIRECTORY=./objects/in\n"
	  "env GIT_ALTERNATE_OBJECT_DIRECTORIES=/nowhere:~/b.git/objects\nopen .\nread main a.yml",
	  "git: the commit that 'main' names is missing | git fsck\nbare\nblob 1 '1'\n" },
	{ "alternates with a quoted name",
	  "make r; put a.yml 1; commit t0; cd ..; git init -q --bare b.git; cp -r r/.git/objects 'o:x'\n"
	  "git -C r rev-parse t0 > b.git/refs/heads/main",
	  "cd b.git\nenv GIT_ALTERNATE_OBJECT_DIRECTORIES=\"../o\\:x\"\nread main a.yml", "blob 1 '1'\n" },
	{ "extensions that change nothing for a reader",
	  "make r; put a.yml 1; commit t0; git config core.repositoryformatversion 1\n"
	  "git config extensions.worktreeConfig true; git config extensions.preciousObjects true",
	  "cd r\nread HEAD a.yml", "blob 1 '1'\n" },
	{ "a SHA-256 repository", "git init -q --object-format=sha256 r", "cd r\nopen",
	  "git: opening the repository of this folder: SHA-256 repositories are not supported | gate a SHA-1 clone; "
	  "libgit2 cannot read this one\n" },
	{ "a split index", "make r; put a.yml 1; commit t0; git update-index --split-index",
	  "cd r\nread index a.yml\ndiff t0 index\ndiff t0 t0",
	  "git: reading the index: the index is split, which libgit2 cannot read | git update-index "
	  "--no-split-index\n"
	  "git: reading the index: the index is split, which libgit2 cannot read | git update-index "
	  "--no-split-index\n" },
	{ "a split index, cured as told",
	  "make r; put a.yml 1; commit t0; git update-index --split-index; git update-index --no-split-index",
	  "cd r\nread index a.yml", "blob 1 '1'\n" },
	{ "a sparse index",
	  "make r; put a.yml 1; put d/b 1; put e/c 1; commit t0; git sparse-checkout set --cone --sparse-index d 2>/dev/null",
	  "cd r\nread index a.yml",
	  "git: reading the index: the index is sparse, which libgit2 cannot read | git sparse-checkout reapply "
	  "--no-sparse-index\n" },
	{ "a sparse index, cured as told",
	  "make r; put a.yml 1; put d/b 1; put e/c 1; commit t0; git sparse-checkout set --cone --sparse-index d 2>/dev/null\n"
	  "git sparse-checkout reapply --no-sparse-index 2>/dev/null",
	  "cd r\nread index e/c", "blob 1 '1'\n" },
	{ "index versions 3 and 4",
	  "make r; put a.yml 1; put d/b 1; commit t0; git update-index --index-version 4; git update-index --untracked-cache",
	  "cd r\nread index d/b", "blob 1 '1'\n" },
	{ "a broken index", "make r; commit t0; printf 'DIRC garbage, much longer than a header' > .git/index",
	  "cd r\nread index a", "git: reading the index: the index is corrupt | rm \"$(git rev-parse "
	  "--git-path index)\" && git reset\n" },
	{ "an index that is none", "make r; commit t0; echo hi > .git/index",
	  "cd r\nread index a", "git: reading the index: it cannot be read, or is no index | ls -ld \"$(git "
	  "rev-parse --git-path index)\"\n" },
};

/* These need another owner, which only root can give a folder. */
static const scratch_row owner_rows[] = {
	{ "another owner's repository", OWNED, "cd r\nopen",
	  "owner: opening the repository of this folder: the repository belongs to another user | git config "
	  "--global --add safe.directory @/r\n" },
	{ "another owner's, with safe.directory for something else", OWNED
	  "git config --global --add safe.directory /elsewhere",
	  "cd r\nopen",
	  "owner: opening the repository of this folder: the repository belongs to another user | git config "
	  "--global --add safe.directory @/r\n" },
	{ "cured as told", OWNED "git config --global --add safe.directory \"$PWD/r\"", "cd r\nopen", "/r/\n" },
	{ "another owner's, trusted by option", OWNED, "cd r\nopen trust", "/r/\n" },
	{ "the folder that GitHub checked out", OWNED, "cd r\nenv CI=true\nenv GITHUB_WORKSPACE=~/r\nopen", "/r/\n" },
	{ "the folder that GitLab checked out", OWNED, "cd r\nenv CI=true\nenv CI_PROJECT_DIR=~/r\nopen", "/r/\n" },
	{ "a folder inside the one that GitHub checked out", OWNED "mkdir top; mv r top/r",
	  "cd top/r\nenv CI=true\nenv GITHUB_WORKSPACE=~/top\nopen",
	  "owner: opening the repository of this folder: the repository belongs to another user | git config "
	  "--global --add safe.directory @/top/r\n" },
	{ "GITHUB_WORKSPACE outside CI means nothing", OWNED, "cd r\nenv GITHUB_WORKSPACE=~/r\nopen",
	  "owner: opening the repository of this folder: the repository belongs to another user | git config "
	  "--global --add safe.directory @/r\n" },
};

int main(void)
{
	int failures = RUN_ROWS(scratch_row_test, rows);
	if (geteuid() == 0)
		failures += RUN_ROWS(scratch_row_test, owner_rows);
	return failures;
}
