# shellcheck shell=bash disable=SC2154
# The policy, waivers and ignores of the head.

fresh && fault && printf 'version: 1\nfail-on: never\nrules: { pin/missing: off }\nchannels: { allow: [] }\n' > .envgate.yml
row policy-loosened "switches the rule off and sets \`fail-on: never\`" 1 "$fails" "the fault fails; the target's policy judges"

fresh && printf 'version: 1\nrules: { pin/missing: off }\n' > .envgate.yml
row policy-alone "changes the policy and nothing else" 0 "warning change/policy" "a warning, with what the new policy would let pass"

fresh && fault && rm .envgate.yml && ln -s /dev/null .envgate.yml
row policy-symlink "makes the policy a symlink" 1 "$fails" "the fault fails, and \`file/policy\`"

fresh && fault && rm .envgate.yml
row policy-removed "removes the policy" 1 "$fails" "the fault fails; the target's policy judges"

fresh && fault && printf 'version: [\n' > .envgate.yml
row policy-broken "breaks the policy" 1 "file/policy" "the fault fails, and \`file/policy\`, which nothing can waive"

fresh && fault && cat >> .envgate.yml << 'END'
  - { rule: pin/missing, path: environment.yml, package: newcomer, reason: "please" }
END
row waiver-added "adds a waiver for its own fault" 1 "$fails" "the fault fails: a new waiver wants a maintainer"

fresh && fault && sed -i 's/package: legacy, //' .envgate.yml
row waiver-widened "drops the package from the waiver that is there" 1 "$fails" "the fault fails: it is another waiver now"

fresh && fault && sed -i 's/^  - newcomer$/  - newcomer  # envgate-ignore: pin\/missing mine/' environment.yml
row ignore-added "adds an ignore beside its own fault" 1 "$fails" "the fault fails: a new ignore wants a maintainer"

fresh && fault && sed -i 's/until=2027-06-30 ours/until=2099-01-01 ours/' environment.yml
row ignore-prolonged "prolongs the ignore that is there" 1 "warning change/policy.* until 2099-01-01" "the fault fails, and \`change/policy\` names the ignore, which counts for nothing"

fresh && sed -i 's,example/plots,evil/plots,' environment.yml
row ignore-moved "gives the ignore to another address" 1 "error pip/moving-ref" "fails: the promise was for the address that stood there"

fresh && fault && printf 'version: 1\nfiles: { exclude: ["**", "%s"] }\nrules: { pin/missing: off }\n' "$(printf 'a*%.0s' $(seq 100))b" > .envgate.yml
row policy-glob "a pattern that backtracks without end, in a policy that excludes everything" 1 "$fails" "the fault fails, at once: globs are matched in linear time"

fresh && fault && sed -i 's/^  - newcomer$/  - newcomer\n  - pytorch=^((((a{1,60}){1,60}){1,60}){1,60})$/' environment.yml
row spec-regex "a version that is a regular expression made to explode" 1 "newcomer" "the fault fails: match, depth and memory of expressions are bounded"

fresh && fault && git rm -q --cached .envgate.yml && rm .envgate.yml && mkdir .envgate.yml && echo x > .envgate.yml/x
row policy-folder "makes the policy a folder" 1 "$fails" "the fault fails; the target's policy judges"
