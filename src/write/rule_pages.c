/* rule_pages: see rule_pages.h. Our own text, so nothing is escaped. */
#include "write/rule_pages.h"

str rule_page_named(str name)
{
	for (int i = 0; i < RULE_PAGE_COUNT; i++)
		if (str_eq(RULE_PAGES[i].name, name))
			return RULE_PAGES[i].text;
	return (str){ 0 };
}

/* [words](target) at text's beginning: the words, and in *n how long all of it is; absent: no link. */
static str link_words(str text, ptrdiff_t *n)
{
	ptrdiff_t middle = str_find(text, S("]("));
	ptrdiff_t end = middle < 0 ? -1 : middle + str_find_byte(str_from(text, middle), ')');
	str words = str_sub(text, 1, middle);
	bool is_link = text.n && text.p[0] == '[' && middle > 0 && end > middle && str_find_byte(words, '\n') < 0 &&
	               str_find_byte(words, '[') < 0;
	*n = end + 1;
	return is_link ? words : (str){ 0 };
}

static str without_links(arena *a, str text)
{
	if (str_find(text, S("](")) < 0)
		return text;
	buf b = buf_new(a);
	for (ptrdiff_t at; (at = str_find_byte(text, '[')) >= 0;) {
		buf_put(&b, str_head(text, at));
		text = str_from(text, at);
		ptrdiff_t n = 0;
		str words = link_words(text, &n);
		buf_put(&b, words.p ? words : S("["));
		text = str_from(text, words.p ? n : 1);
	}
	buf_put(&b, text);
	return buf_str(&b);
}

str rule_page_part(arena *a, str id, str heading)
{
	buf name = buf_new(a);
	for (ptrdiff_t i = 0; i < id.n; i++)
		buf_char(&name, id.p[i] == '/' ? '-' : id.p[i]);
	str page = rule_page_named(buf_str(&name));
	str line = arena_printf(a, "\n## %.*s\n", SARG(heading));
	ptrdiff_t at = str_find(page, line);
	if (at < 0)
		return (str){ 0 };
	str rest = str_from(page, at + line.n);
	ptrdiff_t end = str_find(rest, S("\n## "));
	return without_links(a, str_trim(end < 0 ? rest : str_head(rest, end)));
}
