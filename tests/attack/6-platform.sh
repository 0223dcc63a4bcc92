# shellcheck shell=bash disable=SC2154,SC2016
# The choice of the base, where nothing is typed: what the platform is told, and what the author makes of it.
# tests/platform/attack.rows has these and more for each platform.

# as_job TEXT: from now on envgate runs in a job with these variables, made when it starts.
program=$envgate
as_job() {
	envgate=$scratch/as-job
	printf '#!/usr/bin/env bash\n%s\nexport CI=true\nexec "%s" "$@"\n' "$1" "$program" > "$envgate"
	chmod +x "$envgate"
}
pull_request='export GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=../event.json GITHUB_SHA=$(git rev-parse merge)
git update-ref refs/remotes/origin/target target
printf "{\"pull_request\":{\"number\":1,\"head\":{\"sha\":\"%s\"},\"base\":{\"sha\":\"%s\",\"ref\":\"target\"}}}" \
	"$(git rev-parse pull)" "$(git rev-parse target)" > ../event.json'
branch_push='export GITLAB_CI=true CI_PIPELINE_SOURCE=push CI_COMMIT_SHA=$(git rev-parse pull) CI_COMMIT_BEFORE_SHA=$(git rev-parse pull^)
export CI_COMMIT_BRANCH=pull CI_DEFAULT_BRANCH=target
git update-ref refs/remotes/origin/target target'
merge_request='export GITLAB_CI=true CI_PIPELINE_SOURCE=merge_request_event CI_COMMIT_SHA=$(git rev-parse pull) CI_MERGE_REQUEST_IID=1
export CI_MERGE_REQUEST_TARGET_BRANCH_NAME=target CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse pull^)
git update-ref refs/remotes/origin/target target'
day='--date 2026-11-23'

# The author merges the target into the fault: a commit with two parents, whose first parent has the fault.
# The platform's own merge of it is the branch merge.
merge() { git -c user.name=a -c user.email=a@example.org merge -q --no-ff --no-edit "$1"; }
crafted_merge() {
	fresh && fault && commit fault && git checkout -q target && echo moved > README && commit moved && git checkout -q pull &&
		merge target && git checkout -q --detach target && merge pull && git branch merge && git checkout -q pull
}
# row has put an empty commit on top.
bare_head='git reset -q --hard HEAD^'

as_job "$bare_head
$pull_request"
crafted_merge
row base-crafted-merge "makes its head a merge, whose first parent has the fault already" 1 "$fails" "the fault fails: only the platform's own merge has HEAD^1 for a base" $day

as_job "$bare_head
${pull_request/rev-parse merge/rev-parse pull}"
crafted_merge
row base-crafted-head "the same, where the platform checks out heads" 1 "$fails" "the fault fails" $day

as_job "$branch_push"
fresh && fault && commit red
row base-empty-push "pushes the fault to a branch, then an empty commit" 1 "$fails" "the fault fails again: a branch's base is where it left the default branch" $day

as_job "$merge_request"
fresh && fault && commit red
row base-forged "sets \`CI_MERGE_REQUEST_DIFF_BASE_SHA\` to a commit that has the fault" 3 "the merge base is" "cannot judge: it is not the merge base" $day

as_job "$pull_request
export GITLAB_CI=true CI_PIPELINE_SOURCE=schedule CI_COMMIT_BRANCH=target CI_DEFAULT_BRANCH=target CI_COMMIT_SHA=\$(git rev-parse pull)"
fresh && git branch -q merge && fault
row platform-two "sets the variables of a second platform" 2 "both set" "usage: two platforms cannot both run one job" $day

envgate=$program
