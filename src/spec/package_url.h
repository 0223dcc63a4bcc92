/* package_url: what the address of a conda package says: channel, subdir, file name and its parts, as
 * conda's MatchSpec reads a URL (conformance vectors explicit_files.jsonl, from_url of
 * conda_lock_files.jsonl). */
#ifndef SPEC_PACKAGE_URL_H
#define SPEC_PACKAGE_URL_H

#include "base/arena.h"
#include "base/str.h"

typedef struct package_url {
	str channel;              /* conda's canonical name or a URL; absent when not below a known subdir */
	str subdir;               /* absent likewise */
	str file;                 /* the last part of the path, percent-decoded */
	str name, version, build; /* from the file name; absent when it has not the form name-version-build */
	long long build_number;   /* digits behind the build's last '_', the whole build if digits, else 0 */
} package_url;

/* False when the text is no package's address. The '#' part is not looked at. */
bool package_url_read(arena *a, str url, package_url *out);

/* See build_number above. */
long long package_build_number(str build);

/* package_url_read for one of many: a lock has thousands of addresses below a few folders (one for each
 * platform), so what was read of the last few is kept. Start with a zeroed one. */
enum { PACKAGE_FOLDERS = 16 };
typedef struct package_folders {
	struct package_folder { str folder, channel, subdir; } of[PACKAGE_FOLDERS];
	int n, last; /* last: where the newest stands */
} package_folders;
bool package_url_cached(arena *a, str url, package_folders *seen, package_url *out);

#endif
