/* installed_fits: whether what is installed is what was asked for.
 *
 * A conda entry is asked with conda's own match. What the record does not say (a channel of an old
 * record, a hash) is taken to fit: a doubt is no finding. A pip entry with a version is asked as pip
 * asks, pre-releases allowed; one with an address is compared with what pip noted in direct_url.json,
 * without user names, because pip leaves those out. */
#include "gate/judge_installed.h"

#include "spec/channel.h"
#include "spec/conda_version.h"

static str or_that(str known, str otherwise)
{
	return known.n ? known : otherwise;
}

static bool conda_fits(arena *a, const spec *s, const installed_package *p)
{
	const matchspec_rare *rare = s->conda->rare;
	package_record there = {
		.name = p->name, .version = p->version, .build = p->build, .build_number = p->build_number,
		.channel = or_that(p->channel, s->channel), .subdir = or_that(p->subdir, rare->subdir),
		.url = or_that(p->url, rare->url), .fn = rare->fn, .md5 = rare->md5, .sha256 = rare->sha256,
		.license = rare->license, .license_family = rare->license_family,
	};
	return matchspec_match(a, s->conda, &there) != MATCH_NO;
}

static bool is_project(arena *a, const installed_row *row)
{
	str url = row->found->from.url, project = row->in->project;
	if (!project.n || !str_starts(url, S("file://")))
		return false;
	str path = percent_decode(a, str_from(url, S("file://").n));
	str rest = str_from(path, project.n);
	return str_starts(path, project) && (rest.n == 0 || rest.p[0] == '/');
}

bool installed_is_project(arena *a, const installed_row *row)
{
	return row->found && row->found->from.url.n && is_project(a, row);
}

/* An address as both sides would write it: no "git+", no user, no fragment, no ".git", no reference. */
static str plain_address(arena *a, str url)
{
	ptrdiff_t hash = str_find_byte(url, '#');
	url = hash >= 0 ? str_head(url, hash) : url;
	ptrdiff_t colon = str_find(url, S("://")), plus = str_find_byte(str_head(url, colon), '+');
	url = colon >= 0 && plus >= 0 ? str_from(url, plus + 1) : url;
	str rest = str_from(url, str_find(url, S("://")) + 3);
	str scheme = str_head(url, url.n - rest.n);
	ptrdiff_t slash = str_find_byte(rest, '/');
	str host = slash < 0 ? rest : str_head(rest, slash), path = str_from(rest, host.n);
	host = str_from(host, str_rfind_byte(host, '@') + 1);
	ptrdiff_t at = str_rfind_byte(path, '@');
	path = at >= 0 ? str_head(path, at) : path;
	while (path.n && path.p[path.n - 1] == '/')
		path.n--;
	path = str_ends(path, S(".git")) ? str_head(path, path.n - 4) : path;
	return arena_printf(a, "%.*s%.*s%.*s", SARG(scheme), SARG(arena_lower(a, host)), SARG(path));
}

static bool same_commit(const requirement *r, const direct_url *from)
{
	if (r->vcs == VCS_COMMIT)
		return str_eq_nocase(r->vcs_ref, from->commit);
	if (r->vcs == VCS_SHORT)
		return str_eq_nocase(r->vcs_ref, str_head(from->commit, r->vcs_ref.n));
	/* A branch or tag: pip notes which was asked for; where it did not, nothing can be said. */
	return !from->requested.n || !r->vcs_ref.n || str_eq(r->vcs_ref, from->requested);
}

static bool address_fits(arena *a, const requirement *r, const installed_package *p, str *why)
{
	const direct_url *from = &p->from;
	if (r->is_path || r->editable || str_find(r->url, S("${")) >= 0 || str_find(r->url, S("://")) < 0)
		return true;
	if (!from->url.n) {
		*why = p->manager == MANAGER_CONDA ? S("from a conda channel") : S("from an index");
		return false;
	}
	*why = from->commit.n ? arena_printf(a, "from %.*s at %.*s", SARG(plain_address(a, from->url)),
	                                     SARG(str_head(from->commit, 12)))
	                      : arena_printf(a, "from %.*s", SARG(plain_address(a, from->url)));
	if (!str_eq(plain_address(a, r->url), plain_address(a, from->url)))
		return false;
	return r->vcs == VCS_NOT || !from->commit.n || same_commit(r, from);
}

static bool pip_fits(arena *a, const installed_row *row, str *why)
{
	const requirement *r = row->wanted->pip;
	const installed_package *p = row->found;
	if (r->url.p)
		return address_fits(a, r, p, why);
	if (p->from.url.n && !is_project(a, row)) {
		*why = arena_printf(a, "from %.*s%s", SARG(plain_address(a, p->from.url)),
		                    p->from.is_editable ? ", editable" : "");
		return false;
	}
	if (!r->set || !pep440_parse(a, p->version, NULL))
		return true;
	return pep440_set_has(a, r->set, p->version, true);
}

bool installed_fits(arena *a, const installed_row *row, str *why)
{
	*why = (str){ 0 };
	if (row->wanted->conda)
		return conda_fits(a, row->wanted, row->found);
	return !row->wanted->pip || pip_fits(a, row, why);
}

static bool same_pip_version(arena *a, str x, str y)
{
	const pep440_version *v = pep440_parse(a, x, NULL), *w = pep440_parse(a, y, NULL);
	if (!v || !w)
		return str_eq(x, y);
	pep440_parts p = pep440_split(a, v), q = pep440_split(a, w);
	/* A wheel's "+cu118" is in its file name; locks often leave it out. */
	return p.local.n && q.local.n ? pep440_cmp(v, w) == 0 : str_eq(p.public_version, q.public_version);
}

static bool same_conda_version(arena *a, str x, str y)
{
	const conda_version *v = conda_version_parse(a, x, NULL), *w = conda_version_parse(a, y, NULL);
	return v && w ? conda_version_cmp(v, w) == 0 : str_eq(x, y);
}

bool installed_is_locked(arena *a, const installed_package *found, const locked *want)
{
	if (!want->version.n || want->is_source)
		return true;
	if (want->manager == MANAGER_PIP)
		return same_pip_version(a, found->version, want->version);
	if (!same_conda_version(a, found->version, want->version))
		return false;
	return !want->build.n || !found->build.n || str_eq(found->build, want->build);
}
