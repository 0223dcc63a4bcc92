/* render: prints a sample report (sample.h) in a format.
 *
 *   render check|probe KIND FORMAT [HOSTILE.TXT]
 *
 * HOSTILE.TXT lists the names of the hostile kinds; its head says how it is written. */
#include "sample.h"

#include "base/utf8.h"
#include "write/probe.h"
#include "write/write.h"

#include <stdio.h>
#include <stdlib.h>

static int hex(str digits)
{
	int n = 0;
	for (ptrdiff_t i = 0; i < digits.n; i++) {
		char c = to_lower(digits.p[i]);
		n = n * 16 + (is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return n;
}

static str unescaped(arena *a, str line)
{
	buf b = buf_new(a);
	char point[4];
	for (ptrdiff_t i = 0; i < line.n; i++) {
		char next = line.p[i] == '\\' && i + 1 < line.n ? line.p[i + 1] : 0;
		ptrdiff_t digits = next == 'x' ? 2 : next == 'u' ? 4 : 0;
		int code = hex(str_sub(line, i + 2, i + 2 + digits));
		if (!next)
			buf_char(&b, line.p[i]);
		else if (next == 'u')
			buf_put(&b, (str){ point, utf8_encode((uint32_t)code, point) });
		else
			buf_char(&b, next == 'n' ? '\n' : next == 'r' ? '\r' : next == 't' ? '\t' : next == 's' ? ' ' : next == 'x' ? (char)code : next);
		i += next ? 1 + digits : 0;
	}
	return buf_str(&b);
}

static strs names_of(arena *a, const char *path)
{
	static char bytes[1 << 16];
	FILE *f = fopen(path, "rb");
	if (!f) {
		perror(path);
		exit(2);
	}
	str rest = { bytes, (ptrdiff_t)fread(bytes, 1, sizeof bytes, f) }, line;
	fclose(f);
	strs names = { 0 };
	while (str_next(&rest, '\n', &line))
		if (line.n && !str_starts(line, S("# ")) && !str_eq(line, S("#")))
			*LIST_PUSH(a, &names) = unescaped(a, line);
	return names;
}

static bool render_probe(arena *a, str kind, str format, const strs *names, buf *out)
{
	const probe_writer *w = probe_writer_find(format);
	probe_report r;
	probe_look plain = { .redact = false };
	if (!w || !sample_probe(a, kind, names, &r))
		return false;
	w->write(out, &r, &plain);
	return true;
}

static bool render(arena *a, str kind, str format, const strs *names, buf *out)
{
	const writer *w = writer_find(format);
	report r;
	look plain = { .list_existing = true };
	if (!w || !sample_report(a, kind, names, &r))
		return false;
	w->write(out, &r, &plain);
	return true;
}

int main(int argc, char **argv)
{
	arena *a = arena_open((ptrdiff_t)256 * 1024 * 1024);
	buf out = buf_new(a);
	strs names = { 0 };
	bool done = false;
	if (argc == 5)
		names = names_of(a, argv[4]);
	if (argc >= 4)
		done = str_eq(str_of(argv[1]), S("probe")) ? render_probe(a, str_of(argv[2]), str_of(argv[3]), &names, &out)
		                                           : render(a, str_of(argv[2]), str_of(argv[3]), &names, &out);
	if (done)
		fwrite(out.p, 1, (size_t)out.n, stdout);
	else
		fprintf(stderr, "render: check|probe KIND FORMAT [HOSTILE.TXT]\n");
	arena_close(a);
	return done ? 0 : 2;
}
