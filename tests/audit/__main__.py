"""Show what is known against our code and against what it stands on: ``make audit``.

    python -m tests.audit
    python -m tests.audit --vulnerability-service osv      another source of advisories: any options of pip-audit

Exit code: 0 where all was run and is clean, 1 where anything was found, 2 where a part could not be run, which is said
with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from outputs.outside.terminal import tell
from tests.audit.advisories import advisories
from tests.audit.outcome import exit_code
from tests.audit.weaknesses import weaknesses


def main(source: Sequence[str]) -> int:
    """The exit code, see above. source: options of pip-audit that name a source."""
    outcomes = [weaknesses()]
    tell(outcomes[0])
    outcomes.append(advisories(source=source))
    tell(outcomes[1])
    return exit_code(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
