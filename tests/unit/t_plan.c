/* Which paths are read, and what they turn out to be. */
#include "gate/plan.h"

#include "rows.h"

typedef struct candidate_row {
	const char *name, *path;
	candidate want;
} candidate_row;

static const candidate_row candidate_rows[] = {
	{ "environment.yml at the root",              "environment.yml",                 CANDIDATE_YES },
	{ "environment.yaml in a folder",             "docker/environment.yaml",         CANDIDATE_YES },
	{ "a stem before environment",                "dev_environment.yml",             CANDIDATE_YES },
	{ "a stem behind environment",                "environment.ubuntu.yml",          CANDIDATE_YES },
	{ "env and anything",                         "env-gpu.yml",                     CANDIDATE_YES },
	{ "conda and anything",                       "conda.yaml",                      CANDIDATE_YES },
	{ "any YAML directly in envs",                "envs/train.yml",                  CANDIDATE_YES },
	{ "any YAML directly in conda/environments",  "conda/environments/all.yaml",     CANDIDATE_YES },
	{ "any YAML directly in conda-reqs",          "conda-reqs/linux.yaml",           CANDIDATE_YES },
	{ "any YAML directly in .binder",             ".binder/x.yml",                   CANDIDATE_YES },
	{ "deeper than the folder does not count",    "conda/recipes/x/meta.yaml",       CANDIDATE_NO },
	{ "no YAML in envs",                          "envs/train.txt",                  CANDIDATE_NO },
	{ "a conda-lock",                             "conda-lock.yml",                  CANDIDATE_YES },
	{ "a named conda-lock",                       "locks/gpu.conda-lock.yml",        CANDIDATE_YES },
	{ "a pixi lock",                              "pixi.lock",                       CANDIDATE_YES },
	{ "an explicit list by platform",             "conda-linux-64.lock",             CANDIDATE_YES },
	{ "an explicit list by another stem",         "gpu-linux-64.lock",               CANDIDATE_YES },
	{ "an explicit text list",                    "my-explicit-list.txt",            CANDIDATE_YES },
	{ "spec-file and pinned-packages",            "pinned-packages-a.txt",           CANDIDATE_YES },
	{ "another lock",                             "poetry.lock",                     CANDIDATE_NO },
	{ "a manifest counts only with its lock",     "pixi.toml",                       CANDIDATE_NO },
	{ "so does everybody's pyproject.toml",       "pyproject.toml",                  CANDIDATE_NO },
	{ "the policy is read apart",                 ".envgate.yml",                    CANDIDATE_NO },
	{ "a test folder is skipped",                 "tests/environment.yml",           CANDIDATE_SKIPPED },
	{ "an example folder is skipped, deep too",   "a/examples/b/environment.yml",    CANDIDATE_SKIPPED },
	{ "test-data is skipped",                     "test-data/environment.yml",       CANDIDATE_SKIPPED },
	{ "a file called test is not a test folder",  "environment-test.yml",            CANDIDATE_YES },
	{ "latest is no test folder",                 "latest/environment.yml",          CANDIDATE_YES },
	{ "somebody's workflow",                      ".github/workflows/ci.yml",        CANDIDATE_NO },
};

static void test_candidate(void **state)
{
	const candidate_row *r = *state;
	policy p = { 0 };
	assert_int_equal(plan_candidate(&p, str_of(r->path)), r->want);
}

static void test_policy_files(void **state)
{
	(void)state;
	str include[] = { S("tests/gpu/**"), S("deps.yaml") }, exclude[] = { S("env/ci.yml") };
	policy p = { .include = { .at = include, .n = 2 }, .exclude = { .at = exclude, .n = 1 } };
	assert_int_equal(plan_candidate(&p, S("tests/gpu/environment.yml")), CANDIDATE_NAMED);
	assert_int_equal(plan_candidate(&p, S("tests/environment.yml")), CANDIDATE_SKIPPED);
	assert_int_equal(plan_candidate(&p, S("deps.yaml")), CANDIDATE_NAMED);
	assert_int_equal(plan_candidate(&p, S("env/ci.yml")), CANDIDATE_NO);
	assert_int_equal(plan_candidate(&p, S("env/gpu.yml")), CANDIDATE_YES);
}

static const source no_text = { .kind = ENTRY_ABSENT };

static void add_delta(arena *a, plan_input *in, const char *path, entry_kind base, entry_kind head)
{
	delta *d = LIST_PUSH(a, &in->changed);
	*d = (delta){ .path = str_of(path) };
	d->base = (entry){ .path = d->path, .kind = base };
	d->head = (entry){ .path = d->path, .kind = head };
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

static void answer(arena *a, const plan *p, plan_input *in, side *base, side *head)
{
	side *both[] = { base, head };
	for (int k = 0; k < 2; k++)
		for (ptrdiff_t i = 0; i < p->read.n; i++)
			*LIST_PUSH(a, &both[k]->files) = (file){ .path = p->read.at[i], .src = &no_text };
	for (ptrdiff_t i = 0; i < p->read_base.n; i++)
		*LIST_PUSH(a, &base->files) = (file){ .path = p->read_base.at[i], .src = &no_text };
	for (int k = 0; k < 2; k++)
		qsort(both[k]->files.at, (size_t)both[k]->files.n, sizeof(file), by_path);
	in->base = base;
	in->head = head;
}

static void test_rounds(void **state)
{
	(void)state;
	arena *a = arena_open(1024 * 1024);
	policy p = { 0 };
	side base = { 0 }, head = { 0 };
	plan_input in = { .policy = &p };
	add_delta(a, &in, "README.md", ENTRY_BLOB, ENTRY_BLOB);
	add_delta(a, &in, "env/a.yml", ENTRY_BLOB, ENTRY_BLOB);
	add_delta(a, &in, "env/new.yml", ENTRY_ABSENT, ENTRY_BLOB);
	add_delta(a, &in, "tests/environment.yml", ENTRY_BLOB, ENTRY_BLOB);

	plan first = plan_next(a, &in);
	assert_int_equal(first.read.n, 2);
	assert_str(first.read.at[0], "env/a.yml");
	assert_str(first.read.at[1], "env/new.yml");
	assert_int_equal(first.folders.n, 3); /* where a lock may stand that is made from one of them */
	assert_str(first.folders.at[0], "");
	assert_str(first.folders.at[1], "env");
	assert_str(first.folders.at[2], "tests");
	assert_int_equal(first.skipped_files, 1);
	assert_false(plan_is_empty(&first));

	answer(a, &first, &in, &base, &head);
	LIST_PUSH(a, &in.base_folders)->folder = S("");
	LIST_PUSH(a, &in.base_folders)->folder = S("env");
	LIST_PUSH(a, &in.base_folders)->folder = S("tests");
	listing *l = &in.base_folders.at[1];
	*LIST_PUSH(a, &l->names) = (entry){ .path = S("env/a.yml"), .kind = ENTRY_BLOB };
	*LIST_PUSH(a, &l->names) = (entry){ .path = S("env/b.yml"), .kind = ENTRY_BLOB };
	*LIST_PUSH(a, &l->names) = (entry){ .path = S("env/notes.txt"), .kind = ENTRY_BLOB };
	*LIST_PUSH(a, &l->names) = (entry){ .path = S("env/sub.yml"), .kind = ENTRY_TREE };
	plan second = plan_next(a, &in);
	assert_int_equal(second.read.n, 0);
	assert_int_equal(second.folders.n, 1); /* nor in one beside it: ../a.yml may be its source */
	assert_str(second.folders.at[0], "env/sub.yml");
	assert_int_equal(second.read_base.n, 1);
	assert_str(second.read_base.at[0], "env/b.yml");

	answer(a, &second, &in, &base, &head);
	LIST_PUSH(a, &in.base_folders)->folder = S("tests"); /* sorted, as the caller keeps them */
	in.base_folders.at[2].folder = S("env/sub.yml");
	plan third = plan_next(a, &in);
	assert_true(plan_is_empty(&third));
	arena_close(a);
}

static void test_rename(void **state)
{
	(void)state;
	arena *a = arena_open(1024 * 1024);
	policy p = { 0 };
	plan_input in = { .policy = &p };
	add_delta(a, &in, "deps.yaml", ENTRY_ABSENT, ENTRY_BLOB);
	in.changed.at[0].was = S("environment.yml");
	add_delta(a, &in, "environment.yml", ENTRY_BLOB, ENTRY_ABSENT);
	in.changed.at[1].now = S("deps.yaml");
	plan first = plan_next(a, &in);
	assert_int_equal(first.read.n, 2); /* the new name too, though it is no candidate */
	assert_int_equal(first.folders.n, 1);
	arena_close(a);
}

static void test_whole(void **state)
{
	(void)state;
	arena *a = arena_open(1024 * 1024);
	policy p = { 0 };
	str only[] = { S("gpu/") };
	plan_input in = { .policy = &p, .whole = true, .only = { .at = only, .n = 1 } };
	static const char *const names[] = { "environment.yml", "gpu/environment.yml", "gpu/tests/environment.yml" };
	for (int i = 0; i < 3; i++)
		*LIST_PUSH(a, &in.head_names) = (entry){ .path = str_of(names[i]), .kind = ENTRY_BLOB };
	plan first = plan_next(a, &in);
	assert_int_equal(first.read.n, 1);
	assert_str(first.read.at[0], "gpu/environment.yml");
	assert_int_equal(first.skipped_files, 1);
	arena_close(a);
}

static void test_bound(void **state)
{
	(void)state;
	arena *a = arena_open(8 * 1024 * 1024);
	policy p = { 0 };
	plan_input in = { .policy = &p, .whole = true };
	for (int i = 0; i < 2000; i++)
		*LIST_PUSH(a, &in.head_names) = (entry){ .path = arena_printf(a, "env/%d.yml", i) };
	assert_false(plan_next(a, &in).too_many);
	*LIST_PUSH(a, &in.head_names) = (entry){ .path = S("env/one-more.yml") };
	assert_true(plan_next(a, &in).too_many);
	arena_close(a);
}

/* Which changes give reason to look for links everywhere. */
static void test_needs_links(void **state)
{
	(void)state;
	static const struct { const char *path; bool want; } rows[] = {
		{ "environment.yml", false },       { "env/a.yaml", false },     { "src/main.c", false },
		{ "conda-linux-64.lock", false },   { "deps/base.yml", true },   { "deps/base.YAML", true },
		{ "tests/environment.yml", true },  { "deps/base.txt", false },  { "yml", false },
		{ "envs/left-out.yml", true },      { "gpu/environment.yml", true },
	};
	arena *a = arena_open(1024 * 1024);
	str exclude[] = { S("envs/left-out.yml") }, only[] = { S("environment.yml"), S("env"), S("deps") };
	policy p = { .exclude = { .at = exclude, .n = 1 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		plan_input in = { .policy = &p, .only = { .at = only, .n = 3 } };
		add_delta(a, &in, "README.md", ENTRY_BLOB, ENTRY_BLOB);
		add_delta(a, &in, rows[i].path, ENTRY_BLOB, ENTRY_BLOB);
		assert_int_equal(plan_needs_links(&in), rows[i].want);
	}
	arena_close(a);
}

typedef struct kind_row {
	const char *name, *path;
	source base, head;
	bool base_env, head_env; /* the text has a dependencies list */
	file_kind want;          /* of the head */
	bool gated;
} kind_row;

#define BLOB(text) { .kind = ENTRY_BLOB, .bytes = S_INIT(text) }
#define LFS BLOB("version https://git-lfs.github.com/spec/v1\n")

static const kind_row kind_rows[] = {
	{ "an environment", "env/a.yml", { 0 }, BLOB("x"), false, true, FILE_ENVIRONMENT, false },
	{ "another YAML", "env/a.yml", { 0 }, BLOB("x"), false, false, FILE_OTHER, false },
	{ "environment.yml is one whatever it holds", "environment.yml", { 0 }, BLOB("x"), false, false, FILE_ENVIRONMENT, true },
	{ "one that was an environment at base", "env/a.yml", BLOB("x"), BLOB("y"), true, false, FILE_ENVIRONMENT, true },
	{ "an LFS pointer hides what it is", "env/a.yml", { 0 }, LFS, false, false, FILE_ENVIRONMENT, true },
	{ "a new submodule hides what it is", "env/a.yml", { 0 }, { .kind = ENTRY_SUBMODULE }, false, false, FILE_ENVIRONMENT, true },
	{ "too large, but no environment before", "env/a.yml", BLOB("x"), { .kind = ENTRY_TOO_LARGE }, false, false, FILE_OTHER, false },
	{ "a gone file is not gated", "env/a.yml", BLOB("x"), { 0 }, true, false, FILE_ENVIRONMENT, false },
	{ "an explicit list", "conda-linux-64.lock", { 0 }, BLOB("@EXPLICIT\n"), false, false, FILE_EXPLICIT, false },
	{ "a text without the mark", "conda-linux-64.lock", { 0 }, BLOB("hello\n"), false, false, FILE_OTHER, false },
	{ "renamed out of the gate", "deps.yaml", { 0 }, BLOB("x"), false, true, FILE_OTHER, false },
};

static void test_kind(void **state)
{
	const kind_row *r = *state;
	policy p = { 0 };
	env base_env = { .is_environment = r->base_env }, head_env = { .is_environment = r->head_env };
	file base_file = { .path = str_of(r->path), .src = &r->base, .env = r->base.bytes.p ? &base_env : NULL };
	file head_file = { .path = str_of(r->path), .src = &r->head, .env = r->head.bytes.p ? &head_env : NULL };
	side base = { .files = { .at = &base_file, .n = 1 } }, head = { .files = { .at = &head_file, .n = 1 } };
	arena *a = arena_open(1024 * 1024);
	plan_classify(a, &p, &base, &head);
	assert_int_equal(head_file.kind, r->want);
	assert_int_equal(head_file.gated, r->gated);
	arena_close(a);
}

/* env/a.yml on each side: a text of its own, a link, one that leads nowhere, or nothing. */
typedef struct alias_row {
	const char *name;
	source base, head;
	bool base_alias, head_alias;
} alias_row;

#define TO(target) { .kind = ENTRY_BLOB, .bytes = S_INIT("x"), .link_to = S_INIT(target) }
#define BAD(target) { .kind = ENTRY_BAD_LINK, .link_to = S_INIT(target) }

static const alias_row alias_rows[] = {
	{ "a link to a judged file",                TO("env/b.yml"),  TO("env/b.yml"),   true,  true },
	{ "a new link to a judged file",            { 0 },            TO("env/b.yml"),   false, true },
	{ "a link that got a target",               BAD("b.yml"),     TO("env/b.yml"),   false, true },
	{ "a link that lost its target",            TO("env/b.yml"),  BAD("b.yml"),      true,  false },
	{ "a file that became a link",              BLOB("x"),        TO("env/b.yml"),   false, false },
	{ "a link that led elsewhere",              TO("env/c.yml"),  TO("env/b.yml"),   false, false },
	{ "a link that leads elsewhere now",        TO("env/b.yml"),  TO("base.txt"),    false, false },
	{ "a link to a text that nobody judges",    TO("base.txt"),   TO("base.txt"),    false, false },
	{ "a link to another YAML",                 TO("env/d.yml"),  TO("env/d.yml"),   false, false },
	{ "a link that is gone",                    TO("env/b.yml"),  { 0 },             false, false },
};

static void test_alias(void **state)
{
	const alias_row *r = *state;
	static const source text = BLOB("x");
	static const env yes = { .is_environment = true }, no = { 0 };
	policy p = { 0 };
	side sides[2];
	file at[2][4];
	for (int i = 0; i < 2; i++) {
		const source *src = i ? &r->head : &r->base;
		at[i][0] = (file){ .path = S("env/a.yml"), .src = src, .env = src->bytes.p ? &yes : NULL };
		at[i][1] = (file){ .path = S("env/b.yml"), .src = &text, .env = &yes };
		at[i][2] = (file){ .path = S("env/c.yml"), .src = &text, .env = &yes };
		at[i][3] = (file){ .path = S("env/d.yml"), .src = &text, .env = &no };
		sides[i] = (side){ .files = { .at = at[i], .n = 4 } };
	}
	arena *a = arena_open(1024 * 1024);
	plan_classify(a, &p, &sides[0], &sides[1]);
	assert_int_equal(at[0][0].alias, r->base_alias);
	assert_int_equal(at[1][0].alias, r->head_alias);
	assert_int_equal(at[1][0].kind == FILE_OTHER, r->head_alias);
	assert_int_equal(at[1][1].kind, FILE_ENVIRONMENT);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy_files), cmocka_unit_test(test_rounds), cmocka_unit_test(test_rename),
		cmocka_unit_test(test_whole), cmocka_unit_test(test_bound), cmocka_unit_test(test_needs_links),
	};
	return RUN_ROWS(test_candidate, candidate_rows) + RUN_ROWS(test_kind, kind_rows) +
	       RUN_ROWS(test_alias, alias_rows) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
