/* fuzz_trailer: bytes -> the two versions of a locked package, and Env-Change trailers. Whatever else is
 * said, the name alone names the package, the versions as they are name the change, and "*" does not. */
#include "fuzz_read.h"

#include "gate/env_change.h"

#include "base/limits.h"

static env_change_answer answer_to(arena *a, const commits *said, const change *c)
{
	const declaration *with = NULL;
	declarations all = env_change_read(a, said);
	for (ptrdiff_t i = 1; i < all.named.n; i++)
		MUST(str_cmp(all.named.at[i - 1].key, all.named.at[i].key) <= 0);
	env_change_answer answer = env_change_find(a, &all, c, &with);
	MUST(answer != ENV_CHANGE_OTHERWISE || (with && with->name.n > 0));
	return answer;
}

static env_change_answer one_answer(arena *a, str value, const change *c)
{
	commits said = { 0 };
	commit *only = LIST_PUSH(a, &said);
	*LIST_PUSH(a, &only->trailers) = (trailer){ S("env-change"), value };
	return answer_to(a, &said, c);
}

/* What a lock can hold as a version, and does not read as one of the grammar's own words. */
static bool is_plain(str version)
{
	for (ptrdiff_t i = 0; i < version.n; i++)
		if (!is_alnum(version.p[i]) && version.p[i] != '.' && version.p[i] != '_' && version.p[i] != '+')
			return false;
	return version.n > 0 && !str_eq(version, S("none")) && !str_eq(version, S("any"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 64 * 1024)
		return 0;
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	str rest = { size ? (const char *)data : "", (ptrdiff_t)size }, was = S(""), now = S(""), line;
	(void)str_next(&rest, '\n', &was);
	(void)str_next(&rest, '\n', &now);
	locked before = { .manager = MANAGER_CONDA, .name = S("ruamel.yaml"), .version = was }, after = before;
	after.version = now;
	source src = { .kind = ENTRY_BLOB, .path = S("conda-lock.yml") };
	change c = { .topic = TOPIC_PACKAGE, .kind = CHANGE_RAISED, .path = src.path, .package = before.name,
		     .manager = MANAGER_CONDA, .before = was, .after = now, .was_locked = &before,
		     .now_locked = &after, .base = &src, .head = &src, .direct = true };
	commits said = { 0 };
	commit *only = LIST_PUSH(a, &said);
	while (str_next(&rest, '\n', &line))
		*LIST_PUSH(a, &only->trailers) = (trailer){ S("Env-Change"), line };
	(void)answer_to(a, &said, &c);
	MUST(one_answer(a, S("conda:ruamel.yaml (why -> not)"), &c) == ENV_CHANGE_SAID);
	MUST(one_answer(a, S("* (why)"), &c) == ENV_CHANGE_NOT_SAID);
	MUST(one_answer(a, S("pip:ruamel.yaml"), &c) == ENV_CHANGE_NOT_SAID);
	if (is_plain(was) && is_plain(now))
		MUST(one_answer(a, arena_printf(a, "ruamel.yaml %.*s -> ==%.*s", SARG(was), SARG(now)), &c) ==
		     ENV_CHANGE_SAID);
	arena_close(a);
	return 0;
}
