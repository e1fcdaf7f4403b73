"""Builds the language model of ``cleaners.chinese`` when the package is installed; all else is in pyproject.toml."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
MODEL = Path("cleaners/chinese/language_model.bin")


def build_model(path: Path) -> None:
    """Build the language model into a file.

    The builder is a module of ``cleaners``, whose ``__init__`` imports what an isolated build does not have: a bare
    package of that name stands in for it.
    """
    bare = ModuleType("cleaners")
    bare.__path__ = [str(HERE / "cleaners")]
    sys.modules["cleaners"] = bare
    importlib.import_module("cleaners.chinese.build_language_model").build(path)


class BuildWithModel(build_py):
    """Into the checkout for an editable install, into the wheel otherwise."""

    def run(self) -> None:
        super().run()
        build_model((HERE if self.editable_mode else Path(self.build_lib)) / MODEL)


setup(cmdclass={"build_py": BuildWithModel})
