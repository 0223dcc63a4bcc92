/* fuzz_json: bytes -> value. What is refused has a place inside the text; what is read is bounded in
 * depth, has texts that are UTF-8, numbers as they were written, and no key twice. */
#include "read/json.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(claim)              \
	do {                     \
		if (!(claim))    \
			abort(); \
	} while (0)

static void look(const json *v, str text, int depth)
{
	MUST(depth >= 0);
	if (v->kind == JSON_TEXT)
		MUST(utf8_valid(v->text) && v->text.n <= text.n);
	if (v->kind == JSON_NUMBER)
		MUST(v->text.n > 0 && str_find(text, v->text) >= 0);
	for (const json *child = v->first; child; child = child->next) {
		MUST((v->kind == JSON_MAP) == (child->key.p != NULL));
		MUST(v->kind != JSON_MAP || json_get(v, child->key) == child);
		look(child, text, depth - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* json_get is linear, so asking for each key of a large map would be the fuzzer's own square. */
	if (size > 64 * 1024)
		return 0;
	json_start();
	arena *a = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
	str text = { (const char *)data, (ptrdiff_t)size };
	const json *out = NULL;
	const err *e = json_read(a, text, &out);
	MUST((e == NULL) == (out != NULL));
	if (e)
		MUST(e->what.n > 0 && e->at.line >= 0 && e->at.line <= (int)size + 1);
	else
		look(out, text, MAX_JSON_DEPTH + 1);
	arena_close(a);
	return 0;
}
