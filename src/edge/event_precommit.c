/* event_precommit: the pre-commit framework, which tells its hooks what git told it.
 *
 * Before a push it eats git's lines and hands on two revisions. The first push of a history that the
 * remote shares nothing with has none: then only the remote's name is there. */
#include "edge/event.h"

#include "edge/host.h"

void event_precommit(arena *a, event *ev)
{
	str from = host_env("PRE_COMMIT_FROM_REF"), to = host_env("PRE_COMMIT_TO_REF");
	if (!str_eq(host_env("PRE_COMMIT"), S("1")) && !from.p && !to.p)
		return;
	ev->platform.kind = S("pre-commit");
	ev->kind = EVENT_STAGED;
	if (from.p && to.p) {
		ev->kind = EVENT_UPDATE;
		ev->platform.event = S("range");
		ev->base = from;
		ev->head = to;
		ev->words = S("what pre-commit was asked for");
	} else if (from.p || to.p) {
		event_refuse(a, ev, S("only one of PRE_COMMIT_FROM_REF and PRE_COMMIT_TO_REF is set"), (str){ 0 });
	} else if (host_env("PRE_COMMIT_REMOTE_NAME").p) {
		ev->kind = EVENT_STATE;
		ev->platform.event = S("first-push");
		str branch = host_env("PRE_COMMIT_LOCAL_BRANCH");
		ev->head = branch.p ? branch : S("HEAD");
		event_words(a, ev, S("the first push of"), ev->head);
	}
}
