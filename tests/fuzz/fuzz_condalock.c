/* fuzz_condalock: bytes -> a lock, as conda-lock.yml. */
#include "fuzz_lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_lock(data, size, FILE_CONDA_LOCK);
}
