/* loader: see loader.h. The first try is by bare name, as the user's program does it: preloading by path
 * would hide a wrong library path, because the loader matches SONAMEs (gpu facts: libcudart's own
 * dlopen("libcuda.so.1") gets whatever libcuda.so.1 is loaded already). */
#define _GNU_SOURCE /* dlinfo */
#include "edge/loader.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>

void *loader_open(arena *a, reporter *r, probe_stage s, str name)
{
	child_begin(r, s, API_LOADER, "dlopen", -1);
	void *library = dlopen(arena_str(a, name).p, RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		const char *why = dlerror();
		child_note(r, NOTE_LOADER, -1, 0, str_of(why ? why : "dlopen failed"));
		child_end(r, 1, S("not loadable"));
		return NULL;
	}
	struct link_map *map = NULL;
	if (dlinfo(library, RTLD_DI_LINKMAP, &map) == 0 && map && map->l_name)
		child_note(r, NOTE_LIBRARY, -1, 0, str_of(map->l_name));
	child_end(r, 0, (str){ 0 });
	return library;
}

static bool bind(void *library, const char *name, void *slot)
{
	void *found = name ? dlsym(library, name) : NULL;
	if (found)
		memcpy(slot, &found, sizeof found); /* C has no cast from void * to a function */
	return found != NULL;
}

bool loader_bind(reporter *r, probe_stage s, void *library, const symbol_row *rows, int n, void *table)
{
	bool all = true;
	child_begin(r, s, API_LOADER, "dlsym", -1);
	for (int i = 0; i < n; i++) {
		void *slot = (char *)table + rows[i].at;
		if (bind(library, rows[i].name, slot) || bind(library, rows[i].older, slot))
			continue;
		child_note(r, NOTE_MISSING, -1, rows[i].needed, str_of(rows[i].name));
		all = all && !rows[i].needed;
	}
	child_end(r, all ? 0 : 1, all ? (str){ 0 } : S("a needed function is missing"));
	return all;
}
