/* fix_lines: repairs by whole lines: a prefix: line goes; of a list that stands there twice the second part is
 * moved behind the first.
 *
 * Only block style, one entry a line and more, as people and tools write it. Lines are moved with their comments; all
 * that changes in them is how far they are indented. What is written otherwise is left to its author. */
#include "edit/fix_in.h"

#include "base/buf.h"
#include "base/limits.h"
#include "read/yaml.h"

/* ---- prefix: ---- */

void fix_prefix_line(fixer *f)
{
	const item *p = &f->env->prefix;
	str bytes = f->src->bytes;
	if (!p->text.p)
		return;
	fix_step step = { .kind = FIX_PREFIX, .subject = S("prefix"), .before = p->text, .at = line_at(bytes, p->at.beg).beg };
	line_span l = line_at(bytes, p->at.beg);
	str line = str_sub(bytes, l.beg, l.end);
	bool alone = str_starts(line, S("prefix:")) && p->at.end <= l.end;
	str behind = str_trim(str_sub(bytes, p->at.end, l.end));
	if (!alone || (behind.n > 0 && behind.p[0] != '#')) {
		fix_leave(f, step, "'prefix:' does not stand on a line of its own");
		return;
	}
	proposal made = { .step = step, .edits_n = 1, .entry = -1, .edits = { { .beg = l.beg, .end = l.next, .text = S("") } } };
	*LIST_PUSH(f->a, &f->asked) = made;
}

/* ---- a key given twice ---- */

static const yaml_node *last_leaf(const yaml_node *n)
{
	for (int depth = 0; n->kind != NODE_SCALAR && n->first && depth < MAX_YAML_DEPTH; depth++) {
		n = n->first;
		while (n->next)
			n = n->next;
	}
	return n;
}

/* Where an entry's text begins: a map has no place of its own but its first key's. */
static ptrdiff_t first_byte(const yaml_node *n)
{
	for (int depth = 0; n->kind != NODE_SCALAR && n->first && depth < MAX_YAML_DEPTH; depth++) {
		if (n->first->key)
			return n->first->key->at.beg;
		n = n->first;
	}
	return n->at.beg;
}

static ptrdiff_t indent_at(str bytes, line_span l)
{
	ptrdiff_t n = 0;
	while (l.beg + n < l.end && bytes.p[l.beg + n] == ' ')
		n++;
	return n;
}

/* A block list under its key: where its lines are. */
typedef struct block {
	ptrdiff_t top;       /* where the comments begin that stand right above the key, as far in as it */
	line_span key;       /* the key's line */
	bool noted;          /* a comment stands at its end */
	ptrdiff_t beg, end;  /* the lines below it up to the last entry's, line end and what is said about it included */
	ptrdiff_t indent;    /* how far the key's line is indented */
	ptrdiff_t dash;      /* how far the entries' dashes are */
} block;

static bool is_blank_or_comment(str line)
{
	line = str_trim(line);
	return line.n == 0 || line.p[0] == '#';
}

static bool is_comment(str bytes, line_span l)
{
	return str_starts(str_trim(str_sub(bytes, l.beg, l.end)), S("#"));
}

/* Comments right below the last entry, further in than the key: the list's own, and no word about what follows. */
static ptrdiff_t behind_comments(str bytes, const block *b)
{
	ptrdiff_t end = b->end;
	while (end < bytes.n) {
		line_span l = line_at(bytes, end);
		ptrdiff_t in = indent_at(bytes, l);
		if (!is_comment(bytes, l) || in < b->dash || in <= b->indent)
			break;
		end = l.next;
	}
	return end;
}

static ptrdiff_t above_comments(str bytes, const block *b)
{
	ptrdiff_t top = b->key.beg;
	while (top > 0) {
		line_span l = line_at(bytes, top - 1);
		if (!is_comment(bytes, l) || indent_at(bytes, l) != b->indent)
			break;
		top = l.beg;
	}
	return top;
}

static bool find_block(str bytes, const yaml_node *key, const yaml_node *list, block *out)
{
	if (list->kind != NODE_LIST || !list->first)
		return false;
	const yaml_node *leaf = last_leaf(list);
	line_span last = line_at(bytes, leaf->at.end);
	line_span first = line_at(bytes, first_byte(list->first));
	*out = (block){ .key = line_at(bytes, key->at.beg), .end = last.next };
	out->beg = out->key.next;
	out->dash = indent_at(bytes, first);
	out->indent = indent_at(bytes, out->key);
	out->end = behind_comments(bytes, out);
	out->top = above_comments(bytes, out);
	str behind_key = str_trim(str_sub(bytes, key->at.end, out->key.end));
	bool opens = str_starts(behind_key, S(":")) && is_blank_or_comment(str_from(behind_key, 1));
	out->noted = opens && behind_key.n > 1;
	bool dashed = first.beg + out->dash < first.end && bytes.p[first.beg + out->dash] == '-';
	return opens && dashed && first.beg >= out->beg && leaf->kind == NODE_SCALAR && leaf->at.beg >= last.beg;
}

/* The lines, indented by as much more (or less). Absent where a line is not indented far enough. */
static str shifted(arena *a, str lines, ptrdiff_t by)
{
	buf out = buf_new(a);
	for (ptrdiff_t at = 0; at < lines.n;) {
		line_span l = line_at(lines, at);
		ptrdiff_t has = indent_at(lines, l);
		bool blank = str_trim(str_sub(lines, l.beg, l.end)).n == 0;
		if (!blank && has + by < 0)
			return (str){ 0 };
		if (!blank && by > 0)
			buf_repeat(&out, ' ', by);
		buf_put(&out, str_sub(lines, l.beg + (!blank && by < 0 ? -by : 0), l.next));
		at = l.next;
	}
	return buf_str(&out);
}

/* What joins the first list: the comments above the key, and the lines below. Absent where a line is not indented far
 * enough. */
static str moved_lines(arena *a, str bytes, const block *from, ptrdiff_t dash)
{
	buf out = buf_new(a);
	bool commented = from->top < from->key.beg;
	str above = commented ? shifted(a, str_sub(bytes, from->top, from->key.beg), dash - from->indent) : S("");
	str lines = shifted(a, str_sub(bytes, from->beg, from->end), dash - from->dash);
	if (!above.p || !lines.p)
		return (str){ 0 };
	buf_put(&out, above);
	buf_put(&out, lines);
	return buf_str(&out);
}

static void add_texts(fixer *f, const yaml_node *list, strs *out)
{
	for (const yaml_node *n = list->first; n; n = n->next) {
		if (n->kind == NODE_SCALAR)
			*LIST_PUSH(f->a, out) = n->text;
		else if (n->kind == NODE_MAP && n->first && n->first->kind == NODE_LIST)
			for (const yaml_node *k = n->first->first; k; k = k->next)
				*LIST_PUSH(f->a, out) = k->text;
	}
}

/* again joins first. unseen: the reader took first only, so again's entries come to be read. */
static void join(fixer *f, const yaml_node *first, const yaml_node *again, bool unseen)
{
	str bytes = f->src->bytes, name = first->key->text;
	fix_step step = { .kind = FIX_KEYS, .subject = name, .at = again->key->at.beg };
	block to, from;
	if (!find_block(bytes, first->key, first, &to) || !find_block(bytes, again->key, again, &from) || from.key.beg < to.end) {
		fix_leave(f, step, "the two lists are not plain blocks, one below the other");
		return;
	}
	if (from.noted) { /* the line goes, and the comment has no place of its own elsewhere */
		fix_leave(f, step, "a comment stands behind the second key: move it to a line of its own");
		return;
	}
	str lines = moved_lines(f->a, bytes, &from, to.dash);
	if (!lines.p) {
		fix_leave(f, step, "a line of the second list is indented less than its entries");
		return;
	}
	if (!str_ends(lines, S("\n")))
		lines = arena_cat(f->a, lines, line_end_of(bytes));
	proposal p = { .step = step, .edits_n = 2, .entry = -1 };
	p.edits[0] = (edit){ .beg = to.end, .end = to.end, .text = lines };
	p.edits[1] = (edit){ .beg = from.top, .end = from.end, .text = S("") };
	if (unseen && str_eq(name, S("dependencies")))
		add_texts(f, again, &p.added);
	*LIST_PUSH(f->a, &f->asked) = p;
}

static const yaml_node *only_pip(const yaml_node *n)
{
	bool is_pip = n->kind == NODE_MAP && n->first && !n->first->next && n->first->key->kind == NODE_SCALAR &&
	              str_eq(n->first->key->text, S("pip"));
	return is_pip ? n->first : NULL;
}

/* One pair a round: where the second stood, a third may stand after it. */
void fix_double_keys(fixer *f)
{
	yaml_doc doc = yaml_read(f->a, f->src, MAX_ENV_BYTES);
	if (!doc.complete || !doc.root || doc.root->kind != NODE_MAP)
		return;
	for (const yaml_node *n = doc.root->first; n; n = n->next) {
		const yaml_node *first = n->key->kind == NODE_SCALAR ? yaml_get(doc.root, n->key->text) : n;
		bool list = str_eq(n->key->text, S("dependencies")) || str_eq(n->key->text, S("channels"));
		if (first != n && list)
			join(f, first, n, true);
		else if (first != n)
			fix_leave(f, (fix_step){ .kind = FIX_KEYS, .subject = n->key->text, .at = n->key->at.beg },
			          "only its author knows which of the two is meant");
		if (first != n)
			return;
	}
	const yaml_node *list = yaml_get(doc.root, S("dependencies")), *first = NULL;
	for (const yaml_node *n = list && list->kind == NODE_LIST ? list->first : NULL; n; n = n->next) {
		const yaml_node *pip = only_pip(n);
		if (pip && first) {
			join(f, first, pip, false);
			return;
		}
		first = first ? first : pip;
	}
}
