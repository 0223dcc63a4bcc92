/* workflow: images and scripts of GitHub workflows and GitLab CI files.
 *
 * Both are YAML whose keys tell what a text is: image, container, services and uses name images; run,
 * script, before_script and after_script hold shell. The walk takes those keys wherever they stand, so
 * one reader serves both, and composite actions and Compose files as well. with:, env: and variables:
 * hold anybody's texts under any name and are passed over. */
#include "read/uses_in.h"

#include "base/limits.h"
#include "read/yaml.h"

static str scalar(const yaml_node *n)
{
	return n && n->kind == NODE_SCALAR ? n->text : (str){ 0 };
}

static bool is_key(const yaml_node *n, const char *name)
{
	return n->key && str_eq(scalar(n->key), str_of(name));
}

/* A text that is the file's own bytes, a literal block, or put together. */
static origin origin_of(const uses_reader *u, const yaml_node *n)
{
	str bytes = u->src->bytes;
	origin o = { .kind = TEXT_WHOLE, .text = n->text, .whole = n->at };
	if (n->text.p >= bytes.p && n->text.p + n->text.n <= bytes.p + bytes.n) {
		o.kind = TEXT_DIRECT;
	} else if (n->at.beg < bytes.n && bytes.p[n->at.beg] == '|') {
		ptrdiff_t eol = str_find_byte(str_from(bytes, n->at.beg), '\n');
		o.kind = TEXT_LINES;
		o.first = eol < 0 ? bytes.n : n->at.beg + eol + 1;
	}
	return o;
}

static void read_script(uses_reader *u, const yaml_node *n, int depth)
{
	if (n->kind == NODE_SCALAR) {
		origin from = origin_of(u, n);
		uses_script(u, &from, 0);
	}
	for (const yaml_node *e = n->first; e && n->kind == NODE_LIST && depth < MAX_YAML_DEPTH; e = e->next)
		read_script(u, e, depth + 1);
}

/* A text, or a mapping that names it. */
static void read_image(uses_reader *u, const yaml_node *n, str inner)
{
	if (n->kind == NODE_MAP)
		n = yaml_get(n, inner);
	if (n && n->kind == NODE_SCALAR)
		uses_image(u, n->text, n->at);
}

static void read_services(uses_reader *u, const yaml_node *n)
{
	for (const yaml_node *e = n->first; e; e = e->next)
		read_image(u, e, n->kind == NODE_LIST ? S("name") : S("image"));
}

/* run: is shell unless the step says otherwise. */
static bool is_posix(const yaml_node *step)
{
	str shell = scalar(yaml_get(step, S("shell")));
	return !shell.p || str_starts(shell, S("bash")) || str_starts(shell, S("sh"));
}

static bool is_passed_over(const yaml_node *n)
{
	return is_key(n, "with") || is_key(n, "env") || is_key(n, "variables") || is_key(n, "environment") ||
	       is_key(n, "inputs") || is_key(n, "outputs");
}

static void walk(uses_reader *u, const yaml_node *map, int depth);

static void read_value(uses_reader *u, const yaml_node *map, const yaml_node *n, int depth)
{
	if (is_passed_over(n))
		return;
	if (is_key(n, "image")) {
		read_image(u, n, S("name"));
	} else if (is_key(n, "container") && n->kind != NODE_LIST) {
		read_image(u, n, S("image"));
	} else if (is_key(n, "services") && n->kind != NODE_SCALAR) {
		read_services(u, n);
	} else if (is_key(n, "uses")) {
		if (str_starts(scalar(n), S("docker://")))
			uses_image(u, n->text, n->at);
	} else if (is_key(n, "run") && n->kind == NODE_SCALAR) {
		if (is_posix(map))
			read_script(u, n, 0);
	} else if (is_key(n, "script") || is_key(n, "before_script") || is_key(n, "after_script")) {
		read_script(u, n, 0);
	} else {
		walk(u, n, depth + 1);
	}
}

static void walk(uses_reader *u, const yaml_node *node, int depth)
{
	if (node->kind == NODE_SCALAR || depth > MAX_YAML_DEPTH)
		return;
	for (const yaml_node *n = node->first; n; n = n->next) {
		if (node->kind == NODE_MAP)
			read_value(u, node, n, depth);
		else
			walk(u, n, depth + 1);
	}
}

void uses_workflow(uses_reader *u)
{
	yaml_doc doc = yaml_read(u->a, u->src, MAX_ENV_BYTES);
	if (doc.root)
		walk(u, doc.root, 0);
}
