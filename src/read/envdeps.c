/* envdeps: the dependencies list of an environment file. An entry is a text (a conda MatchSpec), a
 * mapping with a pip: list, or micromamba's sel() map. conda takes any other mapping key for the name
 * of an installer and stops at install time; entries that are numbers or null stop it at once. */
#include "read/envfile_in.h"

#include "base/limits.h"
#include "read/selector.h"
#include "read/yaml_text.h"
#include "spec/matchspec.h"
#include "spec/strength.h"

#include <string.h>

spec *envdeps_push(env_reader *r, span at)
{
	if (r->out->specs.n < MAX_SPECS)
		return LIST_PUSH(r->a, &r->out->specs);
	if (!r->full) {
		problem *p = envfile_problem(r, PROBLEM_TOO_LARGE, at, S("specs"));
		p->what = arena_printf(r->a, "more than %d dependencies, which is the limit", MAX_SPECS);
	}
	r->full = true;
	r->out->complete = false;
	return NULL;
}

unsigned envdeps_selector(const env_reader *r, const yaml_node *n, str *word)
{
	str bytes = r->src->bytes;
	ptrdiff_t beg = n->at.beg;
	const char *eol = memchr(bytes.p + n->at.end, '\n', (size_t)(bytes.n - n->at.end));
	ptrdiff_t end = eol ? eol - bytes.p : bytes.n;
	/* An entry over several lines is filtered by its last one. */
	for (ptrdiff_t i; (i = str_find_byte(str_sub(bytes, beg + 1, n->at.end), '\n')) >= 0;)
		beg += 1 + i;
	str line = str_sub(bytes, beg, end);
	if (str_ends(line, S("\r")))
		line.n--;
	return selector_of_line(line, word);
}

/* What the entry seems to name, for the subject of a problem: its leading name, without a channel. */
static str named(arena *a, str raw)
{
	ptrdiff_t channel = str_find(raw, S("::"));
	str s = str_trim(channel < 0 ? raw : str_from(raw, channel + 2));
	ptrdiff_t n = 0;
	while (n < s.n && (is_alnum(s.p[n]) || s.p[n] == '_' || s.p[n] == '-' || s.p[n] == '.'))
		n++;
	return n ? arena_lower(a, str_head(s, n)) : str_head(raw, 60);
}

/* What to type, for the ways in which real files go wrong. */
static str hint_for(arena *a, str raw)
{
	if (str_starts(raw, S("git+")) || str_starts(raw, S("-")) || str_starts(raw, S(".")) || str_find(raw, S(" @ ")) >= 0)
		return S("pip understands this, conda does not: move it into a 'pip:' list");
	if (str_find_byte(raw, ';') >= 0)
		return S("conda has no markers: use a comment selector (# [win]) or move it into a 'pip:' list");
	if (str_find_byte(raw, '^') >= 0 || (str_find_byte(raw, '~') >= 0 && str_find(raw, S("~=")) < 0))
		return S("conda has no such operator: write a range, as in 'name >=1.2,<2'");
	ptrdiff_t comma = str_find_byte(raw, ',');
	ptrdiff_t space = str_find_byte(raw, ' ');
	if (comma < 0 && space >= 0 && str_find_byte(str_from(raw, space + 1), ' ') >= 0)
		return S("put a comma between the bounds, as in 'name >=1.2,<2'");
	return arena_str(a, S("`conda create --dry-run -n x 'ENTRY'` shows conda's own reason"));
}

static void refused(env_reader *r, const yaml_node *n, refusal why)
{
	ptrdiff_t at = why.at < 0 ? 0 : why.at < n->text.n ? why.at : n->text.n;
	problem *p = envfile_problem(r, PROBLEM_SYNTAX, envfile_part(r, n, at, n->text.n), named(r->a, n->text));
	if (p->at.beg == p->at.end)
		p->at = n->at;
	p->manager = MANAGER_CONDA;
	p->evidence = n->text;
	p->what = arena_printf(r->a, "conda refuses '%.*s': %.*s", SARG(str_head(n->text, 120)), SARG(why.why));
	p->hint = hint_for(r->a, n->text);
}

/* The twin's spec of the same text, if it stands a little further on than the last one met: sides of
 * one file differ in few lines, so a short look ahead finds nearly all, and the rest is parsed. */
static const spec *met_before(env_reader *r, str raw)
{
	enum { AHEAD = 16 };
	ptrdiff_t n = r->twin ? r->twin->specs.n : 0;
	for (ptrdiff_t i = r->twin_at; i < n && i < r->twin_at + AHEAD; i++) {
		const spec *s = &r->twin->specs.at[i];
		if (s->conda && str_eq(s->raw, raw)) {
			r->twin_at = i + 1;
			return s;
		}
	}
	return NULL;
}

/* What the text means, without its place. False, and a problem, when conda refuses it. */
static bool parse_conda(env_reader *r, const yaml_node *n, spec *out)
{
	refusal why = { 0 };
	const matchspec *m = matchspec_parse(r->a, n->text, &why);
	bool foreign = !(m && m->plain) && /* which is all ASCII */
	               envfile_check_ascii(r, n, m && m->name.p ? m->name : n->text, MANAGER_CONDA);
	if (!m && !foreign)
		refused(r, n, why);
	if (!m)
		return false;
	*out = (spec){
		.manager = MANAGER_CONDA, .name = m->name.p ? m->name : S("*"), .version = m->version.p ? m->version : S(""),
		.build = m->build, .channel = m->rare->channel, .canonical = m->canonical,
		.pin = strength_conda(r->a, m), .conda = m,
	};
	return true;
}

static void read_conda(env_reader *r, const yaml_node *n, unsigned platforms, str selector)
{
	spec parsed;
	const spec *known = met_before(r, n->text);
	if (!known || !(known->conda->plain || envfile_is_ascii(n->text)))
		known = parse_conda(r, n, &parsed) ? &parsed : NULL;
	spec *s = known ? envdeps_push(r, n->at) : NULL;
	if (!s)
		return;
	*s = *known;
	s->raw = n->text;
	s->at = n->at;
	s->name_at = envfile_part(r, n, s->conda->name_beg, s->conda->name_end);
	s->platforms = platforms;
	s->selector = selector;
}

/* platforms and selector come from a sel() map around the entry; its own comment narrows them. */
static void read_text_entry(env_reader *r, const yaml_node *n, unsigned platforms, str selector)
{
	str word;
	unsigned own = envdeps_selector(r, n, &word);
	read_conda(r, n, platforms & own, word.p ? word : selector);
}

static void not_a_dependency(env_reader *r, const yaml_node *n)
{
	problem *p = envfile_not_text(r, n, "a dependency");
	if (p->at.beg == p->at.end)
		p->at.col = p->at.col > 1 ? p->at.col - 1 : 1; /* the dash, which is all there is to see */
	if (n->kind == NODE_SCALAR && yaml_type_of(n) == TYPE_FLOAT)
		p->hint = arena_printf(r->a, "name the package too, as in python=%.*s, or quote the text", SARG(str_head(n->text, 40)));
	else if (n->kind == NODE_LIST)
		p->hint = S("write each package on a line of its own, after '- '");
}

static void read_sel(env_reader *r, const yaml_node *n, unsigned platforms, str word)
{
	problem *p = envfile_problem(r, PROBLEM_SEL_MAP, n->key->at, n->key->text);
	p->what = arena_printf(r->a, "'%.*s' is micromamba's: it takes the entry on %.*s only, and conda stops here",
	                       SARG(n->key->text), SARG(word));
	if (!platforms) {
		p->code = PROBLEM_SYNTAX;
		p->what = arena_printf(r->a, "'%.*s': micromamba knows sel(linux), sel(osx), sel(win) and sel(unix)", SARG(n->key->text));
	}
	const yaml_node *e = n->kind == NODE_LIST ? n->first : n;
	if (n->kind == NODE_MAP)
		not_a_dependency(r, n);
	for (; e && n->kind != NODE_MAP && !r->full; e = n->kind == NODE_LIST ? e->next : NULL) {
		if (e->kind == NODE_SCALAR && yaml_type_of(e) == TYPE_TEXT)
			read_text_entry(r, e, platforms, word);
		else
			not_a_dependency(r, e);
	}
}

static void not_a_requirement(env_reader *r, const yaml_node *n)
{
	problem *p = envfile_not_text(r, n, "a pip requirement");
	p->manager = MANAGER_PIP;
	p->subject = n->text.n ? n->text : S("pip");
}

static void read_pip(env_reader *r, const yaml_node *n)
{
	if (r->out->has_pip_list) {
		problem *p = envfile_problem(r, PROBLEM_DUPLICATE_KEY, n->key->at, S("pip"));
		p->manager = MANAGER_PIP;
		p->what = arena_printf(r->a, "a second 'pip:' list, after line %d: conda keeps only the last one, micromamba runs them all",
		                       r->out->pip_at.line);
		p->hint = S("join the lists into one, as envgate fix file/duplicate-key does");
	} else {
		r->out->pip_at = n->key->at;
	}
	r->out->has_pip_list = true;
	bool nothing = n->kind == NODE_SCALAR && yaml_type_of(n) == TYPE_NULL;
	if (n->kind != NODE_LIST && !nothing) {
		problem *p = envfile_problem(r, PROBLEM_SYNTAX, n->at, S("pip"));
		p->manager = MANAGER_PIP;
		p->what = S("'pip' has to be a list: conda would hand pip one letter to a line");
		p->hint = S("write each requirement on a line of its own, after '- '");
		return;
	}
	str word;
	unsigned platforms = envdeps_selector(r, n->key, &word);
	for (const yaml_node *e = n->first; e && !r->full; e = e->next) {
		if (e->kind == NODE_SCALAR && yaml_type_of(e) == TYPE_TEXT)
			envpip_read(r, e, platforms, word);
		else
			not_a_requirement(r, e);
	}
}

static void read_installer(env_reader *r, const yaml_node *n)
{
	str key = n->key->text;
	problem *p = envfile_problem(r, PROBLEM_SYNTAX, n->key->at, key);
	p->what = arena_printf(r->a, "'%.*s:' is a mapping here, and conda takes its key for an installer that it does not have",
	                       SARG(str_head(key, 100)));
	bool value = n->kind == NODE_SCALAR && n->text.n;
	if (str_eq_nocase(key, S("pip")))
		p->hint = S("write 'pip:' in small letters");
	else
		p->hint = value ? arena_printf(r->a, "write %.*s=%.*s, without the colon", SARG(str_head(key, 60)), SARG(str_head(n->text, 60)))
		                : S("delete the colon, or put the whole entry in quotes");
}

static void read_map(env_reader *r, const yaml_node *map)
{
	for (const yaml_node *n = map->first; n && !r->full; n = n->next) {
		unsigned platforms;
		str word;
		if (n->key->kind != NODE_SCALAR)
			continue; /* a complex key, which has its problem */
		if (str_eq(n->key->text, S("pip")))
			read_pip(r, n);
		else if (selector_of_key(n->key->text, &platforms, &word))
			read_sel(r, n, platforms, word);
		else
			read_installer(r, n);
	}
}

void envdeps_read(env_reader *r, const yaml_node *list)
{
	ptrdiff_t lines = 0;
	for (const yaml_node *n = list->first; n && lines < MAX_SPECS; n = n->next)
		lines++;
	LIST_RESERVE(r->a, &r->out->specs, lines);
	for (const yaml_node *n = list->first; n && !r->full; n = n->next) {
		if (n->kind == NODE_MAP)
			read_map(r, n);
		else if (n->kind == NODE_SCALAR && yaml_type_of(n) == TYPE_TEXT)
			read_text_entry(r, n, ON_ALL, (str){ 0 });
		else
			not_a_dependency(r, n);
	}
}
