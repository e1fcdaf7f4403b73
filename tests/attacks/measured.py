"""Run a command, write the most memory of one of its processes: `python -m tests.attacks.measured FILE COMMAND …`.

A process of its own, for Linux lets a child begin with the peak of whoever started it: a test that has cleaned pages
would be measured with its child.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    file, *command = sys.argv[1:]
    code = subprocess.call(command)
    Path(file).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10))
    sys.exit(code)
