/* fixture: the files of a scenario's machine.
 *
 * host words: bare (default) | empty (no driver, no GPU); container=docker|podman|kubernetes|lxc; wsl;
 * tegra; driver=580.95.05|none; gpus=1; switches=0; no=NODE,NODE (device nodes that are missing, or
 * "all"); nomodule=nvidia_uvm; mode=0666 of the nodes; nouveau.
 *
 * library words, NAME or NAME:VERSION: none; cuda old empty compat stubs (variants of libcuda), foreign
 * (of another architecture), text (no ELF file at all), dangling; nvml; jit; cudart12; cudart13;
 * emptycudart (exports nothing), badcudart (no ELF file). VERSION is the one in the real file's name.
 * Folders go into LD_LIBRARY_PATH in the order of first use. They lie below the sysroot, so that the
 * probe, which looks there, and the loader, which does not, find the same. */
#include "scenario.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRIVER "580.95.05"

typedef struct tree {
	arena *a;
	str root;   /* files go below it */
	str *why;   /* set at the first failure */
	bool good;
} tree;

static void fail(tree *t, str path)
{
	if (t->good)
		*t->why = arena_printf(t->a, "%.*s: %s", SARG(path), strerror(errno));
	t->good = false;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	(void)st, (void)kind, (void)f;
	return remove(path);
}

/* The folders above path, and path itself if it ends in a slash. */
static void make_folders(tree *t, str path)
{
	for (ptrdiff_t i = 1; i < path.n; i++)
		if (path.p[i] == '/' && mkdir(arena_str(t->a, str_head(path, i)).p, 0777) && errno != EEXIST)
			fail(t, path);
}

static void put(tree *t, const char *path, str text)
{
	str full = arena_printf(t->a, "%.*s%s", SARG(t->root), path);
	make_folders(t, full);
	if (str_ends(full, S("/")))
		return;
	FILE *f = fopen(full.p, "w");
	if (!f || fwrite(text.p, 1, (size_t)text.n, f) != (size_t)text.n)
		fail(t, full);
	if (f && fclose(f))
		fail(t, full);
}

static void link_to(tree *t, str path, str target)
{
	make_folders(t, path);
	if (symlink(target.p, path.p))
		fail(t, path);
}

/* The same file under another name: the name is what is looked at. A copy where links do not reach. */
static void place(tree *t, str from, str to)
{
	str bytes;
	make_folders(t, to);
	if (!link(from.p, to.p))
		return;
	if (!read_all(t->a, from, &bytes))
		fail(t, from);
	tree outside = { t->a, S(""), t->why, t->good };
	put(&outside, to.p, bytes);
	t->good = outside.good;
}

/* ---- the machine ---- */

static void put_gpu(tree *t, int i, bool loaded)
{
	arena *a = t->a;
	str bus = arena_printf(a, "0000:%02x:00.0", 0x41 + i);
	str pci = arena_printf(a, "/sys/bus/pci/devices/%s/", bus.p);
	put(t, arena_printf(a, "%svendor", pci.p).p, S("0x10de\n"));
	put(t, arena_printf(a, "%sdevice", pci.p).p, S("0x2330\n"));
	put(t, arena_printf(a, "%sclass", pci.p).p, S("0x030200\n"));
	if (loaded)
		put(t, arena_printf(a, "/proc/driver/nvidia/gpus/%s/information", bus.p).p,
		    arena_printf(a, "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 190\n"
		                    "GPU UUID: \t GPU-fa4e%04x-0000-4000-8000-00000000000%x\nVideo BIOS: \t 96.00.99.00.01\n"
		                    "Bus Type: \t PCIe\nDMA Size: \t 52 bits\nDMA Mask: \t 0xfffffffffffff\n"
		                    "Bus Location: \t %s\nDevice Minor: \t %d\n",
		                 i, i, bus.p, i));
}

static void put_node(tree *t, str words, const char *name)
{
	str missing = word_value(words, "no", S("")), one;
	if (str_eq(missing, S("all")))
		return;
	while (str_next(&missing, ',', &one))
		if (str_eq(one, str_of(name)))
			return;
	str path = arena_printf(t->a, "/dev/%s", name), mode = word_value(words, "mode", S("0666"));
	put(t, path.p, S(""));
	unsigned bits = 0;
	for (ptrdiff_t i = 0; i < mode.n; i++)
		bits = bits * 8 + (unsigned)(mode.p[i] - '0');
	if (chmod(arena_cat(t->a, t->root, path).p, (mode_t)bits))
		fail(t, path);
}

static void put_driver(tree *t, str words, str version)
{
	put(t, "/proc/driver/nvidia/version",
	    arena_printf(t->a, "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  %.*s  Release Build  (dvs-builder@U22)\n"
	                       "GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n",
	                 SARG(version)));
	static const char *const modules[] = { "nvidia_uvm", "nvidia" };
	buf list = buf_new(t->a);
	for (int i = 0; i < 2; i++)
		if (!str_eq(word_value(words, "nomodule", S("")), str_of(modules[i]))) {
			buf_printf(&list, "%s 2170880 4 - Live 0x0000000000000000 (O)\n", modules[i]);
			put(t, arena_printf(t->a, "/sys/module/%s/refcnt", modules[i]).p, S("4\n"));
		}
	put(t, "/proc/modules", buf_str(&list));
}

static void put_kind(tree *t, str words)
{
	static const struct {
		const char *word, *path, *text;
	} marks[] = {
		{ "container=docker", "/.dockerenv", "" },
		{ "container=docker", "/proc/1/cgroup", "0::/docker/8c5f\n" },
		{ "container=podman", "/run/.containerenv", "engine=\"podman-4.9.3\"\n" },
		{ "container=kubernetes", "/proc/1/cgroup", "0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-1.scope\n" },
		{ "container=kubernetes", "/run/secrets/kubernetes.io/serviceaccount/token", "x\n" },
		{ "wsl", "/dev/dxg", "" },
		{ "wsl", "/proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2\n" },
		{ "wsl", "/proc/version", "Linux version 5.15.167.4-microsoft-standard-WSL2 (gcc) #1 SMP\n" },
		{ "tegra", "/etc/nv_tegra_release", "# R36 (release), REVISION: 4.0, GCID: 37537400, BOARD: generic, EABI: aarch64\n" },
		{ "nouveau", "/sys/module/nouveau/refcnt", "1\n" },
	};
	put(t, "/proc/sys/kernel/osrelease", S("6.8.0-63-generic\n"));
	put(t, "/proc/version", S("Linux version 6.8.0-63-generic (buildd@lcy02) (gcc) #66-Ubuntu SMP\n"));
	put(t, "/proc/1/cgroup", S("0::/init.scope\n"));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (word_has(words, marks[i].word))
			put(t, marks[i].path, str_of(marks[i].text));
}

static int number(str s)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < s.n && n < 1000; i++)
		n = n * 10 + (s.p[i] - '0');
	return n;
}

static void put_machine(tree *t, str words)
{
	bool empty = word_has(words, "empty"), windows = word_has(words, "wsl");
	str version = word_value(words, "driver", empty || windows ? S("none") : S(DRIVER));
	bool loaded = !str_eq(version, S("none"));
	int gpus = number(word_value(words, "gpus", empty || windows ? S("0") : S("1")));
	put(t, "/sys/bus/pci/devices/0000:00:00.0/vendor", S("0x8086\n"));
	put(t, "/sys/bus/pci/devices/0000:00:00.0/class", S("0x060000\n"));
	put(t, "/dev/", S(""));
	put(t, "/etc/", S(""));
	put_kind(t, words);
	if (loaded)
		put_driver(t, words, version);
	for (int i = 0; i < gpus; i++)
		put_gpu(t, i, loaded);
	for (int i = 0; i < number(word_value(words, "switches", S("0"))); i++) {
		put(t, arena_printf(t->a, "/sys/bus/pci/devices/0000:%02x:00.0/vendor", 0x80 + i).p, S("0x10de\n"));
		put(t, arena_printf(t->a, "/sys/bus/pci/devices/0000:%02x:00.0/class", 0x80 + i).p, S("0x068000\n"));
	}
	if (!loaded)
		return;
	for (int i = 0; i < gpus; i++)
		put_node(t, words, arena_printf(t->a, "nvidia%d", i).p);
	put_node(t, words, "nvidiactl");
	put_node(t, words, "nvidia-uvm");
	put_node(t, words, "nvidia-uvm-tools");
}

/* ---- libraries ---- */

typedef struct library_word {
	const char *word;
	const char *folder;   /* below the scenario's folder */
	const char *from;     /* below tests/fake's build folder; NULL: written here */
	const char *real;     /* file name, %s for the version */
	const char *version;
	const char *soname;   /* link; NULL: the file itself has that name */
} library_word;

static const library_word library_words[] = {
	{ "cuda",     "lib",       "cuda/libcuda.so.1",         "libcuda.so.%s",      DRIVER,      "libcuda.so.1" },
	{ "old",      "lib",       "old/libcuda.so.1",          "libcuda.so.%s",      "384.81",    "libcuda.so.1" },
	{ "empty",    "lib",       "empty/libcuda.so.1",        "libcuda.so.%s",      DRIVER,      "libcuda.so.1" },
	{ "compat",   "compat",    "compat/libcuda.so.1",       "libcuda.so.%s",      "575.57.08", "libcuda.so.1" },
	{ "stubs",    "lib/stubs", "stubs/libcuda.so.1",        "libcuda.so",         "",          "libcuda.so.1" },
	{ "foreign",  "lib",       NULL,                        "libcuda.so.1",       "",          NULL },
	{ "text",     "lib",       NULL,                        "libcuda.so.1",       "",          NULL },
	{ "emptycudart", "lib",    "empty/libcudart.so.12",     "libcudart.so.%s",    "12.9.79",   "libcudart.so.12" },
	{ "badcudart", "lib",      NULL,                        "libcudart.so.12",    "",          NULL },
	{ "dangling", "lib",       NULL,                        NULL,                 "",          "libcuda.so.1" },
	{ "nvml",     "lib",       "nvml/libnvidia-ml.so.1",    "libnvidia-ml.so.%s", DRIVER,      "libnvidia-ml.so.1" },
	{ "jit",      "lib",       "empty/libcuda.so.1",        "libnvidia-ptxjitcompiler.so.%s", DRIVER, "libnvidia-ptxjitcompiler.so.1" },
	{ "cudart12", "lib",       "cudart/libcudart.so.12",    "libcudart.so.%s",    "12.9.79",   "libcudart.so.12" },
	{ "cudart13", "lib",       "cudart/libcudart.so.13",    "libcudart.so.%s",    "13.0.96",   "libcudart.so.13" },
};

/* Another machine's file: the fake's own, with e_machine (offset 18 of the ELF header) turned. */
static str foreign_bytes(tree *t, str fakes)
{
	enum { E_MACHINE = 18, X86_64 = 62, AARCH64 = 183 };
	str bytes;
	str from = arena_printf(t->a, "%.*s/cuda/libcuda.so.1", SARG(fakes));
	if (!read_all(t->a, from, &bytes) || bytes.n < 64)
		return S("");
	char *copy = NEW_N(t->a, char, bytes.n);
	memcpy(copy, bytes.p, (size_t)bytes.n);
	copy[E_MACHINE] = copy[E_MACHINE] == X86_64 ? (char)AARCH64 : X86_64;
	return (str){ copy, bytes.n };
}

static void put_library(tree *t, const library_word *w, str version, str fakes, str folder)
{
	arena *a = t->a;
	tree outside = { a, S(""), t->why, true };
	char name[96] = "";
	str real = { 0 };
	if (w->real) {
		/* The rows' formats have one %s or none. */
		const char *mark = strstr(w->real, "%s");
		snprintf(name, sizeof name, "%.*s%.*s", (int)(mark ? mark - w->real : (ptrdiff_t)strlen(w->real)), w->real,
			 mark ? (int)version.n : 0, version.p);
		real = arena_printf(a, "%.*s/%s", SARG(folder), name);
	}
	if (w->from)
		place(&outside, arena_printf(a, "%.*s/%s", SARG(fakes), w->from), real);
	else if (real.p)
		put(&outside, real.p,
		    str_eq(str_of(w->word), S("foreign")) ? foreign_bytes(t, fakes) : S("GROUP ( libcuda.so )\n"));
	if (w->soname)
		link_to(&outside, arena_printf(a, "%.*s/%s", SARG(folder), w->soname),
		        real.p ? str_of(name) : S("gone"));
	t->good = t->good && outside.good;
}

/* path: grows by a folder at its first use. */
static void put_libraries(tree *t, str words, str base, str fakes, str *path)
{
	str rest = words, word;
	while (next_word(&rest, &word)) {
		ptrdiff_t colon = str_find_byte(word, ':');
		str name = colon < 0 ? word : str_head(word, colon);
		const library_word *found = NULL;
		for (size_t i = 0; i < sizeof library_words / sizeof *library_words; i++)
			if (str_eq(name, str_of(library_words[i].word)))
				found = &library_words[i];
		if (!found) {
			*t->why = arena_printf(t->a, "no library is called '%.*s'", SARG(name));
			t->good = false;
			return;
		}
		str folder = arena_printf(t->a, "%.*s/%s", SARG(base), found->folder);
		str version = colon < 0 ? str_of(found->version) : str_from(word, colon + 1);
		put_library(t, found, version, fakes, folder);
		str list = *path, one;
		bool known = false;
		while (list.p && str_next(&list, ':', &one))
			known = known || str_eq(one, folder);
		if (!known)
			*path = path->p ? arena_printf(t->a, "%.*s:%.*s", SARG(*path), SARG(folder)) : folder;
	}
}

bool fixture_make(arena *a, const scenario *s, str dir, str fakes, fixture *out, str *why)
{
	*out = (fixture){ .dir = dir, .sysroot = arena_cat(a, dir, S("/root")) };
	nftw(dir.p, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	tree t = { a, out->sysroot, why, true };
	put_machine(&t, s->is[LINE_HOST].p ? s->is[LINE_HOST] : S("bare"));
	str libs = s->is[LINE_LIBS].p ? s->is[LINE_LIBS] : S("cuda nvml jit");
	if (!str_eq(libs, S("none")))
		put_libraries(&t, libs, arena_cat(a, out->sysroot, S("/opt")), fakes, &out->libraries);
	if (s->is[LINE_PREFIX].p) {
		str ignored = { 0 };
		out->prefix = arena_cat(a, out->sysroot, S("/env"));
		put_libraries(&t, s->is[LINE_PREFIX], out->prefix, fakes, &ignored);
		tree outside = { a, out->prefix, why, t.good };
		put(&outside, "/conda-meta/history", S(""));
		t.good = outside.good;
	}
	return t.good;
}
