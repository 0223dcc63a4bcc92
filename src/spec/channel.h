/* channel: what conda makes of a channel's name, path or URL. Fixed surroundings, so that a verdict
 * does not depend on the machine: no configuration file, alias https://conda.anaconda.org, defaults
 * = https://repo.anaconda.com/pkgs/main and /r, working directory /, home /home/user. */
#ifndef SPEC_CHANNEL_H
#define SPEC_CHANNEL_H

#include "base/arena.h"
#include "base/str.h"

typedef struct channel {
	str scheme, location; /* absent for defaults, local and the unknown channel */
	str name;             /* what follows the location; "" without one */
	str platform;         /* a subdir that conda knows; absent without one */
	str filename;         /* the package's file; absent without one */
	bool many;            /* defaults, local: several channels under one name */
} channel;

/* False when conda fails on the text (a bad port or IPv6 address). The absent str, "None" and
 * "<unknown>" give the unknown channel. */
bool channel_read(arena *a, str text, channel *out);

str channel_name(arena *a, const channel *c);     /* canonical_name */
str channel_base_url(arena *a, const channel *c); /* absent for defaults, local, unknown */

/* From a URL outside the channel alias, whose text is kept instead of a canonical name: so that
 * https://repo.anaconda.com/pkgs/main does not turn into defaults. */
bool channel_is_foreign(const channel *c);

/* "scheme://" in front, as conda tells URLs from names and paths. */
bool has_scheme(str text);
/* A text that conda takes for a package: .conda or .tar.bz2, whatever the case; absent if not. */
str package_extension(str text);
/* An absolute or relative path as a file:// URL. */
str path_to_url(arena *a, str path);
/* %XX decoded. */
str percent_decode(arena *a, str text);

#endif
