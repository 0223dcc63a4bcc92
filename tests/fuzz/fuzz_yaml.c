/* fuzz_yaml: bytes -> nodes. Every place lies in the file, children in file order unless an alias
 * brought them, depth within the bound, a scalar's text where its place says; and the fast way through
 * plain files gives exactly what libyaml gives. */
#include "fuzz_read.h"

#include "read/yaml_in.h"

#include "base/limits.h"

static ptrdiff_t left; /* nodes this input may still be asked about: aliases share children */

static void look(str bytes, const yaml_node *n, int depth)
{
	if (--left < 0)
		return;
	MUST(depth >= 0);
	must_lie_in(bytes, n->at);
	MUST(n->kind != NODE_SCALAR || (n->text.p && !n->first));
	if (n->kind == NODE_SCALAR)
		MUST(yaml_type_name(yaml_type_of(n)) != NULL);
	if (n->plain && n->text.n && n->text.p >= bytes.p && n->text.p < bytes.p + bytes.n && n->at.end - n->at.beg == n->text.n)
		MUST(str_eq(n->text, str_sub(bytes, n->at.beg, n->at.end)) || bytes.p[n->at.beg] == '*');
	for (const yaml_node *child = n->first; child; child = child->next) {
		MUST((n->kind == NODE_MAP) == (child->key != NULL));
		look(bytes, child, depth - 1);
		if (child->key)
			look(bytes, child->key, depth - 1);
	}
}

static bool same_span(span x, span y)
{
	return x.beg == y.beg && x.end == y.end && x.line == y.line && x.col == y.col;
}

static bool same_text(str x, str y)
{
	return !x.p == !y.p && str_eq(x, y);
}

static void same(const yaml_node *x, const yaml_node *y)
{
	MUST(!x == !y);
	if (!x || --left < 0)
		return;
	MUST(x->kind == y->kind && x->plain == y->plain && same_span(x->at, y->at));
	MUST(same_text(x->text, y->text));
	same(x->key, y->key);
	const yaml_node *a = x->first, *b = y->first;
	for (; a && b; a = a->next, b = b->next)
		same(a, b);
	MUST(!a && !b);
}

static void same_problems(const problems *x, const problems *y)
{
	MUST(x->n == y->n);
	for (ptrdiff_t i = 0; i < x->n; i++)
		MUST(x->at[i].code == y->at[i].code && same_span(x->at[i].at, y->at[i].at) && str_eq(x->at[i].what, y->at[i].what));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	source src = { .kind = ENTRY_BLOB, .bytes = { (const char *)data, (ptrdiff_t)size } };
	if (!size)
		src.bytes = S("");
	yaml_doc doc = yaml_read(a, &src, MAX_ENV_BYTES);
	left = 500;
	must_be_told(src.bytes, &doc.problems);
	MUST(doc.complete || doc.problems.n > 0);
	if (doc.root)
		look(src.bytes, doc.root, MAX_YAML_DEPTH * 2 + 2);
	yaml_doc slow = yaml_read_events(a, &src, MAX_ENV_BYTES);
	MUST(slow.complete == doc.complete);
	same_problems(&doc.problems, &slow.problems);
	left = 2000;
	same(doc.root, slow.root);
	arena_close(a);
	return 0;
}
