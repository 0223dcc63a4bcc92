/* inventory: S0, the machine by its files. See inventory.h.
 *
 * Plain reads of /proc, /sys and /dev entries; what takes the driver's locks is asked through
 * touch.h, because a wedged driver would keep us for ever. Each fact stands alone: a machine
 * without /sys still has a kernel version. */
#include "edge/inventory.h"

#include "edge/peek.h"
#include "edge/touch.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_SMALL = 4096,
	MAX_MODULES = 256 * 1024,
	MAX_MOUNTS = 256 * 1024,
	MAX_PCI = 4096,
	MAX_GPUS = 64,
};

void inventory_env(arena *a, variables *out)
{
	*out = (variables){ 0 };
	for (int i = 0; PROBE_VARIABLES[i]; i++) {
		const char *value = getenv(PROBE_VARIABLES[i]);
		if (value)
			*LIST_PUSH(a, out) = (variable){ .name = str_of(PROBE_VARIABLES[i]),
				                         .value = arena_str(a, str_of(value)) };
	}
}

/* ---- what kind of machine ---- */

static bool holds(str text, const char *word)
{
	return text.p && str_find(text, str_of(word)) >= 0;
}

/* What a container's runtime leaves: a file, a variable, a cgroup's or a mount's name. */
static str container_of(arena *a, str root)
{
	static const struct { const char *path, *name; } files[] = {
		{ "/run/secrets/kubernetes.io", "kubernetes" },
		{ "/var/run/secrets/kubernetes.io", "kubernetes" },
		{ "/.dockerenv", "docker" },
		{ "/run/.containerenv", "podman" },
		{ "/.singularity.d", "apptainer" },
	};
	static const struct { const char *word, *name; } marks[] = {
		{ "kubepods", "kubernetes" }, { "/docker", "docker" },
		{ "libpod", "podman" },       { "/lxc", "lxc" },
		{ "containerd", "containerd" }, { "garden", "garden" },
		{ "/var/lib/docker/overlay2", "docker" },
		{ "/containers/storage/overlay", "podman" },
	};
	static const struct { const char *variable, *name; } says[] = {
		{ "KUBERNETES_SERVICE_HOST", "kubernetes" },
		{ "APPTAINER_CONTAINER", "apptainer" },
		{ "SINGULARITY_CONTAINER", "apptainer" },
	};
	/* Variables are this machine's, not the sysroot's. */
	for (size_t i = 0; root.n == 0 && i < sizeof says / sizeof says[0]; i++)
		if (getenv(says[i].variable))
			return str_of(says[i].name);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		if (peek_exists(a, root, str_of(files[i].path)))
			return str_of(files[i].name);
	str systemd = str_trim(peek_read(a, root, S("/run/systemd/container"), MAX_SMALL));
	if (systemd.n > 0)
		return systemd;
	str cgroup = peek_read(a, root, S("/proc/1/cgroup"), MAX_SMALL);
	str mounts = peek_read(a, root, S("/proc/self/mountinfo"), MAX_MOUNTS), line = { 0 };
	while (mounts.n > 0 && str_next(&mounts, '\n', &line))
		if (holds(line, " / / ")) /* the whole file system, mounted as the root */
			break;
		else
			line = (str){ 0 };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (holds(cgroup, marks[i].word) || holds(line, marks[i].word))
			return str_of(marks[i].name);
	return (str){ 0 };
}

static host_kind kind_of(arena *a, str root, str container)
{
	str release = peek_read(a, root, S("/proc/sys/kernel/osrelease"), MAX_SMALL);
	str tree = peek_read(a, root, S("/proc/device-tree/compatible"), MAX_SMALL);
	str lower = arena_lower(a, release);
	if (holds(lower, "microsoft") || peek_exists(a, root, S("/dev/dxg")))
		return HOST_WSL2;
	if (holds(tree, "nvidia,tegra") || peek_exists(a, root, S("/etc/nv_tegra_release")))
		return HOST_TEGRA;
	return container.p ? HOST_CONTAINER : HOST_BARE;
}

/* ---- the kernel's side ---- */

/* The first word of a text that is two or three numbers with dots: "580.95.05". */
static str version_in(str text)
{
	str word;
	while (str_next(&text, ' ', &word)) {
		int dots = 0;
		bool is = word.n > 0 && is_digit(word.p[0]);
		for (ptrdiff_t i = 0; is && i < word.n; i++) {
			dots += word.p[i] == '.';
			is = is_digit(word.p[i]) || word.p[i] == '.';
		}
		if (is && dots >= 1 && dots <= 2)
			return word;
	}
	return (str){ 0 };
}

/* "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05  Tue Sep 23 ...", in newer ones
 * "NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build ...". */
static str kernel_driver(arena *a, str root)
{
	str text = peek_read(a, root, S("/proc/driver/nvidia/version"), MAX_SMALL), line;
	while (text.n > 0 && str_next(&text, '\n', &line))
		if (str_starts(line, S("NVRM version:")))
			return version_in(line);
	str module = str_trim(peek_read(a, root, S("/sys/module/nvidia/version"), MAX_SMALL));
	return module.n > 0 ? version_in(module) : (str){ 0 };
}

/* Class 0x03 is display: VGA and 3D controllers. 0x0680 is a bridge of no other kind: NVSwitch. */
static void count_pci(arena *a, str root, host_facts *out)
{
	bool ok;
	str folder = S("/sys/bus/pci/devices");
	strs names = peek_names(a, root, folder, S(""), MAX_PCI, &ok);
	out->pci_nvidia = ok ? 0 : -1;
	for (ptrdiff_t i = 0; i < names.n; i++) {
		str device = peek_join(a, folder, names.at[i]);
		if (!str_starts(peek_read(a, root, peek_join(a, device, S("vendor")), 16),
		                S("0x10de")))
			continue;
		str class = peek_read(a, root, peek_join(a, device, S("class")), 16);
		out->pci_nvidia += str_starts(class, S("0x03"));
		out->pci_switch += str_starts(class, S("0x0680"));
	}
}

static bool has_module(arena *a, str root, str modules, const char *name)
{
	str line, head = arena_printf(a, "%s ", name);
	while (modules.n > 0 && str_next(&modules, '\n', &line))
		if (str_starts(line, head))
			return true;
	/* A sandbox may hide the list, and a built-in module is not in it. */
	return peek_exists(a, root, arena_printf(a, "/sys/module/%s", name));
}

static void find_modules(arena *a, str root, host_facts *out)
{
	str modules = peek_read(a, root, S("/proc/modules"), MAX_MODULES);
	out->has_nvidia = has_module(a, root, modules, "nvidia");
	out->has_uvm = has_module(a, root, modules, "nvidia_uvm");
	out->has_nouveau = has_module(a, root, modules, "nouveau");
}

/* ---- nodes ---- */

static bool in_group(gid_t group)
{
	gid_t mine[256];
	int n = getgroups((int)(sizeof mine / sizeof mine[0]), mine);
	bool yes = getegid() == group;
	for (int i = 0; i < n; i++)
		yes = yes || mine[i] == group;
	return yes;
}

/* What the mode bits alone say about reading and writing; they do not bind root. */
static bool mode_allows(const struct stat *st)
{
	mode_t bits = st->st_mode & 07;
	if (geteuid() == 0)
		return true;
	if (geteuid() == st->st_uid)
		bits = st->st_mode >> 6 & 07;
	else if (in_group(st->st_gid))
		bits = st->st_mode >> 3 & 07;
	return (bits & 06) == 06;
}

static void add_node(arena *a, str root, str path, host_facts *out)
{
	struct stat st;
	device_node *n = LIST_PUSH(a, &out->nodes);
	n->path = path;
	n->there = stat(arena_cat(a, root, path).p, &st) == 0;
	n->mode_allows = n->there && mode_allows(&st);
}

static bool is_number(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n < 4;
}

/* The shared nodes, then nvidia0 and so on in the order of their numbers. */
static void list_nodes(arena *a, str root, host_facts *out)
{
	strs names = peek_names(a, root, S("/dev"), S("nvidia"), MAX_PCI, NULL);
	add_node(a, root, S("/dev/nvidiactl"), out);
	add_node(a, root, S("/dev/nvidia-uvm"), out);
	add_node(a, root, S("/dev/nvidia-uvm-tools"), out);
	if (out->kind == HOST_WSL2)
		add_node(a, root, S("/dev/dxg"), out);
	for (ptrdiff_t digits = 1; digits < 4; digits++)
		for (ptrdiff_t i = 0; i < names.n && out->nodes.n < MAX_GPUS; i++)
			if (names.at[i].n == 6 + digits && is_number(str_from(names.at[i], 6)))
				add_node(a, root, peek_join(a, S("/dev"), names.at[i]), out);
}

/* ---- what may not answer ---- */

/* Opening nvidiaN starts a sleeping card, which takes seconds; a container's device rules are
 * seen there all the same, so it is asked where such rules can be. */
static bool opens(const host_facts *h, const device_node *n)
{
	if (!n->there || str_ends(n->path, S("-tools")))
		return false;
	return !is_number(str_from(n->path, S("/dev/nvidia").n)) || h->container.p;
}

/* The value behind "Name:" in a line of that name. */
static str line_value(str text, str name)
{
	str line;
	while (str_next(&text, '\n', &line))
		if (str_starts(line, name))
			return str_trim(str_from(line, name.n));
	return (str){ 0 };
}

static void read_gpu(arena *a, str bus, const touch *t, host_facts *out)
{
	gpu_file *g = LIST_PUSH(a, &out->gpus);
	*g = (gpu_file){ .bus = bus, .minor = -1 };
	if (t->error || !t->bytes.p)
		return;
	str uuid = line_value(t->bytes, S("GPU UUID:")),
	    minor = line_value(t->bytes, S("Device Minor:"));
	g->model = line_value(t->bytes, S("Model:"));
	g->uuid = str_starts(uuid, S("GPU-")) && !holds(uuid, "?") ? uuid : (str){ 0 };
	if (is_number(minor)) {
		g->minor = 0;
		for (ptrdiff_t i = 0; i < minor.n; i++)
			g->minor = g->minor * 10 + (minor.p[i] - '0');
	}
}

/* memfd_create comes last: a seccomp profile may kill the one who asks. */
static void ask_kernel(arena *a, str root, host_facts *out)
{
	str folder = S("/proc/driver/nvidia/gpus");
	strs buses = peek_names(a, root, folder, S(""), MAX_GPUS, NULL);
	touches all = { 0 };
	for (ptrdiff_t i = 0; i < out->nodes.n; i++)
		if (opens(out, &out->nodes.at[i]))
			*LIST_PUSH(a, &all) =
				(touch){ TOUCH_OPEN, .path = arena_cat(a, root, out->nodes.at[i].path) };
	for (ptrdiff_t i = 0; i < buses.n; i++) {
		str file = peek_join(a, peek_join(a, folder, buses.at[i]), S("information"));
		*LIST_PUSH(a, &all) = (touch){ TOUCH_READ, .path = arena_cat(a, root, file) };
	}
	*LIST_PUSH(a, &all) = (touch){ .kind = TOUCH_MEMFD };
	touch_all(a, &all);
	const touch *next = all.at;
	for (ptrdiff_t i = 0; i < out->nodes.n; i++)
		if (opens(out, &out->nodes.at[i]))
			out->nodes.at[i].open_errno = next++->error;
	for (ptrdiff_t i = 0; i < buses.n; i++)
		read_gpu(a, buses.at[i], next++, out);
	out->memfd_errno = next->error;
}

void inventory_host(arena *a, str root, host_facts *out)
{
	*out = (host_facts){ 0 };
	out->container = container_of(a, root);
	out->kind = kind_of(a, root, out->container);
	out->kernel_driver = kernel_driver(a, root);
	count_pci(a, root, out);
	find_modules(a, root, out);
	list_nodes(a, root, out);
	ask_kernel(a, root, out);
}
