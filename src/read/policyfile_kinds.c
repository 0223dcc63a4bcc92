/* policyfile_kinds: what a text in the policy may be: a path, a package, a day.
 *
 * A text that can never match anything (a path that leaves the repository, the 31st of April) would
 * look like protection and be none, so each is a problem that says what to write. */
#include "read/policyfile_in.h"

#include "base/limits.h"
#include "read/suggest.h"

/* "../x", "./x", "a//b": no path of git's has these parts. rest: the text, or what follows a pattern's
 * slash in front, which anchors it. */
static bool check_parts(policy_reader *r, const yaml_node *n, str rest)
{
	str why = { 0 }, part;
	str hint = S("write it as git ls-files prints it: relative to the root of the repository");
	if (str_starts(rest, S("/")))
		why = S("begins with '/'");
	while (!why.p && str_next(&rest, '/', &part)) {
		if (str_eq(part, S("..")))
			why = S("has a part '..'");
		else if (str_eq(part, S(".")))
			why = S("has a part '.'");
		else if (!part.n && rest.n)
			why = S("has an empty part");
	}
	if (!why.p)
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' %.*s: it can match nothing", SARG(str_head(n->text, 60)), SARG(why)),
	            hint);
	return false;
}

static bool check_pattern(policy_reader *r, const yaml_node *n)
{
	return check_parts(r, n, str_from(n->text, str_starts(n->text, S("/"))));
}

static bool check_path(policy_reader *r, const yaml_node *n)
{
	if (!check_parts(r, n, n->text))
		return false;
	if (!str_ends(n->text, S("/")))
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' names a folder", SARG(str_head(n->text, 60))),
	            S("write the path of one file"));
	return false;
}

static bool check_package(policy_reader *r, const yaml_node *n)
{
	ptrdiff_t i = 0;
	while (i < n->text.n && (is_alnum(n->text.p[i]) || str_find_byte(S("._-"), n->text.p[i]) >= 0))
		i++;
	if (i == n->text.n)
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no package name", SARG(str_head(n->text, 60))),
	            S("write the name alone, without version, channel or '*'"));
	return false;
}

static bool check_channel(policy_reader *r, const yaml_node *n)
{
	for (ptrdiff_t i = 0; i < n->text.n; i++) {
		if (!is_space(n->text.p[i]) && n->text.p[i] != '*')
			continue;
		policy_tell(r, n, arena_printf(r->a, "'%.*s' is no channel", SARG(str_head(n->text, 60))),
		            S("write a name (conda-forge) or a URL; all that lies below it is meant too"));
		return false;
	}
	return true;
}

static bool check_url(policy_reader *r, const yaml_node *n)
{
	static const char *const schemes[] = { "https://", "http://", "file://" };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (str_starts(n->text, str_of(schemes[i])) && n->text.n > str_of(schemes[i]).n)
			return check_channel(r, n);
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no URL", SARG(str_head(n->text, 60))),
	            S("write, for example: https://mirror.example/conda-forge"));
	return false;
}

static ptrdiff_t digits(str s)
{
	ptrdiff_t n = 0;
	while (n < s.n && is_digit(s.p[n]))
		n++;
	return n;
}

/* Numbers of at most five digits with dots between them. Their count, 0 if it is none of that. */
static int numbers(str s)
{
	int count = 0;
	for (str part; str_next(&s, '.', &part); count++)
		if (!part.n || part.n > 5 || digits(part) != part.n)
			return 0;
	return count;
}

static bool check_arch(policy_reader *r, const yaml_node *n)
{
	if (numbers(n->text) == 2)
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no compute capability", SARG(str_head(n->text, 60))),
	            S("write, for example: arch: [\"8.0\", \"9.0\"]"));
	return false;
}

static bool check_driver(policy_reader *r, const yaml_node *n)
{
	str version = str_trim(str_starts(n->text, S(">=")) ? str_from(n->text, 2) : n->text);
	int count = numbers(version);
	if (count >= 1 && count <= 3)
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no driver version", SARG(str_head(n->text, 60))),
	            S("write the oldest one that any of these machines has, for example: driver: \">=535\""));
	return false;
}

static int two(str s, ptrdiff_t at)
{
	return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

static bool is_month_day(str s)
{
	static const char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (s.n != 5 || s.p[2] != '-' || digits(s) != 2 || digits(str_from(s, 3)) != 2)
		return false;
	int month = two(s, 0), day = two(s, 3);
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

bool policy_window(str text, window *out)
{
	if (text.n != 12 || !str_eq(str_sub(text, 5, 7), S("..")) || !is_month_day(str_head(text, 5)) ||
	    !is_month_day(str_from(text, 7)))
		return false;
	out->from = 100 * two(text, 0) + two(text, 3);
	out->to = 100 * two(text, 7) + two(text, 10);
	return true;
}

static bool check_window(policy_reader *r, const yaml_node *n)
{
	window w;
	if (policy_window(n->text, &w))
		return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no window", SARG(str_head(n->text, 60))),
	            S("write month and day twice, for example: \"12-20..01-06\""));
	return false;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool check_day(policy_reader *r, const yaml_node *n)
{
	str s = n->text;
	bool real = s.n == 10 && digits(s) == 4 && s.p[4] == '-' && is_month_day(str_from(s, 5));
	if (real && str_eq(str_from(s, 5), S("02-29")))
		real = is_leap(two(s, 0) * 100 + two(s, 2));
	if (!real)
		policy_tell(r, n, arena_printf(r->a, "'%.*s' is no day", SARG(str_head(s, 60))),
		            S("write it as YYYY-MM-DD, for example: 2026-12-31"));
	return real;
}

static bool check_reason(policy_reader *r, const yaml_node *n)
{
	if (str_trim(n->text).n)
		return true;
	policy_tell(r, n, S("the reason says nothing"), S("write who needs this, and why"));
	return false;
}

/* What may-override may list: the keys below which a repository could loosen something. */
static bool check_key(policy_reader *r, const yaml_node *n)
{
	static const str keys[] = {
		S_INIT("profile"), S_INIT("fail-on"), S_INIT("existing"), S_INIT("files.include"), S_INIT("files.exclude"),
		S_INIT("files.retired"), S_INIT("files.images"), S_INIT("files.commands"), S_INIT("files.gate"),
		S_INIT("rules"), S_INIT("core"), S_INIT("families"), S_INIT("channels.allow"), S_INIT("channels.deny"),
		S_INIT("channels.mirrors"), S_INIT("runners"), S_INIT("freeze"), S_INIT("waivers"), S_INIT("names"),
	};
	enum { KEYS = sizeof keys / sizeof *keys };
	if (str_starts(n->text, S("rules.")) && rule_find(str_from(n->text, 6)) != RULE_COUNT)
		return true;
	for (int i = 0; i < KEYS; i++)
		if (str_eq(keys[i], n->text))
			return true;
	policy_tell(r, n, arena_printf(r->a, "'%.*s' is no key that can be overridden", SARG(str_head(n->text, 60))),
	            suggest_hint(r->a, n->text, keys, KEYS, S("write, for example: channels.allow, rules.pin/open, waivers")));
	return false;
}

const text_kind A_PATTERN = { "a pattern", MAX_PATTERN_BYTES, false, check_pattern };
const text_kind A_PATH = { "a path", MAX_PATH_BYTES, false, check_path };
const text_kind A_PACKAGE = { "a package name", MAX_PATTERN_BYTES, false, check_package };
const text_kind A_CHANNEL = { "a channel", MAX_PATH_BYTES, false, check_channel };
const text_kind A_URL = { "a URL", MAX_PATH_BYTES, false, check_url };
const text_kind A_NAME = { "a name", MAX_PATTERN_BYTES, false, NULL };
const text_kind AN_ARCH = { "a compute capability", MAX_PATTERN_BYTES, true, check_arch };
const text_kind A_DRIVER = { "a driver version", MAX_PATTERN_BYTES, true, check_driver };
const text_kind A_WINDOW = { "a window", MAX_PATTERN_BYTES, true, check_window };
const text_kind A_DAY = { "a day", MAX_PATTERN_BYTES, true, check_day };
const text_kind A_REASON = { "a reason", MAX_REASON_BYTES, false, check_reason };
const text_kind A_KEY = { "a key", MAX_PATTERN_BYTES, false, check_key };
