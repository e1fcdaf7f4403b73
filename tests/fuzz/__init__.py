"""Fuzzing: what must hold for any bytes at all, tried on pages, lines and files changed without mercy.

    python -m tests.fuzz.run [TARGET …] [--inputs N]      our own loop; `make fuzz` runs all of it
    python -m tests.fuzz.guided TARGET [-runs=N]          the same targets led by coverage: needs the extra ``fuzz``

What breaks is written to ``data/fuzz/findings/`` as small as it can be made, in the form of a file of ``found/``: moved
there, it is a test.
"""
