/* elf: what an ELF file's headers say, without loading it. Hostile files are bounded and refused. */
#ifndef EDGE_ELF_H
#define EDGE_ELF_H

#include "base/arena.h"
#include "base/list.h"

typedef struct elf {
	bool is_elf;       /* a shared object with sane headers */
	bool native;       /* of this machine's class, byte order and architecture */
	str soname;        /* absent */
	strs needed;
	str runpath;       /* DT_RUNPATH, else DT_RPATH; absent */
	str fwd_note;      /* .note.cuda.fwd_compatibility's JSON; absent */
} elf;

/* path as it stands on disk (sysroot already in front). Nothing there: *out is all zero. */
void elf_read(arena *a, str path, elf *out);

/* How many entries ld.so.cache text holds for name, and the first path of this architecture; absent. */
str elf_cache_find(arena *a, str cache_bytes, str name);

#endif
