"""A timer for this checkout: a hardened systemd service, or a crontab line."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

SYSTEMD = """\
# ~/.config/systemd/user/jingkan.service (or /etc/systemd/system/, then add User=)
[Unit]
Description=jingkan: crawl what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
# 2: some site failed, 4: a monitor failed, both reported; 75: the last run is still on.
SuccessExitStatus=75
# The main process is asked to stop and ends the others when their work is on disk.
KillMode=mixed
TimeoutStopSec=5min
Nice=10
IOSchedulingClass=idle
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={data}
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
CapabilityBoundingSet=
UMask=0027

# ~/.config/systemd/user/jingkan.timer, then: systemctl --user enable --now jingkan.timer
[Unit]
Description=jingkan, every night

[Timer]
OnCalendar=*-*-* 01:30:00
RandomizedDelaySec=30min
Persistent=true

[Install]
WantedBy=timers.target
"""


def systemd(data: Path, sites: Sequence[str]) -> str:
    """A service and a timer for a nightly run."""
    return SYSTEMD.format(folder=Path.cwd(), command=shlex.join(_command(sites)), data=data.resolve())


def cron(sites: Sequence[str]) -> str:
    """A crontab line for a nightly run; its output goes to cron's mail, the log to the data folder."""
    return f"30 1 * * * cd {shlex.quote(str(Path.cwd()))} && nice {shlex.join(_command(sites))}\n"


def _command(sites: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "scrapy", "run", *sites]
