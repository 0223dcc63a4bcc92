/* libpath: see libpath.h. */
#include "edge/libpath.h"

#include "edge/file.h"
#include "edge/peek.h"

enum { MAX_FOLDERS = 256, MAX_CACHE = 16 * 1024 * 1024 };

/* Of glibc as distributions build it: Debian's, then the one of everybody else. */
static const char *const system_folders[] = {
#if defined(__x86_64__)
	"/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
#elif defined(__aarch64__)
	"/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
#elif defined(__powerpc64__)
	"/lib/powerpc64le-linux-gnu", "/usr/lib/powerpc64le-linux-gnu",
#endif
	"/lib64", "/usr/lib64", "/lib", "/usr/lib", NULL
};

/* Colons or semicolons separate; an empty folder is the current one. */
static strs split_folders(arena *a, str value)
{
	strs all = { 0 };
	for (ptrdiff_t beg = 0, i = 0; value.n > 0 && i <= value.n && all.n < MAX_FOLDERS; i++) {
		if (i < value.n && value.p[i] != ':' && value.p[i] != ';')
			continue;
		str one = str_sub(value, beg, i);
		*LIST_PUSH(a, &all) = one.n > 0 ? one : S(".");
		beg = i + 1;
	}
	return all;
}

libpath libpath_make(arena *a, str root, str ld_library_path)
{
	return (libpath){
		.root = root,
		.preferred = split_folders(a, ld_library_path),
		.cache = peek_read(a, root, S("/etc/ld.so.cache"), MAX_CACHE),
	};
}

bool libpath_in(arena *a, str root, str folder, str name, lib_file *out)
{
	str path = peek_join(a, folder, name);
	if (!peek_exists(a, root, path))
		return false;
	*out = (lib_file){ .path = path, .disk = arena_cat(a, root, path) };
	elf_read(a, out->disk, &out->elf);
	return true;
}

str libpath_root(arena *a, str root, str folder)
{
	return root.n > 0 && peek_is_folder(a, root, folder) ? root : S("");
}

/* Whether ld.so would go on behind this file. */
static bool passed_over(const lib_file *f)
{
	return f->elf.is_elf && !f->elf.native;
}

lib_file libpath_find(arena *a, const libpath *where, str name)
{
	lib_file f;
	for (ptrdiff_t i = 0; i < where->preferred.n; i++) {
		str folder = where->preferred.at[i];
		str root = libpath_root(a, where->root, folder);
		if (libpath_in(a, root, folder, name, &f) && !passed_over(&f)) {
			f.by = S("LD_LIBRARY_PATH");
			return f;
		}
	}
	str cached = elf_cache_find(a, where->cache, name);
	ptrdiff_t slash = str_rfind_byte(cached, '/');
	if (slash > 0 &&
	    libpath_in(a, where->root, str_head(cached, slash), str_from(cached, slash + 1), &f)) {
		f.by = S("ldconfig");
		return f;
	}
	for (int i = 0; system_folders[i]; i++)
		if (libpath_in(a, where->root, str_of(system_folders[i]), name, &f) &&
		    !passed_over(&f)) {
			f.by = S("default");
			return f;
		}
	return (lib_file){ 0 };
}

str libpath_real(arena *a, str root, const lib_file *f)
{
	str real = file_real(a, f->disk);
	if (!real.p)
		return f->path;
	str real_root = root.n ? file_real(a, root) : (str){ 0 };
	if (real_root.n > 1 && str_starts(real, real_root) && real.p[real_root.n] == '/')
		return str_from(real, real_root.n);
	return real;
}
