/* markdown_report: a whole report as Markdown, for a step summary, a wiki, a message. From the top: the
 * verdict, what fails and what to type, what else the change brings, what changed, remarks; which three
 * states it speaks of last. Headings and folds are ours alone: no line begins with a stranger's text. */
#include "write/markdown_in.h"

#include "write/parts.h"
#include "write/text.h"

#include <stdint.h>
#include <string.h>

enum {
	MOST_FINDINGS = 200, /* rows of one table */
	MOST_CHANGES = 500,
	MOST_FILES = 100,
	MOST_NOTES = 50,
	LEFT_OUT_BYTES = 200, /* of the line that names what did not fit */
};

/* ---- links ---- */

static bool only(str s, const char *more)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !(s.p[i] && strchr(more, s.p[i])))
			return false;
	return s.n > 0;
}

/* Variables of the platform become a link only where they look like what they are called. */
str markdown_base(arena *a, const report *r)
{
	const platform *p = &r->platform;
	bool github = str_eq(p->kind, S("github")), gitlab = str_eq(p->kind, S("gitlab"));
	str host = str_from(p->server, S("https://").n);
	bool known = (github || gitlab) && str_starts(p->server, S("https://")) && only(host, ".-:") &&
	             only(p->repository, "-._/") && r->head.kind == REV_COMMIT && only(r->head.oid, "");
	if (!known)
		return (str){ 0 };
	return arena_printf(a, "%.*s/%.*s/%sblob/%.*s/", SARG(p->server), SARG(p->repository),
	                    gitlab ? "-/" : "", SARG(r->head.oid));
}

/* ---- parts ---- */

static void put_heading(buf *out, const report *r, const verdict_words *w)
{
	bool judged = w->word.n > 0, fails = r->verdict == VERDICT_FAIL;
	buf_put(out, judged ? (fails ? S("## \xE2\x9D\x8C envgate ") : S("## \xE2\x9C\x85 envgate "))
	                    : S("## envgate "));
	buf_put(out, r->command);
	buf_put(out, S(": "));
	buf_put(out, w->found);
	buf_put(out, w->aside);
	buf_put(out, S("\n\n"));
	if (verdict_hint(r).n) {
		buf_put(out, S("**hint:** "));
		markdown_message(out, verdict_hint(r));
		buf_put(out, S("\n\n"));
	}
}

static void put_error(buf *out, const report *r)
{
	const err *e = r->error;
	/* A command line may name no command. */
	buf_put(out, S("## \xE2\x9D\x8C envgate"));
	buf_put(out, r->command.n ? S(" ") : S(""));
	buf_put(out, r->command);
	buf_put(out, S(": no verdict\n\nIt could not judge: "));
	if (e->at.file.n) {
		markdown_place(out, (str){ 0 }, e->at.file, e->at.line);
		buf_put(out, S(": "));
	}
	markdown_message(out, err_text(out->a, e));
	buf_put(out, S("\n\n"));
	for (str rest = e->hint, line; str_next(&rest, '\n', &line);) {
		buf_put(out, S("- **hint:** "));
		markdown_message(out, line);
		buf_char(out, '\n');
	}
	buf_printf(out, "\nThe gate stays closed (exit %d).\n", r->exit);
}

/* Folded below a line that says how many. */
static void put_folded(buf *out, const report *r, markdown_pick pick, const char *what, ptrdiff_t most)
{
	ptrdiff_t n = markdown_count(&r->findings, pick);
	if (!n)
		return;
	buf_printf(out, "<details><summary>%s (%td)</summary>\n\n", what, n);
	markdown_rows(out, &r->findings, pick, markdown_base(out->a, r), most);
	buf_put(out, S("</details>\n\n"));
}

static void put_findings(buf *out, const report *r, const look *l, ptrdiff_t most)
{
	markdown_pick grave = { STATE_INTRODUCED, WARNING, NEVER, true };
	markdown_pick mild = { STATE_INTRODUCED, OFF, NOTE, true };
	markdown_pick existing = { STATE_EXISTING, OFF, NEVER, false };
	markdown_pick fixed = { STATE_FIXED, OFF, NEVER, false };
	markdown_rows(out, &r->findings, grave, markdown_base(out->a, r), most);
	put_folded(out, r, mild, "Notes", most);
	put_folded(out, r, fixed, "Fixed by this change", most);
	if (l->list_existing)
		put_folded(out, r, existing, "Existing, not from this change", most);
}

static void put_waived(buf *out, const report *r)
{
	ptrdiff_t shown = 0;
	for (ptrdiff_t i = 0; i < r->findings.n && shown < MOST_FINDINGS; i++) {
		const finding *f = &r->findings.at[i];
		if (!f->waived || f->fails || f->state == STATE_FIXED)
			continue;
		buf_put(out, shown ? S("- ") : S("<details><summary>Waived</summary>\n\n- "));
		markdown_code(out, RULES[f->rule].id, 0);
		buf_put(out, S(" "));
		markdown_place(out, markdown_base(out->a, r), f->path, f->at.line);
		buf_put(out, S(": "));
		markdown_cell(out, f, false);
		buf_char(out, '\n');
		shown++;
	}
	buf_put(out, shown ? S("\n</details>\n\n") : S(""));
}

static void put_notes(buf *out, const report *r)
{
	ptrdiff_t shown = 0;
	for (; shown < r->notes.n && shown < MOST_NOTES; shown++) {
		const note *n = &r->notes.at[shown];
		buf_put(out, shown ? S("- ") : S("### Remarks\n\n- "));
		if (n->path.n) {
			markdown_code(out, n->path, 0);
			buf_put(out, S(": "));
		}
		markdown_message(out, n->message);
		buf_char(out, '\n');
	}
	if (shown < r->notes.n)
		buf_printf(out, "- \xE2\x80\xA6 and %td more\n", r->notes.n - shown);
	buf_put(out, shown ? S("\n") : S(""));
}

static void put_files(buf *out, const report *r)
{
	ptrdiff_t shown = 0;
	if (r->files.n == 0)
		return;
	buf_printf(out, "<details><summary>%.*s looked at</summary>\n\n",
	           SARG(count_words(out->a, r->files.n, "file")));
	buf_put(out, S("| file | kind | |\n| --- | --- | --- |\n"));
	for (; shown < r->files.n && shown < MOST_FILES; shown++) {
		const report_file *f = &r->files.at[shown];
		buf_put(out, S("| "));
		markdown_place(out, (str){ 0 }, f->path, 0);
		buf_printf(out, " | %s | %s", file_kind_name(f->kind), f->state ? f->state : "");
		if (f->was.n) {
			buf_put(out, S(", was "));
			markdown_code(out, f->was, 0);
		}
		buf_put(out, S(" |\n"));
	}
	if (shown < r->files.n)
		buf_printf(out, "\n\xE2\x80\xA6 and %td more.\n", r->files.n - shown);
	buf_put(out, S("\n</details>\n\n"));
}

/* ---- the whole ---- */

/* A part of the report that can be left out as a whole. */
typedef struct part {
	const char *name;
	str text;
} part;

static str text_of(const buf *b)
{
	return b->n ? buf_str(b) : S("");
}

/* As many rows of findings as fit: a table is useful with its first rows alone. Absent: none does. */
static str findings_within(arena *a, const report *r, const look *l, ptrdiff_t room)
{
	for (ptrdiff_t most = MOST_FINDINGS; most > 0; most /= 2) {
		buf b = buf_new(a);
		put_findings(&b, r, l, most);
		if (b.n <= room)
			return text_of(&b);
	}
	return (str){ 0 };
}

static str part_of(arena *a, const report *r, void (*put)(buf *, const report *))
{
	buf b = buf_new(a);
	put(&b, r);
	return text_of(&b);
}

static void put_changes(buf *out, const report *r)
{
	if (!r->changes.n)
		return;
	buf_put(out, S("### Changes\n\n"));
	markdown_changes(out, &r->changes, MOST_CHANGES);
}

/* Parts in the order of the page; what does not fit is named in the last line. */
static void put_parts(buf *out, const part *parts, int n, ptrdiff_t room)
{
	buf left = buf_new(out->a);
	for (int i = 0; i < n; i++) {
		if (parts[i].text.p && parts[i].text.n <= room) {
			buf_put(out, parts[i].text);
			room -= parts[i].text.n;
		} else if (parts[i].text.n || !parts[i].text.p) {
			buf_printf(&left, "%s%s", left.n ? ", " : "", parts[i].name);
		}
	}
	if (left.n)
		buf_printf(out, "Left out, because it did not fit: %.*s. `--output markdown=FILE` has it.\n\n",
		           SARG(buf_str(&left)));
}

void markdown_within(buf *out, const report *r, const look *l, ptrdiff_t most_bytes)
{
	arena *a = out->a;
	if (r->verdict == VERDICT_ERROR) {
		put_error(out, r);
		return;
	}
	look all = { .verbose = true }; /* nothing is hidden here, so no word about --verbose */
	verdict_words w = verdict_say(a, r, &all);
	buf head = buf_new(a), foot = buf_new(a);
	put_heading(&head, r, &w);
	buf_put(&foot, S("<sub>"));
	markdown_message(&foot, w.states);
	buf_put(&foot, S("</sub>\n"));
	ptrdiff_t room = (most_bytes > 0 ? most_bytes : PTRDIFF_MAX) - head.n - foot.n - LEFT_OUT_BYTES;
	const part parts[] = {
		{ "findings", findings_within(a, r, l, room) },
		{ "changes", part_of(a, r, put_changes) },
		{ "remarks", part_of(a, r, put_notes) },
		{ "waived", part_of(a, r, put_waived) },
		{ "files", part_of(a, r, put_files) },
	};
	buf_put(out, buf_str(&head));
	put_parts(out, parts, (int)(sizeof parts / sizeof parts[0]), room);
	buf_put(out, buf_str(&foot));
}

void write_markdown(buf *out, const report *r, const look *l)
{
	markdown_within(out, r, l, 0);
}
