/* path: see path.h. git writes '/' on every system, and no path ends in one. */
#include "gate/path.h"

str path_folder(str path)
{
	ptrdiff_t slash = str_rfind_byte(path, '/');
	return slash < 0 ? S("") : str_head(path, slash);
}

str path_name(str path)
{
	return str_from(path, str_rfind_byte(path, '/') + 1);
}

str path_stem(str path)
{
	str name = path_name(path);
	ptrdiff_t dot = str_rfind_byte(name, '.');
	return dot <= 0 ? name : str_head(name, dot);
}
