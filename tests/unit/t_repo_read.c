/* t_repo_read: one path of any side, what its bytes are, and the names of a folder. */
#include "scratch.h"

/* Past git add, which refuses bytes that are not what the attribute says. */
#define WITH_ATTRIBUTES                                                                             \
	"b=$(git hash-object -w --stdin <../at)\n"                                                  \
	"t=$( (git ls-tree t1; printf \"100644 blob $b\\t.gitattributes\\n\") | git mktree)\n"       \
	"git tag t0 $(git commit-tree -m t0 $t)\n"

static const scratch_row rows[] = {
	{ "a file of a commit, of the index, of the work tree",
	  "make r; put d/a.yml one; commit t0; put d/a.yml two; git add -A; put d/a.yml three",
	  "cd r\nread t0 d/a.yml\nread index d/a.yml\nread work d/a.yml",
	  "blob 3 'one'\nblob 3 'two'\nblob 5 'three'\n" },
	{ "absent, a folder, a path below a file",
	  "make r; put d/a.yml one; commit t0",
	  "cd r\nread t0 b.yml\nread t0 d\nread index d\nread work d\nread t0 d/a.yml/x\nread work d/a.yml/x\n"
	  "read empty d/a.yml",
	  "absent\ntree\ntree\ntree\nabsent\nabsent\nabsent\n" },
	{ "the bound is reached, and passed by one",
	  "make r; put a.yml 12345; commit t0; put b.yml 123456",
	  "cd r\nread t0 a.yml 5\nread t0 a.yml 4\nread work b.yml 6\nread work b.yml 5",
	  "blob 5 '12345'\ntoo large 5\nblob 6 '123456'\ntoo large 6\n" },
	{ "an empty file has bytes, none of them", "make r; put a.yml ''; commit t0", "cd r\nread t0 a.yml",
	  "blob 0 ''\n" },
	{ "a link is followed once, inside the tree",
	  "make r; put c/x.yml text; mkdir d; ln -s ../c/./x.yml d/l.yml; ln -s x.yml c/m.yml; commit t0",
	  "cd r\nread t0 d/l.yml\nread t0 c/m.yml\nread index d/l.yml\nread work d/l.yml",
	  "blob 4 'text' -> c/x.yml\nblob 4 'text' -> c/x.yml\nblob 4 'text' -> c/x.yml\n"
	  "blob 4 'text' -> c/x.yml\n" },
	{ "links that lead nowhere good",
	  "make r; put x.yml text; ln -s nothing a.yml; ln -s /etc/passwd b.yml; ln -s ../x.yml c.yml\n"
	  "ln -s x.yml d.yml; ln -s d.yml e.yml; mkdir f; put f/g 1; ln -s f h.yml; ln -s ../../r/x.yml f/i.yml; commit t0",
	  "cd r\nread t0 a.yml\nread t0 b.yml\nread t0 c.yml\nread t0 e.yml\nread t0 h.yml\nread t0 f/i.yml\n"
	  "read work b.yml",
	  "bad link -> nothing\nbad link -> /etc/passwd\nbad link -> ../x.yml\nbad link -> d.yml\n"
	  "bad link -> f\nbad link -> ../../r/x.yml\nbad link -> /etc/passwd\n" },
	{ "a link into git's own folder leads nowhere, on disk too",
	  "make r; mkdir d; ln -s .git/config a.yml; ln -s ../.GIT/config d/b.yml; commit t0",
	  "cd r\nread t0 a.yml\nread work a.yml\nread work d/b.yml\nread work .git/config",
	  "bad link -> .git/config\nbad link -> .git/config\nbad link -> ../.GIT/config\nabsent\n" },
	{ "a large file bit pointer is an ordinary blob",
	  "make r; put a.yml 'version https://git-lfs.github.com/spec/v1\\n'; commit t0", "cd r\nread t0 a.yml",
	  "blob 43 'version https://git-lfs.github.com/spec/v1\n'\n" },
	{ "attributes of the side's own .gitattributes",
	  "make r; put ../at '# c\\n*.yml working-tree-encoding=UTF-16\\n/b.yml -working-tree-encoding ident\\n'\n"
	  "put a.yml a; put b.yml b; put d/b.yml b; put d/.gitattributes 'b.yml !working-tree-encoding\\n'; commit t1\n"
	  WITH_ATTRIBUTES "put .gitattributes 'a.yml ident\\n'",
	  "cd r\nread t0 a.yml\nread t0 b.yml\nread t0 d/b.yml\nread t1 a.yml\nread work a.yml",
	  "blob 1 'a' (working-tree-encoding)\nblob 1 'b' (ident)\nblob 1 'b'\nblob 1 'a'\n"
	  "blob 1 'a' (ident)\n" },
	{ "attributes through a macro, in quotes, by UTF-8, with no value",
	  "make r; put ../at '[attr]odd ident\\n\"a b.yml\" ident\\nc.yml odd\\n"
	  "d.yml working-tree-encoding=utf-8\\ne.yml working-tree-encoding\\nf.yml ident=x\\n!g.yml ident\\n"
	  "d/**/h.yml ident\\n'\n"
	  "for f in c d e f g d2/h d/x/y/h; do put $f.yml x; done; commit t1\n" WITH_ATTRIBUTES,
	  "cd r\nread t0 c.yml\nread t0 d.yml\nread t0 e.yml\nread t0 f.yml\nread t0 g.yml\nread t0 d/x/y/h.yml\n"
	  "read t0 d2/h.yml",
	  "blob 1 'x' (ident)\nblob 1 'x'\nblob 1 'x' (working-tree-encoding)\nblob 1 'x'\nblob 1 'x'\n"
	  "blob 1 'x' (ident)\nblob 1 'x'\n" },
	{ "names of a folder, and all below it",
	  "make r; put a.yml 1; put d/b 1; put d/e/c 1; put d.x 1; commit t0; put d/n 1; rm a.yml",
	  "cd r\nlist t0 .\nlist t0 d\nlist t0 d/ deep\nlist t0 . deep\nlist t0 nowhere\nlist t0 a.yml\n"
	  "list index .\nlist index d\nlist index d deep\nlist work .\nlist work d\nlist work . deep\nlist empty .",
	  "a.yml d/ d.x\nd/b d/e/\nd/b d/e/c\na.yml d.x d/b d/e/c\n\n\na.yml d/ d.x\nd/b d/e/\nd/b d/e/c\n"
	  "d/ d.x\nd/b d/e/ d/n\nd.x d/b d/e/c d/n\n\n" },
	{ "a corrupt blob is named",
	  "make r; put a.yml one; commit t0; o=$(git rev-parse t0:a.yml)\n"
	  "f=.git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-); chmod +w $f; printf x > $f",
	  "cd r\nread t0 a.yml",
	  "git: reading the blob 43dd47ea691c90a5fa7827892c70241913351963 of a.yml: it is corrupt | git fsck\n" },
	{ "a missing blob is named",
	  "make r; put a.yml one; commit t0; o=$(git rev-parse t0:a.yml)\n"
	  "rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)",
	  "cd r\nread t0 a.yml",
	  "git: reading the blob 43dd47ea691c90a5fa7827892c70241913351963 of a.yml: it is not in this repository | git fsck\n" },
	{ "a missing tree is named",
	  "make r; put d/a.yml one; commit t0; o=$(git rev-parse t0:d)\n"
	  "rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-)",
	  "cd r\nread t0 d/a.yml\ndiff empty t0",
	  "git: reading the tree d6084c93b786d14a303056ef95abccf52dc0bad2: it is not in this repository | git fsck\n"
	  "git: reading the tree d6084c93b786d14a303056ef95abccf52dc0bad2: it is not in this repository | git fsck\n" },
	{ "a tree out of order hides nothing",
	  "make r; put a.yml 1; put b.yml 2; commit t0; b=$(git rev-parse t0:b.yml)\n"
	  "o=$(echo $b | sed 's/../\\\\x&/g'); printf \"100644 b.yml\\\\0$o\"\"100644 a.yml\\\\0$o\" > ../tree\n"
	  "t=$(git hash-object -t tree -w --literally ../tree)\n"
	  "git tag t1 $(git commit-tree -m t1 $t)",
	  "cd r\nread t1 a.yml\ndiff t0 t1",
	  "git: the tree 581e355c3586022e3edbe38c90d2281e820e584e is corrupt: no tree that git would write | git "
	  "fsck\n"
	  "git: the tree 581e355c3586022e3edbe38c90d2281e820e584e is corrupt: no tree that git would write | git "
	  "fsck\n" },
	{ "a blob that a partial clone left behind",
	  "make o; put a.yml one; commit t0; git config uploadpack.allowfilter true; cd ..\n"
	  "git clone -q --no-checkout --filter=blob:none \"file://$PWD/o\" r 2>&1",
	  "cd r\nread t0 a.yml\nlist t0 .",
	  "git: reading the blob 43dd47ea691c90a5fa7827892c70241913351963 of a.yml: it is not in this repository | git fetch --refetch --no-filter\na.yml\n" },
};

int main(void) { return RUN_ROWS(scratch_row_test, rows); }
