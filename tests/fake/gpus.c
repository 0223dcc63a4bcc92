/* gpus: the list of CUDA_VISIBLE_DEVICES is cut at its first entry that names nothing, as the driver
 * does it; an empty list and "-1" name nothing. A process sees one MIG instance at most ("MIG User
 * Guide", "Device enumeration"). */
#include "gpus.h"
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int gpus_count(void)
{
	long n = script_number("count", -1, 1);
	return n < 0 ? 0 : n > FAKE_GPUS_MAX ? FAKE_GPUS_MAX : (int)n;
}

int gpus_mig(int gpu) { return (int)script_number("mig", gpu, 0); }
int gpus_instances(int gpu) { return gpus_mig(gpu) ? (int)script_number("instances", gpu, 0) : 0; }
int gpus_cc(int gpu) { return script_version("cc", gpu, 10, 90); }
long gpus_total_mib(int gpu) { return script_number("mem", gpu, 81559); }
long gpus_free_mib(int gpu) { return script_number("free", gpu, gpus_total_mib(gpu) - 529); }

const char *gpus_name(int gpu)
{
	static char name[96];
	const char *v = script_get("name", gpu);
	snprintf(name, sizeof name, "%s", v ? v : "NVIDIA H100 80GB HBM3");
	return name;
}

void gpus_uuid(fake_unit u, char out[static 48])
{
	if (u.instance < 0)
		snprintf(out, 48, "GPU-fa4e%04x-0000-4000-8000-00000000000%x", u.gpu & 15, u.gpu & 15);
	else
		snprintf(out, 48, "MIG-fa4e%04x-0000-4000-9000-0000000000%x%x", u.gpu & 15, u.gpu & 15,
		         u.instance & 15);
}

void gpus_bus(int gpu, char out[static 32])
{
	snprintf(out, 32, "00000000:%02X:00.0", 0x41 + gpu);
}

/* The unit that stands for a GPU: itself, or its first instance. instance -2: nothing. */
static fake_unit unit_of(int gpu)
{
	if (!gpus_mig(gpu))
		return (fake_unit){ gpu, -1 };
	return (fake_unit){ gpu, gpus_instances(gpu) > 0 ? 0 : -2 };
}

static fake_unit named(const char *entry, size_t n)
{
	fake_unit none = { -1, -2 };
	char *end = NULL;
	long index = strtol(entry, &end, 10);
	if (n > 0 && end == entry + n)
		return index >= 0 && index < gpus_count() ? unit_of((int)index) : none;
	for (int gpu = 0; gpu < gpus_count(); gpu++)
		for (int i = -1; i < gpus_instances(gpu); i++) {
			char uuid[48];
			gpus_uuid((fake_unit){ gpu, i }, uuid);
			/* "GPU-fa4e" is enough for the driver if it names one GPU. */
			if (n >= 8 && n <= strlen(uuid) && !memcmp(uuid, entry, n))
				return i < 0 ? unit_of(gpu) : (fake_unit){ gpu, i };
		}
	return none;
}

static int add(fake_unit u, fake_unit out[static FAKE_GPUS_MAX], int *count)
{
	for (int i = 0; i < *count; i++) {
		if (out[i].gpu == u.gpu && out[i].instance == u.instance)
			return 101;
		if (out[i].instance >= 0 && u.instance >= 0)
			return 0;
	}
	if (u.instance != -2 && *count < FAKE_GPUS_MAX)
		out[(*count)++] = u;
	return 0;
}

int gpus_visible(fake_unit out[static FAKE_GPUS_MAX], int *count)
{
	const char *list = getenv("CUDA_VISIBLE_DEVICES");
	int rc = 0;
	*count = 0;
	if (!list)
		for (int gpu = 0; gpu < gpus_count(); gpu++)
			(void)add(unit_of(gpu), out, count);
	while (list && !rc) {
		size_t n = strcspn(list, ",");
		fake_unit u = named(list, n);
		if (u.gpu < 0)
			break;
		rc = add(u, out, count);
		list = list[n] ? list + n + 1 : NULL;
	}
	return rc ? rc : *count ? 0 : 100;
}
