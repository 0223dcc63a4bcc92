/* survey: from a judged state to what a first policy can say about it. Pure. */
#ifndef GATE_SURVEY_H
#define GATE_SURVEY_H

#include "model/finding.h"
#include "model/side.h"
#include "model/survey.h"

/* Families, channels and counts of a whole state whose families are built. paths: all of its tree. */
void survey_take(arena *a, const side *s, const entries *paths, survey *out);

/* Whether a path could be what survey_use (survey_include) wants to see, by its name. */
bool survey_may_use(str path);
bool survey_may_include(arena *a, const policy *p, str path);

/* A Dockerfile, a workflow: joins the lists for the images and commands it holds. */
void survey_use(arena *a, survey *s, str path, const uses *u);
/* A YAML file that no name tells for an environment file: joins the list if it is one by content. */
void survey_include(arena *a, survey *s, const env *e);

/* What is found with the surveyed policy and was not without it is put down to the part that brings it: a
 * package to may-differ, or the part becomes a comment. False: everything was found before, too. LAST: what
 * is still found is put down to every part, so that nothing is left but comments. */
typedef enum survey_try { TRY_FIRST, TRY_AGAIN, TRY_LAST } survey_try;
bool survey_blame(arena *a, survey *s, findings before, findings after, survey_try nth);

#endif
