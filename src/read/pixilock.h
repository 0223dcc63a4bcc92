/* pixilock: one package's record of a pixi.lock, before it is known where it is referred to. Private
 * to the readers of locks. */
#ifndef READ_PIXILOCK_H
#define READ_PIXILOCK_H

#include "read/lockfile_in.h"

#include "base/sort.h"

enum { PIXI_MAX_PLATFORMS = 1000 }; /* platforms that a lock declares; real ones have six */

typedef struct pixi_record {
	enum { PIXI_CONDA, PIXI_PYPI, PIXI_SOURCE } kind;
	str address; /* a URL or path; conda_source: the whole text */
	locked as;   /* all but platform and environment */
} pixi_record;

/* Kind and address of a record or of a reference to one. map must be a NODE_MAP. */
bool pixi_address_read(const yaml_node *map, pixi_record *out);

/* The whole record. False: it has no address. */
bool pixi_record_read(lock_reader *r, const yaml_node *map, pixi_record *out);

#endif
