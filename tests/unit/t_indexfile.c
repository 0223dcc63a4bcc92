/* t_indexfile: our own reading of git's index against libgit2's, entry by entry and answer by answer, on
 * indexes that git itself wrote: every version, flag and extension, and many at random. */
#include "edge/indexfile.h"
#include "edge/repo_inner.h"
#include "scratch.h"

typedef enum who { OURS, LIBGIT2 } who;

typedef struct row {
	const char *name, *script;
	who reads; /* LIBGIT2: ours must leave it alone */
} row;

#define SMALL "make r; put a.yml 1; put d/b.yml 2; put d/e/c 3; put z 4; commit t0\n"

static const row rows[] = {
	{ "version 2, as committed", SMALL, OURS },
	{ "changed, added, removed, another mode", SMALL "put d/b.yml 9; put n/n 1; rm z; chmod +x a.yml; git add -A", OURS },
	{ "version 3, because of a flag", SMALL "git update-index --skip-worktree d/b.yml; put z 9; git add z", OURS },
	{ "version 4", SMALL "git update-index --index-version 4; put d/e/d 9; git add .", OURS },
	{ "version 4 with flags", SMALL "git update-index --index-version 4 --skip-worktree d/e/c; put d/x 1; git add -N d/x", OURS },
	{ "assumed unchanged", SMALL "git update-index --assume-unchanged a.yml; put z 9; git add z", OURS },
	{ "intent to add", SMALL "put new.yml 1; put d/new 2; git add -N .", OURS },
	{ "intent to add what HEAD has", SMALL "git rm -q --cached d/b.yml; git add -N d/b.yml", OURS },
	{ "before the first commit", "make r; put a.yml 1; put d/b 2; git add .", OURS },
	{ "an index that was emptied", SMALL "git rm -qr --cached .", OURS },
	{ "no index at all", "make r", LIBGIT2 },
	{ "no cache tree", SMALL "git read-tree --empty; git ls-tree -r t0 | git update-index --index-info; rm -f x", OURS },
	{ "a folder became a file, and a file a folder", SMALL "rm -r d; put d 1; rm z; put z/y 2; git add -A", OURS },
	{ "names that sort around a slash", SMALL "put d.yml 1; put d-x 2; put d0 3; put d/f 1; git add -A", OURS },
	{ "links, one in a folder that did not change", SMALL "ln -s ../a.yml d/l.yml; commit t1; put a.yml 9; git add .", OURS },
	{ "a submodule", "make s; commit t0; cd ..\nmake r; git -c protocol.file.allow=always submodule --quiet add ../s m; commit t0\nput m/x 1; git -C m add .; git -C m commit -qm 1; git add m", OURS },
	{ "conflicts", SMALL "git checkout -qb x; put z 8; git commit -qam x; git checkout -q main; put z 9; git commit -qam y; git merge -q x >/dev/null || :", LIBGIT2 },
	{ "a conflict that was resolved", SMALL "git checkout -qb x; put z 8; git commit -qam x; git checkout -q main; put z 9; git commit -qam y; git merge -q x >/dev/null || :; put z 7; git add z", OURS },
	{ "a split index", SMALL "git update-index --split-index; put z 9; git add z", LIBGIT2 },
	{ "a sparse index", SMALL "git sparse-checkout init --cone --sparse-index; git sparse-checkout set n", LIBGIT2 },
	{ "a sparse checkout", SMALL "git sparse-checkout init --cone; git sparse-checkout set d/e; put d/e/c 9; git add d/e/c", OURS },
	{ "the file system monitor's extension", SMALL "git config core.fsmonitor /bin/true; git update-index --fsmonitor; put z 9; git add z", OURS },
	{ "the untracked cache", SMALL "git update-index --force-untracked-cache; git status >/dev/null; put z 9; git add z", OURS },
	{ "offsets for threads", SMALL "git config index.threads 2; git config index.recordOffsetTable true; git config index.recordEndOfIndexEntries true; put z 9; git add z", OURS },
	{ "a name as long as the flags can count, and longer",
	  SMALL "b=$(git rev-parse t0:z); for n in 4094 4095 4096; do\n"
	  "p=$(printf '%0*d' $n 0 | sed 's/0000000000/000000000\\//g; s/.$/0/'); printf '100644 %s\\tl%s\\n' $b \"${p#0}\"; done | git update-index --add --index-info", OURS },
	{ "all permissions that git ever wrote", SMALL "b=$(git rev-parse t0:z); printf '100664 %s\\tp\\n' $b | git update-index --add --index-info", OURS },
};

/* One seed: some seventy files in folders whose names sort around each other; then a third of them changed. */
static const char *const RANDOM =
	"make r; b() { echo $1 | git hash-object -w --stdin; }\n"
	"A=$(b 1); B=$(b 2); C=$(b 3); Z=0000000000000000000000000000000000000000\n"
	"list() { awk -v seed=$1 -v n=$2 -v A=$A -v B=$B -v C=$C -v Z=$Z -v drop=$3 'BEGIN { srand(seed)\n"
	"  split(\"a a- a.b ab b zz\", d, \" \"); split(\"f f.yml a.yml ff yml.yml\", f, \" \"); split(A \" \" B \" \" C, id, \" \")\n"
	"  split(\"100644 100644 100755 120000\", m, \" \")\n"
	"  for (i = 0; i < n; i++) { p = \"\"; for (k = int(rand() * 4); k > 0; k--) p = p d[1 + int(rand() * 6)] \"/\"\n"
	"    p = p f[1 + int(rand() * 5)]; if (drop && rand() < 0.4) print 0, Z \"\\t\" p\n"
	"    else print m[1 + int(rand() * 4)], id[1 + int(rand() * 3)] \"\\t\" p } }'; }\n"
	"list $SEED 70 0 | git update-index --add --index-info\n"
	"git update-ref refs/heads/main $(git commit-tree -m 0 $(git write-tree))\n"
	"[ $((SEED % 3)) != 0 ] || git update-index --index-version 4\n"
	"list $((SEED + 1000)) $((SEED % 25)) 1 | git update-index --add --index-info\n"
	"[ $((SEED % 4)) != 0 ] || git write-tree > /dev/null\n"
	"[ $((SEED % 5)) != 0 ] || { put new.yml 1; put a/new.yml 2; git add -N new.yml a/new.yml; }\n"
	"list $((SEED + 2000)) $((SEED % 7)) 1 | git update-index --add --index-info\n";
enum { SEEDS = 16 };

static bool wants_every_path(const void *context, str path)
{
	(void)context;
	(void)path;
	return true;
}

static void say_entry(buf *b, const entry *e)
{
	buf_printf(b, "%.*s %d %.*s\n", SARG(e->path), (int)e->kind, SARG(e->oid));
}

/* Everything the rest of envgate can ask about the staged side. */
static str answers(arena *a, repo *r)
{
	buf b = buf_new(a);
	revision base, index = { REV_INDEX, S("index"), { 0 } };
	deltas changed = { 0 };
	entries all = { 0 };
	assert_null(repo_head(a, r, &base));
	assert_null(repo_diff(a, r, base, index, wants_every_path, NULL, &changed));
	for (ptrdiff_t i = 0; i < changed.n; i++) {
		const delta *d = &changed.at[i];
		buf_printf(&b, "was '%.*s' now '%.*s' ", SARG(d->was), SARG(d->now));
		say_entry(&b, &d->base);
		say_entry(&b, &d->head);
	}
	assert_null(repo_list(a, r, index, S(""), true, &all));
	for (ptrdiff_t i = 0; i < all.n; i++) {
		str path = all.at[i].path;
		entries names = { 0 };
		source src;
		say_entry(&b, &all.at[i]);
		str folder = str_head(path, str_rfind_byte(path, '/') < 0 ? 0 : str_rfind_byte(path, '/'));
		assert_null(repo_list(a, r, index, folder, false, &names));
		for (ptrdiff_t k = 0; k < names.n; k++)
			say_entry(&b, &names.at[k]);
		str asked[] = { path, folder, arena_cat(a, path, S("x")), str_head(path, path.n - 1), arena_cat(a, path, S("/y")) };
		for (int k = 0; k < 5; k++) {
			assert_null(repo_read(a, r, index, asked[k], 1000, &src));
			buf_printf(&b, "%d %.*s %.*s\n", (int)src.kind, SARG(src.oid), SARG(src.link_to));
		}
	}
	return buf_str(&b);
}

static void same_entries(const indexfile *x, git_index *theirs)
{
	assert_int_equal(x->n, git_index_entrycount(theirs));
	for (ptrdiff_t i = 0; i < x->n; i++) {
		const git_index_entry *t = git_index_get_byindex(theirs, (size_t)i);
		index_entry e = indexfile_entry(x, i);
		assert_true(str_eq(e.path, str_of(t->path)));
		assert_memory_equal(e.id, t->id.id, INDEX_ID_BYTES);
		assert_int_equal(e.mode, t->mode);
		assert_int_equal(e.stage, git_index_entry_stage(t));
		assert_int_equal(e.intent_to_add, !!(t->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD));
		assert_int_equal(e.skip_worktree, !!(t->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE));
	}
}

static void compare(arena *a, who reads)
{
	repo *own = NULL, *other = NULL;
	assert_null(repo_open(a, (repo_options){ 0 }, &own));
	assert_null(repo_open(a, (repo_options){ 0 }, &other));
	other->staged_looked = true; /* and found nothing: libgit2 reads */
	const indexfile *x = staged_open(own);
	assert_int_equal(!!x, reads == OURS);
	if (!x)
		return;
	git_index *theirs = NULL;
	assert_null(repo_index(a, other, &theirs));
	same_entries(x, theirs);
	str ours = answers(a, own), want = answers(a, other);
	if (!str_eq(ours, want))
		print_error("ours\n%.*s\nlibgit2's\n%.*s\n", SARG(ours), SARG(want));
	assert_true(str_eq(ours, want));
}

/* In a fresh folder that goes away afterwards. */
static void in_scratch(const char *script, who reads)
{
	arena *a = arena_open(256 << 20);
	char dir[] = "/tmp/envgate-t-XXXXXX";
	assert_non_null(mkdtemp(dir));
	scratch_environment(dir);
	assert_int_equal(chdir(dir), 0);
	FILE *sh = popen("sh 2>&1", "w");
	assert_non_null(sh);
	fputs(SCRATCH_PRELUDE, sh);
	fputs(script, sh);
	assert_int_equal(pclose(sh), 0);
	assert_int_equal(chdir("r"), 0);
	compare(a, reads);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(system(arena_printf(a, "rm -rf %s", dir).p), 0);
	arena_close(a);
}

static void test_row(void **state)
{
	const row *r = *state;
	const char *only = getenv("ONLY_ROW");
	if (only && !strstr(r->name, only))
		skip();
	in_scratch(r->script, r->reads);
}

static void test_seed(void **state)
{
	(void)state;
	for (int seed = 1; seed <= SEEDS; seed++) {
		arena *a = arena_open(1 << 20);
		print_message("seed %d\n", seed);
		in_scratch(arena_printf(a, "SEED=%d\n%s", seed, RANDOM).p, OURS);
		arena_close(a);
	}
}

/* Every cut and every flipped byte of a small index is read within its bounds, or left alone. */
static void test_damage(void **state)
{
	(void)state;
	arena *a = arena_open(256 << 20);
	static const char head[] = "DIRC\0\0\0\2\0\0\0\1";
	char bytes[12 + 64 + 8 + 25 + 20] = { 0 };
	memcpy(bytes, head, 12);
	memcpy(bytes + 12 + 24, "\0\0\x81\xa4", 4); /* 100644 */
	memcpy(bytes + 12 + 60, "\0\1a", 3);        /* a name of one byte */
	memcpy(bytes + 76, "TREE\0\0\0\x19", 8);
	memcpy(bytes + 84, "\0"
	                   "1 0\n",
	       5);
	ptrdiff_t n = (ptrdiff_t)sizeof bytes;
	indexfile x;
	assert_true(indexfile_read(a, (str){ bytes, n }, &x));
	assert_int_equal(x.n, 1);
	assert_int_equal(x.cache_tree.n, 25);
	for (ptrdiff_t cut = 0; cut < n; cut++) {
		str part = arena_str(a, (str){ bytes, cut }); /* with a redzone behind it */
		if (indexfile_read(a, part, &x))
			assert_int_equal(x.n, 1);
	}
	for (ptrdiff_t i = 0; i < n; i++)
		for (int flip = 1; flip < 256; flip <<= 1) {
			bytes[i] = (char)(bytes[i] ^ flip);
			bool read = indexfile_read(a, (str){ bytes, n }, &x);
			if (read && x.n)
				assert_true(indexfile_entry(&x, 0).path.n > 0);
			bytes[i] = (char)(bytes[i] ^ flip);
		}
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest more[] = {
		cmocka_unit_test(test_seed),
		cmocka_unit_test(test_damage),
	};
	int failed = RUN_ROWS(test_row, rows);
	return failed + cmocka_run_group_tests_name("test_more", more, NULL, NULL);
}
