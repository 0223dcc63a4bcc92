/* case_installed: an installed environment as a case writes it, in a file called "installed":
 *
 *     conda python 3.11.7 h0_cpython asked=python=3.11 needs=openssl,pip
 *     conda numpy 1.26.4 py311_0 channel=conda-forge dists=numpy modules=numpy
 *     pip   numpy 2.1.0 asked modules=numpy url=https://... vcs=git commit=... requested=main editable
 *     import app.py requests.sessions
 *     subdir linux-64
 *     project /home/me/project
 *
 * It lies in the folder /env and is for linux-64 unless a line says otherwise. */
#include "case.h"

#include "base/sort.h"
#include "gate/judge_installed.h"

/* The next word of a line; absent at its end. */
static str next_word(str *line)
{
	str s = str_trim(*line);
	ptrdiff_t n = 0;
	while (n < s.n && !is_space(s.p[n]))
		n++;
	*line = str_from(s, n);
	return n ? str_head(s, n) : (str){ 0 };
}

static void add_words(arena *a, strs *out, str words)
{
	str word;
	while (str_next(&words, ',', &word))
		*LIST_PUSH(a, out) = word;
	strs_sort_unique(out);
}

static void take_fact(arena *a, installed_package *p, str key, str value)
{
	const struct { str key; str *text; strs *list; } facts[] = {
		{ S("channel"), &p->channel, NULL },     { S("subdir"), &p->subdir, NULL },
		{ S("asked"), &p->asked, NULL },         { S("url"), &p->from.url, NULL },
		{ S("vcs"), &p->from.vcs, NULL },        { S("commit"), &p->from.commit, NULL },
		{ S("requested"), &p->from.requested, NULL }, { S("needs"), NULL, &p->needs },
		{ S("modules"), NULL, &p->modules },     { S("dists"), NULL, &p->dists },
	};
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		if (!str_eq(key, facts[i].key))
			continue;
		if (facts[i].text)
			*facts[i].text = value;
		else
			add_words(a, facts[i].list, value);
	}
	p->from.is_editable |= str_eq(key, S("editable"));
}

static void take_package(arena *a, installed *out, manager m, str line)
{
	installed_package *p = LIST_PUSH(a, &out->packages);
	*p = (installed_package){ .manager = m };
	p->name = next_word(&line);
	p->version = next_word(&line);
	p->build = m == MANAGER_CONDA ? next_word(&line) : (str){ 0 };
	for (str word = next_word(&line); word.p; word = next_word(&line)) {
		ptrdiff_t equals = str_find_byte(word, '=');
		str value = equals < 0 ? S("") : str_from(word, equals + 1);
		take_fact(a, p, equals < 0 ? word : str_head(word, equals), value);
	}
	if (str_eq(p->name, S("python")))
		out->python = p->version;
}

static void take_import(arena *a, installed *out, str line)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = next_word(&line) };
	str module = next_word(&line);
	src->bytes = arena_printf(a, "import %.*s\n", SARG(module));
	span at = { .beg = 7, .end = 7 + module.n, .line = 1, .col = 8 };
	*LIST_PUSH(a, &out->imports) = (import_use){ .src = src, .module = module, .at = at };
}

static int by_name(const void *px, const void *py)
{
	const installed_package *x = px, *y = py;
	int c = (int)x->manager - (int)y->manager;
	return c ? c : str_cmp(x->name, y->name);
}

static void link_replaced(installed *out)
{
	for (ptrdiff_t i = 0; i < out->packages.n; i++)
		for (ptrdiff_t k = 0; k < out->packages.n; k++) {
			installed_package *p = &out->packages.at[i], *q = &out->packages.at[k];
			if (p->manager == MANAGER_PIP && q->manager == MANAGER_CONDA && strs_has(&q->dists, p->name))
				p->over = q;
		}
}

findings case_installed(arena *a, const side *head, str text)
{
	installed *there = NEW(a, installed);
	*there = (installed){ .prefix = S("/env"), .why = S("--prefix"), .subdir = S("linux-64") };
	installed_input in = { .there = there, .side = head };
	str line;
	while (str_next(&text, '\n', &line)) {
		str word = next_word(&line);
		if (str_eq(word, S("conda")))
			take_package(a, there, MANAGER_CONDA, line);
		else if (str_eq(word, S("pip")))
			take_package(a, there, MANAGER_PIP, line);
		else if (str_eq(word, S("import")))
			take_import(a, there, line);
		else if (str_eq(word, S("subdir")))
			there->subdir = next_word(&line);
		else if (str_eq(word, S("stdlib")))
			add_words(a, &there->stdlib, next_word(&line));
		else if (str_eq(word, S("local")))
			add_words(a, &there->local, next_word(&line));
		else if (str_eq(word, S("project")))
			in.project = next_word(&line);
	}
	sort_runs(a, there->packages.at, there->packages.n, (ptrdiff_t)sizeof(installed_package), by_name);
	link_replaced(there);
	if (head->families.n == 0)
		return (findings){ 0 };
	in.family = &head->families.at[0];
	return judge_installed(a, &in);
}
