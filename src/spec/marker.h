/* marker: PEP 508 environment markers. */
#ifndef SPEC_MARKER_H
#define SPEC_MARKER_H

#include "spec/pep508.h"

/* The eleven variables of PEP 508 and extra, as packaging's default_environment names them. */
typedef struct marker_env {
	str implementation_name, implementation_version, os_name, platform_machine;
	str platform_python_implementation, platform_release, platform_system, platform_version;
	str python_full_version, python_version, sys_platform, extra;
} marker_env;

/* Parses from text[*i]; moves *i behind the marker. NULL when packaging refuses it. */
const marker *marker_parse(arena *a, str text, ptrdiff_t *i, refusal *why);
str marker_str(arena *a, const marker *m); /* packaging's text */

/* 1 true, 0 false, -1 when packaging raises; *error then names the exception (may be NULL). */
int marker_eval(arena *a, const marker *m, const marker_env *env, str *error);

#endif
