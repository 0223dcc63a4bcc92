/* pip: rules about pip: lists. A pip entry can name a moving target, an archive that nobody checks,
 * or another index; conda passes the list on without a look. */
#include "gate/login.h"
#include "gate/rule.h"

#include "spec/pep508.h"

void rule_pip_no_pip(visit *v)
{
	const env *e = rule_env(v);
	if (!e || !e->complete || !e->has_pip_list)
		return;
	for (ptrdiff_t i = 0; i < e->specs.n; i++)
		if (e->specs.at[i].manager == MANAGER_CONDA &&
		    str_eq(e->specs.at[i].name, S("pip")))
			return;
	finding *f = report_at(
		v, e->pip_at, S("pip"), S("absent"),
		"a pip: list, but no 'pip' in dependencies: conda warns and adds one of its choice");
	report_hint(v, f, "add '- pip' with a version to dependencies, before the pip: list");
}

/* The repository of a VCS URL: no "git+", no "@ref", no fragment. */
static str repository_of(arena *a, const requirement *r)
{
	str url = r->url;
	ptrdiff_t hash = str_find_byte(url, '#');
	if (hash >= 0)
		url = str_head(url, hash);
	if (r->vcs_ref.p && str_ends(url, r->vcs_ref))
		url = str_head(url, url.n - r->vcs_ref.n);
	if (url.n > 0 && url.p[url.n - 1] == '@')
		url = str_head(url, url.n - 1);
	ptrdiff_t plus = str_find_byte(url, '+');
	ptrdiff_t colon = str_find_byte(url, ':');
	return without_login(a, plus >= 0 && plus < colon ? str_from(url, plus + 1) : url);
}

/* Two spellings of one repository: servers take it with and without ".git" and a last slash. */
static str repository_key(arena *a, const requirement *r)
{
	str url = repository_of(a, r);
	if (str_ends(url, S("/")))
		url = str_head(url, url.n - 1);
	return str_ends(url, S(".git")) ? str_head(url, url.n - 4) : url;
}

/* Who a direct reference is: the project where the URL names one, else where it lives. */
static str url_subject(arena *a, const spec *s)
{
	return s->name.n > 0 ? s->name : repository_key(a, s->pip);
}

/* What a VCS reference points at: repository, ref and fragment (#subdirectory=). */
static str vcs_evidence(arena *a, const requirement *r)
{
	ptrdiff_t hash = str_find_byte(r->url, '#');
	return arena_printf(a, "%.*s@%.*s%.*s", SARG(repository_key(a, r)), SARG(r->vcs_ref),
	                    SARG(hash < 0 ? S("") : str_from(r->url, hash)));
}

void rule_pip_moving_ref(visit *v)
{
	const requirement *r = v->spec->pip;
	if (!r || (r->vcs != VCS_MOVING && r->vcs != VCS_SHORT))
		return;
	str who = url_subject(v->a, v->spec), home = repository_of(v->a, r);
	str what = vcs_evidence(v->a, r);
	if (r->vcs == VCS_SHORT) {
		finding *f =
			report_at(v, v->spec->at, who, what,
		                  "'%.*s' is an abbreviated commit id, which can become ambiguous",
		                  SARG(r->vcs_ref));
		report_as(v, f, WARNING);
		report_hint(
			v, f,
			"write all 40 digits; `git rev-parse %.*s` in a clone of %.*s prints them",
			SARG(r->vcs_ref), SARG(home));
		return;
	}
	finding *f;
	if (r->vcs_ref.n > 0)
		f = report_at(v, v->spec->at, who, what,
		              "'%.*s' follows '%.*s', a branch or tag that can move", SARG(who),
		              SARG(r->vcs_ref));
	else
		f = report_at(v, v->spec->at, who, what,
		              "'%.*s' follows the default branch, which moves with every commit",
		              SARG(who));
	report_hint(v, f,
	            "end the URL with @ and a full commit id; `git ls-remote %.*s %.*s` prints it",
	            SARG(home), SARG(r->vcs_ref.n > 0 ? r->vcs_ref : S("HEAD")));
}

/* --hash stands on the requirement's line, so the reader files it under options, in file order. */
static bool has_hash_option(const env *e, const spec *s)
{
	ptrdiff_t lo = 0, hi = e->options.n;
	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;
		if (e->options.at[mid].at.beg < s->at.beg)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < e->options.n && e->options.at[lo].at.beg < s->at.end; lo++)
		if (e->options.at[lo].on_requirement && str_eq(e->options.at[lo].name, S("--hash")))
			return true;
	return false;
}

void rule_pip_unhashed_url(visit *v)
{
	const requirement *r = v->spec->pip;
	if (!r || !r->url.n || r->vcs != VCS_NOT || r->is_path || r->url_hashed)
		return;
	if (str_starts(r->url, S("file:")) || has_hash_option(v->file->env, v->spec))
		return; /* file: is a path, and a path is not downloaded */
	str who = url_subject(v->a, v->spec);
	finding *f = report_at(v, v->spec->at, who, r->url,
	                       "'%.*s' comes from a URL without a hash", SARG(who));
	report_hint(v, f, "append '#sha256=' and what `curl -sL %.*s | sha256sum` prints",
	            SARG(without_login(v->a, r->url)));
}

static bool is_plain_http(str url)
{
	return str_starts(url, S("http://")) || str_find(url, S("+http://")) >= 0;
}

static void index_option(visit *v, const pip_option *o)
{
	str value = o->value.p ? without_login(v->a, o->value) : S("");
	finding *f = NULL;
	if (str_eq(o->name, S("--extra-index-url"))) {
		f = report_at(
			v, o->at, o->name, o->value,
			"pip takes the highest version from either index, so whoever owns a name on one "
			"of them decides");
		report_hint(
			v, f,
			"name the package by URL and hash, or use one '--index-url' that serves everything");
	} else if (str_eq(o->name, S("--trusted-host"))) {
		f = report_at(v, o->at, o->name, o->value, "TLS is not checked for '%.*s'",
		              SARG(value));
		report_hint(v, f, "give the host a certificate and delete the option");
	} else if (is_plain_http(o->value)) {
		f = report_at(v, o->at, o->name, o->value,
		              "'%.*s' is plain http: anyone on the way can change it", SARG(value));
		report_hint(v, f, "write https://");
	}
	if (f)
		f->manager = MANAGER_PIP;
}

void rule_pip_index(visit *v)
{
	const env *e = rule_env(v);
	for (ptrdiff_t i = 0; e && i < e->options.n; i++)
		if (!e->options.at[i].on_requirement)
			index_option(v, &e->options.at[i]);
	for (ptrdiff_t i = 0; e && i < e->specs.n; i++) {
		const requirement *r = e->specs.at[i].pip;
		if (!r || !is_plain_http(r->url))
			continue;
		v->spec = &e->specs.at[i];
		str who = url_subject(v->a, v->spec);
		finding *f = report_at(
			v, v->spec->at, who, r->url,
			"'%.*s' comes over plain http: anyone on the way can change it", SARG(who));
		report_hint(v, f, "write https://");
		v->spec = NULL;
	}
}

void rule_pip_ignored_option(visit *v)
{
	const env *e = rule_env(v);
	for (ptrdiff_t i = 0; e && i < e->problems.n; i++) {
		const problem *p = &e->problems.at[i];
		if (p->code != PROBLEM_IGNORED_OPTION)
			continue;
		finding *f = report_at(v, p->at, p->subject, p->evidence, "%.*s", SARG(p->what));
		if (!f)
			continue;
		f->manager = MANAGER_PIP;
		f->package = p->subject;
		f->hint = p->hint.n > 0 ? p->hint
		                        : S("put the option on a line of its own in the pip: list");
	}
}
