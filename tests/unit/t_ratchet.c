/* Which faults were there before: the ratchet, step by step. */
#include "gate/settle.h"

#include "settle_rows.h"

/* want: a letter a head finding, in order: e existing, c copied, i introduced, w introduced with the
 * evidence that base had. base_files NULL: one environment.yml called "a" on both sides. */
typedef struct ratchet_row {
	const char *name, *base_files, *head_files, *base, *head, *want;
	int fixed;
} ratchet_row;

#define BARE "pin/missing a conda numpy numpy"

static const ratchet_row ratchet_rows[] = {
	{ "the same fault is existing", NULL, NULL, BARE, BARE, "e", 0 },
	{ "a fault that base has not is introduced", NULL, NULL, "", BARE, "i", 0 },
	{ "a fault that head has not is fixed", NULL, NULL, BARE, "", "", 1 },
	{ "a line that moved changes nothing", NULL, NULL, "pin/open a conda x x>=1; " BARE, BARE "; pin/open a conda x x>=1",
	  "ee", 0 },
	{ "another fault on the same package is introduced", NULL, NULL, "pip/moving-ref a pip x x@main", "pip/moving-ref a pip x x@dev",
	  "w", 0 },
	{ "another rule on the same package is introduced", NULL, NULL, "pin/open a conda x x>=1", "pin/missing a conda x x", "i", 1 },
	{ "a second equal fault is introduced", NULL, NULL, BARE, BARE "; " BARE, "ei", 0 },
	{ "one of two equal faults is fixed", NULL, NULL, BARE "; " BARE, BARE, "e", 1 },
	{ "another manager is another fault", NULL, NULL, "pin/missing a pip numpy numpy", BARE, "i", 1 },
	{ "another file is another fault", "a b", "a b", "pin/missing b conda numpy numpy", BARE, "i", 1 },

	{ "a renamed file keeps its faults", "a", "b<a", BARE, "pin/missing b conda numpy numpy", "e", 0 },
	{ "a fault mended while renaming is fixed", "a", "b<a", BARE "; pin/open a conda x x>=1", "pin/missing b conda numpy numpy", "e", 1 },
	{ "the same path wins over a rename", "a b", "a c<b", BARE "; pin/missing b conda numpy numpy",
	  BARE "; pin/missing c conda numpy numpy", "ee", 0 },
	{ "a rename from a file that was only context", "?old", "a<old", "pin/missing old conda numpy numpy", BARE, "e", 0 },
	{ "other facts in a renamed file", "a", "b<a", "pip/moving-ref a pip x x@main", "pip/moving-ref b pip x x@dev", "w", 0 },

	{ "a file that is gone has fixed nothing", "a", "", BARE, "", "", 0 },
	{ "a file that cannot be read any more has fixed nothing", "a@1", "!a@2", BARE, "", "", 0 },

	{ "a copied entry in a new file", "a", "a b", BARE "#numpy", BARE "#numpy; pin/missing b conda numpy numpy#numpy", "ec", 0 },
	{ "copies use none up", "a", "a b c", BARE "#numpy",
	  BARE "#numpy; pin/missing b conda numpy numpy#numpy; pin/missing c conda numpy numpy#numpy", "ecc", 0 },
	{ "a copy from a sibling that is only context", "?a", "b", BARE "#numpy", "pin/missing b conda numpy numpy#numpy", "c", 0 },
	{ "a copy with another text is introduced", "a", "a b", BARE "#numpy", BARE "#numpy; pin/missing b conda numpy numpy#numpy_*", "ei", 0 },
	{ "a sibling in another folder is no sibling", "d/a", "b d/a", "pin/missing d/a conda numpy numpy#numpy",
	  "pin/missing b conda numpy numpy#numpy; pin/missing d/a conda numpy numpy#numpy", "ie", 0 },
	{ "only a new file can copy", "a b", "a b", BARE "#numpy", BARE "#numpy; pin/missing b conda numpy numpy#numpy", "ei", 0 },
	{ "a file rule is never copied", "a", "a b", "channel/none a - channels absent",
	  "channel/none a - channels absent; channel/none b - channels absent", "ei", 0 },
	{ "faults of context files are neither counted nor fixed", "?a", "b", BARE, "", "", 0 },

	{ "an unread file with the same blob is existing", "!a@1", "!a@1", "file/syntax a - x y", "file/syntax a - x y", "e", 0 },
	{ "an unread file with another blob is introduced", "!a@1", "!a@2", "file/syntax a - x y", "file/syntax a - x y", "i", 0 },
	{ "a broken file that was mended is judged alone", "!a@1", "a@2", "file/syntax a - x y; " BARE, BARE, "i", 1 },
	{ "a file that breaks keeps no excuse", "a@1", "!a@2", BARE, BARE, "i", 0 },
};

static void test_ratchet(void **state)
{
	const ratchet_row *r = *state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = ERROR };
	side base = side_of_text(a, r->base_files ? r->base_files : "a", &p);
	side head = side_of_text(a, r->head_files ? r->head_files : "a", &p);
	settle_input in = { .policy = &p, .base = &base, .head = &head };
	in.base_findings = findings_of_text(a, r->base);
	in.head_findings = findings_of_text(a, r->head);

	marks got = { 0 }, fixed = { 0 };
	for (ptrdiff_t i = 0; i < in.head_findings.n; i++)
		*LIST_PUSH(a, &got) = (mark){ .f = &in.head_findings.at[i], .state = STATE_INTRODUCED };
	ratchet(a, &in, &got, &fixed);

	buf letters = buf_new(a);
	for (ptrdiff_t i = 0; i < got.n; i++) {
		const mark *m = &got.at[i];
		buf_char(&letters, m->copied ? 'c' : m->state == STATE_EXISTING ? 'e' : m->was.p ? 'w' : 'i');
	}
	buf_char(&letters, '.');
	assert_str(buf_str(&letters), arena_printf(a, "%s.", r->want).p);
	assert_int_equal(fixed.n, r->fixed);
	arena_close(a);
}

/* Moves: what left one manager for the other, as the diff tells it. */
typedef struct move_row {
	const char *name, *base, *head;
	bool told; /* the diff says that pip's icecream became conda's */
	char want;
} move_row;

static const move_row move_rows[] = {
	{ "a moved package keeps its fault", "pin/missing a pip icecream icecream~", "pin/missing a conda icecream icecream~", true, 'e' },
	{ "equal sets spelt differently", "pin/open a pip icecream icecream>=2~>=2", "pin/open a conda icecream icecream2~>=2", true, 'e' },
	{ "another version set is introduced", "pin/open a pip icecream x~>=2", "pin/open a conda icecream x~>=3", true, 'i' },
	{ "without a move it is introduced", "pin/missing a pip icecream x~", "pin/missing a conda icecream x~", false, 'i' },
	{ "another rule is introduced", "pin/missing a pip icecream x~", "pin/open a conda icecream x~", true, 'i' },
};

static void test_move(void **state)
{
	const move_row *r = *state;
	arena *a = arena_open(1 << 22);
	policy p = { .fail_on = ERROR };
	side s = side_of_text(a, "a", &p);
	settle_input in = { .policy = &p, .base = &s, .head = &s };
	in.base_findings = findings_of_text(a, r->base);
	in.head_findings = findings_of_text(a, r->head);
	spec was = { .manager = MANAGER_PIP, .name = S("icecream") }, now = { .manager = MANAGER_CONDA, .name = S("icecream") };
	if (r->told)
		*LIST_PUSH(a, &in.change.changes) =
			(change){ .kind = CHANGE_MOVED, .path = S("a"), .package = S("icecream"), .was = &was, .now = &now };
	marks got = { 0 }, fixed = { 0 };
	*LIST_PUSH(a, &got) = (mark){ .f = &in.head_findings.at[0], .state = STATE_INTRODUCED };
	ratchet(a, &in, &got, &fixed);
	assert_int_equal(got.at[0].state, r->want == 'e' ? STATE_EXISTING : STATE_INTRODUCED);
	assert_int_equal(fixed.n, r->want == 'e' ? 0 : 1);
	arena_close(a);
}

int main(void)
{
	int failures = RUN_ROWS(test_ratchet, ratchet_rows);
	return failures + RUN_ROWS(test_move, move_rows);
}
