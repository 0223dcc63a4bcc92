/* comment_front: `envgate comment`: gives its place to envgate-comment, the only program of envgate that
 * loads libcurl and sees a token. The gate so starts without either.
 *
 * Options are passed on by their rows, so that one added to the table arrives there; what they may hold is
 * checked there. The token is in the environment, which goes along untouched and unread. */
#include "cmd/run.h"
#include "edge/beside.h"

static void pass_list(run *r, const opt_row *row, const strs *values, strs *out)
{
	for (ptrdiff_t i = 0; i < values->n; i++)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s=%.*s", row->name, SARG(values->at[i]));
}

static void pass(run *r, const opt_row *row, strs *out)
{
	const char *at = (const char *)&r->opts + row->at;
	const str *text = (const void *)at;
	switch (row->kind) {
	case OPT_FLAG:
		if (*(const bool *)(const void *)at)
			*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s", row->name);
		return;
	case OPT_TEXT:
		if (text->p)
			*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s=%.*s", row->name, SARG(*text));
		return;
	case OPT_LIST:
	case OPT_WORDS:
		pass_list(r, row, (const void *)at, out);
		return;
	}
}

const err *cmd_comment(run *r)
{
	str program;
	strs words = { 0 };
	TRY(beside_find(r->a, "envgate-comment", &program));
	for (int i = 0; i < OPTION_COUNT; i++)
		if (OPTIONS[i].groups & r->command->options)
			pass(r, &OPTIONS[i], &words);
	return beside_exec(r->a, program, &words);
}
