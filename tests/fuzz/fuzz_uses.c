/* fuzz_uses: bytes -> images and installs, as each of the kinds of file that the reader tells apart. The
 * first byte chooses. Everything found stands inside the file, in a literal word of it. */
#include "fuzz_read.h"

#include "read/shellwords.h"
#include "read/usesfile.h"

#include "base/limits.h"

/* Words of commands: in order, inside the text. */
static void look_at_words(arena *a, str text, bool one_line)
{
	shell_reader r = shell_open(a, text, one_line);
	shell_words words;
	ptrdiff_t last = 0;
	while (shell_next(&r, &words)) {
		MUST(words.n > 0);
		for (ptrdiff_t i = 0; i < words.n; i++) {
			const shell_word *w = &words.at[i];
			MUST(w->beg >= last && w->beg < w->end && w->end <= text.n && w->text.p);
			last = w->end;
		}
	}
	for (ptrdiff_t i = 0; i < r.pending; i++)
		MUST(r.heredocs.at[i].beg <= r.heredocs.at[i].end && r.heredocs.at[i].end <= text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const str paths[] = { S_INIT("Dockerfile"), S_INIT("ci.yml"), S_INIT("setup.sh") };
	if (size < 1 || size > 16 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	str text = size > 1 ? (str){ (const char *)data + 1, (ptrdiff_t)size - 1 } : S("");
	source src = { .kind = ENTRY_BLOB, .path = paths[data[0] % 3], .bytes = text, .size_bytes = text.n };
	const uses *u = uses_read(a, &src);
	must_be_told(text, &u->problems);
	for (ptrdiff_t i = 0; i < u->images.n; i++) {
		MUST(u->images.at[i].name.p && str_find_byte(u->images.at[i].text, '$') < 0);
		must_lie_in(text, u->images.at[i].at);
	}
	for (ptrdiff_t i = 0; i < u->installs.n; i++) {
		MUST(u->installs.at[i].name.n > 0 && u->installs.at[i].tool.n > 0);
		must_lie_in(text, u->installs.at[i].at);
	}
	look_at_words(a, text, data[0] & 1);
	arena_close(a);
	return 0;
}
