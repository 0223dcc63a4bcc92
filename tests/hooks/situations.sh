# situations.sh: the ways to make a commit, and what each must come to. Sourced by plain and framework, which
# say how hooks get into a repository: add_hooks (in it), and stage_hooks (what a first commit needs beside).
#
# Every one starts from a copy of $scratch/start, a repository with hooks. What a hook must judge is the index
# that git prepared for it, never the work tree and never .git/index where git uses another.

fresh() { rm -rf "$scratch/repo" && cp -a "$scratch/start" "$scratch/repo" && cd "$scratch/repo"; }
head_of() { git rev-parse -q --verify HEAD || echo none; }

# refused SENTENCE PATTERN COMMAND...: the command fails, says PATTERN, and HEAD stays.
refused() {
	local before
	before=$(head_of)
	row "$1" no "$2" "${@:3}"
	[ "$(head_of)" = "$before" ] || { failed=$((failed + 1)); echo "FAILED: $1: HEAD has moved"; }
}
# accepted SENTENCE COMMAND...: the command works, and HEAD moves.
accepted() {
	local before
	before=$(head_of)
	row "$1" 0 '' "${@:2}"
	[ "$(head_of)" != "$before" ] || { failed=$((failed + 1)); echo "FAILED: $1: HEAD has not moved"; }
}

everyday() {
	fresh && sed -i 's/scipy=1.11/scipy=1.12/' environment.yml && git add .
	accepted "a raised pin is committed" git commit -qm raised
	fresh && fault && git add .
	refused "a loosened pin is refused" "$fault_says" git commit -qm loosened
	git restore --staged environment.yml && echo 2 >> notes.txt && git add notes.txt
	accepted "what is not staged is not judged" git commit -qm notes
	fresh && fault
	refused "commit -a judges what it is about to stage" "$fault_says" git commit -qam loosened
	fresh && fault && git add . && git restore --source=HEAD environment.yml
	refused "what is staged is judged, whatever the work tree holds" "$fault_says" git commit -qm loosened
}

paths() {
	fresh && fault && git add environment.yml && echo 2 >> notes.txt
	accepted "commit -- PATH leaves another staged file out of the commit, and of the verdict" git commit -qm notes -- notes.txt
	fresh && fault && echo 2 >> notes.txt && git add notes.txt
	refused "commit -- PATH judges that path though it is not staged" "$fault_says" git commit -qm loosened -- environment.yml
	fresh && mkdir -p sub && git mv environment.yml sub/ && git commit -qnm moved && cd sub && fault && git add .
	refused "a commit from a subfolder is judged too" "$fault_says" git commit -qm loosened
}

vanishing() {
	fresh && git rm -q environment.yml
	refused "deleting the environment file is refused" 'error change/removed' git commit -qm gone
	fresh && git mv environment.yml old.txt
	refused "renaming it away is refused" 'error change/removed' git commit -qm renamed
	fresh && mkdir gpu && git mv environment.yml gpu/environment.yml
	accepted "moving it to where it is still gated is fine" git commit -qm moved
}

elsewhere() {
	fresh && git worktree add -q "$scratch/tree" -b tree && cd "$scratch/tree" && fault && git add .
	refused "a linked worktree has its own index" "$fault_says" git commit -qm loosened
	git restore --staged --worktree . && echo 2 >> notes.txt
	accepted "and commits what is fine" git commit -qam notes
	rm -rf "$scratch/tree" "$scratch/super"
	git init -q "$scratch/super" && cd "$scratch/super" && git submodule --quiet add "$scratch/start" part && git commit -qm part
	cd part && add_hooks && fault && git add .
	refused "a submodule's commit is judged in the submodule" "$fault_says" git commit -qm loosened
	git restore --staged --worktree . && sed -i 's/scipy=1.11/scipy=1.12/' environment.yml
	accepted "and commits what is fine" git commit -qam raised
	cd .. && rm -rf "$scratch/hooked" && git add part && cp -a . "$scratch/hooked" && cd "$scratch/hooked" && add_hooks && stage_hooks
	accepted "moving a submodule in the superproject is no fault" git commit -qam 'move part'
}

first() {
	rm -rf "$scratch/repo" && git init -q "$scratch/repo" && cd "$scratch/repo" && add_hooks && stage_hooks
	write_environment environment.yml && echo 'prefix: /home/kim/env' >> environment.yml && git add .
	refused "the first commit is judged" 'error file/prefix' git commit -qm first
	sed -i '/^prefix/d' environment.yml && git add .
	accepted "and made when nothing is wrong" git commit -qm first
}

merges() {
	fresh && git checkout -qb topic && fault && git commit -qanm loosened && git checkout -q main && echo 2 >> notes.txt && git commit -qam notes
	accepted "a merge brings what the other branch was judged for" git merge -q -m merged topic
	fresh && git checkout -qb topic && echo 3 > more.txt && git add . && git commit -qm more && git checkout -q main && echo 2 >> notes.txt && git commit -qam notes
	git merge -q --no-commit topic > /dev/null 2>&1
	fault && git add environment.yml
	refused "a fault that the merge itself brings is refused" "$fault_says" git commit -qm merged
	git restore --source=HEAD --staged --worktree environment.yml
	accepted "without it the merge is made" git commit -qm merged
}

all_situations() { everyday; paths; vanishing; elsewhere; first; merges; }
