/* comment_text: the comment's whole text, marker first, and whether --on wants it. */
#include "cmd/comment.h"

#include "base/sha256.h"
#include "write/comment.h"

enum { MARKER_ROOM = 512, DIGEST_DIGITS = 32 };

/* A comment that told of a failure stays "resolved" until something fails again: "pass" there would
 * leave a reader wondering what the comment was about. */
static str state_of(bool fails, str was)
{
	if (fails)
		return S("fail");
	return str_eq(was, S("fail")) || str_eq(was, S("resolved")) ? S("resolved") : S("pass");
}

comment_text comment_make(talk *t, str was)
{
	comment_text c = { .fails = comment_has_failure(&t->reports) };
	str state = state_of(c.fails, was);
	c.wanted = t->opts.on == ON_ALWAYS || (t->opts.on == ON_FAILURE && c.fails) ||
	           (t->opts.on == ON_CHANGE && comment_has_change(&t->reports));
	comment_where where = { .server = t->place.server,
		                .repository = t->place.repository,
		                .blob = str_of(t->place.forge.row->blob),
		                .head_sha = t->head_sha,
		                .run_url = t->place.run_url,
		                .max_bytes = t->place.forge.row->max_body - MARKER_ROOM,
		                .resolved = str_eq(state, S("resolved")),
		                .brief = !c.wanted };
	str text = comment_body(t->a, &t->reports, &where);
	c.marker = (marker){ .header = t->opts.header,
		             .number = t->place.forge.number,
		             .head = t->head_sha,
		             .run = t->place.run_ids.n ? t->place.run_ids.at[0] : (str){ 0 },
		             .state = state,
		             .text = sha256_fields(t->a, &text, 1, DIGEST_DIGITS) };
	c.line = marker_line(t->a, &c.marker);
	/* Read back, so that both sides of a comparison have "-" for what is absent. */
	if (!marker_read(c.line, &c.marker))
		c.marker.number = -1;
	c.body = arena_printf(t->a, "%.*s\n%.*s", SARG(c.line), SARG(text));
	return c;
}
