/* conf_locks: conda_lock_files.jsonl and explicit_files.jsonl. A line with a file's text is read and
 * compared; the lines about satisfaction name a file of an earlier line by its lock_id, so the locks
 * read are kept until the file ends. What decides there is gate/satisfy, as in the gate, over the locked
 * packages of one platform. */
#include "conf.h"

#include "gate/satisfy.h"
#include "read/contenthash.h"
#include "read/envfile.h"
#include "read/lockfile.h"

typedef struct kept {
	str id;
	const lock *lock;
} kept;

typedef struct state {
	LIST(kept) locks;
} state;

static ptrdiff_t count_of(const json *list)
{
	ptrdiff_t n = 0;
	for (const json *j = list->first; j; j = j->next)
		n++;
	return n;
}

static source source_of(arena *a, str text)
{
	return (source){ .kind = ENTRY_BLOB, .path = S("lock"), .bytes = arena_str(a, text), .size_bytes = text.n };
}

/* What conda-lock and conda take all the same: PyYAML keeps the last of two keys, and nobody looks for
 * letters that cannot be seen. */
static bool is_refused(const lock *l)
{
	for (ptrdiff_t i = 0; i < l->problems.n; i++) {
		problem_code code = l->problems.at[i].code;
		if (code != PROBLEM_DUPLICATE_KEY && code != PROBLEM_HIDDEN_TEXT)
			return true;
	}
	return !l->complete;
}

static str first_problem(const lock *l)
{
	return l->problems.n ? l->problems.at[0].what : S("(no problem, but not complete)");
}

/* ---- files --------------------------------------------------------------------------------- */

static str name_of(conf_line *c, str name, manager m)
{
	return m == MANAGER_PIP ? pep503_normalize(c->a, name) : arena_lower(c->a, name);
}

static void check_needs(conf_line *c, const json *want, const locked *p)
{
	ptrdiff_t i = 0;
	for (const json *w = want ? want->first : NULL; w; w = w->next, i++) {
		if (i >= p->needs_n) {
			conf_fail(c, "no dependency '%.*s' of %.*s", SARG(w->key), SARG(p->name));
			return;
		}
		str name = p->manager == MANAGER_PIP ? pep503_normalize(c->a, w->key) : w->key;
		conf_same_text(c, "dependency", name, p->needs[i].name);
		conf_same_text(c, "constraint", w->text, p->needs[i].constraint);
	}
	if (i < p->needs_n)
		conf_fail(c, "a dependency too many of %.*s", SARG(p->name));
}

static void check_from_url(conf_line *c, const json *row, const locked *p)
{
	const json *from = json_get(row, S("from_url"));
	if (p->manager != MANAGER_CONDA || !from)
		return;
	bool named = from->kind == JSON_MAP && !str_eq(json_text(from, S("name")), S("*"));
	conf_same_text(c, "from_url.name", named ? json_text(from, S("name")) : (str){ 0 },
	               named && p->from_name.p ? arena_lower(c->a, p->from_name) : (str){ 0 });
	if (!named)
		return;
	conf_same_text(c, "from_url.version", json_text(from, S("version")), p->from_version);
	conf_same_text(c, "from_url.build", json_text(from, S("build")), p->from_build);
	conf_same_text(c, "from_url.channel", json_text(from, S("channel")), p->channel);
	conf_same_text(c, "from_url.subdir", json_text(from, S("subdir")), p->subdir);
}

static void check_package(conf_line *c, const json *row, const locked *p)
{
	bool pip = str_eq(json_text(row, S("manager")), S("pip"));
	conf_same_bool(c, "manager is pip", pip, p->manager == MANAGER_PIP);
	conf_same_text(c, "name", name_of(c, json_text(row, S("name")), p->manager), p->name);
	conf_same_text(c, "version", json_text(row, S("version")), p->version);
	conf_same_text(c, "platform", json_text(row, S("platform")), p->platform);
	conf_same_text(c, "url", json_text(row, S("url")), p->url);
	conf_same_text(c, "category", json_text(row, S("category")), p->category);
	conf_same_text(c, "md5", json_text(row, S("md5")), p->md5);
	conf_same_text(c, "sha256", json_text(row, S("sha256")), p->sha256);
	check_needs(c, json_get(row, S("dependencies")), p);
	check_from_url(c, row, p);
}

static void check_metadata(conf_line *c, const json *parsed, const lock *l)
{
	strs sources = { 0 };
	ptrdiff_t i = 0;
	conf_same_texts(c, parsed, S("platforms"), &l->platforms);
	for (ptrdiff_t k = 0; k < l->sources.n; k++)
		*LIST_PUSH(c->a, &sources) = l->sources.at[k].text;
	conf_same_texts(c, parsed, S("sources"), &sources);
	for (const json *w = json_get(parsed, S("channels"))->first; w; w = w->next, i++)
		conf_same_text(c, "channel", json_text(w, S("url")), i < l->channels.n ? l->channels.at[i].url : (str){ 0 });
	if (i != l->channels.n)
		conf_fail(c, "%td channels, and %td were read", i, l->channels.n);
	i = 0;
	for (const json *w = json_get(parsed, S("content_hash"))->first; w; w = w->next, i++) {
		bool there = i < l->hashes.n;
		conf_same_text(c, "content_hash platform", w->key, there ? l->hashes.at[i].platform : (str){ 0 });
		conf_same_text(c, "content_hash", w->text, there ? l->hashes.at[i].hash : (str){ 0 });
	}
	if (i != l->hashes.n)
		conf_fail(c, "%td content hashes, and %td were read", i, l->hashes.n);
}

static void check_file(conf_line *c, const json *row)
{
	state *s = c->state;
	source *src = NEW(c->file, source);
	*src = source_of(c->file, json_text(row, S("file_text")));
	const lock *l = lockfile_read(c->file, src, FILE_CONDA_LOCK);
	*LIST_PUSH(c->file, &s->locks) = (kept){ arena_str(c->file, json_text(row, S("lock_id"))), l };
	bool valid = conf_bool(row, S("valid"));
	if (valid == is_refused(l)) {
		conf_fail(c, "valid is %s, and the reader says: %.*s", valid ? "true" : "false", SARG(first_problem(l)));
		return;
	}
	const json *parsed = json_get(row, S("parsed"));
	if (!valid || !parsed)
		return;
	check_metadata(c, parsed, l);
	ptrdiff_t i = 0;
	for (const json *w = json_get(parsed, S("package"))->first; w && i < l->packages.n; w = w->next, i++)
		check_package(c, w, &l->packages.at[i]);
	if (i != l->packages.n || i != count_of(json_get(parsed, S("package"))))
		conf_fail(c, "%td packages were read", l->packages.n);
}

/* ---- satisfaction -------------------------------------------------------------------------- */

static const lock *find_lock(const conf_line *c, str id)
{
	const state *s = c->state;
	for (ptrdiff_t i = 0; i < s->locks.n; i++)
		if (str_eq(s->locks.at[i].id, id))
			return s->locks.at[i].lock;
	return NULL;
}

static bool is_conda_satisfied(conf_line *c, const locked_list *packages, str text)
{
	const matchspec *m = matchspec_parse(c->a, text, NULL);
	return m && satisfy_conda(c->a, m, packages, NULL) == SATISFIED;
}

static bool is_pip_satisfied(conf_line *c, const locked_list *packages, str text)
{
	const requirement *r = requirement_parse(c->a, text, NULL);
	return r && satisfy_pip(c->a, r, packages, NULL) == SATISFIED;
}

static void check_satisfied(conf_line *c, const json *row)
{
	const lock *l = find_lock(c, json_text(row, S("lock_id")));
	str platform = json_text(row, S("platform"));
	strs unsatisfied = { 0 };
	if (!l) {
		conf_fail(c, "no lock of this id came before");
		return;
	}
	locked_list packages = satisfy_locked(c->a, l, platform, (str){ 0 });
	const json *conda = json_get(row, S("specs")), *pip = json_get(row, S("pip"));
	for (const json *s = conda ? conda->first : NULL; s; s = s->next)
		if (!is_conda_satisfied(c, &packages, s->text))
			*LIST_PUSH(c->a, &unsatisfied) = s->text;
	for (const json *s = pip ? pip->first : NULL; s; s = s->next)
		if (!is_pip_satisfied(c, &packages, s->text))
			*LIST_PUSH(c->a, &unsatisfied) = s->text;
	conf_same_texts(c, row, S("unsatisfied"), &unsatisfied);
	conf_same_bool(c, "satisfied", conf_bool(row, S("satisfied")), unsatisfied.n == 0);
}

/* ---- content hashes ------------------------------------------------------------------------- */

static void check_hash(conf_line *c, const json *row)
{
	source src = source_of(c->a, json_text(row, S("env_text")));
	const env *e = envfile_read(c->a, &src, (variables){ 0 });
	const json *hashes = json_get(row, S("content_hash"));
	for (const json *h = hashes ? hashes->first : NULL; h; h = h->next)
		conf_same_text(c, "content_hash", h->text, content_hash_of(c->a, (hash_input){ &e, 1, false }, h->key));
}

void conf_conda_lock_files(conf_line *c, const json *row)
{
	if (!c->state)
		c->state = NEW(c->file, state);
	if (conf_has(row, S("file_text")))
		check_file(c, row);
	else if (conf_has(row, S("lock_id")))
		check_satisfied(c, row);
	else if (conf_has(row, S("env_text")))
		check_hash(c, row);
	/* The line of the virtual packages says what the hashes above are made of. */
}

/* ---- @EXPLICIT lists ----------------------------------------------------------------------- */

static void check_address(conf_line *c, const json *row, const locked *p)
{
	str name = json_text(row, S("name")), url = json_text(row, S("url"));
	bool named = !str_eq(name, S("*"));
	if (named) {
		conf_same_text(c, "name", name, p->name);
		conf_same_text(c, "version", json_text(row, S("version")), p->version);
		conf_same_text(c, "build", json_text(row, S("build")), p->build);
	}
	conf_same_text(c, "channel", json_text(row, S("channel")), p->channel);
	conf_same_text(c, "subdir", json_text(row, S("subdir")), p->subdir);
	conf_same_text(c, "fn", json_text(row, S("fn")), p->file);
	conf_same_text(c, "md5", json_text(row, S("md5")), p->md5);
	conf_same_text(c, "sha256", json_text(row, S("sha256")), p->sha256);
	/* A path becomes a file:// URL in conda; here the url is the text as written. */
	if (!str_starts(url, S("file://")))
		conf_same_text(c, "url", url, p->url);
}

void conf_explicit_files(conf_line *c, const json *row)
{
	source src = source_of(c->a, json_text(row, S("file_text")));
	const lock *l = lockfile_read(c->a, &src, FILE_EXPLICIT);
	bool valid = conf_bool(row, S("valid")), marked = conf_bool(row, S("explicit"));
	if (valid && marked == is_refused(l)) {
		conf_fail(c, "explicit is %s, and the reader says: %.*s", marked ? "true" : "false", SARG(first_problem(l)));
		return;
	}
	if (!valid) {
		if (!is_refused(l))
			conf_fail(c, "conda refuses the list, and the reader does not");
		return;
	}
	const json *packages = json_get(row, S("packages"));
	ptrdiff_t i = 0;
	for (const json *w = packages->first; w && i < l->packages.n; w = w->next, i++)
		check_address(c, w, &l->packages.at[i]);
	if (i != l->packages.n || i != count_of(packages))
		conf_fail(c, "%td packages were read", l->packages.n);
}
