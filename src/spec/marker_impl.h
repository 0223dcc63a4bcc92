/* marker_impl: the parsed marker, shared by marker.c (text) and marker_eval.c (truth). */
#ifndef SPEC_MARKER_IMPL_H
#define SPEC_MARKER_IMPL_H

#include "spec/marker.h"

/* A variable's name as packaging calls it, or the decoded text of a quoted string. */
typedef struct marker_operand {
	str text;
	bool is_variable;
} marker_operand;

/* A test (x op y), or a group in parentheses (the whole marker is one, too). Groups nest at most
 * MAX_MARKER_DEPTH deep, which also bounds the recursion of whoever walks the tree. */
struct marker {
	bool is_group, after_or; /* after_or: "or" before it, else "and" or nothing */
	marker_operand left, right;
	str op;
	struct marker *first, *next;
};

/* No marker that a person writes nests deeper than three. */
enum { MAX_MARKER_DEPTH = 100 };

#endif
