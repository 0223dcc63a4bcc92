/* github_files: see github_files.h.
 *
 * An output is written in its long form, NAME<<WORD, lines, WORD, always: NAME=VALUE with a line feed in
 * VALUE would set further outputs. The word is random, so that nobody can have prepared a value for it,
 * and a value that holds it anyway is refused. */
#include "cmd/github_files.h"

#include "edge/append.h"
#include "edge/host.h"

enum {
	SUMMARY_BYTES = 1024 * 1024, /* of one step; a larger file is dropped whole */
	WORD_BYTES = 20,             /* 160 random bits */
};

static const err *outputs_text(arena *a, const github_outputs *outputs, str *out)
{
	buf b = buf_new(a);
	str random;
	TRY(append_random(a, WORD_BYTES, &random));
	str word = arena_cat(a, S("envgate_"), random);
	for (ptrdiff_t i = 0; i < outputs->n; i++) {
		const github_output *o = &outputs->at[i];
		if (str_find(o->value, word) >= 0)
			return err_new(a, ERR_OUTPUT, "output '%s' holds the word that ends it", o->name);
		buf_printf(&b, "%s<<%.*s\n", o->name, SARG(word));
		buf_put(&b, o->value);
		buf_printf(&b, "\n%.*s\n", SARG(word));
	}
	*out = buf_str(&b);
	return NULL;
}

ptrdiff_t github_files_room(arena *a)
{
	long long used = 0;
	str path = host_env("GITHUB_STEP_SUMMARY");
	const err *e = path.n ? append_size(a, path, &used) : NULL;
	used += 1; /* the line feed that append_file may put in front */
	return e || used > SUMMARY_BYTES ? 0 : (ptrdiff_t)(SUMMARY_BYTES - used);
}

static const err *write_summary(arena *a, str summary)
{
	str path = host_env("GITHUB_STEP_SUMMARY");
	str excuse = S("envgate: its summary had no room left in this step.\n");
	ptrdiff_t room = github_files_room(a);
	if (!path.n || !summary.n)
		return NULL;
	return append_file(a, path, summary.n <= room ? summary : excuse.n <= room ? excuse : S(""));
}

static const err *write_outputs(arena *a, const github_outputs *outputs)
{
	str path = host_env("GITHUB_OUTPUT"), text;
	if (!path.n)
		return NULL;
	TRY(outputs_text(a, outputs, &text));
	return append_file(a, path, text);
}

/* Both are tried: a step without a summary should still have its verdict. */
const err *github_files_write(arena *a, str summary, const github_outputs *outputs)
{
	const err *first = write_summary(a, summary), *second = write_outputs(a, outputs);
	return first ? err_wrap(a, first, "writing the step's summary")
	             : second ? err_wrap(a, second, "writing the step's outputs") : NULL;
}

str github_files_plain(arena *a, str text)
{
	if (!str_eq_nocase(host_env("GITHUB_ACTIONS"), S("true")) && !str_eq_nocase(host_env("TF_BUILD"), S("true")))
		return text;
	buf b = buf_new(a);
	github_plain(&b, text);
	return buf_str(&b);
}
