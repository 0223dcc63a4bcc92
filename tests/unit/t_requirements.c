/* t_requirements: pip's line grammar where it surprises. The bulk is in the conformance vectors; here
 * stand places, refusals and the bounds. */
#include "rows.h"

#include "read/requirements.h"

#include "base/buf.h"
#include "base/limits.h"

static const struct variable table[] = { { S_INIT("INDEX"), S_INIT("https://i") }, { S_INIT("EMPTY"), S_INIT("") } };

/* "line:text@name-bytes (options) !reason", one logical line after the other. */
static str shown(arena *a, str text, const requirement_lines *lines)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < lines->n; i++) {
		const requirement_line *l = &lines->at[i];
		buf_printf(&b, "%s%d:%.*s", i ? "; " : "", l->line, SARG(l->text));
		if (l->req && l->req->normalized.p)
			buf_printf(&b, "@'%.*s'", SARG(str_sub(text, l->name_at.beg, l->name_at.end)));
		for (ptrdiff_t k = 0; k < l->options.n; k++)
			buf_printf(&b, " (%.*s=%.*s)", SARG(l->options.at[k].name), SARG(l->options.at[k].value));
		for (ptrdiff_t k = 0; k < l->hashes.n; k++)
			buf_printf(&b, " #%.*s", SARG(l->hashes.at[k]));
		if (l->refused)
			buf_printf(&b, " !%td%s", l->why.at, l->unreadable ? " unreadable" : "");
	}
	return buf_str(&b);
}

typedef struct row {
	const char *name;
	str text;
	const char *want;
} row;

static const row rows[] = {
	{ "comments and blank lines", S_INIT("# a\n\n  b # c\nd#e\n"), "3:b@'b'; 4:d#e !14" },
	{ "a continuation joins", S_INIT("a \\\n  >=1\nb\n"), "1:a   >=1@'a \\\n  >=1'; 3:b@'b'" },
	{ "a comment ends a continuation", S_INIT("a \\\n# c\nb\n"), "1:a@'a \\\n# c'; 3:b@'b'" },
	{ "a backslash in a comment joins nothing", S_INIT("# a \\\nb\n"), "2:b@'b'" },
	{ "Python's line breaks", S_INIT("a\rb\x0B" "c\xE2\x80\xA8" "d"), "1:a@'a'; 2:b@'b'; 3:c@'c'; 4:d@'d'" },
	{ "a byte order mark", S_INIT("\xEF\xBB\xBF" "a\n"), "1:a@'a'" },
	{ "a variable from the table", S_INIT("-i ${INDEX}\n-i ${NONE}\n-i ${EMPTY}\n-i $INDEX\n"),
	  "1: (--index-url=https://i); 2: (--index-url=${NONE}); 3: (--index-url=${EMPTY}); 4: (--index-url=$INDEX)" },
	{ "short letters with glued values", S_INIT("-ia\n-rb\n-c c\n"), "1: (--index-url=a); 2: (--requirement=b); 3: (--constraint=c)" },
	{ "unique beginnings of long names", S_INIT("--extra=a\n--trusted b\n"), "1: (--extra-index-url=a); 2: (--trusted-host=b)" },
	{ "a beginning of two names", S_INIT("--pre\n--pr\n"), "1: (--pre=); 2: !6 unreadable" },
	{ "a flag takes no value", S_INIT("--pre=1\n"), "1: !0 unreadable" },
	{ "a value that looks like an option", S_INIT("-i --pre\n"), "1: (--index-url=--pre)" },
	{ "no value", S_INIT("a -i\n"), "1: !2 unreadable" },
	{ "quotes and escapes", S_INIT("-i 'a b' -f c\\ d -i \"e\\\"f\"\n"), "1: (--index-url=a b) (--find-links=c d) (--index-url=e\"f)" },
	{ "an open quote", S_INIT("-i 'a\n"), "1: !3 unreadable" },
	{ "packages behind options are dropped", S_INIT("--pre torch\n"), "1: (--pre=)" },
	{ "options behind a requirement", S_INIT("a==1 --pre --hash=sha256:x\n"), "1:a==1@'a' (--pre=) #sha256:x" },
	{ "a weak hash", S_INIT("a --hash=md5:x\n"), "1: !2 unreadable" },
	{ "a dash inside a name is no option", S_INIT("a -b\n"), "1: !2 unreadable" },
	{ "conda's way to write a version", S_INIT("numpy=1.0\n"), "1:numpy=1.0 !5" },
	{ "a broken marker", S_INIT("a; foo == 'x'\n"), "1:a; foo == 'x' !3" },
	{ "an editable path", S_INIT("-e ./x\n"), "1:./x" },
	{ "an editable archive", S_INIT("-e https://x/a.tar.gz\n"), "1:https://x/a.tar.gz !3" },
	{ "an editable VCS without a name", S_INIT("-e git+https://x/a\n"), "1:git+https://x/a !3" },
	{ "a wheel names itself", S_INIT("./w/a_b-1.0-py3-none-any.whl\n"), "1:./w/a_b-1.0-py3-none-any.whl@'./w/a_b-1.0-py3-none-any.whl'" },
	{ "a wheel that is none", S_INIT("https://x/a.whl\n"), "1:https://x/a.whl !0" },
	{ "a path", S_INIT("../x\n"), "1:../x" },
	{ "a URL's marker wants a blank", S_INIT("https://x/a-1.0.zip; os_name == 'nt'\nhttps://x/a-1.0.zip;b\n"),
	  "1:https://x/a-1.0.zip; os_name == 'nt'@'https://x/a-1.0.zip; os_name == 'nt''; 2:https://x/a-1.0.zip;b" },
};

static void reads_lines(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 24);
	requirement_lines lines = requirement_lines_read(a, r->text, (variables){ table, 2 });
	assert_str(shown(a, r->text, &lines), r->want);
	arena_close(a);
}

typedef struct fact_row {
	const char *name;
	const char *text;
	const char *normalized, *specifier, *url;
	vcs_pin vcs;
	bool hashed, editable, path;
} fact_row;

static const fact_row fact_rows[] = {
	{ "a branch",      "b @ git+https://x/b@main",   "b", "", "git+https://x/b@main", VCS_MOVING, false, false, false },
	{ "a commit",      "-e git+https://x/b@0123456789012345678901234567890123456789#egg=B_c", "b-c", "",
	  "git+https://x/b@0123456789012345678901234567890123456789#egg=B_c", VCS_COMMIT, false, true, false },
	{ "git: for git+git:", "-e git:x@y#egg=b", "b", "", "git+git:x@y#egg=b", VCS_MOVING, false, true, false },
	{ "an archive with a hash beside it", "https://x/b-1.0.zip --hash=sha256:aa", "b", "", "https://x/b-1.0.zip", VCS_NOT, true, false, false },
	{ "an archive without", "https://x/b-1.0.zip", "b", "", "https://x/b-1.0.zip", VCS_NOT, false, false, false },
	{ "a wheel's version", "https://x/b_c-1.0-py3-none-any.whl", "b-c", "==1.0", "https://x/b_c-1.0-py3-none-any.whl", VCS_NOT, false, false, false },
	{ "a local archive", "dist/b-1.0.tar.gz", "b", "", "dist/b-1.0.tar.gz", VCS_NOT, false, false, true },
};

static void reads_facts(void **state)
{
	const fact_row *r = *state;
	arena *a = arena_open(1 << 24);
	requirement_lines lines = requirement_lines_read(a, str_of(r->text), (variables){ 0 });
	assert_int_equal(lines.n, 1);
	const requirement *q = lines.at[0].req;
	assert_non_null(q);
	assert_str(q->normalized, r->normalized);
	assert_str(q->specifier, r->specifier);
	assert_str(q->url, r->url);
	assert_int_equal(q->vcs, r->vcs);
	assert_int_equal(q->url_hashed, r->hashed);
	assert_int_equal(q->editable, r->editable);
	assert_int_equal(q->is_path, r->path);
	arena_close(a);
}

/* n files, each naming the next; the last one names a package. */
static bool nested(arena *a, int n)
{
	named_text files[MAX_INCLUDE_DEPTH + 2];
	for (int i = 0; i < n; i++) {
		files[i].name = arena_printf(a, "%d", i);
		files[i].text = i + 1 < n ? arena_printf(a, "-r %d\n", i + 1) : S("x\n");
	}
	requirement_lines out = { 0 };
	refusal why = { 0 };
	bool valid = requirements_read(a, files, n, S("0"), (variables){ 0 }, &out, &why);
	assert_true(valid ? out.n == 1 && str_eq(out.at[0].file, files[n - 1].name) : why.why.n > 0);
	return valid;
}

static void bounds_nesting(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	assert_true(nested(a, MAX_INCLUDE_DEPTH));
	assert_false(nested(a, MAX_INCLUDE_DEPTH + 1));
	named_text file = { S("a"), S("-r a\n-r a\n-r a\n") };
	requirement_lines out = { 0 };
	refusal why = { 0 };
	assert_false(requirements_read(a, &file, 1, S("a"), (variables){ 0 }, &out, &why));
	named_text bad = { S("a"), S("\xFF\n") };
	assert_false(requirements_read(a, &bad, 1, S("a"), (variables){ 0 }, &out, &why));
	arena_close(a);
}

/* Two files that each name the next one twice would double at every level. */
static void bounds_width(void **state)
{
	(void)state;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB << 20);
	buf many = buf_new(a);
	for (int i = 0; i < 200; i++)
		buf_put(&many, S("-r b\n"));
	buf wide = buf_new(a);
	for (int i = 0; i < 200; i++)
		buf_put(&wide, S("x\n"));
	named_text files[] = { { S("a"), buf_str(&many) }, { S("b"), buf_str(&wide) } };
	requirement_lines out = { 0 };
	refusal why = { 0 };
	assert_false(requirements_read(a, files, 2, S("a"), (variables){ 0 }, &out, &why));
	assert_true(out.n <= MAX_SPECS && why.why.n > 0);
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(bounds_nesting), cmocka_unit_test(bounds_width) };
	return RUN_ROWS(reads_lines, rows) + RUN_ROWS(reads_facts, fact_rows) + cmocka_run_group_tests(tests, NULL, NULL);
}
