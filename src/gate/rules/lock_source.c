/* lock_source: where a lock's packages are fetched from, beside where the files say they may come from.
 *
 * By address, never by conda's channel equality, which takes https://evil.example/conda-forge for
 * conda-forge. What the lock itself lists as its channels proves nothing: a lock edited by hand says what
 * its editor likes. Only where no source names a channel at all does the lock's own list stand in, and
 * where a source cannot be read nothing is said. */
#include "gate/rule.h"

#include "gate/diff.h"
#include "gate/lock_words.h"
#include "gate/where.h"

#include "base/limits.h"
#include "spec/channel.h"
#include "spec/url.h"

#include <stdlib.h>

/* The folders that packages lie in are few; what is found out about one is kept. */
enum { MAX_FOLDERS = 32 };

typedef struct allowed {
	visit *v;
	const family *family;
	const file *lock;
	where_set channels, indexes;
	strs texts;         /* channels as written */
	bool knows_indexes; /* no source names them in a way that is not read here */
	struct { str folder; bool yes; } folder[MAX_FOLDERS];
	int folders;
	arena *room; /* for answers, thrown away when it has grown */
} allowed;

static bool is_nothing(str text)
{
	return str_eq(text, S("nodefaults")) || text.n == 0;
}

static void add_text(arena *a, strs *out, str text)
{
	if (!is_nothing(text) && !strs_has(out, text))
		*LIST_PUSH(a, out) = text;
}

static void add_lock_channels(arena *a, const lock *l, strs *out)
{
	for (ptrdiff_t i = 0; l && i < l->channels.n; i++)
		add_text(a, out, l->channels.at[i].url);
}

/* "https://host:port". For an index: where its files lie only the index knows, on its own host as a rule. */
static void add_host(arena *a, strs *out, str address)
{
	url u;
	if (!url_split(a, address, &u) || !u.host.p || u.host.n == 0)
		return;
	str port = u.port >= 0 ? arena_printf(a, ":%d", u.port) : S("");
	add_text(a, out, arena_printf(a, "%.*s://%.*s%.*s", SARG(u.scheme), SARG(u.host), SARG(port)));
}

/* From which other files an @EXPLICIT list was made nobody has written down, and their channels count too;
 * so only the hosts are compared, and conda's own two are one. conda appends its defaults anyway. */
static strs hosts_of(arena *a, const strs *channels)
{
	strs out = { 0 };
	add_text(a, &out, S("defaults"));
	add_text(a, &out, S("https://conda.anaconda.org"));
	for (ptrdiff_t i = 0; i < channels->n; i++)
		add_host(a, &out, channel_url(a, channels->at[i]));
	return out;
}

static strs declared_channels(arena *a, const family *f)
{
	strs out = { 0 };
	bool listed = f->locks.at[0]->kind == FILE_EXPLICIT;
	for (ptrdiff_t i = 0; i < f->channels.n; i++)
		add_text(a, &out, f->channels.at[i].text);
	bool any = out.n > 0;
	for (ptrdiff_t i = 0; i < f->declared.n; i++) {
		const spec *s = &f->declared.at[i];
		if (s->channel.n > 0)
			add_text(a, &out, s->channel);
		if (s->conda && s->conda->rare->url.p)
			add_text(a, &out, s->conda->rare->url);
	}
	if (!any && listed)
		return (strs){ 0 }; /* conda used what its user's settings say */
	if (!any)
		add_lock_channels(a, f->locks.at[0]->lock, &out);
	return listed ? hosts_of(a, &out) : out;
}

/* conda-lock's "pip-repositories:" and the pypi options of a pixi manifest are not read; a file with the
 * word in it may allow any index. */
static bool may_name_indexes(const file *f)
{
	return f->kind == FILE_MANIFEST || str_find(f->src->bytes, S("pip-repositories")) >= 0;
}

static strs declared_indexes(arena *a, const family *f, bool *knows)
{
	static const str own[] = { S_INIT("https://files.pythonhosted.org"), S_INIT("https://pypi.org"),
		                   S_INIT("https://pypi.python.org") };
	static const str options[] = { S_INIT("--index-url"), S_INIT("--extra-index-url"), S_INIT("--find-links") };
	strs out = { 0 };
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		add_text(a, &out, own[i]);
	*knows = true;
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const file *member = f->members.at[i].file;
		*knows = *knows && !may_name_indexes(member);
		for (ptrdiff_t k = 0; member->env && k < member->env->options.n; k++) {
			const pip_option *o = &member->env->options.at[k];
			for (size_t j = 0; j < sizeof options / sizeof options[0]; j++)
				if (str_eq(o->name, options[j]) && o->value.p)
					add_host(a, &out, o->value);
		}
	}
	return out;
}

/* The channel's own text in front, as it is where a token or an environment variable stands in it. */
static bool has_text_in_front(const strs *channels, str address)
{
	for (ptrdiff_t i = 0; i < channels->n; i++) {
		str text = channels->at[i];
		while (str_ends(text, S("/")))
			text = str_head(text, text.n - 1);
		str tail = str_from(address, text.n);
		if (!has_scheme(text) || !str_starts(address, text) || !str_starts(tail, S("/")))
			continue;
		if (str_find(tail, S("..")) < 0 && str_find_byte(tail, '%') < 0 && str_find_byte(tail, '\\') < 0)
			return true;
	}
	return false;
}

static bool ask_channel(allowed *w, str address)
{
	if (arena_used(w->room) > 4 * 1024 * 1024) {
		arena_close(w->room);
		w->room = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	}
	return where_set_has(w->room, &w->channels, address) || has_text_in_front(&w->texts, address);
}

static bool is_of_channel(allowed *w, str address)
{
	str folder = str_head(address, str_rfind_byte(address, '/') + 1);
	for (int i = 0; i < w->folders; i++)
		if (str_eq(w->folder[i].folder, folder))
			return w->folder[i].yes;
	bool yes = ask_channel(w, address);
	/* A name that is odd ("..", "%2f", "?") says nothing about its neighbours. */
	str name = str_from(address, folder.n);
	bool plain = name.n > 0 && str_find(name, S("..")) < 0 && str_find_byte(name, '?') < 0 &&
	             str_find_byte(name, '%') < 0 && str_find_byte(name, '\\') < 0;
	if (plain && w->folders < MAX_FOLDERS) {
		w->folder[w->folders].folder = folder;
		w->folder[w->folders++].yes = yes;
	}
	return yes;
}

/* An entry that says where from allows just that. */
static bool is_named_by_entry(allowed *w, const locked *p)
{
	const family *f = w->family;
	locked_list one = { .at = &p, .n = 1 };
	for (ptrdiff_t i = 0; i < f->declared.n; i++) {
		const spec *s = &f->declared.at[i];
		bool names = s->pip && s->pip->url.n > 0 && str_eq(s->name, p->name);
		if (names && satisfy_pip(w->room, s->pip, &one, NULL) == SATISFIED)
			return true;
	}
	return false;
}

static bool is_of_index(allowed *w, const locked *p)
{
	if (!w->knows_indexes || !has_scheme(p->url) || str_starts(p->url, S("file:")))
		return true;
	return where_set_has(w->room, &w->indexes, p->url) || is_named_by_entry(w, p);
}

static bool is_allowed(allowed *w, const locked *p)
{
	if (p->is_virtual || !p->url.p)
		return true;
	if (p->manager == MANAGER_PIP)
		return is_of_index(w, p);
	return p->is_source || w->texts.n == 0 || is_of_channel(w, p->url);
}

static void report_source(const allowed *w, const locked *p)
{
	visit *v = w->v;
	v->file = w->lock;
	str where = p->platform.n ? arena_printf(v->a, "%.*s@%.*s", SARG(p->name), SARG(p->platform)) : p->name;
	str kind = p->manager == MANAGER_PIP ? S("index") : S("channel");
	finding *f = report_at(v, p->at, where, p->url, "'%.*s' comes from %.*s, below no %.*s that %.*s declares",
	                       SARG(where), SARG(p->url), SARG(kind),
	                       SARG(w->family->members.at[0].file->path));
	if (!f)
		return;
	f->manager = p->manager;
	f->package = p->name;
	str relock = lock_relock(v->a, w->family, w->lock);
	if (p->manager == MANAGER_PIP)
		report_hint(v, f, "add its index to the file (--extra-index-url URL), or make the lock anew: %.*s",
		            SARG(relock));
	else
		report_hint(v, f, "add its channel to channels:, name a mirror in .envgate.yml (channels: mirrors:), "
		                  "or make the lock anew: %.*s",
		            SARG(relock));
	report_detail(v, f, "url", p->url);
}

/* Rows of one record, one for each pixi environment, are one. */
static int by_row(const void *px, const void *py)
{
	const locked *x = *(const locked *const *)px, *y = *(const locked *const *)py;
	int c = (x->at.beg > y->at.beg) - (x->at.beg < y->at.beg);
	return c ? c : str_cmp(x->platform, y->platform);
}

static void judge_lock(allowed *w)
{
	const lock *l = w->lock->lock;
	LIST(const locked *) bad = { 0 };
	for (ptrdiff_t i = 0; i < l->packages.n; i++)
		if (!is_allowed(w, &l->packages.at[i]))
			*LIST_PUSH(w->v->a, &bad) = &l->packages.at[i];
	if (bad.n > 1)
		qsort(bad.at, (size_t)bad.n, sizeof *bad.at, by_row);
	for (ptrdiff_t i = 0; i < bad.n; i++)
		if (i == 0 || by_row(&bad.at[i - 1], &bad.at[i]) != 0)
			report_source(w, bad.at[i]);
}

void rule_lock_source(visit *v)
{
	const family *f = v->family;
	if (f->locks.n == 0 || f->members.n == 0 || !f->complete)
		return;
	allowed w = { .v = v, .family = f };
	const mirrors *m = &v->policy->mirrors;
	w.texts = declared_channels(v->a, f);
	w.channels = where_set_of(v->a, WHERE_EXACT, &w.texts, m);
	strs indexes = declared_indexes(v->a, f, &w.knows_indexes);
	w.indexes = where_set_of(v->a, WHERE_EXACT, &indexes, m);
	w.room = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	for (ptrdiff_t i = 0; i < f->locks.n; i++) {
		w.lock = f->locks.at[i];
		if (w.lock->lock)
			judge_lock(&w);
	}
	arena_close(w.room);
}
