/* probe_write: the formats of the probe's report. Adding one is a file and a row, here and in write.c. */
#include "write/probe.h"

const probe_writer PROBE_WRITERS[] = {
	{ S_INIT("text"), S_INIT(".txt"),  probe_text },
	{ S_INIT("json"), S_INIT(".json"), probe_json },
	{ S_INIT("sarif"), S_INIT(".sarif"), probe_sarif },
	{ S_INIT("gitlab"), S_INIT(".json"), probe_gitlab },
	{ S_INIT("junit"), S_INIT(".xml"), probe_junit },
	{ S_INIT("github"), S_INIT(".txt"), probe_github },
	{ S_INIT("markdown"), S_INIT(".md"), probe_markdown },
	{ S_INIT("html"), S_INIT(".html"), probe_html },
};
const int PROBE_WRITER_COUNT = (int)(sizeof PROBE_WRITERS / sizeof PROBE_WRITERS[0]);

const probe_writer *probe_writer_find(str name)
{
	for (int i = 0; i < PROBE_WRITER_COUNT; i++)
		if (str_eq(PROBE_WRITERS[i].name, name))
			return &PROBE_WRITERS[i];
	return NULL;
}
