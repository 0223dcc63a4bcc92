/* url: a URL's parts as Python's urllib.parse sees them, which is how conda sees them. */
#ifndef SPEC_URL_H
#define SPEC_URL_H

#include "base/arena.h"
#include "base/str.h"

typedef struct url {
	str scheme; /* lower case; "" without one */
	str host;   /* lower case; absent without one */
	str path;   /* without parameters, query and fragment */
	int port;   /* -1 without one */
} url;

/* False where urllib raises: a port that is none, a bracket without its partner. */
bool url_split(arena *a, str text, url *out);

/* host:port/path, the form in which conda compares places. */
str url_place(arena *a, str host, int port, str path);

/* Parts joined by single slashes; a slash in front if the first part is empty or has one. */
str url_join(arena *a, str first, str second);

#endif
