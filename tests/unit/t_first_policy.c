/* first_policy: what is written is read back by the policy's own reader as what was found, whatever the
 * names are. tests/cli/init* have the whole program. */
#include "read/policyfile.h"
#include "write/first_policy.h"

#include "rows.h"

static const policy *read_back(arena *a, const survey *s)
{
	buf out = buf_new(a);
	first_policy_write(&out, s);
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = S(".envgate.yml"), .bytes = buf_str(&out) };
	const policy *p = policyfile_read(a, src, POLICY_HEAD);
	if (p->problems.n)
		print_error("line %d: %.*s\n%.*s", p->problems.at[0].at.line, SARG(p->problems.at[0].what), SARG(src->bytes));
	assert_int_equal(p->problems.n, 0);
	return p;
}

typedef struct {
	const char *name, *path;
} row;

static const row paths[] = {
	{ "a plain path",                        "env/gpu.yml" },
	{ "a blank",                             "a b.yml" },
	{ "a colon, a hash, a comma",            "a: b, # c.yml" },
	{ "brackets and braces of a flow",       "{a]}.yml" },
	{ "a quote of each kind",                "it's \"a\".yml" },
	{ "a backslash",                         "a\\n.yml" },
	{ "a dash in front",                     "- a.yml" },
	{ "a percent sign and an at sign",       "%a@b.yml" },
	{ "a tilde alone",                       "~" },
	{ "a word that YAML reads as another",   "yes" },
	{ "the same in capitals",                "NULL" },
	{ "a number",                            "1.0" },
	{ "a number with a point in front",      ".5" },
};

/* In every place that a name of the repository can have. */
static void test_path(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	str name = str_of(r->path);
	survey s = { .environments = 1 };
	survey_family f = { .is = { .name = name, .lock = arena_cat(a, S("l/"), name) } };
	*LIST_PUSH(a, &f.is.files) = (role_file){ .role = name, .path = name };
	*LIST_PUSH(a, &f.is.files) = (role_file){ .role = S("dev"), .path = S("dev.yml") };
	*LIST_PUSH(a, &f.is.requirements) = arena_cat(a, S("r/"), name);
	*LIST_PUSH(a, &f.is.may_differ) = S("numpy");
	*LIST_PUSH(a, &s.families) = f;
	*LIST_PUSH(a, &s.channels.items) = S("conda-forge");
	const policy *p = read_back(a, &s);
	assert_int_equal(p->families.n, 1);
	const policy_family *got = &p->families.at[0];
	assert_str(got->name, r->path);
	assert_str(got->files.at[0].role, r->path);
	assert_str(got->files.at[0].path, r->path);
	assert_int_equal(got->files.n, 2);
	assert_true(str_eq(str_from(got->lock, 2), name));
	assert_true(str_eq(str_from(got->requirements.at[0], 2), name));
	assert_int_equal(p->allow.n, 1);
	arena_close(a);
}

static const row remarks[] = {
	{ "an entry in a comment",          "pytorch=2.4=cuda*" },
	{ "a line break does not end it",   "x\nfail-on: never" },
	{ "nor does U+2028, or U+0085",     "x\xE2\x80\xA8" "fail-on: never\xC2\x85" "a: b" },
	{ "an escape of a terminal",        "\x1b[31mx" },
	{ "a direction override",           "\xE2\x80\xAE" "x" },
};

/* What an entry says stands in a comment, and stays there. */
static void test_remark(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	survey s = { .environments = 1 };
	survey_family f = { .is = { .name = S("x") }, .gpu_path = S("a.yml"), .gpu_text = str_of(r->path), .gpu_line = 3 };
	*LIST_PUSH(a, &f.is.files) = (role_file){ .path = S("a.yml") };
	*LIST_PUSH(a, &s.families) = f;
	const policy *p = read_back(a, &s);
	assert_int_equal(p->fail_on, ERROR);
	assert_int_equal(p->families.at[0].gpu, GPU_AUTO);
	arena_close(a);
}

static const row parts[] = {
	{ "nothing was found",                 "" },
	{ "everything is on",                  "icmhfr" },
	{ "everything is a comment",           "ICMHF" },
	{ "images on, the rest comments",      "IcMHF" },
	{ "only the requirements a comment",   "icmhfR" },
	{ "two families, one a comment",       "fF" },
};

static void test_parts(void **state)
{
	const row *r = *state;
	arena *a = arena_open(1 << 22);
	survey s = { 0 };
	int families = 0;
	for (const char *c = r->path; *c; c++) {
		bool off = *c >= 'A' && *c <= 'Z';
		survey_list *list = to_lower(*c) == 'i' ? &s.include : to_lower(*c) == 'c' ? &s.images :
		                    to_lower(*c) == 'm' ? &s.commands : to_lower(*c) == 'h' ? &s.channels : NULL;
		if (list) {
			*LIST_PUSH(a, &list->items) = S("x");
			list->brings = off;
		} else if (to_lower(*c) == 'f') {
			survey_family f = { .is = { .name = arena_printf(a, "f%d", families) }, .brings = off };
			*LIST_PUSH(a, &f.is.files) = (role_file){ .path = arena_printf(a, "%d.yml", families++) };
			*LIST_PUSH(a, &s.families) = f;
		} else {
			*LIST_PUSH(a, &s.families.at[0].is.requirements) = S("r.txt");
			s.families.at[0].requirements_bring = off;
		}
	}
	const policy *p = read_back(a, &s);
	assert_int_equal(p->include.n, strchr(r->path, 'i') ? 1 : 0);
	assert_int_equal(p->images.n, strchr(r->path, 'c') ? 1 : 0);
	assert_int_equal(p->commands.n, strchr(r->path, 'm') ? 1 : 0);
	assert_int_equal(p->allow.n, strchr(r->path, 'h') ? 1 : 0);
	assert_int_equal(p->families.n, strchr(r->path, 'f') ? 1 : 0);
	assert_int_equal(p->families.n ? p->families.at[0].requirements.n : 0, strchr(r->path, 'r') ? 1 : 0);
	arena_close(a);
}

int main(void)
{
	return RUN_ROWS(test_path, paths) + RUN_ROWS(test_remark, remarks) + RUN_ROWS(test_parts, parts);
}
