/* pep508: pip requirements: name [extras] specifiers | @ url ; marker. */
#ifndef SPEC_PEP508_H
#define SPEC_PEP508_H

#include "spec/pep440.h"

typedef struct marker marker; /* spec/marker.h */

/* How a direct reference can be trusted to stay what it is. */
typedef enum vcs_pin {
	VCS_NOT,       /* no VCS URL */
	VCS_COMMIT,    /* @ a full commit id: 40 or 64 hex digits; a Subversion revision number */
	VCS_SHORT,     /* @ an abbreviated commit id: 7 to 39 hex digits */
	VCS_MOVING,    /* @ a branch or tag, or no @ at all */
} vcs_pin;

typedef struct requirement {
	str name;             /* as written; absent for a bare URL or path without a name */
	str normalized;       /* PEP 503; absent with name */
	strs extras;          /* normalised, sorted, unique */
	strs extras_as_written; /* sorted as packaging does */
	str specifier;        /* packaging's sorted text; "" if none */
	const pep440_set *set;/* of specifier */
	str url;              /* direct reference or path; absent otherwise */
	str marker_text;      /* packaging's text; absent without a marker */
	const marker *marker; /* NULL without one */
	vcs_pin vcs;
	str vcs_ref;          /* what follows @ in a VCS URL; absent if nothing does */
	bool url_hashed;      /* the URL's fragment carries sha256= (or another hash) */
	bool editable, is_path; /* set by the requirements reader */
	ptrdiff_t name_beg, name_end; /* in the input, in bytes */
} requirement;

/* PEP 508 proper, as packaging's Requirement reads it. NULL when refused. */
const requirement *requirement_parse(arena *a, str text, refusal *why);

/* r->url must be present. Fills vcs, vcs_ref and url_hashed (a hash of the right length); where
 * name is absent, name and normalized from #egg= or from a wheel's or source archive's name. */
void requirement_read_url(arena *a, requirement *r);

/* PEP 503: runs of - _ . become one -, letters lower case. */
str pep503_normalize(arena *a, str name);

#endif
