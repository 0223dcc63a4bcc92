/* yaml: see yaml.h. libyaml's events become nodes in one forward pass with an explicit stack, so
 * depth costs no C stack. Traps of libyaml 0.2.5 that are dealt with here (docs/design/yaml.md):
 * marks count code points and other line breaks than git (text_point translates); duplicate keys,
 * merge keys, undefined aliases and a second document pass silently (problems); nesting and alias
 * expansion have no bound (ours stop the parse); comments are dropped (read back from the bytes
 * behind a scalar); the end mark of a block collection runs past comments (taken from its last
 * child instead). */
#include "read/yaml_in.h"

#include "base/limits.h"

#include <yaml.h>

#include <string.h>

typedef struct frame {
	yaml_node *node;
	yaml_node *last;      /* child */
	yaml_node *key;       /* in a map: read, its value is still to come */
	ptrdiff_t children;
	ptrdiff_t weight;     /* nodes below, aliases expanded */
	ptrdiff_t anchor;     /* index into anchors, or -1 */
} frame;

typedef struct anchor {
	str name;
	yaml_node *node;
	ptrdiff_t weight;
	bool open;            /* its collection has not ended: an alias to it would be a cycle */
} anchor;

typedef struct builder {
	yaml_builder base;
	yaml_node *root;
	frame stack[MAX_YAML_DEPTH];
	int depth;
	LIST(anchor) anchors;
	int aliases;
	ptrdiff_t expanded;
	bool old, started, stop;
} builder;

/* Stops the parse at a bound or a break. */
static problem *stop_at(builder *b, problem_code code, span at, str subject)
{
	b->stop = true;
	b->base.doc.complete = false;
	return yaml_problem(&b->base, code, at, subject);
}

static span mark_span(builder *b, yaml_mark_t beg, yaml_mark_t end)
{
	span at = text_point(&b->base.text, (ptrdiff_t)beg.index);
	at.end = end.index > beg.index ? text_point(&b->base.text, (ptrdiff_t)end.index).beg : at.beg;
	return at;
}

static yaml_node *node_new(builder *b, yaml_kind kind, const yaml_event_t *ev)
{
	yaml_node *n = yaml_new(&b->base, kind);
	n->old = b->old;
	n->at = mark_span(b, ev->start_mark, ev->end_mark);
	return n;
}

/* Moves n->at behind an anchor and a tag, which libyaml counts into the event. */
static void skip_properties(builder *b, yaml_node *n)
{
	str bytes = b->base.text.bytes;
	ptrdiff_t i = n->at.beg, end = n->at.end;
	while (i < end && (bytes.p[i] == '&' || bytes.p[i] == '!')) {
		while (i < end && !is_space(bytes.p[i]))
			i++;
		while (i < end && is_space(bytes.p[i]))
			i++;
	}
	span at = text_byte(&b->base.text, i);
	at.end = end;
	n->at = at;
}

static void scalar_text(builder *b, yaml_node *n, const yaml_event_t *ev)
{
	str bytes = b->base.text.bytes;
	str text = { (const char *)ev->data.scalar.value, (ptrdiff_t)ev->data.scalar.length };
	yaml_scalar_style_t style = ev->data.scalar.style;
	n->plain = style == YAML_PLAIN_SCALAR_STYLE;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
		/* The end mark stands behind the line breaks and comments that follow. */
		while (n->at.end > n->at.beg && is_space(bytes.p[n->at.end - 1]))
			n->at.end--;
	}
	str written = n->plain ? str_sub(bytes, n->at.beg, n->at.end) : str_sub(bytes, n->at.beg + 1, n->at.end - 1);
	n->text = str_eq(written, text) ? written : arena_str(b->base.a, text);
}

/* Anchors and tags, common to scalars and collections. Returns the anchor's index, or -1. */
static ptrdiff_t properties(builder *b, yaml_node *n, const yaml_char_t *name, const yaml_char_t *tag)
{
	if (tag) {
		str resolved = arena_str(b->base.a, str_of((const char *)tag));
		n->tagged = true;
		n->tagged_text = str_eq(resolved, S("tag:yaml.org,2002:str"));
		problem *p = yaml_problem(&b->base, PROBLEM_NOT_PLAIN, n->at, resolved);
		p->what = arena_printf(b->base.a, "the tag '%.*s': readers differ on what it means", SARG(resolved));
		p->hint = S("delete the tag; quote the value if it has to be a text");
	}
	if (!name)
		return -1;
	*LIST_PUSH(b->base.a, &b->anchors) = (anchor){
		.name = arena_str(b->base.a, str_of((const char *)name)), .node = n, .weight = 1, .open = n->kind != NODE_SCALAR
	};
	return b->anchors.n - 1;
}

static void complex_key(builder *b, const yaml_node *key)
{
	problem *p = yaml_problem(&b->base, PROBLEM_NOT_PLAIN, key->at, S("complex key"));
	p->what = S("a list or a mapping as a key, which most readers refuse");
	p->hint = S("quote the text if '{' or '[' is meant as a letter");
}

/* Hands a finished scalar, alias or started collection to the collection it stands in. */
static void place_node(builder *b, yaml_node *n, ptrdiff_t weight)
{
	if (!b->depth) {
		b->root = n;
		return;
	}
	frame *f = &b->stack[b->depth - 1];
	f->weight += weight;
	if (f->node->kind == NODE_MAP && !f->key) {
		f->key = n;
		if (n->kind != NODE_SCALAR)
			complex_key(b, n);
		return;
	}
	n->key = f->key;
	f->key = NULL;
	if (f->last)
		f->last->next = n;
	else
		f->node->first = n;
	f->last = n;
	f->children++;
}

static void take_scalar(builder *b, const yaml_event_t *ev)
{
	yaml_node *n = node_new(b, NODE_SCALAR, ev);
	if (ev->data.scalar.anchor || ev->data.scalar.tag)
		skip_properties(b, n);
	scalar_text(b, n, ev);
	(void)properties(b, n, ev->data.scalar.anchor, ev->data.scalar.tag);
	place_node(b, n, 1);
	if (n->plain && str_eq(n->text, S("<<")) && b->depth && b->stack[b->depth - 1].key == n) {
		problem *p = yaml_problem(&b->base, PROBLEM_NOT_PLAIN, n->at, S("<<"));
		p->what = S("a merge key: some readers merge, others see a key called '<<'");
		p->hint = S("write the entries out");
	}
}

static void open_collection(builder *b, const yaml_event_t *ev)
{
	bool list = ev->type == YAML_SEQUENCE_START_EVENT;
	yaml_node *n = node_new(b, list ? NODE_LIST : NODE_MAP, ev);
	if (b->depth == MAX_YAML_DEPTH) {
		problem *p = stop_at(b, PROBLEM_TOO_LARGE, n->at, S("nesting"));
		p->what = arena_printf(b->base.a, "nested more than %d deep, which is the limit", MAX_YAML_DEPTH);
		return;
	}
	const yaml_char_t *name = list ? ev->data.sequence_start.anchor : ev->data.mapping_start.anchor;
	const yaml_char_t *tag = list ? ev->data.sequence_start.tag : ev->data.mapping_start.tag;
	ptrdiff_t index = properties(b, n, name, tag);
	place_node(b, n, 1);
	b->stack[b->depth++] = (frame){ .node = n, .anchor = index };
}

static void close_collection(builder *b, const yaml_event_t *ev)
{
	frame f = b->stack[--b->depth];
	yaml_node *n = f.node;
	bool flow = ev->end_mark.index > ev->start_mark.index;
	if (flow)
		n->at.end = text_point(&b->base.text, (ptrdiff_t)ev->end_mark.index).beg;
	else if (f.last)
		n->at.end = f.last->at.end > n->at.end ? f.last->at.end : n->at.end;
	if (n->kind == NODE_MAP)
		yaml_check_keys(&b->base, n, f.children);
	if (f.anchor >= 0) {
		b->anchors.at[f.anchor].open = false;
		b->anchors.at[f.anchor].weight = f.weight + 1;
	}
	if (b->depth)
		b->stack[b->depth - 1].weight += f.weight;
}

static const anchor *find_anchor(const builder *b, str name)
{
	for (ptrdiff_t i = b->anchors.n - 1; i >= 0; i--)
		if (str_eq(b->anchors.at[i].name, name))
			return &b->anchors.at[i];
	return NULL;
}

static void take_alias(builder *b, const yaml_event_t *ev)
{
	str name = str_of((const char *)ev->data.alias.anchor);
	span at = mark_span(b, ev->start_mark, ev->end_mark);
	const anchor *to = find_anchor(b, name);
	if (!to || to->open) {
		problem *p = stop_at(b, PROBLEM_SYNTAX, at, S("alias"));
		p->evidence = arena_str(b->base.a, name);
		p->what = arena_printf(b->base.a, to ? "the alias '*%.*s' stands inside what it stands for"
		                                : "the alias '*%.*s' has no anchor before it", SARG(name));
		p->hint = S("quote the text if '*' is meant as a letter");
		return;
	}
	b->expanded += to->weight;
	if (++b->aliases > MAX_YAML_ALIASES || b->expanded > MAX_YAML_NODES) {
		problem *p = stop_at(b, PROBLEM_TOO_LARGE, at, S("aliases"));
		p->what = b->aliases > MAX_YAML_ALIASES
		                  ? arena_printf(b->base.a, "more than %d aliases, which is the limit", MAX_YAML_ALIASES)
		                  : arena_printf(b->base.a, "aliases that stand for more than %d values, which is the limit", MAX_YAML_NODES);
		return;
	}
	yaml_node *n = node_new(b, to->node->kind, ev);
	yaml_node copy = *to->node;
	copy.at = n->at;
	copy.key = copy.next = NULL;
	*n = copy;
	place_node(b, n, to->weight);
}

static void open_document(builder *b, const yaml_event_t *ev)
{
	span at = mark_span(b, ev->start_mark, ev->end_mark);
	if (b->started) {
		problem *p = yaml_problem(&b->base, PROBLEM_NOT_PLAIN, at, S("document"));
		p->what = S("a second document: some readers take the first, others refuse the file");
		p->hint = S("keep one document to a file");
		b->stop = true;
		return;
	}
	b->started = true;
	const yaml_version_directive_t *v = ev->data.document_start.version_directive;
	bool tags = ev->data.document_start.tag_directives.start != ev->data.document_start.tag_directives.end;
	b->old = v && v->major == 1 && v->minor == 1;
	if (v || tags) {
		problem *p = yaml_problem(&b->base, PROBLEM_NOT_PLAIN, at, S("directive"));
		p->what = S("a % directive: readers differ on what it changes");
		p->hint = S("delete the line that begins with %");
	}
}

static void take(builder *b, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT: open_document(b, ev); break;
	case YAML_SCALAR_EVENT: take_scalar(b, ev); break;
	case YAML_ALIAS_EVENT: take_alias(b, ev); break;
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT: open_collection(b, ev); break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: close_collection(b, ev); break;
	case YAML_STREAM_END_EVENT: b->stop = true; break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT: break;
	}
}

static void broken(builder *b, const yaml_parser_t *p)
{
	/* The mark is unset when the reader, not the scanner, refuses; then the offset counts bytes. */
	span at = p->error == YAML_READER_ERROR ? text_byte(&b->base.text, b->base.text.mark + (ptrdiff_t)p->problem_offset)
	                                        : text_point(&b->base.text, (ptrdiff_t)p->problem_mark.index);
	str bytes = b->base.text.bytes;
	at.end = at.beg < bytes.n ? at.beg + 1 : at.beg;
	str why = str_of(p->problem ? p->problem : "out of memory");
	bool tab = at.beg < bytes.n && bytes.p[at.beg] == '\t';
	problem *said = stop_at(b, PROBLEM_SYNTAX, at, S("yaml"));
	said->evidence = arena_str(b->base.a, why);
	if (tab) {
		said->what = S("not YAML: a tab where YAML wants spaces");
		said->hint = S("replace the tab by spaces");
		return;
	}
	said->what = p->context ? arena_printf(b->base.a, "not YAML: %.*s (%s, line %d)", SARG(why), p->context,
	                                       text_point(&b->base.text, (ptrdiff_t)p->context_mark.index).line)
	                        : arena_printf(b->base.a, "not YAML: %.*s", SARG(why));
	if (at.beg < bytes.n && strchr("@`%>|*&!", bytes.p[at.beg]))
		said->hint = arena_printf(b->base.a, "put the value in quotes: '%c' has a meaning in YAML", bytes.p[at.beg]);
	else
		said->hint = S("check the indentation and the quotes of this line and the one above");
}

/* Children still without a value, when the parse broke inside a map, are dropped: a key alone says
 * nothing. Everything read so far hangs together already. */
static void run(builder *b, str text)
{
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		stop_at(b, PROBLEM_TOO_LARGE, (span){ 0 }, S("memory"))->what = S("out of memory");
		return;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, (size_t)text.n);
	while (!b->stop) {
		yaml_event_t ev;
		if (!yaml_parser_parse(&parser, &ev)) {
			if (b->base.text.conflict)
				b->base.doc.complete = false; /* the conflict is the cause and has its problem */
			else
				broken(b, &parser);
			break;
		}
		take(b, &ev);
		yaml_event_delete(&ev);
	}
	yaml_parser_delete(&parser); /* now, not with the arena: nothing above leaves this function */
}

typedef enum yaml_way { BY_ANY, BY_EVENTS } yaml_way;

static yaml_doc read_bytes(arena *a, const source *src, ptrdiff_t max_bytes, yaml_way way, const yaml_items *items)
{
	builder *b = NEW(a, builder);
	b->base.a = a;
	b->base.items = items;
	b->base.doc.complete = true;
	b->base.text = text_scan(a, src->bytes, max_bytes, &b->base.doc.problems);
	b->base.doc.root = way == BY_ANY && b->base.text.plain ? yaml_plain(&b->base) : NULL;
	if (b->base.doc.root)
		return b->base.doc;
	if (b->base.text.readable)
		run(b, str_from(src->bytes, b->base.text.mark));
	else
		b->base.doc.complete = false;
	b->base.doc.root = b->root;
	return b->base.doc;
}

yaml_doc yaml_read(arena *a, const source *src, ptrdiff_t max_bytes)
{
	return read_bytes(a, src, max_bytes, BY_ANY, NULL);
}

yaml_doc yaml_read_items(arena *a, const source *src, ptrdiff_t max_bytes, const yaml_items *items)
{
	return read_bytes(a, src, max_bytes, BY_ANY, items);
}

yaml_doc yaml_read_events(arena *a, const source *src, ptrdiff_t max_bytes)
{
	return read_bytes(a, src, max_bytes, BY_EVENTS, NULL);
}
