"""Another commit of the repository as a tree of files, in a temporary folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.compare.side import Side, Unrunnable


def git(root: Path, *arguments: str) -> str:
    """What git says on standard output, without the last line feed. Raises Unrunnable with git's own last line."""
    # In a hook these variables name the repository that the hook is of, whatever folder git is run in.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], env=env, capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise Unrunnable("git is not installed") from None
    except subprocess.CalledProcessError as error:
        raise Unrunnable((error.stderr.strip().splitlines() or [f"git {arguments[0]} failed"])[-1]) from None
    return done.stdout.removesuffix("\n")


def named(commit: str, root: Path) -> str:
    """The hash of a commit named in any way that git knows. Raises Unrunnable where there is none."""
    inside = git(root, "rev-parse", "--show-toplevel")
    if Path(inside).resolve() != root.resolve():
        raise Unrunnable(f"{root} is no checkout of its own: git takes it for a folder of {inside}")
    try:
        return git(root, "rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}")
    except Unrunnable:
        raise Unrunnable(f"there is no commit {commit}") from None


@contextmanager
def checkout(commit: str, root: Path, folder: Path) -> Iterator[Side]:
    """The commit's tree as a git worktree at ``folder``, which must not exist; removed at the end, however it comes."""
    hash = named(commit, root)
    try:
        # A hook of this checkout has no business there.
        git(root, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", str(folder), hash)
        yield Side(f"{commit} ({hash[:9]})", folder)
    finally:
        if folder.exists():
            git(root, "worktree", "remove", "--force", str(folder))
