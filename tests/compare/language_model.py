"""A language model for a tree that was checked out: git ignores the file, each install builds its own.

How and where to is the tree's own affair. pip makes a wheel of it, as every install does, and each ``*.bin`` in the
wheel belongs at the same place in the tree. Some 15 s, so that the file is kept for the next time.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tests.compare.checkout import git
from tests.compare.side import Side, Unrunnable

#: One folder for each way to build a model, see ``recipe``.
CACHE = Path(tempfile.gettempdir()) / f"jingkan-language-models-{os.getuid()}"


def provide(side: Side, own: Path, cache: Path = CACHE) -> None:
    """Link the model beside the side's code: the working tree's where both build it alike, a kept one, or a new one.

    own: the working tree. Raises Unrunnable where the model cannot be built.
    """
    tree = side.folder
    if not (tree / "setup.py").exists():
        return
    how = recipe(tree)
    source, models = own, sorted(own.glob("cleaners/**/*.bin"))
    if not models or how != recipe(own):
        source = cache / how
        if not any(source.rglob("*.bin")):
            print(f"building the language model of {side.name}, kept in {source}", file=sys.stderr, flush=True)
            build(side, source)
        models = sorted(source.rglob("*.bin"))
    for model in models:
        link = tree / model.relative_to(source)
        if not link.exists():
            link.symlink_to(model.resolve())


def recipe(tree: Path) -> str:
    """A hash of all that decides which model a tree builds: ``setup.py``, the scripts it names with the modules of the
    tree that they import, what they build with.

    Where it names none of the tree's files, any of them may be the script: the hash is of all. "" where it builds none.
    """
    if not (tree / "setup.py").exists():
        return ""
    digest = hashlib.sha256((tree / "setup.py").read_bytes())
    for file in built_by(tree):
        digest.update((tree / file).read_bytes())
    # The packages that it is built from, and with which versions.
    sections = re.split(r"^(?=\[)", (tree / "pyproject.toml").read_text("utf-8"), flags=re.MULTILINE)
    digest.update("".join(section for section in sections if section.startswith("[build-system]")).encode())
    return digest.hexdigest()[:20]


def built_by(tree: Path) -> list[str]:
    """The tree's files that build its model, those that ``setup.py`` names first; all where it names none."""
    listed = git(tree, "ls-files", "--cached", "--others", "--exclude-standard", "*.py").splitlines()
    files = [file for file in listed if (tree / file).exists()]  # git lists what was moved away, too
    return _with_imports(tree, _scripts((tree / "setup.py").read_text("utf-8"), files), files) or files


def _scripts(setup: str, files: list[str]) -> list[str]:
    """Those of the files that a ``setup.py`` names, as a path or as a module.

    >>> _scripts("run('build_model.py')", ["a/build_model.py", "a/model.py"])
    ['a/build_model.py']
    >>> _scripts("import_module('a.build_model').build(path)", ["a/__init__.py", "a/build_model.py", "a/model.py"])
    ['a/build_model.py']
    """
    paths = re.findall(r"[\w./-]+\.py\b", setup)
    modules = [name for name in re.findall(r"\w+(?:\.\w+)+", setup) if not name.endswith(".py")]
    names = tuple(f"/{name}" for name in (*paths, *map(_file, modules)))
    return [file for file in files if f"/{file}".endswith(names)]


def _file(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _with_imports(tree: Path, scripts: list[str], files: list[str]) -> list[str]:
    """The scripts, then those of the files that they import, and these in turn."""
    found = list(scripts)
    for file in found:  # it grows meanwhile
        for node in ast.walk(ast.parse((tree / file).read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
            found += [each for each in dict.fromkeys(map(_file, names)) if each in files and each not in found]
    return found


def build(side: Side, target: Path) -> None:
    """Let pip make a wheel of the side's tree, and keep its models in ``target``. Raises Unrunnable where it cannot."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [*pip, "--wheel-dir", str(folder), str(side.folder)]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.lower().startswith("error")]
            why = errors[-1] if errors else f"pip ended with {done.returncode}"
            raise Unrunnable(f"the language model of {side.name} cannot be built: {why}")
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            for member in wheel.namelist():
                if member.endswith(".bin"):
                    (target / member).parent.mkdir(parents=True, exist_ok=True)
                    # Whole or not at all: another comparison may build the same, or read it.
                    Path(wheel.extract(member, folder)).replace(target / member)
