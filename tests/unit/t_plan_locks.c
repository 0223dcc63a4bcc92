/* Which locks a change makes the plan read, what else they bring along, and what is forgotten again.
 *
 * A row is a small repository: the paths of its base, what its locks were made from, the changed paths,
 * and a policy. The plan is asked until it is content, as the command asks it. */
#include "base/buf.h"
#include "gate/plan.h"

#include "rows.h"

typedef struct plan_row {
	const char *name;
	const char *tree;    /* "PATH" or "LOCK<SOURCE,SOURCE", space between; the head is the same */
	const char *changed; /* paths that differ; one that is not in tree is new */
	const char *want;    /* what is left after plan_forget: "PATH" judged, "(PATH)" context */
	const char *only;    /* a path behind --, or NULL */
	const char *family;  /* paths of a family of the policy: LOCK FILE..., or NULL */
	const char *images;  /* a pattern of files: images, or NULL */
} plan_row;

static const plan_row plan_rows[] = {
	{ .name = "no lock anywhere", .tree = "environment.yml src/a.yml", .changed = "environment.yml",
	  .want = "environment.yml" },
	{ .name = "the lock beside and its other source",
	  .tree = "environment.yml dev.yml conda-lock.yml<environment.yml,dev.yml", .changed = "environment.yml",
	  .want = "conda-lock.yml dev.yml environment.yml" },
	{ .name = "a lock in a folder above", .tree = "env/a.yml conda-lock.yml<env/a.yml", .changed = "env/a.yml",
	  .want = "conda-lock.yml env/a.yml" },
	{ .name = "a lock beside that is made from others",
	  .tree = "environment.yml conda-lock.yml<env/a.yml env/a.yml", .changed = "environment.yml",
	  .want = "environment.yml" },
	{ .name = "a source with a name of its own", .tree = "deps.yaml conda-lock.yml<deps.yaml",
	  .changed = "deps.yaml", .want = "conda-lock.yml deps.yaml" },
	{ .name = "a YAML file that no lock names", .tree = "deps.yaml conda-lock.yml<environment.yml environment.yml",
	  .changed = "deps.yaml", .want = "" },
	{ .name = "a lock changes alone", .tree = "environment.yml conda-lock.yml<environment.yml",
	  .changed = "conda-lock.yml", .want = "conda-lock.yml environment.yml" },
	{ .name = "a source in a test folder counts with its lock",
	  .tree = "tests/environment.yml conda-lock.yml<tests/environment.yml", .changed = "tests/environment.yml",
	  .want = "conda-lock.yml tests/environment.yml" },
	{ .name = "a lock in a test folder does not",
	  .tree = "environment.yml tests/conda-lock.yml<../environment.yml", .changed = "environment.yml",
	  .want = "environment.yml" },
	{ .name = "somebody's absolute path", .tree = "env/a.yml env/conda-lock.yml</home/x/repo/env/a.yml",
	  .changed = "env/a.yml", .want = "env/a.yml env/conda-lock.yml" },
	{ .name = "a lock that is asked for by its source", .tree = "environment.yml conda-lock.yml<environment.yml",
	  .changed = "environment.yml conda-lock.yml", .only = "environment.yml",
	  .want = "conda-lock.yml environment.yml" },
	{ .name = "a new lock that nobody asked for", .tree = "environment.yml",
	  .changed = "environment.yml conda-lock.yml", .only = "environment.yml",
	  .want = "conda-lock.yml environment.yml" },
	{ .name = "a list and the one environment of its folder", .tree = "a/environment.yml a/conda-linux-64.lock",
	  .changed = "a/environment.yml", .want = "a/conda-linux-64.lock a/environment.yml" },
	{ .name = "a list above is another folder's", .tree = "a/environment.yml conda-linux-64.lock",
	  .changed = "a/environment.yml", .want = "a/environment.yml" },
	{ .name = "a list among several: the others are context",
	  .tree = "env/a.yml env/b.yml env/a-linux-64.lock", .changed = "env/a-linux-64.lock",
	  .want = "env/a-linux-64.lock env/a.yml (env/b.yml)" },
	{ .name = "a pixi.lock and its manifest", .tree = "pixi.toml pixi.lock environment.yml",
	  .changed = "pixi.toml", .want = "pixi.lock pixi.toml" },
	{ .name = "a pixi.lock is not environment.yml's", .tree = "pixi.toml pixi.lock environment.yml",
	  .changed = "environment.yml", .want = "environment.yml" },
	{ .name = "everybody's pyproject.toml", .tree = "pyproject.toml environment.yml", .changed = "pyproject.toml",
	  .want = "" },
	{ .name = "a family of the policy is read whole", .tree = "x.lock dev.yml prod.yml other/environment.yml",
	  .changed = "dev.yml", .family = "x.lock dev.yml prod.yml", .want = "dev.yml prod.yml x.lock" },
	{ .name = "a family that did not change", .tree = "x.lock dev.yml prod.yml environment.yml",
	  .changed = "environment.yml", .family = "x.lock dev.yml prod.yml", .want = "environment.yml" },
	{ .name = "images and what declares", .tree = "Dockerfile environment.yml env/b.yml",
	  .changed = "environment.yml", .images = "Dockerfile", .want = "Dockerfile (env/b.yml) environment.yml" },
	{ .name = "images without a gated change", .tree = "Dockerfile environment.yml README.md",
	  .changed = "README.md", .images = "Dockerfile", .want = "" },
};

typedef struct world {
	arena *a;
	strs base, head, changed;
	strs locks, sources; /* one text for each lock */
	policy policy;
	side sides[2];
} world;

static strs words(arena *a, const char *text)
{
	strs out = { 0 };
	str rest = text ? str_of(text) : S(""), word;
	while (str_next(&rest, ' ', &word))
		if (word.n > 0)
			*LIST_PUSH(a, &out) = word;
	return out;
}

static void fill(world *w, const plan_row *r)
{
	strs tree = words(w->a, r->tree);
	w->changed = words(w->a, r->changed);
	strs_sort_unique(&w->changed);
	for (ptrdiff_t i = 0; i < tree.n; i++) {
		ptrdiff_t made = str_find_byte(tree.at[i], '<');
		str path = made < 0 ? tree.at[i] : str_head(tree.at[i], made);
		*LIST_PUSH(w->a, &w->base) = path;
		*LIST_PUSH(w->a, &w->head) = path;
		*LIST_PUSH(w->a, &w->locks) = path;
		*LIST_PUSH(w->a, &w->sources) = made < 0 ? S("") : str_from(tree.at[i], made + 1);
	}
	for (ptrdiff_t i = 0; i < w->changed.n; i++)
		*LIST_PUSH(w->a, &w->head) = w->changed.at[i];
	strs_sort_unique(&w->base);
	strs_sort_unique(&w->head);
	strs named = words(w->a, r->family);
	if (named.n > 0) {
		policy_family *f = LIST_PUSH(w->a, &w->policy.families);
		f->lock = named.at[0];
		for (ptrdiff_t i = 1; i < named.n; i++)
			LIST_PUSH(w->a, &f->files)->path = named.at[i];
	}
	if (r->images)
		*LIST_PUSH(w->a, &w->policy.images) = str_of(r->images);
}

static const lock *lock_at(world *w, str path)
{
	lock *l = NEW(w->a, lock);
	l->complete = true;
	for (ptrdiff_t i = 0; i < w->locks.n; i++) {
		str rest = w->sources.at[i], one;
		while (str_eq(w->locks.at[i], path) && str_next(&rest, ',', &one))
			if (one.n > 0)
				LIST_PUSH(w->a, &l->sources)->text = one;
	}
	return l;
}

static file file_at(world *w, bool head, str path)
{
	static const env yes = { .is_environment = true, .complete = true };
	source *src = NEW(w->a, source);
	bool there = strs_has(head ? &w->head : &w->base, path), list = str_ends(path, S("-64.lock"));
	*src = (source){ .kind = there ? ENTRY_BLOB : ENTRY_ABSENT, .path = path };
	if (there) {
		src->bytes = list ? S("@EXPLICIT\n") : S("x");
		src->oid = head && strs_has(&w->changed, path) ? S("2") : S("1");
	}
	file f = { .path = path, .src = src };
	if (there && file_kind_is_lock(plan_kind_in(&w->policy, path)))
		f.lock = lock_at(w, path);
	else if (there)
		f.env = &yes;
	return f;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

static void sort_files(side *s)
{
	if (s->files.n > 1)
		qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

static void add_names(world *w, str folder, bool deep, const strs *paths, entries *out)
{
	for (ptrdiff_t i = 0; i < paths->n; i++) {
		str path = paths->at[i];
		str rest = folder.n ? str_from(path, folder.n + 1) : path;
		bool below = folder.n == 0 || (str_starts(path, folder) && path.p[folder.n] == '/');
		if (below && (deep || str_find_byte(rest, '/') < 0))
			*LIST_PUSH(w->a, out) = (entry){ .path = path, .kind = ENTRY_BLOB };
	}
}

static int by_folder(const void *x, const void *y)
{
	return str_cmp(((const listing *)x)->folder, ((const listing *)y)->folder);
}

static void answer(world *w, const plan *p, plan_input *in)
{
	const strs *lists[] = { &p->read, &p->look };
	for (int k = 0; k < 2; k++)
		for (ptrdiff_t i = 0; i < lists[k]->n; i++) {
			assert_null(side_file(&w->sides[1], lists[k]->at[i]));
			*LIST_PUSH(w->a, &w->sides[0].files) = file_at(w, false, lists[k]->at[i]);
			*LIST_PUSH(w->a, &w->sides[1].files) = file_at(w, true, lists[k]->at[i]);
		}
	for (ptrdiff_t i = 0; i < p->folders.n; i++) {
		listing *l = LIST_PUSH(w->a, &in->base_folders);
		l->folder = p->folders.at[i];
		add_names(w, l->folder, false, &w->base, &l->names);
	}
	if (in->base_folders.n > 1)
		qsort(in->base_folders.at, (size_t)in->base_folders.n, sizeof(listing), by_folder);
	if (p->all_names)
		add_names(w, S(""), true, &w->head, &in->head_names);
	in->has_head_names |= p->all_names;
	sort_files(&w->sides[0]);
	sort_files(&w->sides[1]);
}

static str left(world *w)
{
	buf b = buf_new(w->a);
	for (ptrdiff_t i = 0; i < w->sides[1].files.n; i++) {
		const file *f = &w->sides[1].files.at[i];
		if (f->kind == FILE_OTHER || f->src->kind == ENTRY_ABSENT)
			continue;
		buf_printf(&b, f->context ? "%s(%.*s)" : "%s%.*s", b.n ? " " : "", SARG(f->path));
	}
	return b.n ? buf_str(&b) : S("");
}

static void test_plan(void **state)
{
	const plan_row *r = *state;
	world w = { .a = arena_open(8 * 1024 * 1024) };
	fill(&w, r);
	plan_input in = { .policy = &w.policy, .base = &w.sides[0], .head = &w.sides[1] };
	in.only = words(w.a, r->only);
	for (ptrdiff_t i = 0; i < w.changed.n; i++) {
		delta *d = LIST_PUSH(w.a, &in.changed);
		*d = (delta){ .path = w.changed.at[i], .head = { .kind = ENTRY_BLOB } };
		d->base.kind = strs_has(&w.base, d->path) ? ENTRY_BLOB : ENTRY_ABSENT;
	}
	int rounds = 0;
	for (plan p = plan_next(w.a, &in); !plan_is_empty(&p); p = plan_next(w.a, &in)) {
		assert_true(++rounds < MAX_ROUNDS);
		assert_false(p.too_many);
		answer(&w, &p, &in);
	}
	plan_classify(w.a, &w.policy, &w.sides[0], &w.sides[1]);
	plan_forget(w.a, &in, &w.sides[0], &w.sides[1]);
	assert_str(left(&w), r->want);
	arena_close(w.a);
}

int main(void)
{
	return RUN_ROWS(test_plan, plan_rows);
}
