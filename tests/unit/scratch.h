/* scratch: a row is a shell script that makes repositories in a fresh folder, questions to repo.h and
 * range.h, one a line, and the answers they must give. The folder and the environment are put back
 * after each row.
 *
 *     env NAME=VALUE | cd DIR          before the repository is opened
 *     open [DIR | trust]               ok, and where
 *     diff BASE HEAD [links]           one line a delta; paths ending in .yml are wanted; with the
 *                                      links of folders that did not change
 *     read SIDE PATH [MAX_BYTES]       kind, size, text and what else is set
 *     list SIDE FOLDER [deep]          names, a slash behind folders, @ behind submodules
 *     commit NAME | parents NAME | bases X Y | ancestor X Y | knows NAME | heads | replaced
 *     range [OPTIONS]                  base, head, policy, advice
 *     trailers BASE HEAD | message FILE  one line a commit: key=value for each of its trailers
 *
 * SIDE is a revision, or index, work, empty. Commits print as the first of the tags t0 to t9 on them.
 * The scratch folder prints as @. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include "base/buf.h"
#include "edge/file.h"
#include "edge/range.h"
#include "rows.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct scratch_row {
	const char *name, *script, *ask, *want;
} scratch_row;

typedef struct scratch {
	arena *a;
	buf out;
	repo *r;
	repo_options how;
	char dir[64];
} scratch;

/* Every row starts with these in its shell. */
#define SCRATCH_PRELUDE                                                                         \
	"set -e\n"                                                                              \
	"put() { mkdir -p \"$(dirname \"$1\")\"; printf \"$2\" > \"$1\"; }\n"                   \
	"make() { git init -q -b main \"$1\"; cd \"$1\"; }\n"                                   \
	"commit() { git add -A; git commit -q --allow-empty -m \"$1\"; git tag \"$1\"; }\n"

static const char *const scratch_env[] = {
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "CI", "GITHUB_WORKSPACE", "CI_PROJECT_DIR",
	"GIT_CEILING_DIRECTORIES", "SUDO_UID",
};

static inline void scratch_say(scratch *s, const err *e)
{
	str text = err_text(s->a, e);
	buf_printf(&s->out, "%s: %.*s", err_name(e->code), SARG(text));
	if (e->hint.p)
		buf_printf(&s->out, " | %.*s", SARG(e->hint));
	buf_char(&s->out, '\n');
}

static inline void scratch_rev(scratch *s, revision rev)
{
	static const char *const kinds[] = { "none", "commit", "index", "work tree", "empty" };
	if (rev.kind != REV_COMMIT) {
		buf_printf(&s->out, "%s", kinds[rev.kind]);
		return;
	}
	for (int i = 0; i < 10; i++) {
		revision tag;
		str name = arena_printf(s->a, "t%d", i);
		if (!repo_knows(s->r, name) || repo_commit(s->a, s->r, name, &tag))
			continue;
		if (str_eq(tag.oid, rev.oid)) {
			buf_put(&s->out, name);
			return;
		}
	}
	buf_put(&s->out, S("?"));
}

static inline bool scratch_wants(const void *context, str path)
{
	(void)context;
	return str_ends(path, S(".yml"));
}

static inline const err *scratch_side(scratch *s, str name, revision *out)
{
	*out = (revision){ .kind = REV_EMPTY, .name = name };
	if (str_eq(name, S("empty")))
		return NULL;
	out->kind = str_eq(name, S("index")) ? REV_INDEX : REV_WORKTREE;
	if (str_eq(name, S("index")) || str_eq(name, S("work")))
		return NULL;
	return repo_commit(s->a, s->r, name, out);
}

static inline const err *scratch_diff(scratch *s, const str *w)
{
	revision base, head;
	deltas found = { 0 };
	TRY(scratch_side(s, w[1], &base));
	TRY(scratch_side(s, w[2], &head));
	TRY(repo_diff(s->a, s->r, base, head, scratch_wants, NULL, &found));
	if (w[3].n > 0)
		TRY(repo_diff_links(s->a, s->r, head, scratch_wants, NULL, &found));
	for (ptrdiff_t i = 0; i < found.n; i++) {
		const delta *d = &found.at[i];
		char kind = d->base.kind == ENTRY_ABSENT ? 'A' : d->head.kind == ENTRY_ABSENT ? 'D' : 'M';
		buf_printf(&s->out, "%c %.*s", kind, SARG(d->path));
		if (d->was.p)
			buf_printf(&s->out, " was %.*s", SARG(d->was));
		if (d->now.p)
			buf_printf(&s->out, " now %.*s", SARG(d->now));
		buf_char(&s->out, '\n');
	}
	return NULL;
}

static inline const err *scratch_read(scratch *s, const str *w)
{
	static const char *const kinds[] = { "absent", "blob", "tree", "submodule", "bad link", "too large" };
	revision side;
	source src = { 0 };
	ptrdiff_t max = w[3].n ? strtol(arena_str(s->a, w[3]).p, NULL, 10) : 1 << 20;
	TRY(scratch_side(s, w[1], &side));
	TRY(repo_read(s->a, s->r, side, w[2], max, &src));
	buf_printf(&s->out, "%s", kinds[src.kind]);
	if (src.kind == ENTRY_BLOB || src.kind == ENTRY_TOO_LARGE)
		buf_printf(&s->out, " %td", src.size_bytes);
	if (src.bytes.p)
		buf_printf(&s->out, " '%.*s'", SARG(src.bytes));
	if (src.link_to.p)
		buf_printf(&s->out, " -> %.*s", SARG(src.link_to));
	if (src.attribute.p)
		buf_printf(&s->out, " (%.*s)", SARG(src.attribute));
	buf_char(&s->out, '\n');
	return NULL;
}

static inline const err *scratch_list(scratch *s, const str *w)
{
	revision side;
	entries found = { 0 };
	TRY(scratch_side(s, w[1], &side));
	TRY(repo_list(s->a, s->r, side, str_eq(w[2], S(".")) ? S("") : w[2], w[3].n > 0, &found));
	for (ptrdiff_t i = 0; i < found.n; i++)
		buf_printf(&s->out, "%s%.*s%s", i ? " " : "", SARG(found.at[i].path),
		           found.at[i].kind == ENTRY_TREE        ? "/"
		           : found.at[i].kind == ENTRY_SUBMODULE ? "@"
		                                                 : "");
	buf_char(&s->out, '\n');
	return NULL;
}

static inline const err *scratch_commits(scratch *s, const str *w)
{
	revisions found = { 0 };
	revision x, y;
	if (str_eq(w[0], S("heads"))) {
		TRY(repo_merge_heads(s->a, s->r, &found));
	} else {
		TRY(repo_commit(s->a, s->r, w[1], &x));
		if (str_eq(w[0], S("commit")))
			*LIST_PUSH(s->a, &found) = x;
		else if (str_eq(w[0], S("parents")))
			TRY(repo_parents(s->a, s->r, x, &found));
		else {
			TRY(repo_commit(s->a, s->r, w[2], &y));
			TRY(repo_merge_bases(s->a, s->r, x, y, &found));
		}
	}
	buf_put(&s->out, found.n ? S("") : S("none"));
	for (ptrdiff_t i = 0; i < found.n; i++) {
		buf_put(&s->out, i ? S(" ") : S(""));
		scratch_rev(s, found.at[i]);
	}
	buf_char(&s->out, '\n');
	return NULL;
}

static inline void scratch_trailers(scratch *s, const commit *c)
{
	if (c->oid.p)
		scratch_rev(s, (revision){ .kind = REV_COMMIT, .oid = c->oid });
	for (ptrdiff_t i = 0; i < c->trailers.n; i++)
		buf_printf(&s->out, " %.*s=%.*s", SARG(c->trailers.at[i].key), SARG(c->trailers.at[i].value));
	buf_char(&s->out, '\n');
}

static inline const err *scratch_messages(scratch *s, const str *w)
{
	commits found = { 0 };
	revision base, head;
	str text;
	if (str_eq(w[0], S("message"))) {
		TRY(file_read(s->a, w[1], 4 << 20, &text));
		TRY(repo_message(s->a, s->r, text, LIST_PUSH(s->a, &found)));
	} else {
		TRY(scratch_side(s, w[1], &base));
		TRY(scratch_side(s, w[2], &head));
		TRY(repo_commits(s->a, s->r, base, head, &found));
	}
	buf_put(&s->out, found.n ? S("") : S("none\n"));
	for (ptrdiff_t i = 0; i < found.n; i++)
		scratch_trailers(s, &found.at[i]);
	return NULL;
}

static inline const err *scratch_ancestor(scratch *s, const str *w)
{
	revision x, y;
	bool yes;
	TRY(repo_commit(s->a, s->r, w[1], &x));
	TRY(repo_commit(s->a, s->r, w[2], &y));
	TRY(repo_is_ancestor(s->a, s->r, x, y, &yes));
	buf_put(&s->out, yes ? S("yes\n") : S("no\n"));
	return NULL;
}

static inline const err *scratch_range(scratch *s, const str *w)
{
	range_options opt = { 0 };
	range got;
	for (int i = 1; w[i].n; i++) {
		if (str_eq(w[i], S("--staged")))
			opt.staged = true;
		else if (str_eq(w[i], S("--all")))
			opt.all = true;
		else if (str_eq(w[i], S("ci")))
			opt.in_ci = true;
		else if (str_eq(w[i], S("--base")))
			opt.base = w[++i];
		else if (str_eq(w[i], S("--head")))
			opt.head = w[++i];
		else if (str_eq(w[i], S("--policy-ref")))
			opt.policy_ref = w[++i];
		else
			opt.rev = w[i];
	}
	TRY(range_resolve(s->a, s->r, &opt, &got));
	buf_put(&s->out, S("base "));
	scratch_rev(s, got.base);
	buf_printf(&s->out, " (%.*s), head ", SARG(got.base_why));
	scratch_rev(s, got.head);
	buf_put(&s->out, S(", policy "));
	scratch_rev(s, got.policy);
	buf_printf(&s->out, " (%.*s): %.*s", SARG(got.policy_why), SARG(got.reason));
	for (ptrdiff_t i = 0; i < got.also_bases.n; i++) {
		buf_put(&s->out, S(" also "));
		scratch_rev(s, got.also_bases.at[i]);
	}
	if (got.advice.p)
		buf_printf(&s->out, " | %.*s", SARG(got.advice));
	buf_char(&s->out, '\n');
	return NULL;
}

/* Folders of the row's own are printed without where they happen to lie. */
static inline void scratch_where(scratch *s)
{
	str dir = repo_workdir(s->r), mine = str_of(s->dir);
	ptrdiff_t at = dir.p ? str_find(dir, mine) : -1;
	if (!dir.p)
		buf_put(&s->out, S("bare"));
	else
		buf_put(&s->out, at < 0 ? dir : str_from(dir, at + mine.n));
	if (repo_is_shallow(s->r))
		buf_put(&s->out, S(" shallow"));
	buf_char(&s->out, '\n');
}

static inline const err *scratch_ask(scratch *s, const str *w)
{
	if (str_eq(w[0], S("open"))) {
		s->how.trust_owner = str_eq(w[1], S("trust"));
		s->how.dir = s->how.trust_owner || !w[1].n ? (str){ 0 } : w[1];
		s->r = NULL;
	}
	if (!s->r)
		TRY(repo_open(s->a, s->how, &s->r));
	if (str_eq(w[0], S("open")))
		scratch_where(s);
	else if (str_eq(w[0], S("diff")))
		return scratch_diff(s, w);
	else if (str_eq(w[0], S("read")))
		return scratch_read(s, w);
	else if (str_eq(w[0], S("list")))
		return scratch_list(s, w);
	else if (str_eq(w[0], S("range")))
		return scratch_range(s, w);
	else if (str_eq(w[0], S("ancestor")))
		return scratch_ancestor(s, w);
	else if (str_eq(w[0], S("trailers")) || str_eq(w[0], S("message")))
		return scratch_messages(s, w);
	else if (str_eq(w[0], S("knows")))
		buf_put(&s->out, repo_knows(s->r, w[1]) ? S("yes\n") : S("no\n"));
	else if (str_eq(w[0], S("replaced")))
		buf_put(&s->out, repo_has_replace_refs(s->r) ? S("yes\n") : S("no\n"));
	else
		return scratch_commits(s, w);
	return NULL;
}

static inline void scratch_line(scratch *s, str line)
{
	str w[12] = { { 0 } };
	for (int n = 0; line.n > 0 && n < 11;) {
		str word = { 0 };
		(void)str_next(&line, ' ', &word);
		if (word.n > 0)
			w[n++] = word;
	}
	if (w[0].n == 0)
		return;
	if (str_eq(w[0], S("env"))) {
		ptrdiff_t equals = str_find_byte(w[1], '=');
		str value = str_from(w[1], equals + 1);
		if (str_starts(value, S("~/")))
			value = arena_cat(s->a, str_of(s->dir), str_from(value, 1));
		setenv(arena_str(s->a, str_head(w[1], equals)).p, arena_str(s->a, value).p, 1);
	} else if (str_eq(w[0], S("cd"))) {
		assert_int_equal(chdir(arena_str(s->a, w[1]).p), 0);
	} else {
		const err *e = scratch_ask(s, w);
		if (e)
			scratch_say(s, e);
	}
}

static inline str scratch_hide(scratch *s, str text)
{
	buf b = buf_new(s->a);
	str dir = str_of(s->dir);
	for (ptrdiff_t at = str_find(text, dir); at >= 0; at = str_find(text, dir)) {
		buf_put(&b, str_head(text, at));
		buf_char(&b, '@');
		text = str_from(text, at + dir.n);
	}
	buf_put(&b, text);
	return arena_str(s->a, buf_str(&b));
}

static inline void scratch_environment(const char *dir)
{
	for (size_t i = 0; i < sizeof scratch_env / sizeof *scratch_env; i++)
		unsetenv(scratch_env[i]);
	setenv("HOME", dir, 1);
	setenv("XDG_CONFIG_HOME", dir, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "C", 1);
	setenv("GIT_COMMITTER_EMAIL", "c@example.org", 1);
	setenv("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z", 1);
	setenv("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z", 1);
}

static inline void scratch_row_test(void **state)
{
	const scratch_row *row = *state;
	const char *only = getenv("ONLY_ROW"); /* part of a name, to look at one row */
	if (only && !strstr(row->name, only))
		skip();
	scratch s = { .a = arena_open(64 << 20), .dir = "/tmp/envgate-t-XXXXXX" };
	s.out = buf_new(s.a);
	assert_non_null(mkdtemp(s.dir));
	scratch_environment(s.dir);
	assert_int_equal(chdir(s.dir), 0);
	str shell = arena_printf(s.a, "%s%s", SCRATCH_PRELUDE, row->script);
	FILE *sh = popen("sh 2>&1", "w");
	assert_non_null(sh);
	fwrite(shell.p, 1, (size_t)shell.n, sh);
	assert_int_equal(pclose(sh), 0);
	str rest = str_of(row->ask), line;
	while (rest.n > 0 && str_next(&rest, '\n', &line))
		scratch_line(&s, line);
	str got = scratch_hide(&s, arena_str(s.a, buf_str(&s.out))), want = str_of(row->want);
	bool same = str_eq(got, want);
	if (!same)
		print_error("got\n%.*swant\n%.*s", SARG(got), SARG(want));
	scratch_environment(s.dir);
	assert_int_equal(chdir("/"), 0);
	str rm = arena_printf(s.a, "chmod -R u+rwx %s; rm -rf %s", s.dir, s.dir);
	assert_int_equal(system(rm.p), 0);
	arena_close(s.a);
	assert_true(same);
}

#endif
