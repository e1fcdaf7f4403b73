"""Builds the language model of ``cleaners.chinese`` when the package is installed; all else is in pyproject.toml."""

import importlib.util
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
MODEL = Path("cleaners/chinese/language_model.bin")


class BuildWithModel(build_py):
    """Into the checkout for an editable install, into the wheel otherwise."""

    def run(self) -> None:
        super().run()
        spec = importlib.util.spec_from_file_location(
            "build_language_model", HERE / "cleaners/chinese/build_language_model.py"
        )
        assert spec is not None and spec.loader is not None
        builder = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(builder)
        builder.build((HERE if self.editable_mode else Path(self.build_lib)) / MODEL)


setup(cmdclass={"build_py": BuildWithModel})
