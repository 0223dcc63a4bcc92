/* cuda_driver: whether what is declared can run on the machines that the policy names.
 *
 * Tables only (spec/cuda_version.h). A driver runs every CUDA up to its own, and from CUDA 11 on the
 * later ones of its major too (minor version compatibility), so most environments pass. The toolkit
 * also has to compile for the GPU: within one major of compute capability older code runs on newer
 * GPUs (8.0 on 8.9), so "too new for the toolkit" is said only when it knows nothing of that major.
 *
 * The lock decides where there is one, because it is what gets installed; else the text. */
#include "gate/cuda_lock.h"
#include "gate/cuda_view.h"
#include "gate/rule.h"

/* What a family needs, and where that is written. */
typedef struct need_cuda {
	int cuda;
	bool exact;        /* that version and no other: architectures can be judged */
	bool whole_major;  /* "12": any minor of it */
	const file *file;
	const spec *spec;
	const locked *locked;
	span at;
	str text, package;
} need_cuda;

static need_cuda need_of_text(const cuda_view *view)
{
	const cuda_fact *f = cuda_loudest(&view->facts);
	if (!f)
		return (need_cuda){ 0 };
	return (need_cuda){ .cuda = f->hint.cuda, .exact = f->pinned || f->hint.major_only,
		            .whole_major = f->hint.major_only, .file = f->file, .spec = f->spec,
		            .at = f->at, .text = f->text, .package = f->name };
}

static need_cuda need_of_locks(arena *a, const family *f)
{
	need_cuda best = { 0 };
	for (ptrdiff_t i = 0; i < f->locks.n; i++) {
		const file *l = f->locks.at[i];
		declared_cuda d = l->lock ? cuda_declared_by_lock(a, l->lock) : (declared_cuda){ 0 };
		if (d.cuda <= best.cuda)
			continue;
		const locked *p = cuda_selector_of_lock(l->lock);
		best = (need_cuda){ .cuda = d.cuda, .exact = true, .file = l, .locked = p, .at = p->at,
			            .text = d.spec, .package = p->name };
	}
	return best;
}

/* ---- drivers ---- */

/* ">=535" and "535" say the same: the oldest driver that any of them has. */
static str oldest_driver(const runner *r)
{
	str d = r->driver.p ? str_trim(r->driver) : S("");
	return str_starts(d, S(">=")) ? str_trim(str_from(d, 2)) : d;
}

/* "525.60.13" part by part; a driver given as a branch only ("525") is taken for any of it. */
static bool is_older(str driver, str least)
{
	str x = driver, y = least, px, py;
	while (str_next(&x, '.', &px) && str_next(&y, '.', &py)) {
		int a = cuda_driver_major(px), b = cuda_driver_major(py);
		if (a != b)
			return a < b;
	}
	return false;
}

static bool is_too_old(str driver, int cuda)
{
	int own = cuda_of_driver(driver);
	if (!own)
		return false;
	str least = cuda_min_driver(cuda);
	return cuda_fits(own, cuda) == CUDA_TOO_OLD || (least.p && is_older(driver, least));
}

static finding *report_need(visit *v, const need_cuda *n, const runner *r, str evidence, str message)
{
	v->file = n->file;
	v->spec = n->spec;
	finding *f = report_at(v, n->at, arena_printf(v->a, "%.*s@%.*s", SARG(n->package), SARG(r->name)),
	                       evidence, "%.*s", SARG(message));
	if (f && !n->spec) {
		f->manager = n->locked ? n->locked->manager : MANAGER_PIP;
		f->package = n->locked ? n->package : f->package;
	}
	v->file = NULL;
	v->spec = NULL;
	return f;
}

static void judge_driver(visit *v, const need_cuda *n, const runner *r)
{
	str driver = oldest_driver(r);
	if (driver.n == 0 || !is_too_old(driver, n->cuda))
		return;
	int own = cuda_of_driver(driver);
	str least = cuda_min_driver(n->cuda);
	str message = arena_printf(
		v->a, "'%.*s' needs driver %.*s or newer, and runner '%.*s' has %.*s (up to CUDA %s)",
		SARG(n->text), SARG(least.p ? least : S("of that CUDA")), SARG(r->name), SARG(driver),
		cuda_name(own).at);
	str evidence = arena_printf(v->a, "cuda %d, driver %.*s", n->cuda / 1000, SARG(driver));
	finding *f = report_need(v, n, r, evidence, message);
	report_hint(v, f, "pin 'cuda-version=%d.*', or update the driver of '%.*s' to %.*s and say so in "
	                  ".envgate.yml", own / 1000, SARG(r->name), SARG(least.p ? least : S("a newer one")));
	report_detail(v, f, "runner", r->name);
	report_detail(v, f, "needs", least);
}

/* ---- architectures ---- */

/* "8.0", "9.0a" -> 80, 90; 0 for anything else. */
static int sm_of(str arch)
{
	str rest = arch, major, minor;
	if (!str_next(&rest, '.', &major) || !str_next(&rest, '.', &minor) || major.n == 0 || major.n > 2)
		return 0;
	int sm = 0;
	for (ptrdiff_t i = 0; i < major.n; i++) {
		if (!is_digit(major.p[i]))
			return 0;
		sm = 10 * sm + (major.p[i] - '0');
	}
	return minor.n > 0 && is_digit(minor.p[0]) ? 10 * sm + (minor.p[0] - '0') : 0;
}

/* Code for an older GPU of the same major runs on it. */
static bool has_older_sister(int cuda, int sm)
{
	for (int s = sm / 10 * 10; s < sm; s++)
		if (cuda_arch(cuda, s) == CUDA_ARCH_IN)
			return true;
	return false;
}

static void judge_arch(visit *v, const need_cuda *n, const runner *r, str arch)
{
	int sm = sm_of(arch), first = 0, last = 0;
	cuda_arch_fit fit = cuda_arch(n->cuda, sm);
	bool is_new = fit == CUDA_ARCH_NEW && !n->whole_major && !has_older_sister(n->cuda, sm);
	if (!n->exact || (fit != CUDA_ARCH_OLD && !is_new) || !cuda_of_arch(sm, &first, &last))
		return;
	str message = arena_printf(
		v->a, "'%.*s' has no code for runner '%.*s': CUDA %s %s compute capability %.*s", SARG(n->text),
		SARG(r->name), cuda_name(n->cuda).at,
		is_new ? "does not know yet" : "no longer compiles for", SARG(arch));
	str evidence = arena_printf(v->a, "cuda %s, compute capability %.*s", cuda_name(n->cuda).at, SARG(arch));
	finding *f = report_need(v, n, r, evidence, message);
	if (is_new)
		report_hint(v, f, "pin 'cuda-version>=%s', the first that compiles for %.*s", cuda_name(first).at,
		            SARG(arch));
	else
		report_hint(v, f, "pin 'cuda-version<=%s', the last that compiles for %.*s", cuda_name(last).at,
		            SARG(arch));
	report_detail(v, f, "runner", r->name);
}

/* Whether this family is the first to speak of that place: a file may be in several. */
static bool is_first(const visit *v, const need_cuda *n)
{
	return n->locked || cuda_is_home(v->side, v->family, n->file);
}

void rule_cuda_driver(visit *v)
{
	const family *f = v->family;
	if (v->policy->runners.n == 0 || f->gpu == GPU_NONE)
		return;
	cuda_view view = cuda_view_of(v->a, f);
	if (!view.says_cuda)
		return;
	need_cuda n = need_of_locks(v->a, f);
	if (!n.cuda)
		n = need_of_text(&view);
	if (!n.cuda || !is_first(v, &n))
		return;
	for (ptrdiff_t i = 0; i < v->policy->runners.n; i++) {
		const runner *r = &v->policy->runners.at[i];
		judge_driver(v, &n, r);
		for (ptrdiff_t k = 0; k < r->arch.n; k++)
			judge_arch(v, &n, r, r->arch.at[k]);
	}
}
