/* pipline: see pipline.h. pip's install_req_from_line and install_req_from_editable, without a disk:
 * whether a path exists is unknown here, so what looks like a path is taken for one (is_path). */
#include "read/pipline.h"

#include "spec/channel.h"
#include "spec/marker.h"
#include "spec/pytext.h"

#include <string.h>

typedef struct reader {
	arena *a;
	str input, line;
	requirement_line *out;
} reader;

/* Where a slice stands in the input; the whole line if it is no slice of it. */
static span place_of(const reader *r, str part)
{
	if (part.p && part.p >= r->input.p && part.p + part.n <= r->input.p + r->input.n) {
		ptrdiff_t beg = part.p - r->input.p;
		return (span){ beg, beg + part.n, 0, 0 };
	}
	return r->out->at;
}

static void refuse(reader *r, str why, str part)
{
	r->out->refused = true;
	r->out->req = NULL;
	r->out->why = (refusal){ why, place_of(r, part).beg };
}

/* A refusal that counts in part. */
static void refuse_in(reader *r, refusal why, str part)
{
	refuse(r, why.why, str_from(part, why.at));
}

static bool has_scheme_of(str s, const char *const *schemes)
{
	ptrdiff_t colon = str_find_byte(s, ':');
	for (; colon >= 0 && *schemes; schemes++)
		if (str_eq_nocase(str_head(s, colon), str_of(*schemes)))
			return true;
	return false;
}

static bool is_vcs(str s)
{
	static const char *const schemes[] = {
		"git+http", "git+https", "git+ssh", "git+git", "git+file", "hg+file", "hg+http", "hg+https",
		"hg+ssh", "hg+static-http", "svn+ssh", "svn+http", "svn+https", "svn+svn", "svn+file",
		"bzr+http", "bzr+https", "bzr+ssh", "bzr+sftp", "bzr+ftp", "bzr+lp", "bzr+file", NULL,
	};
	return has_scheme_of(s, schemes);
}

static bool is_url(str s)
{
	static const char *const schemes[] = { "http", "https", "file", "ftp", NULL };
	return has_scheme_of(s, schemes) || is_vcs(s);
}

static bool looks_like_path(str s)
{
	return str_find_byte(s, '/') >= 0 || str_starts(s, S("."));
}

static bool ends_like_archive(str s)
{
	static const char *const endings[] = { ".zip", ".whl", ".tar.bz2", ".tbz", ".tar.gz", ".tgz", ".tar",
		                               ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma", NULL };
	for (const char *const *e = endings; *e; e++) {
		str ending = str_of(*e);
		if (s.n > ending.n && str_eq_nocase(str_from(s, s.n - ending.n), ending))
			return true;
	}
	return false;
}

/* "path[extra]" without its extras. */
static str without_extras(str s)
{
	ptrdiff_t open = str_rfind_byte(s, '[');
	bool extras = open > 0 && str_ends(s, S("]")) && str_find_byte(str_from(s, open), ']') > 1;
	return extras ? str_head(s, open) : s;
}

/* The #egg= part of a URL, or absent. */
static str egg_of(str url)
{
	for (ptrdiff_t i = 0; i < url.n; i++)
		if ((url.p[i] == '#' || url.p[i] == '&') && str_starts(str_from(url, i + 1), S("egg="))) {
			str value = str_from(url, i + 5);
			ptrdiff_t end = str_find_byte(value, '&');
			return end < 0 ? value : str_head(value, end);
		}
	return (str){ 0 };
}

static str file_name(str url)
{
	ptrdiff_t hash = str_find_byte(url, '#');
	str path = hash < 0 ? url : str_head(url, hash);
	ptrdiff_t query = str_find_byte(path, '?');
	path = query < 0 ? path : str_head(path, query);
	return str_from(path, str_rfind_byte(path, '/') + 1);
}

/* name==version of a wheel's file name, as pip pins what such a URL gives; absent: no good name. */
static str wheel_pin(arena *a, str file)
{
	str parts[6], rest = str_head(file, file.n - 4);
	int n = 0;
	while (n < 6 && str_next(&rest, '-', &parts[n]))
		n++;
	if (rest.p || n < 5 || !parts[0].n || (n == 6 && !(parts[2].n && is_digit(parts[2].p[0]))))
		return (str){ 0 };
	char *p = arena_alloc(a, parts[0].n + parts[1].n + 3, 1);
	str pin = arena_printf(a, "%.*s==%.*s", SARG(parts[0]), SARG(parts[1]));
	for (ptrdiff_t i = 0; i < pin.n; i++)
		p[i] = pin.p[i] == '_' ? '-' : pin.p[i];
	return (str){ p, pin.n };
}

static bool read_marker(reader *r, requirement *q, str text)
{
	text = py_strip(text);
	if (!text.n)
		return true;
	refusal why = { 0 };
	ptrdiff_t i = 0;
	q->marker = marker_parse(r->a, text, &i, &why);
	if (q->marker && py_strip(str_from(text, i)).n) {
		q->marker = NULL;
		why = (refusal){ S("text behind the marker"), i };
	}
	if (!q->marker) {
		refuse_in(r, why, text);
		return false;
	}
	q->marker_text = marker_str(r->a, q->marker);
	return true;
}

/* A bare URL or a path to an archive: the name comes from #egg= or from a wheel's file name. */
static requirement *read_link(reader *r, str link)
{
	str file = percent_decode(r->a, file_name(link)); /* %2B for the + of a local version */
	str egg = egg_of(link);
	str pin = str_ends(file, S(".whl")) ? wheel_pin(r->a, file) : egg;
	requirement *q = NEW(r->a, requirement);
	q->specifier = S("");
	if (str_ends(file, S(".whl")) && !pin.p) {
		refuse(r, S("the file name of this wheel is none (name-version-python-abi-platform.whl)"), link);
		return NULL;
	}
	refusal why = { 0 };
	const requirement *named = pin.p ? requirement_parse(r->a, pin, &why) : NULL;
	if (pin.p && !named) {
		refuse(r, arena_printf(r->a, "'%.*s' is no name for a project: %.*s", SARG(pin), SARG(why.why)), link);
		return NULL;
	}
	if (named)
		*q = *named;
	q->name_beg = q->name_end = 0;
	q->url = link;
	requirement_read_url(r->a, q);
	return q;
}

static requirement *read_named(reader *r, str text)
{
	refusal why = { 0 };
	const requirement *parsed = requirement_parse(r->a, text, &why);
	requirement *q = NEW(r->a, requirement);
	if (parsed) {
		*q = *parsed;
		r->out->name_at = place_of(r, str_sub(text, q->name_beg, q->name_end));
		if (q->url.p)
			requirement_read_url(r->a, q);
		return q;
	}
	if (looks_like_path(text)) {
		*q = (requirement){ .url = text, .specifier = S(""), .is_path = true };
		return q;
	}
	refuse_in(r, why, text);
	return NULL;
}

static void read_requirement(reader *r, str text)
{
	str sep = is_url(text) ? S("; ") : S(";");
	ptrdiff_t cut = str_find(text, sep);
	str condition = cut < 0 ? S("") : str_from(text, cut + sep.n);
	str name = py_strip(cut < 0 ? text : str_head(text, cut));
	ptrdiff_t at = str_find_byte(name, '@');
	bool direct = at >= 0 && !looks_like_path(str_head(name, at));
	bool archive = !is_url(name) && ends_like_archive(without_extras(name)) && !direct;
	requirement *q = is_url(name) || archive ? read_link(r, archive ? without_extras(name) : name) : read_named(r, name);
	if (!q || !read_marker(r, q, condition))
		return;
	q->is_path = q->is_path || archive;
	q->url_hashed = q->url_hashed || (q->url.p && r->out->hashes.n > 0);
	r->out->req = q;
}

static void read_editable(reader *r, str text)
{
	requirement *q = NEW(r->a, requirement);
	*q = (requirement){ .url = text, .specifier = S(""), .editable = true };
	static const char *const systems[] = { "git", "hg", "svn", "bzr", NULL };
	if (has_scheme_of(text, systems))
		q->url = arena_printf(r->a, "%.*s+%.*s", (int)str_find_byte(text, ':'), text.p, SARG(text));
	bool vcs = is_vcs(q->url);
	if (is_url(q->url) && !vcs && !str_eq_nocase(str_head(text, 5), S("file:"))) {
		refuse(r, S("-e wants a path or a VCS URL such as git+https://"), text);
		return;
	}
	str egg = egg_of(q->url);
	if (vcs && !egg.n) {
		refuse(r, S("-e with a VCS URL wants the project's name behind it: #egg=NAME"), text);
		return;
	}
	q->is_path = !vcs;
	refusal why = { 0 };
	const requirement *named = egg.n ? requirement_parse(r->a, egg, &why) : NULL;
	if (egg.n && !named) {
		refuse(r, arena_printf(r->a, "'%.*s' is no name for a project: %.*s", SARG(egg), SARG(why.why)), text);
		return;
	}
	if (named) {
		q->name = named->name;
		q->normalized = named->normalized;
		q->extras = named->extras;
		q->extras_as_written = named->extras_as_written;
	}
	if (vcs)
		requirement_read_url(r->a, q);
	r->out->req = q;
}

/* The first token (pip splits at single spaces) that begins with '-', or the line's length. */
static ptrdiff_t options_begin(str line)
{
	ptrdiff_t i = 0;
	while (i < line.n && line.p[i] != '-') {
		ptrdiff_t space = str_find_byte(str_from(line, i), ' ');
		i = space < 0 ? line.n : i + space + 1;
	}
	return i;
}

static void place_options(reader *r, str text, const pip_options_read *o, bool on_requirement)
{
	requirement_line *out = r->out;
	out->hashes = o->hashes;
	for (ptrdiff_t i = 0; i < o->options.n; i++) {
		pip_option row = o->options.at[i];
		row.at = place_of(r, str_sub(text, row.at.beg, row.at.end));
		row.on_requirement = on_requirement;
		bool itself = !on_requirement && str_eq(row.name, S("--editable"));
		if (!itself)
			*LIST_PUSH(r->a, &out->options) = row;
	}
}

void pipline_read(arena *a, str input, str line, requirement_line *out)
{
	reader r = { .a = a, .input = input, .line = line, .out = out };
	ptrdiff_t beg = options_begin(line);
	str options = str_from(line, beg), text = str_head(line, beg == line.n ? beg : beg - 1);
	pip_options_read o = { 0 };
	refusal why = { 0 };
	out->name_at = out->at;
	if (options.n && !pipopt_read(a, options, &o, &why)) {
		refuse_in(&r, why, options);
		out->unreadable = true;
		return;
	}
	bool on_requirement = beg > 0;
	place_options(&r, options, &o, on_requirement);
	if (on_requirement) {
		out->text = text;
		read_requirement(&r, text);
	} else if (o.editable.p) {
		out->text = o.editable;
		read_editable(&r, o.editable);
	}
	for (ptrdiff_t i = 0; out->req && i < out->options.n; i++)
		out->options.at[i].requirement = out->req->normalized;
}
