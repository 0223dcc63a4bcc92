/* log_markdown: tables, for a wiki, an issue or a release note. Everything that somebody else wrote stands
 * in a code span of markdown_code. */
#include "write/log_in.h"

#include "write/markdown.h"

enum { MOST_CODE = 120 };

static void code(buf *out, str s)
{
	markdown_code(out, s, MOST_CODE);
}

static void put_when(buf *out, const timeline *t, ptrdiff_t at)
{
	if (at < 0) {
		buf_put(out, S("before"));
		return;
	}
	const moment *m = &t->moments.at[at];
	buf_printf(out, "%.*s `%.*s` ", SARG(m->date), SARG(str_head(m->oid, 7)));
	code(out, m->author);
}

static void put_pin(buf *out, const pin_key *k)
{
	code(out, log_pin_name(out->a, k));
	buf_put(out, S(" | "));
	code(out, k->path);
}

static void put_events(buf *out, const timeline *t)
{
	if (t->events.n == 0) {
		buf_put(out, S("No commit changed a pin.\n"));
		return;
	}
	buf_put(out, S("| date | commit | author | package | file | kind | from | to | strength |\n"
	               "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = 0; i < t->events.n; i++) {
		const pin_event *e = &t->events.at[i];
		const moment *m = &t->moments.at[e->at];
		buf_printf(out, "| %.*s | `%.*s` | ", SARG(m->date), SARG(str_head(m->oid, 7)));
		code(out, m->author);
		buf_put(out, S(" | "));
		put_pin(out, &e->key);
		buf_printf(out, " | %s | ", change_kind_name(e->kind));
		code(out, log_before(out->a, e));
		buf_put(out, S(" | "));
		code(out, log_after(out->a, e));
		buf_printf(out, " | %s |\n", e->after.p ? strength_name(e->pin) : "");
	}
}

static void put_blame(buf *out, const timeline *t)
{
	buf_put(out, S("\n### Blame\n\n| package | file | constraint | strength | since |\n| --- | --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = 0; i < t->blame.n; i++)
		for (ptrdiff_t k = 0; k < t->blame.at[i].pins.n; k++) {
			const blamed *b = &t->blame.at[i].pins.at[k];
			buf_put(out, S("| "));
			put_pin(out, &b->key);
			buf_put(out, S(" | "));
			code(out, log_constraint(b->constraint));
			buf_printf(out, " | %s | ", strength_name(b->pin));
			put_when(out, t, b->at);
			buf_put(out, S(" |\n"));
		}
}

static void put_breaks(buf *out, const timeline *t)
{
	buf_put(out, S("\n### Locks that stopped satisfying\n\n"));
	if (t->breaks.n == 0) {
		buf_put(out, t->has_locks ? S("None.\n") : S("There is no lock in this history.\n"));
		return;
	}
	buf_put(out, S("| entry | file | lock | locked | broke | repaired |\n| --- | --- | --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = t->breaks.n; i-- > 0;) {
		const lock_break *b = &t->breaks.at[i];
		const str cells[] = { b->spec, b->path, b->lock, b->instead };
		for (int k = 0; k < 4; k++) {
			buf_put(out, k ? S(" | ") : S("| "));
			code(out, cells[k]);
		}
		buf_put(out, S(" | "));
		put_when(out, t, b->broke);
		buf_put(out, S(" | "));
		if (b->repaired >= 0)
			put_when(out, t, b->repaired);
		else
			buf_put(out, S("not yet"));
		buf_put(out, S(" |\n"));
	}
}

static void put_partings(buf *out, const timeline *t)
{
	buf_put(out, S("\n### Files that came apart\n\n"));
	if (t->partings.n == 0) {
		buf_put(out, S("None.\n"));
		return;
	}
	buf_put(out, S("| package | from | to | files |\n| --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = t->partings.n; i-- > 0;) {
		const parting *p = &t->partings.at[i];
		pin_key k = { .package = p->package, .manager = p->manager };
		buf_put(out, S("| "));
		code(out, log_pin_name(out->a, &k));
		buf_put(out, S(" | "));
		put_when(out, t, p->from);
		buf_put(out, S(" | "));
		if (p->to >= 0)
			put_when(out, t, p->to);
		else
			buf_put(out, S("still apart"));
		buf_put(out, S(" | "));
		for (ptrdiff_t f = 0; f < p->files.n && f < 12; f++) {
			buf_put(out, f ? S(", ") : S(""));
			code(out, p->files.at[f]);
			buf_char(out, ' ');
			code(out, log_constraint(p->sets.at[f]));
		}
		buf_put(out, S(" |\n"));
	}
}

static void put_lives(buf *out, const timeline *t)
{
	life_list all = log_lives(out->a, t);
	buf_put(out, S("\n### Pins that stayed loose or moved\n\n"));
	if (all.n == 0) {
		buf_put(out, S("None.\n"));
		return;
	}
	buf_put(out, S("| package | file | loose | moved | moved in the lock | now |\n| --- | --- | --- | ---: | ---: | --- |\n"));
	for (ptrdiff_t i = 0; i < all.n; i++) {
		const pin_life *p = all.at[i];
		buf_put(out, S("| "));
		put_pin(out, &p->key);
		str loose = p->loose_s > 0 ? log_span(out->a, p->loose_s / 86400) : S("-");
		buf_printf(out, " | %.*s | %d | %d | %s |\n", SARG(loose), p->moved, p->lock_moved, strength_name(p->pin));
	}
}

static void put_reviews(buf *out, const timeline *t)
{
	buf_put(out, S("\n### Reviews of core packages\n\n"));
	buf_put(out, S("| package | file | constraint | unchanged | review |\n| --- | --- | --- | --- | --- |\n"));
	for (ptrdiff_t i = 0; i < t->reviews.n; i++) {
		const review *r = &t->reviews.at[i];
		buf_put(out, S("| "));
		put_pin(out, &r->key);
		buf_put(out, S(" | "));
		code(out, log_constraint(r->constraint));
		str age = r->age_days < 0 ? S("unknown") : log_span(out->a, r->age_days);
		buf_printf(out, " | %.*s | %.*s |\n", SARG(age), SARG(log_review(out->a, r)));
	}
	if (t->windows_assumed)
		buf_put(out, S("\nThe policy has no freeze; calendar quarters stand in for its windows.\n"));
}

void log_markdown(buf *out, const timeline *t, const look *l)
{
	(void)l;
	bool plain = !t->show_blame && !t->show_drift && !t->show_freeze;
	buf_put(out, S("### Pins of "));
	code(out, t->head_name);
	buf_put(out, S("\n\n"));
	if (plain)
		put_events(out, t);
	if (t->show_blame)
		put_blame(out, t);
	if (t->show_drift) {
		put_breaks(out, t);
		put_partings(out, t);
		put_lives(out, t);
	}
	if (t->show_freeze)
		put_reviews(out, t);
	strs all = log_remarks(out->a, t);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		buf_put(out, S("\nNote: "));
		markdown_message(out, all.at[i]);
		buf_char(out, '\n');
	}
}
