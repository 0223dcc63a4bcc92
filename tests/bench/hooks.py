"""hooks.py: what a pre-commit hook costs when no environment file is staged; rows of run.

The peer is the least that git itself can do about the same question, `git diff --cached --quiet`. One other
file is staged, as in a commit; work trees are not needed and not made. The target holds for a libgit2 without
network parts, and in a large repository for any: Debian's alone takes longer to load than git takes to run.
"""
import os
import subprocess


def stage(sh, env, repo, path):
    """The index as after a checkout of HEAD, with another text staged at path."""
    if os.path.exists(os.path.join(repo, "staged")):
        return
    blob = subprocess.run(["git", "-C", repo, "hash-object", "-w", "--stdin"], input=b"staged\n", env=env, check=True,
                          capture_output=True).stdout.decode().strip()
    sh("git", "-C", repo, "read-tree", "HEAD")
    sh("git", "-C", repo, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    open(os.path.join(repo, "staged"), "w").close()


def rows(t, programs, repo, title, measure, rounds, every_build):
    """every_build: the target holds whatever libgit2 is linked."""
    commands = {"git diff --cached --quiet": ["git", "-C", repo, "diff", "--cached", "--quiet"]}
    for p in programs:
        commands[f"envgate check --staged{p.label}"] = [p.path, "--repo", repo, "check", "--staged"]
    r = measure(rounds, commands)
    t.head(title)
    for name, result in r.items():
        t.line(name, result)
    for p in programs:
        if every_build or "small" in p.label:
            t.ratio(f"check --staged / git diff --cached{p.label}",
                    lambda t: t(r[f"envgate check --staged{p.label}"]) / t(r["git diff --cached --quiet"]), 1.5)
