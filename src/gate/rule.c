/* rule: the table that joins rows to functions, and the one way to report.
 *
 * Severity is decided here and nowhere else: the policy holds the merged severity of each rule, a
 * rule can only lower it for its milder cases, and only where a person has not set it by name. A
 * rule that is off is not even called, so a switched-off rule costs nothing. */
#include "gate/rule.h"

#include "gate/satisfy.h"

#include "base/buf.h"

#include <stdarg.h>
#include <stdlib.h>

typedef void (*rule_check)(visit *v);

static const rule_check CHECKS[RULE_COUNT] = {
#define RULE(function, id, standard, strict, audit, scope, text) \
	[RULE_##function] = rule_##function,
#include "model/rules.def"
#undef RULE
};

rule_set rules_in_force(const policy *p, scope where)
{
	rule_set out = { .n = 0 };
	for (int r = 0; r < RULE_COUNT; r++)
		if (RULES[r].scope == where && p->of[r] != OFF)
			out.at[out.n++] = (rule_id)r;
	return out;
}

void rule_run(visit *v, const rule_set *rules)
{
	for (int i = 0; i < rules->n; i++) {
		v->rule = rules->at[i];
		CHECKS[v->rule](v);
	}
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* "==1.2" and "1.2" are one set, and so are "==1.2.*", "=1.2" and "1.2.*". "===" is not the same. */
static str plain_part(arena *a, str part)
{
	part = str_trim(part);
	if (str_starts(part, S("===")))
		return part;
	if (str_starts(part, S("==")))
		return str_trim(str_from(part, 2));
	if (!str_starts(part, S("=")))
		return part;
	str version = str_trim(str_from(part, 1));
	return str_ends(version, S(".*")) ? version : arena_cat(a, version, S(".*"));
}

str rule_version_set(arena *a, const spec *s)
{
	if (!s->version.p || s->version.n == 0 || str_eq(s->version, S("*")))
		return S("");
	if (str_find_byte(s->version, '|') >= 0 || str_find_byte(s->version, '(') >= 0)
		return s->version; /* alternatives: pip has none, so there is no other spelling */
	strs parts = { 0 };
	str rest = s->version, part;
	while (str_next(&rest, ',', &part))
		*LIST_PUSH(a, &parts) = plain_part(a, part);
	if (parts.n == 1)
		return parts.at[0];
	qsort(parts.at, (size_t)parts.n, sizeof *parts.at, by_text);
	buf text = buf_new(a);
	for (ptrdiff_t i = 0; i < parts.n; i++) {
		buf_put(&text, i > 0 ? S(",") : S(""));
		buf_put(&text, parts.at[i]);
	}
	return buf_str(&text);
}

/* What a finding owes to the spec that it is about. */
static void about_spec(visit *v, finding *f, const spec *s)
{
	f->manager = s->manager;
	f->package = s->name;
	f->spec_raw = s->raw;
	f->version_set = rule_version_set(v->a, s);
}

static void about_change(visit *v, finding *f, const change *c)
{
	const spec *s = c->now ? c->now : c->was;
	if (s)
		about_spec(v, f, s);
	f->path = c->path;
	/* Places of change findings are on the head, also of what was removed (rules/change.c), so that
	 * an annotation stands in a file that the reader of the change sees. */
	f->src = c->head ? c->head : c->base;
	f->manager = c->manager;
	if (c->topic == TOPIC_PACKAGE)
		f->package = c->package;
}

finding *report_at(visit *v, span at, str subject, str evidence, const char *format, ...)
{
	if (v->policy->of[v->rule] == OFF)
		return NULL;
	finding *f = LIST_PUSH(v->a, v->out);
	f->rule = v->rule;
	f->severity = v->policy->of[v->rule];
	f->at = at;
	f->subject = subject;
	f->evidence = evidence;
	if (v->file) {
		f->path = v->file->path;
		f->src = v->file->src;
	}
	if (v->change)
		about_change(v, f, v->change);
	else if (v->spec)
		about_spec(v, f, v->spec);
	va_list args;
	va_start(args, format);
	f->message = arena_vprintf(v->a, format, args);
	va_end(args);
	return f;
}

void report_as(visit *v, finding *f, severity milder)
{
	const policy *p = v->policy;
	if (f && p->profile == PROFILE_STANDARD && !p->set[v->rule] && milder < f->severity)
		f->severity = milder;
}

void report_hint(visit *v, finding *f, const char *format, ...)
{
	if (!f)
		return;
	va_list args;
	va_start(args, format);
	f->hint = arena_vprintf(v->a, format, args);
	va_end(args);
}

void report_detail(visit *v, finding *f, const char *key, str text)
{
	if (f)
		*LIST_PUSH(v->a, &f->details) = (detail){ .key = key, .text = text };
}

bool rule_is_lfs_pointer(const source *src)
{
	return src->kind == ENTRY_BLOB &&
	       str_starts(src->bytes, S("version https://git-lfs.github.com/spec/"));
}

const env *rule_env(const visit *v)
{
	const env *e = v->file->env;
	return e && e->is_environment && !rule_is_lfs_pointer(v->file->src) ? e : NULL;
}

bool rule_covered(const side *s, const file *f, const spec *p)
{
	return satisfy_covers(s, f, p);
}

static int by_number(ptrdiff_t x, ptrdiff_t y)
{
	return (x > y) - (x < y);
}

/* Every field that tells two findings apart, because qsort is free to swap what compares equal. */
static int by_place(const void *x, const void *y)
{
	const finding *f = x, *g = y;
	const int steps[] = {
		str_cmp(f->path, g->path),
		by_number(f->at.beg, g->at.beg),
		by_number(f->rule, g->rule),
		by_number(f->manager, g->manager),
		str_cmp(f->subject, g->subject),
		str_cmp(f->evidence, g->evidence),
		str_cmp(f->message, g->message),
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (steps[i])
			return steps[i];
	return 0;
}

void rule_sort(findings *all)
{
	if (all->n > 1)
		qsort(all->at, (size_t)all->n, sizeof *all->at, by_place);
}
