/* pep440_order: which version comes first, and the versions next to a version.
 *
 * packaging builds a tuple for each version and lets Python compare; this compares the fields in
 * the tuple's order: epoch, release without trailing zeros, pre, post, dev, local. The neighbours
 * are the end points that PEP 440's operators mean: "<1.2" ends before 1.2.dev0, "==1.2.*" before
 * 1.3.dev0. */
#include "spec/pep440_impl.h"

#include <string.h>

static const str ZERO = S_INIT("0");

static int number_cmp(str x, str y)
{
	return x.n != y.n ? (x.n > y.n) - (x.n < y.n) : str_cmp(x, y);
}

static int release_cmp(const pep440_version *x, const pep440_version *y)
{
	ptrdiff_t n = x->nrelease > y->nrelease ? x->nrelease : y->nrelease;
	for (ptrdiff_t i = 0; i < n; i++) {
		int c = number_cmp(i < x->nrelease ? x->release[i] : ZERO,
		                   i < y->nrelease ? y->release[i] : ZERO);
		if (c != 0)
			return c;
	}
	return 0;
}

/* 1.0.dev1 comes before 1.0a1, 1.0 after 1.0rc1; but 1.0.post1.dev1 after 1.0. */
static int pre_rank(const pep440_version *v)
{
	if (v->pre != PRE_NONE)
		return v->pre;
	return v->has_dev && !v->has_post ? 0 : PRE_RC + 1;
}

static int flag_cmp(bool x, bool y)
{
	return (int)x - (int)y;
}

int pep440_cmp_public(const pep440_version *x, const pep440_version *y)
{
	int c = number_cmp(x->epoch, y->epoch);
	if (c == 0)
		c = release_cmp(x, y);
	if (c == 0)
		c = pre_rank(x) - pre_rank(y);
	if (c == 0 && x->pre != PRE_NONE)
		c = number_cmp(x->pre_n, y->pre_n);
	if (c == 0)
		c = flag_cmp(x->has_post, y->has_post);
	if (c == 0 && x->has_post)
		c = number_cmp(x->post_n, y->post_n);
	if (c == 0)
		c = flag_cmp(!x->has_dev, !y->has_dev);
	if (c == 0 && x->has_dev)
		c = number_cmp(x->dev_n, y->dev_n);
	return (c > 0) - (c < 0);
}

/* Words before numbers; a longer local part after its own beginning. */
static int local_cmp(const pep440_version *x, const pep440_version *y)
{
	ptrdiff_t n = x->nlocal < y->nlocal ? x->nlocal : y->nlocal;
	for (ptrdiff_t i = 0; i < n; i++) {
		const local_part *l = &x->local[i], *r = &y->local[i];
		int c = flag_cmp(l->is_number, r->is_number);
		if (c == 0)
			c = l->is_number ? number_cmp(l->text, r->text) : str_cmp(l->text, r->text);
		if (c != 0)
			return (c > 0) - (c < 0);
	}
	return (x->nlocal > y->nlocal) - (x->nlocal < y->nlocal);
}

int pep440_cmp(const pep440_version *x, const pep440_version *y)
{
	int c = pep440_cmp_public(x, y);
	return c ? c : local_cmp(x, y);
}

bool pep440_same_release(const pep440_version *x, const pep440_version *y)
{
	return str_eq(x->epoch, y->epoch) && release_cmp(x, y) == 0 && x->pre == y->pre &&
	       (x->pre == PRE_NONE || str_eq(x->pre_n, y->pre_n));
}

bool pep440_is_pre(const pep440_version *v)
{
	return v->has_dev || v->pre != PRE_NONE;
}

str pep440_plus_one(arena *a, str number)
{
	char *p = arena_alloc(a, number.n + 1, 1);
	memcpy(p + 1, number.p, (size_t)number.n);
	p[0] = '0';
	ptrdiff_t i = number.n;
	while (p[i] == '9')
		p[i--] = '0';
	p[i]++;
	return p[0] == '0' ? (str){ p + 1, number.n } : (str){ p, number.n + 1 };
}

static pep440_version *public_copy(arena *a, const pep440_version *v)
{
	pep440_version *copy = NEW(a, pep440_version);
	*copy = *v;
	copy->local = NULL;
	copy->nlocal = 0;
	return copy;
}

const pep440_version *pep440_dev0(arena *a, const pep440_version *v)
{
	pep440_version *to = public_copy(a, v);
	to->has_dev = true;
	to->dev_n = ZERO;
	pep440_finish(a, to);
	return to;
}

const pep440_version *pep440_next_dev(arena *a, const pep440_version *v)
{
	pep440_version *to = public_copy(a, v);
	to->dev_n = pep440_plus_one(a, v->dev_n);
	pep440_finish(a, to);
	return to;
}

const pep440_version *pep440_next_post_dev0(arena *a, const pep440_version *v)
{
	pep440_version *to = public_copy(a, v);
	to->post_n = v->has_post ? pep440_plus_one(a, v->post_n) : ZERO;
	to->has_post = to->has_dev = true;
	to->dev_n = ZERO;
	pep440_finish(a, to);
	return to;
}

const pep440_version *pep440_base_dev0(arena *a, const pep440_version *v)
{
	pep440_version *to = public_copy(a, v);
	to->pre = PRE_NONE;
	to->has_post = false;
	to->has_dev = true;
	to->dev_n = ZERO;
	pep440_finish(a, to);
	return to;
}

const pep440_version *pep440_next_prefix_dev0(arena *a, const pep440_version *v, ptrdiff_t n)
{
	pep440_version *to = public_copy(a, v);
	to->pre = PRE_NONE;
	to->has_post = false;
	to->has_dev = true;
	to->dev_n = ZERO;
	to->nrelease = n;
	to->release = NEW_N(a, str, n);
	memcpy(to->release, v->release, (size_t)n * sizeof(str));
	to->release[n - 1] = pep440_plus_one(a, v->release[n - 1]);
	pep440_finish(a, to);
	return to;
}
