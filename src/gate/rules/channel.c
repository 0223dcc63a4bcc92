/* channel: rules about where packages come from. channel/mixed compares names as conda canonicalises
 * them, so that https://conda.anaconda.org/conda-forge and conda-forge are one channel. What a policy
 * allows is a question about places (gate/where.h), never about those names. */
#include "gate/diff.h"
#include "gate/login.h"
#include "gate/rule.h"
#include "gate/where.h"

#include "base/sort.h"

#include "spec/matchspec.h"

void rule_channel_none(visit *v)
{
	const env *e = rule_env(v);
	if (!e || !e->complete || e->channels.n > 0)
		return; /* in a file that broke on the way the key may still have followed */
	finding *f = report_at(
		v, (span){ 0 }, S("channels"), S("absent"),
		"no channels, so the packages come from whatever each user has configured");
	report_hint(v, f, "add 'channels: [conda-forge, nodefaults]', or the channels you use");
}

static bool is_conda_forge(str name)
{
	return str_eq(name, S("conda-forge")) || str_starts(name, S("conda-forge/label/"));
}

/* What conda's "defaults" stands for: Anaconda's own channels, by name or by address. conda gives
 * only some of the addresses the name back (spec/channel.c). */
static bool is_defaults(str name)
{
	static const char *const homes[] = { "https://repo.anaconda.com/", "http://repo.anaconda.com/",
		                             "https://repo.continuum.io/", "http://repo.continuum.io/" };
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
		if (str_starts(name, str_of(homes[i])))
			name = str_from(name, str_of(homes[i]).n);
	return str_eq(name, S("defaults")) || str_eq(name, S("pkgs/main")) ||
	       str_eq(name, S("pkgs/r")) || str_eq(name, S("pkgs/msys2")) ||
	       str_eq(name, S("pkgs/free"));
}

void rule_channel_mixed(visit *v)
{
	const env *e = rule_env(v);
	const item *forge = NULL, *defaults = NULL;
	for (ptrdiff_t i = 0; e && i < e->channels.n; i++) {
		const item *c = &e->channels.at[i];
		str name = channel_canonical(v->a, c->text);
		if (!forge && is_conda_forge(name))
			forge = c;
		if (!defaults && is_defaults(name))
			defaults = c;
	}
	if (!forge || !defaults)
		return;
	finding *f = report_at(
		v, defaults->at, S("defaults"), S("conda-forge,defaults"),
		"'%.*s' together with '%.*s': the two build their packages against different "
		"libraries",
		SARG(defaults->text), SARG(forge->text));
	report_hint(v, f, "replace '- %.*s' with '- nodefaults', or drop conda-forge",
	            SARG(defaults->text));
}

/* One place that a file takes packages from, and where it says so. */
typedef struct used_channel {
	str url;  /* expanded, what is told and told once */
	str text; /* as written, what is asked about */
	span at;
	const spec *spec; /* of a prefix; NULL else */
} used_channel;
typedef LIST(used_channel) used_channels;

/* "https://host/x::numpy": the prefix as written, because the parsed one has lost its scheme. */
static str prefix_of(const spec *s)
{
	str front = str_head(s->raw, str_find_byte(s->raw, '[') < 0 ? s->raw.n : str_find_byte(s->raw, '['));
	ptrdiff_t colons = -1;
	for (ptrdiff_t i = 0; i + 1 < front.n; i++)
		if (front.p[i] == ':' && front.p[i + 1] == ':')
			colons = i;
	return colons > 0 && s->channel.p ? str_trim(str_head(front, colons)) : s->channel;
}

static void add_channel(visit *v, used_channels *out, str text, span at, const spec *s)
{
	/* several at once, so this is for reading only: what is asked about is the text */
	str url = str_eq(str_trim(text), S("defaults")) ? S("https://repo.anaconda.com/pkgs")
	                                                : channel_url(v->a, text);
	if (text.n && !str_eq(url, S("nodefaults")))
		*LIST_PUSH(v->a, out) = (used_channel){ .url = url, .text = text, .at = at, .spec = s };
}

static bool is_plain_part(str part)
{
	for (ptrdiff_t i = 0; i < part.n; i++)
		if (!is_alnum(part.p[i]) && str_find_byte(S("._-+!~"), part.p[i]) < 0)
			return false;
	return part.n > 0 && !str_starts(part, S("."));
}

/* Without its last part, if that is plain and not the host. */
static str without_part(str url)
{
	ptrdiff_t slash = str_rfind_byte(url, '/');
	bool host = slash < 0 || str_ends(str_head(url, slash), S("/"));
	return !host && is_plain_part(str_from(url, slash + 1)) ? str_head(url, slash) : url;
}

/* A package's address: asked about with its subdir, told without. */
static void add_package(visit *v, used_channels *out, str url, span at, const spec *s)
{
	str folder = without_part(url);
	add_channel(v, out, folder, at, s);
	if (folder.n < url.n)
		out->at[out->n - 1].url = channel_url(v->a, without_part(folder));
}

static used_channels declared_channels(visit *v, const env *e)
{
	used_channels out = { 0 };
	for (ptrdiff_t i = 0; i < e->channels.n; i++)
		add_channel(v, &out, e->channels.at[i].text, e->channels.at[i].at, NULL);
	for (ptrdiff_t i = 0; i < e->specs.n; i++) {
		const spec *s = &e->specs.at[i];
		if (!s->conda)
			continue;
		if (!s->conda->rare->url.p)
			add_channel(v, &out, prefix_of(s), s->at, s);
		else
			add_package(v, &out, s->conda->rare->url, s->at, s);
	}
	return out;
}

static used_channels locked_channels(visit *v, const lock *l)
{
	enum { RECENT = 8 }; /* channels alternate in a lock; few are new */
	str recent[RECENT] = { { 0 } };
	int next = 0;
	used_channels out = { 0 };
	for (ptrdiff_t i = 0; i < l->packages.n; i++) {
		const locked *p = &l->packages.at[i];
		if (p->manager != MANAGER_CONDA || p->is_virtual || p->is_source || !p->url.n)
			continue;
		str folder = without_part(p->url);
		bool known = false;
		for (int k = 0; k < RECENT; k++)
			known = known || (recent[k].p && str_eq(recent[k], folder));
		if (known)
			continue;
		recent[next++ % RECENT] = folder;
		add_package(v, &out, p->url, p->at, NULL);
	}
	return out;
}

static int by_channel_url(const void *px, const void *py)
{
	return str_cmp(((const used_channel *)px)->url, ((const used_channel *)py)->url);
}

/* Without login and without conda's token: a secret should not travel into logs. */
static str shown(arena *a, str text)
{
	str url = without_login(a, text);
	ptrdiff_t beg = str_find(url, S("/t/"));
	ptrdiff_t end = beg < 0 ? -1 : str_find_byte(str_from(url, beg + 3), '/');
	return end < 0 ? url : arena_cat(a, str_head(url, beg), str_from(url, beg + 3 + end));
}

static void report_not_allowed(visit *v, const used_channel *c, bool denied)
{
	str url = shown(v->a, c->url), text = shown(v->a, c->text);
	v->spec = c->spec;
	str name = str_starts(text, url) ? S("") : arena_printf(v->a, "'%.*s', which is ", SARG(text));
	bool login = !str_eq(without_login(v->a, c->url), c->url);
	finding *f = report_at(v, c->at, url, url, "packages come from %.*s%.*s%s, %s", SARG(name), SARG(url),
	                       login ? " (with a login in the address)" : "",
	                       denied ? "which the policy's channels.deny shuts out"
	                              : "which lies below no channel of the policy's channels.allow");
	v->spec = NULL;
	str first = v->policy->allow.n ? v->policy->allow.at[0] : S("");
	bool elsewhere = v->policy->from == POLICY_FILE || v->policy->from == POLICY_FLOOR;
	str where = elsewhere ? v->policy->path : S(".envgate.yml");
	if (denied || !first.n)
		report_hint(v, f, "take it out, or change channels.deny in %.*s in a change of its own", SARG(where));
	else
		report_hint(v, f, "use '%.*s'%s; or add this one to channels.allow, or to channels.mirrors if it serves the same packages, in %.*s in a change of its own",
		            SARG(first), v->policy->allow.n > 1 ? " or another one from there" : "", SARG(where));
}

/* Each place once a file, where it stands first. */
static void judge_channels(visit *v, used_channels *used, const where_set *allow, const where_set *deny)
{
	sort_runs(v->a, used->at, used->n, (ptrdiff_t)sizeof *used->at, by_channel_url);
	str told = { 0 };
	for (ptrdiff_t i = 0; i < used->n; i++) {
		const used_channel *c = &used->at[i];
		if (told.p && str_eq(told, c->url))
			continue;
		bool denied = deny->keys.n && where_set_has(v->a, deny, c->text);
		if (!denied && (!allow->keys.n || where_set_has(v->a, allow, c->text)))
			continue;
		told = c->url;
		report_not_allowed(v, c, denied);
	}
}

void rule_channel_not_allowed(visit *v)
{
	const policy *p = v->policy;
	if (!p->allow.n && !p->deny.n)
		return;
	where_set allow = where_set_of(v->a, WHERE_EXACT, &p->allow, &p->mirrors);
	where_set deny = where_set_of(v->a, WHERE_WIDE, &p->deny, NULL);
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		v->file = &v->side->files.at[i];
		const env *e = v->file->src->kind == ENTRY_ABSENT ? NULL : rule_env(v);
		used_channels used = { 0 };
		if (e && (v->file->kind == FILE_ENVIRONMENT || v->file->kind == FILE_MANIFEST))
			used = declared_channels(v, e);
		else if (v->file->lock && file_kind_is_lock(v->file->kind))
			used = locked_channels(v, v->file->lock);
		judge_channels(v, &used, &allow, &deny);
	}
	v->file = NULL;
}
