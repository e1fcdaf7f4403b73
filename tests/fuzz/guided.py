"""The same targets led by coverage: atheris changes what reaches new code, by our mutations and by its own.

    python -m tests.fuzz.guided TARGET [libFuzzer's options: -runs=N -seed=S …]

It stops at the first finding, which is written to ``data/fuzz/findings/``. atheris has wheels for Linux alone, and not
for each Python (3.0: 3.11 to 3.13); ``make fuzz`` says so where there is none. What is not Python it does not see.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

FOLDER = Path("data/fuzz")


def main(name: str, options: list[str]) -> None:
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # not everywhere, and without types

    with atheris.instrument_imports(include=["cleaners", "outputs", "spiders"]):  # only what is imported in here
        from tests.fuzz.finding import Finding, broken, smaller
        from tests.fuzz.mutations import LONGEST, mutated
        from tests.fuzz.run import keep
        from tests.fuzz.targets import TARGETS

    target = TARGETS[name]
    corpus = FOLDER / "guided" / name
    keep(corpus, target.seeds())

    def check(data: bytes) -> None:
        if says := broken(target.check, data):
            found = Finding(name, says, smaller(target.check, data, says))
            sys.exit(f"{name}: {says!r}: {found.write(FOLDER / 'findings')}")

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        if seed % 2:
            return bytes(atheris.Mutate(data, max(1, len(data))))
        return mutated(data, random.Random(seed))[:most]

    arguments = [sys.argv[0], f"-max_len={LONGEST}", *options, str(corpus)]
    atheris.Setup(arguments, check, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
