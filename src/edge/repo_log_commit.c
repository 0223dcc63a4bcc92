/* repo_log_commit: see the header. Parents are taken from the raw commit, so that grafts, replace refs
 * and .git/shallow cannot rewrite history here either. */
#include "edge/repo_log_commit.h"

enum { MAX_PARENTS = 1024, MAX_TOLD_BYTES = 512 };

static const err *read_raw(arena *a, repo *r, const git_oid *id, git_odb_object **out)
{
	int rc = git_odb_read(out, r->odb, id);
	if (rc < 0)
		return repo_says(a, r, rc, "reading the commit %.*s", SARG(oid_hex(a, id)));
	return NULL;
}

static bool take_id(str *rest, str word, git_oid *out)
{
	if (!str_starts(*rest, word) || rest->n < word.n + HEX + 1 || rest->p[word.n + HEX] != '\n')
		return false;
	if (git_oid_fromstrn(out, rest->p + word.n, HEX) < 0)
		return false;
	*rest = str_from(*rest, word.n + HEX + 1);
	return true;
}

/* "NAME <ADDRESS> SECONDS ZONE": what stands behind the last '>'. Dates before 1970 and beyond year 9999
 * are no dates of a commit. */
static long long seconds_of(str line)
{
	str rest = str_trim(str_from(line, str_rfind_byte(line, '>') + 1));
	long long out = 0;
	for (ptrdiff_t i = 0; i < rest.n && is_digit(rest.p[i]); i++) {
		out = 10 * out + (rest.p[i] - '0');
		if (out > 253402300799)
			return 0;
	}
	return out;
}

static const err *corrupt(arena *a, const git_oid *id)
{
	return err_hint(a, err_new(a, ERR_GIT, "the commit %.*s is corrupt", SARG(oid_hex(a, id))), "git fsck");
}

/* Tree and parents off the front. */
static bool take_head(arena *a, str *text, log_commit *out)
{
	git_oid parent;
	out->parents.n = 0;
	if (!take_id(text, S("tree "), &out->tree))
		return false;
	while (take_id(text, S("parent "), &parent)) {
		if (out->parents.n == MAX_PARENTS)
			return false;
		*LIST_PUSH(a, &out->parents) = parent;
	}
	return str_starts(*text, S("author "));
}

const err *log_commit_read(arena *a, repo *r, const git_oid *id, log_commit *out)
{
	git_odb_object *object = NULL;
	str line;
	TRY(read_raw(a, r, id, &object));
	str text = tree_bytes(object);
	bool ok = git_odb_object_type(object) == GIT_OBJECT_COMMIT && take_head(a, &text, out);
	out->time_s = 0;
	while (ok && str_next(&text, '\n', &line) && line.n > 0)
		if (str_starts(line, S("committer "))) {
			out->time_s = seconds_of(line);
			break;
		}
	git_odb_object_free(object);
	return ok ? NULL : corrupt(a, id);
}

/* The name of "author NAME <ADDRESS> ...". */
static str name_in(str line)
{
	ptrdiff_t end = str_find_byte(line, '<');
	str name = str_trim(str_sub(line, (ptrdiff_t)sizeof "author " - 1, end < 0 ? line.n : end));
	return str_head(name, MAX_TOLD_BYTES);
}

const err *log_commit_tell(arena *a, repo *r, const git_oid *id, log_step *out)
{
	git_odb_object *object = NULL;
	TRY(read_raw(a, r, id, &object));
	str text = tree_bytes(object), line;
	out->oid = oid_hex(a, id);
	out->author = out->subject = S("");
	while (str_next(&text, '\n', &line) && line.n > 0) {
		if (str_starts(line, S("author ")))
			out->author = arena_str(a, name_in(line));
		if (str_starts(line, S("committer ")))
			out->time_s = seconds_of(line);
	}
	while (out->subject.n == 0 && str_next(&text, '\n', &line))
		out->subject = arena_str(a, str_head(str_trim(line), MAX_TOLD_BYTES));
	git_odb_object_free(object);
	return NULL;
}
