/* file: rules about a file as such, before anything it says is believed.
 *
 * Readers never judge: they leave problem rows, and here each code becomes a finding of the rule of
 * the same name. What git alone knows (a submodule, a symlink, a size, an attribute) is judged from
 * the source. A file that could not be read is an error, never a pass: half a file judged is a gate
 * left open. */
#include "gate/plan.h"
#include "gate/rule.h"

#include "base/limits.h"

/* One finding per problem of a code; hint is used where the reader has none. */
static bool report_problems(visit *v, problem_code code, severity milder, const char *hint)
{
	const file *from = v->file;
	const problems *all = from->lock ? &from->lock->problems : from->env ? &from->env->problems : NULL;
	bool any = false;
	for (ptrdiff_t i = 0; all && i < all->n; i++) {
		const problem *p = &all->at[i];
		if (p->code != code)
			continue;
		finding *f = report_at(v, p->at, p->subject, p->evidence, "%.*s", SARG(p->what));
		any = true;
		if (!f)
			continue;
		f->manager = p->manager;
		if (p->manager != MANAGER_NONE)
			f->package = p->subject;
		f->hint = p->hint.n > 0 ? p->hint : str_of(hint);
		report_as(v, f, milder);
	}
	return any;
}

void rule_file_syntax(visit *v)
{
	const env *e = v->file->env;
	if (rule_is_lfs_pointer(v->file->src))
		return; /* file/not-a-file speaks */
	if (v->file->lock)
		report_problems(v, PROBLEM_SYNTAX, ERROR, "make the lock anew, or restore it from git");
	if (!e)
		return;
	bool said = report_problems(
		v, PROBLEM_SYNTAX, ERROR,
		"conda reads it as well: `conda env create --dry-run` shows its own error");
	report_problems(
		v, PROBLEM_SEL_MAP, NOTE,
		"write one entry per platform with a comment selector, or keep it if only micromamba reads the file");
	if (e->is_environment || !e->complete || said || !plan_is_environment_name(v->file->path))
		return; /* under another name it is no longer an environment: change/removed speaks */
	finding *f = report_at(v, (span){ 0 }, S("dependencies"), S("absent"),
	                       "no 'dependencies' list, so this is not an environment file");
	report_hint(
		v, f,
		"add 'dependencies:' and a list under it, even if it is empty: dependencies: []");
}

void rule_file_not_plain(visit *v)
{
	report_problems(v, PROBLEM_NOT_PLAIN, ERROR,
	                "write the value out in plain YAML: maps, lists and texts only");
}

void rule_file_duplicate_key(visit *v)
{
	report_problems(v, PROBLEM_DUPLICATE_KEY, ERROR, "join the two into one");
}

void rule_file_unknown_key(visit *v)
{
	report_problems(v, PROBLEM_UNKNOWN_KEY, WARNING,
	                "delete the key, or correct its spelling: conda ignores it");
}

void rule_file_too_large(visit *v)
{
	report_problems(v, PROBLEM_TOO_LARGE, ERROR, "split the file, or remove what made it grow");
	const source *src = v->file->src;
	if (src->kind != ENTRY_TOO_LARGE)
		return;
	bool is_lock = file_kind_is_lock(v->file->kind);
	finding *f =
		report_at(v, (span){ 0 }, S("bytes"), is_lock ? S("MAX_LOCK_BYTES") : S("MAX_ENV_BYTES"),
	                  "the file has %td bytes, more than the bound of %d, so it was not read",
	                  src->size_bytes, is_lock ? (int)MAX_LOCK_BYTES : (int)MAX_ENV_BYTES);
	report_hint(v, f, "%s: `git log --stat -- %.*s` shows when it grew",
	            is_lock ? "a lock is a few megabytes" : "an environment file is a few kilobytes",
	            SARG(src->path));
}

void rule_file_hidden_text(visit *v)
{
	report_problems(v, PROBLEM_HIDDEN_TEXT, ERROR,
	                "delete the line and type it again, with ASCII letters only");
}

void rule_file_prefix(visit *v)
{
	const env *e = rule_env(v);
	if (!e || !e->prefix.text.p)
		return;
	finding *f = report_at(v, e->prefix.at, S("prefix"), e->prefix.text,
	                       "'prefix: %.*s' is a folder of one machine", SARG(e->prefix.text));
	report_hint(
		v, f,
		"delete the line; `conda env create --prefix DIR` chooses the place when it is needed");
}

static void not_a_file(visit *v, str subject, str evidence, const char *what, const char *hint)
{
	finding *f = report_at(v, (span){ 0 }, subject, evidence, "%s", what);
	report_hint(v, f, "%s", hint);
}

/* A range opens only folders in which something changed. A link in another folder is found when its
 * target has a YAML name, or lies below the link's own folder; else a change of the target could pass
 * without a look (docs/design/git.md). */
static bool is_out_of_sight(str link, str target)
{
	str folder = str_head(link, str_rfind_byte(link, '/') + 1);
	str end = str_from(target, str_rfind_byte(target, '.'));
	bool yaml = str_eq_nocase(end, S(".yml")) || str_eq_nocase(end, S(".yaml"));
	return !yaml && !str_starts(target, folder);
}

void rule_file_not_a_file(visit *v)
{
	const source *src = v->file->src;
	if (src->kind == ENTRY_SUBMODULE)
		not_a_file(v, S("submodule"), S("submodule"),
		           "a submodule stands where an environment file is expected",
		           "remove the submodule and add the file itself");
	if (src->kind == ENTRY_TREE)
		not_a_file(v, S("folder"), S("folder"),
		           "a folder stands where an environment file is expected",
		           "rename the folder, or add the file itself");
	if (src->kind == ENTRY_BAD_LINK) {
		finding *f =
			report_at(v, (span){ 0 }, S("symlink"), src->link_to,
		                  "the symlink to '%.*s' cannot be followed inside the repository",
		                  SARG(src->link_to));
		report_hint(
			v, f,
			"replace it with the file, or with a relative link to a file in the repository");
	}
	if (src->kind == ENTRY_BLOB && src->link_to.p && is_out_of_sight(src->path, src->link_to)) {
		finding *f =
			report_at(v, (span){ 0 }, S("symlink"), src->link_to,
		                  "a symlink to '%.*s', whose changes can go unseen from this folder",
		                  SARG(src->link_to));
		report_hint(v, f, "give the target a name that ends in .yml, or add the file itself");
	}
	if (rule_is_lfs_pointer(src))
		not_a_file(
			v, S("lfs-pointer"), S("lfs-pointer"),
			"a Git LFS pointer, not the file: what conda would read is not in git",
			"take it out of LFS: `git lfs untrack` its pattern, then `git add --renormalize` the file");
	if (src->attribute.n > 0) {
		finding *f = report_at(
			v, (span){ 0 }, src->attribute, S("gitattributes"),
			"git rewrites this file on checkout ('%.*s' in .gitattributes), so what "
			"is judged is not what conda reads",
			SARG(src->attribute));
		report_hint(v, f, "remove '%.*s' for this path from .gitattributes",
		            SARG(src->attribute));
	}
}

void rule_file_policy(visit *v)
{
	const source *src = v->side->own_src;
	const policy *own = v->side->own;
	if (!src || src->kind == ENTRY_ABSENT)
		return;
	file at = { .path = src->path, .kind = FILE_POLICY, .src = src };
	v->file = &at;
	if (!own) {
		finding *f = report_at(v, (span){ 0 }, S("file"), S("unreadable"),
		                       "the policy is no plain file that can be read");
		report_hint(v, f, "make .envgate.yml a plain file of less than %d bytes",
		            (int)MAX_POLICY_BYTES);
	}
	for (ptrdiff_t i = 0; own && i < own->problems.n; i++) {
		const problem *p = &own->problems.at[i];
		finding *f = report_at(v, p->at, p->subject, p->evidence, "%.*s", SARG(p->what));
		if (f)
			f->hint = p->hint.n > 0
			                  ? p->hint
			                  : S("`envgate help policy` lists every key and word");
	}
	v->file = NULL;
}
