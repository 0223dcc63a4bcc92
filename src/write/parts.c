/* parts: see parts.h. */
#include "write/parts.h"

#include "base/sha256.h"
#include "base/utf8.h"

enum { FINGERPRINT_DIGITS = 32, SHORT_ID = 7 };

position span_end(const source *src, span at)
{
	if (!src || !src->bytes.p || at.line == 0 || at.end > src->bytes.n)
		return (position){ 0 };
	position p = { at.line, at.col };
	for (ptrdiff_t i = at.beg; i < at.end;) {
		bool line_ends = src->bytes.p[i] == '\n';
		(void)utf8_next(src->bytes, &i);
		p.col = line_ends ? 1 : p.col + 1;
		p.line += line_ends;
	}
	return p;
}

str fingerprint(arena *a, const finding *f)
{
	str fields[] = { RULES[f->rule].id, f->path, str_of(manager_name(f->manager)), f->subject,
		         f->evidence };
	return sha256_fields(a, fields, (int)(sizeof fields / sizeof fields[0]),
	                     FINGERPRINT_DIGITS);
}

static bool says_more(str why, str name)
{
	return why.n > 0 && !str_eq(why, name);
}

str side_words(arena *a, revision rev, str why)
{
	switch (rev.kind) {
	case REV_NONE:
		return S("nothing");
	case REV_EMPTY:
		return why.n ? arena_printf(a, "nothing (%.*s)", SARG(why)) : S("nothing");
	case REV_INDEX:
		return S("index");
	case REV_WORKTREE:
		return S("work tree");
	case REV_PREFIX:
		return rev.name;
	case REV_COMMIT:
		break;
	}
	str id = str_head(rev.oid, SHORT_ID);
	/* A commit typed by its own id needs no second name. */
	str name = str_starts(rev.oid, rev.name) ? (str){ 0 } : rev.name;
	if (says_more(why, rev.name) && name.n > 0)
		return arena_printf(a, "%.*s (%.*s, %.*s)", SARG(id), SARG(name), SARG(why));
	if (says_more(why, rev.name))
		return arena_printf(a, "%.*s (%.*s)", SARG(id), SARG(why));
	if (name.n > 0)
		return arena_printf(a, "%.*s (%.*s)", SARG(id), SARG(name));
	return id;
}

str policy_words(arena *a, const report *r)
{
	const policy *p = r->policy;
	if (!p || p->from == POLICY_BUILT_IN)
		return S("built-in");
	if (p->from == POLICY_FILE || p->from == POLICY_FLOOR)
		return p->path;
	if (p->from == POLICY_REPAIR)
		return S("built-in strict (the range repairs a broken one)");
	return side_words(a, r->policy_rev, r->policy_reason);
}

str count_words(arena *a, ptrdiff_t n, const char *noun)
{
	return arena_printf(a, "%td %s%s", n, noun, n == 1 ? "" : "s");
}
