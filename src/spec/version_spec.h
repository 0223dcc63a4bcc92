/* version_spec: conda's VersionSpec, the version part of a MatchSpec. */
#ifndef SPEC_VERSION_SPEC_H
#define SPEC_VERSION_SPEC_H

#include "spec/bounds.h"
#include "spec/conda_version.h"

typedef struct version_spec version_spec;

/* NULL when conda refuses the text ("" among them; "*" matches everything). Two bounds are ours:
 * MAX_TERMS parts and MAX_TERM_DEPTH nested groups. The bytes of text are borrowed. */
const version_spec *version_spec_parse(arena *a, str text, refusal *why);

/* Whether a version satisfies the constraint. MATCH_RAISES: conda accepts the constraint but raises
 * when it meets this version (~=2024); a match limit reached in a regular expression gives it too. */
typedef enum match_result { MATCH_NO, MATCH_YES, MATCH_RAISES } match_result;
match_result version_spec_match(arena *a, const version_spec *s, str version);

str version_spec_str(const version_spec *s);       /* conda's text of it */
bool version_spec_is_exact(const version_spec *s); /* what conda's is_exact says */
bounds version_spec_bounds(arena *a, const version_spec *s);

/* Adds versions that tell this constraint from others: each operand, just below, just above, inside
 * and beyond its prefix. Two constraints that agree on the witnesses of both are the same set. */
void version_spec_witnesses(arena *a, const version_spec *s, strs *out);

#endif
