/* reportfile: see reportfile.h.
 *
 * What a report may say is a table of rows for each object; an object is held against its rows first and
 * taken over then, so that no half of a report is ever shown. Keys that a later version adds to
 * envgate.report/1 are let through unread, as docs/report.schema.json promises; envgate.probe/1 is closed.
 * What can only be claimed (that a check passed) is believed as far as it does not contradict itself. */
#include "read/reportfile.h"

#include "model/installed.h"
#include "read/reportfile_in.h"

#define VERDICTS "pass fail nothing error"
#define POLICY_FROMS "built-in target head file repair floor"
#define PROFILES "standard strict audit"
#define STATES "commit index worktree empty prefix"

static const shape tops[] = {
	{ "schema", IS_TEXT, "envgate.report/1", false },
	{ "tool", IS_MAP, NULL, false },
	{ "command", IS_TEXT | IS_NULL, NULL, false },
	{ "date", IS_DATE, NULL, false },
	{ "platform", IS_MAP, NULL, false },
	{ "base", IS_MAP | IS_NULL, NULL, false },
	{ "head", IS_MAP | IS_NULL, NULL, false },
	{ "range_reason", IS_TEXT | IS_NULL, NULL, false },
	{ "policy", IS_MAP | IS_NULL, NULL, false },
	{ "accept_waivers", IS_BOOL, NULL, false },
	{ "verdict", IS_TEXT, VERDICTS, false },
	{ "exit", IS_COUNT, NULL, false },
	{ "error", IS_MAP, NULL, true },
	{ "counts", IS_MAP, NULL, false },
	{ "findings", IS_LIST, NULL, false },
	{ "changes", IS_LIST, NULL, false },
	{ "files", IS_LIST, NULL, false },
	{ "notes", IS_LIST, NULL, false },
	{ "limits", IS_LIST, NULL, false },
	{ "prefix", IS_MAP, NULL, true },
	{ 0 },
};

static const shape tools[] = {
	{ "name", IS_TEXT, "envgate", false },
	{ "version", IS_TEXT, NULL, false },
	{ 0 },
};

static const shape platforms[] = {
	{ "kind", IS_TEXT, NULL, false },
	{ "event", IS_TEXT | IS_NULL, NULL, false },
	{ "pr", IS_LONG | IS_NULL, NULL, false },
	{ "target_ref", IS_TEXT | IS_NULL, NULL, false },
	{ "head_sha", IS_TEXT | IS_NULL, NULL, false },
	{ "run_url", IS_TEXT | IS_NULL, NULL, false },
	{ "run_id", IS_TEXT | IS_NULL, NULL, false },
	{ "server", IS_TEXT | IS_NULL, NULL, false },
	{ "repository", IS_TEXT | IS_NULL, NULL, false },
	{ "head_repository", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape revisions[] = {
	{ "kind", IS_TEXT, STATES, false },
	{ "name", IS_TEXT, NULL, false },
	{ "oid", IS_HEX | IS_NULL, NULL, false },
	{ 0 },
};

static const shape policies[] = {
	{ "from", IS_TEXT, POLICY_FROMS, false },
	{ "path", IS_TEXT | IS_NULL, NULL, false },
	{ "oid", IS_HEX | IS_NULL, NULL, false },
	{ "profile", IS_TEXT, PROFILES, false },
	{ 0 },
};

static const shape errors[] = {
	{ "code", IS_TEXT, NULL, false },
	{ "message", IS_TEXT, NULL, false },
	{ "hint", IS_TEXT | IS_NULL, NULL, false },
	{ 0 },
};

static const shape all_counts[] = {
	{ "introduced", IS_MAP, NULL, false },
	{ "existing", IS_MAP, NULL, false },
	{ "fixed", IS_COUNT, NULL, false },
	{ "waived", IS_COUNT, NULL, false },
	{ "copied", IS_COUNT, NULL, false },
	{ "skipped_files", IS_COUNT, NULL, false },
	{ 0 },
};

static const shape severities[] = {
	{ "error", IS_COUNT, NULL, false },
	{ "warning", IS_COUNT, NULL, false },
	{ "note", IS_COUNT, NULL, false },
	{ 0 },
};

static const shape prefixes[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "found_by", IS_TEXT, NULL, false },
	{ "python", IS_TEXT | IS_NULL, NULL, false },
	{ "platform", IS_TEXT | IS_NULL, NULL, false },
	{ "conda_packages", IS_COUNT, NULL, false },
	{ "pip_packages", IS_COUNT, NULL, false },
	{ "python_files", IS_COUNT, NULL, false },
	{ "cuda_runtimes", IS_LIST, NULL, false },
	{ 0 },
};

static const shape runtimes[] = {
	{ "path", IS_TEXT, NULL, false },
	{ "soname", IS_TEXT, NULL, false },
	{ "version", IS_TEXT, NULL, false },
	{ 0 },
};

/* ---- the front, before the rows ---- */

static platform take_platform(const json *p)
{
	return (platform){ .kind = told_text(p, "kind"),
		           .event = told_text(p, "event"),
		           .target_ref = told_text(p, "target_ref"),
		           .head_sha = told_text(p, "head_sha"),
		           .run_url = told_text(p, "run_url"),
		           .run_id = told_text(p, "run_id"),
		           .server = told_text(p, "server"),
		           .repository = told_text(p, "repository"),
		           .head_repository = told_text(p, "head_repository"),
		           .pr = told_number(p, "pr", 0) };
}

static revision take_revision(const json *root, const char *key)
{
	const json *r = json_get(root, str_of(key));
	if (!r || r->kind == JSON_NULL)
		return (revision){ 0 };
	return (revision){ .kind = (revision_kind)(REV_COMMIT + told_word(r, "kind", STATES)),
		           .name = told_text(r, "name"),
		           .oid = told_text(r, "oid") };
}

static const policy *take_policy(arena *a, const json *root)
{
	const json *p = json_get(root, S("policy"));
	if (!p || p->kind == JSON_NULL)
		return NULL;
	policy *out = NEW(a, policy);
	out->from = (policy_from)told_word(p, "from", POLICY_FROMS);
	out->path = told_text(p, "path");
	out->oid = told_text(p, "oid");
	out->profile = (profile)told_word(p, "profile", PROFILES);
	return out;
}

static void take_severities(const json *all, const char *key, int *by_severity)
{
	const json *m = json_get(all, str_of(key));
	for (severity s = NOTE; s <= ERROR; s++)
		by_severity[s] = (int)told_number(m, severity_name(s), 0);
}

static counts take_counts(const json *root)
{
	const json *c = json_get(root, S("counts"));
	counts out = { .fixed = (int)told_number(c, "fixed", 0),
		       .waived = (int)told_number(c, "waived", 0),
		       .copied = (int)told_number(c, "copied", 0),
		       .skipped_files = (int)told_number(c, "skipped_files", 0) };
	take_severities(c, "introduced", out.introduced);
	take_severities(c, "existing", out.existing);
	return out;
}

static void take_error(taker *t, const json *root, told *out)
{
	const json *m = json_get(root, S("error"));
	if (!m || t->wrong)
		return;
	err_code code = told_error(told_text(m, "code"));
	t->inside = "error";
	if (code == ERR_COUNT)
		shape_refuse(t, "code", "is no error of this version");
	t->inside = NULL;
	out->fail_message = told_text(m, "message");
	out->fail_hint = told_text(m, "hint");
	err *e = NEW(t->a, err);
	*e = (err){ .code = code, .what = out->fail_message, .hint = out->fail_hint };
	out->report.error = e;
}

static void take_limits(taker *t, const json *root, told *out)
{
	for (const json *v = json_get(root, S("limits"))->first; v && !t->wrong; v = v->next) {
		if (v->kind != JSON_TEXT)
			shape_refuse(t, "limits", "has a value that is no text");
		*LIST_PUSH(t->a, &out->report.limits) = v->text;
	}
}

static void take_prefix(taker *t, const json *root, told *out)
{
	const json *p = json_get(root, S("prefix"));
	if (!p || t->wrong)
		return;
	installed *here = NEW(t->a, installed);
	here->prefix = told_text(p, "path");
	here->why = told_text(p, "found_by");
	here->python = told_text(p, "python");
	here->subdir = told_text(p, "platform");
	here->python_files = (int)told_number(p, "python_files", 0);
	out->conda_packages = (int)told_number(p, "conda_packages", 0);
	out->pip_packages = (int)told_number(p, "pip_packages", 0);
	t->inside = "prefix.cuda_runtimes";
	for (const json *v = json_get(p, S("cuda_runtimes"))->first; v; v = v->next)
		if (shape_holds(t, v, runtimes, false))
			*LIST_PUSH(t->a, &here->cuda) = (cuda_library){ told_text(v, "path"), told_text(v, "soname"),
				                                        told_text(v, "version") };
	t->inside = NULL;
	out->report.installed = here;
}

/* ---- what does not fit together ---- */

static void check_verdict(taker *t, const report *r)
{
	bool failing = false;
	for (ptrdiff_t i = 0; i < r->findings.n; i++)
		failing = failing || r->findings.at[i].fails;
	bool well[] = {
		[VERDICT_PASS] = r->exit == 0 && !failing,
		[VERDICT_FAIL] = r->exit == 1,
		[VERDICT_NOTHING] = (r->exit == 0 || r->exit == err_exit(ERR_NOTHING)) && !failing,
		[VERDICT_ERROR] = r->error && r->exit == err_exit(r->error->code),
	};
	if (!well[r->verdict] || (r->error && r->verdict != VERDICT_ERROR))
		shape_refuse(t, "verdict", "contradicts the exit status, the findings or the error");
}

/* A usage error may have no command, or one that writes no other report. */
static void check_command(taker *t, const report *r)
{
	static const char *const words[] = { "check", "diff", "verify" };
	bool known = r->verdict == VERDICT_ERROR;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		known = known || str_eq(str_of(words[i]), r->command);
	if (!known)
		shape_refuse(t, "command", "is none whose report is shown: check, diff, verify");
}

static bool front_holds(taker *t, const json *root)
{
	const json *c = json_get(root, S("counts"));
	if (!shape_holds(t, root, tops, false) || !shape_inside(t, root, "tool", tools, false) ||
	    !shape_inside(t, root, "platform", platforms, false) || !shape_inside(t, root, "base", revisions, false) ||
	    !shape_inside(t, root, "head", revisions, false) || !shape_inside(t, root, "policy", policies, false) ||
	    !shape_inside(t, root, "error", errors, false) || !shape_inside(t, root, "counts", all_counts, false))
		return false;
	t->inside = "counts";
	bool good = shape_inside(t, c, "introduced", severities, false) &&
	            shape_inside(t, c, "existing", severities, false);
	t->inside = NULL;
	return good && shape_inside(t, root, "prefix", prefixes, false);
}

static void read_report(taker *t, const json *root, told *out)
{
	report *r = &out->report;
	if (!front_holds(t, root))
		return;
	out->kind = TOLD_REPORT;
	out->version = told_text(json_get(root, S("tool")), "version");
	r->command = told_text(root, "command");
	r->date = told_text(root, "date");
	r->platform = take_platform(json_get(root, S("platform")));
	r->base = take_revision(root, "base");
	r->head = take_revision(root, "head");
	r->range_reason = told_text(root, "range_reason");
	r->policy = take_policy(t->a, root);
	r->accept_waivers = told_truth(root, "accept_waivers");
	r->verdict = (verdict)told_word(root, "verdict", VERDICTS);
	r->exit = (int)told_number(root, "exit", 0);
	r->counts = take_counts(root);
	take_error(t, root, out);
	told_findings(t, root, out);
	told_changes(t, root, out);
	told_files(t, root, out);
	told_notes(t, root, out);
	if (!t->wrong)
		take_limits(t, root, out);
	take_prefix(t, root, out);
	if (!t->wrong)
		check_verdict(t, r);
	if (!t->wrong)
		check_command(t, r);
}

const err *report_read(arena *a, str bytes, str name, told *out)
{
	const json *root = NULL;
	taker t = { .a = a, .file = name };
	*out = (told){ .file = name };
	const err *e = json_read(a, bytes, &root);
	if (e)
		return err_hint(a,
		                err_at(a, err_wrap(a, e, "the report cannot be read"),
		                       (place){ name, e->at.line, e->at.col }),
		                "write it again: envgate check --output json=FILE");
	str schema = json_text(root, S("schema"));
	if (str_eq(schema, S("envgate.probe/1")))
		told_probe_read(&t, root, out);
	else
		read_report(&t, root, out);
	return t.wrong;
}
