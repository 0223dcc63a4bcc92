/* toml_none: toml.h in a build without toml++. A manifest is then a file that is not read, and reports
 * say so. */
#include "read/toml.h"

const toml_node *toml_read(str text, const toml_room *room)
{
	(void)text;
	(void)room;
	return NULL;
}
