"""Weights of ``doorways.invitations``: what each count adds to a score. Made by ``tests.bench.doorways``.

Fitted by network: of the 20 pages of four networks, each left out in turn, 19 are not saved (November 2026).
"""

WEIGHTS: dict[str, float] = {
    "different": 0.49,
    "covered": 0.37,
    "kinds": 0.42,
    "head": 1.0,
    "listed": 1.22,
}
THRESHOLD = 4.06
