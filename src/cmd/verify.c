/* verify: is what is installed what was declared? Gather both sides, let the pure core compare them,
 * tell. The report speaks of the family's files and of the environment's folder, and has no base: the
 * runner is right or wrong today, whoever made it so. */
#include "cmd/verify.h"

#include "cmd/load.h"
#include "edge/event.h"
#include "gate/family.h"

#include <stdlib.h>

static str last_part(str path)
{
	while (path.n > 1 && str_ends(path, S("/")))
		path = str_head(path, path.n - 1);
	return str_from(path, str_rfind_byte(path, '/') + 1);
}

static str declared_name(const family *f)
{
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const env *e = f->members.at[i].file->env;
		if (e && e->name.text.n)
			return e->name.text;
	}
	return (str){ 0 };
}

static void add_file(run *r, side *to, const file *f)
{
	/* A family has a handful of files. */
	for (ptrdiff_t i = 0; i < to->files.n; i++)
		if (str_eq(to->files.at[i].path, f->path))
			return;
	*LIST_PUSH(r->a, &to->files) = *f;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

/* The files that the verdict is about, and no others of the repository. */
static side judged_side(run *r, const declaration *d, const installed *there)
{
	side s = d->side;
	const family *f = d->family;
	s.files = (files){ 0 };
	s.families = (families){ 0 };
	for (ptrdiff_t i = 0; i < f->members.n; i++)
		add_file(r, &s, f->members.at[i].file);
	for (ptrdiff_t i = 0; i < f->locks.n; i++)
		add_file(r, &s, f->locks.at[i]);
	for (ptrdiff_t i = 0; i < f->requirements.n; i++)
		add_file(r, &s, f->requirements.at[i]);
	source *src = NEW(r->a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = there->prefix };
	*LIST_PUSH(r->a, &s.files) = (file){ .path = there->prefix, .kind = FILE_INSTALLED, .src = src };
	qsort(s.files.at, (size_t)s.files.n, sizeof *s.files.at, by_path);
	families_build(r->a, s.policy, NULL, &s); /* anew: families point at the files of their side */
	return s;
}

/* A pass should say what it looked at. */
static void note_compared(run *r, const declaration *d, const installed *there)
{
	const family *f = d->family;
	ptrdiff_t conda = 0;
	for (ptrdiff_t i = 0; i < there->packages.n; i++)
		conda += there->packages.at[i].manager == MANAGER_CONDA;
	str with = f->members.n ? f->members.at[0].file->path : f->name;
	str also = f->locks.n ? arena_printf(r->a, " and %.*s", SARG(f->locks.at[0]->path)) : S("");
	load_note(r, "compared", (str){ 0 },
	          arena_printf(r->a, "%td conda and %td pip packages compared with %.*s%.*s", conda,
	                       there->packages.n - conda, SARG(with), SARG(also)));
}

/* What the GPU probe wants to know: which CUDA runtimes lie here. */
static void note_runtimes(run *r, const installed *there)
{
	for (ptrdiff_t i = 0; i < there->cuda.n; i++) {
		const cuda_library *lib = &there->cuda.at[i];
		load_note(r, "cuda-runtime", (str){ 0 },
		          arena_printf(r->a, "CUDA runtime %.*s: %.*s", SARG(lib->version), SARG(lib->path)));
	}
}

static void note_incomplete(run *r, const declaration *d)
{
	const family *f = d->family;
	if (!f->complete)
		load_note(r, "not-covered", f->name,
		          S("not all its files could be read, so nothing is called undeclared"));
}

static void judge(run *r, const declaration *d, const installed *there)
{
	side shown = judged_side(r, d, there);
	installed_input in = { .there = there, .side = &d->side, .family = d->family, .project = d->project };
	settle_input settling = { .policy = d->side.policy, .head = &shown, .whole_introduced = true,
		                  .waivers_stand = true, .date = r->report.date };
	settling.head_findings = judge_installed(r->a, &in);
	report *rep = &r->report;
	rep->head = (revision){ .kind = REV_PREFIX, .name = there->prefix };
	rep->range_reason = arena_printf(r->a, "found by %.*s", SARG(there->why));
	rep->installed = there;
	settle(r->a, &settling, rep);
	note_compared(r, d, there);
	note_incomplete(r, d);
	note_runtimes(r, there);
}

const err *cmd_verify(run *r)
{
	declaration d = { 0 };
	installed *there = NEW(r->a, installed);
	r->report.platform = event_look(r->a, r->host.in_ci).platform;
	str why, prefix = verify_prefix_given(r, &why);
	TRY(verify_declared(r, last_part(prefix), &d));
	/* What was said of the repository's other files is not about this verdict. */
	r->report.notes = (notes){ 0 };
	r->report.counts = (counts){ 0 };
	if (!prefix.p)
		TRY(verify_prefix_named(r, declared_name(d.family), &prefix, &why));
	there->why = why;
	const err *e = verify_gather(r, prefix, there);
	if (e)
		return err_wrap(r->a, e, "looking at the installed environment");
	judge(r, &d, there);
	r->status = r->report.exit;
	return run_tell(r);
}
