/* reportfile: a report read back says what was written: every golden of tests/cli is read and written
 * again, byte for byte. And nothing else is read: each key is tried missing and with a value of another
 * kind, each word with one that is not known, and what contradicts itself. */
#include "read/reportfile.h"

#include "base/buf.h"
#include "model/installed.h"
#include "write/write.h"

#include "reportfile_texts.h"
#include "rows.h"

#include <dirent.h>
#include <stdio.h>

#define NOWHERE                                                                                    \
	"\"platform\":{\"kind\":\"github\",\"event\":\"pull_request\",\"pr\":12,\"target_ref\":\"main\"," \
	"\"head_sha\":\"abcd\",\"run_url\":\"u\",\"run_id\":\"77\",\"server\":\"https://github.com\","      \
	"\"repository\":\"o/r\",\"head_repository\":\"f/r\"},"
#define COUNTS                                                                                     \
	"\"counts\":{\"introduced\":{\"error\":1,\"warning\":2,\"note\":3},\"existing\":{\"error\":4,"     \
	"\"warning\":5,\"note\":6},\"fixed\":7,\"waived\":8,\"copied\":9,\"skipped_files\":10},"

static const char whole[] =
	"{\"schema\":\"envgate.report/1\",\"tool\":{\"name\":\"envgate\",\"version\":\"0.1.0\"},"
	"\"command\":\"check\",\"date\":\"2026-03-01\"," NOWHERE
	"\"base\":{\"kind\":\"commit\",\"name\":\"HEAD^\",\"oid\":\"268a\"},"
	"\"head\":{\"kind\":\"index\",\"name\":\"index\",\"oid\":null},\"range_reason\":\"typed\","
	"\"policy\":{\"from\":\"target\",\"path\":\".envgate.yml\",\"oid\":\"ab\",\"profile\":\"strict\"},"
	"\"accept_waivers\":true,\"verdict\":\"fail\",\"exit\":1," COUNTS
	"\"findings\":[{\"rule\":\"pin/missing\",\"severity\":\"error\",\"state\":\"introduced\",\"fails\":true,"
	"\"path\":\"e.yml\",\"line\":4,\"column\":5,\"end_line\":4,\"end_column\":10,\"offset\":58,\"length\":5,"
	"\"package\":\"numpy\",\"manager\":\"conda\",\"subject\":\"numpy\",\"message\":\"m\",\"hint\":\"h\","
	"\"also\":[\"change/loosened\"],\"fingerprint\":\"db95afe07b6cbfb4d416d87b82263248\",\"evidence\":\"e\","
	"\"waiver\":{\"from\":\"policy\",\"effective\":false,\"reason\":\"r\",\"until\":\"2026-12-31\",\"line\":3},"
	"\"details\":{\"lock\":\"l\",\"below\":-2,\"sources\":[\"a\",\"b\"]}}],"
	"\"changes\":[{\"path\":\"e.yml\",\"package\":\"numpy\",\"manager\":\"pip\",\"kind\":\"lowered\","
	"\"before\":\"=2\",\"after\":\"=1\",\"direct\":true,\"platform\":\"linux-64\",\"variant\":\"cuda -> cpu\"}],"
	"\"files\":[{\"path\":\"e.yml\",\"kind\":\"conda-lock\",\"state\":\"renamed\",\"was\":\"d.yml\","
	"\"family\":\"f\",\"content_hash\":\"same\"}],"
	"\"notes\":[{\"code\":\"tie\",\"path\":\"e.yml\",\"message\":\"n\"}],\"limits\":[\"files\"],"
	"\"prefix\":{\"path\":\"p\",\"found_by\":\"--prefix\",\"python\":\"3.11.7\",\"platform\":\"linux-64\","
	"\"conda_packages\":2,\"pip_packages\":3,\"python_files\":4,"
	"\"cuda_runtimes\":[{\"path\":\"l\",\"soname\":\"s\",\"version\":\"12\"}]}}";

static const char failed[] =
	"{\"schema\":\"envgate.report/1\",\"tool\":{\"name\":\"envgate\",\"version\":\"0.1.0\"},"
	"\"command\":null,\"date\":\"2026-03-01\"," NOWHERE "\"base\":null,\"head\":null,\"range_reason\":null,"
	"\"policy\":null,\"accept_waivers\":false,\"verdict\":\"error\",\"exit\":3,"
	"\"error\":{\"code\":\"shallow\",\"message\":\"m\",\"hint\":\"h\"}," COUNTS
	"\"findings\":[],\"changes\":[],\"files\":[],\"notes\":[],\"limits\":[]}";

/* ---- round trips ---- */

/* The report in a golden: its first line and those that begin with a blank. */
static str report_in(str text)
{
	ptrdiff_t beg = str_find(text, S("{\"schema\":\"envgate.report/1\""));
	if (beg < 0)
		return (str){ 0 };
	ptrdiff_t end = beg;
	do
		end += str_find_byte(str_from(text, end), '\n') + 1;
	while (end < text.n && text.p[end] == ' ');
	return str_sub(text, beg, end);
}

/* Ends of findings are told apart (told.ends), because write_json counts them in the text. */
static str without_ends(arena *a, str text)
{
	buf b = buf_new(a);
	for (ptrdiff_t at; (at = str_find(text, S("\"end_line\":"))) >= 0;) {
		buf_put(&b, str_head(text, at));
		text = str_from(text, at + str_find(str_from(text, at), S(",\"offset\"")));
	}
	buf_put(&b, text);
	return buf_str(&b);
}

static str ends_of(arena *a, const told *t)
{
	buf b = buf_new(a);
	for (ptrdiff_t i = 0; i < t->ends.n; i++)
		if (t->ends.at[i].line)
			buf_printf(&b, "\"end_line\":%d,\"end_column\":%d\n", t->ends.at[i].line, t->ends.at[i].col);
	return buf_str(&b);
}

static str ends_in(arena *a, str text)
{
	buf b = buf_new(a);
	for (ptrdiff_t at; (at = str_find(text, S("\"end_line\":"))) >= 0;) {
		text = str_from(text, at);
		ptrdiff_t end = str_find(text, S(",\"offset\""));
		if (!str_starts(text, S("\"end_line\":null")))
			buf_printf(&b, "%.*s\n", SARG(str_head(text, end)));
		text = str_from(text, end);
	}
	return buf_str(&b);
}

/* A verify report counts the packages of the prefix; told.h keeps the numbers. */
static void give_packages(arena *a, told *t)
{
	if (!t->report.installed)
		return;
	installed *here = NEW(a, installed);
	*here = *t->report.installed;
	for (int i = 0; i < t->conda_packages + t->pip_packages; i++)
		LIST_PUSH(a, &here->packages)->manager = i < t->conda_packages ? MANAGER_CONDA : MANAGER_PIP;
	t->report.installed = here;
}

static void check_round(str text)
{
	arena *a = arena_open(1 << 28);
	told t;
	const err *e = report_read(a, text, S("r.json"), &t);
	if (e)
		print_error("%.*s\n", SARG(err_text(a, e)));
	assert_null(e);
	give_packages(a, &t);
	buf b = buf_new(a);
	write_json(&b, &t.report, &(look){ 0 });
	assert_str(without_ends(a, buf_str(&b)), without_ends(a, arena_str(a, text)).p);
	assert_str(ends_of(a, &t), arena_str(a, ends_in(a, text)).p);
	arena_close(a);
}

static str slurp(arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	buf b = buf_new(a);
	char some[4096];
	for (size_t n; f && (n = fread(some, 1, sizeof some, f)) > 0;)
		buf_put(&b, (str){ some, (ptrdiff_t)n });
	if (f)
		fclose(f);
	return buf_str(&b);
}

static void test_goldens(void **state)
{
	(void)state;
	struct dirent **names;
	int n = scandir(CLI_FOLDER, &names, NULL, alphasort), seen = 0;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		arena *a = arena_open(1 << 26);
		str out = slurp(a, arena_printf(a, "%s/%s/out", CLI_FOLDER, names[i]->d_name).p);
		for (str r; (r = report_in(out)).p; out = (str){ r.p + r.n, out.n - (r.p + r.n - out.p) }) {
			check_round(r);
			seen++;
		}
		free(names[i]);
		arena_close(a);
	}
	free(names);
	assert_true(seen >= 6);
}

static void test_values(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 24);
	told t;
	assert_null(report_read(a, str_of(whole), S("r.json"), &t));
	const finding *f = &t.report.findings.at[0];
	assert_int_equal(t.kind, TOLD_REPORT);
	assert_int_equal(t.report.platform.pr, 12);
	assert_int_equal(t.report.head.kind, REV_INDEX);
	assert_int_equal(t.report.policy->profile, PROFILE_STRICT);
	assert_int_equal(f->at.end - f->at.beg, 5);
	assert_int_equal(t.ends.at[0].col, 10);
	assert_int_equal(f->details.at[1].number, -2);
	assert_str(f->details.at[2].list.at[1], "b");
	assert_int_equal(t.report.changes.at[0].topic, TOPIC_PACKAGE);
	assert_int_equal(t.pip_packages, 3);
	assert_null(report_read(a, str_of(failed), S("r.json"), &t));
	assert_int_equal(t.report.error->code, ERR_SHALLOW);
	assert_str(t.fail_hint, "h");
	assert_null(report_read(a, str_of(probed), S("p.json"), &t));
	assert_int_equal(t.kind, TOLD_PROBE);
	assert_str(t.probe.verdict, "gpu/fabric-not-ready");
	assert_str(t.probe.class, "runner");
	assert_str(t.probe.driver_cuda, "13.0");
	assert_str(t.probe.declared_at, "environment.yml:12");
	assert_str(t.probe.fix, "start nvidia-fabricmanager");
	assert_str(t.probe.devices.at[0].compute_capability, "9.0");
	assert_null(report_read(a, str_of(refused), S("p.json"), &t));
	assert_str(t.probe.verdict, "no verdict");
	assert_str(t.probe.class, "usage");
	assert_str(t.probe.message, "--require cannot be '0'");
	assert_str(t.probe.fix, "a number from 1 on");
	assert_int_equal(t.probe.exit, 2);
	arena_close(a);
}

/* ---- each key, missing and of another kind ---- */

/* Keys that may be absent, and maps and lists whose inside is free. */
static bool is_free(str key)
{
	static const char *const names[] = { "error", "prefix", "lock", "below", "sources", "CUDA_VISIBLE_DEVICES" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(str_of(names[i]), key))
			return true;
	return false;
}

/* Behind the value at text[i]. */
static ptrdiff_t skip_value(str text, ptrdiff_t i)
{
	int depth = 0;
	bool quoted = false;
	for (; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return i;
		depth += (c == '{' || c == '[') - (c == '}' || c == ']');
	}
	return i;
}

static void must_refuse(arena *a, str text, str why)
{
	told t;
	const err *e = report_read(a, text, S("r.json"), &t);
	if (!e)
		print_error("taken: %.*s\n", SARG(why));
	assert_non_null(e);
	assert_true(e->code == ERR_FILE || e->code == ERR_LIMIT);
	assert_true(e->hint.n > 0);
}

static void try_key(const char *from, ptrdiff_t key, ptrdiff_t colon)
{
	static const char *const others[] = { "[[]]", "-1.5", "{\"x\":true}", "[null]" };
	arena *a = arena_open(1 << 26);
	str text = str_of(from), name = str_sub(text, key + 1, colon - 1);
	ptrdiff_t end = skip_value(text, colon + 1);
	if (!is_free(name) && !(str_eq(name, S("stages")) && str_find(str_head(text, key), S("children")) > 0))
		must_refuse(a,
		            arena_printf(a, "%.*s\"x_%.*s", (int)key, text.p, (int)(text.n - key - 1), text.p + key + 1),
		            arena_printf(a, "without %.*s", SARG(name)));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		must_refuse(a,
		            arena_printf(a, "%.*s%s%.*s", (int)colon + 1, text.p, others[i], (int)(text.n - end),
		                         text.p + end),
		            arena_printf(a, "%.*s: %s", SARG(name), others[i]));
	arena_close(a);
}

static void test_keys(void **state)
{
	const char *text = *(const char *const *)((const char *const *)*state + 1);
	int seen = 0;
	for (ptrdiff_t i = 0; text[i]; i++) {
		if (text[i] != '"')
			continue;
		ptrdiff_t end = i + 1;
		while (text[end] != '"')
			end++;
		if (text[end + 1] == ':') {
			try_key(text, i, end + 1);
			seen++;
		}
		i = end;
	}
	assert_true(seen > 30);
}

typedef struct {
	const char *name, *text;
} key_row;

static const key_row key_rows[] = {
	{ "each key of a report", whole },
	{ "each key of an error", failed },
	{ "each key of a probe's report", probed },
};

/* ---- words and contradictions ---- */

typedef struct {
	const char *name, *text, *was, *now, *want; /* want NULL: taken */
} word_row;

static const word_row word_rows[] = {
	{ "a rule that is not known", whole, "\"pin/missing\"", "\"pin/mising\"", "findings[0].rule is no rule of this version: 'pin/mising'" },
	{ "a rule in also", whole, "[\"change/loosened\"]", "[\"change/lost\"]", "findings[0].also is no rule" },
	{ "a severity", whole, "\"severity\":\"error\"", "\"severity\":\"fatal\"", "findings[0].severity cannot be 'fatal'" },
	{ "a severity that no finding has", whole, "\"severity\":\"error\"", "\"severity\":\"off\"", "findings[0].severity" },
	{ "a state", whole, "\"introduced\",\"fails\"", "\"new\",\"fails\"", "findings[0].state cannot be 'new'" },
	{ "a manager", whole, "\"manager\":\"conda\"", "\"manager\":\"npm\"", "findings[0].manager" },
	{ "a kind of change", whole, "\"lowered\"", "\"shrunk\"", "changes[0].kind cannot be 'shrunk'" },
	{ "a kind of file", whole, "\"conda-lock\"", "\"poetry-lock\"", "files[0].kind" },
	{ "a state of a file", whole, "\"renamed\"", "\"moved\"", "files[0].state" },
	{ "another schema", whole, "envgate.report/1", "envgate.report/2", "schema cannot be 'envgate.report/2'" },
	{ "another tool", whole, "\"name\":\"envgate\"", "\"name\":\"eslint\"", "tool.name" },
	{ "a command that reports otherwise", whole, "\"check\"", "\"log\"", "command is none" },
	{ "a date of another form", whole, "2026-03-01", "2026-3-1", "date cannot be" },
	{ "a revision's kind", whole, "\"kind\":\"commit\"", "\"kind\":\"tag\"", "base.kind" },
	{ "an id that is none", whole, "\"268a\"", "\"268A<\"", "base.oid" },
	{ "where a policy is from", whole, "\"target\"", "\"nowhere\"", "policy.from" },
	{ "a profile", whole, "\"strict\"", "\"lax\"", "policy.profile" },
	{ "a waiver's place", whole, "\"from\":\"policy\"", "\"from\":\"mail\"", "findings[0].waiver.from" },
	{ "a waiver's end", whole, "2026-12-31", "for ever", "findings[0].waiver.until" },
	{ "a fingerprint of other letters", whole, "db95afe0", "DB95AFE0", "findings[0].fingerprint" },
	{ "a line number with a fraction", whole, "\"line\":4", "\"line\":4.0", "findings[0].line cannot be '4.0'" },
	{ "a line number below zero", whole, "\"line\":4", "\"line\":-4", "findings[0].line" },
	{ "a line number beyond an int", whole, "\"line\":4", "\"line\":2147483648", "findings[0].line" },
	{ "an offset of 19 digits", whole, "\"offset\":58", "\"offset\":1000000000000000000", "findings[0].offset" },
	{ "a count as a text", whole, "\"fixed\":7", "\"fixed\":\"7\"", "counts.fixed" },
	{ "a fact that is true", whole, "\"below\":-2", "\"below\":true", "findings[0].details" },
	{ "a fact with a fraction", whole, "\"below\":-2", "\"below\":2.5", "findings[0].details" },
	{ "a fact's key with a NUL byte", whole, "\"below\":", "\"be\\u0000low\":", "findings[0].details has a key with a NUL" },
	{ "a pass that fails", whole, "\"fail\",\"exit\":1", "\"pass\",\"exit\":1", "verdict contradicts" },
	{ "a pass with a failing finding", whole, "\"fail\",\"exit\":1", "\"pass\",\"exit\":0", "verdict contradicts" },
	{ "an exit status of another verdict", whole, "\"exit\":1", "\"exit\":0", "verdict contradicts" },
	{ "something fixed that fails", whole, "\"introduced\",\"fails\"", "\"fixed\",\"fails\"", "findings[0].fails" },
	{ "something waived that fails", whole, "\"effective\":false", "\"effective\":true", "findings[0].fails" },
	{ "an error with a verdict", failed, "\"verdict\":\"error\",\"exit\":3", "\"verdict\":\"pass\",\"exit\":0", "verdict contradicts" },
	{ "an error's code", failed, "\"shallow\"", "\"deep\"", "error.code is no error" },
	{ "an error with another exit", failed, "\"exit\":3", "\"exit\":2", "verdict contradicts" },
	{ "a key that a later version added", whole, "\"limits\"", "\"later\":{\"a\":[1]},\"limits\"", NULL },
	{ "a list that is no list", whole, "\"limits\":[\"files\"]", "\"limits\":[7]", "limits has a value" },
	{ "something behind the report", whole, "\"version\":\"12\"}]}}", "\"version\":\"12\"}]}} x", "not JSON" },
	{ "a key twice", whole, "\"exit\":1", "\"exit\":1,\"exit\":0", "stands twice" },
	{ "a cause that is not known", probed, "\"verdict\":\"FABRIC_NOT_READY\",\"rule\"", "\"verdict\":\"TIRED\",\"rule\"", "verdict contradicts" },
	{ "a device's cause that is not known", probed, "\"FABRIC_NOT_READY\",\"ms\"", "\"TIRED\",\"ms\"", "devices[0].verdict" },
	{ "a failure's rule of another cause", probed, "\"rule\":\"gpu/fabric-not-ready\",\"class\":\"runner\",\"unit\"", "\"rule\":\"gpu/no-driver\",\"class\":\"runner\",\"unit\"", "failures[0].id" },
	{ "a class with another exit", probed, "\"exit\":20", "\"exit\":10", "verdict contradicts" },
	{ "a pass with a failure", probed, "\"verdict\":\"FABRIC_NOT_READY\",\"rule\":\"gpu/fabric-not-ready\",\"class\":\"runner\",\"exit\":20", "\"verdict\":\"PASS\",\"rule\":null,\"class\":\"pass\",\"exit\":0", "verdict contradicts" },
	{ "an error's class without an error", probed, "\"class\":\"runner\",\"exit\"", "\"class\":\"error\",\"exit\"", "verdict contradicts" },
	{ "an error beside a cause", probed, "\"exit\":20,", "\"exit\":20,\"error\":{\"code\":\"usage\",\"message\":\"m\",\"hint\":null},", "verdict contradicts" },
	{ "an error whose code is a stranger's", refused, "\"usage\"", "\"<b>@all\"", "verdict contradicts" },
	{ "an error with another exit", refused, "\"exit\":2", "\"exit\":3", "verdict contradicts" },
	{ "an error without its message", probed, "\"exit\":20,", "\"exit\":20,\"error\":{\"code\":\"usage\",\"hint\":null},", "error" },
	{ "a probe's key that is not known", probed, "\"required\":1", "\"required\":1,\"later\":1", "a key that is not known: 'later'" },
	{ "a step's key that is not known", probed, "\"rc\":0", "\"rc\":0,\"x\":1", "stages has a key that is not known" },
	{ "a CUDA version with three parts", probed, "\"cuda\":\"12.9\"", "\"cuda\":\"12.9.1\"", "declared.cuda" },
	{ "an ending", probed, "\"well\"", "\"happy\"", "children[0].ending" },
	{ "a variable that is a list", probed, "\"CUDA_VISIBLE_DEVICES\":\"0\"", "\"CUDA_VISIBLE_DEVICES\":[]", "env has a value" },
	{ "a time below zero", probed, "352.1", "-352.1", "wall_ms" },
};

static void test_word(void **state)
{
	const word_row *r = *state;
	arena *a = arena_open(1 << 26);
	str text = str_of(r->text), was = str_of(r->was);
	ptrdiff_t at = str_find(text, was);
	assert_true(at >= 0);
	str now = arena_printf(a, "%.*s%s%s", (int)at, text.p, r->now, text.p + at + was.n);
	told t;
	const err *e = report_read(a, now, S("r.json"), &t);
	if (r->want && e && str_find(err_text(a, e), str_of(r->want)) < 0)
		print_error("got %.*s\nwant %s\n", SARG(err_text(a, e)), r->want);
	assert_int_equal(e != NULL, r->want != NULL);
	assert_true(!e || str_find(err_text(a, e), str_of(r->want)) >= 0);
	arena_close(a);
}

/* Deep, long and many: a bound, never a crash. */
static void test_bounds(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 28);
	buf deep = buf_new(a);
	buf_put(&deep, S("{\"schema\":\"envgate.report/1\",\"x\":"));
	buf_repeat(&deep, '[', 100000);
	must_refuse(a, buf_str(&deep), S("deep"));
	must_refuse(a, S(""), S("empty"));
	must_refuse(a, S("[]"), S("a list"));
	must_refuse(a, S("\"envgate.report/1\""), S("a text"));
	must_refuse(a, S("{\"schema\":\"envgate.log/1\"}"), S("another report"));
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest whole_tests[] = { cmocka_unit_test(test_goldens), cmocka_unit_test(test_values),
		                                  cmocka_unit_test(test_bounds) };
	return cmocka_run_group_tests(whole_tests, NULL, NULL) + RUN_ROWS(test_keys, key_rows) +
	       RUN_ROWS(test_word, word_rows);
}
