/* judge_installed: an installed environment against what is declared and locked. Pure. */
#ifndef GATE_JUDGE_INSTALLED_H
#define GATE_JUDGE_INSTALLED_H

#include "gate/satisfy.h"
#include "model/finding.h"
#include "model/installed.h"

typedef struct installed_input {
	const installed *there;
	const side *side;     /* the files of the family; its policy is in force */
	const family *family; /* what is declared, and its locks */
	str project;          /* the folder of the project itself, absolute; absent when unknown */
} installed_input;

/* Everything wrong, sorted by path and position. */
findings judge_installed(arena *a, const installed_input *in);

/* What a rule of scope PER_INSTALLED sees: one package under its three faces, of which at least one is
 * there, or one import. */
typedef struct installed_row {
	const installed_input *in;
	const spec *wanted;   /* declared; its file is visit.file */
	const locked *locked; /* what the lock has for this platform */
	const file *lock;     /* which lock that is */
	const installed_package *found;
	const import_use *import; /* then found is the package that provides it, and nobody declares it */
	bool reached;         /* something declared needs found */
	bool needed;          /* some package needs it */
	bool is_gpu;          /* a GPU is declared */
	bool pip_open;        /* not all that pip may install can be read here: other files, nameless URLs */
	bool open;            /* not every source of the family could be read */
} installed_row;

/* Whether an installed package is what an entry asks for; *why then says what is wrong otherwise. */
bool installed_fits(arena *a, const installed_row *row, str *why);

/* Whether pip installed the project itself, from its own folder. */
bool installed_is_project(arena *a, const installed_row *row);

/* Whether it is the locked one, version and build. */
bool installed_is_locked(arena *a, const installed_package *found, const locked *want);

#endif
