/* limits: every bound on input that a stranger writes, in one place.
 *
 * Reaching one is a finding (file/too-large) or exit 3, never a shortened list: half a file judged
 * is a gate left open. The numbers are from docs/security.md; real files stay far below them. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	MAX_ENV_BYTES = 1 * 1024 * 1024,     /* an environment or requirements file */
	MAX_POLICY_BYTES = 256 * 1024,       /* .envgate.yml */
	MAX_LOCK_BYTES = 64 * 1024 * 1024,   /* a lock */
	MAX_REPORT_BYTES = 32 * 1024 * 1024, /* a JSON report read back */
	MAX_LINE_BYTES = 64 * 1024,          /* one line of an environment or requirements file */
	MAX_JSON_DEPTH = 64,                 /* nested values of a JSON text */
	MAX_JSON_VALUES = 1000000,           /* values in it; cJSON spends about 100 bytes on each */
	MAX_YAML_DEPTH = 64,                 /* nested collections */
	MAX_YAML_ALIASES = 256,              /* aliases in one file */
	MAX_YAML_NODES = 10000,              /* nodes that aliases expand to */
	MAX_SPECS = 20000,                   /* specs in one file */
	MAX_LOCKED = 500000,                 /* locked packages in one file */
	MAX_FILES = 2000,                    /* gated files on one side */
	MAX_COMMITS = 5000,                  /* commits read for trailers */
	MAX_PATH_BYTES = 4096,               /* a path in git */
	MAX_PATTERN_BYTES = 256,             /* a regular expression in a MatchSpec */
	MAX_INCLUDE_DEPTH = 8,               /* -r and -c of requirements files */
	ARENA_BUDGET_MIB = 256,              /* all memory of one run */
};

#endif
