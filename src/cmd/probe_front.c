/* probe_front: `envgate probe`: reads what is declared, then gives its place to envgate-probe.
 *
 * Values go on, never files: envgate-probe knows no git and no YAML. Options are passed on by
 * their rows, so that one added to the table arrives there; what they may hold is checked there. */
#include "cmd/declared.h"
#include "edge/beside.h"
#include "spec/cuda_version.h"

static bool is_ours(const opt_row *row)
{
	static const char *const names[] = { "declared", "repo", "trust-owner",
		                             "cuda",     "help", "version" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(str_of(names[i]), str_of(row->name)))
			return true;
	return false;
}

static void pass(run *r, const opt_row *row, strs *out)
{
	const char *at = (const char *)&r->opts + row->at;
	if (row->kind == OPT_FLAG && *(const bool *)(const void *)at)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s", row->name);
	str value = row->kind == OPT_TEXT ? *(const str *)(const void *)at : (str){ 0 };
	if (value.p)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s=%.*s", row->name, SARG(value));
	strs list = row->kind == OPT_LIST ? *(const strs *)(const void *)at : (strs){ 0 };
	for (ptrdiff_t i = 0; i < list.n; i++)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--%s=%.*s", row->name, SARG(list.at[i]));
}

static void pass_declared(run *r, declared_cuda d, strs *out)
{
	if (!d.cuda)
		return;
	*LIST_PUSH(r->a, out) = arena_printf(r->a, "--cuda=%s", cuda_name(d.cuda).at);
	if (d.source.n)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--cuda-from=%.*s", SARG(d.source));
	if (d.spec.n)
		*LIST_PUSH(r->a, out) = arena_printf(r->a, "--cuda-spec=%.*s", SARG(d.spec));
}

/* --cuda is taken as typed. */
static const err *find_declared(run *r, declared_cuda *out)
{
	if (!r->opts.cuda.p)
		return declared_read(r, out);
	*out = (declared_cuda){ .cuda = cuda_parse(r->opts.cuda) };
	const err *e = NULL;
	if (!out->cuda)
		e = err_hint(
			r->a,
			err_new(r->a, ERR_USAGE, "--cuda cannot be '%.*s'", SARG(r->opts.cuda)),
			"--cuda 12.9");
	else if (r->opts.declared.p)
		e = err_hint(
			r->a,
			err_new(r->a, ERR_USAGE, "--cuda and --declared both say what is declared"),
			"leave one out");
	return e;
}

const err *cmd_probe(run *r)
{
	declared_cuda declared = { 0 };
	str program;
	strs words = { 0 };
	TRY(beside_find(r->a, "envgate-probe", &program));
	TRY(find_declared(r, &declared));
	for (int i = 0; i < OPTION_COUNT; i++)
		if ((OPTIONS[i].groups & r->command->options) && !is_ours(&OPTIONS[i]))
			pass(r, &OPTIONS[i], &words);
	pass_declared(r, declared, &words);
	return beside_exec(r->a, program, &words);
}
