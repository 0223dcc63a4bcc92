/* rule: the registry's words (ids, severities, scopes), without the functions that judge. write and
 * cmd need only these; gate/rule.h adds the functions. */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "base/str.h"

/* Mild to grave, so that >= is "at or above fail-on". NEVER is only a value of fail-on. */
typedef enum severity { OFF, NOTE, WARNING, ERROR, NEVER } severity;

typedef enum scope {
	PER_SIDE,
	PER_FILE,   /* each environment file and each lock */
	PER_SPEC,   /* each of its entries */
	PER_FAMILY, /* each family, those of one file too */
	PER_LOCK,   /* each lock */
	PER_LOCKED, /* each package in it */
	PER_USE,    /* each file that the policy names for images or commands */
	PER_CHANGE, /* each semantic difference */
	PER_RANGE,  /* once for a judged range */
	PER_INSTALLED, /* verify: each package declared, locked or installed, and each import */
} scope;

typedef enum profile { PROFILE_STANDARD, PROFILE_STRICT, PROFILE_AUDIT } profile;

typedef enum rule_id {
#define RULE(function, id, standard, strict, audit, scope, text) RULE_##function,
#include "model/rules.def"
#undef RULE
	RULE_COUNT
} rule_id;

typedef struct rule_info {
	str id;            /* family/name */
	severity of[3];    /* by profile */
	scope scope;
	str text;          /* one line */
} rule_info;

extern const rule_info RULES[RULE_COUNT];

/* RULE_COUNT when no rule has that id. */
rule_id rule_find(str id);

/* "off" "note" "warning" "error" "never"; and back (false: no such word). */
const char *severity_name(severity s);
bool severity_find(str word, severity *out);
const char *profile_name(profile p);
bool profile_find(str word, profile *out);

#endif
