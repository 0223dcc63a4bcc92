/* probe: the probe's report to bytes: text for people, envgate.probe/1 for programs. */
#ifndef WRITE_PROBE_H
#define WRITE_PROBE_H

#include "base/buf.h"
#include "model/probe.h"
#include "write/write.h"

/* redact: UUIDs, bus numbers and paths are replaced by short hashes, the same thing by the
 * same hash. look->verbose lists stages. */
typedef struct probe_look {
	look look;
	bool redact;
} probe_look;

void probe_text(buf *out, const probe_report *r, const probe_look *l);
void probe_json(buf *out, const probe_report *r, const probe_look *l);

#endif
