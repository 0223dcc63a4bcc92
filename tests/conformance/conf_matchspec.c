/* conf_matchspec: matchspec.jsonl, conda's MatchSpec parsed into fields and matched with records. */
#include "conf.h"

#include "../two_ways.h"

#include "spec/matchspec.h"

/* row == other: every field. Else only those that one of the two names: what differs between tools. */
static void same_fields(conf_line *c, const json *row, const json *other, const matchspec *m)
{
	const struct {
		str key, got;
	} fields[] = {
		{ S("name"), m->name },
		{ S("channel"), m->rare->channel },
		{ S("subdir"), m->rare->subdir },
		{ S("version"), m->version },
		{ S("build"), m->build },
		{ S("build_number"), m->rare->build_number },
		{ S("url"), m->rare->url },
		{ S("fn"), m->rare->fn },
		{ S("md5"), m->rare->md5 },
		{ S("sha256"), m->rare->sha256 },
		{ S("license"), m->rare->license },
		{ S("license_family"), m->rare->license_family },
		{ S("when"), m->rare->when },
		{ S("str"), m->canonical },
	};
	const struct {
		str key;
		const strs *got;
	} lists[] = {
		{ S("track_features"), &m->rare->track_features },
		{ S("features"), &m->rare->features },
		{ S("extras"), &m->rare->extras },
		{ S("flags"), &m->rare->flags },
	};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (row == other || conf_has(row, fields[i].key) || conf_has(other, fields[i].key))
			conf_same_text(c, fields[i].key.p, json_text(row, fields[i].key), fields[i].got);
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		if (row == other || conf_has(row, lists[i].key) || conf_has(other, lists[i].key))
			conf_same_texts(c, row, lists[i].key, lists[i].got);
}

void conf_matchspec_differs(conf_line *c, str input, const json *conda, const json *other)
{
	const matchspec *m = matchspec_parse(c->a, input, NULL);
	/* Two accepted texts leave "valid" out. */
	conf_same_bool(c, "valid", !conf_has(conda, S("valid")) || conf_bool(conda, S("valid")),
	               m != NULL);
	if (m)
		same_fields(c, conda, other, m);
}

/* Build numbers of the vectors fit into eighteen digits; anything else is 0, and a failure tells. */
static long long whole_number(const json *v)
{
	long long n = 0;
	str text = v ? v->text : S("");
	for (ptrdiff_t i = 0; i < text.n && i < 18 && is_digit(text.p[i]); i++)
		n = n * 10 + (text.p[i] - '0');
	return n;
}

static void same_match(conf_line *c, const json *row, const matchspec *m)
{
	const json *p = json_get(row, S("package"));
	package_record r = {
		.name = json_text(p, S("name")),
		.version = json_text(p, S("version")),
		.build = json_text(p, S("build")),
		.build_number = whole_number(json_get(p, S("build_number"))),
		.channel = json_text(p, S("channel")),
		.subdir = json_text(p, S("subdir")),
		.track_features = json_text(p, S("track_features")),
		.features = json_text(p, S("features")),
		.url = json_text(p, S("url")),
		.fn = json_text(p, S("fn")),
		.md5 = json_text(p, S("md5")),
		.sha256 = json_text(p, S("sha256")),
		.license = json_text(p, S("license")),
		.license_family = json_text(p, S("license_family")),
	};
	if (!is_same_two_ways(c->a, json_text(row, S("spec")), &r))
		conf_fail(c, "the short way reads it otherwise than the long way");
	match_result got = matchspec_match(c->a, m, &r);
	match_result want = conf_bool(row, S("match")) ? MATCH_YES : MATCH_NO;
	if (got != want)
		conf_fail(c, "match is %d, got %d (0 no, 1 yes, 2 raises)", (int)want, (int)got);
}

void conf_matchspec(conf_line *c, const json *row)
{
	bool match = conf_has(row, S("package"));
	refusal why = { 0 };
	const matchspec *m =
		matchspec_parse(c->a, json_text(row, match ? S("spec") : S("input")), &why);
	if (match && !m)
		conf_fail(c, "refused: %.*s", SARG(why.why));
	else if (match)
		same_match(c, row, m);
	else
		conf_same_bool(c, "valid", conf_bool(row, S("valid")), m != NULL);
	if (!match && m)
		same_fields(c, row, row, m);
	if (!match && !is_same_two_ways(c->a, json_text(row, S("input")), &(package_record){ 0 }))
		conf_fail(c, "the short way reads it otherwise than the long way");
}
