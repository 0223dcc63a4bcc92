/* verify_find: which installed environment is meant.
 *
 * As a person says it (--prefix), else as activation says it (CONDA_PREFIX), else by the name in the
 * environment file. conda's own search for a name reads configuration files and runs Python; here the
 * three places suffice where conda and mamba put environments: beside conda itself, below
 * MAMBA_ROOT_PREFIX, and the list that conda keeps of all it made. */
#include "cmd/verify.h"

#include "base/limits.h"
#include "edge/prefix.h"

str verify_prefix_given(run *r, str *why)
{
	*why = r->opts.prefix.p ? S("--prefix") : S("CONDA_PREFIX");
	return r->opts.prefix.p ? r->opts.prefix : host_env("CONDA_PREFIX");
}

static bool is_environment(run *r, str folder)
{
	return prefix_is_folder(r->a, prefix_join(r->a, folder, S("conda-meta")));
}

static str parent(str path)
{
	ptrdiff_t slash = str_rfind_byte(path, '/');
	return slash > 0 ? str_head(path, slash) : S("");
}

/* root/envs/NAME; absent when root is or no environment is there. */
static str below(run *r, str root, str name)
{
	if (!root.n)
		return (str){ 0 };
	str path = prefix_join(r->a, prefix_join(r->a, root, S("envs")), name);
	return is_environment(r, path) ? path : (str){ 0 };
}

/* conda's own list: one absolute path in each line. */
static const err *listed(run *r, str name, str *out)
{
	str home = host_env("HOME"), text = { 0 }, line;
	*out = (str){ 0 };
	if (!home.n)
		return NULL;
	TRY(prefix_read(r->a, prefix_join(r->a, home, S(".conda/environments.txt")), MAX_POLICY_BYTES,
	                &text));
	while (str_next(&text, '\n', &line)) {
		str path = str_trim(line);
		bool named = str_eq(str_from(path, str_rfind_byte(path, '/') + 1), name);
		if (named && !out->p && is_environment(r, path))
			*out = path;
	}
	return NULL;
}

static const err *not_found(run *r, str name)
{
	const err *e = name.n ? err_new(r->a, ERR_FILE, "no environment '%.*s' is installed here", SARG(name))
	                      : err_new(r->a, ERR_FILE, "which installed environment is meant?");
	return err_hint(r->a, e, "--prefix DIR, or activate the environment");
}

const err *verify_prefix_named(run *r, str name, str *prefix, str *why)
{
	/* A name is one folder: conda refuses these too. */
	if (!name.n || name.p[0] == '.' || str_find_byte(name, '/') >= 0)
		return not_found(r, (str){ 0 });
	str conda = host_env("CONDA_EXE");
	*prefix = below(r, parent(parent(conda)), name);
	*why = S("CONDA_EXE");
	if (prefix->p)
		return NULL;
	*prefix = below(r, host_env("MAMBA_ROOT_PREFIX"), name);
	*why = S("MAMBA_ROOT_PREFIX");
	if (prefix->p)
		return NULL;
	*why = S("~/.conda/environments.txt");
	TRY(listed(r, name, prefix));
	return prefix->p ? NULL : not_found(r, name);
}
