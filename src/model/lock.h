/* lock: what a lock says, as values, whichever of the three kinds it is. Filled by read, used by gate.
 *
 * conda-lock.yml v1, pixi.lock v4 to v7 and @EXPLICIT lists differ in form, not in meaning: packages
 * at exact versions, from exact places, for platforms. */
#ifndef MODEL_LOCK_H
#define MODEL_LOCK_H

#include "model/env.h"

/* "numpy" ">=1.26,<2": what a locked package needs. constraint is a MatchSpec's version and build
 * part for conda ("" when there is none), PEP 440 for pip. */
typedef struct need {
	str name;       /* conda: as written; pip: PEP 503 */
	str constraint;
	str marker;     /* pip: what stands behind ';'; absent without one */
} need;

typedef struct locked {
	manager manager;
	str name;         /* conda: lower case; pip: PEP 503; "" when neither the lock nor the address tells it */
	str version;      /* absent: the lock names none (a path or source entry) */
	str build;        /* conda: the whole build string; absent when unknown; from the URL where the lock has no field */
	long long build_number; /* conda: pixi's own field; else digits behind the build's last '_', the whole build if digits, else 0 */
	str url;          /* as written, without an @EXPLICIT list's # part */
	str channel;      /* conda: what conda's MatchSpec reads from the URL (spec/package_url.h); absent when unreadable */
	str subdir, file; /* conda: from the URL; absent when unreadable */
	str field_subdir, field_build, field_file; /* what the lock's own fields say beside the URL (pixi); absent: no such field */
	str from_name, from_version, from_build;   /* conda: what the URL's file name says; absent when unreadable */
	str platform;     /* the lock's word, "linux-64"; the same package for two platforms is two rows */
	unsigned on;      /* platform as a platform_bit; 0 for one that has none (emscripten-wasm32) */
	str environment;  /* pixi: the environment's name; absent for the other kinds */
	str category;     /* conda-lock: "main", "dev"; absent elsewhere */
	str md5, sha256;  /* as written; absent when missing or null */
	bool is_virtual;  /* __glibc and the like */
	bool is_source;   /* built from a path or a VCS reference: conda_source:, path, git+... */
	const need *needs;
	ptrdiff_t needs_n;
	bool has_needs;   /* the kind of lock lists them (an @EXPLICIT list does not) */
	span at;          /* the entry; in pixi.lock the package's own record, not the reference to it */
} locked;

/* metadata.content_hash: one for each platform. */
typedef struct content_hash {
	str platform, hash;
} content_hash;

/* What the lock says its packages may come from. */
typedef struct lock_channel {
	str environment; /* pixi; absent elsewhere */
	str url;         /* a channel's name or URL as written */
	span at;
} lock_channel;

typedef struct lock {
	const source *src;
	int version;         /* of the format; 0 for @EXPLICIT */
	bool complete;       /* read to its end and understood; false after any problem that hides packages */
	strs platforms;      /* as declared in the lock, in its order; an @EXPLICIT list: its one platform, or none */
	strs environments;   /* pixi: names in file order; empty elsewhere */
	items sources;       /* conda-lock: metadata.sources, as written */
	LIST(content_hash) hashes;
	LIST(lock_channel) channels;
	strs indexes;        /* pixi: pypi indexes; empty elsewhere */
	LIST(locked) packages; /* in file order */
	problems problems;   /* file/syntax, file/too-large, ... as for an environment file */
} lock;

#endif
