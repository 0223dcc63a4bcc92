/* t_elf: headers of libraries, whole, torn and hostile; and the loader's cache.
 *
 * Rows change bytes of one good image, so that each says what it is about. */
#include "edge/elf.h"

#include "elf_image.h"
#include "rows.h"

#include <stdio.h>
#include <unistd.h>

/* What is left of the file; -1: all of it. */
typedef struct { const char *name; void (*spoil)(image *); ptrdiff_t cut; const char *want; } row;

static void nothing(image *m) { (void)m; }
static void no_magic(image *m) { m->head.e_ident[1] = 'X'; }
static void bits_32(image *m) { m->head.e_ident[EI_CLASS] = ELFCLASS32; }
static void bad_class(image *m) { m->head.e_ident[EI_CLASS] = 7; }
static void other_order(image *m) { m->head.e_ident[EI_DATA] = (unsigned char)(3 - native_order); }
static void other_machine(image *m) { m->head.e_machine = EM_SPARCV9; }
static void object(image *m) { m->head.e_type = ET_REL; }
static void many_segments(image *m) { m->head.e_phnum = 0xffff; }
static void segments_outside(image *m) { m->head.e_phoff = ~0ull - 8; }
static void strings_outside(image *m) { m->dynamic[0].d_un.d_ptr = ~0ull - 3; }
static void strings_unmapped(image *m) { m->segment[0].p_filesz = 0x10; }
static void name_outside(image *m) { m->dynamic[1].d_un.d_val = ~0ull - 100; }
static void no_dynamic(image *m) { m->segment[1].p_type = PT_NULL; }
static void no_sections(image *m)
{
	m->head.e_shnum = 0;
	m->head.e_shoff = 0;
}
static void sections_outside(image *m) { m->head.e_shoff = ~0ull - 64; }
static void many_sections(image *m) { m->head.e_shnum = 0xfff0; }
static void note_of_others(image *m) { m->owner[0] = 'M'; }
static void note_too_long(image *m) { m->note.n_descsz = 0xfffffff0; }
static void note_names_too_long(image *m) { m->note.n_namesz = 0xfffffffe; }
static void note_no_json(image *m) { m->json[0] = 'x'; }
static void no_note(image *m)
{
	m->section[1].sh_type = SHT_PROGBITS;
	m->segment[2].p_type = PT_NULL;
}
static void endless_strings(image *m)
{
	memset(m->strings, 'a', sizeof *m - AT(strings));
	m->head.e_shnum = 0;
}
static void runpath(image *m) { m->dynamic[3] = (Elf64_Dyn){ .d_tag = DT_RUNPATH, .d_un = { .d_val = 14 } }; }

#define WHOLE "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib {\"Driver\": [535, 550]}"

static const row rows[] = {
	{ "a good image",                             nothing,          -1, WHOLE },
	{ "an empty file",                            nothing,          0,  "no" },
	{ "half a magic",                             nothing,          3,  "no" },
	{ "an identity and no more",                  nothing,          16, "no" },
	{ "half a header",                            nothing,          40, "no" },
	{ "cut inside the segments",                  nothing,          100, "no" },
	{ "cut behind the segments",                  nothing,          (ptrdiff_t)AT(dynamic), "native" },
	{ "cut inside the strings",                   nothing,          (ptrdiff_t)AT(strings) + 20, "native libcuda.so.1" },
	{ "a text file",                              no_magic,         -1, "no" },
	{ "a library for 32 bits",                    bits_32,          -1, "foreign" },
	{ "a class that does not exist",              bad_class,        -1, "no" },
	{ "the other byte order",                     other_order,      -1, "foreign" },
	{ "another architecture",                     other_machine,    -1, "foreign" },
	{ "an object file",                           object,           -1, "no" },
	{ "more segments than anybody has",           many_segments,    -1, "no" },
	{ "segments beyond the end",                  segments_outside, -1, "no" },
	{ "strings beyond the end",                   strings_outside,  -1, "native {\"Driver\": [535, 550]}" },
	{ "strings that are not mapped",              strings_unmapped, -1, "native {\"Driver\": [535, 550]}" },
	{ "a name that wraps around", name_outside, -1, "native [libc.so.6 libdl.so.2] /opt/lib {\"Driver\": [535, 550]}" },
	{ "no dynamic section",                       no_dynamic,       -1, "native {\"Driver\": [535, 550]}" },
	{ "a stripped file: the note by its segment", no_sections,      -1, WHOLE },
	{ "sections beyond the end",                  sections_outside, -1, WHOLE },
	{ "more sections than anybody has",           many_sections,    -1, WHOLE },
	{ "somebody else's note",    note_of_others, -1, "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib" },
	{ "a note longer than the file", note_too_long, -1, "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib" },
	{ "a name that overflows", note_names_too_long, -1, "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib" },
	{ "a note without JSON",     note_no_json,   -1, "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib" },
	{ "no note",                 no_note,        -1, "native libcuda.so.1 [libc.so.6 libdl.so.2] /opt/lib" },
	{ "strings without an end",                   endless_strings,  -1, "native" },
	{ "RUNPATH goes before RPATH", runpath, -1, "native libcuda.so.1 [libc.so.6] libc.so.6 {\"Driver\": [535, 550]}" },
};

static void put(arena *a, str *all, str more)
{
	if (more.p)
		*all = arena_printf(a, "%.*s %.*s", SARG(*all), SARG(more));
}

static str said(arena *a, const elf *e)
{
	str all = !e->is_elf ? S("no") : e->native ? S("native") : S("foreign"), list = { 0 };
	put(a, &all, e->soname);
	for (ptrdiff_t i = 0; i < e->needed.n; i++)
		list = arena_printf(a, "%.*s%s%.*s", SARG(list), i ? " " : "", SARG(e->needed.at[i]));
	if (list.p)
		put(a, &all, arena_printf(a, "[%.*s]", SARG(list)));
	put(a, &all, e->runpath);
	put(a, &all, e->fwd_note);
	return all;
}

/* In memory, in a block of its size so that a byte too far is seen, and by file. */
static void test_image(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 20);
	image m = image_good();
	r->spoil(&m);
	size_t n = r->cut < 0 ? sizeof m : (size_t)r->cut;
	char *bytes = malloc(n ? n : 1);
	memcpy(bytes, &m, n);
	elf e;
	elf_parse(a, (str){ bytes, (ptrdiff_t)n }, &e);
	assert_str(said(a, &e), r->want);
	char path[] = "/tmp/envgate-t-XXXXXX";
	int fd = mkstemp(path);
	assert_int_equal(write(fd, bytes, n), n);
	close(fd);
	elf_read(a, str_of(path), &e);
	unlink(path);
	assert_str(said(a, &e), r->want);
	free(bytes);
	arena_close(a);
}

/* ---- no file, no plain file ---- */

typedef struct { const char *name, *path; } other_row;

static const other_row others[] = {
	{ "nothing there", "/nonexistent/libcuda.so.1" },
	{ "a folder",      "/tmp" },
	{ "a device",      "/dev/zero" },
};

static void test_other(void **state)
{
	const other_row *r = *state;
	arena *a = arena_open(1 << 20);
	elf e = { .is_elf = true };
	elf_read(a, str_of(r->path), &e);
	assert_false(e.is_elf);
	arena_close(a);
}

/* ---- ld.so.cache ---- */

typedef struct cache {
	char old[32];  /* of the old format: its header, one entry, and what aligns the new part */
	char magic[20];
	uint32_t n, length;
	uint32_t unused[5];
	struct { uint32_t flags, key, value, os; uint64_t hwcap; } entry[4];
	char text[160];
} cache;

#if defined(__aarch64__)
#define OURS 0x0a03
#elif defined(__powerpc64__)
#define OURS 0x0503
#else
#define OURS 0x0303
#endif

static void cache_entry(cache *c, int i, uint32_t flags, const char *path, uint64_t hwcap)
{
	static const uint32_t base = offsetof(cache, text) - offsetof(cache, magic);
	uint32_t at = (uint32_t)(32 + 32 * i);
	snprintf(c->text + at, 32, "%s", path);
	c->entry[i].flags = flags;
	c->entry[i].key = base;
	c->entry[i].value = base + at;
	c->entry[i].hwcap = hwcap;
}

static cache good_cache(void)
{
	cache c = { .n = 4 };
	memcpy(c.old, "ld.so-1.7.0", 11);
	c.old[12] = 1;
	memcpy(c.magic, "glibc-ld.so.cache1.1", 20);
	snprintf(c.text, 32, "libcuda.so.1");
	cache_entry(&c, 0, 0x0003, "/lib32/libcuda.so.1", 0);
	cache_entry(&c, 1, OURS, "/hw/libcuda.so.1", 1);
	cache_entry(&c, 2, OURS, "/lib64/libcuda.so.1", 0);
	cache_entry(&c, 3, OURS, "/late/libcuda.so.1", 0);
	return c;
}

typedef struct { const char *name; void (*spoil)(cache *); bool old; const char *key, *want; } cache_row;

static void keep(cache *c) { (void)c; }
static void special_only(cache *c) { c->entry[2].flags = c->entry[3].flags = 3; }
static void foreign_only(cache *c)
{
	special_only(c);
	c->entry[1].flags = 3;
}
static void too_many(cache *c) { c->n = 5000; }
static void very_many(cache *c) { c->n = 0xffffffff; }
static void value_outside(cache *c)
{
	c->entry[2].value = 0xfffffff0;
	c->entry[1].flags = 3;
}
static void text_without_end(cache *c) { memset(c->text, 'x', sizeof c->text); }
static void other_magic(cache *c) { c->magic[0] = 'x'; }
static void old_lies(cache *c) { memset(c->old + 12, 0x7f, 4); }

static const cache_row caches[] = {
	{ "the plain entry of this architecture",     keep,             false, "libcuda.so.1", "/lib64/libcuda.so.1" },
	{ "behind the old format",                    keep,             true,  "libcuda.so.1", "/lib64/libcuda.so.1" },
	{ "one for certain processors, if no other",  special_only,     false, "libcuda.so.1", "/hw/libcuda.so.1" },
	{ "others' architectures only",               foreign_only,     false, "libcuda.so.1", NULL },
	{ "a name it does not know",                  keep,             false, "libcuda.so",   NULL },
	{ "more entries than fit",                    too_many,         false, "libcuda.so.1", NULL },
	{ "more entries than anybody has",            very_many,        false, "libcuda.so.1", NULL },
	{ "a path beyond the end: the next one",      value_outside,    false, "libcuda.so.1", "/late/libcuda.so.1" },
	{ "texts without an end",                     text_without_end, false, "libcuda.so.1", NULL },
	{ "another file",                             other_magic,      false, "libcuda.so.1", NULL },
	{ "an old header that lies about its length", old_lies,         true,  "libcuda.so.1", NULL },
};

static void test_cache(void **state)
{
	const cache_row *r = *state;
	arena *a = arena_open(1 << 20);
	cache c = good_cache();
	r->spoil(&c);
	size_t skip = r->old ? 0 : sizeof c.old, n = sizeof c - skip;
	char *bytes = malloc(n);
	memcpy(bytes, (const char *)&c + skip, n);
	assert_str(elf_cache_find(a, (str){ bytes, (ptrdiff_t)n }, str_of(r->key)), r->want);
	for (size_t cut = 0; cut < n; cut += 7) { /* any part of it: no byte beyond the end is read */
		char *part = malloc(cut ? cut : 1);
		memcpy(part, bytes, cut);
		elf_cache_find(a, (str){ part, (ptrdiff_t)cut }, str_of(r->key));
		free(part);
	}
	free(bytes);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_image, rows) + RUN_ROWS(test_other, others) + RUN_ROWS(test_cache, caches);
}
