/* fuzz_read: the claims that every reader's fuzz target makes about places and problems. */
#ifndef FUZZ_READ_H
#define FUZZ_READ_H

#include "model/problem.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)              \
	do {                     \
		if (!(claim))    \
			abort(); \
	} while (0)

/* A span lies inside the file; its line is where its first byte is. */
static inline void must_lie_in(str bytes, span at)
{
	MUST(at.beg >= 0 && at.beg <= at.end && at.end <= bytes.n);
	MUST(at.line >= 0 && at.col >= 0);
	if (at.line < 2)
		return;
	int line = 1;
	for (ptrdiff_t i = 0; i < at.beg; i++)
		line += bytes.p[i] == '\n';
	MUST(line == at.line);
}

/* Each problem says something, about a place in the file. The line is counted for the first few only:
 * counting for all would cost the square of the file. */
static inline void must_be_told(str bytes, const problems *all)
{
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const problem *p = &all->at[i];
		MUST(p->what.n > 0 && p->subject.p && p->evidence.p);
		MUST(p->at.beg >= 0 && p->at.beg <= p->at.end && p->at.end <= bytes.n);
		if (i < 50)
			must_lie_in(bytes, p->at);
	}
}

#endif
