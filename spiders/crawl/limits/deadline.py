"""The seconds that an answer may take, which stand still while it is not the server that is waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Deadline:
    """Calls a function when its seconds are over.

    >>> from twisted.internet.task import Clock
    >>> clock, late = Clock(), []
    >>> deadline = Deadline(clock, 10.0, lambda: late.append("late"))
    >>> for step in (lambda: clock.advance(9), deadline.stop, lambda: clock.advance(99), deadline.go_on):
    ...     step()
    >>> late, deadline.passed
    ([], False)
    >>> clock.advance(1)
    >>> late, deadline.passed
    (['late'], True)
    """

    def __init__(self, reactor: Any, seconds: float, late: Callable[[], object]) -> None:
        """reactor: Twisted's, or a Clock."""
        self.reactor, self.left, self.late = reactor, seconds, late
        self.passed = False
        self.call: Any = None
        self.go_on()

    def go_on(self) -> None:
        """The seconds that are left begin to run."""
        self.call = self.reactor.callLater(self.left, self._pass)

    def stop(self) -> None:
        """They stand still, until they go on or for good."""
        if self.call.active():
            self.left = self.call.getTime() - self.reactor.seconds()
            self.call.cancel()

    def _pass(self) -> None:
        self.passed = True
        self.late()
