/* day: dates as YYYY-MM-DD in UTC, and days counted since 1970-01-01. No clock, no locale, no zone. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/arena.h"

/* Days of a date; false when it is none (the Gregorian calendar, years 0000 to 9999). */
bool day_parse(str date, long long *out);

/* The date of a day, and of a time in seconds; years outside 0000 to 9999 give "". */
str day_text(arena *a, long long day);
str day_of_seconds(arena *a, long long seconds);

#endif
