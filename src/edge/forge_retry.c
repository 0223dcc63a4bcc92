/* forge_retry: when to ask again. Pure: the answer in, milliseconds out.
 *
 * GitHub's rules for 403 and 429, in their order: retry-after; else x-ratelimit-reset when nothing is
 * left; else, if the text speaks of a secondary limit, a minute at least and then the double. A 403 with
 * none of these is a missing permission and stays one. Everything else that may pass by itself waits
 * 1, 2, 4, 8 seconds, less up to half of it by chance, so that jobs which failed together do not come
 * back together. */
#include "edge/forge_in.h"

enum { FIRST_WAIT_MS = 1000, LONGEST_WAIT_MS = 30 * 1000, SECONDARY_WAIT_MS = 60 * 1000 };

static long long doubled(long long first_ms, int tries)
{
	return first_ms << (tries < 10 ? tries : 10);
}

static long long backoff(int tries, unsigned random)
{
	long long whole = doubled(FIRST_WAIT_MS, tries);
	if (whole > LONGEST_WAIT_MS)
		whole = LONGEST_WAIT_MS;
	return whole - (long long)(random % 512) * whole / 1024;
}

static long long reset_wait_ms(const http_answer *x)
{
	/* Without the host's own clock ours would decide, and runners' clocks are wrong. */
	if (x->now <= 0)
		return SECONDARY_WAIT_MS;
	return x->limit_reset > x->now ? (x->limit_reset - x->now + 1) * 1000 : FIRST_WAIT_MS;
}

static bool passes_by_itself(const http_answer *x)
{
	if (x->fault == HTTP_UNSENT || x->fault == HTTP_UNSURE)
		return !x->hopeless;
	return x->fault == HTTP_OK &&
	       (x->status == 408 || x->status == 429 || (x->status >= 500 && x->status != 501 && x->status != 505));
}

long long retry_wait_ms(const http_answer *x, str message, int tries, unsigned random)
{
	bool limited = x->fault == HTTP_OK && (x->status == 403 || x->status == 429);
	bool secondary = str_find(message, S("secondary rate limit")) >= 0;
	if (x->fault == HTTP_OK && (limited || x->status >= 500) && x->retry_after_s > 0)
		return x->retry_after_s * 1000LL;
	if (limited && x->limit_reset > 0)
		return reset_wait_ms(x);
	if (limited && secondary)
		return doubled(SECONDARY_WAIT_MS, tries);
	return passes_by_itself(x) ? backoff(tries, random) : -1;
}
