/* github: see github.h. Escapes and limits are those of the runner's source (2.336.0).
 *
 * The listing could have been put between stop-commands and a random token instead. It is not: the
 * output would differ from run to run, a run that is killed in between would leave commands off for
 * the rest of the step, and a log that is copied elsewhere would be armed again. So what looks like a
 * command is spelled out, and the rest is the text format, byte for byte. */
#include "write/github.h"

#include "write/escape.h"

enum {
	MOST_OF_A_LEVEL = 10, /* of each kind a step keeps no more */
	MESSAGE_BYTES = 3000, /* of 4096 characters that the runner takes */
};

/* ---- text ---- */

/* .NET ends a line at a carriage return too, and its TrimStart takes off blanks beyond ASCII (U+00A0,
 * U+2003, U+3000 ...), so every code point beyond ASCII counts as one here. */
static bool is_blank(char c)
{
	return (unsigned char)c <= ' ' || (unsigned char)c >= 0x7F;
}

void github_plain(buf *out, str text)
{
	bool at_start = true;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool colons = at_start && c == ':' && i + 1 < text.n && text.p[i + 1] == ':';
		bool hashes = c == '#' && i > 0 && escape_is_command(text, i - 1);
		if (colons)
			buf_put(out, S("\\u{3a}"));
		else if (hashes)
			buf_put(out, S("\\u{23}"));
		else
			buf_char(out, c);
		at_start = c == '\n' || c == '\r' || (at_start && is_blank(c));
	}
}

/* ---- commands ---- */

static void put_percent(buf *out, char c)
{
	buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
}

/* What escape_terminal would show, so that an annotation hides no direction override either. */
static void put_data(buf *out, str s, bool property)
{
	buf b = buf_new(out->a), safe = buf_new(out->a);
	escape_terminal(&b, s);
	github_plain(&safe, buf_str(&b));
	for (ptrdiff_t i = 0; i < safe.n; i++) {
		char c = safe.p[i];
		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			put_percent(out, c);
		else
			buf_char(out, c);
	}
}

static void put_message(buf *out, str message, str hint)
{
	bool cut = message.n > MESSAGE_BYTES;
	put_data(out, str_head(message, MESSAGE_BYTES), false);
	buf_put(out, cut ? S("...") : S(""));
	if (hint.n && !cut && hint.n + message.n <= MESSAGE_BYTES) {
		buf_put(out, S("%0Ahint: "));
		put_data(out, hint, false);
	}
	buf_char(out, '\n');
}

static const char *level_of(severity s)
{
	return s >= ERROR ? "error" : s == WARNING ? "warning" : "notice";
}

/* An absolute path is a file of an installed environment, which no pull request shows. */
static void put_command(buf *out, const result *f)
{
	buf_printf(out, "::%s ", level_of(f->severity));
	if (f->path.n && f->path.p[0] != '/') {
		buf_put(out, S("file="));
		put_data(out, f->path, true);
		buf_char(out, ',');
		if (f->beg.line)
			buf_printf(out, "line=%d,", f->beg.line);
		if (f->beg.line && f->end.line)
			buf_printf(out, "endLine=%d,", f->end.line);
		if (f->beg.line && f->beg.col)
			buf_printf(out, "col=%d,", f->beg.col);
		if (f->beg.line && f->end.line && f->end.col)
			buf_printf(out, "endColumn=%d,", f->end.col);
	}
	buf_put(out, S("title=envgate "));
	put_data(out, f->rule, true);
	buf_put(out, S("::"));
	put_message(out, f->message, f->hint);
}

static bool wants_annotation(const result *f, bool verbose)
{
	if (f->fails)
		return true;
	if (f->waived || f->state != STATE_INTRODUCED)
		return false;
	return f->severity >= WARNING || verbose;
}

/* "12 more errors, 3 more warnings", or "". */
static str rest_words(arena *a, const ptrdiff_t *have)
{
	buf b = buf_new(a);
	for (severity s = ERROR; s >= NOTE; s--) {
		ptrdiff_t more = have[s] - MOST_OF_A_LEVEL;
		if (more > 0)
			buf_printf(&b, "%s%td more %s%s", b.n ? ", " : "", more, severity_name(s),
			           more == 1 ? "" : "s");
	}
	return buf_str(&b);
}

void github_commands(buf *out, const results *all, bool verbose)
{
	ptrdiff_t have[NEVER + 1] = { 0 };
	if (all->error) {
		buf_put(out, S("::error title=envgate%3A no verdict::"));
		put_message(out, err_text(out->a, all->error), all->error->hint);
		return;
	}
	for (severity s = ERROR; s >= NOTE; s--)
		for (ptrdiff_t i = 0; i < all->rows.n; i++) {
			const result *f = &all->rows.at[i];
			if (f->severity == s && wants_annotation(f, verbose) && have[s]++ < MOST_OF_A_LEVEL)
				put_command(out, f);
		}
	str rest = rest_words(out->a, have);
	if (rest.n)
		buf_printf(out, "envgate: without an annotation, of which a step keeps ten of a kind: %.*s\n",
		           SARG(rest));
}

/* ---- outputs ---- */

static str id_of(revision rev)
{
	if (rev.kind == REV_NONE)
		return S("");
	return rev.kind == REV_COMMIT ? rev.oid : str_of(revision_kind_name(rev.kind));
}

static str policy_of(const report *r)
{
	if (!r->policy)
		return S("");
	bool of_commit = r->policy->from == POLICY_TARGET || r->policy->from == POLICY_HEAD;
	return of_commit && r->policy_rev.kind == REV_COMMIT ? r->policy_rev.oid
	                                                     : str_of(policy_from_name(r->policy->from));
}

static void add(arena *a, github_outputs *out, const char *name, str value)
{
	*LIST_PUSH(a, out) = (github_output){ name, value.p ? value : S("") };
}

static void add_count(arena *a, github_outputs *out, const char *name, long long n)
{
	add(a, out, name, arena_printf(a, "%lld", n));
}

github_outputs github_report_outputs(arena *a, const report *r)
{
	const counts *c = &r->counts;
	const int *new = c->introduced, *old = c->existing;
	github_outputs out = { 0 };
	add(a, &out, "verdict", str_of(verdict_name(r->verdict)));
	add_count(a, &out, "exit", r->exit);
	add_count(a, &out, "introduced", new[ERROR] + new[WARNING] + new[NOTE]);
	add_count(a, &out, "errors", new[ERROR]);
	add_count(a, &out, "warnings", new[WARNING]);
	add_count(a, &out, "notes", new[NOTE]);
	add_count(a, &out, "existing", old[ERROR] + old[WARNING] + old[NOTE]);
	add_count(a, &out, "fixed", c->fixed);
	add_count(a, &out, "waived", c->waived);
	add_count(a, &out, "changes", r->changes.n);
	add(a, &out, "base", id_of(r->base));
	add(a, &out, "head", id_of(r->head));
	add(a, &out, "policy", policy_of(r));
	return out;
}
