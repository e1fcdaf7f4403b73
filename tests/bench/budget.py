"""What the texts made to be expensive cost the repair, in milliseconds a kB: ``python -m tests.bench.budget [kB …]``.

Processor time of one core, tables warm, the texts new to the process; the bar is FIRST + A_KB for each kB. Figures of
November 2026 stand beside the budget in ``cleaners/budget.py``.
"""

from __future__ import annotations

import sys
import time

from cleaners.budget import budget_of
from cleaners.repair import repair
from tests.repair.expensive import SHAPES, SHEARED, expensive

FIRST, A_KB = 50.0, 100.0  # milliseconds


def main() -> None:
    """Print a line for each shape and size, then the worst."""
    repair(SHEARED)
    worst = (0.0, "")
    for kilobytes in [int(given) for given in sys.argv[1:]] or [1, 10]:
        for shape in SHAPES:
            text = expensive(shape, 1000 * kilobytes).encode()[: 1000 * kilobytes].decode(errors="ignore")
            budget, begin = budget_of(text), time.process_time()
            repair(text, budget)
            spent = 1000 * (time.process_time() - begin)
            share = spent / (FIRST + A_KB * kilobytes)
            worst = max(worst, (share, f"{shape}, {kilobytes} kB"))
            print(
                f"{shape:32} {kilobytes:4} kB {spent / kilobytes:8.1f} ms a kB, {share:5.2f} of the bar, "
                f"{budget.taken / budget.steps:5.2f} of the budget, {1000 * spent / budget.taken:5.2f} µs a step"
            )
    print(f"worst: {worst[0]:.2f} of the bar: {worst[1]}")


if __name__ == "__main__":
    main()
