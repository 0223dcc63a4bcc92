/* t_range: what was typed, and which three states it means. */
#include "scratch.h"

/*  t0 - t1 ------ t3 - t4   main
 *    \          /
 *     t2 ------'              side  */
#define HISTORY                                                                                     \
	"make r; commit t0; commit t1; git checkout -q -b side t0; commit t2; git checkout -q main\n" \
	"git merge -q -m t3 side; git tag t3; commit t4\n"

static const scratch_row rows[] = {
	{ "nothing typed at a terminal", HISTORY, "cd r\nrange",
	  "base t4 (HEAD), head work tree, policy t4 (HEAD): the work tree against HEAD\n" },
	{ "nothing typed in CI", HISTORY, "cd r\nrange ci\nrange ci --base t0",
	  "ci: CI is set, and nothing says what to compare | give a range: origin/main...HEAD, or --base SHA "
	  "--head SHA (and --policy-ref REV)\n"
	  "ci: CI is set, and nothing says what to compare | give a range: origin/main...HEAD, or --base SHA "
	  "--head SHA (and --policy-ref REV)\n" },
	{ "typed ranges work in CI too", HISTORY, "cd r\nrange ci t0..t1\nrange ci --all",
	  "base t0 (t0), head t1, policy t0 (t0): t0..t1 as typed\n"
	  "base none (), head work tree, policy t4 (HEAD): all of work tree\n" },
	{ "--staged in CI, with something staged and with nothing", HISTORY "put new 1; git add new; cd ..; git clone -q r s",
	  "cd r\nrange ci --staged\ncd ../s\nopen .\nrange ci --staged",
	  "base t4 (HEAD), head index, policy t4 (HEAD): the index against HEAD\n/s/\n"
	  "ci: CI is set, and the index is what HEAD is: nothing is staged | compare what was committed: "
	  "origin/main...HEAD, or --base SHA --head SHA --policy-ref SHA\n" },
	{ "nothing typed in a bare repository", HISTORY "cd ..; git clone -q --bare r b",
	  "cd b\nrange\nrange --all\nrange HEAD~1..HEAD",
	  "range: a bare repository has no work tree to judge | name two commits: A..B, or one: HEAD\n"
	  "base none (), head t4, policy t4 (HEAD): all of HEAD\n"
	  "base t3 (HEAD~1), head t4, policy t3 (HEAD~1): HEAD~1..HEAD as typed\n" },
	{ "the index", HISTORY, "cd r\nrange --staged",
	  "base t4 (HEAD), head index, policy t4 (HEAD): the index against HEAD\n" },
	{ "before the first commit", "make r; put a.yml 1; git add a.yml",
	  "cd r\nrange --staged\nrange\nrange --all\nrange HEAD",
	  "base empty (no commit yet), head index, policy none (HEAD): the index against HEAD\n"
	  "base empty (no commit yet), head work tree, policy none (HEAD): the work tree against HEAD\n"
	  "base none (), head work tree, policy none (nothing (no commit yet)): all of work tree\n"
	  "usage: 'HEAD' names no commit | paths go behind --; git fetch brings a branch that is missing\n" },
	{ "the index while a merge is open",
	  HISTORY "git checkout -q -b more t1; put m 1; commit t5; git checkout -q main\n"
	  "git merge -q --no-commit --no-ff more >/dev/null 2>&1",
	  "cd r\nrange --staged\nrange",
	  "base t4 (HEAD), head index, policy t4 (HEAD): the index against HEAD also t5\n"
	  "base t4 (HEAD), head work tree, policy t4 (HEAD): the work tree against HEAD also t5\n" },
	{ "two dots compare end points", HISTORY, "cd r\nrange t0..t4\nrange t0..\nrange ..t4\nrange t1..t2",
	  "base t0 (t0), head t4, policy t0 (t0): t0..t4 as typed\n"
	  "base t0 (t0), head t4, policy t0 (t0): t0.. as typed\n"
	  "base t4 (HEAD), head t4, policy t4 (HEAD): ..t4 as typed\n"
	  "base t1 (t1), head t2, policy t1 (t1): t1..t2 as typed | t1 is no ancestor of t2: you probably want "
	  "t1...t2\n" },
	{ "three dots compare with the merge base, by the policy of the left", HISTORY,
	  "cd r\nrange t1...t2\nrange t4...t2",
	  "base t0 (merge base of t1 and t2), head t2, policy t1 (t1): t1...t2 as typed\n"
	  "base t2 (merge base of t4 and t2), head t2, policy t4 (t4): t4...t2 as typed | t2 is already part of "
	  "t4: there is nothing to compare\n" },
	{ "three dots without a common ancestor, and with two",
	  "make r; commit t0; git checkout -q --orphan o; commit t1; git checkout -q main; commit t2\n"
	  "git checkout -q -b x t0; commit t3; git checkout -q main; git merge -q -m t4 t3; git tag t4\n"
	  "git checkout -q x; git merge -q --no-ff -m t5 t2; git tag t5",
	  "cd r\nrange t0...t1\nrange t4...t5",
	  "range: t0 and t1 have no common ancestor | t0..t1 compares the two as they are\n"
	  "range: t4 and t5 have 2 merge bases | judge the merge itself, or give --base SHA --head SHA\n" },
	{ "dots and no commit", HISTORY, "cd r\nrange ..\nrange ...\nrange nothing..t1",
	  "usage: a range needs a commit on one side | HEAD~1..HEAD, or origin/main...HEAD\n"
	  "usage: a range needs a commit on one side | HEAD~1..HEAD, or origin/main...HEAD\n"
	  "usage: 'nothing' names no commit | paths go behind --; git fetch brings a branch that is missing\n" },
	{ "one revision is compared with its parent", HISTORY, "cd r\nrange t4\nrange t3\nrange t0",
	  "base t3 (t4^), head t4, policy t3 (t4^): t4 as typed\n"
	  "base t1 (t3^), head t3, policy t1 (t3^): t3 against its first parent\n"
	  "base empty (the first commit), head t0, policy none (nothing (the empty tree)): t0 as typed\n" },
	{ "one revision at the end of a shallow clone is no first commit",
	  HISTORY "cd ..; git clone -q --depth 1 \"file://$PWD/r\" s 2>&1", "cd s\nrange HEAD",
	  "shallow: this clone is shallow and ends before 'HEAD^' | git fetch --unshallow (in CI: fetch-depth: 0, or "
	  "GIT_DEPTH: 0)\n" },
	{ "two dots in a clone of depth 2 need no history",
	  HISTORY "cd ..; git clone -q --depth 2 \"file://$PWD/r\" s 2>&1", "cd s\nrange HEAD~1..HEAD\nrange HEAD~1...HEAD",
	  "base t3 (HEAD~1), head t4, policy t3 (HEAD~1): HEAD~1..HEAD as typed\n"
	  "base t3 (merge base of HEAD~1 and HEAD), head t4, policy t3 (HEAD~1): HEAD~1...HEAD as typed\n" },
	{ "a whole state", HISTORY, "cd r\nrange --all\nrange --all t1",
	  "base none (), head work tree, policy t4 (HEAD): all of work tree\n"
	  "base none (), head t1, policy t1 (t1): all of t1\n" },
	{ "each option overrides its own", HISTORY,
	  "cd r\nrange --base t0 --head t1\nrange --base t0 --head t1 --policy-ref t2\nrange --base t1\nrange --head t4\n"
	  "range t0..t1 --policy-ref t4\nrange t0..t1 --base t2\nrange --staged --base t0",
	  "base t0 (--base), head t1, policy t0 (--base): --base and --head as given\n"
	  "base t0 (--base), head t1, policy t2 (--policy-ref): --base and --head as given\n"
	  "base t1 (--base), head work tree, policy t1 (--base): the work tree against --base\n"
	  "base t4 (HEAD), head t4, policy t4 (HEAD): --head against HEAD\n"
	  "base t0 (t0), head t1, policy t4 (--policy-ref): t0..t1 as typed\n"
	  "base t2 (--base), head t1, policy t0 (t0): t0..t1 as typed, with --base\n"
	  "base t0 (--base), head index, policy t4 (HEAD): the index against --base\n" },
	{ "options that contradict each other", HISTORY,
	  "cd r\nrange --staged t1\nrange --staged --all\nrange --all t0..t1\nrange --all --base t0\nrange --staged --head t1",
	  "usage: --staged compares the index with HEAD: it takes no range | leave one out\n"
	  "usage: --staged and --all contradict each other | leave one out\n"
	  "usage: --all judges one state: it takes no range | --all REV\n"
	  "usage: --all judges one state: it takes neither --base nor --head | --all REV\n"
	  "usage: --staged and --head both say what to judge | leave one out\n" },
};

int main(void) { return RUN_ROWS(scratch_row_test, rows); }
