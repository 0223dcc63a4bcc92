/* What follows from a history's events: whose doing a pin is, what came apart, when a lock broke, and which
 * review is due. Events are made by hand; the pairs of files behind them are tests/cli/log*'s. */
#include "gate/timeline.h"

#include "rows.h"

/* ---- words ---- */

typedef struct {
	const char *name, *word;
	manager manager;
	const char *package;
	bool fits;
} word_row;

static const word_row words[] = {
	{ "a name is itself",                   "numpy",       MANAGER_CONDA, "numpy",        true },
	{ "a name counts for both managers",    "numpy",       MANAGER_PIP,   "numpy",        true },
	{ "a name is no prefix",                "numpy",       MANAGER_CONDA, "numpydoc",     false },
	{ "a star is any run",                  "cuda*",       MANAGER_CONDA, "cuda-version", true },
	{ "a manager narrows",                  "pip:torch",   MANAGER_CONDA, "torch",        false },
	{ "a manager is taken off",             "pip:torch",   MANAGER_PIP,   "torch",        true },
	{ "the other manager too",              "conda:torch", MANAGER_CONDA, "torch",        true },
	{ "dashes and underscores are alike",   "scikit_learn", MANAGER_PIP,  "scikit-learn", true },
};

static void test_word(void **state)
{
	const word_row *r = *state;
	assert_int_equal(timeline_word_fits(str_of(r->word), r->manager, str_of(r->package)), r->fits);
}

/* ---- a history in letters ---- */

static const char *const days[] = { "2025-12-01", "2025-10-01", "2025-07-05", "2025-05-01" };

/* Four commits in a line, newest first, with no events. */
static timeline *line_of(arena *a)
{
	timeline *t = NEW(a, timeline);
	*t = (timeline){ .date = S("2026-01-10"), .head_at = 0 };
	for (int i = 0; i < 4; i++) {
		*LIST_PUSH(a, &t->moments) = (moment){ .oid = S("0"), .date = str_of(days[i]), .time_s = 86400 * (100 - i) };
		moment_parents *p = LIST_PUSH(a, &t->parents);
		*LIST_PUSH(a, &p->all) = (descent){ .older = i < 3 ? i + 1 : -1 };
	}
	return t;
}

static pin_key key(const char *path, const char *package)
{
	return (pin_key){ str_of(path), str_of(package), MANAGER_CONDA };
}

/* Events come newest first. after "" with kind REMOVED is gone. */
static void event(arena *a, timeline *t, ptrdiff_t at, change_kind kind, pin_key k, const char *after)
{
	str set = kind == CHANGE_REMOVED ? (str){ 0 } : str_of(after);
	*LIST_PUSH(a, &t->events) = (pin_event){ .at = at, .kind = kind, .key = k, .was = k, .after = set, .version_set = set,
		                                 .pin = after[0] ? PIN_PREFIX : PIN_NONE };
}

static void head_pin(arena *a, timeline *t, pin_key k, ptrdiff_t at)
{
	blamed_file *f = LIST_PUSH(a, &t->blame);
	*LIST_PUSH(a, &f->pins) = (blamed){ .key = k, .at = at, .constraint = S("=2"), .version_set = S("2.*"), .pin = PIN_PREFIX };
}

/* ---- apart ---- */

typedef struct {
	const char *name;
	const char *first, *second, *third; /* what b.yml's numpy is at the three younger commits; "-": gone */
	ptrdiff_t from, to, count;          /* of the parting; count 0: none */
} apart_row;

static const apart_row aparts[] = {
	{ "two that stay alike never part",           "1.26", "1.26", "1.26", 0, 0, 0 },
	{ "one that moves parts them",                "1.26", "2.0",  "2.0",  1, -1, 1 },
	{ "until the other does not stay behind",     "1.26", "2.0",  "1.26", 1, 0, 1 },
	{ "or is gone",                               "1.26", "2.0",  "-",    1, 0, 1 },
	{ "what differs from its first day is meant", "3.0",  "3.0",  "4.0",  0, 0, 0 },
};

static void test_apart(void **state)
{
	const apart_row *r = *state;
	const char *const is[] = { r->third, r->second, r->first };
	arena *a = arena_open(1 << 20);
	timeline *t = line_of(a);
	for (int at = 0; at < 3; at++) {
		const char *before = at < 2 ? is[at + 1] : NULL;
		if (before && strcmp(before, is[at]) == 0)
			continue;
		change_kind kind = !before ? CHANGE_ADDED : is[at][0] == '-' ? CHANGE_REMOVED : CHANGE_RAISED;
		event(a, t, at, kind, key("b.yml", "numpy"), is[at]);
	}
	event(a, t, 3, CHANGE_ADDED, key("a.yml", "numpy"), "1.26");
	head_pin(a, t, key("a.yml", "numpy"), 3);
	timeline_lives(a, t);
	timeline_partings(a, t);
	assert_int_equal(t->partings.n, r->count);
	if (r->count) {
		assert_int_equal(t->partings.at[0].from, r->from);
		assert_int_equal(t->partings.at[0].to, r->to);
		assert_int_equal(t->partings.at[0].files.n, 2);
	}
	arena_close(a);
}

/* ---- locks ---- */

typedef struct {
	const char *name;
	const char *now, *was, *other; /* broken or not: "x" or ""; other NULL: one parent */
	bool cut;
	ptrdiff_t breaks, broke, repaired;
} lock_row;

static const lock_row locks[] = {
	{ "it breaks where no parent was broken",   "x", "",  NULL, false, 1, 0, -1 },
	{ "it was broken before",                   "x", "x", NULL, false, 0, 0, 0 },
	{ "a merge of a broken side broke nothing", "x", "",  "x",  false, 0, 0, 0 },
	{ "a merge of two good sides did",          "x", "",  "",   false, 1, 0, -1 },
	{ "before the history begins",              "x", "x", NULL, true,  1, -1, -1 },
	{ "and repaired in it",                     "",  "x", NULL, true,  1, -1, 0 },
	{ "nothing at all",                         "",  "",  NULL, true,  0, 0, 0 },
};

static lock_state lock_of(arena *a, const char *broken)
{
	lock_state s = { 0 };
	if (broken[0])
		*LIST_PUSH(a, &s.broken) = (unsatisfied){ .lock = S("l"), .path = S("a.yml"), .package = S("numpy"),
			                                  .spec = S("numpy=2"), .instead = S("1.26"), .manager = MANAGER_CONDA };
	return s;
}

static void test_lock(void **state)
{
	const lock_row *r = *state;
	arena *a = arena_open(1 << 20);
	timeline *t = line_of(a);
	descent *first = &t->parents.at[0].all.at[0];
	first->is_cut = r->cut;
	if (r->other)
		*LIST_PUSH(a, &t->parents.at[0].all) = (descent){ .older = 2 };
	lock_state now = lock_of(a, r->now), was[2] = { lock_of(a, r->was), lock_of(a, r->other ? r->other : "") };
	timeline_breaks(a, t, 0, &now, was, r->other ? 2 : 1);
	assert_int_equal(t->breaks.n, r->breaks);
	if (r->breaks) {
		assert_int_equal(t->breaks.at[0].broke, r->broke);
		assert_int_equal(t->breaks.at[0].repaired, r->repaired);
	}
	arena_close(a);
}

/* ---- reviews ---- */

typedef struct {
	const char *name, *date;
	int changed_at;    /* the commit that raised python; 4: none did */
	int added_at;
	bool is_due, is_open;
	const char *reviewed, *next; /* reviewed "": never */
} review_row;

/* The windows are the first fortnights of January and July. */
static const review_row reviews[] = {
	{ "reviewed in July, due in January",   "2026-01-10", 2, 3, true,  true,  "2025-07-05", "2026-07-01" },
	{ "missed once the window is closed",   "2026-01-20", 2, 3, true,  false, "2025-07-05", "2026-07-01" },
	{ "reviewed in the last window",        "2025-12-30", 2, 3, false, false, "2025-07-05", "2026-01-01" },
	{ "a change outside is no review",      "2025-12-30", 1, 3, true,  false, "",           "2026-01-01" },
	{ "never changed",                      "2025-12-30", 4, 3, true,  false, "",           "2026-01-01" },
	{ "younger than the window",            "2025-12-30", 4, 0, false, false, "",           "2026-01-01" },
};

static void test_review(void **state)
{
	const review_row *r = *state;
	arena *a = arena_open(1 << 20);
	timeline *t = line_of(a);
	policy *p = NEW(a, policy);
	freeze *f = LIST_PUSH(a, &p->freezes);
	*LIST_PUSH(a, &f->packages) = S("python");
	*LIST_PUSH(a, &f->windows) = (window){ 101, 114 };
	*LIST_PUSH(a, &f->windows) = (window){ 701, 714 };
	t->date = str_of(r->date);
	pin_key python = key("a.yml", "python");
	if (r->changed_at < 4)
		event(a, t, r->changed_at, CHANGE_RAISED, python, "3.12");
	event(a, t, r->added_at, CHANGE_ADDED, python, "3.11");
	head_pin(a, t, python, r->changed_at < 4 ? r->changed_at : r->added_at);
	head_pin(a, t, key("a.yml", "numpy"), 3);
	timeline_reviews(a, t, p);
	assert_int_equal(t->reviews.n, 1);
	const review *got = &t->reviews.at[0];
	assert_int_equal(got->is_due, r->is_due);
	assert_int_equal(got->is_open, r->is_open);
	assert_true(str_eq(got->last_review.p ? got->last_review : S(""), str_of(r->reviewed)));
	assert_true(str_eq(got->next, str_of(r->next)));
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_word, words) + RUN_ROWS(test_apart, aparts) + RUN_ROWS(test_lock, locks) +
	       RUN_ROWS(test_review, reviews);
}
