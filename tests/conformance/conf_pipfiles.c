/* conf_pipfiles: requirements_files.jsonl, files as pip 24.2 reads them. pip asks the disk whether a
 * path exists; the library does not, so a path that pip refuses for that reason is no difference. */
#include "conf.h"

#include "read/requirements.h"

static const struct variable pip_variables[] = { { S_INIT("MY_INDEX"), S_INIT("https://example.com/simple") } };

/* The option names of the vectors, and whether they hold a list, a text or true. */
static const struct { str key, name; char kind; } option_rows[] = {
	{ S_INIT("index_url"), S_INIT("--index-url"), 't' },
	{ S_INIT("extra_index_urls"), S_INIT("--extra-index-url"), 'l' },
	{ S_INIT("no_index"), S_INIT("--no-index"), 'f' },
	{ S_INIT("find_links"), S_INIT("--find-links"), 'l' },
	{ S_INIT("pre"), S_INIT("--pre"), 'f' },
	{ S_INIT("prefer_binary"), S_INIT("--prefer-binary"), 'f' },
	{ S_INIT("require_hashes"), S_INIT("--require-hashes"), 'f' },
	{ S_INIT("trusted_hosts"), S_INIT("--trusted-host"), 'l' },
	{ S_INIT("features_enabled"), S_INIT("--use-feature"), 'l' },
};

static strs values_of(conf_line *c, const requirement_line *l, str name)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < l->options.n; i++)
		if (str_eq(l->options.at[i].name, name))
			*LIST_PUSH(c->a, &out) = l->options.at[i].value;
	return out;
}

static void drop(strs *from, str name)
{
	ptrdiff_t kept = 0;
	for (ptrdiff_t i = 0; i < from->n; i++)
		if (!str_eq(from->at[i], name))
			from->at[kept++] = from->at[i];
	from->n = kept;
}

/* pip's FormatControl: each of --no-binary and --only-binary takes from the other. */
static void check_binaries(conf_line *c, const json *options, const requirement_line *l)
{
	strs sets[2] = { { 0 }, { 0 } };
	bool any = false;
	for (ptrdiff_t i = 0; i < l->options.n; i++) {
		bool only = str_eq(l->options.at[i].name, S("--only-binary"));
		if (!only && !str_eq(l->options.at[i].name, S("--no-binary")))
			continue;
		any = true;
		str rest = l->options.at[i].value, name;
		while (str_next(&rest, ',', &name)) {
			bool all = str_eq(name, S(":all:")), none = str_eq(name, S(":none:"));
			sets[only].n = all || none ? 0 : sets[only].n;
			sets[!only].n = all ? 0 : sets[!only].n;
			drop(&sets[!only], name);
			if (!none)
				*LIST_PUSH(c->a, &sets[only]) = all ? name : pep503_normalize(c->a, name);
		}
	}
	if (!any)
		return;
	conf_same_texts(c, options, S("no_binary"), &sets[0]);
	conf_same_texts(c, options, S("only_binary"), &sets[1]);
}

static void check_options(conf_line *c, const json *options, const requirement_line *l)
{
	if (l->text.p)
		conf_fail(c, "line %d holds options only", l->line);
	for (size_t i = 0; i < sizeof option_rows / sizeof option_rows[0]; i++) {
		strs got = values_of(c, l, option_rows[i].name);
		str last = got.n ? got.at[got.n - 1] : (str){ 0 };
		if (option_rows[i].kind == 'l')
			conf_same_texts(c, options, option_rows[i].key, &got);
		else if (option_rows[i].kind == 't')
			conf_same_text(c, option_rows[i].key.p, json_text(options, option_rows[i].key), last);
		else
			conf_same_bool(c, option_rows[i].key.p, conf_bool(options, option_rows[i].key), got.n > 0);
	}
	check_binaries(c, options, l);
}

static void check_hashes(conf_line *c, const json *want, const requirement_line *l)
{
	const json *kinds = json_get(want, S("hashes"));
	ptrdiff_t count = 0;
	for (const json *kind = kinds ? kinds->first : NULL; kind; kind = kind->next)
		for (const json *digest = kind->first; digest; digest = digest->next, count++) {
			str hash = arena_printf(c->a, "%.*s:%.*s", SARG(kind->key), SARG(digest->text));
			if (!strs_has(&l->hashes, hash))
				conf_fail(c, "line %d has no %.*s", l->line, SARG(hash));
		}
	if (count != l->hashes.n)
		conf_fail(c, "line %d has %td hashes, got %td", l->line, count, l->hashes.n);
}

static void check_settings(conf_line *c, const json *want, const requirement_line *l)
{
	strs global = values_of(c, l, S("--global-option")), settings = values_of(c, l, S("--config-settings"));
	conf_same_texts(c, want, S("global_options"), &global);
	const json *map = json_get(want, S("config_settings"));
	ptrdiff_t count = 0;
	for (const json *s = map ? map->first : NULL; s; s = s->next, count++)
		if (!strs_has(&settings, arena_printf(c->a, "%.*s=%.*s", SARG(s->key), SARG(s->text))))
			conf_fail(c, "config_settings has no %.*s", SARG(s->key));
	if (count != settings.n)
		conf_fail(c, "config_settings has %td, got %td", count, settings.n);
}

/* A path as pip's URL of it, in the vectors' folder. */
static str path_url(conf_line *c, str path)
{
	if (str_starts(path, S("file:")))
		return path;
	path = str_starts(path, S("./")) ? str_from(path, 2) : path;
	return str_eq(path, S(".")) ? S("file:///dir") : arena_printf(c->a, "file:///dir/%.*s", SARG(path));
}

static void check_parts(conf_line *c, const json *want, const requirement *q)
{
	bool named = !conf_null(want, S("name"));
	bool by_file = !named && q->url.p && !q->editable; /* the library also takes names from file names */
	if (!by_file)
		conf_same_text(c, "name", json_text(want, S("name")), q->editable ? q->name : q->normalized);
	if (conf_has(want, S("specifier")))
		conf_same_text(c, "specifier", json_text(want, S("specifier")), q->specifier);
	conf_same_text(c, "url", json_text(want, S("url")), q->url.p && q->is_path ? path_url(c, q->url) : q->url);
	conf_same_text(c, "marker", json_text(want, S("marker")), q->marker_text);
	conf_same_texts(c, want, S("extras"), &q->extras_as_written);
}

static void check_requirement(conf_line *c, const json *want, const requirement_line *l)
{
	conf_same_text(c, "requirement", json_text(want, S("requirement")), l->text);
	conf_same_bool(c, "constraint", conf_bool(want, S("constraint")), l->constraint);
	check_hashes(c, want, l);
	check_settings(c, want, l);
	const json *parsed = json_get(want, S("parsed"));
	bool missing_path = l->req && l->req->is_path;
	if (parsed->kind == JSON_NULL && !l->refused && !missing_path)
		conf_fail(c, "pip refuses '%.*s'", SARG(l->text));
	else if (parsed->kind != JSON_NULL && !l->req)
		conf_fail(c, "'%.*s' refused: %.*s", SARG(l->text), SARG(l->why.why));
	else if (parsed->kind != JSON_NULL)
		check_parts(c, parsed, l->req);
	if (l->req)
		conf_same_bool(c, "editable", conf_bool(want, S("editable")), l->req->editable);
}

static long line_of(const json *want)
{
	long n = 0;
	str digits = json_get(want, S("line"))->text;
	for (ptrdiff_t i = 0; i < digits.n; i++)
		n = n * 10 + (digits.p[i] - '0');
	return n;
}

void conf_requirements_files(conf_line *c, const json *row)
{
	const json *map = json_get(row, S("files"));
	LIST(named_text) files = { 0 };
	for (const json *f = map->first; f; f = f->next)
		*LIST_PUSH(c->a, &files) = (named_text){ f->key, f->text };
	requirement_lines got = { 0 };
	refusal why = { 0 };
	bool valid = requirements_read(c->a, files.at, files.n, S("requirements.txt"), (variables){ pip_variables, 1 }, &got, &why);
	conf_same_bool(c, "valid", conf_bool(row, S("valid")), valid);
	if (!valid)
		return;
	ptrdiff_t i = 0;
	for (const json *want = json_get(row, S("lines"))->first; want && !c->wrong.p; want = want->next, i++) {
		const requirement_line *l = i < got.n ? &got.at[i] : NULL;
		if (!l) {
			conf_fail(c, "line %ld is not there", line_of(want));
			return;
		}
		conf_same_text(c, "file", json_text(want, S("file")), l->file);
		if (line_of(want) != l->line)
			conf_fail(c, "line is %ld, got %d", line_of(want), l->line);
		if (conf_has(want, S("options")))
			check_options(c, json_get(want, S("options")), l);
		else
			check_requirement(c, want, l);
	}
	if (i < got.n && !c->wrong.p)
		conf_fail(c, "%td lines, got %td", i, got.n);
}
