/* matchspec: conda's MatchSpec, from text to fields, and whether a package record satisfies it. */
#ifndef SPEC_MATCHSPEC_H
#define SPEC_MATCHSPEC_H

#include "spec/version_spec.h"

/* What few specs say; apart, because a file may hold ten thousand that do not. */
typedef struct matchspec_rare {
	str channel, subdir;
	str build_number;
	strs track_features, features, extras, flags;
	str url, fn, md5, sha256, license, license_family, when;
} matchspec_rare;

/* Texts are absent when the field is not set. All are canonical, as conda has them after parsing. */
typedef struct matchspec {
	str name;          /* lower case; "*" for any; absent only for the empty input */
	str version;       /* the constraint after conda's rewriting */
	str build;
	str canonical;     /* conda's str() */
	const matchspec_rare *rare;   /* never NULL */
	ptrdiff_t name_beg, name_end; /* where the name stands in the input, in bytes */
	bool plain;        /* name, version and build at most, in printable ASCII and none of them a
	                    * pattern; the version is exact, a prefix (1.2.*) or one or two of
	                    * < <= > >= */
} matchspec;

/* A package as a channel's index or a lock describes it. Absent: unset (None). */
typedef struct package_record {
	str name, version, build, channel, subdir;
	long long build_number;
	str track_features, features; /* space separated */
	str url, fn, md5, sha256, license, license_family;
} package_record;

/* NULL when conda refuses the text. Its bytes are borrowed: they must live as long as a. */
const matchspec *matchspec_parse(arena *a, str text, refusal *why);

/* The version part, ready to be asked; NULL when there is none. Parsed anew for a plain spec, since
 * few are ever asked. */
const version_spec *matchspec_constraint(arena *a, const matchspec *m);

match_result matchspec_match(arena *a, const matchspec *m, const package_record *p);

/* A channel name, alias or URL as conda canonicalises it (conda-forge, defaults, a URL). */
str channel_canonical(arena *a, str channel);

#endif
