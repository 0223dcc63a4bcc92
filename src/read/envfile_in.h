/* envfile_in: what the parts of the environment reader share. Private. */
#ifndef READ_ENVFILE_IN_H
#define READ_ENVFILE_IN_H

#include "read/envfile.h"
#include "read/yaml.h"
#include "spec/pep508.h"

typedef struct env_reader {
	arena *a;
	const source *src;
	variables vars;
	env *out;
	const env *twin;   /* the other side, or NULL */
	ptrdiff_t twin_at; /* its first spec that may still be met again */
	bool full; /* MAX_SPECS reached: a problem says so */
} env_reader;

/* The place of bytes beg to end of a scalar's text; the whole scalar where its text is not its bytes
 * (escapes, folded lines). */
span envfile_part(const env_reader *r, const yaml_node *n, ptrdiff_t beg, ptrdiff_t end);

/* A new problem; what is a format. The caller may set hint and manager. */
problem *envfile_problem(env_reader *r, problem_code code, span at, str subject);

/* "has to be a text, and this is a number" with what to type; the caller may add to it. */
problem *envfile_not_text(env_reader *r, const yaml_node *n, const char *role);

/* Whether text is plain: no control character but white space, nothing outside ASCII. */
bool envfile_is_ascii(str text);

/* HIDDEN_TEXT when anything else stands in a text that names something, unless the scan of the bytes
 * has said so. Returns whether it does. */
bool envfile_check_ascii(env_reader *r, const yaml_node *n, str subject, manager m);

/* The dependencies list: specs, options, pip lists. */
void envdeps_read(env_reader *r, const yaml_node *list);

/* One entry of a pip: list, a text. */
void envpip_read(env_reader *r, const yaml_node *n, unsigned platforms, str selector);

/* name[extras]version @ url ; marker: the canonical text of a pip requirement. */
str envpip_canonical(arena *a, const requirement *q);

/* The platforms and word of the comment selector on the line where a node ends. */
unsigned envdeps_selector(const env_reader *r, const yaml_node *n, str *word);

/* Room for one more spec, or NULL and a problem. */
spec *envdeps_push(env_reader *r, span at);

#endif
