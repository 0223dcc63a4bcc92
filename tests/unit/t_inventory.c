/* t_inventory: machines made of files (world.h), and what S0 says of each. */
#include "edge/inventory.h"

#include "world.h"

typedef struct { const char *name, *script, *want; } host_row;

static const host_row hosts[] = {
	{ "an empty machine", "", "host pci=-1\n" },
	{ "a card with everything",
	  "nvrm 580.95.05; put proc/modules 'nvidia_uvm 1 0 - Live\\nnvidia 2 3 nvidia_uvm, Live\\n'\n"
	  "pci 0000:01:00.0 0x10de 0x030200; pci 0000:01:00.1 0x10de 0x040300; pci 0000:02:00.0 0x8086 0x030000\n"
	  "put dev/nvidiactl ''; put dev/nvidia0 ''; put dev/nvidia-uvm ''; put dev/nvidia-uvm-tools ''\n"
	  "put proc/driver/nvidia/gpus/0000:01:00.0/information 'Model: \\t NVIDIA H100 80GB HBM3\\n"
	  "IRQ:   \\t 24\\nGPU UUID: \\t GPU-0a1b\\nDevice Minor: \\t 0\\n'\n",
	  "host driver=580.95.05 pci=1 nvidia uvm\n/dev/nvidiactl /dev/nvidia-uvm /dev/nvidia-uvm-tools /dev/nvidia0\n"
	  "gpu 0000:01:00.0 GPU-0a1b NVIDIA H100 80GB HBM3 0\n" },
	{ "the open kernel module words its version otherwise",
	  "put proc/driver/nvidia/version 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release\\n'",
	  "host driver=580.65.06 pci=-1\n" },
	{ "the version of the module, where /proc has none", "put sys/module/nvidia/version '570.86.10\\n'",
	  "host driver=570.86.10 pci=-1 nvidia\n" },
	{ "a version file without a version", "put proc/driver/nvidia/version 'NVRM version: none\\n'",
	  "host pci=-1\n" },
	{ "a version file of rubbish", "head -c 100000 /dev/zero > zero; mkdir -p proc/driver/nvidia; "
	  "mv zero proc/driver/nvidia/version", "host pci=-1\n" },
	{ "a pipe in place of a file does not hold us up", "mkdir -p proc/driver/nvidia; "
	  "mkfifo proc/driver/nvidia/version; mkfifo proc/modules", "host pci=-1\n" },
	{ "switches are counted apart", "pci 0000:01:00.0 0x10de 0x068000; pci 0000:02:00.0 0x10de 0x030000",
	  "host pci=1 switch=1\n" },
	{ "no card", "pci 0000:02:00.0 0x8086 0x030000", "host pci=0\n" },
	{ "nouveau", "put proc/modules 'nouveau 1 0 - Live\\n'", "host pci=-1 nouveau\n" },
	{ "a module whose name only begins alike", "put proc/modules 'nvidia_drm 1 0 - Live\\n'", "host pci=-1\n" },
	{ "docker", "put .dockerenv ''", "container docker pci=-1\n" },
	{ "podman", "put run/.containerenv ''", "container podman pci=-1\n" },
	{ "kubernetes by its cgroup", "put proc/1/cgroup '0::/kubepods/besteffort/podab\\n'",
	  "container kubernetes pci=-1\n" },
	{ "kubernetes by its secrets, though docker runs it", "put .dockerenv ''; mkdir -p run/secrets/kubernetes.io",
	  "container kubernetes pci=-1\n" },
	{ "docker by its root file system", "put proc/self/mountinfo '1 2 0:5 / /proc rw - proc proc rw\\n"
	  "622 510 0:60 / / rw,relatime - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/AB\\n'",
	  "container docker pci=-1\n" },
	{ "a host on which docker has mounts", "put proc/self/mountinfo '1 1 8:1 / / rw - ext4 /dev/sda1 rw\\n"
	  "622 510 0:60 / /var/lib/docker/overlay2/x rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l\\n'",
	  "host pci=-1\n" },
	{ "systemd names its container", "put run/systemd/container 'systemd-nspawn\\n'",
	  "container systemd-nspawn pci=-1\n" },
	{ "WSL by its kernel", "put proc/sys/kernel/osrelease '5.15.90.1-microsoft-standard-WSL2\\n'; put dev/dxg ''",
	  "wsl2 pci=-1\n/dev/dxg\n" },
	{ "a container in WSL", "put .dockerenv ''; put dev/dxg ''", "wsl2 docker pci=-1\n/dev/dxg\n" },
	{ "Tegra by its file", "put etc/nv_tegra_release '# R36'", "tegra pci=-1\n" },
	{ "Tegra by its device tree", "put proc/device-tree/compatible 'nvidia,p3737\\0nvidia,tegra234\\0'",
	  "tegra pci=-1\n" },
	{ "nodes in the order of their numbers",
	  "for i in 10 2 0 nvlink 1a -caps; do put dev/nvidia$i ''; done", "host pci=-1\n/dev/nvidia0 /dev/nvidia2 /dev/nvidia10\n" },
	{ "a card that does not answer for itself",
	  "mkdir -p proc/driver/nvidia/gpus/0000:01:00.0; put proc/driver/nvidia/gpus/0000:02:00.0/information "
	  "'Model: NVIDIA A100\\nGPU UUID: GPU-?\\nDevice Minor: 7\\n'",
	  "host pci=-1\ngpu 0000:01:00.0 - - -1\ngpu 0000:02:00.0 - NVIDIA A100 7\n" },
};

static void say_host(buf *b, const host_facts *h)
{
	buf_printf(b, "%s", host_kind_name(h->kind));
	if (h->container.p)
		buf_printf(b, " %.*s", SARG(h->container));
	if (h->kernel_driver.p)
		buf_printf(b, " driver=%.*s", SARG(h->kernel_driver));
	buf_printf(b, " pci=%d", h->pci_nvidia);
	if (h->pci_switch)
		buf_printf(b, " switch=%d", h->pci_switch);
	put_flag(b, h->has_nvidia, "nvidia");
	put_flag(b, h->has_uvm, "uvm");
	put_flag(b, h->has_nouveau, "nouveau");
	int there = 0;
	for (ptrdiff_t i = 0; i < h->nodes.n; i++) {
		const device_node *n = &h->nodes.at[i];
		assert_true(n->there || n->open_errno == 0);
		if (n->there)
			buf_printf(b, "%s%.*s", there++ ? " " : "\n", SARG(n->path));
		if (n->open_errno)
			buf_printf(b, "(%s)", strerror(n->open_errno));
	}
	buf_char(b, '\n');
	for (ptrdiff_t i = 0; i < h->gpus.n; i++) {
		const gpu_file *g = &h->gpus.at[i];
		buf_printf(b, "gpu %.*s %.*s %.*s %d\n", SARG(g->bus), SARG(or_dash(g->uuid)),
		           SARG(or_dash(g->model)), g->minor);
	}
}

static void test_host(void **state)
{
	const host_row *r = *state;
	world w = make(r->script);
	host_facts h;
	buf b = buf_new(w.a);
	inventory_host(w.a, w.root, &h);
	assert_int_equal(h.memfd_errno, 0);
	say_host(&b, &h);
	compare(&w, &b, r->want);
}

static void test_env(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	variables v;
	setenv("CUDA_VISIBLE_DEVICES", "", 1);
	setenv("CUDA_LAUNCH_BLOCKING", "1", 1);
	unsetenv("CUDA_PROFILE");
	inventory_env(a, &v);
	assert_str(variable_value(&v, "CUDA_VISIBLE_DEVICES"), "");
	assert_str(variable_value(&v, "CUDA_LAUNCH_BLOCKING"), "1");
	assert_str(variable_value(&v, "CUDA_PROFILE"), NULL);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest rest[] = { cmocka_unit_test(test_env) };
	return RUN_ROWS(test_host, hosts) + cmocka_run_group_tests(rest, NULL, NULL);
}
