"""log.py: what the history of a folder costs; rows of run.

The peers are git itself on the same question, without file contents (`git log --raw`), a libyaml scan of the same
lock revisions, and the script that people write today: a loop of `git show` and PyYAML. git gets no commit-graph
file, because a clone has none.
"""
import os
import random
import subprocess
import sys

COMMITS, FOLDER = 44000, "ci/deps"
HERE = os.path.dirname(os.path.abspath(__file__))


class Importer:
    def __init__(self, sh, env, repo):
        sh("rm", "-rf", repo)
        sh("git", "init", "-q", "-b", "main", repo)
        self.mark = 0
        self.git = subprocess.Popen(["git", "-C", repo, "fast-import", "--quiet"], stdin=subprocess.PIPE, env=env)

    def data(self, text):
        raw = text.encode()
        self.git.stdin.write(b"data %d\n%s\n" % (len(raw), raw))

    def commit(self, number, files, parents):
        self.mark += 1
        self.git.stdin.write(b"commit refs/heads/main\nmark :%d\ncommitter Bench <bench@example.org> %d +0000\n"
                             % (self.mark, 1300000000 + number * 3600))
        self.data(f"commit {number}")
        for i, parent in enumerate(parents):
            self.git.stdin.write(b"%s :%d\n" % (b"merge" if i else b"from", parent))
        for path, text in files:
            self.git.stdin.write(b"M 100644 inline %s\n" % path.encode())
            self.data(text)
        return self.mark

    def close(self, repo):
        self.git.stdin.close()
        if self.git.wait():
            sys.exit(f"bench: git fast-import of {repo} failed")
        open(os.path.join(repo, "ready"), "w").close()


def environment(versions):
    lines = "".join(f"  - package-{i:03d}=1.{v}\n" for i, v in enumerate(versions))
    return "name: bench\nchannels:\n  - conda-forge\ndependencies:\n" + lines


def folder_history(sh, env, repo):
    """44,000 commits with a merge among every fifty; one in a hundred changes four of twelve files in one folder."""
    if os.path.exists(os.path.join(repo, "ready")):
        return repo
    chance, out = random.Random(1), Importer(sh, env, repo)
    pins = {f"{FOLDER}/actions-{i}.yaml": [1] * 40 for i in range(12)}
    others = [f"file{i}.txt" for i in range(30)] + [f"src/m{i}/f{k}.py" for i in range(40) for k in range(30)]
    tip = out.commit(0, [(path, "x\n") for path in others] + [(p, environment(v)) for p, v in pins.items()], [])
    number = 1
    while number < COMMITS:
        files = [(chance.choice(others), f"{number}\n")]
        if number % 50 == 0:
            side = out.commit(number, files, [tip])
            main = out.commit(number + 1, [(chance.choice(others), f"{number + 1}\n")], [tip])
            tip = out.commit(number + 2, [], [main, side])
            number += 3
            continue
        if number % 100 == 7:
            for path in chance.sample(sorted(pins), 4):
                pins[path][chance.randrange(40)] += 1
                files.append((path, environment(pins[path])))
        tip = out.commit(number, files, [tip])
        number += 1
    out.close(repo)
    sh("git", "-C", repo, "-c", "gc.writeCommitGraph=false", "gc", "-q")
    return repo


def lock_history(sh, env, repo, lock):
    """100 revisions of one lock, 0.4 MB each, among them some that the environment file does not fit."""
    if os.path.exists(os.path.join(repo, "ready")):
        return repo
    out, tip = Importer(sh, env, repo), []
    for i in range(100):
        pins = [f"  - package-{k:05d}=1.{2 if i % 10 == 3 and k == 7 else 1}.{k % 10}\n" for k in range(40)]
        files = [("environment.yml", "channels:\n  - conda-forge\ndependencies:\n" + "".join(pins)),
                 ("conda-lock.yml", lock(i))]
        tip = [out.commit(i, files, tip)]
    out.close(repo)
    return repo


def blobs(env, repo, path, folder):
    """The revisions of a file, as files for the scan."""
    os.makedirs(folder, exist_ok=True)
    ids = subprocess.run(["git", "-C", repo, "log", "--format=%H", "--", path], env=env, check=True, capture_output=True,
                         text=True).stdout.split()
    names = []
    for oid in ids:
        names.append(os.path.join(folder, oid))
        if not os.path.exists(names[-1]):
            with open(names[-1], "wb") as f:
                subprocess.run(["git", "-C", repo, "cat-file", "blob", f"{oid}:{path}"], env=env, check=True, stdout=f)
    return names


def folder_rows(t, programs, repo, measure, rounds):
    git = ["git", "-C", repo, "-c", "core.commitGraph=false", "log", "--raw"]
    commands = {"git log --raw --full-history": [*git, "--full-history", "--", FOLDER],
                "git log --raw": [*git, "--", FOLDER]}
    for p in programs:
        commands[f"envgate log{p.label}"] = [p.path, "--repo", repo, "log", "--path", FOLDER]
    r = measure(rounds, commands)
    script = {"git show and PyYAML": [sys.executable, os.path.join(HERE, "peer_log.py"), repo, FOLDER]}
    loop = measure(1, script)["git show and PyYAML"]
    t.head(f"The history of one folder in {COMMITS:,} commits")
    for name, result in [*r.items(), ("git show and PyYAML", loop)]:
        t.line(name, result)
    for p in programs:
        mine = r[f"envgate log{p.label}"]
        t.ratio(f"log / git log --raw --full-history{p.label}", lambda t: t(mine) / t(r["git log --raw --full-history"]), 1)
        t.ratio(f"log / git log --raw{p.label}", lambda t: t(mine) / t(r["git log --raw"]), 1.5)
        print(f"    {'the script takes' + p.label:58} {loop.ms / mine.ms:6.1f}x  (git log --raw is the floor of both)")
        t.memory(f"memory{p.label}", mine.mib, 100)


def drift_rows(t, programs, repo, scan, names, measure, rounds):
    commands = {"libyaml scan of all revisions": [scan, *names]}
    for p in programs:
        commands[f"envgate log --drift{p.label}"] = [p.path, "--repo", repo, "log", "--drift"]
    r = measure(rounds, commands)
    script = {"git show and PyYAML": [sys.executable, os.path.join(HERE, "peer_log.py"), repo, "conda-lock.yml"]}
    loop = measure(1, script)["git show and PyYAML"]
    size = sum(os.path.getsize(name) for name in names) / len(names) / 1e6
    t.head(f"{len(names)} revisions of a lock ({size:.1f} MB each)")
    for name, result in [*r.items(), ("git show and PyYAML", loop)]:
        t.line(name, result)
    for p in programs:
        mine = r[f"envgate log --drift{p.label}"]
        t.ratio(f"log --drift / scan{p.label}", lambda t: t(mine) / t(r["libyaml scan of all revisions"]), 1.5)
        t.ratio(f"30 x log --drift / the script{p.label}", lambda t: 30 * t(mine) / t(loop), 1)
        t.memory(f"memory{p.label}", mine.mib, 100)


def rows(t, programs, sh, env, work, lock, measure, rounds):
    folder_rows(t, programs, folder_history(sh, env, os.path.join(work, "folder")), measure, rounds)
    repo = lock_history(sh, env, os.path.join(work, "locks"), lock)
    names = blobs(env, repo, "conda-lock.yml", os.path.join(work, "locks-blobs"))
    drift_rows(t, programs, repo, os.path.join(work, "peer_yaml"), names, measure, max(rounds // 3, 3))
