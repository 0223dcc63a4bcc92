/* policyfile_parts: families, channels and runners of the policy. */
#include "read/policyfile_in.h"

#include "base/limits.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static void tell_too_many(policy_reader *r, const yaml_node *n)
{
	policy_tell(r, n, arena_printf(r->a, "more than %d entries, which is the limit", MAX_LIST), (str){ 0 });
}

/* Members as {role: path}. */
static void read_roles(policy_reader *r, const yaml_node *map, policy_family *f)
{
	for (const yaml_node *n = map->first; n; n = n->next) {
		role_file one = { .at = n->at };
		if (f->files.n == MAX_LIST) {
			tell_too_many(r, n);
			return;
		}
		if (policy_text(r, n->key, &A_NAME, &one.role) && policy_text(r, n, &A_PATH, &one.path))
			*LIST_PUSH(r->a, &f->files) = one;
	}
}

static void read_members(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	policy_family *f = into;
	(void)row;
	if (n->kind == NODE_MAP) {
		read_roles(r, n, f);
	} else if (!policy_is_list(r, n, "files: {dev: environment-dev.yml, prod: environment.yml}")) {
		return;
	}
	for (const yaml_node *e = n->kind == NODE_LIST ? n->first : NULL; e; e = e->next) {
		role_file one = { .at = e->at };
		if (f->files.n == MAX_LIST) {
			tell_too_many(r, e);
			return;
		}
		if (policy_text(r, e, &A_PATH, &one.path))
			*LIST_PUSH(r->a, &f->files) = one;
	}
	told_texts all = { 0 };
	for (const yaml_node *e = n->first; e; e = e->next)
		if (e->kind == NODE_SCALAR && e->text.n)
			*LIST_PUSH(r->a, &all) = (told_text){ e->text, e };
	policy_refuse_repeats(r, &all, "a member of this family");
	if (!n->first)
		policy_tell(r, n, S("a family needs at least one file"),
		            S("write, for example: files: {dev: environment-dev.yml, prod: environment.yml}"));
}

static void read_gpu(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	gpu_need *out = into;
	(void)row;
	for (int i = GPU_AUTO; i <= GPU_NONE; i++)
		if (n->kind == NODE_SCALAR && str_eq(n->text, str_of(gpu_need_name((gpu_need)i)))) {
			*out = (gpu_need)i;
			return;
		}
	policy_bad_word(r, n, "auto, required, optional, none");
}

/* Entries of a list of mappings: each gets its place, and repeated names are refused. */
void policy_read_families(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		{ S_INIT("name"), policy_read_text, offsetof(policy_family, name), &A_NAME, true },
		{ S_INIT("files"), read_members, 0, NULL, true },
		{ S_INIT("lock"), policy_read_text, offsetof(policy_family, lock), &A_PATH, false },
		{ S_INIT("requirements"), policy_read_texts, offsetof(policy_family, requirements), &A_PATH, false },
		{ S_INIT("may-differ"), policy_read_texts, offsetof(policy_family, may_differ), &A_PACKAGE, false },
		{ S_INIT("gpu"), read_gpu, offsetof(policy_family, gpu), NULL, false },
	};
	static const policy_rows rows = { keys, COUNT(keys), NULL, "{name: train, files: [environment.yml]}" };
	policy_families *out = into;
	told_texts names = { 0 };
	(void)row;
	if (!policy_is_list(r, n, "families: [{name: train, files: [environment.yml]}]"))
		return;
	for (const yaml_node *e = n->first; e; e = e->next) {
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			break;
		}
		policy_family *f = LIST_PUSH(r->a, out);
		f->at = e->at;
		policy_read_map(r, e, &rows, f);
		if (f->name.n)
			*LIST_PUSH(r->a, &names) = (told_text){ f->name, yaml_get(e, S("name")) };
	}
	policy_refuse_repeats(r, &names, "the name of this family");
}

void policy_read_runners(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		{ S_INIT("name"), policy_read_text, offsetof(runner, name), &A_NAME, true },
		{ S_INIT("driver"), policy_read_text, offsetof(runner, driver), &A_DRIVER, false },
		{ S_INIT("arch"), policy_read_texts, offsetof(runner, arch), &AN_ARCH, false },
	};
	static const policy_rows rows = { keys, COUNT(keys), NULL, "{name: a100, driver: \">=535\", arch: [\"8.0\"]}" };
	runners *out = into;
	told_texts names = { 0 };
	(void)row;
	if (!policy_is_list(r, n, "runners: [{name: a100, driver: \">=535\", arch: [\"8.0\"]}]"))
		return;
	for (const yaml_node *e = n->first; e; e = e->next) {
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			break;
		}
		runner *one = LIST_PUSH(r->a, out);
		one->at = e->at;
		policy_read_map(r, e, &rows, one);
		if (str_starts(one->driver, S(">="))) /* the model keeps the number alone */
			one->driver = str_trim(str_from(one->driver, 2));
		if (one->name.n)
			*LIST_PUSH(r->a, &names) = (told_text){ one->name, yaml_get(e, S("name")) };
	}
	policy_refuse_repeats(r, &names, "the name of this runner");
}

/* {conda-forge: [URL, ...]}. A channel given twice is a repeated key, which the YAML reader tells. */
void policy_read_mirrors(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row urls = { S_INIT("urls"), policy_read_texts, 0, &A_URL, false };
	mirrors *out = into;
	(void)row;
	if (n->kind != NODE_MAP) {
		policy_tell(r, n, S("'mirrors' has to be a mapping of channel to URLs"),
		            S("write, for example: mirrors: {conda-forge: [\"https://mirror.example/conda-forge\"]}"));
		return;
	}
	for (const yaml_node *e = n->first; e; e = e->next) {
		str channel;
		if (out->n == MAX_LIST) {
			tell_too_many(r, e);
			return;
		}
		if (!policy_text(r, e->key, &A_CHANNEL, &channel))
			continue;
		mirror *one = LIST_PUSH(r->a, out);
		one->channel = channel;
		policy_read_texts(r, e, &urls, &one->urls);
	}
}

void policy_read_channels(policy_reader *r, const yaml_node *n, const policy_row *row, void *into)
{
	static const policy_row keys[] = {
		{ S_INIT("allow"), policy_read_texts, offsetof(policy, allow), &A_CHANNEL, false },
		{ S_INIT("deny"), policy_read_texts, offsetof(policy, deny), &A_CHANNEL, false },
		{ S_INIT("mirrors"), policy_read_mirrors, offsetof(policy, mirrors), NULL, false },
	};
	static const policy_rows rows = { keys, COUNT(keys), "channels.", "channels: {allow: [conda-forge, nvidia]}" };
	(void)row, (void)into;
	policy_read_map(r, n, &rows, r->out);
}
