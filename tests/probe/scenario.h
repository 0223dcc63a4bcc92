/* scenario: one machine that a driver library, a file or a limit has put in a certain state, and what the
 * probe must say of it. scenarios.txt holds them; it is both the test and the table of docs/causes.md.
 *
 *     == the fabric manager is not running
 *     gpu count=8
 *     cuda cuInit=rc:802
 *     expect FABRIC_NOT_READY driver_init 802 20
 *
 * Lines, each at most once, all but expect optional:
 *     host WORD...      files below the sysroot (fixture.c): bare | container=docker | empty, driver=..., gpus=N ...
 *     libs WORD...      libraries, in the order of LD_LIBRARY_PATH (fixture.c); default: cuda nvml
 *     prefix WORD...    libraries of the conda environment
 *     gpu|cuda|nvml|cudart SCRIPT   what the fakes do (tests/fake/README.md)
 *     env NAME=VALUE... words for the probe's environment; @ is the folder of this scenario
 *     opts WORD...      options of envgate-probe; --format json is added
 *     deny CALL=ERRNO...  a seccomp filter: memfd_create, or open of device nodes
 *     expect VERDICT STAGE CODE EXIT    - where there is none
 *     warn ID...        warnings that must be there; "-" for none at all
 *     says TEXT         run with --format text instead, and TEXT must be in the output
 *     has TEXT          must stand in the output; lacks TEXT must not
 *     within MS         how long it may take
 *     page no           not a symptom: left out of docs/causes.md
 *     unit NAME         shown by tests/unit/t_NAME.c instead: not run here */
#ifndef PROBE_SCENARIO_H
#define PROBE_SCENARIO_H

#include "base/buf.h"
#include "base/list.h"
#include "model/probe.h"

typedef enum line_key {
	LINE_HOST, LINE_LIBS, LINE_PREFIX, LINE_GPU, LINE_CUDA, LINE_NVML, LINE_CUDART, LINE_ENV, LINE_OPTS,
	LINE_DENY, LINE_EXPECT, LINE_WARN, LINE_SAYS, LINE_HAS, LINE_WITHIN, LINE_PAGE,
	LINE_UNIT, LINE_LACKS, LINE_KEYS
} line_key;

typedef struct scenario {
	str title;
	int line;
	str is[LINE_KEYS];                /* absent: the line is not there */
	str verdict, stage, code, exit;   /* of expect */
} scenario;
typedef LIST(scenario) scenarios;

/* false: *why says line and reason. Strict: a misspelt line would be a test that cannot fail. */
bool scenarios_parse(arena *a, str text, scenarios *out, str *why);

/* Takes the next word off *rest; false when there is none. */
bool next_word(str *rest, str *word);

/* The value of "key=value" among words, else otherwise. */
str word_value(str words, const char *key, str otherwise);
bool word_has(str words, const char *word);

/* ---- fixture.c ---- */

typedef struct fixture {
	str dir;      /* of this scenario; absolute */
	str sysroot;
	str libraries; /* LD_LIBRARY_PATH; absent when there are none */
	str prefix;    /* CONDA_PREFIX; absent likewise */
} fixture;

/* Makes files and libraries below dir, which is emptied first. fakes: the folder that tests/fake builds
 * into. false: *why says what could not be made, or which word is unknown. */
bool fixture_make(arena *a, const scenario *s, str dir, str fakes, fixture *out, str *why);

/* ---- launch.c ---- */

typedef struct run {
	const scenario *s;
	fixture at;
	int pid;
	long long began_ms;
	double ms;
	int status;       /* as waitpid gives it */
	bool timed_out;
	int patience;     /* everything may take so many times as long */
} run;

long long now_ms(void);
/* Starts the probe; 0, or an errno. Output goes to at.dir/out and at.dir/err. */
int run_start(arena *a, str probe, run *r);

/* ---- check.c ---- */

/* Compares what the probe said with what it should; differences are appended to out. */
bool run_check(arena *a, const run *r, buf *out);

/* A whole file, NUL-ended; false when it cannot be read. */
bool read_all(arena *a, str path, str *out);

/* ---- page.c ---- */

/* docs/causes.md. */
void causes_page(const scenarios *all, buf *out);

#endif
