/* script: what the fake driver libraries shall do, read from one environment variable each.
 *
 * ENVGATE_FAKE_CUDA, _NVML and _CUDART hold "key=value;key=value"; ENVGATE_FAKE_GPU holds what all of
 * them see, the hardware. "key@2=value" is for GPU 2 only. A key named like a call holds its actions,
 * comma by comma: "cuInit=sleep:50,rc:802". README.md lists keys and actions. */
#ifndef FAKE_SCRIPT_H
#define FAKE_SCRIPT_H

#include <stdbool.h>

/* The value of key@gpu, else of key, else NULL. gpu -1: plain keys only. */
const char *script_get(const char *key, int gpu);
long script_number(const char *key, int gpu, long otherwise);
/* Version "9.0" as 90, "13.0" as 130 with scale 10; with scale 1000, as 9000. */
int script_version(const char *key, int gpu, int scale, int otherwise);

/* Does what the script says about this call; most actions do not come back. Returns the result code,
 * 0 if the call shall work. */
int script_call(const char *call, int gpu);

/* In a call: leaves with the scripted code, if there is one. */
#define SCRIPTED(gpu)                                          \
	do {                                                   \
		int scripted_ = script_call(__func__, (gpu)); \
		if (scripted_)                                 \
			return scripted_;                      \
	} while (0)

#define EXPORT __attribute__((visibility("default")))

#endif
