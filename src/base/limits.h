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
	MAX_EVENT_BYTES = 32 * 1024 * 1024,  /* a CI platform's payload; GitHub caps its own at 25 MB */
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
	MAX_MESSAGE_BYTES = 1024 * 1024,     /* a commit message */
	MAX_PATH_BYTES = 4096,               /* a path in git */
	MAX_PATTERN_BYTES = 256,             /* a regular expression in a MatchSpec */
	MAX_INCLUDE_DEPTH = 8,               /* -r and -c of requirements files */
	MAX_PREFIX_RECORDS = 20000,          /* files in conda-meta, folders in site-packages with a record */
	MAX_PREFIX_NAMES = 200000,           /* names in one folder of a prefix */
	MAX_RECORD_BYTES = 64 * 1024 * 1024, /* one conda-meta/NAME.json: its list of files is long */
	MAX_HISTORY_BYTES = 16 * 1024 * 1024, /* conda-meta/history */
	MAX_DIST_BYTES = 16 * 1024 * 1024,   /* METADATA, RECORD and their like of one distribution */
	MAX_MODULES = 400000,                /* names of modules in one prefix */
	MAX_PYTHON_BYTES = 1 * 1024 * 1024,  /* a Python file whose imports are read */
	MAX_PYTHON_FILES = 20000,            /* how many of them */
	MAX_IMPORTS = 200000,                /* imports in all of them */
	MAX_WALK_DEPTH = 32,                 /* folders within folders below --imports */
	ARENA_BUDGET_MIB = 256,              /* all memory of one run */
};

#endif
