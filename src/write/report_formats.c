/* report_formats: the rows of a report's formats that are written from results. Apart from the formats
 * themselves, which the probe has too: it then does not carry the rules' pages. */
#include "write/formats.h"
#include "write/github.h"
#include "write/write.h"

static void put(buf *out, const report *r, void (*format)(buf *, const results *))
{
	results all = results_of_report(out->a, r);
	format(out, &all);
}

void write_sarif(buf *out, const report *r, const look *l)
{
	(void)l;
	results all = results_of_report(out->a, r);
	results_add_pages(out->a, &all);
	sarif_put(out, &all);
}

void write_gitlab(buf *out, const report *r, const look *l)
{
	(void)l;
	put(out, r, gitlab_put);
}

void write_junit(buf *out, const report *r, const look *l)
{
	(void)l;
	put(out, r, junit_put);
}

void write_github(buf *out, const report *r, const look *l)
{
	arena *a = out->a;
	buf text = buf_new(a);
	results all = results_of_report(a, r);
	write_text(&text, r, l);
	if (r->verdict != VERDICT_ERROR) /* an error is told on stderr */
		github_plain(out, buf_str(&text));
	github_commands(out, &all, l->verbose);
}
