/* loader: dlopen and dlsym for the probe's children, symbols as rows. Nothing is ever unloaded: the
 * process ends instead. */
#ifndef EDGE_LOADER_H
#define EDGE_LOADER_H

#include "edge/child.h"

typedef struct symbol_row {
	const char *name, *older; /* the exported name, and the one before it (NULL: none) */
	ptrdiff_t at;             /* offset of the function pointer in the table */
	bool needed;
} symbol_row;

#define SYMBOL(table, field, exported, before, must) \
	{ (exported), (before), (ptrdiff_t)offsetof(table, field), (must) }

/* Loads name as one step of the stage; notes LIBRARY (path taken) or LOADER (why not). NULL: it failed,
 * and the step says so with code 1. */
void *loader_open(arena *a, reporter *r, probe_stage s, str name);

/* Fills table; one step. A needed symbol that is missing fails; others are MISSING notes. */
bool loader_bind(reporter *r, probe_stage s, void *library, const symbol_row *rows, int n, void *table);

#endif
