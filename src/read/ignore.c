/* ignore: see ignore.h. A comment is found in the bytes, because a YAML tree has none: the first '#' of
 * a line that begins it or follows a blank, and does not stand in a quoted or block scalar. Plain
 * scalars end at such a '#' by themselves. Where libyaml sees more comments than that ("x"#y), we see
 * none: an ignore that is missed fails the gate, one that is invented opens it.
 *
 * Nothing is guessed. A comment that was meant to be an ignore and cannot be one becomes a problem:
 * silence would look like consent until the day somebody wonders why the gate still fails. */
#include "read/ignore.h"

#include "base/limits.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "read/suggest.h"
#include "read/yaml_text.h"

#include <string.h>

static const str marker = S_INIT("envgate-ignore");

/* One line of the file, without its end. */
typedef struct file_line {
	str text;
	ptrdiff_t beg;
	int number;
	ptrdiff_t hash; /* where its comment begins; -1: none */
} file_line;

typedef struct reader {
	arena *a;
	env *out;
	LIST(span) opaque; /* quoted and block scalars, by place */
	file_line below;   /* the last answer of line_below */
	bool full;         /* MAX_SPECS ignores: a problem says so */
} reader;

bool ignore_may_name(rule_id rule)
{
	static const str in_policy_only[] = {
		S_INIT("file/"), S_INIT("waiver/"), S_INIT("change/policy"), S_INIT("change/removed"),
		S_INIT("lock/tampered"), S_INIT("lock/source"),
	};
	for (size_t i = 0; i < sizeof in_policy_only / sizeof *in_policy_only; i++)
		if (str_starts(RULES[rule].id, in_policy_only[i]))
			return false;
	return true;
}

static int by_beg(const void *x, const void *y)
{
	const span *s = x, *t = y;
	return (s->beg > t->beg) - (s->beg < t->beg);
}

/* depth: what an alias stands for was walked where it stands, so no node is missed by stopping. */
static void learn_opaque(reader *r, const yaml_node *n, int depth)
{
	for (; n && depth > 0; n = n->next) {
		if (n->key)
			learn_opaque(r, n->key, 1);
		if (n->kind == NODE_SCALAR && !n->plain)
			*LIST_PUSH(r->a, &r->opaque) = n->at;
		learn_opaque(r, n->first, depth - 1);
	}
}

static bool is_opaque(const reader *r, ptrdiff_t at)
{
	ptrdiff_t lo = 0, hi = r->opaque.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (r->opaque.at[mid].beg <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 && at < r->opaque.at[lo - 1].end;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static ptrdiff_t find_comment(const reader *r, str line, ptrdiff_t beg)
{
	for (ptrdiff_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || is_blank(line.p[i - 1])) && !is_opaque(r, beg + i))
			return i;
	return -1;
}

/* The line that begins at byte beg. */
static file_line line_at(const reader *r, ptrdiff_t beg, int number)
{
	str rest = str_from(r->out->src->bytes, beg);
	ptrdiff_t end = str_find_byte(rest, '\n');
	file_line l = { .text = end < 0 ? rest : str_head(rest, end), .beg = beg, .number = number };
	if (str_ends(l.text, S("\r")))
		l.text.n--;
	l.hash = find_comment(r, l.text, beg);
	return l;
}

static bool stands_alone(const file_line *l)
{
	return l->hash >= 0 && str_trim(str_head(l->text, l->hash)).n == 0;
}

/* The line that a comment alone on its line is about: the next one that is more than a comment. The
 * comments above it share it, however many there are. */
static file_line line_below(reader *r, file_line l)
{
	str bytes = r->out->src->bytes;
	if (l.number < r->below.number)
		return r->below;
	do {
		ptrdiff_t end = l.beg + l.text.n;
		l = line_at(r, end + str_starts(str_from(bytes, end), S("\r")) + 1, l.number + 1);
	} while (stands_alone(&l));
	r->below = l;
	return l;
}

static span place(const file_line *l, ptrdiff_t beg, ptrdiff_t end)
{
	int col = (int)utf8_count(str_head(l->text, beg)) + 1;
	return (span){ l->beg + beg, l->beg + end, l->number, col };
}

/* A comment that cannot count. subject and evidence are its text, so that moving it is no news. */
static void cannot(reader *r, span at, str why, str hint)
{
	str text = str_sub(r->out->src->bytes, at.beg, at.end);
	str what = arena_cat(r->a, S("this ignore has no effect: "), why);
	*LIST_PUSH(r->a, &r->out->problems) = (problem){
		.code = PROBLEM_IGNORE, .at = at, .subject = text, .evidence = text, .what = what, .hint = hint,
	};
}

static str next_word(str *rest)
{
	ptrdiff_t n = 0;
	*rest = str_trim(*rest);
	while (n < rest->n && !is_space(rest->p[n]))
		n++;
	str word = str_head(*rest, n);
	*rest = str_trim(str_from(*rest, n));
	return word;
}

static int number_of(str digits)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < digits.n; i++)
		n = is_digit(digits.p[i]) ? n * 10 + digits.p[i] - '0' : -1000000;
	return n;
}

/* A day of the Gregorian calendar as YYYY-MM-DD. */
static bool is_day(str s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return false;
	int year = number_of(str_head(s, 4)), month = number_of(str_sub(s, 5, 7));
	int day = number_of(str_from(s, 8));
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (leap && month == 2);
}

static bool read_rule(reader *r, span at, str word, rule_id *out)
{
	*out = rule_find(word);
	if (*out < RULE_COUNT && ignore_may_name(*out))
		return true;
	if (*out == RULE_COUNT) {
		str ids[RULE_COUNT];
		for (int i = 0; i < RULE_COUNT; i++)
			ids[i] = RULES[i].id;
		str why = word.n ? arena_printf(r->a, "there is no rule '%.*s'", SARG(str_head(word, 60)))
		                 : S("it names no rule");
		cannot(r, at, why,
		       suggest_hint(r->a, word, ids, RULE_COUNT,
		                    S("write one rule in full: # envgate-ignore: pin/missing until=2026-12-31 reason")));
	} else if (str_starts(word, S("waiver/"))) {
		cannot(r, at, arena_printf(r->a, "%.*s is about ignores, and cannot be ignored", SARG(word)),
		       S("correct or delete the comment that it is about"));
	} else if (*out == RULE_file_policy) {
		cannot(r, at, S("file/policy cannot be waived"),
		       S("delete this comment, and repair .envgate.yml"));
	} else {
		cannot(r, at, arena_printf(r->a, "%.*s can be waived in the policy only", SARG(word)),
		       S("write it under 'waivers:' in .envgate.yml, with rule, path and reason"));
	}
	return false;
}

/* "RULE until=DATE reason"; false when that cannot count, and a problem says why. */
static bool read_words(reader *r, span at, str body, suppression *out)
{
	str rule = next_word(&body), rest = body, until = next_word(&rest);
	if (!read_rule(r, at, rule, &out->rule))
		return false;
	if (str_starts(until, S("until="))) {
		out->until = str_from(until, 6);
		body = rest;
	}
	if (out->until.p && !is_day(out->until)) {
		cannot(r, at, arena_printf(r->a, "'%.*s' is no date", SARG(str_head(out->until, 60))),
		       S("write the last day that it counts: until=2026-12-31"));
		return false;
	}
	out->reason = body.n ? body : (str){ 0 };
	for (str word; (word = next_word(&body)).n > 0;)
		if (str_starts(word, S("until="))) {
			cannot(r, at, S("its 'until=' does not stand right behind the rule"),
			       S("write: # envgate-ignore: RULE until=2026-12-31 reason"));
			return false;
		}
	return true;
}

/* The first entry that ends behind a byte; entries are in file order and do not overlap. */
static ptrdiff_t first_entry_behind(const env *e, ptrdiff_t byte)
{
	ptrdiff_t lo = 0, hi = e->specs.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (e->specs.at[mid].at.end <= byte)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void push(reader *r, const suppression *s)
{
	if (r->out->ignores.n < MAX_SPECS) {
		*LIST_PUSH(r->a, &r->out->ignores) = *s;
		return;
	}
	if (!r->full) {
		problem *p = LIST_PUSH(r->a, &r->out->problems);
		*p = (problem){ .code = PROBLEM_TOO_LARGE, .at = s->at };
		p->subject = p->evidence = S("ignores");
		p->what = arena_printf(r->a, "more than %d ignores, which is the limit", MAX_SPECS);
	}
	r->full = true;
	r->out->complete = false;
}

/* One row for each entry on the line that it is about. */
static void promise(reader *r, suppression *s, const file_line *about)
{
	str before = about->hash < 0 ? about->text : str_head(about->text, about->hash);
	ptrdiff_t end = about->beg + before.n;
	bool any = false;
	s->covers_line = about->number;
	s->beside = str_trim(before);
	for (ptrdiff_t i = first_entry_behind(r->out, about->beg); i < r->out->specs.n && !r->full; i++) {
		const spec *named = &r->out->specs.at[i];
		if (named->at.beg >= end)
			break;
		bool again = any && s->manager == named->manager && str_eq(s->package, named->name);
		if (named->name.n == 0 || again) /* once for each environment of a manifest */
			continue;
		s->manager = named->manager;
		s->package = named->name;
		push(r, s);
		any = true;
	}
	if (!any)
		push(r, s);
}

/* Why the bytes of one ignore would mean something else to another reader; absent: they do not. */
static str misread(str own, str before)
{
	if (str_find_byte(own, '[') >= 0 || str_find_byte(own, ']') >= 0)
		return S("in square brackets conda-lock reads a platform, and drops the entry");
	bool selector = str_find_byte(before, '[') >= 0;
	if (selector && (str_find_byte(own, '(') >= 0 || str_find_byte(own, ')') >= 0))
		return S("round brackets behind a platform selector hide it from conda-lock");
	return (str){ 0 };
}

static void read_ignore(reader *r, const file_line *l, const file_line *about, ptrdiff_t beg, ptrdiff_t end)
{
	ptrdiff_t word = beg + str_find(str_sub(l->text, beg, end), marker);
	str own = str_trim(str_sub(l->text, beg, end)), body = str_trim(str_sub(l->text, word + marker.n, end));
	span at = place(l, beg, beg + own.n);
	str why = misread(own, str_sub(l->text, l->hash, beg));
	suppression s = { .path = r->out->src->path, .is_inline = true, .src = r->out->src, .at = at };
	if (!str_starts(body, S(":")))
		cannot(r, at, S("a colon is missing behind 'envgate-ignore'"),
		       S("write: # envgate-ignore: RULE until=2026-12-31 reason"));
	else if (why.p)
		cannot(r, at, why, S("write the reason without brackets"));
	else if (read_words(r, at, str_from(body, 1), &s))
		promise(r, &s, about);
}

/* The '#' in front of the next marker of a comment, from *i on, which moves behind it; -1: none. Words
 * about ignores ("see envgate-ignore in the manual") are no ignores. */
static ptrdiff_t next_ignore(str line, ptrdiff_t *i)
{
	for (ptrdiff_t at; (at = str_find(str_from(line, *i), marker)) >= 0;) {
		ptrdiff_t hash = *i + at - 1;
		*i += at + marker.n;
		while (hash >= 0 && is_blank(line.p[hash]))
			hash--;
		char c = *i < line.n ? line.p[*i] : ':';
		if (hash >= 0 && line.p[hash] == '#' && (c == ':' || is_space(c)))
			return hash;
	}
	return -1;
}

/* Bytes that end a line for some readers only, or that nobody sees; file/hidden-text tells them. */
static bool has_hidden(str s)
{
	for (ptrdiff_t i = 0; i < s.n;)
		if (text_is_hidden(utf8_next(s, &i)))
			return true;
	return false;
}

static void read_line(reader *r, file_line l)
{
	ptrdiff_t i = l.hash;
	ptrdiff_t at = l.hash < 0 ? -1 : next_ignore(l.text, &i);
	if (at < 0 || has_hidden(l.text))
		return;
	file_line about = stands_alone(&l) ? line_below(r, l) : l;
	while (at >= 0 && !r->full) {
		ptrdiff_t next = next_ignore(l.text, &i);
		read_ignore(r, &l, &about, at, next < 0 ? l.text.n : next);
		at = next;
	}
}

static void read_all(reader *r)
{
	str bytes = r->out->src->bytes;
	if (r->opaque.n > 1)
		sort_runs(r->a, r->opaque.at, r->opaque.n, (ptrdiff_t)sizeof *r->opaque.at, by_beg);
	ptrdiff_t beg = str_starts(bytes, S("\xEF\xBB\xBF")) ? 3 : 0;
	for (int number = 1; beg < bytes.n && !r->full; number++) {
		const char *end = memchr(bytes.p + beg, '\n', (size_t)(bytes.n - beg));
		ptrdiff_t next = end ? end - bytes.p + 1 : bytes.n;
		if (str_find(str_sub(bytes, beg, next), marker) >= 0)
			read_line(r, line_at(r, beg, number));
		beg = next;
	}
}

void ignore_read_beside(arena *a, span *opaque, ptrdiff_t n, env *out)
{
	reader r = { .a = a, .out = out };
	r.opaque.at = opaque;
	r.opaque.n = r.opaque.cap = n;
	read_all(&r);
}

void ignore_read(arena *a, const yaml_node *root, env *out)
{
	reader r = { .a = a, .out = out };
	str bytes = out->src->bytes;
	ptrdiff_t hash = str_find_byte(bytes, '#'); /* most files have no comment, and a byte is found fast */
	if (hash < 0 || str_find(str_from(bytes, hash), marker) < 0)
		return;
	learn_opaque(&r, root, MAX_YAML_DEPTH + 1);
	read_all(&r);
}
