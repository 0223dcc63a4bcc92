/* html_report: a check, diff or verify report as a page. Like the other formats for people it begins with
 * the verdict, then what fails and what to type; debts, waivers and remarks are folded below. */
#include "write/html_in.h"

#include "model/installed.h"
#include "write/markdown_in.h"
#include "write/parts.h"
#include "write/text.h"

enum {
	MOST_CARDS = 500, /* findings in full */
	MOST_NAMES = 50,  /* of one list of the policy */
	MOST_ROWS = 2000, /* of one list or of the tables of changes */
};

typedef struct page {
	buf *out;
	const report *r;
	const look *l;
	str base; /* of links */
	arena *a;
} page;

/* ---- the band ---- */

static void put_numbers(page *p)
{
	const counts *c = &p->r->counts;
	bool whole = p->r->base.kind == REV_NONE;
	int existing = c->existing[NOTE] + c->existing[WARNING] + c->existing[ERROR];
	buf_put(p->out, S("<ul class=\"counts\">\n"));
	html_count(p->out, "bad", c->introduced[ERROR], S("errors"));
	html_count(p->out, "warn", c->introduced[WARNING], S("warnings"));
	html_count(p->out, "note", c->introduced[NOTE], S("notes"));
	if (!whole) {
		html_count(p->out, "plain", existing, S("existing"));
		html_count(p->out, "good", c->fixed, S("fixed"));
	}
	if (c->waived)
		html_count(p->out, "plain", c->waived, S("waived"));
	if (c->copied)
		html_count(p->out, "plain", c->copied, S("copied"));
	buf_put(p->out, S("</ul>\n"));
}

static void put_platform(page *p)
{
	const platform *at = &p->r->platform;
	str what = at->repository;
	if (at->repository.n && at->pr)
		what = arena_printf(p->a, "%.*s %s%lld", SARG(at->repository),
		                    str_eq(at->kind, S("gitlab")) ? "!" : "#", at->pr);
	html_fact(p->out, S("repository"), what);
	html_fact(p->out, S("event"), at->event);
}

static void put_band(page *p)
{
	const report *r = p->r;
	look all = { .verbose = true }; /* nothing is held back, so no word about --verbose */
	verdict_words w = verdict_say(p->a, r, &all);
	bool judged = w.word.n > 0, fails = r->verdict == VERDICT_FAIL;
	str headline = w.found;
	if (r->verdict == VERDICT_ERROR)
		headline = S("envgate could not judge");
	if (r->verdict == VERDICT_ERROR)
		html_band(p->out, r->command, "bad", S("no verdict"), headline);
	else
		html_band(p->out, r->command, !judged ? "plain" : fails ? "bad" : "good",
		          !judged ? S("") : fails ? S("fail") : S("pass"), headline);
	if (r->base.kind != REV_NONE)
		html_fact(p->out, S("base"), side_words(p->a, r->base, r->base_reason));
	if (r->head.kind != REV_NONE)
		html_fact(p->out, S("head"), side_words(p->a, r->head, (str){ 0 }));
	if (r->policy)
		html_fact(p->out, S("policy"), policy_words(p->a, r));
	put_platform(p);
	html_band_end(p->out);
}

/* ---- findings ---- */

/* What a reader has to act on, and what is only worth knowing: below, folded. */
static bool is_grave(const finding *f)
{
	return f->fails || (f->state == STATE_INTRODUCED && !f->waived && f->severity > NOTE);
}

static bool is_mild(const finding *f)
{
	return f->state == STATE_INTRODUCED && !f->fails && !f->waived && f->severity <= NOTE;
}

static bool is_existing(const finding *f)
{
	return f->state == STATE_EXISTING && !f->fails && !f->waived;
}

static bool is_fixed(const finding *f)
{
	return f->state == STATE_FIXED;
}

static bool is_waived(const finding *f)
{
	return f->waived && !f->fails && f->state != STATE_FIXED;
}

static ptrdiff_t count(const findings *all, bool (*belongs)(const finding *))
{
	ptrdiff_t n = 0;
	for (ptrdiff_t i = 0; i < all->n; i++)
		n += belongs(&all->at[i]);
	return n;
}

static void put_cards(page *p, bool (*belongs)(const finding *), ptrdiff_t have)
{
	const findings *all = &p->r->findings;
	ptrdiff_t shown = 0;
	for (ptrdiff_t i = 0; i < all->n && shown < MOST_CARDS; i++) {
		if (!belongs(&all->at[i]))
			continue;
		html_finding(p->out, &all->at[i], p->base);
		shown++;
	}
	if (shown < have)
		buf_printf(p->out, "<p class=\"rest\">and %td more</p>\n", have - shown);
}

static void put_findings(page *p)
{
	ptrdiff_t grave = count(&p->r->findings, is_grave), mild = count(&p->r->findings, is_mild);
	buf_put(p->out, S("<section>\n<h2>Findings</h2>\n"));
	if (!grave)
		buf_put(p->out, S("<p class=\"card empty\">Nothing to mend.</p>\n"));
	put_cards(p, is_grave, grave);
	if (mild) {
		buf_printf(p->out, "<details class=\"cards\"><summary>%.*s</summary>\n",
		           SARG(count_words(p->a, mild, "note")));
		put_cards(p, is_mild, mild);
		buf_put(p->out, S("</details>\n"));
	}
	buf_put(p->out, S("</section>\n"));
}

static void put_list(page *p, bool (*belongs)(const finding *), const char *heading)
{
	const findings *all = &p->r->findings;
	ptrdiff_t have = count(all, belongs), shown = 0;
	if (!have)
		return;
	buf_printf(p->out, "<details><summary>%td %s</summary>\n<ul class=\"rows\">\n", have, heading);
	for (ptrdiff_t i = 0; i < all->n && shown < MOST_ROWS; i++) {
		if (!belongs(&all->at[i]))
			continue;
		/* What is fixed stands in the base's text: the head has no such line. */
		html_finding_row(p->out, &all->at[i], all->at[i].state == STATE_FIXED ? (str){ 0 } : p->base);
		shown++;
	}
	if (shown < have)
		buf_printf(p->out, "<li class=\"muted\">and %td more</li>\n", have - shown);
	buf_put(p->out, S("</ul>\n</details>\n"));
}

/* ---- what was looked at ---- */

static void put_notes(page *p)
{
	const notes *all = &p->r->notes;
	if (!all->n)
		return;
	buf_printf(p->out, "<details><summary>%.*s</summary>\n<ul class=\"rows\">\n",
	           SARG(count_words(p->a, all->n, "remark")));
	for (ptrdiff_t i = 0; i < all->n && i < MOST_ROWS; i++) {
		buf_put(p->out, S("<li>"));
		if (all->at[i].path.n) {
			buf_put(p->out, S("<span class=\"where\">"));
			html_text(p->out, all->at[i].path);
			buf_put(p->out, S("</span>"));
		}
		html_sentence(p->out, all->at[i].message);
		buf_put(p->out, S("</li>\n"));
	}
	if (all->n > MOST_ROWS)
		buf_printf(p->out, "<li class=\"muted\">and %td more</li>\n", all->n - MOST_ROWS);
	buf_put(p->out, S("</ul>\n</details>\n"));
}

static void put_files(page *p)
{
	const report_files *all = &p->r->files;
	if (!all->n)
		return;
	buf_printf(p->out, "<details><summary>%.*s looked at</summary>\n<table>\n<thead><tr><th>file</th><th>kind</th>"
	                   "<th>state</th><th>family</th></tr></thead>\n<tbody>\n",
	           SARG(count_words(p->a, all->n, "file")));
	for (ptrdiff_t i = 0; i < all->n && i < MOST_ROWS; i++) {
		const report_file *f = &all->at[i];
		buf_put(p->out, S("<tr><td>"));
		html_code(p->out, f->path);
		buf_printf(p->out, "</td><td data-name=\"kind\">%s</td><td data-name=\"state\">%s",
		           file_kind_name(f->kind), f->state ? f->state : "");
		if (f->was.n) {
			buf_put(p->out, S(", was "));
			html_code(p->out, f->was);
		}
		buf_put(p->out, f->family.n ? S("</td><td data-name=\"family\">") : S("</td><td>"));
		html_text(p->out, f->family);
		buf_put(p->out, S("</td></tr>\n"));
	}
	buf_put(p->out, S("</tbody>\n</table>\n</details>\n"));
}

static void put_names(page *p, str name, const strs *list)
{
	buf b = buf_new(p->a);
	for (ptrdiff_t i = 0; i < list->n && i < MOST_NAMES; i++)
		buf_printf(&b, "%s%.*s", i ? ", " : "", SARG(list->at[i]));
	if (list->n > MOST_NAMES)
		buf_printf(&b, " and %td more", list->n - MOST_NAMES);
	html_fact(p->out, name, buf_str(&b));
}

static void put_policy(page *p)
{
	const policy *in = p->r->policy;
	if (!in || str_eq(p->r->command, S("diff")))
		return;
	buf_put(p->out, S("<details><summary>Policy</summary>\n<dl class=\"facts empty\">\n"));
	html_fact(p->out, S("from"), policy_words(p->a, p->r));
	html_fact(p->out, S("file"), in->path);
	html_fact(p->out, S("profile"), str_of(profile_name(in->profile)));
	html_fact(p->out, S("fails from"), str_of(severity_name(in->fail_on)));
	html_fact(p->out, S("existing findings"), in->existing_fails ? S("fail") : S("are counted"));
	html_fact(p->out, S("new waivers"),
	          p->r->accept_waivers ? S("count (--accept-waivers)") : S("wait for a maintainer"));
	html_fact(p->out, S("floor"), in->floor ? in->floor->path : (str){ 0 });
	put_names(p, S("files included"), &in->include);
	put_names(p, S("files excluded"), &in->exclude);
	put_names(p, S("core packages added"), &in->core);
	buf_put(p->out, S("</dl>\n</details>\n"));
}

static void put_prefix(page *p)
{
	const installed *i = p->r->installed;
	long long by_manager[3] = { 0 };
	if (!i)
		return;
	for (ptrdiff_t k = 0; k < i->packages.n; k++)
		by_manager[i->packages.at[k].manager]++;
	buf_put(p->out, S("<section>\n<h2>Installed environment</h2>\n<div class=\"card empty\">"
	                  "<dl class=\"facts\">\n"));
	html_fact(p->out, S("folder"), i->prefix);
	html_fact(p->out, S("found by"), i->why);
	html_fact(p->out, S("Python"), i->python);
	html_fact(p->out, S("platform"), i->subdir);
	html_fact(p->out, S("conda packages"), arena_printf(p->a, "%lld", by_manager[MANAGER_CONDA]));
	html_fact(p->out, S("pip packages"), arena_printf(p->a, "%lld", by_manager[MANAGER_PIP]));
	for (ptrdiff_t k = 0; k < i->cuda.n; k++)
		html_fact(p->out, i->cuda.at[k].soname.n ? S("CUDA runtime") : S("CUDA"), i->cuda.at[k].path);
	buf_put(p->out, S("</dl></div>\n</section>\n"));
}

static void put_error(page *p)
{
	const err *e = p->r->error;
	buf_put(p->out, S("<section>\n<article class=\"card finding bad\">\n<h3>"
	                  "<span class=\"grade\">error</span> "));
	html_code(p->out, str_of(err_name(e->code)));
	buf_put(p->out, S(" <span class=\"where\">"));
	html_place(p->out, (str){ 0 }, e->at.file, e->at.line, e->at.col);
	buf_put(p->out, S("</span></h3>\n<p class=\"says\">"));
	html_sentence(p->out, err_text(p->a, e));
	buf_put(p->out, S("</p>\n"));
	for (str rest = e->hint, line; str_next(&rest, '\n', &line);) {
		buf_put(p->out, S("<p class=\"hint\"><span class=\"label\">what to type</span> "));
		html_sentence(p->out, line);
		buf_put(p->out, S("</p>\n"));
	}
	buf_printf(p->out, "<p class=\"more\">The gate stays closed: exit %d.</p>\n</article>\n</section>\n",
	           p->r->exit);
}

/* ---- the whole ---- */

void write_html(buf *out, const report *r, const look *l)
{
	page p = { .out = out, .r = r, .l = l, .base = markdown_base(out->a, r), .a = out->a };
	bool diff = str_eq(r->command, S("diff"));
	html_begin(out, arena_printf(out->a, "envgate%s%.*s: %s", r->command.n ? " " : "", SARG(r->command),
	                             verdict_name(r->verdict)));
	put_band(&p);
	if (r->verdict == VERDICT_ERROR) {
		put_error(&p);
		html_end(out, r->date);
		return;
	}
	if (verdict_hint(r).n) {
		buf_put(out, S("<section>\n<p class=\"card empty\">"));
		html_sentence(out, verdict_hint(r));
		buf_put(out, S("</p>\n</section>\n"));
	}
	if (!diff && r->verdict != VERDICT_NOTHING) {
		put_numbers(&p);
		put_findings(&p);
	}
	if (r->changes.n) {
		buf_put(out, S("<section>\n<h2>Changes</h2>\n"));
		html_changes(out, r, MOST_ROWS);
		buf_put(out, S("</section>\n"));
	}
	put_prefix(&p);
	buf_put(out, S("<section>\n<h2>Also</h2>\n"));
	put_list(&p, is_existing, "existing, not from this change");
	put_list(&p, is_waived, "waived");
	put_list(&p, is_fixed, "fixed by this change");
	put_notes(&p);
	put_files(&p);
	put_policy(&p);
	buf_put(out, S("</section>\n"));
	html_end(out, r->date);
}
