"""``python -m tests.mirror``: serve the mirrors until killed, or until a pipe on standard input closes."""

from __future__ import annotations

import argparse
import os
import select
import signal
import stat
import sys
from collections.abc import Sequence

from tests.mirror import PORTS, Content, PortTaken, Synthetic, default_mirrors, serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 when asked to stop, 1 where a port is taken, 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.mirror", description=__doc__)
    parser.add_argument("--ports", default=",".join(map(str, PORTS)), help="0: any free one (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of tables, damage and junk (default: %(default)s)")
    parser.add_argument("--synthetic", type=int, metavar="N", help="N cheap distinct pages on the first port instead")
    options = parser.parse_args(arguments)
    if not options.ports.replace(",", "").isdigit():
        parser.error(f"--ports takes numbers with commas between them, not {options.ports!r}")
    ports = [int(port) for port in options.ports.split(",") if port]
    contents: Sequence[Content] = default_mirrors(options.seed)
    if options.synthetic is not None:
        contents, ports = [Synthetic(options.synthetic)], ports[:1]
    # A pipe, not an Event: its lock is not for signal handlers, and a thread that reads standard input holds the
    # stream's lock at the end of the interpreter, which then aborts.
    heard, told = os.pipe()
    for signalled in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signalled, lambda *_: os.write(told, b"."))
    try:
        with serve(contents, ports) as hosts:
            for host in hosts:
                print(f"{host.url}/  {len(host.content.paths)} articles", flush=True)
            _wait(heard)
    except PortTaken as error:
        print(f"mirror: {error}", file=sys.stderr)
        return 1
    return 0


def _wait(heard: int) -> None:
    """Until a signal has written into the pipe, or the parent's end of standard input is closed."""
    parent = [0] if stat.S_ISFIFO(os.fstat(0).st_mode) else []  # /dev/null and a terminal are none that may go away
    while True:
        ready, _, _ = select.select([heard, *parent], [], [])
        if heard in ready or not os.read(0, 1 << 16):
            return


if __name__ == "__main__":
    sys.exit(main())
