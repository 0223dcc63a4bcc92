/* comment_front: `envgate comment`: gives its place to envgate-comment, the only program of envgate that
 * loads libcurl and sees a token. The gate so starts without either.
 *
 * Options are passed on by their rows, so that one added to the table arrives there; what they may hold is
 * checked there. The token is in the environment, which goes along untouched and unread. */
#include "cmd/run.h"
#include "edge/beside.h"

/* What is about a repository or a terminal: there is neither. -C is where the files' names begin. */
static bool is_ours(const opt_row *row)
{
	static const char *const names[] = { "repo", "trust-owner", "color" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(str_of(names[i]), str_of(row->name)))
			return true;
	return false;
}

static bool is_file(const opt_row *row)
{
	return row->kind == OPT_WORDS || str_eq(str_of(row->name), S("ca-file"));
}

static void pass_value(run *r, const opt_row *row, str value, strs *out)
{
	bool below = is_file(row) && r->opts.repo.n && !str_starts(value, S("/"));
	*LIST_PUSH(r->a, out) =
		below ? arena_printf(r->a, "--%s=%.*s/%.*s", row->name, SARG(r->opts.repo), SARG(value))
		      : arena_printf(r->a, "--%s=%.*s", row->name, SARG(value));
}

static void pass(run *r, const opt_row *row, strs *out)
{
	const char *at = (const char *)&r->opts + row->at;
	const str *text = (const void *)at;
	const strs *list = (const void *)at;
	switch (row->kind) {
	case OPT_FLAG:
		if (*(const bool *)(const void *)at)
			*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s", row->name);
		return;
	case OPT_TEXT:
		if (text->p)
			pass_value(r, row, *text, out);
		return;
	case OPT_LIST:
	case OPT_WORDS:
		for (ptrdiff_t i = 0; i < list->n; i++)
			pass_value(r, row, list->at[i], out);
		return;
	}
}

const err *cmd_comment(run *r)
{
	str program;
	strs words = { 0 };
	TRY(beside_find(r->a, "envgate-comment", &program));
	for (int i = 0; i < OPTION_COUNT; i++)
		if ((OPTIONS[i].groups & r->command->options) && !is_ours(&OPTIONS[i]))
			pass(r, &OPTIONS[i], &words);
	return beside_exec(r->a, program, &words);
}
