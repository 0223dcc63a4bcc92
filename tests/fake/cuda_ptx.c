/* cuda_ptx: the front of a PTX compiler: the header is checked as a driver checks it, with its codes and
 * the text of its log; of the body only the entry's name is read.
 *
 * ptxmax=8.2 is the newest .version this driver takes (else that of its CUDA version), targetmin=75 the
 * oldest .target (else 20). */
#include "cuda_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The PTX ISA of each CUDA release: README.md names the source. */
static const struct {
	int cuda, isa;
} isas[] = {
	{ 9000, 60 },  { 9010, 61 },  { 9020, 62 },  { 10000, 63 }, { 10010, 64 }, { 10020, 65 },
	{ 11000, 70 }, { 11010, 71 }, { 11020, 72 }, { 11030, 73 }, { 11040, 74 }, { 11050, 75 },
	{ 11060, 76 }, { 11070, 77 }, { 11080, 78 }, { 12000, 80 }, { 12010, 81 }, { 12020, 82 },
	{ 12030, 83 }, { 12040, 84 }, { 12050, 85 }, { 12060, 85 }, { 12070, 86 }, { 12080, 87 },
	{ 12090, 88 }, { 13000, 90 }, { 13010, 91 }, { 13020, 92 }, { 13030, 93 }, { 13040, 94 },
};

static int newest_isa(void)
{
	int driver = script_version("driver", -1, 1000, 13000), isa = 60;
	for (size_t i = 0; i < sizeof isas / sizeof *isas; i++)
		if (isas[i].cuda <= driver)
			isa = isas[i].isa;
	return script_version("ptxmax", -1, 10, isa);
}

/* Past blanks and // comments, counting lines. */
static const char *skip(const char *at, int *line)
{
	for (;;) {
		if (at[0] == '/' && at[1] == '/')
			at += strcspn(at, "\n");
		if (*at != ' ' && *at != '\t' && *at != '\n' && *at != '\r')
			return at;
		*line += *at++ == '\n';
	}
}

static int refuse(int rc, int line, const char *what, char *log, size_t log_n)
{
	if (log && log_n)
		snprintf(log, log_n, "ptxas application ptx input, line %d; fatal   : %s\n"
		                     "ptxas fatal   : Ptx assembly aborted due to errors\n",
		         line, what);
	return rc;
}

/* Reads "WORD value" and steps past it. NULL: it is not there. */
static const char *directive(const char *at, const char *word, const char **value, int *line)
{
	at = skip(at, line);
	size_t n = strlen(word);
	if (strncmp(at, word, n))
		return NULL;
	*value = at + n + strspn(at + n, " \t");
	return *value + strcspn(*value, " \t\r\n");
}

static int isa_of(const char *value)
{
	char *rest = NULL;
	long major = strtol(value, &rest, 10);
	bool good = *rest == '.' && major > 0 && major < 100;
	return good ? (int)(major * 10 + strtol(rest + 1, NULL, 10)) : 0;
}

/* The oldest ISA that knows a target; only those that a header of ours could name. */
static int isa_needed(long sm)
{
	static const struct {
		long sm;
		int isa;
	} needs[] = { { 120, 87 }, { 100, 86 }, { 89, 78 }, { 80, 70 }, { 75, 63 }, { 70, 60 }, { 30, 30 } };
	for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
		if (sm >= needs[i].sm)
			return needs[i].isa;
	return 20;
}

static int check_target(const char *value, int isa, int line, char *log, size_t log_n)
{
	char what[120];
	if (strncmp(value, "sm_", 3))
		return refuse(RC_INVALID_PTX, line, "Missing .target directive at start of file", log, log_n);
	long sm = strtol(value + 3, NULL, 10);
	if (sm < script_number("targetmin", -1, 20)) {
		snprintf(what, sizeof what, "Value 'sm_%ld' is not defined for option '.target'", sm);
		return refuse(RC_INVALID_PTX, line, what, log, log_n);
	}
	if (isa < isa_needed(sm)) {
		snprintf(what, sizeof what, "PTX .version %d.%d does not support .target sm_%ld", isa / 10,
		         isa % 10, sm);
		return refuse(RC_INVALID_PTX, line, what, log, log_n);
	}
	if (sm > gpus_cc(fake_gpu()))
		return refuse(RC_INVALID_PTX, line,
		              "SM version specified by .target is higher than default SM version assumed", log, log_n);
	return 0;
}

static int read_entry(const char *at, int line, fake_module *out, char *log, size_t log_n)
{
	int depth = 0;
	for (at = skip(at, &line); *at; at = skip(at + 1, &line)) {
		depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
		if (depth == 0 && !strncmp(at, ".entry", 6)) {
			const char *name = at + 6 + strspn(at + 6, " \t");
			size_t n = strcspn(name, "( \t\r\n{");
			if (n >= sizeof out->entry)
				return refuse(RC_INVALID_PTX, line, "Parsing error near '.entry'", log, log_n);
			memcpy(out->entry, name, n);
			out->entry[n] = 0;
			at = name + n - 1;
		}
	}
	return depth ? refuse(RC_INVALID_PTX, line, "Parsing error near ''", log, log_n) : 0;
}

int fake_ptx(const char *text, fake_module *out, char *log, size_t log_n)
{
	int line = 1;
	const char *value = NULL, *at = directive(text, ".version", &value, &line);
	if (!at)
		return refuse(RC_INVALID_PTX, line, "Missing .version directive at start of file", log, log_n);
	int isa = isa_of(value), newest = newest_isa();
	if (!isa || isa > newest) {
		char what[96];
		snprintf(what, sizeof what, "Unsupported .version %.*s; current version is '%d.%d'",
		         (int)(at - value), value, newest / 10, newest % 10);
		return refuse(isa ? RC_UNSUPPORTED_PTX : RC_INVALID_PTX, line, what, log, log_n);
	}
	at = directive(at, ".target", &value, &line);
	if (!at)
		return refuse(RC_INVALID_PTX, line, "Missing .target directive at start of file", log, log_n);
	int rc = check_target(value, isa, line, log, log_n);
	return rc ? rc : read_entry(at, line, out, log, log_n);
}
