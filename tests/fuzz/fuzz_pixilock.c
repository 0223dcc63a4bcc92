/* fuzz_pixilock: bytes -> a lock, as pixi.lock. */
#include "fuzz_lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_lock(data, size, FILE_PIXI_LOCK);
}
