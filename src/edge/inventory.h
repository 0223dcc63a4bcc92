/* inventory: S0 and S1: what files say about this machine's GPUs, without loading anything.
 *
 * root is put in front of /proc, /sys, /dev, /etc and library folders; "" for the machine
 * itself. A file that is not there is an answer; nothing here fails. Every read is bounded. */
#ifndef EDGE_INVENTORY_H
#define EDGE_INVENTORY_H

#include "base/arena.h"
#include "model/probe.h"

/* The set ones of PROBE_VARIABLES. */
void inventory_env(arena *a, variables *out);

/* S0. Opens device nodes to learn errno and closes them at once, in a short-lived process
 * (touch.h). Opening changes nothing on a card, but wakes a sleeping one, so nvidiactl,
 * nvidia-uvm and dxg are opened always, nvidiaN only in a container, whose device rules may deny
 * it. open_errno is 0 for what was not opened, ETIMEDOUT for what did not answer. Below a root
 * nodes are plain files. */
void inventory_host(arena *a, str root, host_facts *out);

/* S1. host for the kernel driver's major (compat) and its kind (wsl, tegra folders); wish for
 * --libcuda and --libcudart. Order of search as the dynamic loader has it: LD_LIBRARY_PATH,
 * /etc/ld.so.cache, default folders. libcudart: --libcudart, LD_LIBRARY_PATH, CONDA_PREFIX and
 * VIRTUAL_ENV (lib, targets, site-packages nvidia and torch), ldconfig, CUDA_HOME; declared says
 * which of several is used. */
typedef struct library_search {
	str root;
	const host_facts *host;
	const variables *env;
	const probe_wish *wish;
	declared_cuda declared;
} library_search;

void inventory_libraries(arena *a, const library_search *where, library_facts *out);

#endif
