/* banned: functions this house does not use, turned into compile errors. Included by force in every
 * file outside edge (cmake/house.cmake). Why: no bound (strcpy, sprintf), locale (toupper, strtod,
 * setlocale), hidden state (strtok, getenv, localtime), a crash one line of input can cause
 * (glibc's regcomp dies on nested counted groups), a shell (system, popen), leaving without a
 * verdict (exit), or memory outside the arena (strdup). getenv and the clock are edge's. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/* The libc headers that declare them must come first, or the poison would hit the declarations. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* glibc makes macros of these two when clang optimises with _FORTIFY_SOURCE. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok strdup strndup
#pragma GCC poison atoi atol atof strtod system popen setlocale
#pragma GCC poison regcomp regexec getenv setenv putenv localtime gmtime mktime

#endif
