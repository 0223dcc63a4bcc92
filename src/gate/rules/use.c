/* use: what Dockerfiles, workflows and scripts bring in beside the environment files. The policy names
 * the files (files.images, files.commands); without that nobody said that they make the environment. */
#include "gate/policy_names.h"
#include "gate/rule.h"

#include "spec/names.h"

#include <stdlib.h>

/* latest and its variants (latest-gpu) are whatever was pushed last. */
static bool is_moving_tag(str tag)
{
	return str_eq(tag, S("latest")) || str_starts(tag, S("latest-"));
}

void rule_image_moving(visit *v)
{
	for (ptrdiff_t i = 0; i < v->file->uses->images.n; i++) {
		const image_ref *r = &v->file->uses->images.at[i];
		if (r->digest.p || (r->tag.p && !is_moving_tag(r->tag)))
			continue;
		finding *f;
		if (r->tag.p)
			f = report_at(v, r->at, r->name, r->text, "image '%.*s' is whatever was tagged last", SARG(r->text));
		else
			f = report_at(v, r->at, r->name, r->text, "image '%.*s' has neither tag nor digest", SARG(r->text));
		report_hint(v, f, "write the tag and the digest, %.*s:TAG@sha256:...; docker buildx imagetools inspect "
		                  "%.*s prints the digest",
		            SARG(r->name), SARG(r->text));
	}
}

static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

/* What the side declares anywhere, sorted; empty when it declares nothing, and then nothing is said. */
static strs declared(visit *v)
{
	strs out = { 0 };
	for (ptrdiff_t i = 0; i < v->side->files.n; i++) {
		const file *f = &v->side->files.at[i];
		if (!f->env || f->context)
			continue;
		for (ptrdiff_t k = 0; k < f->env->specs.n; k++) {
			const spec *s = &f->env->specs.at[k];
			if (s->name.n)
				*LIST_PUSH(v->a, &out) = policy_library(v->a, v->policy, s->manager, s->name);
		}
	}
	strs_sort_unique(&out);
	return out;
}

static str shallowest_environment(const side *s)
{
	str best = S("environment.yml");
	ptrdiff_t depth = -1;
	for (ptrdiff_t i = 0; i < s->files.n; i++) {
		const file *f = &s->files.at[i];
		ptrdiff_t slashes = 0;
		for (ptrdiff_t k = 0; k < f->path.n; k++)
			slashes += f->path.p[k] == '/';
		if (f->kind == FILE_ENVIRONMENT && f->env && f->env->is_environment && (depth < 0 || slashes < depth)) {
			best = f->path;
			depth = slashes;
		}
	}
	return best;
}

void rule_use_undeclared(visit *v)
{
	const uses *u = v->file->uses;
	strs known = u->installs.n ? declared(v) : (strs){ 0 };
	for (ptrdiff_t i = 0; known.n && i < u->installs.n; i++) {
		const install *in = &u->installs.at[i];
		str name = policy_library(v->a, v->policy, in->manager, in->name);
		if (names_is_tool(in->name) || bsearch(&name, known.at, (size_t)known.n, sizeof name, by_text))
			continue;
		finding *f = report_at(v, in->at, in->name, in->text, "%.*s installs '%.*s', which no environment file declares",
		                       SARG(in->tool), SARG(in->text));
		if (!f)
			return;
		f->package = in->name;
		f->manager = in->manager;
		report_hint(v, f, "add it to %.*s%s and install from there", SARG(shallowest_environment(v->side)),
		            in->manager == MANAGER_PIP ? " (under pip:)" : "");
	}
}
