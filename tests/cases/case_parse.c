/* case_parse: a .case file to test cases. Strict, because a misspelt block would be a test that
 * cannot fail. */
#include "case.h"

#include <stdio.h>

static const struct {
	const char *word;
	block_kind kind;
} kinds[] = {
	{ "base",    BLOCK_BASE },
	{ "head",    BLOCK_HEAD },
	{ "side",    BLOCK_SIDE },
	{ "beside",  BLOCK_BESIDE },
	{ "renamed", BLOCK_RENAMED },
	{ "policy",  BLOCK_POLICY },
	{ "expect",  BLOCK_EXPECT },
	{ "changes", BLOCK_CHANGES },
	{ "date",    BLOCK_DATE },
	{ "commits", BLOCK_COMMITS },
	{ "target",  BLOCK_TARGET },
	{ "accept",  BLOCK_ACCEPT },
	{ "both",    BLOCK_BOTH },
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static str next_word(str *rest)
{
	*rest = str_trim(*rest);
	ptrdiff_t n = 0;
	while (n < rest->n && !is_space(rest->p[n]))
		n++;
	str word = str_head(*rest, n);
	*rest = str_trim(str_from(*rest, n));
	return word;
}

/* "head env.yml (escaped)" to a block; false for an unknown word. */
static bool parse_head(str line, block *out)
{
	str rest = line;
	str word = next_word(&rest);
	int k = 0;
	while (k < KIND_COUNT && !str_eq(word, str_of(kinds[k].word)))
		k++;
	if (k == KIND_COUNT)
		return false;
	out->kind = kinds[k].kind;
	ptrdiff_t open = str_find_byte(rest, '(');
	if (open >= 0 && str_ends(rest, S(")"))) {
		out->note = str_sub(rest, open + 1, rest.n - 1);
		rest = str_trim(str_head(rest, open));
	}
	out->path = rest.n > 0 ? next_word(&rest) : S("environment.yml");
	out->other = next_word(&rest);
	return rest.n == 0 && (out->kind == BLOCK_RENAMED) == (out->other.n > 0);
}

static int hex_value(char c)
{
	return is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10;
}

static str unescape(arena *a, str text)
{
	buf out = buf_new(a);
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char next = text.p[i] == '\\' && i + 1 < text.n ? text.p[i + 1] : 0;
		if (next == 'x' && i + 3 < text.n && is_hex(text.p[i + 2]) && is_hex(text.p[i + 3])) {
			buf_char(&out, (char)(hex_value(text.p[i + 2]) * 16 + hex_value(text.p[i + 3])));
			i += 3;
		} else if (next == 't' || next == 'r' || next == 'n') {
			buf_char(&out, next == 't' ? '\t' : next == 'r' ? '\r' : '\n');
			i++;
		} else {
			buf_char(&out, text.p[i]);
		}
	}
	return out.n ? buf_str(&out) : S("");
}

bool cases_parse(arena *a, str text, test_cases *out, str *why)
{
	test_case *c = NULL;
	block *b = NULL;
	ptrdiff_t at = 0;
	for (int n = 1; at < text.n; n++) {
		ptrdiff_t end = str_find_byte(str_from(text, at), '\n');
		end = end < 0 ? text.n : at + end;
		str line = str_sub(text, at, end);
		at = end < text.n ? end + 1 : end;
		if (str_starts(line, S("== "))) {
			c = LIST_PUSH(a, out);
			*c = (test_case){ .title = str_trim(str_from(line, 3)), .line = n };
			b = NULL;
		} else if (c && str_starts(line, S("-- "))) {
			b = LIST_PUSH(a, &c->blocks);
			*b = (block){ .line = n, .text = { text.p + at, 0 } };
			if (!parse_head(str_from(line, 3), b)) {
				*why = arena_printf(a, "%d: no such block: %.*s", n, SARG(line));
				return false;
			}
		} else if (b) {
			b->text.n = text.p + at - b->text.p;
		} else if (str_trim(line).n > 0 && !str_starts(line, S("#"))) {
			*why = arena_printf(a, "%d: text outside a block: %.*s", n, SARG(line));
			return false;
		}
	}
	for (ptrdiff_t i = 0; i < out->n; i++)
		for (ptrdiff_t k = 0; k < out->at[i].blocks.n; k++)
			if (str_eq(out->at[i].blocks.at[k].note, S("escaped")))
				out->at[i].blocks.at[k].text = unescape(a, out->at[i].blocks.at[k].text);
	return true;
}

bool text_of_file(arena *a, const char *path, str *out)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	buf b = buf_new(a);
	char piece[16 * 1024];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_put(&b, (str){ piece, (ptrdiff_t)n });
	bool whole = !ferror(f);
	fclose(f);
	*out = b.n ? buf_str(&b) : S("");
	return whole;
}
