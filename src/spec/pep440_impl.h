/* pep440_impl: what the files of PEP 440 share and nobody else needs: the parsed version, one
 * specifier of a set, and the scanner of both grammars. Include spec/pep440.h everywhere else. */
#ifndef SPEC_PEP440_IMPL_H
#define SPEC_PEP440_IMPL_H

#include "spec/pep440.h"

/* A number is its decimal digits without leading zeros: Python's integers have no bound. */
typedef struct local_part {
	str text; /* digits without leading zeros, or lower-case letters and digits */
	bool is_number;
} local_part;

typedef enum pre_kind { PRE_NONE, PRE_A, PRE_B, PRE_RC } pre_kind;

struct pep440_version {
	str text; /* normalised */
	str epoch;
	str *release;
	ptrdiff_t nrelease;
	pre_kind pre;
	bool has_post, has_dev;
	str pre_n, post_n, dev_n;
	local_part *local;
	ptrdiff_t nlocal; /* 0: no local part */
};

/* The pieces of a version in a text; no memory needed. Texts are as written. */
typedef struct pep440_pieces {
	str epoch, release, pre_n, post_n, dev_n, local;
	pre_kind pre;
	bool has_post, has_dev, has_local, wildcard;
	ptrdiff_t end; /* behind the last byte that belongs to it */
} pep440_pieces;

enum { SCAN_LOCAL = 1, SCAN_WILDCARD = 2 };

/* Scans the longest version at text[i]; false when there is not even a number. allow: SCAN_ bits.
 * Linear, and greedy like packaging's pattern: no part needs to give back what it took. */
bool pep440_scan(str text, ptrdiff_t i, unsigned allow, pep440_pieces *out);
const pep440_version *pep440_build(arena *a, const pep440_pieces *p);

/* Fills in v->text. */
void pep440_finish(arena *a, pep440_version *v);

/* The order without local parts. */
int pep440_cmp_public(const pep440_version *x, const pep440_version *y);
/* Same epoch, release and pre-release: V, its dev releases and its post-releases. */
bool pep440_same_release(const pep440_version *x, const pep440_version *y);
bool pep440_is_pre(const pep440_version *v);

/* Other versions made from v: .dev0 of it; post or dev number one higher; its first n numbers, the
 * last one higher, as .dev0 (1.2 -> 1.3.dev0); the release alone as .dev0. */
const pep440_version *pep440_dev0(arena *a, const pep440_version *v);
const pep440_version *pep440_next_dev(arena *a, const pep440_version *v);
const pep440_version *pep440_next_post_dev0(arena *a, const pep440_version *v);
const pep440_version *pep440_next_prefix_dev0(arena *a, const pep440_version *v, ptrdiff_t n);
const pep440_version *pep440_base_dev0(arena *a, const pep440_version *v);
str pep440_plus_one(arena *a, str number);

typedef enum pep440_op {
	OP_GE, OP_LE, OP_GT, OP_LT, OP_EQ, OP_NE,
	OP_COMPATIBLE, OP_EQ_PREFIX, OP_NE_PREFIX, OP_IDENTICAL,
} pep440_op;

typedef struct pep440_clause {
	pep440_op op;
	str text;     /* operator and version, nothing between, the version as written */
	str version;  /* the version as written, with ".*" */
	const pep440_version *v; /* without ".*"; NULL for === with a text that is no version */
	const pep440_version *edge, *next; /* where the interval begins and ends, if not at v */
} pep440_clause;

struct pep440_set {
	pep440_clause *at;
	ptrdiff_t n;
	str text;
};

/* End of the specifier at text[i] (packaging's SPECIFIER token), or -1 when there is none. */
ptrdiff_t pep440_clause_end(str text, ptrdiff_t i);
/* One specifier, nothing else but white space around it. */
bool pep440_clause_parse(arena *a, str text, pep440_clause *out);
/* Whether version satisfies it, pre-releases allowed. parsed is NULL for a text that is none. */
bool pep440_clause_has(arena *a, const pep440_clause *c, str version,
                       const pep440_version *parsed);

#endif
