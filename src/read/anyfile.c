/* anyfile: see anyfile.h. The one list of who reads what. */
#include "read/anyfile.h"

#include "read/envfile.h"
#include "read/lockfile.h"
#include "read/manifest.h"
#include "read/reqfile.h"
#include "read/usesfile.h"

/* What git rewrites on checkout is part of what a file is. */
static bool is_same(const file *f, const file *twin)
{
	return twin && f->src->oid.n > 0 && str_eq(twin->src->oid, f->src->oid) &&
	       str_eq(twin->src->attribute, f->src->attribute);
}

void anyfile_read(arena *a, file *f, file_kind kind, const file *twin)
{
	bool same = is_same(f, twin);
	const source *src = f->src;
	switch (kind) {
	case FILE_ENVIRONMENT:
		f->env = same && twin->env ? twin->env : envfile_read_beside(a, src, twin ? twin->env : NULL);
		return;
	case FILE_REQUIREMENTS:
		f->env = same && twin->env ? twin->env : reqfile_read(a, src);
		return;
	case FILE_CONDA_LOCK:
	case FILE_PIXI_LOCK:
	case FILE_EXPLICIT:
		f->lock = same && twin->lock ? twin->lock : lockfile_read(a, src, kind);
		return;
	case FILE_IMAGE:
	case FILE_COMMANDS:
		f->uses = same && twin->uses ? twin->uses : uses_read(a, src);
		return;
	case FILE_MANIFEST:
		if (same && (twin->env || twin->for_conda_lock)) {
			f->env = twin->env;
			f->for_conda_lock = twin->for_conda_lock;
			return;
		}
		f->env = manifest_read_both(a, src, &f->for_conda_lock);
		return;
	case FILE_OTHER:
	case FILE_POLICY:
	case FILE_INSTALLED:
		return;
	}
}
