/* waive_tell: what a reader has to know about promises: new ones that CI will ask a maintainer about,
 * and those that match nothing.
 *
 * An ignore for a change matches only while something changes, so those are never called unused. A
 * range knows the files it touches and no others: there an ignore is unused only if the range wrote
 * it or took away what it matched, and a waiver only if it names one file and the base still had what
 * it is about. The rest is asked with --all. */
#include "gate/waive.h"

static bool is_for_changes(rule_id r)
{
	str id = RULES[r].id;
	return RULES[r].scope == PER_CHANGE || RULES[r].scope == PER_RANGE || str_starts(id, S("gpu/")) ||
	       str_starts(id, S("installed/")) || str_starts(id, S("waiver/"));
}

static int count_new(const promises *list)
{
	int n = 0;
	const suppression *last = NULL;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const promise *p = list->at[i];
		bool again = last && p->s->is_inline && last->src == p->s->src && last->at.beg == p->s->at.beg;
		n += p->fresh && !p->ended && !again;
		last = p->fresh ? p->s : last;
	}
	return n;
}

static void tell_new(const waiving *w, report *out)
{
	int n = count_new(&w->head.comments) + count_new(&w->head.waivers);
	const char *plural = n == 1 ? "" : "s";
	if (w->in->accept_waivers)
		*LIST_PUSH(w->a, &out->notes) = (note){
			.code = S("accept-waivers"),
			.message = arena_printf(w->a, "--accept-waivers: %d new waiver%s accepted", n, plural),
		};
	else if (w->in->waivers_stand && n > 0)
		*LIST_PUSH(w->a, &out->notes) = (note){
			.code = S("new-waiver"),
			.message = arena_printf(w->a, "%d new waiver%s: CI will ask for a maintainer", n, plural),
		};
}

/* Uses are noted on the promise that a lookup found; its equals share it. */
static bool is_used(const book *b, const promise *p)
{
	finding like = { .rule = p->s->rule, .manager = p->s->manager, .package = p->s->package,
		         .at = { .line = p->s->covers_line } };
	promise *found[3];
	bool used = p->used;
	for (int i = book_comments(b, &like, p->path, found); !used && i > 0; i--)
		used = found[i - 1]->used;
	like.package = (str){ 0 };
	for (int i = book_comments(b, &like, p->path, found); !used && i > 0; i--)
		used = found[i - 1]->used;
	return used;
}

static void tell_unused(waiving *w, const promise *p, marks *all)
{
	arena *a = w->a;
	const suppression *s = p->s;
	severity grave = w->in->policy->of[RULE_waiver_unused];
	if (grave == OFF)
		return;
	finding *f = NEW(a, finding);
	str about = RULES[s->rule].id;
	if (s->package.n)
		about = arena_printf(a, "%.*s for %.*s", SARG(about), SARG(s->package));
	*f = (finding){ .rule = RULE_waiver_unused, .severity = grave, .src = s->src, .at = s->at,
		        .path = s->src->path, .subject = about, .evidence = S("matches nothing") };
	if (s->is_inline)
		f->message = arena_printf(a, "this ignore of %.*s matches nothing", SARG(about));
	else
		f->message = arena_printf(a, "this waiver of %.*s in '%.*s' matches nothing", SARG(about), SARG(s->path));
	f->hint = s->is_inline ? S("delete the comment, or correct the rule or the line that it stands at")
	                       : S("delete it, or correct its rule, path or package");
	*LIST_PUSH(a, all) = (mark){ .f = f, .state = STATE_INTRODUCED };
}

/* What the base makes of the same promises. */
static void learn_base(waiving *w, book *out)
{
	const settle_input *in = w->in;
	book_open(w, in->base, waive_waivers(w->a, in, in->base), out);
	for (ptrdiff_t i = 0; i < in->base_findings.n; i++) {
		const finding *f = &in->base_findings.at[i];
		promise *found[3];
		for (int n = book_comments(out, f, waive_carried(w, f->path), found); n > 0; n--)
			found[n - 1]->used = true;
		for (ptrdiff_t k = 0; k < out->waivers.n; k++)
			out->waivers.at[k]->used |= waiver_covers(w->a, out->waivers.at[k], f, f->path);
	}
}

/* Those that matched something there, or those that did not. */
static promises chosen(waiving *w, const book *b, const promises *list, bool used)
{
	promises kept = { .at = NEW_N(w->a, promise *, list->n) };
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (is_used(b, list->at[i]) == used)
			kept.at[kept.n++] = list->at[i];
	return kept;
}

static bool is_read(const side *s, str path)
{
	const file *f = side_file(s, path);
	return f && (!f->env || f->env->complete);
}

/* Comments of one place stand together; they are one comment, at a line of several entries. */
static ptrdiff_t end_of_comment(const promises *list, ptrdiff_t i)
{
	const suppression *s = list->at[i]->s;
	ptrdiff_t end = i + 1;
	while (end < list->n && list->at[end]->s->src == s->src && list->at[end]->s->at.beg == s->at.beg)
		end++;
	return end;
}

/* In a range, fresh is against what the base had and did not use. */
static void tell_comments(waiving *w, bool is_range, marks *all)
{
	const promises *list = &w->head.comments;
	for (ptrdiff_t i = 0, end; i < list->n; i = end) {
		const promise *p = list->at[i];
		bool told = !p->ended && !is_for_changes(p->s->rule) && settle_wants(w->in, p->path);
		end = end_of_comment(list, i);
		for (ptrdiff_t k = i; k < end; k++)
			told = told && !is_used(&w->head, list->at[k]) && (!is_range || list->at[k]->fresh);
		if (told && is_read(w->in->head, p->path))
			tell_unused(w, p, all);
	}
}

/* In a range, fresh is against what the base had and used, and the file has to be one that was read. */
static void tell_waivers(waiving *w, bool is_range, marks *all)
{
	const policy *own = w->in->head->own; /* a file outside need not match everywhere */
	for (ptrdiff_t i = 0; i < w->head.waivers.n; i++) {
		const promise *p = w->head.waivers.at[i];
		bool ours = own && p->s->src == own->src;
		bool told = ours && !p->ended && !p->used && !is_for_changes(p->s->rule);
		if (told && (!is_range || (!p->fresh && is_read(w->in->head, p->s->path))))
			tell_unused(w, p, all);
	}
}

static bool has_unused(const waiving *w)
{
	for (ptrdiff_t i = 0; i < w->head.comments.n; i++)
		if (!w->head.comments.at[i]->used)
			return true;
	for (ptrdiff_t i = 0; i < w->head.waivers.n; i++)
		if (!w->head.waivers.at[i]->used)
			return true;
	return false;
}

void waive_tell(waiving *w, marks *all, report *out)
{
	const settle_input *in = w->in;
	tell_new(w, out);
	bool all_judged = in->base || in->head->asks_all; /* envgate verify runs its own rules only */
	if (!all_judged || !has_unused(w))
		return;
	if (in->base) {
		book base = { 0 }, idle;
		learn_base(w, &base);
		idle = (book){ .comments = chosen(w, &base, &base.comments, false),
			       .waivers = chosen(w, &base, &base.waivers, true) };
		book_compare(w->a, &w->head, &idle);
	}
	tell_comments(w, in->base != NULL, all);
	if (in->only.n == 0)
		tell_waivers(w, in->base != NULL, all);
}
