/* survey_blame: which part of a surveyed policy brings findings that were not there without it.
 *
 * A first policy that finds more on the day it is written gets deleted the same day. Pins that differ between
 * members are named under may-differ, which keeps the gate shut for the others; whatever else is new turns
 * its part into a comment that says how much there is. */
#include "gate/survey.h"

#include <stdlib.h>

/* May-differ says something while it is short. */
enum { MOST_MAY_DIFFER = 8 };

static int cmp_finding(const void *x, const void *y)
{
	const finding *a = x, *b = y;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	int c = str_cmp(a->path, b->path);
	c = c ? c : str_cmp(a->subject, b->subject);
	return c ? c : str_cmp(a->evidence, b->evidence);
}

static findings sorted(arena *a, findings of)
{
	findings copy = { .at = NEW_N(a, finding, of.n), .n = of.n };
	for (ptrdiff_t i = 0; i < of.n; i++)
		copy.at[i] = of.at[i];
	if (copy.n > 1)
		qsort(copy.at, (size_t)copy.n, sizeof *copy.at, cmp_finding);
	return copy;
}

static bool has_member(const survey_family *f, str path)
{
	for (ptrdiff_t i = 0; i < f->is.files.n; i++)
		if (str_eq(f->is.files.at[i].path, path))
			return true;
	return str_eq(f->is.lock, path) || strs_has(&f->is.requirements, path);
}

static survey_family *family_with(survey *s, str path)
{
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		if (has_member(&s->families.at[i], path))
			return &s->families.at[i];
	return NULL;
}

static bool is_included(const survey *s, str path)
{
	for (ptrdiff_t i = 0; i < s->include.items.n; i++)
		if (str_eq(str_from(s->include.items.at[i], 1), path))
			return true;
	return false;
}

/* Two pins that exclude each other are found by two rules. */
static void differ(arena *a, survey_family *f, str package, survey_try nth)
{
	bool known = strs_has(&f->is.may_differ, package);
	if (!package.n || (known && nth != TRY_FIRST) || (!known && f->is.may_differ.n >= MOST_MAY_DIFFER))
		f->brings++;
	else if (!known)
		*LIST_PUSH(a, &f->is.may_differ) = package;
}

static void blame_all(survey *s)
{
	s->include.brings++;
	s->images.brings++;
	s->commands.brings++;
	s->channels.brings++;
	for (ptrdiff_t i = 0; i < s->families.n; i++)
		s->families.at[i].brings++;
}

static void blame_one(arena *a, survey *s, const finding *f, survey_try nth)
{
	survey_family *of = family_with(s, f->path);
	bool differs = f->rule == RULE_env_disagree || f->rule == RULE_pin_conflict;
	if (is_included(s, f->path))
		s->include.brings++;
	else if (f->rule == RULE_image_moving && nth == TRY_FIRST)
		s->images.brings++;
	else if (f->rule == RULE_use_undeclared && nth == TRY_FIRST)
		s->commands.brings++;
	else if (survey_may_use(f->path)) { /* in both lists: whichever names a file, all of it is read */
		s->images.brings++;
		s->commands.brings++;
	} else if (f->rule == RULE_channel_not_allowed || f->rule == RULE_lock_source)
		s->channels.brings++;
	else if (of && f->rule == RULE_env_requirements)
		of->requirements_bring++;
	else if (of && differs)
		differ(a, of, f->package, nth);
	else if (of)
		of->brings++;
	if (nth == TRY_LAST)
		blame_all(s);
}

bool survey_blame(arena *a, survey *s, findings before, findings after, survey_try nth)
{
	findings was = sorted(a, before), is = sorted(a, after);
	bool any = false;
	for (ptrdiff_t i = 0, k = 0; i < is.n; i++) {
		while (k < was.n && cmp_finding(&was.at[k], &is.at[i]) < 0)
			k++;
		if (k < was.n && cmp_finding(&was.at[k], &is.at[i]) == 0) {
			k++;
			continue;
		}
		any = true;
		blame_one(a, s, &is.at[i], nth);
	}
	return any;
}
