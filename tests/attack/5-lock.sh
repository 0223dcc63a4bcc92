# shellcheck shell=bash disable=SC2154
# A lock edited by hand: the example of docs/example/train, whose lock fits its environment files.

mkdir "$scratch/locked" && cp -r "$here/../../docs/example/train/." "$scratch/locked" && cd "$scratch/locked" &&
	git init -q -b target . && commit target
fresh_lock() { cd "$scratch" && rm -rf repo && cp -r locked repo && cd repo && git checkout -qb pull; }
# edit NAME SED: the record of one package in the lock.
edit() { sed -i "/^- name: $1\$/,/^- name: /{$2}" conda-lock.yml; }

fresh_lock && edit numpy 's/^  version: .*/  version: 2.3.4/'
row lock-version "writes another version into the lock" 1 "error lock/tampered" "\`lock/tampered\`: the address says another version"

fresh_lock && edit numpy 's/numpy-2.3.5-py312h33ff503_1/numpy-2.3.5-py312h0000000_9/'
row lock-build "writes another build into the lock's address" 1 "error (lock/tampered|change/rehashed)" "\`lock/tampered\`: the hash is that of the build that stood there"

fresh_lock && edit numpy 's,https://conda.anaconda.org/conda-forge/,https://evil.example/conda-forge/,'
row lock-host "takes a package from another host" 1 "error lock/source" "\`lock/source\`"

fresh_lock && edit numpy 's,https://conda.anaconda.org/conda-forge/,https://conda.anaconda.org/evil/,'
row lock-channel "takes a package from another channel" 1 "error lock/source" "\`lock/source\`"

fresh_lock && sed -i 's/^  - url: conda-forge$/  - url: conda-forge\n    used_env_vars: []\n  - url: evil/' conda-lock.yml && edit numpy 's,anaconda.org/conda-forge/,anaconda.org/evil/,'
row lock-channel-declared "and adds that channel to the lock's own list" 1 "error lock/source" "\`lock/source\`: the environment files say what is declared, the lock does not"

fresh_lock && edit numpy 's/^    sha256: .*/    sha256: 0000000000000000000000000000000000000000000000000000000000000001/; s/^    md5: .*/    md5: 00000000000000000000000000000001/'
row lock-hash "gives a locked package another hash" 1 "error change/rehashed" "\`change/rehashed\`"

fresh_lock && edit numpy '/^    sha256: /d'
row lock-hash-gone "takes the stronger hash away" 1 "error change/rehashed" "\`change/rehashed\`"

fresh_lock && sed -i '/^  - environment-dev.yml$/d' conda-lock.yml
row lock-source-dropped "drops a source from the lock" 1 "error lock/orphaned" "\`lock/orphaned\`"

fresh_lock && sed -i '/^  - environment.yml$/d' conda-lock.yml && edit numpy 's/2.3.5/1.0.0/'
row lock-escape "drops the source that its edit contradicts" 1 "error lock/(orphaned|unsatisfied)" "\`lock/orphaned\`: the family is what both sides say"

fresh_lock && cat >> conda-lock.yml << 'END'
- name: miner
  version: 1.0.0
  manager: conda
  platform: linux-64
  dependencies: {}
  url: https://conda.anaconda.org/conda-forge/linux-64/miner-1.0.0-0.conda
  hash:
    md5: 00000000000000000000000000000001
    sha256: 0000000000000000000000000000000000000000000000000000000000000001
  category: main
  optional: false
END
row lock-added "adds a package that nothing needs" 1 "error lock/undeclared" "\`lock/undeclared\`"

fresh_lock && edit pytorch 's/cuda129_mkl_py312_h2ff76c1_300/cpu_mkl_py312_h2ff76c1_300/'
row lock-cpu "locks a CPU build where a GPU is declared" 1 "error (cuda/cpu-build|lock/unsatisfied)" "\`lock/unsatisfied\` with \`cuda/cpu-build\`"

fresh_lock && sed -i 's/^version: 1$/version: 9/' conda-lock.yml
row lock-newer "claims a format that no reader knows" 1 "error file/syntax" "\`file/syntax\`: a lock that is not understood does not pass"

fresh_lock && git rm -q conda-lock.yml
row lock-deleted "deletes the lock" 1 "error change/removed" "\`change/removed\`"

fresh_lock && sed -i 's,^  url: https://conda.anaconda.org/conda-forge/linux-64/pytorch-2,  url: https://conda.anaconda.org/conda-forge/linux-64/../../evil/linux-64/pytorch-2,' conda-lock.yml
row lock-dots "climbs to another channel with dots" 1 "error (lock/source|lock/tampered)" "\`lock/source\`"
