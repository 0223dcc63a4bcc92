/* jsonw and json: commas, and one report whole, key by key in the promised order. */
#include "write/jsonw.h"
#include "write/write.h"

#include "rows.h"

static void test_commas(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	jsonw j = { .out = &b };
	jsonw_open(&j, '{');
	jsonw_pair(&j, "a", S("x"));
	jsonw_pair(&j, "b", (str){ 0 });
	jsonw_key(&j, "c");
	jsonw_open(&j, '[');
	jsonw_number(&j, 9007199254740993);
	jsonw_bool(&j, false);
	jsonw_open(&j, '{');
	jsonw_close(&j, '}');
	jsonw_close(&j, ']');
	jsonw_line(&j, 1);
	jsonw_count(&j, "d", -1);
	jsonw_close(&j, '}');
	assert_str(buf_str(&b), "{\"a\":\"x\",\"b\":null,\"c\":[9007199254740993,false,{}],\n \"d\":-1}");
	arena_close(a);
}

#define PLATFORM                                                                                       \
	" \"platform\":{\"kind\":\"terminal\",\"event\":null,\"pr\":null,\"target_ref\":null,"           \
	"\"head_sha\":null,\"run_url\":null,\"run_id\":null,\"server\":null,\"repository\":null,"        \
	"\"head_repository\":null},\n"
#define ZEROS "{\"error\":0,\"warning\":0,\"note\":0}"

static void test_whole(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	source src = { .bytes = S("- caf\xC3\xA9\n- b\n") };
	policy p = { .from = POLICY_TARGET, .path = S(".envgate.yml"), .oid = S("ab") };
	report r = {
		.command = S("check"), .date = S("2026-01-02"), .platform = { .kind = S("terminal") },
		.base = { REV_COMMIT, S("HEAD^1"), S("1a") }, .head = { .kind = REV_INDEX, .name = S("index") },
		.range_reason = S("--staged"), .policy = &p, .accept_waivers = true, .verdict = VERDICT_FAIL, .exit = 1,
		.counts = { .introduced = { [ERROR] = 1 }, .fixed = 2 },
	};
	suppression promise = { .is_inline = true, .until = S("2026-12-31"), .at = { .line = 7 } };
	finding *f = LIST_PUSH(a, &r.findings);
	*f = (finding){ .waiver = &promise, .rule = RULE_pin_missing, .path = S("e.yml"), .manager = MANAGER_CONDA, .subject = S("x"),
		        .evidence = S("y"), .severity = ERROR, .fails = true, .src = &src, .at = { 2, 7, 1, 3 },
		        .message = S("m"), .package = S("x") };
	*LIST_PUSH(a, &f->also) = RULE_change_loosened;
	*LIST_PUSH(a, &f->details) = (detail){ .key = "was", .text = S("=1") };
	*LIST_PUSH(a, &f->details) = (detail){ .key = "folded", .kind = DETAIL_LIST };
	*LIST_PUSH(a, &r.changes) = (change){ .kind = CHANGE_LOOSENED, .path = S("e.yml"), .package = S("x"),
		                              .before = S("=1"), .after = S(""), .direct = true, .manager = MANAGER_PIP };
	*LIST_PUSH(a, &r.files) = (report_file){ .path = S("e.yml"), .kind = FILE_ENVIRONMENT, .state = "modified" };
	*LIST_PUSH(a, &r.notes) = (note){ S("tie"), S("e.yml"), S("n") };
	write_json(&b, &r, &(look){ 0 });
	assert_str(buf_str(&b),
	           "{\"schema\":\"envgate.report/1\",\"tool\":{\"name\":\"envgate\",\"version\":\"" ENVGATE_VERSION "\"},"
	           "\"command\":\"check\",\"date\":\"2026-01-02\",\n" PLATFORM
	           " \"base\":{\"kind\":\"commit\",\"name\":\"HEAD^1\",\"oid\":\"1a\"},"
	           "\"head\":{\"kind\":\"index\",\"name\":\"index\",\"oid\":null},\"range_reason\":\"--staged\",\n"
	           " \"policy\":{\"from\":\"target\",\"path\":\".envgate.yml\",\"oid\":\"ab\",\"profile\":\"standard\"},\"accept_waivers\":true,\n"
	           " \"verdict\":\"fail\",\"exit\":1,\n"
	           " \"counts\":{\"introduced\":{\"error\":1,\"warning\":0,\"note\":0},\"existing\":" ZEROS
	           ",\"fixed\":2,\"waived\":0,\"copied\":0,\"skipped_files\":0},\n"
	           " \"findings\":[\n"
	           "  {\"rule\":\"pin/missing\",\"severity\":\"error\",\"state\":\"introduced\",\"fails\":true,"
	           "\"path\":\"e.yml\",\"line\":1,\"column\":3,\"end_line\":1,\"end_column\":7,\"offset\":2,\"length\":5,"
	           "\"package\":\"x\",\"manager\":\"conda\",\"subject\":\"x\",\"message\":\"m\",\"hint\":null,"
	           "\"also\":[\"change/loosened\"],\"fingerprint\":\"9e1a6a0251f7fa6a0b7f125a449a78a7\",\"evidence\":\"y\","
	           "\"waiver\":{\"from\":\"inline\",\"effective\":false,\"reason\":null,\"until\":\"2026-12-31\",\"line\":7},"
	           "\"details\":{\"was\":\"=1\",\"folded\":[]}}],\n"
	           " \"changes\":[\n"
	           "  {\"path\":\"e.yml\",\"package\":\"x\",\"manager\":\"pip\",\"kind\":\"loosened\",\"before\":\"=1\","
	           "\"after\":\"\",\"direct\":true,\"platform\":null,\"variant\":null}],\n"
	           " \"files\":[\n"
	           "  {\"path\":\"e.yml\",\"kind\":\"environment\",\"state\":\"modified\",\"was\":null,\"family\":null,"
	           "\"content_hash\":null}],\n"
	           " \"notes\":[\n"
	           "  {\"code\":\"tie\",\"path\":\"e.yml\",\"message\":\"n\"}],\n"
	           " \"limits\":[]}\n");
	arena_close(a);
}

/* Values a report can lack, and an error in place of a verdict. */
static void test_error(void **state)
{
	(void)state;
	arena *a = arena_open(1 << 20);
	buf b = buf_new(a);
	const err *e = err_at(a, err_new(a, ERR_POLICY, "bad key"), (place){ S("p.yml"), 3, 1 });
	report r = { .command = S("check"), .date = S("2026-01-02"), .platform = { .kind = S("terminal") },
		     .verdict = VERDICT_ERROR, .exit = 2, .error = e };
	write_json(&b, &r, &(look){ 0 });
	assert_str(buf_str(&b),
	           "{\"schema\":\"envgate.report/1\",\"tool\":{\"name\":\"envgate\",\"version\":\"" ENVGATE_VERSION "\"},"
	           "\"command\":\"check\",\"date\":\"2026-01-02\",\n" PLATFORM
	           " \"base\":null,\"head\":null,\"range_reason\":null,\n \"policy\":null,\"accept_waivers\":false,\n"
	           " \"verdict\":\"error\",\"exit\":2,\"error\":{\"code\":\"policy\",\"message\":\"p.yml:3:1: bad key\","
	           "\"hint\":null},\n"
	           " \"counts\":{\"introduced\":" ZEROS ",\"existing\":" ZEROS
	           ",\"fixed\":0,\"waived\":0,\"copied\":0,\"skipped_files\":0},\n"
	           " \"findings\":[],\n \"changes\":[],\n \"files\":[],\n \"notes\":[],\n \"limits\":[]}\n");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_commas), cmocka_unit_test(test_whole),
		                            cmocka_unit_test(test_error) };
	return cmocka_run_group_tests_name("json writer", tests, NULL, NULL);
}
