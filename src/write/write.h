/* write: a complete report to bytes. One row per format; a writer cannot fail. */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "base/buf.h"
#include "model/report.h"

/* How it should look. */
typedef struct look {
	bool color;
	int width;          /* columns of the terminal; 0: no limit */
	bool quiet, verbose;
	bool list_existing; /* --existing */
} look;

typedef struct writer {
	str name, ending; /* "json", ".json" */
	void (*write)(buf *out, const report *r, const look *l);
} writer;

extern const writer WRITERS[];
extern const int WRITER_COUNT;

/* NULL when there is no such format. */
const writer *writer_find(str name);

void write_text(buf *out, const report *r, const look *l);
void write_json(buf *out, const report *r, const look *l);
void write_sarif(buf *out, const report *r, const look *l);
void write_gitlab(buf *out, const report *r, const look *l);
void write_junit(buf *out, const report *r, const look *l);
void write_markdown(buf *out, const report *r, const look *l);
void write_github(buf *out, const report *r, const look *l);
void write_html(buf *out, const report *r, const look *l);

#endif
