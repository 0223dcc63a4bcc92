/* elf: what an ELF file's headers say, without loading it; and what /etc/ld.so.cache knows. Hostile
 * files are bounded and refused: a count beyond its limit reads as nothing there. */
#ifndef EDGE_ELF_H
#define EDGE_ELF_H

#include "base/arena.h"
#include "base/list.h"

typedef struct elf {
	bool is_elf;       /* a shared object (or program) with sane headers */
	bool native;       /* of this machine's kind; else nothing below is set */
	str soname;        /* absent */
	strs needed;
	str runpath;       /* DT_RUNPATH, else DT_RPATH; absent */
	str fwd_note;      /* .note.cuda.fwd_compatibility's JSON; absent */
} elf;

/* path as it stands on disk (sysroot already in front). Nothing there, or no plain file: *out is
 * all zero. */
void elf_read(arena *a, str path, elf *out);

/* The same of bytes in memory. */
void elf_parse(arena *a, str bytes, elf *out);

/* Where ld.so.cache sends a program of this architecture for name; absent when it knows none. Both
 * formats: the one of glibc 2.2 on, alone or behind the old one. */
str elf_cache_find(arena *a, str cache_bytes, str name);

#endif
