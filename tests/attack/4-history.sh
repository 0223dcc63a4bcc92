# shellcheck shell=bash disable=SC2154
# Where the branch comes from, what was there before, and when.

# The target's first commit had a policy that allowed everything.
fresh && git checkout -q target^ && git branch -qf pull HEAD && git checkout -q pull && fault
row base-ancient "branches off before the policy was strict" 1 "$fails" "the fault fails: the policy is that of the target's tip"

# An old debt of the same package: python without version at base; a second one beside it.
fresh && git checkout -q target && sed -i 's/^  - scipy=1.11$/  - scipy/' environment.yml && commit debt && git branch -qD pull && git checkout -qb pull &&
	sed -i 's/^  - scipy$/  - scipy\n  - scipy  # [linux]/' environment.yml
row fault-behind-debt "a second fault of a package that has one already" 1 "scipy" "the second one fails: findings are matched one for one"

fresh && sed -i 's/python=3.11/python=3.12/' environment.yml
row freeze-trailer "changes a frozen package, with a trailer that allows it" 1 "error change/frozen" "\`change/frozen\`: a trailer explains, it never permits"

fresh && sed -i 's/python=3.11/python=3.12/' environment.yml
row freeze-last-day "on the last day of the window" 0 "envgate: pass" "passes: the window's days are inclusive, in UTC" --date 2027-01-14 target...pull

fresh && sed -i 's/python=3.11/python=3.12/' environment.yml
row freeze-day-after "on the day after the window" 1 "error change/frozen" "\`change/frozen\`" --date 2027-01-15 target...pull

fresh && sed -i 's/^  - tqdm=4.66$/  - tqdm=4.67/' environment.yml
row waiver-last-day "on the last day of an ignore" 0 "envgate: pass" "passes" --date 2027-06-30 target...pull

fresh && sed -i 's/^  - tqdm=4.66$/  - tqdm=4.67/' environment.yml
row waiver-day-after "on the day after: what was ignored is old debt again" 0 "expired|existing" "passes, and says that the ignore has expired" --date 2027-07-01 target...pull

fresh && fault && mkdir -p .github/workflows && printf 'jobs: { gate: { if: false } }\n' > .github/workflows/envgate.yml
row gate-edited "edits the workflow that starts the gate" 1 "$fails" "the fault fails in this run, and \`change/policy\` names the file"
