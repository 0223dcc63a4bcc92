/* policy: what .envgate.yml asks for, completed by the built-in defaults. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/problem.h"
#include "model/rule.h"

/* Where the policy in force came from, as the JSON report says it. */
typedef enum policy_from { POLICY_BUILT_IN, POLICY_TARGET, POLICY_HEAD, POLICY_FILE, POLICY_REPAIR } policy_from;

typedef struct policy {
	policy_from from;
	str path, oid;            /* absent for the built-in one */
	profile profile;
	severity fail_on;         /* NOTE, WARNING, ERROR or NEVER */
	bool existing_fails;      /* existing: fail */
	severity of[RULE_COUNT];  /* profile and rules: merged */
	bool set[RULE_COUNT];     /* named in rules:, so report_as does not lower it */
	strs include, exclude, retired; /* files: git wildmatch patterns */
	strs core;                /* conda or pip names added to the built-in core packages */
	problems problems;        /* not empty: the policy is broken */
} policy;

const char *policy_from_name(policy_from f);

#endif
