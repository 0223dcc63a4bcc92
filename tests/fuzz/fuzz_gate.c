/* fuzz_gate: bytes -> two environment files and their locks -> sides -> families -> judges -> settle ->
 * every writer.
 *
 * 0xFF bytes part base from head, and those from the base's lock and the head's (no YAML holds one);
 * bits of the first byte choose the profile, a whole state, a rename, paths that a writer has to escape,
 * and the kind of lock: a whole conda-lock.yml, the packages of one, an @EXPLICIT list, a pixi.lock. Beside not crashing, a
 * report has to be true to itself: counts add up, nothing introduced where nothing changed, and a
 * second run over the same bytes prints the same bytes. */
#include "base/buf.h"
#include "base/limits.h"
#include "gate/family.h"
#include "gate/judge.h"
#include "gate/plan.h"
#include "read/anyfile.h"
#include "read/policyfile.h"
#include "write/write.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(question)                                              \
	do {                                                        \
		if (!(question)) {                                  \
			fprintf(stderr, "not so: %s\n", #question); \
			abort();                                    \
		}                                                   \
	} while (0)

typedef struct input {
	str base, head;
	str locks[2]; /* of base and head; absent: none */
	int lock_kind;
	profile profile;
	bool whole, renamed, odd_path;
} input;

/* What stands before the next 0xFF; absent when nothing is left. */
static str next_text(str *rest)
{
	str part = { 0 };
	return str_next(rest, '\xff', &part) ? part : (str){ 0 };
}

static input input_of(str bytes)
{
	unsigned char bits = bytes.n > 0 ? (unsigned char)bytes.p[0] : 0;
	str rest = str_from(bytes, 1), first = next_text(&rest), second = next_text(&rest);
	input in = {
		.base = second.p ? first : S(""),
		.head = second.p ? second : first,
		.profile = (profile)((bits & 3) % 3),
		.whole = bits & 4,
		.renamed = bits & 8,
		.odd_path = bits & 16,
		.lock_kind = bits >> 5 & 3,
	};
	in.locks[0] = next_text(&rest);
	in.locks[1] = next_text(&rest);
	return in;
}

static void add(arena *a, side *s, str path, str text)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_BLOB, .path = path, .bytes = text.p ? text : S(""), .size_bytes = text.n };
	file *f = LIST_PUSH(a, &s->files);
	*f = (file){ .path = path, .src = src };
	anyfile_read(a, f, plan_kind_of(s->policy, path, src), NULL);
}

static void add_absent(arena *a, side *s, str path)
{
	source *src = NEW(a, source);
	*src = (source){ .kind = ENTRY_ABSENT, .path = path };
	*LIST_PUSH(a, &s->files) = (file){ .path = path, .src = src };
}

/* A lock whose sources name both names of the environment file, or which stands beside it. */
static void add_lock(arena *a, const input *in, side *s, str text)
{
	static const str head = S_INIT("version: 1\nmetadata:\n  content_hash: {linux-64: x}\n"
	                               "  channels: [{url: conda-forge, used_env_vars: []}]\n"
	                               "  platforms: [linux-64, win-64]\n  sources: [a.yml, b.yml]\npackage:\n");
	static const str paths[] = { S_INIT("env/conda-lock.yml"), S_INIT("env/conda-lock.yml"),
		                     S_INIT("env/a-linux-64.lock"), S_INIT("env/pixi.lock") };
	str path = paths[in->lock_kind];
	if (!text.p)
		add_absent(a, s, path);
	else if (in->lock_kind == 1)
		add(a, s, path, arena_cat(a, head, text));
	else if (in->lock_kind == 2)
		add(a, s, path, arena_cat(a, S("@EXPLICIT\n"), text));
	else
		add(a, s, path, text);
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const file *)x)->path, ((const file *)y)->path);
}

static void sort_files(side *s)
{
	qsort(s->files.at, (size_t)s->files.n, sizeof *s->files.at, by_path);
}

static void run(arena *a, const input *in, const policy *p, report *out)
{
	str old = in->odd_path ? S("env/\x1b]0;a\n|<b>.yml") : S("env/a.yml");
	str now = in->renamed ? S("env/b.yml") : old;
	side base = { .rev = { .kind = REV_COMMIT, .name = S("base") }, .policy = p }, head = base;
	add(a, &base, old, in->base);
	if (in->renamed) {
		add_absent(a, &base, now);
		add_absent(a, &head, old);
	}
	add(a, &head, now, in->head);
	head.files.at[head.files.n - 1].was = in->renamed ? old : (str){ 0 };
	if (in->locks[0].p || in->locks[1].p) {
		add_lock(a, in, &base, in->locks[0]);
		add_lock(a, in, &head, in->locks[1]);
	}
	sort_files(&base);
	sort_files(&head);
	plan_classify(a, p, in->whole ? NULL : &base, &head);
	families_build(a, p, in->whole ? NULL : &base, &head);
	head.before = in->whole ? NULL : &base;
	base.date = head.date = S("2026-11-23");
	head.asks_all = in->whole;
	settle_input s = { .policy = p, .head = &head, .whole_introduced = in->whole, .waivers_stand = in->whole,
		           .date = head.date };
	s.head_findings = judge_side(a, &head);
	if (!in->whole) {
		s.base = &base;
		s.base_findings = judge_side(a, &base);
		s.change = judge_change(a, &base, &head, p, &(range_facts){ 0 });
		s.target = &base;
		s.target_findings = s.base_findings;
	}
	*out = (report){ .command = S("check"), .date = S("2026-11-23"), .policy = p, .head = head.rev };
	out->platform.kind = S("terminal");
	settle(a, &s, out);
}

static str written(arena *a, const report *r)
{
	buf b = buf_new(a);
	for (int i = 0; i < WRITER_COUNT; i++) {
		for (int style = 0; style < 2; style++) {
			look l = { .color = style, .width = style ? 80 : 0, .verbose = style, .list_existing = style };
			WRITERS[i].write(&b, r, &l);
		}
	}
	return buf_str(&b);
}

static void look_at(const report *r, const input *in)
{
	bool fails = false;
	for (ptrdiff_t i = 0; i < r->findings.n; i++) {
		const finding *f = &r->findings.at[i];
		MUST(f->rule < RULE_COUNT && f->severity > OFF && f->severity < NEVER);
		MUST(f->path.n && f->subject.p && f->message.n && f->hint.n);
		MUST(!f->src || f->at.end <= f->src->bytes.n);
		MUST(!f->waived || (f->waiver && !f->fails));
		/* Nothing counts that only the head says. */
		MUST(!f->waived || in->whole || str_find(in->base, f->waiver->reason) >= 0);
		MUST(!f->waived || in->whole || str_find(in->base, S("envgate-ignore")) >= 0);
		fails |= f->fails;
	}
	MUST(r->verdict == (fails ? VERDICT_FAIL : VERDICT_PASS) || (r->verdict == VERDICT_NOTHING && !fails));
	bool same = !in->whole && str_eq(in->base, in->head) && str_eq(in->locks[0], in->locks[1]) &&
	            !in->locks[0].p == !in->locks[1].p;
	MUST(!same || in->renamed || (!fails && r->changes.n == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 32 * 1024)
		return 0;
	input in = input_of((str){ (const char *)data, (ptrdiff_t)size });
	policy p = policy_built_in(in.profile);
	str text[2];
	arena *a[2];
	for (int i = 0; i < 2; i++) {
		a[i] = arena_open((ptrdiff_t)ARENA_BUDGET_MIB * 1024 * 1024);
		report r = { 0 };
		run(a[i], &in, &p, &r);
		look_at(&r, &in);
		text[i] = written(a[i], &r);
	}
	MUST(str_eq(text[0], text[1]));
	arena_close(a[0]);
	arena_close(a[1]);
	return 0;
}
