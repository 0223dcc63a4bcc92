/* comment_parts: one report as a part of the comment: its verdict as a heading, what changed, what was
 * introduced, what to type, and which states it speaks of. */
#include "write/comment_in.h"
#include "write/markdown_in.h"
#include "write/parts.h"
#include "write/text.h"

#define BAD "\xE2\x9D\x8C "
#define GOOD "\xE2\x9C\x85 "

enum { SHORT_ID = 7, COMMAND_BYTES = 1500, MOST_HINTS = 10, OPEN_CHANGES = 25 };

/* ---- headings ---- */

static void put_state(buf *out, const told *t)
{
	bool judged = t->kind == TOLD_PROBE ? !t->probe.skipped
	                                    : t->report.verdict != VERDICT_NOTHING && !str_eq(t->report.command, S("diff"));
	buf_put(out, comment_fails(t) ? S("### " BAD) : judged ? S("### " GOOD) : S("### "));
}

static str report_words(arena *a, const report *r)
{
	look all = { .verbose = true };
	if (r->verdict == VERDICT_ERROR)
		return S("no verdict");
	verdict_words w = verdict_say(a, r, &all);
	return arena_cat(a, w.found, w.aside);
}

/* Words of ours stand in headings and statuses as they are; anything else does not stand there. */
static bool is_word_of_ours(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alpha(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n > 0 && s.n <= 20;
}

static str probe_words(arena *a, const told_probe *p)
{
	if (p->skipped)
		return S("no GPU was tested");
	if (p->exit == 0)
		return arena_printf(a, "%.*s passed", SARG(count_words(a, p->passed, "GPU")));
	if (!is_word_of_ours(p->class))
		return p->verdict;
	return arena_printf(a, "%.*s (%.*s)", SARG(p->verdict), SARG(p->class));
}

/* The command is one of ours wherever a report can be taken; with an error it may be anything. */
static str command_of(const report *r)
{
	static const char *const words[] = { "check", "diff", "verify", "probe" };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(r->command, str_of(words[i])))
			return r->command;
	return S("");
}

void comment_heading(buf *out, const told *t)
{
	put_state(out, t);
	if (t->kind == TOLD_PROBE)
		buf_printf(out, "GPU probe: %.*s", SARG(probe_words(out->a, &t->probe)));
	else
		buf_printf(out, "envgate %.*s%s%.*s", SARG(command_of(&t->report)),
		           command_of(&t->report).n ? ": " : "", SARG(report_words(out->a, &t->report)));
	buf_put(out, t->untrusted ? S(" (reported by the untrusted job)\n\n") : S("\n\n"));
	if (t->untrusted)
		buf_put(out, S("The job that wrote this report ran code of the pull request, which could write "
		               "what it liked. It does not count for the gate.\n\n"));
}

str comment_line(arena *a, const told *t)
{
	return t->kind == TOLD_PROBE ? probe_words(a, &t->probe) : report_words(a, &t->report);
}

/* ---- what changed ---- */

static bool is_indirect(const change *c)
{
	return c->topic == TOPIC_PACKAGE && !c->direct;
}

static changes only_changes(arena *a, const changes *all, bool indirect)
{
	changes out = { 0 };
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (is_indirect(&all->at[i]) == indirect)
			*LIST_PUSH(a, &out) = all->at[i];
	return out;
}

/* Declared ones first, over all files. A long list is folded, so that what the change introduces is on the
 * first screen all the same. */
static void put_changes(buf *out, const report *r, const comment_room *room, comment_left *left)
{
	changes direct = only_changes(out->a, &r->changes, false);
	changes indirect = only_changes(out->a, &r->changes, true);
	bool folded = direct.n > OPEN_CHANGES;
	left->changes += room->changes ? 0 : direct.n;
	left->indirect += room->indirect ? 0 : indirect.n;
	if (!(direct.n && room->changes) && !(indirect.n && room->indirect))
		return;
	if (folded)
		buf_printf(out, "<details><summary>What changed: %.*s</summary>\n\n",
		           SARG(count_words(out->a, direct.n, "declared change")));
	else
		buf_put(out, S("**What changed**\n\n"));
	markdown_changes(out, &direct, room->changes);
	if (room->indirect)
		markdown_changes(out, &indirect, room->indirect);
	buf_put(out, folded ? S("</details>\n\n") : S(""));
}

/* ---- findings ---- */

static void put_findings(buf *out, const report *r, str base, const comment_room *room, comment_left *left)
{
	markdown_pick grave = { STATE_INTRODUCED, WARNING, NEVER, true };
	markdown_pick mild = { STATE_INTRODUCED, OFF, NOTE, true };
	ptrdiff_t graves = markdown_count(&r->findings, grave), milds = markdown_count(&r->findings, mild);
	left->findings += room->findings ? 0 : graves;
	left->notes += room->notes ? 0 : milds;
	if (graves && room->findings) {
		buf_put(out, r->base.kind == REV_NONE ? S("**What was found**\n\n") : S("**What it introduces**\n\n"));
		markdown_rows(out, &r->findings, grave, base, room->findings);
	}
	if (milds && room->notes) {
		buf_printf(out, "<details><summary>%.*s</summary>\n\n", SARG(count_words(out->a, milds, "note")));
		markdown_rows(out, &r->findings, mild, base, room->notes);
		buf_put(out, S("</details>\n\n"));
	}
}

/* ---- a stale lock ---- */

static str relock_of(const finding *f)
{
	bool ours = f->state == STATE_INTRODUCED || f->fails;
	for (ptrdiff_t i = 0; ours && i < f->details.n; i++)
		if (str_eq(str_of(f->details.at[i].key), S("relock")))
			return f->details.at[i].text;
	return (str){ 0 };
}

/* Each command once: many entries of one lock have the same cure. */
static void put_relocks(buf *out, const report *r, const comment_room *room, comment_left *left)
{
	strs commands = { 0 };
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		str command = relock_of(&r->findings.at[i]);
		if (command.n)
			*LIST_PUSH(out->a, &commands) = command;
	}
	strs_sort_unique(&commands);
	if (!commands.n)
		return;
	if (commands.n > room->relocks) {
		left->relocks += commands.n - room->relocks;
		commands.n = room->relocks;
	}
	if (commands.n)
		buf_put(out, S("**The lock is stale.** What to type:\n\n"));
	for (ptrdiff_t i = 0; i < commands.n; i++) {
		buf_put(out, S("- "));
		markdown_code(out, commands.at[i], COMMAND_BYTES);
		buf_char(out, '\n');
	}
	buf_put(out, commands.n ? S("\n") : S(""));
}

/* ---- states ---- */

static void put_revision(buf *out, const char *word, revision rev)
{
	if (rev.kind == REV_NONE)
		return;
	buf_printf(out, "%s ", word);
	bool commit = rev.kind == REV_COMMIT && rev.oid.n;
	markdown_code(out, commit ? str_head(rev.oid, SHORT_ID) : rev.name, 0);
	if (commit && !str_starts(rev.oid, rev.name)) {
		buf_put(out, S(" ("));
		markdown_code(out, rev.name, 0);
		buf_char(out, ')');
	}
	buf_put(out, S(", "));
}

static void put_policy(buf *out, const policy *p)
{
	static const char *const from[] = {
		[POLICY_BUILT_IN] = "built in", [POLICY_TARGET] = "from the target branch",
		[POLICY_HEAD] = "from the head", [POLICY_FILE] = "from a file",
		[POLICY_REPAIR] = "built in and strict, because the change repairs a broken one",
		[POLICY_FLOOR] = "the organisation's",
	};
	if (!p)
		return;
	buf_put(out, S("policy "));
	if (p->path.n) {
		markdown_code(out, p->path, 0);
		buf_char(out, ' ');
	}
	buf_printf(out, "%s", from[p->from]);
	if (p->oid.n) {
		buf_char(out, ' ');
		markdown_code(out, str_head(p->oid, SHORT_ID), 0);
	}
	buf_printf(out, ", profile %s", profile_name(p->profile));
}

static void put_states(buf *out, const report *r)
{
	buf_put(out, S("<sub>"));
	put_revision(out, "base", r->base);
	put_revision(out, "head", r->head);
	put_policy(out, str_eq(r->command, S("diff")) ? NULL : r->policy);
	while (out->n > 0 && (out->p[out->n - 1] == ' ' || out->p[out->n - 1] == ','))
		out->n--;
	buf_put(out, r->accept_waivers ? S(", new waivers accepted</sub>\n\n") : S("</sub>\n\n"));
}

/* ---- the parts ---- */

static void put_error(buf *out, const told *t)
{
	markdown_message(out, t->fail_message);
	buf_put(out, S("\n\n"));
	str rest = t->fail_hint, line;
	for (int i = 0; i < MOST_HINTS && str_next(&rest, '\n', &line); i++) {
		buf_put(out, S("- **hint:** "));
		markdown_message(out, line);
		buf_char(out, '\n');
	}
	buf_printf(out, "%sThe gate stays closed (exit %d).\n\n", t->fail_hint.n ? "\n" : "", t->report.exit);
}

void comment_report(buf *out, const told *t, str base, const comment_room *room, comment_left *left)
{
	const report *r = &t->report;
	left->rest += !room->rest;
	if (r->verdict == VERDICT_ERROR) {
		if (room->rest)
			put_error(out, t);
		return;
	}
	/* Places in a prefix are on a machine, not in the repository. */
	if (r->head.kind == REV_PREFIX)
		base = (str){ 0 };
	put_changes(out, r, room, left);
	put_findings(out, r, base, room, left);
	put_relocks(out, r, room, left);
	if (room->rest)
		put_states(out, r);
}

static void put_fact(buf *out, const char *before, str value)
{
	if (!value.n)
		return;
	buf_put(out, str_of(before));
	markdown_code(out, value, 0);
}

void comment_probe(buf *out, const told *t)
{
	enum { MOST_DEVICES = 16 };
	const told_probe *p = &t->probe;
	if (p->message.n) {
		markdown_message(out, p->message);
		buf_put(out, S("\n\n"));
	}
	if (p->fix.n && !p->skipped) {
		buf_put(out, S("- **hint:** "));
		markdown_message(out, p->fix);
		buf_put(out, S("\n\n"));
	}
	for (ptrdiff_t i = 0; i < p->devices.n && i < MOST_DEVICES; i++) {
		const told_device *d = &p->devices.at[i];
		buf_printf(out, "- GPU %d ", d->index);
		markdown_code(out, d->name.n ? d->name : S("unknown"), 0);
		put_fact(out, ", compute capability ", d->compute_capability);
		put_fact(out, ": ", d->verdict);
		buf_char(out, '\n');
	}
	if (p->devices.n > MOST_DEVICES)
		buf_printf(out, "- and %td more\n", p->devices.n - MOST_DEVICES);
	buf_printf(out, "%s<sub>%d of %d GPUs passed, %d required", p->devices.n ? "\n" : "", p->passed,
	           p->devices_seen, p->required);
	put_fact(out, ", driver ", p->driver);
	put_fact(out, ", its CUDA ", p->driver_cuda);
	put_fact(out, ", declared CUDA ", p->declared_cuda);
	put_fact(out, " in ", p->declared_at);
	buf_put(out, S("</sub>\n\n"));
}
