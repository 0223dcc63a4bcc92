/* manifest_ignore: the ignores in the comments of a manifest. A '#' in a text is no comment, so the places
 * of all values go before the reader of ignores. */
#include "read/manifest_in.h"

#include "read/ignore.h"

typedef LIST(span) spans;

/* toml.cpp bounds the depth. */
static void learn(manifest_reader *r, const toml_node *n, spans *out)
{
	for (; n; n = n->next) {
		if (n->kind == TOML_TABLE || n->kind == TOML_ARRAY)
			learn(r, n->first, out);
		else if (n->kind == TOML_TEXT || n->key.n > 0)
			*LIST_PUSH(r->a, out) = manifest_span(r, n);
	}
}

void manifest_ignores(manifest_reader *r, const toml_node *root)
{
	if (str_find(r->src->bytes, S("envgate-ignore")) < 0)
		return;
	spans texts = { 0 };
	learn(r, root->first, &texts);
	ignore_read_beside(r->a, texts.at, texts.n, r->out);
}
