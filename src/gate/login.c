/* login: see login.h. A URL as pip takes it apart: what stands before the last @ of the host part. */
#include "gate/login.h"

str without_login(arena *a, str url)
{
	ptrdiff_t beg = str_find(url, S("://"));
	if (beg < 0 || str_find(str_head(url, beg), S("ssh")) >= 0)
		return url;
	str rest = str_from(url, beg + 3);
	ptrdiff_t end = 0;
	while (end < rest.n && str_find_byte(S("/?#\\"), rest.p[end]) < 0)
		end++;
	ptrdiff_t at = str_rfind_byte(str_head(rest, end), '@');
	return at < 0 ? url : arena_cat(a, str_head(url, beg + 3), str_from(rest, at + 1));
}
