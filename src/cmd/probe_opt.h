/* probe_opt: the options of envgate-probe, one row each. */
#ifndef CMD_PROBE_OPT_H
#define CMD_PROBE_OPT_H

#include "base/buf.h"
#include "base/err.h"
#include "model/probe.h"
#include "write/probe.h"

typedef struct probe_output {
	const probe_writer *format;
	str path;
} probe_output;
typedef LIST(probe_output) probe_outputs;

/* What `envgate probe` (cmd_gate) passes on, and what a user types. --child is not among them: it is
 * answered before any option is read. */
typedef struct probe_opts {
	probe_wish wish;        /* --require --allow-no-gpu --devices --deadline --libcuda --libcudart --no-runtime */
	declared_cuda declared; /* --cuda X.Y --cuda-from PATH:LINE --cuda-spec TEXT */
	str sysroot;            /* --sysroot DIR; "" */
	bool no_runtime;
	str format;             /* a row of PROBE_WRITERS */
	const probe_writer *writer; /* its row; NULL: there is no such format */
	probe_outputs outputs;  /* --output FORMAT=FILE */
	bool redact, verbose, quiet, help, version;
	str color;              /* auto always never */
} probe_opts;

/* argv without the program's name. ERR_USAGE; what was readable is stored all the same. */
const err *probe_opts_read(arena *a, const strs *argv, probe_opts *out) MUST_USE;

void probe_opts_help(buf *out);

#endif
