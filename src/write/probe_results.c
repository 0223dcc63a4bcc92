/* probe_results: see probe_results.h.
 *
 * Fingerprints hold the cause and the GPU's number, not its UUID: on runners that come and go every run
 * would open alerts of its own and close none. */
#include "write/probe_results.h"

#include "base/sha256.h"
#include "write/probe_veil.h"

enum { FINGERPRINT_DIGITS = 32 }; /* as in write/parts */

static str cause_help(arena *a, const cause_info *c)
{
	str whose = c->class == NOTED ? S("A warning, which never fails the probe")
	                              : arena_printf(a, "Class %s, exit status %d", cause_class_name(c->class),
	                                             cause_class_exit(c->class));
	return arena_printf(a, "%.*s. What to do: %.*s. %.*s. Words in braces are filled in by the message.", SARG(c->message),
	                    SARG(c->fix), SARG(whose));
}

static void list_rules(arena *a, results *out)
{
	str docs = results_docs();
	LIST_RESERVE(a, &out->rules, CAUSE_COUNT);
	for (int i = 0; i < CAUSE_COUNT; i++)
		*LIST_PUSH(a, &out->rules) = (result_rule){
			.id = CAUSES[i].id,
			.text = CAUSES[i].message,
			.help = cause_help(a, &CAUSES[i]),
			.url = docs.n ? arena_cat(a, docs, S("causes.md")) : (str){ 0 },
			.severity = CAUSES[i].class == NOTED ? WARNING : ERROR,
		};
}

/* "environment.yml:12" into path and line; what does not end in a number is all path. */
static void place_declared(str spot, result *out)
{
	ptrdiff_t colon = str_rfind_byte(spot, ':');
	int line = 0;
	for (ptrdiff_t i = colon + 1; colon > 0 && i < spot.n; i++) {
		bool fits = is_digit(spot.p[i]) && line < 100 * 1000 * 1000;
		line = fits ? line * 10 + (spot.p[i] - '0') : 0;
		if (!fits)
			colon = -1;
	}
	out->path = line ? str_head(spot, colon) : spot;
	out->beg = out->end = (position){ line, line ? 1 : 0 };
}

/* "GPU 3", by the number that the message has too; absent: about the machine. */
static str unit_of(arena *a, const probe_report *r, int unit)
{
	if (unit < 0)
		return (str){ 0 };
	return arena_printf(a, "GPU %d", unit < r->devices.n ? r->devices.at[unit].index : unit);
}

static severity severity_of(const probe_finding *f)
{
	bool remark = f->cause == CAUSE_WSL2 || f->cause == CAUSE_TEGRA;
	return f->class != NOTED ? ERROR : remark ? NOTE : WARNING;
}

static void add(arena *a, const probe_report *r, const probe_finding *f, bool veil, results *out)
{
	result *row = LIST_PUSH(a, &out->rows);
	str unit = unit_of(a, r, f->unit);
	str fields[] = { CAUSES[f->cause].id, unit };
	*row = (result){
		.rule = CAUSES[f->cause].id,
		.rule_at = (int)f->cause,
		.severity = severity_of(f),
		.fails = f->class != NOTED && !r->skipped,
		.waived = f->class != NOTED && r->skipped,
		.unit = unit,
		.subject = unit.p ? unit : S(""),
		.message = veil_text(a, veil, f->message),
		.hint = f->fix.n ? veil_text(a, veil, f->fix) : (str){ 0 },
		.fingerprint = sha256_fields(a, fields, 2, FINGERPRINT_DIGITS),
	};
	if (row->waived)
		row->waiver_reason = S("--allow-no-gpu: no GPU was tested, so this run proves nothing about CUDA");
	str spot = veil_text(a, veil, r->facts->declared.source);
	if (f->class == BY_ENVIRONMENT && spot.n)
		place_declared(spot, row);
}

static void list_passed(arena *a, const probe_report *r, results *out)
{
	for (ptrdiff_t i = 0; i < r->devices.n; i++)
		if (r->devices.at[i].verdict == CAUSE_COUNT && r->devices.at[i].tried)
			*LIST_PUSH(a, &out->passed) = arena_printf(a, "GPU %d", r->devices.at[i].index);
	strs_sort_unique(&out->passed);
}

static verdict verdict_of(const probe_report *r)
{
	if (r->error)
		return VERDICT_ERROR;
	return r->skipped ? VERDICT_NOTHING : r->failures.n ? VERDICT_FAIL : VERDICT_PASS;
}

results results_of_probe(arena *a, const probe_report *r, const probe_look *l)
{
	probe_look plain = { .redact = l->redact };
	buf headline = buf_new(a);
	probe_text_verdict(&headline, r, &plain);
	results out = {
		.command = S("probe"),
		.verdict = verdict_of(r),
		.exit = r->exit,
		.error = r->error,
		.headline = str_trim(buf_str(&headline)),
		.units = true,
		.docs = results_docs(),
	};
	list_rules(a, &out);
	for (ptrdiff_t i = 0; i < r->failures.n; i++)
		add(a, r, &r->failures.at[i], l->redact, &out);
	for (ptrdiff_t i = 0; i < r->warnings.n; i++)
		add(a, r, &r->warnings.at[i], l->redact, &out);
	results_count_equal(a, &out);
	list_passed(a, r, &out);
	return out;
}
