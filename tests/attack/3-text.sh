# shellcheck shell=bash disable=SC2154
# What stands in the file: texts that readers, people and machines take for different things.

fresh && fault && printf 'dependencies: [python=3.11]\n' >> environment.yml
row yaml-twice "gives \`dependencies\` twice, the second one harmless" 1 "file/duplicate-key" "\`file/duplicate-key\`"

fresh && fault && printf -- '---\ndependencies: [python=3.11]\n' >> environment.yml
row yaml-documents "adds a second document" 1 "file/not-plain" "\`file/not-plain\`"

fresh && sed -i 's/^dependencies:$/dependencies: !!python\/name:os.system/' environment.yml
row yaml-tag "gives the list a tag" 1 "file/not-plain" "\`file/not-plain\`"

fresh && sed -i 's/^dependencies:$/base: \&b {x: 1}\n<<: *b\ndependencies:/' environment.yml && fault
row yaml-merge "a merge key" 1 "file/not-plain" "\`file/not-plain\`, and the fault fails"

fresh && sed -i 's/^  - numpy=1.26$/  - \xd0\xbfumpy=1.26/' environment.yml
row letters-confusable "writes a package's name with a letter of another alphabet" 1 "file/hidden-text" "\`file/hidden-text\`"

fresh && sed -i 's/^  - numpy=1.26$/  - numpy=1.26 # \xe2\x80\xae fine/' environment.yml
row text-bidi "turns the direction of the text around" 1 "file/hidden-text" "\`file/hidden-text\`"

fresh && sed -i 's/^  - conda-forge$/  - https:\/\/evil.example\/conda-forge/' environment.yml
row channel-same-name "a channel of the same name on another host" 1 "error channel/not-allowed" "\`channel/not-allowed\`: places are compared, not names"

fresh && sed -i 's/^  - conda-forge$/  - https:\/\/conda.anaconda.org@evil.example\/conda-forge/' environment.yml
row channel-userinfo "hides the host behind a user's name" 1 "error channel/not-allowed" "\`channel/not-allowed\`"

fresh && sed -i 's/^  - conda-forge$/  - http:\/\/conda.anaconda.org\/conda-forge/' environment.yml
row channel-http "drops to plain http" 1 "error channel/not-allowed" "\`channel/not-allowed\`"

fresh && sed -i 's/^  - conda-forge$/  - file:\/\/\/tmp\/conda-forge/' environment.yml
row channel-file "a channel in a folder of the runner" 1 "error channel/not-allowed" "\`channel/not-allowed\`"

fresh && sed -i 's/^  - conda-forge$/  - https:\/\/conda.anaconda.org\/conda-forge\/..%2f..%2fevil/' environment.yml
row channel-percent "climbs out with encoded dots and slashes" 1 "error channel/not-allowed" "\`channel/not-allowed\`"

fresh && sed -i 's/^  - conda-forge$/  - https:\/\/conda.an\xd0\xb0conda.org\/conda-forge/' environment.yml
row channel-idn "a host that looks like the real one" 1 "error (channel/not-allowed|file/hidden-text)" "\`channel/not-allowed\` and \`file/hidden-text\`"

fresh && sed -i 's/^  - numpy=1.26$/  - https:\/\/evil.example\/conda-forge::numpy=1.26/' environment.yml
row channel-prefix "a channel in front of one entry" 1 "error channel/not-allowed" "\`channel/not-allowed\`"

fresh && sed -i 's/^  - numpy=1.26$/  - "numpy|pin\/missing|newcomer=1.26"\n  - newcomer/' environment.yml
row name-crafted "a name made of what identities are made of" 1 "newcomer" "the fault fails: identities are compared as texts, field by field"
