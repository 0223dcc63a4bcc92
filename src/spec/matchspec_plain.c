/* matchspec_plain: the short way through the specs that people write: "numpy", "numpy=1.26",
 * "numpy==1.26.4", "numpy >=1.26,<2", "numpy=1.26.4=py312_0". The long way keeps all of conda's
 * surprises, and costs 30,000 instructions and 1.5 KB for each of the ten thousand specs that a file
 * may hold; this costs a twentieth. Refused: to make the long way itself faster, whose steps lie
 * beside conda's own so that the two can be compared.
 *
 * Only words of ASCII letters and digits parted by single dots (in names also '_' and '-') are taken,
 * because these are valid versions and names whatever they spell; at the first sign of anything else
 * the long way decides. What is taken is exactly what the long way gives: tests/two_ways.h compares,
 * for every vector and every input of the fuzzer. */
#include "spec/matchspec_in.h"

#include "base/buf.h"

enum { MOST_RELATIONS = 2 };

/* A spec taken apart; all texts are parts of the input. */
typedef struct plain {
	str text;
	ptrdiff_t at; /* bytes of text read so far */
	str name, version, build;
	bool prefix;  /* version stands for all that begins with it */
	struct relation { str op, version; } of[MOST_RELATIONS];
	int relations;
} plain;

static void skip_spaces(plain *s)
{
	while (s->at < s->text.n && s->text.p[s->at] == ' ')
		s->at++;
}

static bool take(plain *s, str word)
{
	bool there = str_starts(str_from(s->text, s->at), word);
	s->at += there ? word.n : 0;
	return there;
}

/* The longest text of letters and digits parted by single separators; absent if there is none. */
static str take_words(plain *s, str separators)
{
	const char *beg = s->text.p + s->at, *all = s->text.p + s->text.n, *end = beg, *p = beg;
	while (p < all && is_alnum(*p)) {
		while (p < all && is_alnum(*p))
			p++;
		end = p;
		if (p < all && str_find_byte(separators, *p) >= 0)
			p++;
	}
	s->at += end - beg;
	return end > beg ? (str){ beg, end - beg } : (str){ 0 };
}

/* conda lower-cases names, and takes a text that ends like a package's file for a path. */
static bool take_name(plain *s)
{
	s->name = take_words(s, S("._-"));
	for (ptrdiff_t i = 0; i < s->name.n; i++)
		if (to_lower(s->name.p[i]) != s->name.p[i])
			return false;
	return s->name.n > 0 && !package_extension(s->text).p;
}

/* Without a digit in front "a if b" would have a version. */
static bool take_version(plain *s, str *version)
{
	*version = take_words(s, S("."));
	return version->n > 0 && is_digit(version->p[0]);
}

/* ">=1.2", ">=1.2,<2". Spaces may stand around, but behind an operator only one: conda takes what
 * follows two for a build. */
static bool take_relations(plain *s)
{
	static const str ops[] = { S_INIT("<="), S_INIT(">="), S_INIT("<"), S_INIT(">") };
	do {
		struct relation *r = &s->of[s->relations++];
		skip_spaces(s);
		for (size_t i = 0; i < sizeof ops / sizeof ops[0] && !r->op.p; i++)
			if (take(s, ops[i]))
				r->op = ops[i];
		(void)take(s, S(" "));
		if (!r->op.p || !take_version(s, &r->version))
			return false;
		skip_spaces(s);
	} while (s->relations < MOST_RELATIONS && take(s, S(",")));
	return true;
}

/* "=1.2" and "1.2.*" are prefixes, "==1.2" and "1.2" exact, and so is any with a build behind it. */
static bool take_pin(plain *s)
{
	bool one = !take(s, S("==")) && take(s, S("="));
	(void)take(s, S(" "));
	if (!take_version(s, &s->version))
		return false;
	s->prefix = take(s, S(".*"));
	if (s->prefix || s->at == s->text.n) {
		s->prefix = s->prefix || one;
		return true;
	}
	if (!take(s, S("=")) && !take(s, S(" ")))
		return false;
	s->build = take_words(s, S("._"));
	return s->build.n > 0;
}

static bool take_apart(plain *s)
{
	if (!take_name(s))
		return false;
	skip_spaces(s);
	if (s->at == s->text.n)
		return true;
	char c = s->text.p[s->at];
	return (c == '<' || c == '>' ? take_relations(s) : take_pin(s)) && s->at == s->text.n;
}

/* name[version='>=1.2,<2']; its version is a part of it. */
static void write_relations(buf *out, const plain *s, matchspec *m)
{
	buf_put(out, S("[version='"));
	ptrdiff_t beg = out->n;
	for (int i = 0; i < s->relations; i++) {
		buf_put(out, i ? S(",") : S(""));
		buf_put(out, s->of[i].op);
		buf_put(out, s->of[i].version);
	}
	m->version = str_from(buf_str(out), beg);
	buf_put(out, S("']"));
	m->canonical = buf_str(out);
}

/* name=1.2, whose version is 1.2.*, name==1.2 or name==1.2=build. */
static void write_pin(buf *out, const plain *s, matchspec *m)
{
	buf_put(out, s->prefix ? S("=") : S("=="));
	ptrdiff_t beg = out->n, end;
	buf_put(out, s->version);
	end = out->n;
	if (s->prefix) {
		buf_put(out, S(".*"));
		m->version = str_from(buf_str(out), beg);
		m->canonical = str_head(buf_str(out), end);
		return;
	}
	if (s->build.n) {
		buf_put(out, S("="));
		buf_put(out, s->build);
		m->build = s->build;
	}
	m->version = str_sub(buf_str(out), beg, end);
	m->canonical = buf_str(out);
}

/* name=1.2 and name==1.2 without any space are conda's own text. */
static bool is_canonical(const plain *s)
{
	ptrdiff_t marks = s->prefix ? 1 : 2;
	return s->version.n && !s->build.n && s->text.p[s->name.n] == '=' &&
	       s->text.n == s->name.n + marks + s->version.n;
}

const matchspec *matchspec_plain(arena *a, str text)
{
	static const matchspec_rare none = { 0 };
	enum { TO_RELATIONS = sizeof "[version='']", TO_PIN = sizeof ".*" }; /* most that is added */
	plain s = { .text = text };
	if (!take_apart(&s))
		return NULL;
	matchspec *m = NEW(a, matchspec);
	*m = (matchspec){ .name = s.name, .canonical = s.name, .rare = &none, .name_end = s.name.n,
		.plain = true };
	if (text.n == s.name.n)
		return m;
	if (is_canonical(&s)) {
		m->canonical = text;
		m->version = s.prefix ? arena_cat(a, s.version, S(".*")) : s.version;
		return m;
	}
	buf out = buf_sized(a, text.n + (s.relations ? TO_RELATIONS : TO_PIN));
	buf_put(&out, s.name);
	if (s.relations)
		write_relations(&out, &s, m);
	else if (s.version.n)
		write_pin(&out, &s, m);
	return m;
}
