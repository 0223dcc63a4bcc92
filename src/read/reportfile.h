/* reportfile: a JSON report (envgate.report/1, envgate.probe/1) back into values.
 *
 * The file may come from a job that a stranger controls: bounded, checked key by key against
 * docs/report.schema.json and docs/probe.schema.json, and refused whole when one value does not fit.
 * ERR_FILE says which key, of which file. A rule, kind or state that this version does not know is such
 * a value: a comment must not show half of what another version found. */
#ifndef READ_REPORTFILE_H
#define READ_REPORTFILE_H

#include "model/told.h"

/* name is for messages. Everything in *out lives in a. */
const err *report_read(arena *a, str bytes, str name, told *out) MUST_USE;

#endif
