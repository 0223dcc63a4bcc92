/* reportfile_rows: the lists of a report: findings, changes, files, notes. */
#include "read/reportfile_in.h"

#define SEVERITIES "note warning error"
#define FINDING_STATES "introduced existing fixed"
#define MANAGERS "conda pip"
#define CHANGES "added removed raised lowered tightened loosened rebuilt moved reworded"
#define FILE_KINDS                                                                                 \
	"other environment conda-lock pixi-lock explicit manifest requirements image commands "    \
	"policy installed"

static const shape findings_shape[] = {
	{ "rule", IS_TEXT, NULL, false },
	{ "severity", IS_TEXT, SEVERITIES, false },
	{ "state", IS_TEXT, FINDING_STATES, false },
	{ "fails", IS_BOOL, NULL, false },
	{ "path", IS_TEXT, NULL, false },
	{ "line", IS_COUNT | IS_NULL, NULL, false },
	{ "column", IS_COUNT | IS_NULL, NULL, false },
	{ "end_line", IS_COUNT | IS_NULL, NULL, false },
	{ "end_column", IS_COUNT | IS_NULL, NULL, false },
	{ "offset", IS_LONG | IS_NULL, NULL, false },
	{ "length", IS_LONG | IS_NULL, NULL, false },
	{ "package", IS_TEXT | IS_NULL, NULL, false },
	{ "manager", IS_TEXT | IS_NULL, MANAGERS, false },
	{ "subject", IS_TEXT, NULL, false },
	{ "message", IS_TEXT, NULL, false },
	{ "hint", IS_TEXT | IS_NULL, NULL, false },
	{ "also", IS_LIST, NULL, false },
	{ "fingerprint", IS_HEX, NULL, false },
	{ "evidence", IS_TEXT, NULL, false },
	{ "waiver", IS_MAP | IS_NULL, NULL, false },
	{ "details", IS_MAP, NULL, false },
	{ 0 },
};

static const shape waivers[] = {
	{ "from", IS_TEXT, "inline policy", false },
	{ "effective", IS_BOOL, NULL, false },
	{ "reason", IS_TEXT | IS_NULL, NULL, false },
	{ "until", IS_DATE | IS_NULL, NULL, false },
	{ "line", IS_COUNT, NULL, false },
	{ 0 },
};

static const shape changes_shape[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "package", IS_TEXT | IS_NULL, NULL, false },
	{ "manager", IS_TEXT | IS_NULL, MANAGERS, false },
	{ "kind", IS_TEXT, CHANGES, false },
	{ "before", IS_TEXT | IS_NULL, NULL, false },
	{ "after", IS_TEXT | IS_NULL, NULL, false },
	{ "direct", IS_BOOL, NULL, false },
	{ "platform", IS_TEXT | IS_NULL, NULL, false },
	{ "variant", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape files_shape[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "kind", IS_TEXT, FILE_KINDS, false },
	{ "state", IS_TEXT, "added modified removed renamed unchanged", false },
	{ "was", IS_TEXT | IS_NULL, NULL, false },
	{ "family", IS_TEXT | IS_NULL, NULL, false },
	{ "content_hash", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape notes_shape[] = {
	{ "code", IS_TEXT, NULL, false },
	{ "path", IS_TEXT | IS_NULL, NULL, false },
	{ "message", IS_TEXT, NULL, false },
	{ 0 },
};

static manager take_manager(const json *row)
{
	return (manager)(MANAGER_NONE + 1 + told_word(row, "manager", MANAGERS));
}

/* RULE_COUNT, and refused, when this version has no such rule. */
static rule_id take_rule(taker *t, str id, const char *key)
{
	rule_id r = rule_find(id);
	if (r == RULE_COUNT)
		shape_refuse(t, key, "is no rule of this version: '%.*s'", SARG(str_head(id, 80)));
	return r;
}

static void take_also(taker *t, const json *row, finding *f)
{
	for (const json *v = json_get(row, S("also"))->first; v && !t->wrong; v = v->next)
		*LIST_PUSH(t->a, &f->also) = take_rule(t, v->kind == JSON_TEXT ? v->text : S(""), "also");
}

static void take_waiver(taker *t, const json *row, finding *f)
{
	const json *w = json_get(row, S("waiver"));
	if (!shape_inside(t, row, "waiver", waivers, false) || w->kind == JSON_NULL)
		return;
	suppression *s = NEW(t->a, suppression);
	s->rule = f->rule;
	s->is_inline = told_word(w, "from", "inline policy") == 0;
	s->reason = told_text(w, "reason");
	s->until = told_text(w, "until");
	s->at.line = (int)told_number(w, "line", 0);
	f->waiver = s;
	f->waived = told_truth(w, "effective");
}

/* One fact: a text, an integer or a list of texts; others are none of ours. */
static bool take_fact(taker *t, const json *v, detail *out)
{
	out->key = arena_str(t->a, v->key).p;
	if (v->kind == JSON_TEXT) {
		out->kind = DETAIL_TEXT;
		out->text = v->text;
		return true;
	}
	out->kind = v->kind == JSON_LIST ? DETAIL_LIST : DETAIL_NUMBER;
	if (v->kind != JSON_LIST)
		return told_integer(v, &out->number) ||
		       shape_refuse(t, "details", "has a fact that is no text, integer or list");
	for (const json *one = v->first; one; one = one->next) {
		if (one->kind != JSON_TEXT)
			return shape_refuse(t, "details", "has a list with something else than texts");
		*LIST_PUSH(t->a, &out->list) = one->text;
	}
	return true;
}

static void take_details(taker *t, const json *row, finding *f)
{
	static const shape any[] = { { 0 } };
	if (!shape_inside(t, row, "details", any, false))
		return;
	for (const json *v = json_get(row, S("details"))->first; v && !t->wrong; v = v->next) {
		detail d = { 0 };
		if (take_fact(t, v, &d))
			*LIST_PUSH(t->a, &f->details) = d;
	}
}

static void take_finding(taker *t, const json *row, told *out)
{
	if (!shape_holds(t, row, findings_shape, false))
		return;
	finding f = { .rule = take_rule(t, told_text(row, "rule"), "rule"),
		      .severity = (severity)(NOTE + told_word(row, "severity", SEVERITIES)),
		      .state = (finding_state)told_word(row, "state", FINDING_STATES),
		      .fails = told_truth(row, "fails"),
		      .path = told_text(row, "path"),
		      .package = told_text(row, "package"),
		      .manager = take_manager(row),
		      .subject = told_text(row, "subject"),
		      .message = told_text(row, "message"),
		      .hint = told_text(row, "hint"),
		      .evidence = told_text(row, "evidence") };
	f.at.line = (int)told_number(row, "line", 0);
	f.at.col = (int)told_number(row, "column", 0);
	f.at.beg = (ptrdiff_t)told_number(row, "offset", 0);
	f.at.end = f.at.beg + (ptrdiff_t)told_number(row, "length", 0);
	if (t->wrong)
		return;
	take_also(t, row, &f);
	take_waiver(t, row, &f);
	take_details(t, row, &f);
	if (f.fails && (f.state == STATE_FIXED || f.waived))
		shape_refuse(t, "fails", "is true of something fixed or waived");
	*LIST_PUSH(t->a, &out->report.findings) = f;
	*LIST_PUSH(t->a, &out->ends) = (told_end){ (int)told_number(row, "end_line", 0),
		                                   (int)told_number(row, "end_column", 0) };
}

static void take_change(taker *t, const json *row, told *out)
{
	if (!shape_holds(t, row, changes_shape, false))
		return;
	change c = { .kind = (change_kind)told_word(row, "kind", CHANGES),
		     .path = told_text(row, "path"),
		     .package = told_text(row, "package"),
		     .manager = take_manager(row),
		     .before = told_text(row, "before"),
		     .after = told_text(row, "after"),
		     .direct = told_truth(row, "direct"),
		     .platform = told_text(row, "platform"),
		     .variant = told_text(row, "variant") };
	c.topic = !c.package.n ? TOPIC_FILE : c.manager == MANAGER_NONE ? TOPIC_CHANNEL : TOPIC_PACKAGE;
	*LIST_PUSH(t->a, &out->report.changes) = c;
}

static void take_file(taker *t, const json *row, told *out)
{
	static const char *const states[] = { "added", "modified", "removed", "renamed", "unchanged" };
	if (!shape_holds(t, row, files_shape, false))
		return;
	report_file f = { .path = told_text(row, "path"),
		          .was = told_text(row, "was"),
		          .family = told_text(row, "family"),
		          .kind = (file_kind)told_word(row, "kind", FILE_KINDS),
		          .state = states[told_word(row, "state", files_shape[2].words)],
		          .content_hash = told_text(row, "content_hash") };
	*LIST_PUSH(t->a, &out->report.files) = f;
}

static void take_note(taker *t, const json *row, told *out)
{
	if (shape_holds(t, row, notes_shape, false))
		*LIST_PUSH(t->a, &out->report.notes) =
			(note){ told_text(row, "code"), told_text(row, "path"), told_text(row, "message") };
}

void told_findings(taker *t, const json *root, told *out)
{
	told_rows(t, root, "findings", out, take_finding);
}

void told_changes(taker *t, const json *root, told *out)
{
	told_rows(t, root, "changes", out, take_change);
}

void told_files(taker *t, const json *root, told *out)
{
	told_rows(t, root, "files", out, take_file);
}

void told_notes(taker *t, const json *root, told *out)
{
	told_rows(t, root, "notes", out, take_note);
}
