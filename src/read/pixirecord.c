/* pixirecord: see pixilock.h. The fields by version: 4 and 5 have kind:, name:, version:, build:,
 * subdir: and url: or path:; 6 and 7 begin with conda:, pypi: or (7) conda_source:, and leave out what
 * the address says. A version that looks like a number (1.10) is the text as written: pixi reads it so. */
#include "read/pixilock.h"

#include "spec/channel.h"
#include "spec/pep508.h"

static str text_of(const yaml_node *map, str key)
{
	const yaml_node *n = yaml_get(map, key);
	bool null = n && n->kind == NODE_SCALAR && n->plain && yaml_type_of(n) == TYPE_NULL;
	if (!n || n->kind != NODE_SCALAR || null)
		return (str){ 0 };
	return n->text.p ? n->text : S("");
}

bool pixi_address_read(const yaml_node *map, pixi_record *out)
{
	*out = (pixi_record){ .kind = PIXI_CONDA };
	str kind = text_of(map, S("kind"));
	if (kind.p) {
		out->kind = str_eq(kind, S("pypi")) ? PIXI_PYPI : PIXI_CONDA;
		str url = text_of(map, S("url"));
		out->address = url.p ? url : text_of(map, S("path"));
		return out->address.p && (out->kind == PIXI_PYPI || str_eq(kind, S("conda")));
	}
	out->address = text_of(map, S("conda"));
	if (!out->address.p) {
		out->kind = PIXI_PYPI;
		out->address = text_of(map, S("pypi"));
	}
	if (!out->address.p) {
		out->kind = PIXI_SOURCE;
		out->address = text_of(map, S("conda_source"));
	}
	/* Version 7 before its release. Later the key is a mapping beside conda_source:. */
	if (!out->address.p)
		out->address = text_of(map, S("source"));
	return out->address.p != NULL;
}

/* ---- needs --------------------------------------------------------------------------------- */

static bool is_name_end(char c)
{
	return is_space(c) || (c != '-' && c != '_' && c != '.' && !is_alnum(c));
}

/* "libgcc >=14", "conda-forge::x 1 b". */
static need conda_need(lock_reader *r, str text)
{
	ptrdiff_t colon = str_find(text, S("::")), end = 0;
	str s = str_trim(colon < 0 ? text : str_from(text, colon + 2));
	while (end < s.n && !is_name_end(s.p[end]))
		end++;
	return (need){ .name = lock_lower(r->a, str_head(s, end)), .constraint = str_trim(str_from(s, end)) };
}

/* "name[extra] (>=1) ; marker", "name @ URL". */
static need pip_need(lock_reader *r, str text)
{
	ptrdiff_t end = 0, semicolon = str_find_byte(text, ';');
	str s = str_trim(text), condition = { 0 };
	if (semicolon >= 0 && str_find_byte(str_head(text, semicolon), '@') < 0) {
		condition = str_trim(str_from(text, semicolon + 1));
		s = str_trim(str_head(text, semicolon));
	}
	while (end < s.n && !is_name_end(s.p[end]))
		end++;
	str rest = str_trim(str_from(s, end));
	ptrdiff_t bracket = str_starts(rest, S("[")) ? str_find_byte(rest, ']') : -1;
	rest = str_trim(str_from(rest, bracket + 1));
	if (str_starts(rest, S("(")) && str_ends(rest, S(")")))
		rest = str_trim(str_sub(rest, 1, rest.n - 1));
	if (str_starts(rest, S("@")))
		rest = S("");
	return (need){ .name = pep503_normalize(r->a, str_head(s, end)), .constraint = rest, .marker = condition };
}

static void read_needs(lock_reader *r, const yaml_node *map, locked *p)
{
	const yaml_node *list = yaml_get(map, p->manager == MANAGER_PIP ? S("requires_dist") : S("depends"));
	p->has_needs = true;
	if (!list)
		return;
	if (list->kind != NODE_LIST) {
		shape_wrong(r, list, arena_cat(r->a, p->name, S(".depends")), "a list");
		r->out->complete = false;
		return;
	}
	ptrdiff_t count = 0;
	for (const yaml_node *n = list->first; n; n = n->next)
		count++;
	need *needs = NEW_N(r->a, need, count);
	for (const yaml_node *n = list->first; n; n = n->next)
		if (n->kind == NODE_SCALAR)
			needs[p->needs_n++] = p->manager == MANAGER_PIP ? pip_need(r, n->text) : conda_need(r, n->text);
	p->needs = needs;
}

/* ---- records ------------------------------------------------------------------------------- */

/* "name[1a2b3c4d] @ PATH-OR-URL": what pixi calls a source identifier. */
static void read_source(lock_reader *r, locked *p, str address)
{
	ptrdiff_t at = str_find(address, S(" @ ")), bracket = str_find_byte(address, '[');
	ptrdiff_t end = bracket >= 0 && (at < 0 || bracket < at) ? bracket : at;
	p->is_source = true;
	p->url = at < 0 ? address : str_from(address, at + 3);
	p->name = lock_lower(r->a, str_trim(end < 0 ? address : str_head(address, end)));
}

static void read_conda(lock_reader *r, const yaml_node *map, locked *p, str address)
{
	str number = text_of(map, S("build_number")), name = text_of(map, S("name"));
	p->url = address;
	p->field_build = p->build = text_of(map, S("build"));
	p->field_subdir = text_of(map, S("subdir"));
	p->field_file = text_of(map, S("file_name"));
	p->is_source = !package_extension(address).p;
	if (!p->is_source)
		lock_read_url(r, p);
	p->name = lock_lower(r->a, name.p ? name : p->from_name.p ? p->from_name : S(""));
	if (!p->version.p)
		p->version = p->from_version;
	p->build_number = number.n ? package_build_number(number) : package_build_number(p->build);
}

static void read_pypi(lock_reader *r, const yaml_node *map, locked *p, str address)
{
	str name = text_of(map, S("name"));
	p->url = address;
	p->name = pep503_normalize(r->a, name.p ? name : S(""));
	bool direct = str_starts(address, S("direct+"));
	p->is_source = !direct && (!has_scheme(address) || str_find_byte(str_head(address, 8), '+') >= 0);
}

bool pixi_record_read(lock_reader *r, const yaml_node *map, pixi_record *out)
{
	if (!pixi_address_read(map, out))
		return false;
	locked *p = &out->as;
	*p = (locked){ .at = map->at, .version = text_of(map, S("version")) };
	p->manager = out->kind == PIXI_PYPI ? MANAGER_PIP : MANAGER_CONDA;
	p->md5 = text_of(map, S("md5"));
	p->sha256 = text_of(map, S("sha256"));
	if (out->kind == PIXI_SOURCE)
		read_source(r, p, out->address);
	else if (out->kind == PIXI_CONDA)
		read_conda(r, map, p, out->address);
	else
		read_pypi(r, map, p, out->address);
	p->is_virtual = str_starts(p->name, S("__"));
	if (!p->name.n) {
		problem *q = lock_problem(r, PROBLEM_SYNTAX, map->at, str_head(out->address, 200));
		q->what = arena_printf(r->a, "'%.*s' has no name, and the address tells none", SARG(str_head(out->address, 160)));
		q->hint = S("run: pixi lock");
		r->out->complete = false;
	}
	read_needs(r, map, p);
	return true;
}
