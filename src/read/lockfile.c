/* lockfile: see lockfile.h. What the three kinds have in common: the bounds, the list of packages and
 * what a package's address says about it. */
#include "read/lockfile_in.h"

#include "base/limits.h"
#include "read/selector.h"

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
	if (p->manager != MANAGER_CONDA || !p->url.p || !package_url_cached(r->a, p->url, &r->folder, &u))
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

const lock *lockfile_read(arena *a, const source *src, file_kind kind, const lock *twin)
{
	lock *out = NEW(a, lock);
	*out = (lock){ .src = src, .complete = true };
	lock_reader r = { .a = a, .src = src, .out = out, .twin = twin };
	if (kind == FILE_EXPLICIT) {
		explicit_read(&r);
		return out;
	}
	yaml_doc doc = yaml_read(a, src, MAX_LOCK_BYTES);
	out->problems = doc.problems;
	out->complete = doc.complete;
	if (kind == FILE_CONDA_LOCK)
		condalock_read(&r, doc.root);
	else
		pixilock_read(&r, doc.root);
	return out;
}
