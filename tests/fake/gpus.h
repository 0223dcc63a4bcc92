/* gpus: the machine that the fake libraries agree on: how many GPUs, their names and UUIDs, MIG, and
 * which of them CUDA_VISIBLE_DEVICES leaves. */
#ifndef FAKE_GPUS_H
#define FAKE_GPUS_H

enum { FAKE_GPUS_MAX = 16 };

/* What CUDA enumerates: a GPU, or a MIG instance of one. */
typedef struct fake_unit {
	int gpu;
	int instance; /* -1: the whole GPU */
} fake_unit;

int gpus_count(void);                             /* NVML's count: the variable does not matter */
int gpus_mig(int gpu);                            /* 1: MIG is on */
int gpus_instances(int gpu);
void gpus_uuid(fake_unit u, char out[static 48]); /* "GPU-fa4e0000-...", "MIG-fa4e0000-..." */
void gpus_bus(int gpu, char out[static 32]);      /* "00000000:41:00.0" */
const char *gpus_name(int gpu);
int gpus_cc(int gpu);                             /* 90 for 9.0 */
long gpus_total_mib(int gpu);
long gpus_free_mib(int gpu);

/* CUDA's devices under CUDA_VISIBLE_DEVICES, as many as *count says. Returns cuInit's code: 100 when
 * there is none, 101 when an entry stands twice. */
int gpus_visible(fake_unit out[static FAKE_GPUS_MAX], int *count);

#endif
