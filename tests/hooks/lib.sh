# lib.sh: scratch repositories and rows for the tests of hooks. Sourced; wants $envgate (absolute).
#
# Each test starts from a clean environment: no configuration but its own, no GIT_ variables, no CI. What a
# row says is one sentence; a row that fails prints what happened.
set -uo pipefail
unset $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p') CI GITHUB_ACTIONS GITLAB_CI PRE_COMMIT NO_COLOR CDPATH LANGUAGE
scratch=$(mktemp -d "${TMPDIR:-/tmp}/envgate-hooks.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/home" "$scratch/bin"
ln -s "$envgate" "$scratch/bin/envgate"
export HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/home" XDG_CACHE_HOME="$scratch/home/cache" LC_ALL=C.UTF-8 \
	PATH="$scratch/bin:$PATH" GIT_CONFIG_NOSYSTEM=1 TERM=dumb SOURCE_DATE_EPOCH=1772323200 \
	GIT_AUTHOR_NAME=Kim GIT_AUTHOR_EMAIL=kim@example.org GIT_COMMITTER_NAME=Kim GIT_COMMITTER_EMAIL=kim@example.org \
	LSAN_OPTIONS="suppressions=$here/../lsan.supp:print_suppressions=0" ASAN_OPTIONS=fast_unwind_on_malloc=0
git config --global init.defaultBranch main
git config --global protocol.file.allow always
git config --global advice.detachedHead false

passed=0 failed=0
# verdict SENTENCE OK: counts a row; tells what $scratch/out holds when OK is not 0.
verdict() {
	if [ "$2" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $1"
		sed 's/^/    /' "$scratch/out" | head -n 40
	fi
}

# row SENTENCE WANTED PATTERN COMMAND...: WANTED is the exit status, or "no" for any but 0; PATTERN (may be
# empty) stands in what the command prints.
row() {
	local sentence=$1 want=$2 pattern=$3 rc=0 ok=1
	shift 3
	"$@" > "$scratch/out" 2>&1 || rc=$?
	echo "(exit status $rc, wanted $want, and /$pattern/)" >> "$scratch/out"
	if [ "$want" = "$rc" ] || { [ "$want" = no ] && [ "$rc" != 0 ]; }; then
		[ -n "$pattern" ] && ! sed '$d' "$scratch/out" | grep -qE "$pattern" || ok=0
	fi
	verdict "$sentence" $ok
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

write_environment() {
	printf 'name: train\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - numpy=1.26\n  - scipy=1.11\n' > "$1"
}

# The fault that the gate refuses: a pin loosened, change/loosened.
fault() { sed -i 's/numpy=1.26/numpy/' "${1:-environment.yml}"; }
fault_says='error change/loosened'

# template DIR: a repository with an environment and one other file, committed.
template() {
	git init -q "$1" && (
		cd "$1" && write_environment environment.yml && echo 1 > notes.txt && git add . && git commit -qm start
	)
}
