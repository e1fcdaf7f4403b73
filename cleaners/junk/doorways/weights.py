"""Weights of ``doorways.invitations``: what each count adds to a page's score. Made by ``tests.bench.doorways --write``."""

WEIGHTS: dict[str, float] = {
    "different": 0.49,
    "covered": 0.37,
    "kinds": 0.42,
    "head": 1.0,
    "listed": 1.22,
}
THRESHOLD = 4.06
