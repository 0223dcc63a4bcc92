/* elf_image: bytes of a shared object, for tests of what reads them. */
#ifndef TESTS_ELF_IMAGE_H
#define TESTS_ELF_IMAGE_H

#include <elf.h>
#include <stddef.h>
#include <string.h>

/* A shared object as small as can be: header, segments, dynamic section, strings, note, sections. */
typedef struct image {
	Elf64_Ehdr head;
	Elf64_Phdr segment[3];
	Elf64_Dyn dynamic[6];
	char strings[64];
	Elf64_Nhdr note;
	char owner[20];
	char json[64];
	char names[64];
	Elf64_Shdr section[3];
} image;

#define AT(field) offsetof(image, field)
#define NOTE_BYTES (AT(names) - AT(note))
static const char json_text[] = "{\"Driver\": [535, 550]}";

static const unsigned char native_order =
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	ELFDATA2LSB;
#else
	ELFDATA2MSB;
#endif

static inline void image_strings(image *m)
{
	static const char strings[] = "\0libcuda.so.1\0libc.so.6\0libdl.so.2\0/opt/lib";
	static const char names[] = "\0.note.cuda.fwd_compatibility\0.shstrtab";
	memcpy(m->strings, strings, sizeof strings);
	memcpy(m->names, names, sizeof names);
	memcpy(m->owner, "NVIDIA Corporation", 19);
	memcpy(m->json, json_text, sizeof json_text);
}

/* A library of this machine, called libcuda.so.1, with every kind of header. */
static inline image image_good(void)
{
	image m = { 0 };
	memcpy(m.head.e_ident, ELFMAG, SELFMAG);
	m.head.e_ident[EI_CLASS] = ELFCLASS64;
	m.head.e_ident[EI_DATA] = native_order;
	m.head.e_type = ET_DYN;
#if defined(__aarch64__)
	m.head.e_machine = EM_AARCH64;
#elif defined(__powerpc64__)
	m.head.e_machine = EM_PPC64;
#else
	m.head.e_machine = EM_X86_64;
#endif
	m.head.e_phentsize = sizeof m.segment[0];
	m.head.e_phnum = 3;
	m.head.e_phoff = AT(segment);
	m.head.e_shentsize = sizeof m.section[0];
	m.head.e_shnum = 3;
	m.head.e_shoff = AT(section);
	m.head.e_shstrndx = 2;
	m.segment[0] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_vaddr = 0x1000, .p_filesz = sizeof m };
	m.segment[1] = (Elf64_Phdr){ .p_type = PT_DYNAMIC, .p_offset = AT(dynamic), .p_filesz = sizeof m.dynamic };
	m.segment[2] = (Elf64_Phdr){ .p_type = PT_NOTE, .p_offset = AT(note), .p_filesz = NOTE_BYTES };
	m.dynamic[0] = (Elf64_Dyn){ .d_tag = DT_STRTAB, .d_un = { .d_ptr = 0x1000 + AT(strings) } };
	m.dynamic[1] = (Elf64_Dyn){ .d_tag = DT_SONAME, .d_un = { .d_val = 1 } };
	m.dynamic[2] = (Elf64_Dyn){ .d_tag = DT_NEEDED, .d_un = { .d_val = 14 } };
	m.dynamic[3] = (Elf64_Dyn){ .d_tag = DT_NEEDED, .d_un = { .d_val = 24 } };
	m.dynamic[4] = (Elf64_Dyn){ .d_tag = DT_RPATH, .d_un = { .d_val = 35 } };
	m.note = (Elf64_Nhdr){ .n_namesz = 19, .n_descsz = sizeof m.json, .n_type = 1 };
	m.section[1] = (Elf64_Shdr){ .sh_name = 1, .sh_type = SHT_NOTE, .sh_offset = AT(note), .sh_size = NOTE_BYTES };
	m.section[2] = (Elf64_Shdr){ .sh_name = 30, .sh_type = SHT_STRTAB, .sh_offset = AT(names), .sh_size = sizeof m.names };
	image_strings(&m);
	return m;
}

#endif
