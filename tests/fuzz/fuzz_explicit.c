/* fuzz_explicit: bytes -> a lock, as @EXPLICIT lists. */
#include "fuzz_lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_lock(data, size, FILE_EXPLICIT);
}
