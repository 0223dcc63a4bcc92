/* write: the formats. Adding one is a file and a row. */
#include "write/write.h"

const writer WRITERS[] = {
	{ S_INIT("text"), S_INIT(".txt"),  write_text },
	{ S_INIT("json"), S_INIT(".json"), write_json },
	{ S_INIT("sarif"), S_INIT(".sarif"), write_sarif },
	{ S_INIT("gitlab"), S_INIT(".json"), write_gitlab },
	{ S_INIT("junit"), S_INIT(".xml"), write_junit },
	{ S_INIT("github"), S_INIT(".txt"), write_github },
	{ S_INIT("markdown"), S_INIT(".md"), write_markdown },
	{ S_INIT("html"), S_INIT(".html"), write_html },
};
const int WRITER_COUNT = (int)(sizeof WRITERS / sizeof WRITERS[0]);

const writer *writer_find(str name)
{
	for (int i = 0; i < WRITER_COUNT; i++)
		if (str_eq(WRITERS[i].name, name))
			return &WRITERS[i];
	return NULL;
}
