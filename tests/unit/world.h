/* world: a machine made of files for one row of a test.
 *
 * A row's shell script fills a sysroot; it starts there. The folder beside it, $out, is the machine's own,
 * for LD_LIBRARY_PATH and CONDA_PREFIX. Libraries are elf_image's, one for each SONAME. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "base/buf.h"
#include "elf_image.h"
#include "rows.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__aarch64__)
#define MULTIARCH "aarch64-linux-gnu"
#else
#define MULTIARCH "x86_64-linux-gnu"
#endif

#define WORLD_PRELUDE                                                                                             \
	"set -e\n"                                                                                          \
	"put() { mkdir -p \"$(dirname \"$1\")\"; printf \"$2\" > \"$1\"; }\n"                               \
	"so() { mkdir -p \"$(dirname \"$1\")\"; cp \"$libs/$2\" \"$1\"; }\n"                                \
	"link() { mkdir -p \"$(dirname \"$1\")\"; ln -s \"$2\" \"$1\"; }\n"                                 \
	"nvrm() { put proc/driver/nvidia/version \"NVRM version: NVIDIA UNIX x86_64 Kernel Module  $1  "    \
	"Tue Sep 23 10:11:44 UTC 2025\\nGCC version:  gcc 12.2.0\\n\"; }\n"                                 \
	"pci() { put sys/bus/pci/devices/$1/vendor \"$2\\n\"; put sys/bus/pci/devices/$1/class \"$3\\n\"; }\n"

typedef struct world {
	arena *a;
	char top[64];
	str root, out;
} world;

static inline void write_libraries(const world *w)
{
	static const char *const sonames[] = { "libcuda.so.1", "libcudart.so.12", "libcudart.so.13",
		                               "libcudart.so.11.0" };
	for (size_t i = 0; i < sizeof sonames / sizeof sonames[0]; i++) {
		image m = image_good();
		m.segment[2].p_type = PT_NULL;
		m.section[1].sh_type = SHT_PROGBITS;
		memset(m.strings, 0, sizeof m.strings);
		snprintf(m.strings + 1, sizeof m.strings - 1, "%s", sonames[i]);
		FILE *f = fopen(arena_printf(w->a, "%s/libs/%s", w->top, sonames[i]).p, "wb");
		assert_non_null(f);
		fwrite(&m, sizeof m, 1, f);
		fclose(f);
	}
	image with_note = image_good(), foreign = image_good();
	foreign.head.e_machine = EM_SPARCV9;
	FILE *f = fopen(arena_printf(w->a, "%s/libs/compat", w->top).p, "wb");
	FILE *g = fopen(arena_printf(w->a, "%s/libs/foreign", w->top).p, "wb");
	assert_true(f && g);
	fwrite(&with_note, sizeof with_note, 1, f);
	fwrite(&foreign, sizeof foreign, 1, g);
	fclose(f);
	fclose(g);
}

static inline world make(const char *script)
{
	world w = { .a = arena_open(64 << 20), .top = "/tmp/envgate-t-XXXXXX" };
	assert_non_null(mkdtemp(w.top));
	w.root = arena_printf(w.a, "%s/root", w.top);
	w.out = arena_printf(w.a, "%s/out", w.top);
	assert_int_equal(mkdir(w.root.p, 0755), 0);
	assert_int_equal(mkdir(w.out.p, 0755), 0);
	assert_int_equal(mkdir(arena_printf(w.a, "%s/libs", w.top).p, 0755), 0);
	write_libraries(&w);
	str shell = arena_printf(w.a, "%slibs=%s/libs; out=%s/out; cd %s/root\n%s\n", WORLD_PRELUDE, w.top, w.top, w.top, script);
	FILE *sh = popen("sh 2>&1", "w");
	assert_non_null(sh);
	fwrite(shell.p, 1, (size_t)shell.n, sh);
	assert_int_equal(pclose(sh), 0);
	return w;
}

static inline void compare(world *w, const buf *got, const char *want)
{
	str text = arena_str(w->a, buf_str(got));
	bool same = str_eq(text, str_of(want));
	if (!same)
		print_error("got\n%.*swant\n%s", SARG(text), want);
	assert_int_equal(system(arena_printf(w->a, "chmod -R u+rwx %s; rm -rf %s", w->top, w->top).p), 0);
	arena_close(w->a);
	assert_true(same);
}

static inline str or_dash(str s) { return s.p ? s : S("-"); }

static inline void put_flag(buf *b, bool on, const char *word)
{
	if (on)
		buf_printf(b, " %s", word);
}

#endif
