# shellcheck shell=bash disable=SC2154
# The environment file itself: gone, moved, or no file any more.

fresh && git rm -q environment.yml
row file-deleted "deletes the environment file" 1 "error change/removed" "\`change/removed\`"

fresh && fault && git mv environment.yml deps.yaml
row file-renamed "renames it to a name that nothing gates" 1 "error change/removed" "\`change/removed\`"

fresh && fault && git mv environment.yml x && git mv gpu/environment.yml environment.yml && git mv x gpu/environment.yml
row file-swapped "swaps it with another gated file" 1 "newcomer" "the fault fails, at its new place"

fresh && git rm -q environment.yml && git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),environment.yml"
row file-submodule "turns it into a submodule" 1 "error (change/removed|file/not-a-file)" "\`file/not-a-file\`"

fresh && git rm -q environment.yml && ln -s ../outside.yml environment.yml
row file-symlink "turns it into a symlink out of the tree" 1 "error (change/removed|file/not-a-file)" "\`file/not-a-file\`"

fresh && fault && mkdir -p real && git mv environment.yml real/deps.txt && ln -s real/deps.txt environment.yml
row file-link-inside "hides the text behind a symlink inside the tree" 1 "newcomer" "the fault fails: the link is followed once"

fresh && fault && echo 'environment.yml working-tree-encoding=ISO-8859-1' > .gitattributes
row attributes-encoding "lets git write the file in another encoding" 1 "file/not-a-file" "\`file/not-a-file\`: what is checked out is not what was judged"

fresh && fault && printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 10\n' 0 > environment.yml
row file-lfs "replaces it by a Git LFS pointer" 1 "file/not-a-file" "\`file/not-a-file\`"

fresh && fault && { for i in $(seq 2100); do mkdir -p "e/$i" && printf 'dependencies: [a=1]\n' > "e/$i/environment.yml"; done; }
row files-thousands "brings 2,100 environment files" 3 "more than 2000" "cannot judge: a bound was reached, and nothing passes"

fresh && { sed -n '1,/^dependencies/p' environment.yml; for i in $(seq 10000); do echo "  - junk-$i"; done; echo "  - newcomer"; } > x && mv x environment.yml
row findings-flood "10,000 findings around the one that matters" 1 "10001|10,001|folded|more" "fails; rows are folded, counts and exit status count all"

fresh && fault && head -c 1100000 /dev/zero | tr '\0' '#' >> environment.yml
row file-large "a file beyond the bound" 1 "file/too-large" "\`file/too-large\`"
