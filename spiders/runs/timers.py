"""A timer for a scheduled run in this folder: a hardened systemd service, or a crontab line."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from spiders.runs.secrets import ENVIRONMENT

#: A word that needs no quotes in a unit: ``DATA=/srv/jk/data``, ``domains=a.com,b.cn``.
_PLAIN = re.compile(r"[\w@%+=:,./-]+")

#: What Python runs for each name the commands are called by. ``-P`` keeps the working directory, where anything may
#: lie, off its path; in a checkout that is where the code is.
_PROGRAMS = {"scrapy": ("-m", "scrapy"), "jingkan": ("-P", "-m", "spiders.console")}

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
UMask=0077
# Mode 600, a line each: JINGKAN_ALERT_WEBHOOK=https://…, JINGKAN_ALERT_FEISHU=https://…
EnvironmentFile=-{secrets}

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


def systemd(data: Path, args: Sequence[str], program: str = "scrapy") -> str:
    """A service and a timer for a nightly ``scrapy run`` with these arguments.

    data: the folder it may write to. program: the name that the commands are called by here.
    """
    # In ExecStart alone `$` stands for the environment.
    command = " ".join(_word(word).replace("$", "$$") for word in _command(args, program))
    secrets = _percent(str(data.resolve() / ENVIRONMENT))
    return SYSTEMD.format(
        secrets=secrets, folder=_percent(str(Path.cwd())), command=command, data=_word(str(data.resolve()))
    )


def cron(args: Sequence[str], program: str = "scrapy") -> str:
    """A crontab line for a nightly ``scrapy run`` with these arguments.

    Its output goes to cron's mail, the log to the data folder.
    """
    line = f"cd {shlex.quote(str(Path.cwd()))} && nice {shlex.join(_command(args, program))}"
    # The first `%` would end the command for cron, before any shell sees its quotes: crontab(5).
    return "30 1 * * * " + line.replace("%", r"\%") + "\n"


def _command(args: Sequence[str], program: str) -> list[str]:
    return [sys.executable, *_PROGRAMS[program], "run", *args]


def _word(text: str) -> str:
    r"""A word as systemd reads it back, which is not as a shell would: systemd.syntax(7), "Quoting".

    >>> print(_word("DATA=/srv/jk/data"), _word("urls=/a b/100%.txt"), _word('x="1"'))
    DATA=/srv/jk/data "urls=/a b/100%%.txt" "x=\"1\""
    """
    if not _PLAIN.fullmatch(text):
        text = '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'
    return _percent(text)


def _percent(text: str) -> str:
    """`%` begins a specifier (`%h` is the home folder) wherever a unit gives a path or a command: systemd.unit(5)."""
    return text.replace("%", "%%")
