/* policyfile_in: what the readers of the policy's parts share. Private to policyfile*.c. */
#ifndef READ_POLICYFILE_IN_H
#define READ_POLICYFILE_IN_H

#include "read/policyfile.h"
#include "read/yaml.h"

enum { MAX_LIST = 1000, MAX_REASON_BYTES = 1000 };

typedef struct policy_reader {
	arena *a;
	policy *out;
	const source *src;
} policy_reader;

/* What a text in the policy stands for. check tells what is wrong and answers false. */
typedef struct text_kind {
	const char *role;   /* "a pattern" */
	ptrdiff_t most;     /* bytes */
	bool plain_numbers; /* 535 and 2026-12-31 are as good as "535": they stay text here */
	bool (*check)(policy_reader *r, const yaml_node *n);
} text_kind;

extern const text_kind A_PATTERN, A_PATH, A_PACKAGE, A_CHANNEL, A_URL, A_NAME, AN_ARCH, A_DRIVER, A_WINDOW, A_DAY,
	A_REASON, A_KEY;

/* One key of a mapping: who reads its value, and where that goes below the mapping's own struct. */
typedef struct policy_row policy_row;
typedef void policy_read_fn(policy_reader *r, const yaml_node *n, const policy_row *row, void *into);
struct policy_row {
	str name;
	policy_read_fn *read;
	ptrdiff_t at;
	const text_kind *kind; /* of a text or of each in a list */
	bool required;
};

typedef struct policy_rows {
	const policy_row *at;
	int n;
	const char *under;   /* in front of the keys' names in policy.said: "", "files."; NULL: not kept */
	const char *example; /* of the whole mapping */
} policy_rows;

/* All keys of n, which has to be a mapping; unknown and missing ones are told. */
void policy_read_map(policy_reader *r, const yaml_node *n, const policy_rows *rows, void *base);

/* Whether n is a list of at most MAX_LIST; tells if not. */
bool policy_is_list(policy_reader *r, const yaml_node *n, const char *example);

/* Values of one text, of a list of texts (each once). into is a str *, a strs *. */
policy_read_fn policy_read_text, policy_read_texts;

/* One text of a kind; false and told if it is none. */
bool policy_text(policy_reader *r, const yaml_node *n, const text_kind *kind, str *out);

/* Texts with their places, to find repeats among them. */
typedef struct told_text {
	str text;
	const yaml_node *n;
} told_text;
typedef LIST(told_text) told_texts;

/* Tells each that stands a second time, as "LABEL 'x' stands here again". */
void policy_refuse_repeats(policy_reader *r, told_texts *all, const char *label);

/* The key in front of a value; "" for an entry of a list. */
str policy_key_of(const yaml_node *n);

problem *policy_wrong(policy_reader *r, problem_code code, const yaml_node *n, str subject);

/* A PROBLEM_SYNTAX at n. what and hint are finished texts; hint may be absent. */
void policy_tell(policy_reader *r, const yaml_node *n, str what, str hint);

/* A word that is none of the allowed ones, which are listed. */
void policy_bad_word(policy_reader *r, const yaml_node *n, const char *allowed);

/* Remembers that the file has a key, by its dotted name. */
void policy_keep_key(policy_reader *r, str name, span at);

/* "12-20..01-06"; false if it is none, or not of real days (29 February is one). */
bool policy_window(str text, window *out);

/* The parts. */
policy_read_fn policy_read_families, policy_read_channels, policy_read_mirrors, policy_read_runners;
policy_read_fn policy_read_freezes, policy_read_waivers, policy_read_names;

#endif
