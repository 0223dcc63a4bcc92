/* probe_formats: the probe's rows of the formats that are written from results. */
#include "write/formats.h"
#include "write/probe_results.h"

static void put(buf *out, const probe_report *r, const probe_look *l, void (*format)(buf *, const results *))
{
	results all = results_of_probe(out->a, r, l);
	format(out, &all);
}

void probe_sarif(buf *out, const probe_report *r, const probe_look *l)
{
	put(out, r, l, sarif_put);
}

void probe_gitlab(buf *out, const probe_report *r, const probe_look *l)
{
	put(out, r, l, gitlab_put);
}

void probe_junit(buf *out, const probe_report *r, const probe_look *l)
{
	put(out, r, l, junit_put);
}
