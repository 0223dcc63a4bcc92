/* elf: see elf.h.
 *
 * A driver's library has 30 to 90 MB, so only headers are read, by pread: a mapped file that
 * somebody shortens is a crash. Every offset comes from a stranger's file and goes through
 * take(), which answers no beyond the end; every count has a bound; texts are cut at their NUL.
 * Nothing is loaded or linked: that a file's headers are sane does not make the file good. */
#include "edge/elf.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MAX_SEGMENTS = 64,
	MAX_SECTIONS = 512,
	MAX_DYNAMIC = 1024,
	MAX_NEEDED = 64,
	MAX_TEXT = 4096,
	MAX_NOTE = 16 * 1024,
};

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#elif defined(__powerpc64__)
enum { MACHINE = EM_PPC64 };
#else
enum { MACHINE = EM_NONE }; /* CUDA has no driver for it: nothing is native */
#endif

/* A file by descriptor, or bytes in memory when fd is -1. */
typedef struct image {
	arena *a;
	int fd;
	const char *mem;
	unsigned long long size;
} image;

typedef struct segments {
	Elf64_Phdr at[MAX_SEGMENTS];
	int n;
} segments;

/* n bytes at offset, all or nothing. */
static bool take(const image *f, unsigned long long offset, void *to, size_t n)
{
	if (offset > f->size || n > f->size - offset)
		return false;
	if (f->fd < 0) {
		memcpy(to, f->mem + offset, n);
		return true;
	}
	return pread(f->fd, to, n, (off_t)offset) == (ssize_t)n;
}

/* Text up to its NUL; absent when none comes within MAX_TEXT, or the file ends first. */
static str take_text(const image *f, unsigned long long offset)
{
	char piece[256];
	char *all = NULL;
	size_t n = 0;
	while (offset < f->size && n < MAX_TEXT) {
		unsigned long long left = f->size - offset;
		size_t want = left < sizeof piece ? (size_t)left : sizeof piece;
		if (!take(f, offset, piece, want))
			break;
		const char *nul = memchr(piece, 0, want);
		size_t got = nul ? (size_t)(nul - piece) : want;
		if (nul && !all)
			return arena_str(f->a, (str){ piece, (ptrdiff_t)got });
		if (!all)
			all = arena_alloc(f->a, MAX_TEXT + (ptrdiff_t)sizeof piece, 1);
		memcpy(all + n, piece, got);
		n += got;
		if (nul)
			return (str){ all, (ptrdiff_t)n };
		offset += got;
	}
	return (str){ 0 };
}

/* The file's own place for an address that the loader would map; false when no segment holds it. */
static bool place_of(const segments *all, Elf64_Addr address, unsigned long long *offset)
{
	for (int i = 0; i < all->n; i++) {
		const Elf64_Phdr *p = &all->at[i];
		if (p->p_type != PT_LOAD || address < p->p_vaddr ||
		    address - p->p_vaddr >= p->p_filesz)
			continue;
		*offset = p->p_offset + (address - p->p_vaddr);
		return true;
	}
	return false;
}

/* ---- dynamic section ---- */

typedef struct dynamic {
	Elf64_Addr strings;
	bool has_strings;
	Elf64_Xword soname, rpath, runpath; /* offsets into strings; 0: none */
	Elf64_Xword needed[MAX_NEEDED];
	int n;
} dynamic;

static void note_entry(dynamic *d, const Elf64_Dyn *e)
{
	switch (e->d_tag) {
	case DT_STRTAB:
		d->strings = e->d_un.d_ptr;
		d->has_strings = true;
		break;
	case DT_SONAME:
		d->soname = e->d_un.d_val;
		break;
	case DT_RPATH:
		d->rpath = e->d_un.d_val;
		break;
	case DT_RUNPATH:
		d->runpath = e->d_un.d_val;
		break;
	case DT_NEEDED:
		if (d->n < MAX_NEEDED)
			d->needed[d->n++] = e->d_un.d_val;
		break;
	default:
		break;
	}
}

/* An offset that wraps around is no offset. */
static str string_at(const image *f, unsigned long long strings, Elf64_Xword at)
{
	bool wraps = strings + at < strings;
	return at == 0 || wraps ? (str){ 0 } : take_text(f, strings + at);
}

static void read_dynamic(const image *f, const segments *all, const Elf64_Phdr *p, elf *out)
{
	dynamic d = { 0 };
	unsigned long long strings = 0;
	for (int i = 0; i < MAX_DYNAMIC; i++) {
		Elf64_Dyn e;
		unsigned long long at = (unsigned long long)i * sizeof e;
		if (at + sizeof e > p->p_filesz || !take(f, p->p_offset + at, &e, sizeof e) ||
		    e.d_tag == DT_NULL)
			break;
		note_entry(&d, &e);
	}
	if (!d.has_strings || !place_of(all, d.strings, &strings))
		return;
	out->soname = string_at(f, strings, d.soname);
	out->runpath = string_at(f, strings, d.runpath ? d.runpath : d.rpath);
	for (int i = 0; i < d.n; i++) {
		str name = string_at(f, strings, d.needed[i]);
		if (name.p)
			*LIST_PUSH(f->a, &out->needed) = name;
	}
}

/* ---- notes ---- */

static unsigned long long aligned(unsigned long long n)
{
	return (n + 3) & ~3ull;
}

/* Looks for NVIDIA's note in a run of notes. The JSON may end in NULs. */
static void read_notes(const image *f, unsigned long long offset, unsigned long long size, elf *out)
{
	static const char owner[] = "NVIDIA Corporation";
	if (size > MAX_NOTE)
		return;
	for (unsigned long long at = 0; at + sizeof(Elf64_Nhdr) <= size && !out->fwd_note.p;) {
		Elf64_Nhdr h;
		char name[sizeof owner] = { 0 };
		if (!take(f, offset + at, &h, sizeof h))
			return;
		unsigned long long names = at + sizeof h, texts = names + aligned(h.n_namesz);
		if (texts > size || h.n_descsz > size - texts)
			return;
		at = texts + aligned(h.n_descsz);
		if (h.n_namesz != sizeof owner || !take(f, offset + names, name, sizeof name) ||
		    memcmp(name, owner, sizeof owner) != 0)
			continue;
		char *text = arena_alloc(f->a, (ptrdiff_t)h.n_descsz + 1, 1);
		if (take(f, offset + texts, text, h.n_descsz) && text[0] == '{')
			out->fwd_note = str_of(text);
	}
}

/* The note is a section of its own; a file without section headers may still map it. */
static void find_note(const image *f, const Elf64_Ehdr *h, const segments *all, elf *out)
{
	Elf64_Shdr names, s;
	bool sane = h->e_shentsize == sizeof s && h->e_shnum <= MAX_SECTIONS &&
	            h->e_shstrndx < h->e_shnum;
	if (sane && take(f, h->e_shoff + (unsigned long long)h->e_shstrndx * sizeof s, &names,
	                 sizeof names))
		for (int i = 0; i < h->e_shnum && !out->fwd_note.p; i++) {
			char name[sizeof ".note.cuda.fwd_compatibility"] = { 0 };
			if (!take(f, h->e_shoff + (unsigned long long)i * sizeof s, &s, sizeof s))
				break;
			if (s.sh_type == SHT_NOTE &&
			    take(f, names.sh_offset + s.sh_name, name, sizeof name) &&
			    memcmp(name, ".note.cuda.fwd_compatibility", sizeof name) == 0)
				read_notes(f, s.sh_offset, s.sh_size, out);
		}
	for (int i = 0; i < all->n && !out->fwd_note.p; i++)
		if (all->at[i].p_type == PT_NOTE)
			read_notes(f, all->at[i].p_offset, all->at[i].p_filesz, out);
}

/* ---- the file ---- */

static unsigned char own_order(void)
{
	const unsigned one = 1;
	unsigned char first;
	memcpy(&first, &one, 1);
	return first == 1 ? ELFDATA2LSB : ELFDATA2MSB;
}

static void parse(const image *f, elf *out)
{
	Elf64_Ehdr h;
	unsigned char id[EI_NIDENT];
	*out = (elf){ 0 };
	if (!take(f, 0, id, sizeof id) || memcmp(id, ELFMAG, SELFMAG) != 0)
		return;
	bool known = (id[EI_CLASS] == ELFCLASS32 || id[EI_CLASS] == ELFCLASS64) &&
	             (id[EI_DATA] == ELFDATA2LSB || id[EI_DATA] == ELFDATA2MSB);
	if (id[EI_CLASS] != ELFCLASS64 || id[EI_DATA] != own_order()) {
		out->is_elf = known;
		return;
	}
	if (!take(f, 0, &h, sizeof h) || (h.e_type != ET_DYN && h.e_type != ET_EXEC))
		return;
	segments all = { .n = h.e_phnum };
	if (h.e_phentsize != sizeof all.at[0] || h.e_phnum == 0 || h.e_phnum > MAX_SEGMENTS ||
	    !take(f, h.e_phoff, all.at, sizeof all.at[0] * h.e_phnum))
		return;
	out->is_elf = true;
	out->native = MACHINE != EM_NONE && h.e_machine == MACHINE;
	if (!out->native)
		return;
	for (int i = 0; i < all.n; i++)
		if (all.at[i].p_type == PT_DYNAMIC) {
			read_dynamic(f, &all, &all.at[i], out);
			break;
		}
	find_note(f, &h, &all, out);
}

void elf_parse(arena *a, str bytes, elf *out)
{
	image f = { .a = a, .fd = -1, .mem = bytes.p, .size = (unsigned long long)bytes.n };
	parse(&f, out);
}

void elf_read(arena *a, str path, elf *out)
{
	struct stat st;
	*out = (elf){ 0 };
	/* O_NONBLOCK: a pipe of that name must not hold us up. */
	int fd = open(arena_str(a, path).p, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		image f = { .a = a, .fd = fd, .size = (unsigned long long)st.st_size };
		parse(&f, out);
	}
	close(fd);
}
