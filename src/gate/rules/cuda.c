/* cuda: what the text of environment files says about CUDA: majors that disagree, a framework that
 * leaves its CUDA to chance, a word for CUDA that got lost. What locks hold is in cuda_locked.c.
 *
 * Majors are compared as sets ("cuda-version>=11,<13" allows 11 and 12), and only where both entries
 * count, so that "# [linux]" and "# [win]" never clash. A pip entry with a marker is left alone: its
 * platforms are not known. */
#include "gate/cuda_view.h"
#include "gate/rules/cuda_in.h"

#include "spec/matchspec.h"
#include "spec/pep508.h"

static bool has_marker(const spec *s)
{
	return s && s->pip && s->pip->marker_text.n > 0;
}

/* ---- cuda/mixed ---- */

static bool is_claim(const cuda_fact *f)
{
	return f->hint.variant == VARIANT_CUDA && f->majors && !f->is_channel && !has_marker(f->spec);
}

static const cuda_fact *earlier_clash(const cuda_facts *all, ptrdiff_t i, unsigned platform)
{
	const cuda_fact *last = NULL;
	for (ptrdiff_t k = 0; k < i; k++) {
		const cuda_fact *f = &all->at[k];
		if (!is_claim(f) || !(f->platforms & platform))
			continue;
		last = f;
		if (!(f->majors & all->at[i].majors))
			return f;
	}
	return last; /* no two of them clash, but all together */
}

/* The first fact that no CUDA satisfies together with those before it; -1: none. */
static ptrdiff_t first_clash(const cuda_facts *all, unsigned platform)
{
	cuda_majors common = ~(cuda_majors)0;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		if (!is_claim(&all->at[i]) || !(all->at[i].platforms & platform))
			continue;
		common &= all->at[i].majors;
		if (!common)
			return i;
	}
	return -1;
}

static int lowest(cuda_majors majors)
{
	int n = 0;
	while (n < 63 && !(majors >> n & 1))
		n++;
	return n;
}

/* The evidence is who says which major, not the whole entry: a step from 12.4 to 12.6 beside a wheel
 * of CUDA 11 is the old trouble, not a new one. */
static str said(visit *v, const cuda_fact *f)
{
	return arena_printf(v->a, "%.*s %d", SARG(f->name), lowest(f->majors));
}

static void report_mixed(visit *v, const cuda_fact *f, const cuda_fact *old)
{
	v->file = f->file;
	v->spec = f->spec;
	str evidence = arena_printf(v->a, "%.*s & %.*s", SARG(said(v, old)), SARG(said(v, f)));
	str where = old->file == f->file ? S("") : arena_printf(v->a, " of %.*s", SARG(old->file->path));
	finding *g = report_at(v, f->at, f->name, evidence,
	                       "'%.*s' asks for another CUDA than '%.*s' on line %d%.*s",
	                       SARG(f->text), SARG(old->text), old->line, SARG(where));
	if (g && !f->spec)
		g->manager = MANAGER_PIP;
	report_hint(v, g, "name one CUDA major in both: change this entry, or '%.*s' on line %d%.*s",
	            SARG(old->text), old->line, SARG(where));
	v->spec = NULL;
	v->file = NULL;
}

/* True when something was reported. One finding for a list, whatever the number of platforms. */
static bool mixed_among(visit *v, const cuda_facts *all)
{
	for (unsigned platform = ON_LINUX_64; platform <= ON_WIN_64; platform <<= 1) {
		ptrdiff_t i = first_clash(all, platform);
		if (i < 0)
			continue;
		const cuda_fact *old = earlier_clash(all, i, platform);
		if (old)
			report_mixed(v, &all->at[i], old);
		return true;
	}
	return false;
}

static bool has_images(const side *s)
{
	for (ptrdiff_t i = 0; i < s->files.n; i++)
		if (s->files.at[i].kind == FILE_IMAGE && s->files.at[i].uses)
			return true;
	return false;
}

static void mixed_image(visit *v, const image_ref *image, cuda_majors common, const cuda_fact *first)
{
	cuda_hint h = cuda_image(image->name, image->tag);
	if (!h.cuda || (common & ((cuda_majors)1 << h.cuda / 1000)))
		return;
	str evidence = arena_printf(v->a, "%d & %.*s", h.cuda / 1000, SARG(said(v, first)));
	finding *g = report_at(v, image->at, image->name, evidence,
	                       "image '%.*s' holds CUDA %d, and '%.*s' in %.*s asks for another",
	                       SARG(image->text), h.cuda / 1000, SARG(first->text),
	                       SARG(first->file->path));
	report_hint(v, g, "take an image of the CUDA that line %d of %.*s names, or change both",
	            first->line, SARG(first->file->path));
}

/* Which environment an image is for is written nowhere, so an image is judged only by what all
 * families allow together. */
static void mixed_images(visit *v)
{
	cuda_majors common = ~(cuda_majors)0;
	const cuda_fact *first = NULL;
	for (ptrdiff_t i = 0; i < v->side->families.n; i++) {
		cuda_view view = cuda_view_of(v->a, &v->side->families.at[i]);
		for (ptrdiff_t k = 0; k < view.facts.n; k++) {
			const cuda_fact *c = &view.facts.at[k];
			if (!is_claim(c) || !(c->platforms & ON_LINUX))
				continue;
			common &= c->majors;
			first = first ? first : c;
		}
	}
	if (!first || !common)
		return;
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		const file *f = &v->side->files.at[i];
		if (f->kind != FILE_IMAGE || !f->uses)
			continue;
		v->file = f;
		for (ptrdiff_t k = 0; k < f->uses->images.n; k++)
			mixed_image(v, &f->uses->images.at[k], common, first);
	}
	v->file = NULL;
}

void rule_cuda_mixed(visit *v)
{
	const family *f = v->family;
	if (f == &v->side->families.at[0] && has_images(v->side))
		mixed_images(v);
	cuda_view view = cuda_view_of(v->a, f);
	bool reported = false;
	if (f->gpu == GPU_NONE || (!view.says_cuda && f->gpu != GPU_REQUIRED))
		return;
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const file *member = f->members.at[i].file;
		cuda_facts own = { 0 };
		if (!cuda_is_home(v->side, f, member))
			continue;
		cuda_facts_add(v->a, member, ON_ALL, &own);
		reported |= mixed_among(v, &own);
	}
	/* Sources of one lock end up in one environment; files without one are alternatives. */
	if (!reported && f->members.n > 1 && f->locks.n > 0 && f->locks.at[0]->kind != FILE_PIXI_LOCK)
		reported = mixed_among(v, &view.facts);
	cuda_mixed_locked(v);
}

/* ---- cuda/unpinned ---- */

/* Whether anything in the family says which CUDA, or that there is none. */
static bool says_which(const cuda_view *view, framework which)
{
	for (ptrdiff_t i = 0; i < view->facts.n; i++) {
		const cuda_fact *f = &view->facts.at[i];
		bool cuda = f->hint.variant == VARIANT_CUDA && (f->majors || f->hint.cuda);
		bool none = f->hint.variant == VARIANT_CPU && cuda_fact_framework(f) == which;
		if (cuda || none || f->hint.variant == VARIANT_OTHER)
			return true;
	}
	return false;
}

/* The words of a file's own name that say it is for no CUDA: environment-cpu.yml, env_macos.yaml. */
static bool is_named_without_cuda(str path)
{
	static const str words[] = { S_INIT("cpu"), S_INIT("osx"), S_INIT("mac"), S_INIT("macos"),
		                     S_INIT("rocm"), S_INIT("darwin") };
	str name = str_from(path, str_rfind_byte(path, '/') + 1);
	for (ptrdiff_t beg = 0; beg < name.n;) {
		ptrdiff_t end = beg;
		while (end < name.n && is_alnum(name.p[end]))
			end++;
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (str_eq_nocase(str_sub(name, beg, end), words[i]))
				return true;
		beg = end + 1;
	}
	return false;
}

/* conda-lock's platforms: key, when it leaves out all that CUDA runs on. */
static bool is_elsewhere(const env *e)
{
	bool found = e->platforms.n == 0;
	for (ptrdiff_t i = 0; i < e->platforms.n; i++)
		found |= str_starts(e->platforms.at[i], S("linux")) ||
		         str_starts(e->platforms.at[i], S("win"));
	return !found;
}

/* A build without stars is one archive, and an archive has one CUDA. */
static bool is_one_build(const spec *s)
{
	return s->build.n > 0 && str_find_byte(s->build, '*') < 0;
}

/* The entry to speak about: jaxlib rather than jax, which is Python only. pip's wheel of torch goes
 * with one CUDA for each version, so there an open version is what leaves it to chance. */
static bool leaves_open(const spec *s, framework which)
{
	if (!(s->platforms & (ON_LINUX | ON_WIN)) || cuda_framework_of(s) != which)
		return false;
	if (s->manager == MANAGER_CONDA)
		return s->conda && !is_one_build(s);
	return which == FRAMEWORK_PYTORCH && s->pip && !s->pip->url.n && !s->pip->is_path &&
	       !has_marker(s) && s->pin <= PIN_OPEN;
}

/* The pytorch channel has selectors of its own: pytorch-cuda from 1.13 on. */
static bool is_of_pytorch_channel(const env *e, const spec *s)
{
	if (cuda_framework_of(s) != FRAMEWORK_PYTORCH)
		return false;
	if (s->channel.p)
		return str_eq(s->channel, S("pytorch"));
	for (ptrdiff_t i = 0; i < e->channels.n; i++) {
		if (str_eq(e->channels.at[i].text, S("pytorch")))
			return true;
		if (str_eq(e->channels.at[i].text, S("conda-forge")))
			return false; /* the first that has it counts */
	}
	return false;
}

static bool is_before_1_13(arena *a, const spec *s)
{
	const version_spec *range = s->conda ? matchspec_constraint(a, s->conda) : NULL;
	bounds b = range ? version_spec_bounds(a, range) : (bounds){ 0 };
	const conda_version *low = b.low.version.p ? conda_version_parse(a, b.low.version, NULL) : NULL;
	const conda_version *first = conda_version_parse(a, S("1.13"), NULL);
	return low && first && conda_version_cmp(low, first) < 0;
}

static void hint_unpinned(visit *v, finding *f, const spec *s)
{
	if (!f)
		return;
	bool only_gpu = cuda_conda_package(s->name) == PACKAGE_GPU;
	str built = str_eq(s->name, S("jax")) ? S("jaxlib") : s->name; /* jax itself is Python only */
	str cpu = only_gpu ? S("") : arena_printf(v->a, "; for a CPU build write '%.*s=*=*cpu*'", SARG(built));
	if (s->manager == MANAGER_PIP)
		report_hint(v, f, "write '%.*s==VERSION', or give the index of one CUDA: "
		                  "'--index-url https://download.pytorch.org/whl/cu126'",
		            SARG(s->name));
	else if (!is_of_pytorch_channel(v->file->env, s))
		report_hint(v, f, "add 'cuda-version=12.6' with the CUDA that you want%.*s", SARG(cpu));
	else if (is_before_1_13(v->a, s))
		report_hint(v, f, "add 'cudatoolkit=11.3' with the CUDA that you want; for a CPU build add "
		                  "'cpuonly'");
	else
		report_hint(v, f, "add 'pytorch-cuda=12.1' with the CUDA that you want; for a CPU build add "
		                  "'cpuonly'");
}

static void report_unpinned(visit *v, const spec *s)
{
	v->spec = s;
	/* What is missing is the evidence: another version of pytorch does not make it a new finding. */
	finding *f = report_at(v, s->at, s->name, S("no cuda"),
	                       "nothing says which CUDA '%.*s' is for: the machine that solves decides",
	                       SARG(s->name));
	hint_unpinned(v, f, s);
	v->spec = NULL;
}

static void unpinned_in(visit *v, const file *f, const cuda_view *view)
{
	const spec *open[FRAMEWORK_COUNT] = { 0 };
	for (ptrdiff_t i = 0; i < f->env->specs.n; i++) {
		const spec *s = &f->env->specs.at[i];
		framework which = s->name.n > 0 ? cuda_framework_of(s) : FRAMEWORK_NONE;
		if (!framework_needs_cuda(which) || !leaves_open(s, which))
			continue;
		bool better = !open[which] || (which == FRAMEWORK_JAX && str_eq(s->name, S("jaxlib")));
		if (better)
			open[which] = s;
	}
	v->file = f;
	for (framework which = FRAMEWORK_NONE; which < FRAMEWORK_COUNT; which++)
		if (open[which] && !says_which(view, which))
			report_unpinned(v, open[which]);
	v->file = NULL;
}

void rule_cuda_unpinned(visit *v)
{
	const family *f = v->family;
	if (f->locks.n > 0 || f->gpu == GPU_NONE || f->gpu == GPU_OPTIONAL)
		return;
	cuda_view view = { 0 };
	bool looked = false;
	for (ptrdiff_t i = 0; i < f->members.n; i++) {
		const file *member = f->members.at[i].file;
		v->file = member;
		const env *e = member->src ? rule_env(v) : NULL;
		v->file = NULL;
		if (!e || !e->complete || !cuda_is_home(v->side, f, member) || is_elsewhere(e) ||
		    is_named_without_cuda(member->path))
			continue;
		if (!looked)
			view = cuda_view_of(v->a, f);
		looked = true;
		unpinned_in(v, member, &view);
	}
}
