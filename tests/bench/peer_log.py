"""peer_log.py: the script that people write today: each commit of a folder, each file that it changed, git show, PyYAML,
and a comparison of the entries with those before.

    peer_log.py REPO FOLDER
"""
import subprocess
import sys

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def git(*argv):
    return subprocess.run(["git", "-C", sys.argv[1], *argv], check=True, capture_output=True, text=True).stdout


def entries(text):
    found, read = {}, yaml.load(text, LOADER)
    for package in read.get("package", []):
        found[package["name"], package["platform"]] = package["url"]
    for entry in read.get("dependencies", []):
        name, _, version = str(entry).partition("=")
        found[name] = version
    return found


known, changes = {}, 0
for line in reversed(git("log", "--format=%H", "--", sys.argv[2]).split()):
    for path in git("diff-tree", "--root", "-r", "--no-commit-id", "--name-only", line, "--", sys.argv[2]).split():
        now, was = entries(git("show", f"{line}:{path}")), known.get(path, {})
        changes += sum(was.get(name) != version for name, version in now.items()) + len(was.keys() - now.keys())
        known[path] = now
print(changes)
