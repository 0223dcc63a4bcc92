/* explicit: "@EXPLICIT" lists, one address to a line. As conda reads them (conda/gateways/disk/read.py
 * yield_lines, conda/misc.py url_pat): a line is trimmed, one that begins with '#' is a comment, and
 * behind the address "#" and 32 hex digits is an MD5, 64 (or "#sha256:" and 64) a SHA-256, lower case
 * only. Anything else stops conda, so it is a problem here. The platform is the one of the comment
 * "# platform:" or, without it, the one that the addresses name. */
#include "read/lockfile_in.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "read/yaml_text.h"
#include "spec/channel.h"

typedef struct line {
	str text; /* trimmed */
	span at;
} line;

/* The span of a trimmed part of a physical line. */
static span part_of(const lock_reader *r, str whole, str part, int number)
{
	ptrdiff_t beg = part.p - r->src->bytes.p;
	str before = str_head(whole, part.p - whole.p);
	return (span){ beg, beg + part.n, number, 1 + (int)utf8_count(before) };
}

static bool is_hex_run(str s, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_hex(s.p[i]) || (s.p[i] >= 'A' && s.p[i] <= 'F'))
			return false;
	return s.n == n;
}

static bool read_digest(str text, locked *p)
{
	str sha = str_starts(text, S("sha256:")) ? str_from(text, 7) : text;
	if (is_hex_run(text, 32))
		p->md5 = text;
	else if (is_hex_run(sha, 64))
		p->sha256 = sha;
	else
		return false;
	return true;
}

static void refuse(lock_reader *r, line l, const char *why, str hint)
{
	problem *p = lock_problem(r, PROBLEM_SYNTAX, l.at, str_head(l.text, 200));
	p->manager = MANAGER_CONDA;
	p->what = arena_printf(r->a, "'%.*s' %s", SARG(str_head(l.text, 120)), why);
	p->hint = hint;
	r->out->complete = false;
}

/* A digest may not hide that the address is one: the ending has to stand before the first '#'. */
static bool is_address(str url)
{
	bool ends = str_ends(url, S(".conda")) || str_ends(url, S(".tar.bz2"));
	ptrdiff_t slash = str_rfind_byte(url, '/');
	return ends && package_extension(url).n < url.n - slash - 1;
}

static void read_address(lock_reader *r, line l)
{
	ptrdiff_t mark = str_rfind_byte(l.text, '#');
	locked p = { .manager = MANAGER_CONDA, .at = l.at };
	p.url = mark < 0 ? l.text : str_head(l.text, mark);
	if (mark >= 0 && !read_digest(str_from(l.text, mark + 1), &p)) {
		refuse(r, l, "has no md5 or sha256 behind '#'", S("write # and the 32 digits of the package's MD5, or delete it from '#' on"));
		return;
	}
	if (!is_address(p.url)) {
		refuse(r, l, "is no package's address (.conda or .tar.bz2)", S("make the list anew: conda list --explicit --md5"));
		return;
	}
	lock_read_url(r, &p);
	if (p.subdir.p && !p.from_name.p) {
		refuse(r, l, "names no package: the file is not NAME-VERSION-BUILD", S("make the list anew: conda list --explicit --md5"));
		return;
	}
	/* An address outside any subdir may have any file name; conda takes it, and knows no name either. */
	p.name = p.from_name.p ? lock_lower(r->a, p.from_name) : S("");
	p.version = p.from_version;
	p.is_virtual = str_starts(p.name, S("__"));
	locked *kept = lock_push(r);
	if (kept)
		*kept = p;
}

/* "# platform: linux-64", the first one. */
static str platform_of(str comment)
{
	str s = str_trim(str_from(comment, 1));
	return str_starts(s, S("platform:")) ? str_trim(str_from(s, 9)) : (str){ 0 };
}

/* Without the comment: the one subdir that the addresses name, noarch aside. Two: none is it. */
static str platform_of_packages(const lock *l)
{
	str found = { 0 };
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		str subdir = l->packages.at[i].subdir;
		if (!subdir.p || str_eq(subdir, S("noarch")) || (found.p && str_eq(found, subdir)))
			continue;
		if (found.p)
			return (str){ 0 };
		found = subdir;
	}
	return found;
}

static void no_mark(lock_reader *r)
{
	problem *p = lock_problem(r, PROBLEM_SYNTAX, (span){ 0, 0, 1, 1 }, S("@EXPLICIT"));
	p->what = S("no line '@EXPLICIT', without which conda does not take the list for one of exact packages");
	p->hint = S("write @EXPLICIT on a line of its own, before the addresses");
}

/* All lines. Returns the platform that a comment names. */
static str read_lines(lock_reader *r, str bytes)
{
	str rest = bytes, whole, platform = { 0 };
	bool marked = false;
	for (int number = 1; str_next(&rest, '\n', &whole); number++) {
		str text = str_trim(whole);
		line l = { text, part_of(r, whole, text, number) };
		if (!text.n)
			continue;
		if (str_eq(text, S("@EXPLICIT")))
			marked = true;
		else if (text.p[0] != '#')
			read_address(r, l);
		else if (!platform.p)
			platform = platform_of(text);
	}
	if (!marked)
		no_mark(r);
	return platform;
}

void explicit_read(lock_reader *r)
{
	text_map t = text_scan(r->a, r->src->bytes, MAX_LOCK_BYTES, &r->out->problems);
	if (!t.readable || t.conflict) {
		r->out->complete = false;
		return;
	}
	if (t.mark)
		refuse(r, (line){ S("the list"), { 0, t.mark, 1, 1 } }, "begins with a byte order mark, which conda takes for text",
		       S("save the file without a byte order mark"));
	str platform = read_lines(r, str_from(r->src->bytes, t.mark));
	if (!platform.p)
		platform = platform_of_packages(r->out);
	if (!platform.p)
		return;
	*LIST_PUSH(r->a, &r->out->platforms) = platform;
	for (ptrdiff_t i = 0; i < r->out->packages.n; i++)
		lock_set_platform(r, &r->out->packages.at[i], platform);
}
