/* inventory_libs: S1, the libraries by their files. See inventory.h.
 *
 * The loader's own answer is not asked for here: dlopen runs a library's code, and that is for
 * children. What a file says of itself is enough to tell a stub, a forward-compatibility build
 * and a version apart before anything is loaded. */
#include "edge/inventory.h"

#include "edge/inventory_in.h"
#include "edge/libpath.h"
#include "edge/peek.h"
#include "spec/cuda_version.h"

/* Where libcuda may stand although the loader does not look there. */
static const struct {
	const char *folder, *by;
	host_kind kind;
} hidden[] = {
	{ "/usr/lib/wsl/lib", "wsl", HOST_WSL2 },
	{ "/usr/lib/aarch64-linux-gnu/tegra", "tegra", HOST_TEGRA },
	{ "/usr/lib/aarch64-linux-gnu/nvidia", "tegra", HOST_TEGRA },
};

bool path_has_part(str path, str part)
{
	for (str one; str_next(&path, '/', &one);)
		if (str_eq(one, part))
			return true;
	return false;
}

str library_version(str real)
{
	str name = str_from(real, str_rfind_byte(real, '/') + 1);
	ptrdiff_t at = str_find(name, S(".so."));
	str version = at < 0 ? (str){ 0 } : str_from(name, at + 4);
	for (ptrdiff_t i = 0; i < version.n; i++)
		if (!is_digit(version.p[i]) && version.p[i] != '.')
			return (str){ 0 };
	return version;
}

/* Whether the numbers behind "Driver": [ hold the major; the key's case differs between
 * versions. */
static bool note_lists(arena *a, str json, int major)
{
	str lower = arena_lower(a, json);
	ptrdiff_t at = str_find(lower, S("\"driver\""));
	str rest = at < 0 ? (str){ 0 } : str_trim(str_from(lower, at + 8));
	if (!str_starts(rest, S(":")))
		return true; /* Orin's note has no list */
	rest = str_trim(str_from(rest, 1));
	if (!str_starts(rest, S("[")))
		return true;
	int value = 0;
	bool in_number = false;
	for (ptrdiff_t i = 1; i < rest.n; i++) {
		char c = rest.p[i];
		if (is_digit(c)) {
			value = value < 100000 ? value * 10 + (c - '0') : value;
			in_number = true;
			continue;
		}
		if (in_number && value == major)
			return true;
		value = 0;
		in_number = false;
		if (c == ']')
			break;
	}
	return false;
}

static void describe_cuda(arena *a, const library_search *where, const lib_file *f,
                          libcuda_facts *out)
{
	out->path = f->path;
	out->real = libpath_real(a, where->root, f);
	out->found_by = f->by;
	out->readable = f->elf.is_elf && f->elf.native;
	/* "1" is the ABI, not a version. */
	str version = library_version(out->real);
	out->version = str_find_byte(version, '.') > 0 ? version : (str){ 0 };
	out->stub = path_has_part(out->path, S("stubs")) || path_has_part(out->real, S("stubs"));
	out->compat_note = f->elf.fwd_note;
	out->compat = f->elf.fwd_note.p || path_has_part(out->path, S("compat")) ||
	              path_has_part(out->real, S("compat"));
	int major = where->host ? cuda_driver_major(where->host->kernel_driver) : 0;
	out->compat_allows = !f->elf.fwd_note.p || !major || note_lists(a, f->elf.fwd_note, major);
}

/* --libcuda names a file or, like dlopen, a name to search. */
static lib_file find_chosen(arena *a, const library_search *where, const libpath *path, str chosen)
{
	lib_file f = { 0 };
	ptrdiff_t slash = str_rfind_byte(chosen, '/');
	if (slash < 0)
		f = libpath_find(a, path, chosen);
	else
		libpath_in(a, libpath_root(a, where->root, str_head(chosen, slash + 1)),
		           str_head(chosen, slash + 1), str_from(chosen, slash + 1), &f);
	if (f.path.p)
		f.by = S("option");
	return f;
}

static lib_file find_cuda(arena *a, const library_search *where, const libpath *path)
{
	str name = S("libcuda.so.1");
	if (where->wish && where->wish->libcuda.p)
		return find_chosen(a, where, path, where->wish->libcuda);
	lib_file f = libpath_find(a, path, name);
	for (size_t i = 0; !f.path.p && i < sizeof hidden / sizeof hidden[0]; i++)
		if (where->host && where->host->kind == hidden[i].kind &&
		    libpath_in(a, where->root, str_of(hidden[i].folder), name, &f))
			f.by = str_of(hidden[i].by);
	/* In the cache, but in WSL's or Tegra's own folder: say so. */
	for (size_t i = 0;
	     f.path.p && str_eq(f.by, S("ldconfig")) && i < sizeof hidden / sizeof hidden[0]; i++)
		if (str_starts(f.path, str_of(hidden[i].folder)))
			f.by = str_of(hidden[i].by);
	return f;
}

/* The driver loads its compiler by its own version's name, or by the ABI's; WSL has it beside
 * itself. */
static bool has_jit(arena *a, const library_search *where, const libpath *path,
                    const libcuda_facts *cuda)
{
	static const char *const names[] = { "libnvidia-ptxjitcompiler.so.1", "libnvidia-nvvm70.so",
		                             "libnvidia-nvvm.so" };
	lib_file f;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (libpath_find(a, path, str_of(names[i])).path.p)
			return true;
	if (!cuda->path.p)
		return false;
	str versioned = arena_printf(a, "libnvidia-ptxjitcompiler.so.%.*s", SARG(cuda->version));
	if (cuda->version.p && libpath_find(a, path, versioned).path.p)
		return true;
	str folder = str_head(cuda->real, str_rfind_byte(cuda->real, '/'));
	str root = libpath_root(a, where->root, folder);
	return libpath_in(a, root, folder, str_of(names[0]), &f) ||
	       (cuda->version.p && libpath_in(a, root, folder, versioned, &f));
}

static void find_stubs(arena *a, const library_search *where, const libpath *path, strs *out)
{
	lib_file f;
	for (ptrdiff_t i = 0; i < path->preferred.n; i++) {
		str folder = path->preferred.at[i], root = libpath_root(a, where->root, folder);
		if (path_has_part(folder, S("stubs")) &&
		    (libpath_in(a, root, folder, S("libcuda.so.1"), &f) ||
		     libpath_in(a, root, folder, S("libcuda.so"), &f)))
			*LIST_PUSH(a, out) = folder;
	}
}

void inventory_libraries(arena *a, const library_search *where, library_facts *out)
{
	*out = (library_facts){ 0 };
	str preferred = where->env ? variable_value(where->env, "LD_LIBRARY_PATH") : (str){ 0 };
	libpath path = libpath_make(a, where->root, preferred);
	lib_file cuda = find_cuda(a, where, &path);
	if (cuda.path.p)
		describe_cuda(a, where, &cuda, &out->cuda);
	out->has_nvml = libpath_find(a, &path, S("libnvidia-ml.so.1")).path.p != NULL;
	out->has_jit = has_jit(a, where, &path, &out->cuda);
	find_stubs(a, where, &path, &out->stub_folders);
	inventory_runtimes(a, where, &path, &out->runtimes);
}
