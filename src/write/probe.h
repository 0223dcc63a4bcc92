/* probe: the probe's report to bytes: text for people, envgate.probe/1 and the formats of code hosts for
 * programs. */
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

/* One row per format; a writer cannot fail. The names and endings are those of write/write.h. With
 * r->error the report says that there is no verdict. */
typedef struct probe_writer {
	str name, ending; /* "json", ".json" */
	void (*write)(buf *out, const probe_report *r, const probe_look *l);
} probe_writer;

extern const probe_writer PROBE_WRITERS[];
extern const int PROBE_WRITER_COUNT;

/* NULL when there is no such format. */
const probe_writer *probe_writer_find(str name);

void probe_text(buf *out, const probe_report *r, const probe_look *l);
void probe_sarif(buf *out, const probe_report *r, const probe_look *l);
void probe_gitlab(buf *out, const probe_report *r, const probe_look *l);
void probe_junit(buf *out, const probe_report *r, const probe_look *l);
void probe_json(buf *out, const probe_report *r, const probe_look *l);
void probe_github(buf *out, const probe_report *r, const probe_look *l);
void probe_markdown(buf *out, const probe_report *r, const probe_look *l);
void probe_html(buf *out, const probe_report *r, const probe_look *l);

/* Its last line alone: the verdict. */
void probe_text_verdict(buf *out, const probe_report *r, const probe_look *l);

#endif
