/* event: see event.h. Which platform this is, and the words all of them share.
 *
 * Each platform marks its jobs with a variable (Jenkins with two: JENKINS_URL alone is what users of its
 * command line put into their shells). The marks are tried in a fixed order, code hosts
 * first; the hook framework comes last, because it also runs inside a job and knows less. Two marks at
 * once mean that one of them is somebody's own setting: refused, not guessed. */
#include "edge/event.h"

#include "edge/host.h"

static const struct mark {
	const char *variable;
	const char *with; /* NULL: the variable has to be "true"; else any text will do, if this one is set too */
	const char *kind; /* platform.kind */
	void (*look)(arena *a, event *ev);
} marks[] = {
	{ "GITHUB_ACTIONS", NULL,           "github",    event_github },
	{ "GITLAB_CI",      NULL,           "gitlab",    event_gitlab },
	{ "TF_BUILD",       NULL,           "azure",     event_azure },
	{ "JENKINS_URL",    "BUILD_NUMBER", "jenkins",   event_jenkins },
	{ "BUILDKITE",      NULL,           "buildkite", event_buildkite },
	{ "CIRCLECI",       NULL,           "circleci",  event_circleci },
};

bool event_is_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_hex(s.p[i]))
			return false;
	return s.n == 40;
}

bool event_is_zeros(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != '0')
			return false;
	return s.n == 40;
}

/* The rules of git check-ref-format that keep a name from being read as something else. */
bool event_is_branch(str s)
{
	static const char refused[] = " ~^:?*[\\\x7f";
	if (s.n < 1 || s.n > 255 || s.p[0] == '-' || s.p[0] == '/' || s.p[0] == '.')
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || str_find_byte(str_of(refused), s.p[i]) >= 0)
			return false;
	return str_find(s, S("..")) < 0 && str_find(s, S("@{")) < 0 && str_find(s, S("//")) < 0 &&
	       !str_ends(s, S("/")) && !str_ends(s, S(".")) && !str_ends(s, S(".lock"));
}

long long event_number(str s)
{
	const ptrdiff_t most_digits = 18; /* of a long long */
	long long n = 0;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]) || i >= most_digits)
			return 0;
		n = n * 10 + (s.p[i] - '0');
	}
	return n;
}

str event_branch_of(str ref)
{
	return str_starts(ref, S("refs/heads/")) ? str_from(ref, S("refs/heads/").n) : (str){ 0 };
}

void event_refuse(arena *a, event *ev, str what, str hint)
{
	if (!hint.n)
		hint = S("say what to compare: --base SHA --head SHA --policy-ref SHA, or origin/main...HEAD");
	ev->kind = EVENT_REFUSED;
	ev->refused = err_hint(a, err_new(a, ERR_CI, "%.*s", SARG(what)), "%.*s", SARG(hint));
}

bool event_wants_id(arena *a, event *ev, str id, str name)
{
	if (event_is_id(id))
		return true;
	event_refuse(a, ev,
	             id.n ? arena_printf(a, "%.*s is no commit id: '%.*s'", SARG(name), SARG(str_head(id, 80)))
	                  : arena_printf(a, "the event has no %.*s", SARG(name)),
	             (str){ 0 });
	return false;
}

bool event_wants_target(arena *a, event *ev, str branch)
{
	if (!event_is_branch(branch)) {
		event_refuse(a, ev,
		             branch.n ? arena_printf(a, "the target '%.*s' is no branch's name",
		                                     SARG(str_head(branch, 80)))
		                      : S("the event does not name the branch to compare with"),
		             (str){ 0 });
		return false;
	}
	ev->branch = branch;
	ev->source = S("origin");
	ev->tip = arena_printf(a, "refs/remotes/origin/%.*s", SARG(branch));
	return true;
}

void event_words(arena *a, event *ev, str what, str into)
{
	ev->words = into.n ? arena_printf(a, "%.*s %.*s", SARG(what), SARG(into)) : what;
}

bool event_is_job(const event *ev)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_eq(ev->platform.kind, str_of(marks[i].kind)))
			return true;
	return false;
}

static bool is_set(const struct mark *m)
{
	str value = host_env(m->variable);
	return m->with ? value.n > 0 && host_env(m->with).n > 0 : str_eq_nocase(value, S("true"));
}

event event_look(arena *a, bool in_ci)
{
	event ev = { .platform = { .kind = in_ci ? S("ci") : S("terminal") } };
	const struct mark *mine = NULL, *other = NULL;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (!is_set(&marks[i]))
			continue;
		if (!mine)
			mine = &marks[i];
		else if (!other)
			other = &marks[i];
	}
	if (!mine) {
		event_precommit(a, &ev);
		return ev;
	}
	ev.platform.kind = str_of(mine->kind);
	mine->look(a, &ev);
	if (!other)
		return ev;
	const err *e = err_new(a, ERR_USAGE, "%s and %s are both set: two platforms cannot both run this job",
	                       mine->variable, other->variable);
	ev.kind = EVENT_REFUSED;
	ev.refused = err_hint(a, e, "unset %s, or say what to compare: --base SHA --head SHA --policy-ref SHA",
	                      other->variable);
	return ev;
}
