/* requirements_version: conda's constraint in PEP 440's words. Each term is written the way it looks, and then both
 * matchers are asked about every version that could tell the two apart; what they do not agree on is no answer. */
#include "edit/requirements_write.h"

#include "spec/matchspec.h"
#include "spec/pep508.h"

enum { MAX_WITNESSES = 2000 };

/* Absent: pip has no such term. */
static str term(arena *a, str part)
{
	static const char *const two[] = { ">=", "<=", "==", "!=", "~=" };
	str op = { 0 }, version = part;
	for (size_t i = 0; i < sizeof two / sizeof two[0]; i++)
		if (str_starts(part, str_of(two[i])))
			op = str_of(two[i]);
	if (!op.n && part.n > 0 && (part.p[0] == '<' || part.p[0] == '>'))
		op = str_head(part, 1);
	version = str_trim(str_from(part, op.n));
	if (!op.n && str_starts(version, S("="))) {
		version = str_trim(str_from(version, 1));
		version = str_ends(version, S("*")) ? version : arena_cat(a, version, S(".*"));
	}
	op = op.n ? op : S("==");
	if (version.n == 0 || !is_digit(version.p[0]))
		return (str){ 0 };
	if (str_ends(version, S("*")) && !str_ends(version, S(".*")))
		version = arena_cat(a, str_head(version, version.n - 1), S(".*"));
	bool prefix = str_eq(op, S("==")) || str_eq(op, S("!="));
	if (!prefix && str_ends(version, S(".*")))
		version = str_head(version, version.n - 2);
	return arena_cat(a, op, version);
}

static str terms(arena *a, str version)
{
	str rest = version, part, text = S("");
	if (!version.n || str_eq(version, S("*")))
		return text;
	while (str_next(&rest, ',', &part)) {
		if (str_eq(str_trim(part), S("*")))
			continue;
		str one = term(a, str_trim(part));
		if (!one.p)
			return one;
		text = arena_printf(a, "%.*s%s%.*s", SARG(text), text.n ? "," : "", SARG(one));
	}
	return text;
}

/* A version of plain numbers: those that conda and pip put in one order. */
static bool is_plain(arena *a, str version)
{
	refusal why = { 0 };
	const pep440_version *v = pep440_parse(a, version, &why);
	if (!v)
		return false;
	pep440_parts p = pep440_split(a, v);
	return !p.is_pre && !p.is_post && !p.is_dev && !p.local.n;
}

static bool agree(arena *a, const version_spec *conda, const pep440_set *pip)
{
	strs all = { 0 };
	if (conda)
		version_spec_witnesses(a, conda, &all);
	pep440_set_witnesses(a, pip, &all);
	if (all.n > MAX_WITNESSES)
		return false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		str v = all.at[i];
		bool there = !conda || version_spec_match(a, conda, v) == MATCH_YES;
		if (is_plain(a, v) && there != pep440_set_has(a, pip, v, true))
			return false;
	}
	return true;
}

str requirements_version(arena *a, const spec *s)
{
	str text = terms(a, s->version);
	refusal why = { 0 };
	const pep440_set *pip = text.p ? pep440_set_parse(a, text, &why) : NULL;
	const version_spec *conda = s->conda ? matchspec_constraint(a, s->conda) : NULL;
	return pip && agree(a, conda, pip) ? text : (str){ 0 };
}
