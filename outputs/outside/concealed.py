"""A command line as it may be kept and shown: without the values that are secrets."""

from __future__ import annotations

from collections.abc import Iterable

from cleaners.patterns import regex

#: ``-s ALERT_WEBHOOK=https://…``, ``--set=ALERT_FEISHU=…``, ``-a api_key=…``: the name is kept, the value is not.
_SECRET = regex(r"(?is)((?:ALERT_\w+|\w*(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|WEBHOOK)\w*)=).+")
#: ``http://user:password@host``.
_USERINFO = regex(r"(?i)(\w+://)[^/\s@]+@")


def concealed(words: Iterable[str]) -> list[str]:
    """The words of a command, the values of secrets as ``…``.

    >>> concealed(["run", "-s", "ALERT_WEBHOOK=https://a.example/T0/x", "-s", "DATA=/srv/data", "http://me:pw@a.example/"])
    ['run', '-s', 'ALERT_WEBHOOK=…', '-s', 'DATA=/srv/data', 'http://…@a.example/']
    """
    return [_USERINFO.sub(r"\1…@", _SECRET.sub(r"\1…", word)) for word in words]
