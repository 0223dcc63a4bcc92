/* matchspec_in: what the files of matchspec share. Reading goes in three steps: the text is taken
 * apart into parts by field (matchspec_parse.c, matchspec_brackets.c), the parts become matchers
 * (matchspec_build.c), and those are written back (matchspec_str.c) or asked (matchspec_match.c).
 * Most specs need none of it and go the short way (matchspec_plain.c). */
#ifndef SPEC_MATCHSPEC_IN_H
#define SPEC_MATCHSPEC_IN_H

#include "spec/channel.h"
#include "spec/matchspec.h"
#include "spec/version_term.h"

/* conda's FIELD_NAMES, in the order in which its canonical text lists them. */
#define SPEC_FIELDS(X)                            \
	X(FIELD_CHANNEL,        "channel")        \
	X(FIELD_SUBDIR,         "subdir")         \
	X(FIELD_NAME,           "name")           \
	X(FIELD_VERSION,        "version")        \
	X(FIELD_BUILD,          "build")          \
	X(FIELD_BUILD_NUMBER,   "build_number")   \
	X(FIELD_TRACK_FEATURES, "track_features") \
	X(FIELD_FEATURES,       "features")       \
	X(FIELD_URL,            "url")            \
	X(FIELD_MD5,            "md5")            \
	X(FIELD_SHA256,         "sha256")         \
	X(FIELD_LICENSE,        "license")        \
	X(FIELD_LICENSE_FAMILY, "license_family") \
	X(FIELD_FN,             "fn")             \
	X(FIELD_WHEN,           "when")           \
	X(FIELD_EXTRAS,         "extras")         \
	X(FIELD_FLAGS,          "flags")

#define FIELD_AS_ENUM(field, word) field,
typedef enum field { SPEC_FIELDS(FIELD_AS_ENUM) FIELD_COUNT } field;
#undef FIELD_AS_ENUM

str field_word(field f);

/* The text of one field, absent when not given. spaced is the same text as it stands in the input
 * or in what brackets left of it, so that a place in text can be told as one in the input. */
typedef struct part {
	str text;
	ptrdiff_t at;    /* byte offset in the input */
	str spaced;      /* version only: with the spaces and leading '=' that text has lost */
} part;

typedef struct reading {
	arena *a;
	str input;
	str text;          /* the input less comment, condition, brackets, parentheses */
	const int *origin; /* offset in the input of each byte of text; NULL: text is a part of input */
	part of[FIELD_COUNT];
	part strange;      /* the first key that conda does not know */
	refusal *why;
} reading;

/* A text that conda compares exactly, as a glob, or as a regular expression. */
typedef struct text_rule {
	str text;
	bool glob;
	const pattern *regex;
} text_rule;

/* What a spec that is not plain points to. */
typedef struct matchspec_inside {
	matchspec pub; /* first: the one pointer is the other */
	matchspec_rare rare;
	const version_spec *constraint; /* of version; NULL when version is absent */
	bool has[FIELD_COUNT];
	text_rule name, build, license, license_family, channel;
	channel place;              /* when the channel is no pattern */
	version_spec *number;       /* build_number as a comparison; NULL: as text */
} matchspec_inside;

/* Says why and gives false, for the caller to return. */
bool reading_refuse(reading *r, str reason, ptrdiff_t at);
/* The offset in the input of the byte at p, which is in r->text or at its end. */
ptrdiff_t reading_origin(const reading *r, const char *p);

/* Takes the last [...] off the text and files its key=value pairs; throws the last (...) away. */
bool brackets_take(reading *r);
void parens_drop(reading *r);

/* conda's rewriting of a version part: == and = in front vanish or turn into a star behind. */
str version_rewritten(arena *a, str version, bool has_build);

/* The short way; NULL when the text is not plain. Never a spec that the long way reads otherwise. */
const matchspec *matchspec_plain(arena *a, str text);
/* The long way, for any text, as matchspec_parse() has it. */
const matchspec *matchspec_parse_any(arena *a, str text, refusal *why);

matchspec_inside *matchspec_build(reading *r);
str matchspec_text(arena *a, const matchspec_inside *m);

#endif
