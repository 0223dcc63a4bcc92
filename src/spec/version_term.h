/* version_term: the inside of version_spec, shared by its files and by build numbers. A constraint
 * is a tree: leaves compare with one version, inner nodes are "all of" (',') and "any of" ('|'). */
#ifndef SPEC_VERSION_TERM_H
#define SPEC_VERSION_TERM_H

#include "spec/pattern.h"
#include "spec/version_spec.h"

enum { MAX_TERMS = 1000, MAX_TERM_DEPTH = 32 };

typedef enum term_kind {
	TERM_ANY,     /* * */
	TERM_EQ,      /* ==1.2 and 1.2 */
	TERM_NE,      /* !=1.2 */
	TERM_LE,
	TERM_GE,
	TERM_LT,
	TERM_GT,
	TERM_STARTS,  /* =1.2, 1.2.* */
	TERM_UNLIKE,  /* !=1.2.* */
	TERM_COMPAT,  /* ~=1.2.3 */
	TERM_REGEX,   /* ^...$, or a star in the middle together with other special characters */
	TERM_GLOB,    /* a star in the middle */
	TERM_TEXT,    /* a text with '@': compared as it is */
	TERM_ALL,     /* children, all of them */
	TERM_SOME,    /* children, one of them */
} term_kind;

struct version_spec {
	term_kind kind;
	str text;                     /* conda's text of it */
	const conda_version *operand; /* EQ to COMPAT */
	const conda_version *family;  /* COMPAT: operand without its last part; NULL: matching raises */
	const pattern *regex;         /* REGEX */
	struct version_spec *first, *last, *next; /* ALL, SOME: children, in order */
	int depth;                    /* nodes above the deepest leaf; a leaf has 0 */
};

/* What conda's operators are made of. */
static inline bool term_is_operator(char c)
{
	return c == '=' || c == '<' || c == '>' || c == '!' || c == '~';
}

/* What parts an expression into its pieces. */
static inline bool term_is_mark(char c)
{
	return c == '(' || c == ')' || c == '|' || c == ',';
}

/* Reads "OP version" with one of = == != <= >= < > ~=; false if text is not of that form. */
bool term_relation(str text, term_kind *op, str *operand);

/* One leaf: text without ( ) | , outside a regular expression. */
version_spec *term_leaf(arena *a, str text, refusal *why);

/* The tree of an expression. */
version_spec *term_tree(arena *a, str text, refusal *why);

/* Whether v (parsed from text) satisfies a comparison leaf. */
match_result term_compare(const version_spec *t, const conda_version *v);

#endif
