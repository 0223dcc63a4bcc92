/* t_repo_commit: names, parents and relations of commits, also where the clone ends. */
#include "scratch.h"

#define HISTORY                                                                                     \
	"make r; commit t0; commit t1; git checkout -q -b side t0; commit t2; git checkout -q main\n" \
	"git merge -q -m t3 side; git tag t3; commit t4\n"
#define ZEROS "0000000000000000000000000000000000000000"
#define SHALLOW_HINT " | git fetch --unshallow (in CI: fetch-depth: 0, or GIT_DEPTH: 0)\n"
#define NO_COMMIT_HINT " | paths go behind --; git fetch brings a branch that is missing\n"

static const scratch_row rows[] = {
	{ "names in git's own syntax", HISTORY "git tag -a -m x annotated t2",
	  "cd r\ncommit HEAD\ncommit main~1\ncommit HEAD^^2\ncommit side\ncommit annotated\ncommit @\n"
	  "knows side\nknows nothing\nknows -x",
	  "t4\nt3\nt2\nt2\nt2\nt4\nyes\nno\nno\n" },
	{ "names of nothing, of a blob, of options", HISTORY "put f 1; commit t5",
	  "cd r\ncommit nothing\ncommit HEAD:f\ncommit -x\ncommit HEAD~99\ncommit HEAD^{tree}",
	  "usage: 'nothing' names no commit" NO_COMMIT_HINT "usage: 'HEAD:f' names no commit" NO_COMMIT_HINT
	  "usage: '-x' names no commit" NO_COMMIT_HINT "usage: 'HEAD~99' names no commit" NO_COMMIT_HINT
	  "usage: 'HEAD^{tree}' names no commit" NO_COMMIT_HINT },
	{ "forty zeros and a commit that is not here", HISTORY,
	  "cd r\ncommit " ZEROS "\ncommit 1234567890123456789012345678901234567890",
	  "no-base: '" ZEROS "' stands for no commit | name the branch to compare with: origin/main...HEAD\n"
	  "no-base: the commit '1234567890123456789012345678901234567890' is not in this clone | git fetch origin "
	  "1234567890123456789012345678901234567890\n" },
	{ "an abbreviation of several objects",
	  "make r; commit t0; i=0; while [ $i -lt 40 ]; do echo $i; i=$((i+1)); done > ../n\n"
	  "for i in $(cat ../n); do echo $i | git hash-object -w --stdin >/dev/null; done",
	  "cd r\nknows 0000",
	  "no\n" },
	{ "parents: of a root, of a merge, in order", HISTORY, "cd r\nparents t0\nparents t1\nparents t3",
	  "none\nt0\nt1 t2\n" },
	{ "merge bases and ancestors", HISTORY,
	  "cd r\nbases t1 t2\nbases t4 t2\nbases t4 t4\nancestor t0 t4\nancestor t1 t2\nancestor t3 t4\nancestor t4 t0\n"
	  "ancestor t4 t4",
	  "t0\nt2\nt4\nyes\nno\nyes\nno\nyes\n" },
	{ "histories that share nothing, and two merge bases",
	  "make r; commit t0; git checkout -q --orphan o; commit t1; git checkout -q main; commit t2\n"
	  "git checkout -q -b x t0; commit t3; git checkout -q main; git merge -q -m t4 t3; git tag t4\n"
	  "git checkout -q x; git merge -q --no-ff -m t5 t2; git tag t5",
	  "cd r\nbases t0 t1\nbases t4 t5", "none\nt2 t3\n" },
	{ "an octopus",
	  "make r; commit t0; for i in 1 2 3; do git checkout -q -b b$i t0; commit t$i; done\n"
	  "git checkout -q main; git merge -q -m t4 b1 b2 b3 >/dev/null; git tag t4",
	  "cd r\nparents t4", "t1 t2 t3\n" },
	{ "MERGE_HEAD while a merge is open",
	  HISTORY "git checkout -q -b more t1; put m 1; commit t5; git checkout -q main\n"
	  "git merge -q --no-commit --no-ff more >/dev/null",
	  "cd r\nheads", "t5\n" },
	{ "no merge", HISTORY, "cd r\nheads", "none\n" },
	{ "a shallow clone knows its tip and says where it ends",
	  HISTORY "cd ..; git clone -q --depth 1 \"file://$PWD/r\" s 2>&1; cd s; git tag t4 2>/dev/null || true",
	  "cd s\nopen\ncommit HEAD\nparents HEAD\ncommit HEAD^\ncommit HEAD~3\ncommit nothing\nancestor HEAD HEAD",
	  "/s/ shallow\nt4\nshallow: this clone is shallow and ends before 'HEAD^'" SHALLOW_HINT
	  "shallow: this clone is shallow and ends before 'HEAD^'" SHALLOW_HINT
	  "shallow: this clone is shallow and ends before 'HEAD~3'" SHALLOW_HINT
	  "usage: 'nothing' names no commit" NO_COMMIT_HINT "yes\n" },
	{ "a shallow clone compares what it has",
	  HISTORY "put a.yml 1; commit t5; cd ..; git clone -q --depth 2 \"file://$PWD/r\" s 2>&1",
	  "cd s\ndiff HEAD~1 HEAD\nparents HEAD~1\nbases HEAD HEAD~1",
	  "A a.yml\nshallow: this clone is shallow and ends before 'HEAD~1^'" SHALLOW_HINT "t4\n" },
	{ "a walk over the end of a shallow clone",
	  HISTORY "git checkout -q side; commit t5; git checkout -q main; cd ..\n"
	  "git clone -q --depth 1 --no-tags --no-single-branch \"file://$PWD/r\" s 2>&1",
	  "cd s\nbases origin/main origin/side\nancestor origin/side origin/main",
	  "shallow: this clone is shallow and ends before the merge base of 'origin/main' and 'origin/side'"
	  SHALLOW_HINT
	  "shallow: this clone is shallow and ends before the merge base of 'origin/side' and 'origin/main'"
	  SHALLOW_HINT },
	{ "grafts do not change what a parent is",
	  HISTORY "mkdir -p .git/info; echo \"$(git rev-parse t4) $(git rev-parse t0)\" > .git/info/grafts",
	  "cd r\nparents t4", "t3\n" },
	{ "a corrupt commit is named",
	  "make r; commit t0; printf 'tree x\\n' > ../c; c=$(git hash-object -t commit -w --literally ../c)\n"
	  "echo $c > .git/refs/heads/bad",
	  "cd r\ndiff bad t0", "git: looking for 'bad': it is corrupt | git fsck\n" },
};

int main(void) { return RUN_ROWS(scratch_row_test, rows); }
