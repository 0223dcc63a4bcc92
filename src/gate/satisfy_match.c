/* satisfy_match: one declared entry against the packages that a lock holds for one platform.
 *
 * conda entries ask conda's MatchSpec.match, with name, version, build and number of the lock's row and
 * channel and subdir of its URL; channel equality is conda's own here (who served the package is
 * lock/source's question). pip entries ask packaging's specifier, pre-releases allowed, because a lock
 * names one version and pip asks no more of it. Facts of the machine that a marker may need are the
 * platform's and the locked Python's; a marker that asks for more (platform_release) cannot be answered,
 * and then the entry is not asked. */
#include "gate/satisfy.h"

#include "spec/channel.h"
#include "spec/marker.h"
#include "spec/names.h"
#include "spec/url.h"

/* A lock has a package once for each category at most; a stranger's may have it 500,000 times. */
enum { MAX_SAME_NAME = 64 };

static package_record record_of(const locked *p)
{
	return (package_record){
		.name = p->name, .version = p->version, .build = p->build, .channel = p->channel,
		.subdir = p->subdir, .build_number = p->build_number, .url = p->url, .fn = p->file,
		.md5 = p->md5, .sha256 = p->sha256,
	};
}

static satisfied answer(bool yes, const locked *found, const locked **out)
{
	if (out)
		*out = found;
	if (!found)
		return NOT_LOCKED;
	return yes ? SATISFIED : NOT_SATISFIED;
}

/* conda's globs and regular expressions may stand where a name does. */
static bool is_name_pattern(str name)
{
	bool regex = name.n > 1 && name.p[0] == '^' && name.p[name.n - 1] == '$';
	return regex || str_find_byte(name, '*') >= 0;
}

static satisfied match_pattern(arena *a, const matchspec *m, const locked_list *packages, const locked **out)
{
	for (ptrdiff_t i = 0; i < packages->n && packages->at[i]->manager == MANAGER_CONDA; i++) {
		package_record r = record_of(packages->at[i]);
		if (r.version.p && matchspec_match(a, m, &r) == MATCH_YES)
			return answer(true, packages->at[i], out);
	}
	return answer(false, NULL, out);
}

satisfied satisfy_conda(arena *a, const matchspec *m, const locked_list *packages, const locked **out)
{
	if (!m->name.p || (!m->plain && is_name_pattern(m->name)))
		return match_pattern(a, m, packages, out);
	locked_list same = locked_named(packages, MANAGER_CONDA, m->name);
	for (ptrdiff_t i = 0; i < same.n && i < MAX_SAME_NAME; i++) {
		package_record r = record_of(same.at[i]);
		/* A package made from a path or a commit has the version that its sources say. */
		bool unknown = !r.version.p;
		if (unknown || matchspec_match(a, m, &r) == MATCH_YES)
			return answer(true, same.at[i], out);
	}
	return answer(false, same.n ? same.at[0] : NULL, out);
}

str locked_commit(str text)
{
	ptrdiff_t hash = str_rfind_byte(text, '#');
	str front = hash < 0 ? text : str_head(text, hash);
	ptrdiff_t at = str_rfind_byte(front, '@');
	str both[] = { str_from(text, hash + 1), at < 0 ? S("") : str_from(front, at + 1) };
	for (int k = 0; k < 2; k++) {
		ptrdiff_t n = 0;
		while (n < both[k].n && is_hex(both[k].p[n]))
			n++;
		if (n == both[k].n && (n == 40 || n == 64)) /* SHA-1, SHA-256 */
			return both[k];
	}
	return (str){ 0 };
}

/* host/path in lower case, without what the same place may be written with or without. Absent when
 * there is no host in it: a path, or ssh's short form. */
static str place_of(arena *a, str text, bool is_vcs)
{
	ptrdiff_t plus = str_find_byte(text, '+'), colon = str_find_byte(text, ':');
	url u;
	str plain = plus >= 0 && plus < colon ? str_from(text, plus + 1) : text;
	if (!url_split(a, plain, &u) || !u.host.p || u.host.n == 0)
		return (str){ 0 };
	str path = u.path;
	ptrdiff_t at = is_vcs ? str_rfind_byte(path, '@') : -1;
	if (at >= 0)
		path = str_head(path, at);
	while (str_ends(path, S("/")))
		path = str_head(path, path.n - 1);
	if (is_vcs && str_ends(path, S(".git")))
		path = str_head(path, path.n - 4);
	return arena_lower(a, arena_cat(a, u.host, percent_decode(a, path)));
}

/* A direct reference says where from, and perhaps at which commit; the lock may say so too. */
static bool same_reference(arena *a, const requirement *r, str locked_url)
{
	if (!locked_url.p || r->is_path)
		return true;
	bool is_vcs = r->vcs != VCS_NOT;
	str commit = locked_commit(locked_url);
	if (commit.p && (r->vcs == VCS_COMMIT || r->vcs == VCS_SHORT) &&
	    !str_eq_nocase(str_head(commit, r->vcs_ref.n), r->vcs_ref))
		return false;
	str mine = place_of(a, r->url, is_vcs), theirs = place_of(a, locked_url, is_vcs);
	return !mine.p || !theirs.p || str_eq(mine, theirs);
}

static bool fits(arena *a, const requirement *r, const locked *p)
{
	if (r->url.n > 0)
		return p->manager != MANAGER_PIP || same_reference(a, r, p->url);
	return !p->version.p || !r->set || pep440_set_has(a, r->set, p->version, true);
}

satisfied satisfy_pip(arena *a, const requirement *r, const locked_list *packages, const locked **out)
{
	if (!r->normalized.p)
		return NOT_ASKED;
	locked_list same = locked_named(packages, MANAGER_PIP, r->normalized);
	for (ptrdiff_t i = 0; i < same.n && i < MAX_SAME_NAME; i++)
		if (fits(a, r, same.at[i]))
			return answer(true, same.at[i], out);
	return answer(false, same.n ? same.at[0] : NULL, out);
}

/* What PEP 508 says of a platform that conda has a word for; extra is "" outside of an extra. */
static const struct { unsigned on; marker_env facts; } MACHINES[] = {
#define MACHINE(bit, os, sys, family, machine)                                                      \
	{ bit, { .os_name = S_INIT(os), .sys_platform = S_INIT(sys), .platform_system = S_INIT(family), \
		      .platform_machine = S_INIT(machine) } }
	MACHINE(ON_LINUX_64, "posix", "linux", "Linux", "x86_64"),
	MACHINE(ON_LINUX_AARCH64, "posix", "linux", "Linux", "aarch64"),
	MACHINE(ON_LINUX_PPC64LE, "posix", "linux", "Linux", "ppc64le"),
	MACHINE(ON_OSX_64, "posix", "darwin", "Darwin", "x86_64"),
	MACHINE(ON_OSX_ARM64, "posix", "darwin", "Darwin", "arm64"),
	MACHINE(ON_WIN_64, "nt", "win32", "Windows", "AMD64"),
#undef MACHINE
};

/* The first two numbers: "3.10" of "3.10.14". */
static str two_numbers(str version)
{
	ptrdiff_t dot = str_find_byte(version, '.');
	ptrdiff_t second = dot < 0 ? -1 : str_find_byte(str_from(version, dot + 1), '.');
	return second < 0 ? version : str_head(version, dot + 1 + second);
}

/* Variables that nothing tells stay absent, and a marker that asks for one raises. */
static marker_env surroundings(const lock_view *view)
{
	marker_env facts = { 0 };
	for (size_t i = 0; i < sizeof MACHINES / sizeof MACHINES[0]; i++)
		if (MACHINES[i].on == view->on)
			facts = MACHINES[i].facts;
	facts.extra = S("");
	locked_list python = locked_named(&view->packages, MANAGER_CONDA, S("python"));
	if (python.n == 0 || !python.at[0]->version.p)
		return facts;
	bool pypy = python.at[0]->build.p && str_find(python.at[0]->build, S("pypy")) >= 0;
	facts.python_full_version = python.at[0]->version;
	facts.python_version = two_numbers(python.at[0]->version);
	facts.implementation_name = pypy ? S("pypy") : S("cpython");
	facts.platform_python_implementation = pypy ? S("PyPy") : S("CPython");
	if (!pypy)
		facts.implementation_version = python.at[0]->version;
	return facts;
}

bool satisfy_counts(const spec *s, const lock_view *view)
{
	if (s->environment.p && view->environment.p && !str_eq(s->environment, view->environment))
		return false;
	return view->on ? (s->platforms & view->on) != 0 : (s->platforms & ON_ALL) == ON_ALL;
}

/* A pip requirement whose library conda has locked is not locked a second time. */
static satisfied match_pip(arena *a, const requirement *r, const lock_view *view, const locked **found)
{
	satisfied got = satisfy_pip(a, r, &view->packages, found);
	if (got != NOT_LOCKED)
		return got;
	str names[] = { names_conda_of_pip(r->normalized), r->normalized };
	for (int k = 0; k < 2; k++) {
		locked_list same = locked_named(&view->packages, MANAGER_CONDA, names[k]);
		if (same.n > 0)
			return answer(fits(a, r, same.at[0]), same.at[0], found);
	}
	return got;
}

satisfied satisfy_entry(arena *a, const spec *s, const lock_view *view, const locked **found)
{
	if (found)
		*found = NULL;
	if (!satisfy_counts(s, view) || str_starts(s->name, S("__")))
		return NOT_ASKED;
	if (s->conda)
		return satisfy_conda(a, s->conda, &view->packages, found);
	if (!s->pip || !s->pip->normalized.p || view->lock->kind == FILE_EXPLICIT)
		return NOT_ASKED;
	if (s->pip->marker) {
		marker_env facts = surroundings(view);
		if (marker_eval(a, s->pip->marker, &facts, NULL) != 1)
			return NOT_ASKED;
	}
	return match_pip(a, s->pip, view, found);
}
