/* channel: rules about where packages come from. Names are compared as conda canonicalises them, so
 * that https://conda.anaconda.org/conda-forge and conda-forge are one channel. */
#include "gate/rule.h"

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
