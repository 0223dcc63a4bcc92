/* inventory_runtimes: every libcudart at hand, and which of them a program of the environment
 * would load.
 *
 * conda puts it into lib or targets, pip into nvidia's own folders or into torch's;
 * LD_LIBRARY_PATH wins over all of them, which is how a job gets another one than the
 * environment has (WRONG_RUNTIME). A program asks for libcudart.so.MAJOR, so of several majors
 * the declared one is used. */
#include "edge/inventory_in.h"

#include "edge/peek.h"
#include "spec/cuda_version.h"

enum {
	MAX_RUNTIMES = 64,
	MAX_PER_FOLDER = 16,
	MAX_SUBFOLDERS = 200,
};

typedef struct hunt {
	arena *a;
	const library_search *where;
	libcudarts *out;
} hunt;

/* 12090 of "12.9.79", 12000 of "12". The SONAME of all 11.x is 11.0. */
static int runtime_version(str version)
{
	ptrdiff_t dots = 0, at = version.n;
	for (ptrdiff_t i = 0; i < version.n; i++)
		if (version.p[i] == '.' && ++dots == 3)
			at = i;
	return cuda_parse(str_head(version, at));
}

static void add(hunt *h, const lib_file *f, const char *by, bool in_prefix)
{
	str real = libpath_real(h->a, h->where->root, f);
	for (ptrdiff_t i = 0; i < h->out->n; i++)
		if (str_eq(h->out->at[i].real, real))
			return;
	/* The loader passes over another architecture, but stops at a damaged file. */
	if ((f->elf.is_elf && !f->elf.native) || h->out->n >= MAX_RUNTIMES)
		return;
	libcudart_facts *r = LIST_PUSH(h->a, h->out);
	*r = (libcudart_facts){ .path = f->path, .real = real, .in_prefix = in_prefix };
	r->found_by = str_of(by);
	r->soname = f->elf.soname.p ? f->elf.soname
	                            : str_from(f->path, str_rfind_byte(f->path, '/') + 1);
	r->version = runtime_version(library_version(real));
	if (!r->version)
		r->version = runtime_version(library_version(r->soname));
}

/* libcudart.so.12, libcudart-d0da41ae.so.11.0: everything of that name in one folder. The shortest
 * name first: it is the SONAME, the one a program asks for. */
static void look_in(hunt *h, str root, str folder, const char *by, bool in_prefix)
{
	strs names = peek_names(h->a, root, folder, S("libcudart"), MAX_PER_FOLDER, NULL);
	for (ptrdiff_t i = 0; i < names.n; i++) {
		str name = names.at[i];
		lib_file f;
		bool fits = str_starts(name, S("libcudart.so.")) ||
		            (str_starts(name, S("libcudart-")) && str_find(name, S(".so.")) > 0);
		if (fits && libpath_in(h->a, root, folder, name, &f))
			add(h, &f, by, in_prefix);
	}
}

/* nvidia/cuda_runtime/lib, nvidia/cu13/lib and torch/lib of one folder of packages. */
static void look_in_packages(hunt *h, str root, str packages, bool in_prefix)
{
	str nvidia = peek_join(h->a, packages, S("nvidia"));
	strs parts = peek_names(h->a, root, nvidia, S(""), MAX_SUBFOLDERS, NULL);
	for (ptrdiff_t i = 0; i < parts.n; i++) {
		str part = peek_join(h->a, nvidia, parts.at[i]);
		look_in(h, root, peek_join(h->a, part, S("lib")), "site-packages", in_prefix);
	}
	look_in(h, root, peek_join(h->a, packages, S("torch/lib")), "torch", in_prefix);
}

static void look_in_pythons(hunt *h, str root, str lib, bool in_prefix)
{
	strs pythons = peek_names(h->a, root, lib, S("python3"), MAX_PER_FOLDER, NULL);
	for (ptrdiff_t i = 0; i < pythons.n; i++) {
		str python = peek_join(h->a, lib, pythons.at[i]);
		look_in_packages(h, root, peek_join(h->a, python, S("site-packages")), in_prefix);
		look_in_packages(h, root, peek_join(h->a, python, S("dist-packages")), in_prefix);
	}
}

static void look_in_prefix(hunt *h, str prefix)
{
	if (prefix.n == 0)
		return;
	str root = libpath_root(h->a, h->where->root, prefix);
	str lib = peek_join(h->a, prefix, S("lib")),
	    targets = peek_join(h->a, prefix, S("targets"));
	look_in(h, root, lib, "prefix", true);
	strs names = peek_names(h->a, root, targets, S(""), MAX_PER_FOLDER, NULL);
	for (ptrdiff_t i = 0; i < names.n; i++) {
		str target = peek_join(h->a, targets, names.at[i]);
		look_in(h, root, peek_join(h->a, target, S("lib")), "prefix", true);
	}
	look_in_pythons(h, root, lib, true);
}

/* The loader's cache and the system's folders answer by name only. */
static void look_by_name(hunt *h, const libpath *path)
{
	static const char *const names[] = { "libcudart.so.14",   "libcudart.so.13",
		                             "libcudart.so.12",   "libcudart.so.11.0",
		                             "libcudart.so.10.2", "libcudart.so.10.1",
		                             "libcudart.so.10.0", "libcudart.so.9.2",
		                             "libcudart.so.9.0" };
	libpath system = { .root = path->root, .cache = path->cache };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		lib_file f = libpath_find(h->a, &system, str_of(names[i]));
		if (f.path.p)
			add(h, &f, "ldconfig", false);
	}
}

static void look_at_option(hunt *h, str chosen)
{
	lib_file f;
	ptrdiff_t slash = str_rfind_byte(chosen, '/');
	str folder = slash < 0 ? S(".") : str_head(chosen, slash + 1);
	if (libpath_in(h->a, libpath_root(h->a, h->where->root, folder), folder,
	               str_from(chosen, slash + 1), &f))
		add(h, &f, "option", false);
}

static str variable_of(const library_search *where, const char *name)
{
	return where->env ? variable_value(where->env, name) : (str){ 0 };
}

/* The first that answers to the declared major; nothing declared: the environment's first, else the
 * first of all. */
static void choose(const library_search *where, libcudarts *all)
{
	int major = where->declared.cuda / 1000;
	libcudart_facts *best = NULL;
	for (ptrdiff_t i = 0; i < all->n; i++) {
		libcudart_facts *r = &all->at[i];
		if (str_eq(r->found_by, S("option"))) {
			best = r;
			break;
		}
		if (major && r->version / 1000 != major)
			continue;
		/* LD_LIBRARY_PATH is in front of the environment only for the same name. */
		bool better = !best || (!major && r->in_prefix && !best->in_prefix);
		best = better ? r : best;
	}
	for (ptrdiff_t i = 0; best && !major && i < all->n; i++)
		if (str_eq(all->at[i].found_by, S("LD_LIBRARY_PATH")) &&
		    str_eq(all->at[i].soname, best->soname)) {
			best = &all->at[i];
			break;
		}
	if (best)
		best->used = true;
}

/* Whether a folder of LD_LIBRARY_PATH is the environment's own. */
static bool is_within(str folder, str prefix)
{
	while (prefix.n > 1 && str_ends(prefix, S("/")))
		prefix = str_head(prefix, prefix.n - 1);
	return prefix.n > 1 && str_starts(folder, prefix) &&
	       (folder.n == prefix.n || folder.p[prefix.n] == '/');
}

void inventory_runtimes(arena *a, const library_search *where, const libpath *path, libcudarts *out)
{
	hunt h = { a, where, out };
	str conda = variable_of(where, "CONDA_PREFIX"), venv = variable_of(where, "VIRTUAL_ENV");
	if (where->wish && where->wish->libcudart.p)
		look_at_option(&h, where->wish->libcudart);
	for (ptrdiff_t i = 0; i < path->preferred.n; i++) {
		str folder = path->preferred.at[i];
		bool own = is_within(folder, conda) || is_within(folder, venv);
		look_in(&h, libpath_root(a, where->root, folder), folder, "LD_LIBRARY_PATH", own);
	}
	look_in_prefix(&h, venv);
	look_in_prefix(&h, conda);
	if (conda.n == 0 && venv.n == 0) {
		look_in_pythons(&h, where->root, S("/usr/local/lib"), false);
		look_in_packages(&h, where->root, S("/usr/lib/python3/dist-packages"), false);
	}
	look_by_name(&h, path);
	static const char *const homes[] = { "CUDA_HOME", "CUDA_PATH" };
	for (size_t i = 0; i < sizeof homes / sizeof homes[0]; i++) {
		str home = variable_of(where, homes[i]);
		if (home.n > 0)
			look_in(&h, libpath_root(a, where->root, home),
			        peek_join(a, home, S("lib64")), homes[i], false);
	}
	look_in(&h, where->root, S("/usr/local/cuda/lib64"), "CUDA_HOME", false);
	choose(where, out);
}
