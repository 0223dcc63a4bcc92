/* elf_cache: /etc/ld.so.cache, as glibc's ldconfig writes it (dl-cache.h, glibc 2.2 to 2.40).
 *
 * A header, entries, strings. Systems wrote the old format in front of the new one until glibc
 * 2.32; the old part is skipped, since its entries are all in the new one. Offsets of strings
 * count from the new header. Numbers are in the byte order of the machine. */
#include "edge/elf.h"

#include <stdint.h>
#include <string.h>

#define NEW_MAGIC "glibc-ld.so.cache1.1"
#define OLD_MAGIC "ld.so-1.7.0"

enum {
	NEW_HEADER = 48,
	NEW_ENTRY = 24,
	OLD_HEADER = 16,
	OLD_ENTRY = 12,
	MAX_ENTRIES = 100000,
	MAX_TEXT = 4096,
	ELF_LIBC6 = 3, /* the low byte of an entry's flags; the second names the architecture */
};

#if defined(__x86_64__)
enum { FLAGS = ELF_LIBC6 | 0x0300 };
#elif defined(__aarch64__)
enum { FLAGS = ELF_LIBC6 | 0x0a00 };
#elif defined(__powerpc64__)
enum { FLAGS = ELF_LIBC6 | 0x0500 };
#else
enum { FLAGS = ELF_LIBC6 };
#endif

static uint32_t word_at(str bytes, ptrdiff_t at)
{
	uint32_t w = 0;
	if (at >= 0 && bytes.n - at >= (ptrdiff_t)sizeof w)
		memcpy(&w, bytes.p + at, sizeof w);
	return w;
}

/* The text at an offset, up to its NUL; absent when none comes within MAX_TEXT. */
static str text_at(str bytes, uint32_t at)
{
	if ((ptrdiff_t)at >= bytes.n)
		return (str){ 0 };
	str rest = str_head(str_from(bytes, (ptrdiff_t)at), MAX_TEXT);
	ptrdiff_t n = str_find_byte(rest, '\0');
	return n < 0 ? (str){ 0 } : str_head(rest, n);
}

/* The part in the new format; empty when there is none. */
static str new_part(str bytes)
{
	if (str_starts(bytes, S(NEW_MAGIC)))
		return bytes;
	if (!str_starts(bytes, S(OLD_MAGIC)))
		return (str){ 0 };
	ptrdiff_t n = (ptrdiff_t)word_at(bytes, OLD_HEADER - 4);
	if (n > MAX_ENTRIES)
		return (str){ 0 };
	ptrdiff_t at = (OLD_HEADER + n * OLD_ENTRY + 7) / 8 * 8;
	str rest = str_from(bytes, at);
	return str_starts(rest, S(NEW_MAGIC)) ? rest : (str){ 0 };
}

str elf_cache_find(arena *a, str cache_bytes, str name)
{
	str bytes = new_part(cache_bytes), special = { 0 };
	ptrdiff_t n = (ptrdiff_t)word_at(bytes, (ptrdiff_t)sizeof NEW_MAGIC - 1);
	if (n > MAX_ENTRIES || NEW_HEADER + n * NEW_ENTRY > bytes.n)
		return (str){ 0 };
	for (ptrdiff_t i = 0; i < n; i++) {
		ptrdiff_t at = NEW_HEADER + i * NEW_ENTRY;
		if (word_at(bytes, at) != FLAGS ||
		    !str_eq(text_at(bytes, word_at(bytes, at + 4)), name))
			continue;
		str path = text_at(bytes, word_at(bytes, at + 8));
		/* An entry for certain processors only: take it when there is no plain one. */
		if (word_at(bytes, at + 16) || word_at(bytes, at + 20))
			special = special.p ? special : path;
		else if (path.n > 0)
			return arena_str(a, path);
	}
	return special.n > 0 ? arena_str(a, special) : (str){ 0 };
}
