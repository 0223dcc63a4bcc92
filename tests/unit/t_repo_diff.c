/* t_repo_diff: which paths differ between two sides, and which of them are renames. */
#include "scratch.h"

/* Ten lines: one changed line leaves nine tenths, six leave less than half. */
#define TEN "put a.yml 'one line\\ntwo line\\nthree line\\nfour line\\nfive line\\nsix line\\nseven line\\neight line\\nnine line\\nten line\\n'\n"

static const scratch_row rows[] = {
	{ "two commits: added, changed, removed, in byte order",
	  "make r; put b.yml 1; put d/x.yml 1; put gone.yml gone; commit t0\n"
	  "put b.yml 2; put a.yml new; put d/y/z.txt 1; rm gone.yml; commit t1",
	  "cd r\ndiff t0 t1", "A a.yml\nM b.yml\nA d/y/z.txt\nD gone.yml\n" },
	{ "equal commits differ in nothing", "make r; put a.yml 1; commit t0; commit t1", "cd r\ndiff t0 t1",
	  "" },
	{ "before the first commit everything is new", "make r; put a.yml 1; put d/b.yml 1; commit t0",
	  "cd r\ndiff empty t0", "A a.yml\nA d/b.yml\n" },
	{ "a file that becomes a folder, and back",
	  "make r; put x.yml 1; put y.yml/in 1; commit t0; rm -r x.yml y.yml\n"
	  "put x.yml/in 2; put y.yml 3; put x.yml.z 4; commit t1",
	  "cd r\ndiff t0 t1", "D x.yml\nA x.yml.z\nA x.yml/in\nA y.yml\nD y.yml/in\n" },
	{ "a file that becomes a symbolic link",
	  "make r; put a.yml b.yml; put b.yml 1; commit t0; rm a.yml; ln -s b.yml a.yml; commit t1",
	  "cd r\ndiff t0 t1", "M a.yml\n" },
	{ "a submodule that moves on",
	  "git init -q m; git -C m commit -q --allow-empty -m 1; make r; git clone -q ../m s 2>&1\n"
	  "git add s 2>/dev/null; git commit -q -m t0; git tag t0\n"
	  "git -C s commit -q --allow-empty -m 2; git commit -qam t1; git tag t1",
	  "cd r\ndiff t0 t1\nlist t1 . deep\nread t1 s", "M s\ns@\nsubmodule\n" },
	{ "a rename without a change", "make r; " TEN "commit t0; git mv a.yml b.yml; commit t1",
	  "cd r\ndiff t0 t1", "D a.yml now b.yml\nA b.yml was a.yml\n" },
	{ "a rename with one changed line",
	  "make r; " TEN "commit t0; git mv a.yml d.yml; sed -i 's/two/2/' d.yml; commit t1",
	  "cd r\ndiff t0 t1", "D a.yml now d.yml\nA d.yml was a.yml\n" },
	{ "six changed lines of ten are no rename",
	  "make r; " TEN "commit t0; git mv a.yml d.yml; sed -i '1,6s/line/other/' d.yml; commit t1",
	  "cd r\ndiff t0 t1", "D a.yml\nA d.yml\n" },
	{ "a rename to a name that is not wanted still pairs",
	  "make r; " TEN "commit t0; git mv a.yml a.bak; commit t1", "cd r\ndiff t0 t1",
	  "A a.bak was a.yml\nD a.yml now a.bak\n" },
	{ "a rename among unwanted names is left alone",
	  "make r; put a.c 'long enough'; commit t0; git mv a.c b.c; commit t1", "cd r\ndiff t0 t1",
	  "D a.c\nA b.c\n" },
	{ "of two equal files the one with the same name is the one",
	  "make r; put p/env.yml 'same\\n'; put q/other.yml 'same\\n'; commit t0\n"
	  "git mv p n; git mv q/other.yml n/other.yml; commit t1",
	  "cd r\ndiff t0 t1",
	  "A n/env.yml was p/env.yml\nA n/other.yml was q/other.yml\nD p/env.yml now n/env.yml\n"
	  "D q/other.yml now n/other.yml\n" },
	{ "a copy is no rename", "make r; " TEN "commit t0; cp a.yml b.yml; commit t1", "cd r\ndiff t0 t1",
	  "A b.yml\n" },
	{ "an empty file is a rename only by id", "make r; put a.yml ''; commit t0; git mv a.yml b.yml; commit t1",
	  "cd r\ndiff t0 t1", "D a.yml now b.yml\nA b.yml was a.yml\n" },
	{ "the index: added, changed, removed",
	  "make r; put a.yml 1; put b.yml 1; put d/c 1; commit t0\n"
	  "put a.yml 2; put n/x new; git rm -q b.yml; git add -A; put a.yml 3; put later.yml 1",
	  "cd r\ndiff t0 index\nread index a.yml\nread index later.yml", "M a.yml\nD b.yml\nA n/x\nblob 1 '2'\nabsent\n" },
	{ "the index of an unborn branch", "make r; put a.yml 1; git add a.yml", "cd r\ndiff empty index",
	  "A a.yml\n" },
	{ "what is only intended to be added is not staged",
	  "make r; put a.yml 1; commit t0; put b.yml 1; git add -N b.yml", "cd r\ndiff t0 index\ndiff t0 work",
	  "A b.yml\n" },
	{ "unmerged entries: the index is no state, the work tree is one",
	  "make r; put a.yml 1; commit t0; git checkout -q -b x; put a.yml 2; commit t1\n"
	  "git checkout -q main; put a.yml 3; commit t2; git merge x >/dev/null || true",
	  "cd r\ndiff t2 index\nread index a.yml\ndiff t2 work\nheads",
	  "range: the index has conflicts: it is no state to judge | resolve them, then git add; git status "
	  "names the files\n"
	  "range: the index has conflicts: it is no state to judge | resolve them, then git add; git status "
	  "names the files\n"
	  "M a.yml\nt1\n" },
	{ "the work tree: only wanted paths are looked at",
	  "make r; put a.yml 1; put b.yml b; put c.txt 1; put d/e.yml e; commit t0\n"
	  "put a.yml 2; rm b.yml; put c.txt 2; rm -r d; put new.yml new; put n/e/w.yml newer; put new.txt 1",
	  "cd r\ndiff t0 work", "M a.yml\nD b.yml\nD d/e.yml\nA n/e/w.yml\nA new.yml\n" },
	{ "touched but not changed", "make r; put a.yml 1; commit t0; touch -d 2001-01-01 a.yml",
	  "cd r\ndiff t0 work", "" },
	{ "changed within the clock's tick, size and all", "make r; put a.yml 1; commit t0; put a.yml 2",
	  "cd r\ndiff t0 work", "M a.yml\n" },
	{ "staged and changed back", "make r; put a.yml 1; commit t0; put a.yml 2; git add a.yml; put a.yml 1",
	  "cd r\ndiff t0 work\ndiff t0 index", "M a.yml\n" },
	{ "ignored files and folders are no part of the work tree",
	  "make r; put .gitignore 'skip/\\n*.local.yml\\n'; put a.yml 1; commit t0\n"
	  "put skip/x.yml 1; put b.local.yml 1; put d/.gitignore 'no.yml'; put d/no.yml 1; put d/yes.yml 1",
	  "cd r\ndiff t0 work\nread work b.local.yml\nread work skip/x.yml",
	  "A d/yes.yml\nabsent\nabsent\n" },
	{ "a tracked file stays tracked though it is ignored",
	  "make r; put s/a.yml 1; put .gitignore s; git add -f s/a.yml; commit t0; put s/a.yml 2; put s/b.yml 1",
	  "cd r\ndiff t0 work", "M s/a.yml\n" },
	{ "another repository inside is not looked into",
	  "make r; put a.yml 1; commit t0; (make sub; put in.yml 1)", "cd r\ndiff t0 work\nlist work . deep",
	  "a.yml\n" },
	{ "a work tree rename",
	  "make r; " TEN "commit t0; mv a.yml b.yml; echo more >> b.yml", "cd r\ndiff t0 work",
	  "D a.yml now b.yml\nA b.yml was a.yml\n" },
	{ "a folder replaced by a link hides what was below",
	  "make r; put d/a.yml 1; commit t0; mv d e; ln -s e d", "cd r\ndiff t0 work\nread work d/a.yml",
	  "D d/a.yml now e/a.yml\nA e/a.yml was d/a.yml\nabsent\n" },
	{ "a file replaced by a pipe is gone, and nobody waits for it",
	  "make r; put a.yml 1; commit t0; rm a.yml; mkfifo a.yml", "cd r\ndiff t0 work\nread work a.yml",
	  "D a.yml\nabsent\n" },
	{ "line endings that git add would undo are no change",
	  "make r; put .gitattributes '*.yml text eol=crlf\\n'; put a.yml '1\\n'; commit t0\n"
	  "rm a.yml; git checkout -q a.yml; touch -d 2001-01-01 a.yml; put b.yml 'x\\r\\n'",
	  "cd r\ndiff t0 work\nread work a.yml\nread work b.yml",
	  "A b.yml\nblob 2 '1\n'\nblob 2 'x\n'\n" },
	{ "a sparse checkout leaves files out, which is no deletion",
	  "make r; put a.yml 1; put d/b.yml 1; put e/c.yml 1; commit t0; git sparse-checkout set d 2>/dev/null",
	  "cd r\ndiff t0 work\nlist work . deep\nread work e/c.yml", "a.yml d/b.yml e/c.yml\nblob 1 '1'\n" },
	{ "replace refs change nothing",
	  "make r; put a.yml 1; commit t0; put a.yml 2; commit t1; git replace t1 t0", "cd r\ndiff t0 t1\nreplaced",
	  "M a.yml\nyes\n" },
	{ "packed replace refs are seen too",
	  "make r; put a.yml 1; commit t0; put a.yml 2; commit t1; git replace t1 t0; git pack-refs --all\n"
	  "rm -rf .git/refs/replace",
	  "cd r\nreplaced", "yes\n" },
	{ "a link is changed where its target is, whatever that is called",
	  "make r; put d/base.txt 1; ln -s ./d/base.txt a.yml; ln -s d/base.txt a.md; commit t0\n"
	  "put d/base.txt 2; commit t1",
	  "cd r\ndiff t0 t1\ndiff t1 t0", "M a.yml\nM d/base.txt\nM a.yml\nM d/base.txt\n" },
	{ "a link whose target stays as it was is no change",
	  "make r; put d/base.txt 1; ln -s d/base.txt a.yml; ln -s gone b.yml; ln -s / c.yml; ln -s a.yml e.yml\n"
	  "ln -s d f.yml; commit t0; put d/other.txt 2; commit t1",
	  "cd r\ndiff t0 t1\ndiff t0 t1 links\ndiff t0 index\ndiff t0 work",
	  "A d/other.txt\nA d/other.txt\nA d/other.txt\nA d/other.txt\n" },
	{ "a link in a folder that changed otherwise",
	  "make r; put base.txt 1; put n/m/x 1; ln -s ../../base.txt n/m/a.yml; commit t0\n"
	  "put base.txt 2; put n/m/x 2; commit t1",
	  "cd r\ndiff t0 t1", "M base.txt\nM n/m/a.yml\nM n/m/x\n" },
	{ "a link in a folder that did not change is looked for when asked",
	  "make r; put base.txt 1; mkdir -p n/m; ln -s ../../base.txt n/m/a.yml; ln -s ../base.txt n/b.txt\n"
	  "ln -s base.txt c.yml; commit t0; put base.txt 2; commit t1",
	  "cd r\ndiff t0 t1\ndiff t0 t1 links\ndiff t0 index links\ndiff t0 work links",
	  "M base.txt\nM c.yml\nM base.txt\nM c.yml\nM n/m/a.yml\nM base.txt\nM c.yml\nM n/m/a.yml\n"
	  "M base.txt\nM c.yml\nM n/m/a.yml\n" },
	{ "a link to another target is one change, not two",
	  "make r; put x.txt 1; put y.txt 1; ln -s x.txt a.yml; commit t0; put x.txt 2; put y.txt 2\n"
	  "ln -sf y.txt a.yml; commit t1",
	  "cd r\ndiff t0 t1 links\ndiff t0 index", "M a.yml\nM x.txt\nM y.txt\nM a.yml\nM x.txt\nM y.txt\n" },
	{ "a link that loses its target, and one that gets one",
	  "make r; put x.txt 1; ln -s x.txt a.yml; ln -s y.txt b.yml; commit t0; rm x.txt; put y.txt 2; commit t1",
	  "cd r\ndiff t0 t1\nread t0 a.yml\nread t1 a.yml",
	  "M a.yml\nM b.yml\nD x.txt\nA y.txt\nblob 1 '1' -> x.txt\nbad link -> x.txt\n" },
	{ "a link whose target became a folder, or lies below a link now",
	  "make r; put x 1; put d/y 1; ln -s x a.yml; ln -s d/y b.yml; commit t0; rm x; put x/in 1; mv d e\n"
	  "ln -s e d; commit t1",
	  "cd r\ndiff t0 t1", "M a.yml\nM b.yml\nA d\nD d/y\nA e/y\nD x\nA x/in\n" },
	{ "a link whose target is renamed away",
	  "make r; put x.txt 'the same text'; ln -s x.txt a.yml; commit t0; git mv x.txt y.txt; commit t1",
	  "cd r\ndiff t0 t1", "M a.yml\nD x.txt\nA y.txt\n" },
	{ "the index: a link whose target is staged, not one whose target is merely edited",
	  "make r; put x.txt 1; put y.txt 1; mkdir n; ln -s ../x.txt n/a.yml; ln -s y.txt b.yml; commit t0\n"
	  "put x.txt 2; git add x.txt; put y.txt 2",
	  "cd r\ndiff t0 index", "M n/a.yml\nM x.txt\n" },
	{ "the work tree: a link is looked at through the disk, though its target is not wanted",
	  "make r; put x.txt 1; put y.txt 1; put z.txt 1; mkdir n; ln -s ../x.txt n/a.yml; ln -s y.txt b.yml\n"
	  "ln -s z.txt c.yml; ln -s new.txt d.yml; ln -s off.txt e.yml; put .gitignore off.txt; commit t0\n"
	  "put x.txt 2; rm y.txt; put z.txt 2; git add z.txt; put z.txt 1; put new.txt 1; put off.txt 1",
	  "cd r\ndiff t0 work", "M b.yml\nM d.yml\nM n/a.yml\nM z.txt\n" },
	{ "no replace refs", "make r; put a.yml 1; commit t0; git pack-refs --all", "cd r\nreplaced", "no\n" },
};

int main(void) { return RUN_ROWS(scratch_row_test, rows); }
