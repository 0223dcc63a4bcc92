/* where: whether an address lies below a channel. By scheme, host, port and whole path segments of the
 * expanded URL, percent-decoded, dots resolved; never by conda's name equality, which takes
 * https://evil.example/conda-forge for conda-forge. */
#ifndef GATE_WHERE_H
#define GATE_WHERE_H

#include "model/policy.h"

/* Whether url (a channel or a package's address) is channel (a name or URL) or lies below it. Names
 * expand as channel_url (gate/diff.h) does; defaults is any of its channels. Labels lie below. A URL
 * with userinfo, IDN tricks, encoded slashes or dots is below nothing but itself. */
bool where_is_below(arena *a, str url, str channel);

/* The same for any of the list, or a mirror that the policy names for one of them (m may be NULL). For
 * one address: a lock has many, see where_set. */
bool where_is_below_any(arena *a, str url, const strs *channels, const mirrors *m);

/* How an address is read. WIDE is for shutting out: http and https are one, userinfo and what follows a
 * '?' do not count, encoded slashes and dots are what they decode to; a trick does not get past it. */
typedef enum where_reading { WHERE_EXACT, WHERE_WIDE } where_reading;

/* Channels made ready for many questions: each costs a search for every segment of its path. */
typedef struct where_set {
	strs keys; /* sorted */
	where_reading reading;
} where_set;

/* m may be NULL. */
where_set where_set_of(arena *a, where_reading reading, const strs *channels, const mirrors *m);
bool where_set_has(arena *a, const where_set *set, str url);

#endif
