/* t_repo_commits: which commits a range has, what stands behind their messages, and where a clone ends. */
#include "scratch.h"

#define SAY "n=0; say() { n=$((n+1)); export GIT_COMMITTER_DATE=\"2020-01-01T00:00:0${n}Z\"\n" \
	    "git add -A; git commit -q --allow-empty -m \"$1\" -m \"$2\"; git tag \"$1\"; }\n"
/* t1 and t2 on main, t3 and t4 on topic, t5 the merge. */
#define FORKED                                                                                      \
	SAY "make r; say t9 before; say t0 'Env-Change: zero'; git checkout -q -b topic\n"                           \
	"say t3 'Env-Change: three'; say t4 'Env-Change: four'; git checkout -q main\n"               \
	"say t1 'Env-Change: one'; say t2 'no trailer here'\n"                                        \
	"git merge -q --no-ff -m t5 -m 'Env-Change: merged' topic; git tag t5\n"
#define CUT "# ------------------------ >8 ------------------------"
#define SHALLOW(to, from)                                                                           \
	"shallow: this clone is shallow and ends before the commits of '" to "' that '" from "' has not | " \
	"git fetch --unshallow (in CI: fetch-depth: 0, or GIT_DEPTH: 0)\n"

static const scratch_row rows[] = {
	{ "a straight line, newest first, without its base",
	  SAY "make r; say t0 'Env-Change: a'; say t1 'Env-Change: b (why)'; say t2 'Env-Change: c'",
	  "cd r\ntrailers t0 t2\ntrailers t1 t2\ntrailers t2 t2",
	  "t2 Env-Change=c\nt1 Env-Change=b (why)\nt2 Env-Change=c\nnone\n" },
	{ "before the first commit everything is new",
	  SAY "make r; say t0 'Env-Change: a'; say t1 'Env-Change: b'",
	  "cd r\ntrailers empty t1\ntrailers empty t0", "t1 Env-Change=b\nt0 Env-Change=a\nt0 Env-Change=a\n" },
	{ "a merge brings its branch and has no say itself", FORKED,
	  "cd r\ntrailers t2 t5\ntrailers t4 t5\ntrailers t0 t5",
	  "t4 Env-Change=four\nt3 Env-Change=three\nt2\nt1 Env-Change=one\n"
	  "t2\nt1 Env-Change=one\nt4 Env-Change=four\nt3 Env-Change=three\n" },
	{ "what the base has on another line is left out", FORKED,
	  "cd r\ntrailers t2 t4\ntrailers t4 t2\ntrailers t5 t2", "t4 Env-Change=four\nt3 Env-Change=three\nt2\nt1 Env-Change=one\nnone\n" },
	{ "histories that share nothing",
	  SAY "make r; say t0 'Env-Change: a'; git checkout -q --orphan o; say t1 'Env-Change: b'",
	  "cd r\ntrailers t0 t1", "t1 Env-Change=b\n" },
	{ "several trailers, any case, folded lines; a paragraph of prose is none",
	  "make r; commit t0\n"
	  "printf 'subject\\n\\nenv-change: numpy 1 -> 2\\nEnv-Change: torch 2.1 ->\\n  2.2 (a\\n  b)\\nSigned-off-by: K\\n' "
	  "| git commit -q --allow-empty -F -; git tag t1\n"
	  "printf 'subject\\n\\nEnv-Change: not the last\\n\\nprose: with a colon\\nand without\\n' "
	  "| git commit -q --allow-empty -F -; git tag t2",
	  "cd r\ntrailers t0 t2",
	  "t2\nt1 env-change=numpy 1 -> 2 Env-Change=torch 2.1 ->\n  2.2 (a\n  b) Signed-off-by=K\n" },
	{ "a rule of dashes hides no trailer",
	  "make r; commit t0\nprintf 'subject\\n\\nabove\\n\\n---\\n\\nbelow\\n\\nEnv-Change: numpy\\n' "
	  "| git commit -q --allow-empty -F -; git tag t1",
	  "cd r\ntrailers t0 t1", "t1 Env-Change=numpy\n" },
	{ "no message at all",
	  "make r; commit t0; git commit -q --allow-empty --allow-empty-message -m ''; git tag t1",
	  "cd r\ntrailers t0 t1", "t1\n" },
	{ "a line that a shallow clone has is read to its base",
	  SAY "make r; say t0 a; say t1 'Env-Change: b'; say t2 'Env-Change: c'; say t3 'Env-Change: d'; cd ..\n"
	      "git clone -q --depth 3 \"file://$PWD/r\" s 2>&1",
	  "cd s\nopen\ntrailers HEAD~2 HEAD", "/s/ shallow\nt3 Env-Change=d\nt2 Env-Change=c\n" },
	{ "a shallow clone that ends among the commits is no answer",
	  FORKED "cd ..; git clone -q --depth 2 \"file://$PWD/r\" s 2>&1",
	  "cd s\ntrailers HEAD^ HEAD\ntrailers empty HEAD",
	  SHALLOW("HEAD", "HEAD^") SHALLOW("HEAD", "empty") },
	{ "a shallow clone that holds the whole fork answers",
	  FORKED "cd ..; git clone -q --depth 4 --no-tags \"file://$PWD/r\" s 2>&1; cd s; git tag t3 HEAD^2~1; git tag t4 HEAD^2",
	  "cd s\nopen\ntrailers HEAD^ HEAD\ntrailers HEAD^2 HEAD",
	  "/s/ shallow\nt4 Env-Change=four\nt3 Env-Change=three\n?\n? Env-Change=one\n" },
	{ "a line that leaves a shallow clone",
	  SAY "make r; say t0 a; git checkout -q -b topic; say t1 b; say t2 c; git checkout -q main; say t3 d; cd ..\n"
	      "git clone -q --depth 1 --no-single-branch --no-tags \"file://$PWD/r\" s 2>&1",
	  "cd s\ntrailers origin/main origin/topic", SHALLOW("origin/topic", "origin/main") },
	{ "no commit", "make r; commit t0", "cd r\ntrailers t0 index", "range: 'index' is no commit\n" },
	{ "more commits than the bound",
	  "make r; for i in $(seq 5002); do\n"
	  "printf 'commit refs/heads/main\\ncommitter C <c@e> %d +0000\\ndata 1\\nx\\n' $i; done | git fast-import --quiet",
	  "cd r\ntrailers main~4999 main~4998\ntrailers main~5001 main",
	  "?\nlimit: more than 5000 commits to read trailers of | "
	  "judge a shorter range, or set rules: { change/undeclared: off }\n" },
	{ "a message in its file: comments and the diff below the scissors are dropped",
	  "make r; printf 'subject\\n\\nEnv-Change: numpy\\n# Please enter\\n#\\n" CUT "\\ndiff --git\\n\\n-x\\n+y\\n' > m\n"
	  "printf 'subject\\n\\nbody\\n\\nEnv-Change: torch # not a comment' > n; printf '' > o; printf '# only\\n' > p",
	  "cd r\nmessage m\nmessage n\nmessage o\nmessage p",
	  " Env-Change=numpy\n Env-Change=torch # not a comment\n\n\n" },
	{ "another comment character",
	  "make r; git config core.commentChar ';'; printf 'subject\\n\\n#12 is fixed: so\\nEnv-Change: numpy\\n; Please\\n' > m\n"
	  "printf 'subject\\n\\nEnv-Change: numpy\\n; ------------------------ >8 ------------------------\\n\\nx\\n' > n",
	  "cd r\nmessage n\nmessage m", " Env-Change=numpy\n Env-Change=numpy\n" },
	{ "a message of a megabyte and more",
	  "make r; head -c 1048577 /dev/zero | tr '\\\\0' x > m", "cd r\nmessage m",
	  "limit: the message of the commit to be has 1048577 bytes, more than the limit of 1048576 | "
	  "shorten it, or set rules: { change/undeclared: off }\n" },
};

int main(void) { return RUN_ROWS(scratch_row_test, rows); }
