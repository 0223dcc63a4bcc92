/* Which files a source means, which belong together, and what they ask for together. */
#include "base/buf.h"
#include "gate/family.h"
#include "gate/family_in.h"
#include "gate/plan.h"

#include "rows.h"

typedef struct path_row {
	const char *name, *lock, *text, *want; /* "PATH:RANK", space between */
} path_row;

static const path_row path_rows[] = {
	{ "beside the lock", "conda-lock.yml", "environment.yml", "environment.yml:1" },
	{ "from the lock's folder", "env/conda-lock.yml", "a.yml", "env/a.yml:1" },
	{ "through its parent", "env/conda-lock.yml", "../a.yml", "a.yml:1" },
	{ "dots and empty parts", "conda-lock.yml", "./x//y/../a.yml", "x/a.yml:2" },
	{ "out of the tree", "conda-lock.yml", "../a.yml", "" },
	{ "out of the tree and back", "conda-lock.yml", "../../x/a.yml", "" },
	{ "nothing at all", "conda-lock.yml", "", "" },
	{ "the folder itself", "conda-lock.yml", ".", "" },
	{ "an absolute path, lock at the root", "conda-lock.yml", "/home/x/repo/env/a.yml",
	  "home/x/repo/env/a.yml:5 x/repo/env/a.yml:4 repo/env/a.yml:3 env/a.yml:2 a.yml:1" },
	{ "an absolute path, lock in a folder", "env/conda-lock.yml", "/r/a.yml",
	  "env/r/a.yml:2 r/a.yml:2 a.yml:1 env/a.yml:1" },
	{ "the longer end counts where folders overlap", "env/conda-lock.yml", "/env/a.yml",
	  "env/a.yml:2 env/env/a.yml:2 a.yml:1" },
	{ "Windows", "conda-lock.yml", "C:\\r\\a.yml", "r/a.yml:2 a.yml:1" },
	{ "Windows with slashes", "conda-lock.yml", "C:/r/a.yml", "r/a.yml:2 a.yml:1" },
	{ "dots in an absolute path", "conda-lock.yml", "/r/x/../a.yml", "r/a.yml:2 a.yml:1" },
	{ "only the last eight parts", "conda-lock.yml", "/1/2/3/4/5/6/7/8/a",
	  "2/3/4/5/6/7/8/a:8 3/4/5/6/7/8/a:7 4/5/6/7/8/a:6 5/6/7/8/a:5 6/7/8/a:4 7/8/a:3 8/a:2 a:1" },
};

static void test_paths(void **state)
{
	const path_row *r = *state;
	arena *a = arena_open(1024 * 1024);
	source_paths got = family_source_paths(a, str_of(r->lock), str_of(r->text));
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < got.n; i++)
		buf_printf(&b, "%s%.*s:%d", i ? " " : "", SARG(got.at[i].path), got.at[i].rank);
	assert_str(b.n ? buf_str(&b) : S(""), r->want);
	arena_close(a);
}

typedef struct stem_row {
	const char *name, *path, *role, *list;
} stem_row;

static const stem_row stem_rows[] = {
	{ "the plain name", "environment.yml", NULL, "environment" },
	{ "behind a dash", "env/environment-dev.yml", "dev", "environment-dev" },
	{ "in front", "dev_environment.yaml", "dev", "dev_environment" },
	{ "behind a dot", "environment.ubuntu.yml", "ubuntu", "environment.ubuntu" },
	{ "short", "env-gpu.yml", "gpu", "env-gpu" },
	{ "not a word of its own", "environments.yml", NULL, "environments" },
	{ "conda's usual list", "conda-linux-64.lock", "linux-64", "conda" },
	{ "a stem before the platform", "gpu-osx-arm64.lock", NULL, "gpu" },
	{ "a stem behind it", "linux-64-gpu.lock", NULL, "gpu" },
	{ "on both sides", "a.win-64.b.lock", NULL, "a.b" },
	{ "no platform", "my-explicit-list.txt", NULL, "my-explicit-list" },
	{ "not a platform of its own", "mylinux-64.lock", NULL, "mylinux-64" },
};

static void test_stem(void **state)
{
	const stem_row *r = *state;
	arena *a = arena_open(1024 * 1024);
	assert_str(stem_role(str_of(r->path)), r->role);
	assert_str(stem_of_list(a, str_of(r->path)), r->list);
	arena_close(a);
}

/* A side as words: "PATH" an environment file, "PATH!" one that is broken, "LOCK<SOURCE,SOURCE" a lock. */
typedef struct family_row {
	const char *name;
	const char *base, *head;
	const char *family; /* of the policy: NAME LOCK FILE..., "-" for no lock */
	const char *want;   /* the head's: "KIND NAME[LOCKS](MEMBERS)?UNTOLD", "; " between */
} family_row;

static const family_row family_rows[] = {
	{ "everybody alone", NULL, "envs/a.yml env/b.yml notes.yml", NULL, "alone env/b.yml(env/b.yml); alone envs/a.yml(envs/a.yml)" },
	{ "a lock and its sources in order", NULL, "env/a.yml env/b.yml conda-lock.yml<env/b.yml,env/a.yml", NULL,
	  "lock conda-lock.yml[conda-lock.yml](env/b.yml env/a.yml)" },
	{ "one source of two locks", NULL, "env/a.yml x.conda-lock.yml<env/a.yml y.conda-lock.yml<env/a.yml", NULL,
	  "lock x.conda-lock.yml[x.conda-lock.yml](env/a.yml); lock y.conda-lock.yml[y.conda-lock.yml](env/a.yml)" },
	{ "a source that is nowhere", NULL, "env/a.yml conda-lock.yml<env/a.yml,gone.yml", NULL,
	  "lock conda-lock.yml[conda-lock.yml](env/a.yml)?gone.yml" },
	{ "a source that is broken", NULL, "env/a.yml! conda-lock.yml<env/a.yml", NULL,
	  "lock conda-lock.yml[conda-lock.yml](env/a.yml)?env/a.yml" },
	{ "a tie is not guessed", NULL, "env/conda-lock.yml</x/env.yml env/env.yml env.yml", NULL,
	  "lock env/conda-lock.yml[env/conda-lock.yml]()?/x/env.yml; alone env.yml(env.yml); alone env/env.yml(env/env.yml)" },
	{ "the longer end wins", NULL, "env/env.yml env.yml env/conda-lock.yml</x/env/env.yml", NULL,
	  "lock env/conda-lock.yml[env/conda-lock.yml](env/env.yml); alone env.yml(env.yml)" },
	{ "what only the base's lock names stays", "env/a.yml env/b.yml conda-lock.yml<env/a.yml,env/b.yml",
	  "env/a.yml env/b.yml conda-lock.yml<env/a.yml", NULL,
	  "lock conda-lock.yml[conda-lock.yml](env/a.yml env/b.yml*)" },
	{ "unless it is gone", "env/a.yml env/b.yml conda-lock.yml<env/a.yml,env/b.yml",
	  "env/a.yml conda-lock.yml<env/a.yml", NULL, "lock conda-lock.yml[conda-lock.yml](env/a.yml)" },
	{ "the lists of all platforms are one lock", NULL,
	  "a/environment.yml a/conda-linux-64.lock a/conda-osx-64.lock", NULL,
	  "lock a/conda-linux-64.lock[a/conda-linux-64.lock a/conda-osx-64.lock](a/environment.yml)" },
	{ "a list among several by its stem", NULL, "env/a.yml env/b.yml env/b-linux-64.lock", NULL,
	  "lock env/b-linux-64.lock[env/b-linux-64.lock](env/b.yml); alone env/a.yml(env/a.yml)" },
	{ "a list by a role", NULL, "environment-gpu.yml environment.yml conda-gpu-linux-64.lock", NULL,
	  "lock conda-gpu-linux-64.lock[conda-gpu-linux-64.lock](environment-gpu.yml); alone environment.yml(environment.yml)" },
	{ "a list that could be anybody's", NULL, "env/a.yml env/b.yml env/conda-linux-64.lock", NULL,
	  "alone env/a.yml(env/a.yml); alone env/b.yml(env/b.yml)" },
	{ "beside a conda-lock.yml that one decides", NULL,
	  "environment.yml conda-lock.yml<environment.yml conda-linux-64.lock", NULL,
	  "lock conda-lock.yml[conda-lock.yml](environment.yml)" },
	{ "beside one that is made from others it does not", NULL,
	  "environment.yml conda-lock.yml<env/a.yml conda-linux-64.lock env/a.yml", NULL,
	  "lock conda-linux-64.lock[conda-linux-64.lock](environment.yml); lock conda-lock.yml[conda-lock.yml](env/a.yml)" },
	{ "pixi.lock is the manifest's", NULL, "pixi.toml pixi.lock environment.yml", NULL,
	  "lock pixi.lock[pixi.lock](pixi.toml); alone environment.yml(environment.yml)" },
	{ "a pixi.lock without one", NULL, "pixi.lock environment.yml", NULL,
	  "lock pixi.lock[pixi.lock]()?pixi.toml; alone environment.yml(environment.yml)" },
	{ "a family of the policy", NULL, "dev.yml prod.yml env/c.yml x.lock<prod.yml,dev.yml", "train x.lock dev.yml prod.yml",
	  "policy train[x.lock](prod.yml dev.yml); alone env/c.yml(env/c.yml)" },
	{ "its lock may name more", NULL, "dev.yml env/c.yml x.lock<dev.yml,env/c.yml", "train x.lock dev.yml",
	  "policy train[x.lock](dev.yml env/c.yml)" },
	{ "a file that the policy names and nobody has", NULL, "dev.yml", "train - dev.yml prod.yml",
	  "policy train(dev.yml)?prod.yml" },
	{ "a family that is nowhere", NULL, "env/a.yml", "train - dev.yml", "alone env/a.yml(env/a.yml)" },
};

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

static void add(arena *a, const policy *p, side *s, str word)
{
	static const env yes = { .is_environment = true, .complete = true }, no = { .is_environment = true };
	ptrdiff_t made = str_find_byte(word, '<');
	bool broken = str_ends(word, S("!"));
	str path = made >= 0 ? str_head(word, made) : str_head(word, word.n - broken);
	str rest = made >= 0 ? str_from(word, made + 1) : S(""), one;
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path, .bytes = S("x") };
	if (str_ends(path, S("-64.lock")))
		src->bytes = S("@EXPLICIT\n");
	file *f = LIST_PUSH(a, &s->files);
	*f = (file){ .path = path, .src = src };
	if (!file_kind_is_lock(plan_kind_of(p, path, src))) {
		f->env = broken ? &no : &yes;
		return;
	}
	lock *l = NEW(a, lock);
	*l = (lock){ .src = src, .version = 1, .complete = true };
	while (str_next(&rest, ',', &one))
		if (one.n > 0)
			LIST_PUSH(a, &l->sources)->text = one;
	f->lock = l;
}

static void fill(arena *a, const policy *p, const char *words, side *s)
{
	str rest = str_of(words), word;
	while (str_next(&rest, ' ', &word))
		add(a, p, s, word);
	qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

static policy policy_of(arena *a, const char *words)
{
	policy p = { 0 };
	str rest = words ? str_of(words) : S(""), word;
	if (!words)
		return p;
	policy_family *f = LIST_PUSH(a, &p.families);
	for (int n = 0; str_next(&rest, ' ', &word); n++) {
		if (n == 0)
			f->name = word;
		else if (n > 1)
			LIST_PUSH(a, &f->files)->path = word;
		else if (!str_eq(word, S("-")))
			f->lock = word;
	}
	return p;
}

static void put(buf *b, const family *f)
{
	static const char *const kinds[] = { "alone", "policy", "lock" };
	buf_printf(b, "%s%s %.*s", b->n ? "; " : "", kinds[f->kind], SARG(f->name));
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		buf_printf(b, "%s%.*s", i ? " " : "[", SARG(f->locks.at[i]->path));
	buf_put(b, f->locks.n ? S("](") : S("("));
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		buf_printf(b, "%s%.*s%s", i ? " " : "", SARG(f->members.at[i].file->path),
		           f->members.at[i].only_base ? "*" : "");
	buf_put(b, S(")"));
	for (ptrdiff_t i = 0; i < f->untold.n; i++)
		buf_printf(b, "?%.*s", SARG(f->untold.at[i]));
	assert_int_equal(f->complete, f->untold.n == 0);
}

static void test_family(void **state)
{
	const family_row *r = *state;
	arena *a = arena_open(8 * 1024 * 1024);
	policy p = policy_of(a, r->family);
	side base = { .policy = &p }, head = base;
	if (r->base)
		fill(a, &p, r->base, &base);
	fill(a, &p, r->head, &head);
	plan_classify(a, &p, r->base ? &base : NULL, &head);
	families_build(a, &p, r->base ? &base : NULL, &head);
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < head.families.n; i++)
		put(&b, &head.families.at[i]);
	assert_str(buf_str(&b), r->want);
	for (ptrdiff_t i = 0; i < head.families.n; i++)
		for (ptrdiff_t k = 0; k < head.families.at[i].members.n; k++)
			assert_non_null(family_of(&head, head.families.at[i].members.at[k].file));
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_paths, path_rows) + RUN_ROWS(test_stem, stem_rows) +
	       RUN_ROWS(test_family, family_rows);
}
