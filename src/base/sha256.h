/* sha256: FIPS 180-4, for printing only (fingerprints of findings). Identity is compared as text,
 * never by hash. Our own 60 lines because the nearest library costs milliseconds of loading. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/arena.h"
#include "base/str.h"

#include <stdint.h>

typedef struct sha256 {
	uint32_t h[8];
	uint64_t length;
	unsigned char block[64];
	int used;
} sha256;

void sha256_open(sha256 *s);
void sha256_add(sha256 *s, str bytes);
void sha256_close(sha256 *s, unsigned char digest[32]);

/* Lower-case hex of the first hex_digits / 2 bytes (hex_digits even, at most 64) of a hash over the
 * fields. Each field is preceded by its length in 8 big-endian bytes, so that ("ab","c") and
 * ("a","bc") differ; an absent field differs from an empty one by a length of all ones. */
str sha256_fields(arena *a, const str *fields, int n, int hex_digits);

#endif
