/* pyimports: see pyimports.h.
 *
 * A statement begins a logical line, or stands behind ';' or behind the ':' of a compound statement in
 * the same line. Only import, from, try, except, if and their like are looked into; of all others the
 * end is enough. A grammar (tree-sitter) was refused: it would be larger than the rest of envgate, for
 * two statements of the language. */
#include "read/pyimports.h"

#include "base/limits.h"
#include "read/pyimports_in.h"

/* Python's own limit on nested blocks ("too many levels of indentation"). */
enum { MAX_BLOCKS = 100 };

/* Of a dotted name: longer ones are nobody's module. */
enum { MAX_NAME_BYTES = 256 };

#define BYTE_ORDER_MARK S("\xEF\xBB\xBF")

typedef enum block_kind { BLOCK_PLAIN, BLOCK_TRY, BLOCK_EXCEPT, BLOCK_GUARD, BLOCK_EITHER } block_kind;

/* An open compound statement. PLAIN: runs; GUARD: type checkers only, or a fallback; EITHER: a test of
 * version or platform, whose else is a guard too. */
typedef struct block {
	block_kind kind;
	int indent;
	bool guards;           /* imports in it do not count */
	ptrdiff_t first, last; /* TRY and its EXCEPTs: which imports the try block has */
} block;

typedef struct parse {
	arena *a;
	const source *src;
	py_lexer x;
	import_uses *out;
	block blocks[MAX_BLOCKS];
	int n;
	block closed; /* the newest block that ended at the indent of this line */
} parse;

static str token(const parse *p)
{
	return str_sub(p->x.text, p->x.beg, p->x.end);
}

static bool is_word(const parse *p, str word)
{
	return p->x.kind == TOKEN_NAME && str_eq(token(p), word);
}

static bool is_mark(const parse *p, char c)
{
	return p->x.kind == TOKEN_MARK && p->x.mark == c;
}

static bool at_end(const parse *p)
{
	return p->x.kind == TOKEN_END || p->x.kind == TOKEN_LINE || (is_mark(p, ';') && !p->x.outside);
}

static bool is_guarded(const parse *p)
{
	for (int i = 0; i < p->n; i++)
		if (p->blocks[i].guards)
			return true;
	return false;
}

static void add(parse *p, str module, ptrdiff_t beg, ptrdiff_t end)
{
	if (p->out->n >= MAX_IMPORTS || !module.n || is_guarded(p))
		return;
	*LIST_PUSH(p->a, p->out) =
		(import_use){ .src = p->src, .module = module, .at = { .beg = beg, .end = end } };
}

/* "a . b" as "a.b"; nearly always it stands there as such. */
static str dotted(parse *p, ptrdiff_t *beg, ptrdiff_t *end)
{
	str name = { 0 };
	*beg = *end = p->x.beg;
	while (p->x.kind == TOKEN_NAME) {
		bool adjacent = name.n && p->x.beg == *end + 1;
		if (adjacent)
			name = str_sub(p->x.text, *beg, p->x.end);
		else
			name = name.n ? arena_printf(p->a, "%.*s.%.*s", SARG(name), SARG(token(p))) : token(p);
		*end = p->x.end;
		py_next(&p->x);
		if (!is_mark(p, '.') || name.n > MAX_NAME_BYTES)
			break;
		py_next(&p->x);
	}
	return name;
}

static void skip_as(parse *p)
{
	if (!is_word(p, S("as")))
		return;
	py_next(&p->x);
	if (p->x.kind == TOKEN_NAME)
		py_next(&p->x);
}

static void read_import(parse *p)
{
	ptrdiff_t beg, end;
	do {
		py_next(&p->x);
		str module = dotted(p, &beg, &end);
		add(p, module, beg, end);
		skip_as(p);
	} while (is_mark(p, ','));
}

static void read_from(parse *p)
{
	ptrdiff_t beg, end;
	py_next(&p->x);
	if (is_mark(p, '.'))
		return; /* relative: this project's own */
	str module = dotted(p, &beg, &end);
	if (!module.n || !is_word(p, S("import")))
		return;
	bool any = false;
	do {
		py_next(&p->x);
		if (is_mark(p, '('))
			py_next(&p->x);
		if (p->x.kind != TOKEN_NAME)
			break; /* "*", or the ")" behind a last comma */
		add(p, arena_printf(p->a, "%.*s.%.*s", SARG(module), SARG(token(p))), beg, end);
		any = true;
		py_next(&p->x);
		skip_as(p);
	} while (is_mark(p, ','));
	if (!any)
		add(p, module, beg, end);
}

/* The words up to the ':' of a compound statement. */
typedef struct head {
	bool typing, either, import_error, any_name;
} head;

static head read_head(parse *p)
{
	static const str errors[] = { S_INIT("ImportError"), S_INIT("ModuleNotFoundError"), S_INIT("Exception"),
		                      S_INIT("BaseException") };
	static const str eithers[] = { S_INIT("version_info"), S_INIT("platform"), S_INIT("PY2"), S_INIT("PY3") };
	head h = { 0 };
	py_next(&p->x);
	while (p->x.kind != TOKEN_END && p->x.kind != TOKEN_LINE && !(is_mark(p, ':') && !p->x.outside)) {
		h.any_name |= p->x.kind == TOKEN_NAME;
		h.typing |= is_word(p, S("TYPE_CHECKING"));
		for (size_t k = 0; k < sizeof errors / sizeof *errors; k++) {
			h.import_error |= is_word(p, errors[k]);
			h.either |= is_word(p, eithers[k]);
		}
		py_next(&p->x);
	}
	return h;
}

/* What a try block imports is optional once one of its except clauses expects that to fail. */
static void forget(parse *p, const block *tried)
{
	for (ptrdiff_t i = tried->first; i < tried->last; i++)
		p->out->at[i].module = (str){ 0 };
}

static block open_block(parse *p, str word, const head *h)
{
	block b = { .kind = BLOCK_PLAIN, .indent = p->x.indent, .first = p->out->n };
	bool after_try = p->closed.kind == BLOCK_TRY || p->closed.kind == BLOCK_EXCEPT;
	if (str_eq(word, S("try"))) {
		b.kind = BLOCK_TRY;
	} else if (str_eq(word, S("except")) && after_try) {
		b = p->closed;
		b.kind = BLOCK_EXCEPT;
		b.guards = h->import_error || !h->any_name;
		if (b.guards)
			forget(p, &b);
		b.first = b.guards ? b.last : b.first; /* once: the next clause has nothing to add */
	} else if (str_eq(word, S("if")) || str_eq(word, S("elif"))) {
		bool either = h->either || (str_eq(word, S("elif")) && p->closed.kind == BLOCK_EITHER);
		b.kind = either ? BLOCK_EITHER : h->typing ? BLOCK_GUARD : BLOCK_PLAIN;
		b.guards = b.kind != BLOCK_PLAIN;
	} else if (str_eq(word, S("else")) && p->closed.kind == BLOCK_EITHER) {
		b.kind = BLOCK_EITHER;
		b.guards = true;
	}
	return b;
}

/* False for a word that opens no block. Else p stands behind the ':'. */
static bool read_compound(parse *p)
{
	static const str words[] = {
		S_INIT("try"),  S_INIT("except"), S_INIT("finally"), S_INIT("if"),  S_INIT("elif"),
		S_INIT("else"), S_INIT("for"),    S_INIT("while"),   S_INIT("with"), S_INIT("def"),
		S_INIT("class"),
	};
	str word = token(p);
	size_t k = 0;
	while (k < sizeof words / sizeof *words && !str_eq(word, words[k]))
		k++;
	if (k == sizeof words / sizeof *words)
		return false;
	head h = read_head(p);
	block b = open_block(p, word, &h);
	if (p->n < MAX_BLOCKS)
		p->blocks[p->n++] = b;
	p->closed = (block){ .kind = BLOCK_PLAIN };
	return true;
}

/* A new logical line ends the blocks that are not indented less. */
static void close_blocks(parse *p)
{
	p->closed = (block){ .kind = BLOCK_PLAIN };
	while (p->n > 0 && p->blocks[p->n - 1].indent >= p->x.indent) {
		block *b = &p->blocks[--p->n];
		if (b->kind == BLOCK_TRY)
			b->last = p->out->n;
		if (b->indent == p->x.indent)
			p->closed = *b;
	}
}

static void statement(parse *p)
{
	if (is_word(p, S("async")))
		py_next(&p->x);
	if (is_word(p, S("import")))
		read_import(p);
	else if (is_word(p, S("from")))
		read_from(p);
	else if (p->x.kind == TOKEN_NAME && read_compound(p))
		return; /* what follows in the line is a statement again */
	while (!at_end(p))
		py_next(&p->x);
}

/* Lines and columns, and out with what was forgotten. */
static void finish(parse *p, ptrdiff_t first)
{
	str text = p->x.text;
	ptrdiff_t kept = first, i = str_starts(text, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.n : 0;
	int line = 1, col = 1;
	for (ptrdiff_t k = first; k < p->out->n; k++) {
		import_use u = p->out->at[k];
		if (!u.module.p)
			continue;
		for (; i < u.at.beg; i++) {
			line += text.p[i] == '\n';
			col = text.p[i] == '\n' ? 1 : col + (((unsigned char)text.p[i] & 0xC0) != 0x80);
		}
		u.at.line = line;
		u.at.col = col;
		p->out->at[kept++] = u;
	}
	p->out->n = kept;
}

void pyimports_read(arena *a, const source *src, import_uses *out)
{
	str text = src->bytes;
	parse p = { .a = a, .src = src, .out = out, .x = { .text = text, .line_start = true } };
	p.x.i = str_starts(text, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.n : 0;
	ptrdiff_t first = out->n;
	bool fresh = true;
	for (py_next(&p.x); p.x.kind != TOKEN_END; py_next(&p.x)) {
		if (fresh)
			close_blocks(&p);
		fresh = false;
		statement(&p);
		fresh = p.x.kind == TOKEN_LINE;
		if (p.x.kind == TOKEN_END)
			break;
	}
	finish(&p, first);
}
