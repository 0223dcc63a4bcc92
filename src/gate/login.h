/* login: URLs of pip entries on their way into a message. */
#ifndef GATE_LOGIN_H
#define GATE_LOGIN_H

#include "base/arena.h"

/* url without its login: a token in a URL should not travel into logs. ssh needs its user name and has
 * no secret there. */
str without_login(arena *a, str url);

#endif
