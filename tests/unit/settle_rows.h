/* settle_rows: sides and findings written as text, for the tests of the ratchet and of settle.
 *
 * Findings: "RULE PATH MANAGER SUBJECT EVIDENCE[#TEXT][~SET]; ..." with - for no manager; the
 * severity is the rule's own. TEXT is the entry's text (copies), SET its version set (moves). A
 * finding's position is its number, times ten. Files: "[!][?]PATH[<OLD][@OID] ..." with ! for a file
 * that could not be read to its end, ? for one that is only context, OLD for what it was renamed
 * from. */
#ifndef TESTS_SETTLE_ROWS_H
#define TESTS_SETTLE_ROWS_H

#include "base/buf.h"
#include "gate/judge.h"

#include "rows.h"

static inline str cut_at(str *word, char c)
{
	ptrdiff_t at = str_rfind_byte(*word, c);
	str tail = at < 0 ? (str){ 0 } : str_from(*word, at + 1);
	if (at >= 0)
		*word = str_head(*word, at);
	return tail;
}

static inline finding finding_of_text(str text, int number)
{
	str part[5] = { { 0 } };
	text = str_trim(text);
	for (int i = 0; i < 5; i++)
		assert_true(str_next(&text, ' ', &part[i]));
	finding f = { .rule = rule_find(part[0]), .path = part[1], .subject = part[3] };
	assert_int_not_equal(f.rule, RULE_COUNT);
	f.version_set = cut_at(&part[4], '~');
	f.spec_raw = cut_at(&part[4], '#');
	f.evidence = part[4];
	f.severity = RULES[f.rule].of[PROFILE_STANDARD];
	f.at = (span){ .beg = number * 10, .end = number * 10 + 5, .line = number + 1, .col = 1 };
	f.message = f.subject;
	if (!str_eq(part[2], S("-"))) {
		f.manager = str_eq(part[2], S("pip")) ? MANAGER_PIP : MANAGER_CONDA;
		f.package = f.subject;
	}
	return f;
}

static inline findings findings_of_text(arena *a, const char *text)
{
	findings out = { 0 };
	str rest = str_of(text), part;
	while (rest.n > 0 && str_next(&rest, ';', &part)) {
		finding f = finding_of_text(part, (int)out.n);
		*LIST_PUSH(a, &out) = f;
	}
	return out;
}

/* Sorted by path in the text already. */
static inline side side_of_text(arena *a, const char *text, const policy *p)
{
	side out = { .rev = { .kind = REV_COMMIT }, .policy = p };
	str rest = str_of(text), word;
	while (rest.n > 0 && str_next(&rest, ' ', &word)) {
		bool unread = str_starts(word, S("!")), context = str_starts(str_from(word, unread), S("?"));
		word = str_from(word, unread + context);
		str oid = cut_at(&word, '@'), was = cut_at(&word, '<');
		source *src = NEW(a, source);
		*src = (source){ .kind = ENTRY_BLOB, .path = word, .oid = oid.p ? oid : word };
		env *e = NEW(a, env);
		*e = (env){ .src = src, .is_environment = true, .complete = !unread };
		*LIST_PUSH(a, &out.files) = (file){ .path = word, .kind = FILE_ENVIRONMENT, .src = src, .env = e,
			                            .context = context, .was = was };
	}
	return out;
}

#endif
