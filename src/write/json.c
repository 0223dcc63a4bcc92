/* json: the report as docs/report.md and docs/report.schema.json describe it, key by key. Other programs
 * read it, so keys never change their order, are never left out, and say null where there is nothing
 * to say. One finding, change, file or note stands on one line: two reports can be compared by diff. */
#include "model/installed.h"
#include "write/jsonw.h"
#include "write/parts.h"
#include "write/write.h"

static void write_list(jsonw *j, const strs *list)
{
	jsonw_open(j, '[');
	for (ptrdiff_t i = 0; i < list->n; i++)
		jsonw_text(j, list->at[i]);
	jsonw_close(j, ']');
}

static str or_absent(str s)
{
	return s.n > 0 ? s : (str){ 0 };
}

static void write_platform(jsonw *j, const platform *p)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "kind", p->kind);
	jsonw_pair(j, "event", p->event);
	jsonw_key(j, "pr");
	if (p->pr)
		jsonw_number(j, p->pr);
	else
		jsonw_null(j);
	jsonw_pair(j, "target_ref", p->target_ref);
	jsonw_pair(j, "head_sha", p->head_sha);
	jsonw_pair(j, "run_url", p->run_url);
	jsonw_pair(j, "run_id", p->run_id);
	jsonw_pair(j, "server", p->server);
	jsonw_pair(j, "repository", p->repository);
	jsonw_pair(j, "head_repository", p->head_repository);
	jsonw_close(j, '}');
}

static void write_revision(jsonw *j, revision rev)
{
	if (rev.kind == REV_NONE) {
		jsonw_null(j);
		return;
	}
	jsonw_open(j, '{');
	jsonw_pair(j, "kind", str_of(revision_kind_name(rev.kind)));
	jsonw_pair(j, "name", rev.name);
	jsonw_pair(j, "oid", or_absent(rev.oid));
	jsonw_close(j, '}');
}

static void write_policy(jsonw *j, const policy *p)
{
	if (!p) {
		jsonw_null(j);
		return;
	}
	jsonw_open(j, '{');
	jsonw_pair(j, "from", str_of(policy_from_name(p->from)));
	jsonw_pair(j, "path", or_absent(p->path));
	jsonw_pair(j, "oid", or_absent(p->oid));
	jsonw_pair(j, "profile", str_of(profile_name(p->profile)));
	jsonw_close(j, '}');
}

static void write_error(jsonw *j, arena *a, const err *e)
{
	str what = err_text(a, e);
	if (e->at.file.n && e->at.line)
		what = arena_printf(a, "%.*s:%d:%d: %.*s", SARG(e->at.file), e->at.line, e->at.col,
		                    SARG(what));
	else if (e->at.file.n)
		what = arena_printf(a, "%.*s: %.*s", SARG(e->at.file), SARG(what));
	jsonw_open(j, '{');
	jsonw_pair(j, "code", str_of(err_name(e->code)));
	jsonw_pair(j, "message", what);
	jsonw_pair(j, "hint", or_absent(e->hint));
	jsonw_close(j, '}');
}

static void write_severities(jsonw *j, const char *key, const int *by_severity)
{
	jsonw_key(j, key);
	jsonw_open(j, '{');
	for (severity s = ERROR; s >= NOTE; s--)
		jsonw_count(j, severity_name(s), by_severity[s]);
	jsonw_close(j, '}');
}

static void write_counts(jsonw *j, const counts *c)
{
	jsonw_open(j, '{');
	write_severities(j, "introduced", c->introduced);
	write_severities(j, "existing", c->existing);
	jsonw_count(j, "fixed", c->fixed);
	jsonw_count(j, "waived", c->waived);
	jsonw_count(j, "copied", c->copied);
	jsonw_count(j, "skipped_files", c->skipped_files);
	jsonw_close(j, '}');
}

/* A number that is null when there is no place to speak of. */
static void write_place(jsonw *j, const char *key, bool known, ptrdiff_t n)
{
	jsonw_key(j, key);
	if (known)
		jsonw_number(j, n);
	else
		jsonw_null(j);
}

static void write_span(jsonw *j, const finding *f)
{
	position end = span_end(f->src, f->at);
	bool known = f->at.line > 0, ended = end.line > 0;
	write_place(j, "line", known, f->at.line);
	write_place(j, "column", known, f->at.col);
	write_place(j, "end_line", ended, end.line);
	write_place(j, "end_column", ended, end.col);
	write_place(j, "offset", known, f->at.beg);
	write_place(j, "length", known, f->at.end - f->at.beg);
}

static void write_details(jsonw *j, const details *all)
{
	jsonw_open(j, '{');
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const detail *d = &all->at[i];
		jsonw_key(j, d->key);
		switch (d->kind) {
		case DETAIL_TEXT:
			jsonw_text(j, d->text);
			break;
		case DETAIL_NUMBER:
			jsonw_number(j, d->number);
			break;
		case DETAIL_LIST:
			write_list(j, &d->list);
			break;
		}
	}
	jsonw_close(j, '}');
}

static void write_manager(jsonw *j, manager m)
{
	jsonw_pair(j, "manager", m == MANAGER_NONE ? (str){ 0 } : str_of(manager_name(m)));
}

static void write_waiver(jsonw *j, const finding *f)
{
	const suppression *s = f->waiver;
	if (!s) {
		jsonw_null(j);
		return;
	}
	jsonw_open(j, '{');
	jsonw_pair(j, "from", s->is_inline ? S("inline") : S("policy"));
	jsonw_key(j, "effective");
	jsonw_bool(j, f->waived);
	jsonw_pair(j, "reason", or_absent(s->reason));
	jsonw_pair(j, "until", or_absent(s->until));
	jsonw_count(j, "line", s->at.line);
	jsonw_close(j, '}');
}

static void write_finding(jsonw *j, arena *a, const finding *f)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "rule", RULES[f->rule].id);
	jsonw_pair(j, "severity", str_of(severity_name(f->severity)));
	jsonw_pair(j, "state", str_of(state_name(f->state)));
	jsonw_key(j, "fails");
	jsonw_bool(j, f->fails);
	jsonw_pair(j, "path", f->path);
	write_span(j, f);
	jsonw_pair(j, "package", or_absent(f->package));
	write_manager(j, f->manager);
	jsonw_pair(j, "subject", f->subject);
	jsonw_pair(j, "message", f->message);
	jsonw_pair(j, "hint", or_absent(f->hint));
	jsonw_key(j, "also");
	jsonw_open(j, '[');
	for (ptrdiff_t i = 0; i < f->also.n; i++)
		jsonw_text(j, RULES[f->also.at[i]].id);
	jsonw_close(j, ']');
	jsonw_pair(j, "fingerprint", fingerprint(a, f));
	jsonw_pair(j, "evidence", f->evidence);
	jsonw_key(j, "waiver");
	write_waiver(j, f);
	jsonw_key(j, "details");
	write_details(j, &f->details);
	jsonw_close(j, '}');
}

static void write_change(jsonw *j, const change *c)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "path", c->path);
	jsonw_pair(j, "package", or_absent(c->package));
	write_manager(j, c->manager);
	jsonw_pair(j, "kind", str_of(change_kind_name(c->kind)));
	jsonw_pair(j, "before", c->before);
	jsonw_pair(j, "after", c->after);
	jsonw_key(j, "direct");
	jsonw_bool(j, c->direct);
	jsonw_pair(j, "platform", or_absent(c->platform));
	jsonw_pair(j, "variant", or_absent(c->variant));
	jsonw_close(j, '}');
}

static void write_file(jsonw *j, const report_file *f)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "path", f->path);
	jsonw_pair(j, "kind", str_of(file_kind_name(f->kind)));
	jsonw_pair(j, "state", str_of(f->state));
	jsonw_pair(j, "was", or_absent(f->was));
	jsonw_pair(j, "family", or_absent(f->family));
	jsonw_pair(j, "content_hash", f->content_hash);
	jsonw_close(j, '}');
}

static void write_note(jsonw *j, const note *n)
{
	jsonw_open(j, '{');
	jsonw_pair(j, "code", n->code);
	jsonw_pair(j, "path", or_absent(n->path));
	jsonw_pair(j, "message", n->message);
	jsonw_close(j, '}');
}

static void write_prefix(jsonw *j, const installed *p)
{
	long long by_manager[3] = { 0 };
	for (ptrdiff_t i = 0; i < p->packages.n; i++)
		by_manager[p->packages.at[i].manager]++;
	jsonw_line(j, 1);
	jsonw_key(j, "prefix");
	jsonw_open(j, '{');
	jsonw_pair(j, "path", p->prefix);
	jsonw_pair(j, "found_by", p->why);
	jsonw_pair(j, "python", or_absent(p->python));
	jsonw_pair(j, "platform", or_absent(p->subdir));
	jsonw_count(j, "conda_packages", by_manager[MANAGER_CONDA]);
	jsonw_count(j, "pip_packages", by_manager[MANAGER_PIP]);
	jsonw_count(j, "python_files", p->python_files);
	jsonw_key(j, "cuda_runtimes");
	jsonw_open(j, '[');
	for (ptrdiff_t i = 0; i < p->cuda.n; i++) {
		jsonw_open(j, '{');
		jsonw_pair(j, "path", p->cuda.at[i].path);
		jsonw_pair(j, "soname", p->cuda.at[i].soname);
		jsonw_pair(j, "version", p->cuda.at[i].version);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	jsonw_close(j, '}');
}

/* An array with one element a line. */
#define WRITE_ROWS(j, key, rows, call)                          \
	do {                                                    \
		jsonw_line((j), 1);                             \
		jsonw_key((j), (key));                          \
		jsonw_open((j), '[');                           \
		for (ptrdiff_t i = 0; i < (rows)->n; i++) {     \
			jsonw_line((j), 2);                     \
			call;                                   \
		}                                               \
		jsonw_close((j), ']');                          \
	} while (0)

static void write_front(jsonw *j, arena *a, const report *r)
{
	jsonw_pair(j, "schema", S("envgate.report/1"));
	jsonw_key(j, "tool");
	jsonw_open(j, '{');
	jsonw_pair(j, "name", S("envgate"));
	jsonw_pair(j, "version", S(ENVGATE_VERSION));
	jsonw_close(j, '}');
	jsonw_pair(j, "command", r->command);
	jsonw_pair(j, "date", r->date);
	jsonw_line(j, 1);
	jsonw_key(j, "platform");
	write_platform(j, &r->platform);
	jsonw_line(j, 1);
	jsonw_key(j, "base");
	write_revision(j, r->base);
	jsonw_key(j, "head");
	write_revision(j, r->head);
	jsonw_pair(j, "range_reason", or_absent(r->range_reason));
	jsonw_line(j, 1);
	jsonw_key(j, "policy");
	write_policy(j, r->policy);
	jsonw_key(j, "accept_waivers");
	jsonw_bool(j, r->accept_waivers);
	jsonw_line(j, 1);
	jsonw_pair(j, "verdict", str_of(verdict_name(r->verdict)));
	jsonw_count(j, "exit", r->exit);
	if (r->error) {
		jsonw_key(j, "error");
		write_error(j, a, r->error);
	}
	jsonw_line(j, 1);
	jsonw_key(j, "counts");
	write_counts(j, &r->counts);
}

void write_json(buf *out, const report *r, const look *l)
{
	(void)l;
	jsonw w = { .out = out }, *j = &w;
	jsonw_open(j, '{');
	write_front(j, out->a, r);
	WRITE_ROWS(j, "findings", &r->findings, write_finding(j, out->a, &r->findings.at[i]));
	WRITE_ROWS(j, "changes", &r->changes, write_change(j, &r->changes.at[i]));
	WRITE_ROWS(j, "files", &r->files, write_file(j, &r->files.at[i]));
	WRITE_ROWS(j, "notes", &r->notes, write_note(j, &r->notes.at[i]));
	jsonw_line(j, 1);
	jsonw_key(j, "limits");
	write_list(j, &r->limits);
	if (r->installed)
		write_prefix(j, r->installed);
	jsonw_close(j, '}');
	buf_char(out, '\n');
}
