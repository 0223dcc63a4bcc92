/* fix_one: what --split and --requirements have in common: they make files out of one, which must be named where
 * there are several. Taking the one in the root would be a guess. */
#include "cmd/fix.h"

const err *fix_one_thing(run *r, const strs *rules)
{
	bool split = r->opts.split.p, list = r->opts.requirements.p;
	if (!split && !list)
		return NULL;
	const char *option = split ? "--split" : "--requirements";
	if (split && list)
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "--split and --requirements are two things"), "one after the other");
	if (rules->n)
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "%s repairs no rule, so '%.*s' cannot stand beside it", option, SARG(rules->at[0])),
		                "one after the other; a file stands behind --, as in: envgate fix %s -- environment.yml",
		                split ? "--split dev,test" : "--requirements requirements.txt");
	if (r->opts.staged && !(list && r->opts.check))
		return err_hint(r->a, err_new(r->a, ERR_USAGE, "%s works in the work tree, not with --staged", option),
		                "%s", split ? "envgate fix --split dev,test, then git add" : "envgate fix --requirements --staged --check compares what is staged");
	return NULL;
}

const err *fix_one_file(run *r, const loaded *l, const char *option, const file **out)
{
	buf names = buf_new(r->a);
	int n = 0;
	for (ptrdiff_t i = 0; i < l->head.files.n; i++) {
		const file *f = &l->head.files.at[i];
		if (!fix_is_ours(l, f))
			continue;
		if (n++ < 3)
			buf_printf(&names, "%s%.*s", n > 1 ? ", " : "", SARG(f->path));
		*out = f;
	}
	if (n == 1)
		return NULL;
	if (!n)
		return err_hint(r->a, err_new(r->a, ERR_NOTHING, "no environment file here"), "envgate fix %s -C DIR, or -- PATH", option);
	const err *e = err_new(r->a, ERR_USAGE, "there are %d environment files (%.*s%s), and one can be taken", n, SARG(buf_str(&names)),
	                       n > 3 ? ", ..." : "");
	return err_hint(r->a, e, "envgate fix %s -- %.*s", option, SARG((*out)->path));
}

void fix_put_word(run *r, str word)
{
	bool plain = word.n > 0 && word.p[0] != '-';
	for (ptrdiff_t i = 0; plain && i < word.n; i++)
		plain = is_alnum(word.p[i]) || str_find_byte(S("._/+@:,=-"), word.p[i]) >= 0;
	buf quoted = buf_new(r->a);
	for (ptrdiff_t i = 0; i < word.n; i++)
		buf_put(&quoted, word.p[i] == '\'' && !plain ? S("'\\''") : str_sub(word, i, i + 1));
	buf_put(&r->out, plain ? S("") : S("'"));
	fix_put(r, buf_str(&quoted));
	buf_put(&r->out, plain ? S("") : S("'"));
}
