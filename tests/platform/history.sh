# history.sh: the repository that every row starts from a copy of. Sourced by run.
#
#   root ---- m1 ------------ m2          main; root's policy allows what m1's refuses
#     \         \ \            | \
#      \         \ \- c1       |  w1 - w2 weak: main with the fault, and a branch off it
#       \         \- t1 - t2   |          topic: t1 brings the fault, t2 is an empty commit
#        a1 (fault)            |          ancient
#
#   merge, clean, wmerge, amerge          the platform's merges of m2 with t2, c1 and a1, of w1 with w2
#   crafted                               a merge that the author made: parents f1 (the fault), m2
#   cmerge                                the platform's merge of m2 with crafted
#   x1, x2                                each a merge of c1 and m2: two merge bases
#   s1                                    t2 with a policy that says existing: fail
#   lonely                                shares no history
# shellcheck shell=bash

environment() {
	cat > environment.yml <<- 'END'
		name: train
		channels: [conda-forge]
		dependencies:
		  - python=3.11
		  - numpy=1.26
		  - pandas=2.1
		  - scipy=1.11
		  - pillow=10.0
		  - tqdm=4.66
	END
}
fault() { echo "  - newcomer" >> environment.yml; }
commit() { git add -A && git commit -q --allow-empty -m "$1" && git tag "$1"; }
# platform_merge NAME TARGET SOURCE: as a code host makes it, target first.
platform_merge() {
	git checkout -q --detach "$2" && git merge -q --no-ff --no-edit -m "$1" "$3" && git tag "$1"
}

history() {
	git init -q --template= -b main .
	environment && printf 'version: 1\nrules: { pin/missing: off }\n' > .envgate.yml && commit root
	printf 'version: 1\n' > .envgate.yml && commit m1
	git checkout -q -b topic && fault && commit t1 && commit t2
	git checkout -q -b strict && printf 'version: 1\nexisting: fail\n' > .envgate.yml && commit s1
	git checkout -q -b tidy m1 && sed -i s/tqdm=4.66/tqdm=4.67/ environment.yml && commit c1
	git checkout -q -b forced m1 && fault && commit f1
	git checkout -q main && echo hello > README && commit m2
	git checkout -q -b weak && fault && commit w1 && echo more >> README && commit w2
	git checkout -q -b ancient root && fault && commit a1
	platform_merge merge m2 t2
	platform_merge clean m2 c1
	platform_merge wmerge w1 w2
	platform_merge amerge m2 a1
	git checkout -q --detach f1 && git merge -q --no-ff -m crafted m2 && git tag crafted
	platform_merge cmerge m2 crafted
	platform_merge x1 m2 c1^0 && git commit -q --amend -m x1 && git tag -f x1 > /dev/null
	git checkout -q --detach c1 && git merge -q --no-ff -m x2 m2 && git tag x2
	git checkout -q --orphan lonely && commit lonely
	git checkout -q main
	git tag -a -m release v1 m2
	git update-ref refs/remotes/origin/main m2
	git config uploadpack.allowAnySHA1InWant true
	git gc -q # few files to copy
}
