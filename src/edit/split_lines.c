/* split_lines: which line of the file goes into which files.
 *
 * Lines are claimed by what stands in them: a key of the file with its value, an entry of the dependencies, an entry of
 * the pip list. A comment on lines of its own belongs to what stands below it; one that begins in the column of the
 * comment above, at the end of an entry's line, continues that one. What nobody claims stays where it is. Two things on
 * one line, or a line that is claimed twice, are refused: they would have to be written anew. */
#include "edit/split_in.h"

#include "base/limits.h"
#include "spec/names.h"

ptrdiff_t split_line_of(const splitter *s, ptrdiff_t at)
{
	ptrdiff_t lo = 0, hi = s->n;
	while (lo + 1 < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (s->lines[mid].beg <= at)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

str split_line_text(const splitter *s, ptrdiff_t line)
{
	return str_sub(s->bytes, s->lines[line].beg, s->lines[line].end);
}

bool split_refuse(splitter *s, const char *why, ptrdiff_t at)
{
	if (!s->out->why) {
		s->out->why = why;
		s->out->why_line = (int)split_line_of(s, at) + 1;
	}
	return false;
}

/* ---- where a value ends ---- */

static bool is_flow(const splitter *s, const yaml_node *n)
{
	char first = n->at.beg < s->bytes.n ? s->bytes.p[n->at.beg] : '\0';
	return first == '[' || first == '{' || first == '*';
}

/* The last byte of a value: of a block that of its last scalar, because a block's own end runs past comments. */
static ptrdiff_t last_byte(const splitter *s, const yaml_node *n)
{
	for (int depth = 0; n->kind != NODE_SCALAR && !is_flow(s, n) && n->first && depth < MAX_YAML_DEPTH; depth++) {
		n = n->first;
		while (n->next)
			n = n->next;
	}
	ptrdiff_t end = n->at.end;
	while (end > n->at.beg && is_space(s->bytes.p[end - 1])) /* a | text has its line end */
		end--;
	return end > n->at.beg ? end - 1 : n->key ? n->key->at.beg : n->at.beg;
}

static ptrdiff_t first_byte(const yaml_node *n)
{
	return n->kind == NODE_MAP && n->first ? n->first->key->at.beg : n->at.beg;
}

/* ---- comments ---- */

static bool is_comment(const splitter *s, ptrdiff_t line)
{
	return line >= 0 && line < s->n && str_starts(str_trim(split_line_text(s, line)), S("#"));
}

/* The column of the comment at the end of a line that a value ends in; -1: there is none. */
static ptrdiff_t comment_column(const splitter *s, ptrdiff_t line, ptrdiff_t behind)
{
	str rest = str_sub(s->bytes, behind, s->lines[line].end);
	ptrdiff_t hash = str_find(rest, S(" #"));
	hash = hash < 0 ? str_find(rest, S("\t#")) : hash;
	return hash < 0 ? -1 : behind + hash + 1 - s->lines[line].beg;
}

static bool claim(splitter *s, ptrdiff_t first, ptrdiff_t last, split_files files)
{
	for (ptrdiff_t i = first; i <= last; i++) {
		if (s->lines[i].files)
			return split_refuse(s, "two of its parts stand on one line", s->lines[i].beg);
		s->lines[i].files = files;
	}
	return true;
}

/* The lines of an entry, or of a key, whose last byte is given, with its comments. */
static bool claim_with_comments(splitter *s, ptrdiff_t beg, ptrdiff_t last_at, split_files files)
{
	ptrdiff_t first = split_line_of(s, beg), last = split_line_of(s, last_at);
	if (!claim(s, first, last, files))
		return false;
	for (ptrdiff_t i = first - 1; is_comment(s, i) && !s->lines[i].files; i--)
		s->lines[i].files = files;
	ptrdiff_t column = comment_column(s, last, last_at + 1);
	for (ptrdiff_t i = last + 1; column >= 0 && is_comment(s, i) && str_find_byte(split_line_text(s, i), '#') == column; i++)
		s->lines[i].files = files;
	return true;
}

/* ---- entries ---- */

/* Whether only a dash stands before it on its line. */
static bool is_dashed(const splitter *s, ptrdiff_t beg)
{
	str before = str_trim(str_sub(s->bytes, s->lines[split_line_of(s, beg)].beg, beg));
	return str_eq(before, S("-"));
}

/* A node begins behind its quote, anchor or tag: what stands there is part of no plain entry. */
static bool must_be_dashed(splitter *s, ptrdiff_t beg)
{
	return is_dashed(s, beg) || split_refuse(s, "not each entry stands behind a dash, on a line of its own", beg);
}

static split_files files_of_name(const splitter *s, const spec *p)
{
	if (names_is_python(p->name) || (p->manager == MANAGER_CONDA && str_eq(p->name, S("pip"))))
		return IN_ALL;
	if (s->wish->only.n && !strs_has(&s->wish->only, p->name))
		return IN(SPLIT_PROD);
	split_role r = p->name.n ? split_role_of(p->name) : SPLIT_PROD;
	if (r == SPLIT_TEST && !s->wish->roles[SPLIT_TEST])
		r = SPLIT_DEV;
	return (split_files)(s->wish->roles[r] ? IN(r) : IN(SPLIT_PROD));
}

/* The entries that begin from beg up to last; what has none, or entries of several roles, stays. */
static split_files files_of_entries(const splitter *s, ptrdiff_t beg, ptrdiff_t last)
{
	const specs *all = &s->env->specs;
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (all->at[mid].at.beg < beg)
			lo = mid + 1;
		else
			hi = mid;
	}
	split_files files = 0;
	for (; lo < all->n && all->at[lo].at.beg <= last; lo++) {
		split_files mine = files_of_name(s, &all->at[lo]);
		if (files && files != mine)
			mine = IN(SPLIT_PROD);
		files = mine;
	}
	return files ? files : IN(SPLIT_PROD);
}

static const yaml_node *pip_list(const yaml_node *n)
{
	bool is_pip = n->kind == NODE_MAP && n->first && !n->first->next && n->first->key->kind == NODE_SCALAR &&
	              str_eq(n->first->key->text, S("pip")) && n->first->kind == NODE_LIST;
	return is_pip ? n->first : NULL;
}

static bool is_option(const splitter *s, const yaml_node *n)
{
	const pip_options *all = &s->env->options;
	ptrdiff_t lo = 0, hi = all->n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (all->at[mid].at.beg < n->at.beg)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < all->n && all->at[lo].at.end <= n->at.end && !all->at[lo].on_requirement;
}

/* The pip key and the options below it go wherever one of the requirements goes. */
static bool deal_pip(splitter *s, const yaml_node *list)
{
	split_files all = 0;
	for (const yaml_node *n = list->first; n; n = n->next)
		if (!is_option(s, n))
			all = (split_files)(all | files_of_entries(s, n->at.beg, last_byte(s, n)));
	all = all ? all : IN(SPLIT_PROD);
	if (!claim_with_comments(s, list->key->at.beg, list->key->at.beg, all))
		return false;
	for (const yaml_node *n = list->first; n; n = n->next) {
		split_files mine = is_option(s, n) ? all : files_of_entries(s, n->at.beg, last_byte(s, n));
		if (!must_be_dashed(s, n->at.beg) || !claim_with_comments(s, n->at.beg, last_byte(s, n), mine))
			return false;
	}
	return true;
}

static bool deal_entries(splitter *s, const yaml_node *list)
{
	for (const yaml_node *n = list->first; n; n = n->next) {
		const yaml_node *pip = pip_list(n);
		if (!must_be_dashed(s, first_byte(n)))
			return false;
		if (pip && !is_flow(s, pip)) {
			if (!deal_pip(s, pip))
				return false;
			continue;
		}
		split_files files = files_of_entries(s, first_byte(n), last_byte(s, n));
		if (!claim_with_comments(s, first_byte(n), last_byte(s, n), files))
			return false;
	}
	return true;
}

/* ---- the whole file ---- */

static bool is_key(const yaml_node *n, str name)
{
	return n->key->kind == NODE_SCALAR && str_eq(n->key->text, name);
}

/* Where "-dev" goes: behind the name, before its closing quote. */
static bool find_name(splitter *s, const yaml_node *n)
{
	str whole = str_sub(s->bytes, n->at.beg, n->at.end);
	ptrdiff_t quote = whole.n > 0 && (whole.p[0] == '"' || whole.p[0] == '\'');
	if (n->kind != NODE_SCALAR || n->text.n == 0 || whole.n != n->text.n + 2 * quote)
		return split_refuse(s, "its name is not written in plain words", n->at.beg);
	s->name_at = n->at.end - quote;
	return true;
}

/* A key and its value. Comments inside of it go along; those above it are about the whole file, and stay. */
static bool deal_key(splitter *s, const yaml_node *n)
{
	ptrdiff_t first = split_line_of(s, n->key->at.beg);
	str before = str_sub(s->bytes, s->lines[first].beg, n->key->at.beg);
	if (before.n > 0 && !str_eq(before, S("\xef\xbb\xbf")))
		return split_refuse(s, "not each of its keys begins a line", n->key->at.beg);
	if (is_key(n, S("dependencies"))) {
		if (n->kind != NODE_LIST || is_flow(s, n))
			return split_refuse(s, "its dependencies are written in brackets; one entry a line can be moved", n->at.beg);
		return claim(s, first, first, IN_ALL) && deal_entries(s, n);
	}
	if (is_key(n, S("name")) && !find_name(s, n))
		return false;
	split_files files = is_key(n, S("prefix")) ? IN(SPLIT_PROD) : IN_ALL;
	return claim(s, first, split_line_of(s, last_byte(s, n)), files);
}

bool split_deal(splitter *s, const yaml_node *root)
{
	if (!root || root->kind != NODE_MAP || is_flow(s, root))
		return split_refuse(s, "it is not written as a block, one key a line", 0);
	for (const yaml_node *n = root->first; n; n = n->next)
		if (!deal_key(s, n))
			return false;
	ptrdiff_t first = split_line_of(s, root->first ? root->first->key->at.beg : 0);
	for (ptrdiff_t i = 0; i < s->n; i++) {
		str text = split_line_text(s, i);
		bool head = i < first && (str_starts(text, S("%")) || str_starts(text, S("---")));
		if (!s->lines[i].files)
			s->lines[i].files = head ? IN_ALL : IN(SPLIT_PROD);
	}
	return true;
}
