/* libpath: where the dynamic loader of a program here would find a library, by files alone.
 *
 * The order is ld.so's for a program without a path of its own: LD_LIBRARY_PATH,
 * /etc/ld.so.cache, the system's folders. A file of another architecture is passed over, as
 * ld.so does; one that is no ELF file at all stops the search, as it stops ld.so. glibc-hwcaps
 * folders are not looked into: neither the driver nor CUDA uses them. */
#ifndef EDGE_LIBPATH_H
#define EDGE_LIBPATH_H

#include "base/arena.h"
#include "edge/elf.h"

typedef struct libpath {
	str root;
	strs preferred; /* folders of LD_LIBRARY_PATH, in order */
	str cache;      /* bytes of /etc/ld.so.cache; absent */
} libpath;

typedef struct lib_file {
	str path;       /* as the loader names it; absent: not found */
	str disk;       /* what to open: with the root in front where the root holds it */
	str by;         /* "LD_LIBRARY_PATH", "ldconfig", "default" */
	elf elf;
} lib_file;

/* ld_library_path: the variable's value, or absent. */
libpath libpath_make(arena *a, str root, str ld_library_path);

lib_file libpath_find(arena *a, const libpath *where, str name);

/* The root for a folder that an environment variable names: root where it holds that folder,
 * else none, because the loader itself knows nothing of a root (tests put fake libraries beside
 * their sysroot). */
str libpath_root(arena *a, str root, str folder);

/* That name in one folder. False when there is no such file. */
bool libpath_in(arena *a, str root, str folder, str name, lib_file *out);

/* Without links, and without the root; as it was when that cannot be told. */
str libpath_real(arena *a, str root, const lib_file *f);

#endif
