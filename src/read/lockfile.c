/* lockfile: see lockfile.h. What the three kinds have in common: the bounds, the list of packages and
 * what a package's address says about it. */
#include "read/lockfile_in.h"

#include "base/limits.h"
#include "read/selector.h"
#include "read/yaml_in.h"

void lock_said(lock_reader *r)
{
	for (ptrdiff_t i = 0; i < r->said.n; i++)
		*LIST_PUSH(r->a, &r->out->problems) = r->said.at[i];
}

problem *lock_problem(lock_reader *r, problem_code code, span at, str subject)
{
	problem *p = LIST_PUSH(r->a, &r->out->problems);
	*p = (problem){ .code = code, .at = at, .subject = subject, .evidence = subject };
	return p;
}

locked *lock_push(lock_reader *r)
{
	if (r->out->packages.n < MAX_LOCKED)
		return LIST_PUSH(r->a, &r->out->packages);
	if (r->out->complete) {
		problem *p = lock_problem(r, PROBLEM_TOO_LARGE, (span){ 0 }, S("packages"));
		p->what = arena_printf(r->a, "more than %d locked packages, which is the limit", MAX_LOCKED);
		p->hint = S("split the lock, one for each environment or platform");
	}
	r->out->complete = false;
	return NULL;
}

str lock_lower(arena *a, str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return arena_lower(a, s);
	return s;
}

void lock_set_platform(lock_reader *r, locked *p, str platform)
{
	if (!r->platform.p || !str_eq(r->platform, platform)) {
		r->platform = platform;
		r->on = selector_platform(platform);
	}
	p->platform = r->platform;
	p->on = r->on;
}

void lock_read_url(lock_reader *r, locked *p)
{
	package_url u;
	if (p->manager != MANAGER_CONDA || !p->url.p || !package_url_cached(r->a, p->url, &r->folders, &u))
		return;
	p->channel = u.channel;
	p->subdir = u.subdir;
	p->file = u.file;
	p->from_name = u.name;
	p->from_version = u.version;
	p->from_build = u.build;
	if (!p->build.p)
		p->build = u.build;
	p->build_number = package_build_number(p->build);
}

ptrdiff_t lock_count_items(str bytes)
{
	ptrdiff_t count = 0;
	for (ptrdiff_t at = 0, n; count < MAX_LOCKED; at += n + 1) {
		count += str_starts(str_sub(bytes, at, at + 2), S("- "));
		n = str_find_byte(str_from(bytes, at), '\n');
		if (n < 0)
			return count;
	}
	return count;
}

static void restart(void *reader)
{
	lock_reader *r = reader;
	r->out->packages.n = 0;
	r->out->problems.n = 0;
	r->out->complete = true;
	r->pixi = NULL;
}

static const lock *read_file(arena *a, const source *src, file_kind kind, bool by_events)
{
	lock *out = NEW(a, lock);
	*out = (lock){ .src = src, .complete = true };
	lock_reader r = { .a = a, .src = src, .out = out };
	if (kind == FILE_EXPLICIT) {
		explicit_read(&r);
		return out;
	}
	bool conda = kind == FILE_CONDA_LOCK;
	yaml_items bulk = { S("package"), condalock_take, restart, &r };
	if (!conda) {
		bulk.key = S("packages");
		bulk.take = pixilock_take;
	}
	if (conda && src->bytes.n <= MAX_LOCK_BYTES)
		LIST_RESERVE(a, &out->packages, lock_count_items(src->bytes));
	yaml_doc doc = by_events ? yaml_read_events(a, src, MAX_LOCK_BYTES)
	                         : yaml_read_items(a, src, MAX_LOCK_BYTES, &bulk);
	r.said = out->problems;
	out->problems = doc.problems;
	out->complete = out->complete && doc.complete;
	if (conda)
		condalock_read(&r, doc.root);
	else
		pixilock_read(&r, doc.root);
	return out;
}

const lock *lockfile_read(arena *a, const source *src, file_kind kind)
{
	return read_file(a, src, kind, false);
}

const lock *lockfile_read_events(arena *a, const source *src, file_kind kind)
{
	return read_file(a, src, kind, true);
}
