/* case_check: compares a report with the expect and changes blocks. Both become sets of lines of one
 * form, so that a failure prints exactly what is missing and what is there instead. */
#include "case.h"

typedef struct expectation {
	str line;   /* canonical: STATE PATH:LINE:COL SEVERITY RULE (also ...) */
	strs texts; /* must stand in message or hint */
	bool met;
} expectation;
typedef LIST(expectation) expectations;

static str finding_line(arena *a, const finding *f)
{
	buf b = buf_new(a);
	buf_printf(&b, "%s %.*s:%d:%d %s %.*s", f->waived ? "waived" : state_name(f->state), SARG(f->path), f->at.line, f->at.col,
	           severity_name(f->severity), SARG(RULES[f->rule].id));
	for (ptrdiff_t i = 0; i < f->also.n; i++)
		buf_printf(&b, "%s%.*s", i ? ", " : " (also ", SARG(RULES[f->also.at[i]].id));
	buf_put(&b, f->also.n ? S(")") : S(""));
	return buf_str(&b);
}

static bool is_bare_place(str line)
{
	ptrdiff_t colons = 0, i = 0;
	for (; i < line.n && (is_digit(line.p[i]) || line.p[i] == ':'); i++)
		colons += line.p[i] == ':';
	return colons == 1 && i < line.n && line.p[i] == ' ';
}

/* Fills in what a line may leave out: the state and the path. */
static str canonical_line(arena *a, str line)
{
	str state = S("introduced");
	static const char *const states[] = { "existing", "fixed", "waived" };
	for (int i = 0; i < 3; i++) {
		if (!str_starts(line, str_of(states[i])))
			continue;
		state = str_of(states[i]);
		line = str_trim(str_from(line, state.n));
	}
	return arena_printf(a, "%.*s %s%.*s", SARG(state), is_bare_place(line) ? "environment.yml:" : "", SARG(line));
}

static expectations expectations_of(arena *a, const block *b)
{
	expectations all = { 0 };
	str rest = b->text, line;
	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.p[0] == '~' && all.n > 0)
			*LIST_PUSH(a, &all.at[all.n - 1].texts) = str_trim(str_from(line, 1));
		else
			*LIST_PUSH(a, &all) = (expectation){ .line = canonical_line(a, line) };
	}
	return all;
}

static bool says(const finding *f, const strs *texts)
{
	for (ptrdiff_t i = 0; i < texts->n; i++)
		if (str_find(f->message, texts->at[i]) < 0 && str_find(f->hint, texts->at[i]) < 0)
			return false;
	return true;
}

static bool take(expectations *all, str line, const finding *f)
{
	for (ptrdiff_t i = 0; i < all->n; i++) {
		expectation *e = &all->at[i];
		if (e->met || !str_eq(e->line, line) || (f && !says(f, &e->texts)))
			continue;
		e->met = true;
		return true;
	}
	return false;
}

static bool print_unmet(const expectations *all, buf *out)
{
	bool ok = true;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		if (all->at[i].met)
			continue;
		ok = false;
		buf_printf(out, "  missing     %.*s\n", SARG(all->at[i].line));
		for (ptrdiff_t k = 0; k < all->at[i].texts.n; k++)
			buf_printf(out, "                ~ %.*s\n", SARG(all->at[i].texts.at[k]));
	}
	return ok;
}

static bool check_findings(arena *a, const block *b, const report *r, buf *out)
{
	expectations all = expectations_of(a, b);
	bool ok = true;
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		const finding *f = &r->findings.at[i];
		str line = finding_line(a, f);
		if (take(&all, line, f))
			continue;
		ok = false;
		buf_printf(out, "  unexpected  %.*s\n", SARG(line));
		buf_printf(out, "                %.*s\n                hint: %.*s\n", SARG(f->message), SARG(f->hint));
	}
	return print_unmet(&all, out) && ok;
}

static str or_dash(str text)
{
	return text.n ? text : S("-");
}

static bool check_changes(arena *a, const block *b, const report *r, buf *out)
{
	expectations all = { 0 };
	str rest = b->text, line;
	while (str_next(&rest, '\n', &line))
		if (str_trim(line).n > 0)
			*LIST_PUSH(a, &all) = (expectation){ .line = str_trim(line) };
	bool ok = true;
	for (ptrdiff_t i = 0; i < r->changes.n; i++) {
		const change *c = &r->changes.at[i];
		str have = arena_printf(a, "%s %.*s %.*s -> %.*s", change_kind_name(c->kind), SARG(c->package),
		                        SARG(or_dash(c->before)), SARG(or_dash(c->after)));
		if (take(&all, have, NULL))
			continue;
		ok = false;
		buf_printf(out, "  unexpected  %.*s\n", SARG(have));
	}
	return print_unmet(&all, out) && ok;
}

bool case_check(arena *a, const test_case *c, const report *r, buf *out)
{
	bool ok = true;
	int checks = 0;
	for (ptrdiff_t i = 0; i < c->blocks.n; i++) {
		const block *b = &c->blocks.at[i];
		if (b->kind == BLOCK_EXPECT)
			ok = check_findings(a, b, r, out) && ok;
		if (b->kind == BLOCK_CHANGES)
			ok = check_changes(a, b, r, out) && ok;
		checks += b->kind == BLOCK_EXPECT || b->kind == BLOCK_CHANGES;
	}
	if (checks == 0)
		buf_put(out, S("  the case expects nothing, not even an empty list: add '-- expect'\n"));
	return ok && checks > 0;
}
