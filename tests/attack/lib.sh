# lib.sh: a repository to attack, and how an attack is tried. Sourced by run.
#
# Every attack starts from the same target branch: a gated environment with a policy, one waiver, one
# ignore, and a second environment file. The pull request makes the attack and, beside it, brings the fault:
# an entry without a version, which the target's policy refuses. What is expected is that the fault still
# fails the gate (or that the run says it cannot judge), whatever the attack tried.

write_target() {
	mkdir -p gpu
	cat > environment.yml << 'END'
name: train
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy=1.26
  - pandas=2.1
  - scipy=1.11
  - pillow=10.0
  - tqdm=4.66
  - pip=24.0
  - pip:
      - git+https://github.com/example/plots  # envgate-ignore: pip/moving-ref until=2027-06-30 ours
      - einops==0.8.0
END
	cat > gpu/environment.yml << 'END'
name: gpu
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numba=0.58
END
	cat > .envgate.yml << 'END'
version: 1
channels: { allow: [conda-forge] }
freeze:
  - packages: [python]
    windows: ["01-01..01-14"]
waivers:
  - { rule: pin/missing, path: environment.yml, package: legacy, reason: "goes away with the old loader", until: 2027-06-30 }
END
}

# The fault that every attack brings along.
fault() { sed -i 's/^  - tqdm=4.66$/  - tqdm=4.66\n  - newcomer/' environment.yml; }

commit() {
	git add -A
	git -c user.name=a -c user.email=a@example.org -c protocol.file.allow=always commit -qm "$1" --allow-empty
}

# A fresh clone of the target, on the branch of the pull request.
fresh() {
	cd "$scratch" && rm -rf repo && cp -r target repo && cd repo && git checkout -qb pull
}

# gate WANTED_STATUS PATTERN [ARGUMENT...]: what the gate says about target...pull.
gate() {
	local want=$1 pattern=$2 rc=0
	shift 2
	timeout 60 "$envgate" check --date 2026-11-23 "${@:-target...pull}" > "$scratch/out" 2>&1 || rc=$?
	verdict=$rc
	[ $rc = "$want" ] && grep -qE "$pattern" "$scratch/out"
}

passed=0 failed=0
# row ID WHAT STATUS PATTERN SAID [ARGUMENT...]: judges what the attack left in the work tree.
row() {
	local id=$1 what=$2 status=$3 pattern=$4 said=$5
	shift 5
	commit "$id"
	if gate "$status" "$pattern" "$@"; then
		passed=$((passed + 1))
		rows+="| $id | $what | $said | $verdict |"$'\n'
	else
		failed=$((failed + 1))
		echo "FAILED $id: exit $verdict, expected $status and /$pattern/"
		head -n 20 "$scratch/out"
		rows+="| $id | $what | FAILED | $verdict |"$'\n'
	fi
}
