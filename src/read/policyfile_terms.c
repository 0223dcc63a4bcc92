/* policyfile_terms: what the policy promises for a time or for a name: freezes, waivers, names.
 *
 * A waiver is a hole in the gate, so it has to say what it lets pass, where, and why; "everywhere" is
 * written out as "**", never implied by a forgotten key. */
#include "read/policyfile_in.h"

#include "base/sort.h"
#include "read/suggest.h"
#include "spec/pep508.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void tell_too_many(policy_reader *r, const yaml_node *n)
{
	policy_tell(r, n, arena_printf(r->a, "more than %d entries, which is the limit", MAX_LIST), (str){ 0 });
}

static void read_windows(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	freeze *f = into;
	strs texts = { 0 };
	policy_read_texts(r, n, row, &texts);
	for (ptrdiff_t i = 0; i < texts.n; i++)
		(void)policy_window(texts.at[i], LIST_PUSH(r->a, &f->windows)); /* checked by A_WINDOW */
}

void policy_read_freezes(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		{ S_INIT("packages"), policy_read_texts, offsetof(freeze, packages), &A_PACKAGE, true },
		{ S_INIT("windows"), read_windows, 0, &A_WINDOW, false },
	};
	static const policy_rows rows = { keys, COUNT(keys), NULL, "{packages: [python], windows: [\"01-01..01-14\"]}" };
	freezes *out = into;
	(void)row;
	if (!policy_is_list(r, n, "freeze: [{packages: [python], windows: [\"01-01..01-14\"]}]"))
		return;
	for (const yaml_node *e = n->first; e; e = e->next) {
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			return;
		}
		freeze *f = LIST_PUSH(r->a, out);
		f->at = e->at;
		policy_read_map(r, e, &rows, f);
		const yaml_node *packages = yaml_get(e, S("packages"));
		if (packages && packages->kind == NODE_LIST && !packages->first)
			policy_tell(r, packages, S("a freeze without packages freezes nothing"),
			            S("name at least one, for example: packages: [python]"));
	}
}

static void read_rule(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	suppression *s = into;
	str ids[RULE_COUNT], text;
	if (!policy_text(r, n, row->kind, &text))
		return;
	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = RULES[i].id;
	s->rule = rule_find(text);
	if (s->rule == RULE_COUNT) {
		policy_tell(r, n, arena_printf(r->a, "envgate %s has no rule '%.*s'", ENVGATE_VERSION, SARG(str_head(text, 60))),
		            suggest_hint(r->a, text, ids, RULE_COUNT, S("name one in full; `envgate rules` lists them")));
	} else if (s->rule == RULE_file_policy) {
		policy_tell(r, n, S("file/policy cannot be waived: a policy that does not parse protects nothing"),
		            S("delete the waiver"));
	}
}

static void read_manager(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	suppression *s = into;
	str word = n->kind == NODE_SCALAR ? n->text : S("");
	(void)row;
	if (str_eq(word, S("conda")))
		s->manager = MANAGER_CONDA;
	else if (str_eq(word, S("pip")))
		s->manager = MANAGER_PIP;
	else
		policy_bad_word(r, n, "conda, pip");
}

static str identity(arena *a, const suppression *s)
{
	return arena_printf(a, "%d\n%.*s\n%d\n%.*s\n%.*s\n%.*s", (int)s->rule, SARG(s->path), (int)s->manager,
	                    SARG(s->package), SARG(s->until), SARG(s->reason));
}

void policy_read_waivers(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		{ S_INIT("rule"), read_rule, 0, &A_NAME, true },
		{ S_INIT("path"), policy_read_text, offsetof(suppression, path), &A_PATTERN, true },
		{ S_INIT("package"), policy_read_text, offsetof(suppression, package), &A_NAME, false },
		{ S_INIT("manager"), read_manager, 0, NULL, false },
		{ S_INIT("reason"), policy_read_text, offsetof(suppression, reason), &A_REASON, true },
		{ S_INIT("until"), policy_read_text, offsetof(suppression, until), &A_DAY, false },
	};
	static const policy_rows rows = { keys, COUNT(keys), NULL,
		                          "{rule: pin/missing, path: \"**\", package: numpy, reason: \"...\"}" };
	suppressions *out = into;
	told_texts all = { 0 };
	(void)row;
	if (!policy_is_list(r, n, "waivers: [{rule: pin/missing, path: \"**\", package: numpy, reason: \"...\"}]"))
		return;
	for (const yaml_node *e = n->first; e; e = e->next) {
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			break;
		}
		suppression *s = LIST_PUSH(r->a, out);
		*s = (suppression){ .rule = RULE_COUNT, .src = r->src, .at = e->at };
		policy_read_map(r, e, &rows, s);
		*LIST_PUSH(r->a, &all) = (told_text){ identity(r->a, s), e };
	}
	policy_refuse_repeats(r, &all, "the same waiver");
}

static int by_pip(const void *px, const void *py)
{
	return str_cmp(((const name_pair *)px)->pip, ((const name_pair *)py)->pip);
}

/* names: {torch: pytorch}. The pip side is kept as PEP 503 has it, which is how entries are compared. */
void policy_read_names(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	name_pairs *out = into;
	told_texts all = { 0 };
	(void)row;
	if (n->kind != NODE_MAP) {
		policy_tell(r, n, S("'names' has to be a mapping of pip's name to conda's"),
		            S("write, for example: names: {torch: pytorch}"));
		return;
	}
	for (const yaml_node *e = n->first; e; e = e->next) {
		name_pair pair = { 0 };
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			break;
		}
		if (!policy_text(r, e->key, &A_PACKAGE, &pair.pip) || !policy_text(r, e, &A_PACKAGE, &pair.conda))
			continue;
		pair.pip = pep503_normalize(r->a, pair.pip);
		pair.conda = arena_lower(r->a, pair.conda);
		*LIST_PUSH(r->a, out) = pair;
		*LIST_PUSH(r->a, &all) = (told_text){ pair.pip, e->key };
	}
	policy_refuse_repeats(r, &all, "this name");
	sort_runs(r->a, out->at, out->n, (ptrdiff_t)sizeof *out->at, by_pip);
}
