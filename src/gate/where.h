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

/* The same for any of the list, or a mirror that the policy names for one of them. */
bool where_is_below_any(arena *a, str url, const strs *channels, const mirrors *m);

#endif
