/* lock_shown: a lock as one text, for the tests of its readers: its head in one line, then a line for
 * each package and each problem. */
#ifndef TESTS_LOCK_SHOWN_H
#define TESTS_LOCK_SHOWN_H

#include "base/buf.h"
#include "read/lockfile.h"

static inline str or_dash(str s)
{
	return s.p ? s : S("-");
}

static inline void show_package(buf *b, const locked *p, str bytes)
{
	buf_printf(b, "%s%s %.*s %.*s %.*s #%lld %.*s %.*s @%d:%d", p->is_source ? "source " : "", manager_name(p->manager), SARG(p->name),
	           SARG(or_dash(p->version)), SARG(or_dash(p->build)), p->build_number, SARG(or_dash(p->channel)),
	           SARG(or_dash(p->platform)), p->at.line, p->at.col);
	if (p->environment.p)
		buf_printf(b, " in %.*s", SARG(p->environment));
	if (p->category.p && !str_eq(p->category, S("main")))
		buf_printf(b, " (%.*s)", SARG(p->category));
	buf_printf(b, " md5 %.*s sha256 %.*s", SARG(or_dash(p->md5)), SARG(or_dash(p->sha256)));
	for (ptrdiff_t i = 0; i < p->needs_n; i++) {
		buf_printf(b, " [%.*s %.*s", SARG(p->needs[i].name), SARG(p->needs[i].constraint));
		buf_printf(b, p->needs[i].marker.p ? "; %.*s]" : "]%.*s", SARG(p->needs[i].marker));
	}
	str text = str_sub(bytes, p->at.beg, p->at.end);
	ptrdiff_t eol = str_find_byte(text, '\n');
	buf_printf(b, " '%.*s'\n", SARG(eol < 0 ? text : str_head(text, eol)));
}

static inline str lock_shown(arena *a, str text, file_kind kind)
{
	source src = { .kind = ENTRY_BLOB, .path = S("lock"), .bytes = text, .size_bytes = text.n };
	const lock *l = lockfile_read(a, &src, kind);
	buf b = buf_new(a);
	buf_printf(&b, "v%d%s", l->version, l->complete ? "" : " incomplete");
	for (ptrdiff_t i = 0; i < l->platforms.n; i++)
		buf_printf(&b, " %.*s", SARG(l->platforms.at[i]));
	for (ptrdiff_t i = 0; i < l->sources.n; i++)
		buf_printf(&b, " from %.*s@%d", SARG(l->sources.at[i].text), l->sources.at[i].at.line);
	for (ptrdiff_t i = 0; i < l->channels.n; i++)
		buf_printf(&b, " channel %.*s@%d", SARG(l->channels.at[i].url), l->channels.at[i].at.line);
	for (ptrdiff_t i = 0; i < l->indexes.n; i++)
		buf_printf(&b, " index %.*s", SARG(l->indexes.at[i]));
	for (ptrdiff_t i = 0; i < l->hashes.n; i++)
		buf_printf(&b, " %.*s=%.*s", SARG(l->hashes.at[i].platform), SARG(l->hashes.at[i].hash));
	buf_char(&b, '\n');
	for (ptrdiff_t i = 0; i < l->packages.n; i++)
		show_package(&b, &l->packages.at[i], text);
	for (ptrdiff_t i = 0; i < l->problems.n; i++) {
		const problem *p = &l->problems.at[i];
		buf_printf(&b, "! %d:%d %.*s: %.*s\n", p->at.line, p->at.col, SARG(p->subject), SARG(p->what));
	}
	return buf_str(&b);
}

#endif
