/* envfile: see envfile.h. The top of the file: which keys there are, of which type. conda's own
 * reader is lenient (a channel list that is a text becomes a list of letters) and a schema check in
 * front of it (CEP-24) refuses; here what the check refuses is a problem, and the rest is read as far
 * as it makes sense, so that a rule can still point at it. */
#include "read/envfile_in.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "read/ignore.h"
#include "read/suggest.h"
#include "read/yaml_text.h"

static const str known_keys[] = {
	S_INIT("name"),     S_INIT("channels"), S_INIT("dependencies"), S_INIT("prefix"), S_INIT("variables"),
	S_INIT("platforms"), S_INIT("category"), S_INIT("allow-pypi-requests"), S_INIT("pip-repositories"),
};
enum { KNOWN_KEYS = sizeof known_keys / sizeof known_keys[0] };

problem *envfile_problem(env_reader *r, problem_code code, span at, str subject)
{
	problem *p = LIST_PUSH(r->a, &r->out->problems);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

span envfile_part(const env_reader *r, const yaml_node *n, ptrdiff_t beg, ptrdiff_t end)
{
	str bytes = r->src->bytes;
	if (!n->text.n || n->text.p < bytes.p || n->text.p + n->text.n > bytes.p + bytes.n)
		return n->at;
	ptrdiff_t text = n->text.p - bytes.p;
	if (text < n->at.beg || text + n->text.n > n->at.end)
		return n->at; /* an alias: the text stands at its anchor */
	str before = str_sub(bytes, n->at.beg, text + beg);
	return (span){ text + beg, text + end, n->at.line, n->at.col + (int)utf8_count(before) };
}

static str shown(env_reader *r, const yaml_node *n)
{
	if (n->kind != NODE_SCALAR)
		return n->kind == NODE_LIST ? S("a list") : S("a mapping");
	yaml_type t = yaml_type_of(n);
	if (t == TYPE_NULL)
		return n->text.n ? S("nothing (null)") : S("empty");
	return arena_printf(r->a, "%s (%.*s)", yaml_type_name(t), SARG(str_head(n->text, 60)));
}

problem *envfile_not_text(env_reader *r, const yaml_node *n, const char *role)
{
	problem *p = envfile_problem(r, PROBLEM_SYNTAX, n->at, str_of(role));
	str is = shown(r, n);
	p->evidence = is;
	p->what = arena_printf(r->a, "%s has to be a text, and this is %.*s", role, SARG(is));
	if (n->kind == NODE_SCALAR && n->text.n)
		p->hint = arena_printf(r->a, "put it in quotes: '%.*s'", SARG(str_head(n->text, 60)));
	else
		p->hint = n->kind == NODE_SCALAR ? S("write the text, or delete the entry") : S("write one text");
	return p;
}

/* Where the first control character (a line's end is none) or letter outside ASCII is; -1: nowhere. */
static ptrdiff_t find_foreign(str s)
{
	ptrdiff_t end = s.n;
	(void)text_first_foreign(s, &end);
	for (ptrdiff_t i = 0; i < end; i++)
		if (text_is_hidden((unsigned char)s.p[i]) && s.p[i] != '\n' && s.p[i] != '\r')
			return i;
	return end < s.n ? end : -1;
}

bool envfile_is_ascii(str text)
{
	return find_foreign(text) < 0;
}

/* Behind an escape ("\u202E") the bytes are ASCII, so the scan of the bytes saw nothing. */
static bool is_escaped(const env_reader *r, const yaml_node *n, str letter)
{
	str bytes = r->src->bytes;
	bool in_file = n->text.p >= bytes.p && n->text.p < bytes.p + bytes.n;
	return !in_file && str_find(str_sub(bytes, n->at.beg, n->at.end), letter) < 0;
}

bool envfile_check_ascii(env_reader *r, const yaml_node *n, str subject, manager m)
{
	ptrdiff_t at = find_foreign(n->text), end = at;
	if (at < 0)
		return false;
	unsigned c = utf8_next(n->text, &end);
	str letter = str_sub(n->text, at, end);
	bool hidden = text_is_hidden(c);
	if (hidden && !is_escaped(r, n, letter))
		return true; /* the scan of the bytes has said so */
	problem *p = envfile_problem(r, PROBLEM_HIDDEN_TEXT, envfile_part(r, n, at, end), subject);
	p->manager = m;
	p->evidence = n->text;
	if (hidden)
		p->what = arena_printf(r->a, "'%.*s' has U+%04X behind an escape, a character that nobody can see",
		                       SARG(str_head(n->text, 120)), c);
	else
		p->what = arena_printf(r->a, "'%.*s' (U+%04X) is no ASCII letter: it may only look like one", SARG(letter), c);
	p->hint = S("type the name again, with ASCII letters only");
	return true;
}

static bool is_text(const yaml_node *n)
{
	return n->kind == NODE_SCALAR && yaml_type_of(n) == TYPE_TEXT;
}

/* A key whose value must be a text: name, prefix. */
static item read_text(env_reader *r, const yaml_node *n, const char *role)
{
	if (!is_text(n))
		envfile_not_text(r, n, role);
	return (item){ n->kind == NODE_SCALAR ? n->text : S(""), n->at };
}

static void wants(env_reader *r, const yaml_node *n, str key, const char *kind, const char *hint)
{
	problem *p = envfile_problem(r, PROBLEM_SYNTAX, n->at.end > n->at.beg ? n->at : n->key->at, key);
	str is = shown(r, n);
	p->evidence = is;
	p->what = arena_printf(r->a, "'%.*s' has to be a %s, and this is %.*s", SARG(key), kind, SARG(is));
	p->hint = str_of(hint);
}

static bool is_name_letter(char c)
{
	return is_alnum(c) || c == '_';
}

/* os.path.expandvars over the table: $NAME and ${NAME}; what is not set stays as it is. */
static str expanded(const env_reader *r, str text)
{
	for (ptrdiff_t i = 0; r->vars.n && i < text.n; i++) {
		if (text.p[i] != '$')
			continue;
		bool braces = i + 1 < text.n && text.p[i + 1] == '{';
		ptrdiff_t beg = i + 1 + braces, end = beg;
		while (end < text.n && (braces ? text.p[end] != '}' : is_name_letter(text.p[end])))
			end++;
		str name = str_sub(text, beg, end);
		for (ptrdiff_t k = 0; k < r->vars.n && end < text.n + !braces; k++) {
			if (!str_eq(r->vars.at[k].name, name))
				continue;
			str value = r->vars.at[k].value;
			str head = arena_cat(r->a, str_head(text, i), value);
			text = arena_cat(r->a, head, str_from(text, end + braces));
			i += value.n - 1;
			break;
		}
	}
	return text;
}

static void read_channels(env_reader *r, const yaml_node *n)
{
	r->out->has_channels = true;
	if (n->kind != NODE_LIST) {
		wants(r, n, S("channels"), "list", "write it as a list: channels: [conda-forge]");
		if (!is_text(n))
			return;
		/* The one channel that was meant, so that rules about channels still see it. */
		*LIST_PUSH(r->a, &r->out->channels) = (item){ n->text, n->at };
		return;
	}
	for (const yaml_node *c = n->first; c; c = c->next) {
		if (!is_text(c)) {
			envfile_not_text(r, c, "a channel");
			continue;
		}
		(void)envfile_check_ascii(r, c, c->text, MANAGER_NONE);
		*LIST_PUSH(r->a, &r->out->channels) = (item){ expanded(r, c->text), c->at };
	}
}

static void read_platforms(env_reader *r, const yaml_node *n)
{
	for (const yaml_node *p = n->kind == NODE_LIST ? n->first : NULL; p; p = p->next)
		if (p->kind == NODE_SCALAR)
			*LIST_PUSH(r->a, &r->out->platforms) = p->text;
}

static void read_dependencies(env_reader *r, const yaml_node *n)
{
	if (n->kind != NODE_LIST) {
		wants(r, n, S("dependencies"), "list", "write each dependency on a line of its own, after '- '");
		return;
	}
	r->out->is_environment = true;
	envdeps_read(r, n);
}

static void unknown_key(env_reader *r, const yaml_node *key)
{
	problem *p = envfile_problem(r, PROBLEM_UNKNOWN_KEY, key->at, key->text);
	p->what = arena_printf(r->a, "unknown key '%.*s', which conda drops", SARG(str_head(key->text, 100)));
	if (str_eq(key->text, S("pip")))
		p->hint = S("a pip: list belongs inside 'dependencies', as its last entry");
	else
		p->hint = suggest_hint(r->a, key->text, known_keys, KNOWN_KEYS, S("delete it"));
}

static void read_key(env_reader *r, const yaml_node *n)
{
	str key = n->key->text;
	if (n->key->kind != NODE_SCALAR)
		return;
	if (str_eq(key, S("name"))) {
		r->out->name = read_text(r, n, "the name");
	} else if (str_eq(key, S("prefix"))) {
		r->out->prefix = read_text(r, n, "the prefix");
	} else if (str_eq(key, S("channels"))) {
		read_channels(r, n);
	} else if (str_eq(key, S("dependencies"))) {
		read_dependencies(r, n);
	} else if (str_eq(key, S("platforms"))) {
		read_platforms(r, n);
	} else if (str_eq(key, S("category"))) {
		r->out->category = n->kind == NODE_SCALAR ? n->text : (str){ 0 };
	} else if (str_eq(key, S("variables"))) {
		if (n->kind != NODE_MAP)
			wants(r, n, key, "mapping", "write it as a mapping: variables: {NAME: value}");
	} else {
		bool known = false;
		for (int i = 0; i < KNOWN_KEYS; i++)
			known = known || str_eq(known_keys[i], key);
		if (!known)
			unknown_key(r, n->key);
	}
}

/* Text that is not a mapping at all; the rule speaks if only the list is absent. */
static void read_root(env_reader *r, const yaml_node *root)
{
	bool empty = !root || (root->kind == NODE_SCALAR && yaml_type_of(root) == TYPE_NULL);
	if (empty || root->kind != NODE_MAP) {
		problem *p = envfile_problem(r, PROBLEM_SYNTAX, empty ? (span){ 0, 0, 1, 1 } : root->at, S("root"));
		p->what = empty ? S("the file is empty")
		                : arena_printf(r->a, "not an environment: %.*s where a mapping with 'dependencies' is due", SARG(shown(r, root)));
		p->hint = S("write 'dependencies:' and a list under it");
		return;
	}
	for (const yaml_node *n = root->first; n && !r->full; n = n->next) {
		/* Of a key given twice the first counts here; the problem says that readers differ. */
		if (n->key->kind != NODE_SCALAR || yaml_get(root, n->key->text) == n)
			read_key(r, n);
	}
}

/* Whether a line begins with "dependencies:", for a file that broke before its reader came there. In
 * UTF-16 of either byte order the letters alternate with zeros. */
static bool mentions_dependencies(str bytes)
{
	static const char wide[] = "d\0e\0p\0e\0n\0d\0e\0n\0c\0i\0e\0s\0:";
	str rest = bytes, line;
	while (str_next(&rest, '\n', &line))
		if (str_starts(line, S("dependencies:")))
			return true;
	return str_find(bytes, (str){ wide, (ptrdiff_t)sizeof wide - 1 }) >= 0;
}

static const env *read_file(arena *a, const source *src, variables vars, const env *twin)
{
	env *out = NEW(a, env);
	yaml_doc doc = yaml_read(a, src, MAX_ENV_BYTES);
	*out = (env){ .src = src, .complete = doc.complete, .problems = doc.problems };
	env_reader r = { .a = a, .src = src, .vars = vars, .out = out, .twin = twin };
	if (doc.complete || doc.root)
		read_root(&r, doc.root);
	if (!out->complete && !out->is_environment)
		out->is_environment = mentions_dependencies(src->bytes);
	if (out->complete)
		ignore_read(a, doc.root, out);
	return out;
}

const env *envfile_read(arena *a, const source *src, variables vars)
{
	return read_file(a, src, vars, NULL);
}

const env *envfile_read_beside(arena *a, const source *src, const env *twin)
{
	return read_file(a, src, (variables){ 0 }, twin);
}

bool envfile_is_environment(const env *e)
{
	return e->is_environment;
}
