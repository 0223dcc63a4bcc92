/* day: the calendar by Howard Hinnant's days_from_civil: a year that begins in March ends with its leap
 * day, so months need no table. */
#include "base/day.h"

static bool digits(str s, ptrdiff_t at, int n, int *out)
{
	*out = 0;
	for (int i = 0; i < n; i++) {
		if (!is_digit(s.p[at + i]))
			return false;
		*out = 10 * *out + s.p[at + i] - '0';
	}
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (leap && month == 2);
}

bool day_parse(str date, long long *out)
{
	int year, month, day;
	if (date.n != 10 || date.p[4] != '-' || date.p[7] != '-')
		return false;
	if (!digits(date, 0, 4, &year) || !digits(date, 5, 2, &month) || !digits(date, 8, 2, &day))
		return false;
	if (month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return false;
	long long y = year - (month <= 2) + 400, era = y / 400, of_era = y % 400; /* + 400: never negative */
	long long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	*out = era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468 - 146097;
	return true;
}

str day_text(arena *a, long long day)
{
	if (day < -719528 || day > 2932896) /* 0000-01-01, 9999-12-31 */
		return S("");
	long long z = day + 719468 + 146097, era = z / 146097, of_era = z % 146097;
	long long year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long long of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	long long shifted = (5 * of_year + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
	long long year = year_of_era + era * 400 - 400 + (month <= 2);
	return arena_printf(a, "%04lld-%02lld-%02lld", year, month, of_year - (153 * shifted + 2) / 5 + 1);
}

str day_of_seconds(arena *a, long long seconds)
{
	return day_text(a, seconds / 86400 - (seconds % 86400 < 0));
}
