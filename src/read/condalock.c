/* condalock: conda-lock.yml version 1 from a tree to a lock. As strict as conda-lock's own model
 * (conda_lock/lockfile/v1/models.py of 4.0.2), because what that refuses installs nothing; but each
 * package that can be told is read, so that one odd entry does not hide what the others are. */
#include "read/lockfile_in.h"

#include "read/pyyaml.h"
#include "spec/pep508.h"

enum { TOP_VERSION, TOP_METADATA, TOP_PACKAGE, TOP_KEYS };
static const shape_key top_keys[] = {
	{ S_INIT("version"), SHAPE_ANY, true },
	{ S_INIT("metadata"), SHAPE_MAP, true },
	{ S_INIT("package"), SHAPE_LIST, true },
};

enum { META_HASH, META_CHANNELS, META_PLATFORMS, META_SOURCES, META_TIME, META_GIT, META_INPUTS, META_CUSTOM, META_KEYS };
static const shape_key meta_keys[] = {
	{ S_INIT("content_hash"), SHAPE_MAP, true },
	{ S_INIT("channels"), SHAPE_LIST, true },
	{ S_INIT("platforms"), SHAPE_LIST, true },
	{ S_INIT("sources"), SHAPE_LIST, true },
	{ S_INIT("time_metadata"), SHAPE_MAP_OR_NULL, false },
	{ S_INIT("git_metadata"), SHAPE_MAP_OR_NULL, false },
	{ S_INIT("inputs_metadata"), SHAPE_MAP_OR_NULL, false },
	{ S_INIT("custom_metadata"), SHAPE_MAP_OR_NULL, false },
};

enum {
	PKG_NAME, PKG_VERSION, PKG_MANAGER, PKG_PLATFORM, PKG_DEPENDENCIES, PKG_URL, PKG_HASH, PKG_CATEGORY,
	PKG_OPTIONAL, PKG_SOURCE, PKG_BUILD, PKG_KEYS
};
static const shape_key package_keys[] = {
	{ S_INIT("name"), SHAPE_TEXT, true },
	{ S_INIT("version"), SHAPE_TEXT, true },
	{ S_INIT("manager"), SHAPE_TEXT, true },
	{ S_INIT("platform"), SHAPE_TEXT, true },
	{ S_INIT("dependencies"), SHAPE_MAP, false },
	{ S_INIT("url"), SHAPE_TEXT, true },
	{ S_INIT("hash"), SHAPE_MAP, true },
	{ S_INIT("category"), SHAPE_TEXT, false },
	{ S_INIT("optional"), SHAPE_BOOL, true },
	{ S_INIT("source"), SHAPE_MAP_OR_NULL, false },
	{ S_INIT("build"), SHAPE_TEXT_OR_NULL, false },
};

static const shape_key hash_keys[] = {
	{ S_INIT("md5"), SHAPE_TEXT_OR_NULL, false },
	{ S_INIT("sha256"), SHAPE_TEXT_OR_NULL, false },
};

static const shape_key source_keys[] = {
	{ S_INIT("type"), SHAPE_TEXT, true },
	{ S_INIT("url"), SHAPE_TEXT, true },
};

static const shape_key channel_keys[] = {
	{ S_INIT("url"), SHAPE_TEXT, true },
	{ S_INIT("used_env_vars"), SHAPE_LIST, true },
};

#define COUNT(keys) ((int)(sizeof(keys) / sizeof(keys)[0]))

static str text_of(const yaml_node *n)
{
	bool is_text = n && pyyaml_type_of(n) == TYPE_TEXT;
	if (!is_text)
		return (str){ 0 };
	return n->text.p ? n->text : S("");
}

/* Of a value that shape_read has found to be a text, or that is absent. */
static str right_text(const yaml_node *n)
{
	return n && !n->text.p ? S("") : n ? n->text : (str){ 0 };
}

static void say(lock_reader *r, span at, str subject, str what)
{
	problem *p = lock_problem(r, PROBLEM_SYNTAX, at, subject);
	p->what = what;
	p->hint = S("make the lock anew, or restore it from git");
}

/* ---- metadata ------------------------------------------------------------------------------ */

static void read_hashes(lock_reader *r, const yaml_node *map)
{
	for (const yaml_node *n = map ? map->first : NULL; n; n = n->next)
		if (n->key->kind == NODE_SCALAR && shape_is_text(r, n, S("metadata.content_hash")))
			*LIST_PUSH(r->a, &r->out->hashes) = (content_hash){ n->key->text, n->text };
}

static void read_channel(lock_reader *r, const yaml_node *n)
{
	const yaml_node *values[COUNT(channel_keys)];
	shape_map m = { channel_keys, COUNT(channel_keys), "conda-lock", NULL, "metadata.channels" };
	str url = text_of(n);
	if (n->kind == NODE_MAP) {
		(void)shape_read(r, n, &m, values);
		url = text_of(values[0]);
	} else if (!url.p) {
		shape_wrong(r, n, S("metadata.channels"), "a mapping or a text");
	}
	if (url.p)
		*LIST_PUSH(r->a, &r->out->channels) = (lock_channel){ .url = url, .at = n->at };
}

static void read_metadata(lock_reader *r, const yaml_node *map)
{
	const yaml_node *values[META_KEYS];
	shape_map m = { meta_keys, META_KEYS, "conda-lock", NULL, "metadata" };
	(void)shape_read(r, map, &m, values);
	read_hashes(r, values[META_HASH]);
	for (const yaml_node *n = values[META_CHANNELS] ? values[META_CHANNELS]->first : NULL; n; n = n->next)
		read_channel(r, n);
	for (const yaml_node *n = values[META_PLATFORMS] ? values[META_PLATFORMS]->first : NULL; n; n = n->next)
		if (shape_is_text(r, n, S("metadata.platforms")))
			*LIST_PUSH(r->a, &r->out->platforms) = n->text;
	for (const yaml_node *n = values[META_SOURCES] ? values[META_SOURCES]->first : NULL; n; n = n->next)
		if (shape_is_text(r, n, S("metadata.sources")))
			*LIST_PUSH(r->a, &r->out->sources) = (item){ n->text, n->at };
}

/* ---- packages ------------------------------------------------------------------------------ */

static void read_needs(lock_reader *r, const yaml_node *map, const shape_map *m, locked *p)
{
	p->has_needs = true;
	ptrdiff_t count = 0;
	for (const yaml_node *n = map ? map->first : NULL; n; n = n->next)
		count++;
	need *needs = count ? NEW_N(r->a, need, count) : NULL;
	for (const yaml_node *n = map ? map->first : NULL; n; n = n->next) {
		if (n->key->kind != NODE_SCALAR || pyyaml_type_of(n) != TYPE_TEXT) {
			shape_wrong(r, n, shape_subject(r, m, "dependencies"), "a text");
			continue;
		}
		str name = p->manager == MANAGER_PIP ? pep503_normalize(r->a, n->key->text) : n->key->text;
		needs[p->needs_n++] = (need){ .name = name, .constraint = n->text };
	}
	p->needs = needs;
}

static void read_digests(lock_reader *r, const yaml_node *map, const shape_map *package, locked *p)
{
	const yaml_node *values[COUNT(hash_keys)];
	if (!map)
		return;
	shape_map m = { hash_keys, COUNT(hash_keys), "conda-lock", package->of, "hash" };
	(void)shape_read(r, map, &m, values);
	p->md5 = text_of(values[0]);
	p->sha256 = text_of(values[1]);
	if (p->manager == MANAGER_CONDA && !p->md5.p)
		say(r, map->at, shape_subject(r, &m, "md5"),
		    arena_printf(r->a, "%.*s has no md5, without which conda-lock refuses the lock", SARG(shape_subject(r, package, ""))));
}

static void read_source(lock_reader *r, const yaml_node *map, const shape_map *package)
{
	const yaml_node *values[COUNT(source_keys)];
	if (!map || map->kind != NODE_MAP)
		return;
	shape_map m = { source_keys, COUNT(source_keys), "conda-lock", package->of, "source" };
	if (shape_read(r, map, &m, values) && !str_eq(values[0]->text, S("url")))
		shape_wrong(r, values[0], shape_subject(r, &m, "type"), "'url'");
}

/* The manager and the name have to be there, or nothing can be said about the package at all. */
static bool is_told(lock_reader *r, const yaml_node **values, const shape_map *m, manager *out)
{
	str word = right_text(values[PKG_MANAGER]);
	*out = str_eq(word, S("conda")) ? MANAGER_CONDA : str_eq(word, S("pip")) ? MANAGER_PIP : MANAGER_NONE;
	if (word.p && *out == MANAGER_NONE)
		shape_wrong(r, values[PKG_MANAGER], shape_subject(r, m, "manager"), "'conda' or 'pip'");
	return *out != MANAGER_NONE && values[PKG_NAME] && values[PKG_PLATFORM];
}

static void read_fields(lock_reader *r, const yaml_node **values, const shape_map *m, locked *p)
{
	str name = values[PKG_NAME]->text;
	p->name = p->manager == MANAGER_PIP ? pep503_normalize(r->a, name) : lock_lower(r->a, name);
	p->version = right_text(values[PKG_VERSION]);
	p->url = right_text(values[PKG_URL]);
	p->build = p->field_build = text_of(values[PKG_BUILD]);
	p->is_virtual = str_starts(p->name, S("__"));
	p->category = values[PKG_CATEGORY] ? right_text(values[PKG_CATEGORY]) : S("main");
	if (p->url.p && !p->url.n)
		say(r, values[PKG_URL]->at, shape_subject(r, m, "url"), S("the url is empty, with which conda-lock refuses the lock"));
	lock_set_platform(r, p, values[PKG_PLATFORM]->text);
	lock_read_url(r, p);
}

void condalock_take(void *reader, const yaml_node *n)
{
	lock_reader *r = reader;
	const yaml_node *values[PKG_KEYS];
	manager kind;
	if (n->kind != NODE_MAP) {
		shape_wrong(r, n, S("package"), "a mapping");
		r->out->complete = false;
		return;
	}
	shape_map m = { package_keys, PKG_KEYS, "conda-lock", n, "" };
	(void)shape_read(r, n, &m, values);
	if (!is_told(r, values, &m, &kind)) {
		r->out->complete = false;
		return;
	}
	locked *p = lock_push(r);
	if (!p)
		return;
	*p = (locked){ .manager = kind, .at = n->at };
	read_fields(r, values, &m, p);
	read_needs(r, values[PKG_DEPENDENCIES], &m, p);
	read_digests(r, values[PKG_HASH], &m, p);
	read_source(r, values[PKG_SOURCE], &m);
}

/* ---- the file ------------------------------------------------------------------------------ */

/* 1, also as 1.0 and 0x1. False: another, which is not read any further. */
static bool read_version(lock_reader *r, const yaml_node *n)
{
	r->out->version = 1;
	if (!n)
		return true; /* shape_read has said so */
	bool number = pyyaml_type_of(n) == TYPE_INT || pyyaml_type_of(n) == TYPE_FLOAT;
	bool one = n->kind == NODE_SCALAR && (str_eq(n->text, S("1")) || str_eq(n->text, S("1.0")));
	if (number && one)
		return true;
	if (one) {
		shape_wrong(r, n, S("version"), "the number 1, without quotes");
		return true;
	}
	problem *p = lock_problem(r, PROBLEM_SYNTAX, n->at, S("version"));
	p->evidence = n->kind == NODE_SCALAR ? n->text : S("");
	p->what = arena_printf(r->a, "conda-lock.yml of version %.*s, and envgate %s reads version 1 only",
	                       SARG(str_head(p->evidence, 40)), ENVGATE_VERSION);
	p->hint = S("make the lock with a conda-lock that writes version 1, or take a newer envgate");
	r->out->version = 0;
	return false;
}

void condalock_read(lock_reader *r, const yaml_node *root)
{
	const yaml_node *values[TOP_KEYS];
	if (!root || root->kind != NODE_MAP) {
		if (r->out->complete)
			say(r, (span){ 0, 0, 1, 1 }, S("root"),
			    root && root->kind == NODE_LIST ? S("not a lock: a list where a mapping with 'package' is due")
			                                    : S("not a lock: no mapping with 'package' in it"));
		r->out->complete = false;
		return;
	}
	shape_map m = { top_keys, TOP_KEYS, "conda-lock", NULL, "" };
	const yaml_node *version = yaml_get(root, S("version"));
	if (!read_version(r, version)) {
		r->out->complete = false;
		r->out->packages.n = 0;
		return;
	}
	lock_said(r);
	(void)shape_read(r, root, &m, values);
	if (values[TOP_METADATA])
		read_metadata(r, values[TOP_METADATA]);
	if (!values[TOP_PACKAGE])
		r->out->complete = false;
	for (const yaml_node *n = values[TOP_PACKAGE] ? values[TOP_PACKAGE]->first : NULL; n; n = n->next)
		condalock_take(r, n);
}
