"""Telling someone that a run needs looking at: webhooks, retried, and never in the way of the run."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from outputs.outside.escapes import bare, harmless_lines
from outputs.outside.log import logger
from spiders.guard.addresses import refusal_of, wholly
from spiders.runs.secrets import SecretsError, webhooks

log = logger(__name__)

#: Seconds before each further try; a webhook that is down must not keep the next run waiting.
WAITS = (1.0, 4.0)
TIMEOUT = 10.0
#: Seconds that all tries together may take.
LONGEST = 60.0


def send(settings: Mapping[str, Any], subject: str, text: str, manifest: Mapping[str, Any]) -> list[str]:
    """Post an alert to each webhook that is set; what could not be delivered, one sentence each.

    ``secrets.webhooks`` tells where they are.
    ALERT_WEBHOOK gets ``{"subject", "text", "manifest"}`` as JSON; ALERT_FEISHU is a Feishu (飞书) bot's address.
    """
    subject, text = harmless_lines(subject), harmless_lines(text)
    bodies = {
        "ALERT_WEBHOOK": {"subject": subject, "text": text, "manifest": bare(dict(manifest))},
        "ALERT_FEISHU": {"msg_type": "text", "content": {"text": f"{subject}\n{text}"}},
    }
    try:
        wanted = [(url, bodies[name]) for name, url in webhooks(settings).items()]
    except SecretsError as error:  # since the run began
        return [f"no alert was sent: {error}"]
    failed = {url: f"the alert did not reach {_host(url)}: it took more than {LONGEST:.0f} s" for url, _ in wanted}

    def post(url: str, body: Mapping[str, Any]) -> None:
        failed[url] = _post(url, body)

    # Daemons: one that never comes back ends with the process.
    threads = [threading.Thread(target=post, args=each, daemon=True) for each in wanted]
    for thread in threads:
        thread.start()
    end = time.monotonic() + LONGEST
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0.0))
    return [why for why in failed.values() if why]


def _post(url: str, body: Mapping[str, Any]) -> str:
    """Post once and again; why it did not work, ``""`` where it did. Feishu says 200 and a code other than 0."""
    import httpx  # most runs have nothing to tell

    if refusal := refusal_of(url, wholly(url)):
        return f"the alert did not reach {_host(url)}: {refusal.words}"
    why = ""
    for wait in (0.0, *WAITS):
        time.sleep(wait)
        try:
            # No redirect is followed, which is httpx's default: only the address itself was named by a person.
            answer = httpx.post(url, json=body, timeout=TIMEOUT).raise_for_status()
            said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            code = said.get("code", 0) if isinstance(said, dict) else 0
            if not code:
                return ""
            why = f"answered code {code}: {said.get('msg', '')}"
        except httpx.HTTPStatusError as error:  # its own words hold the address
            why = f"answered {error.response.status_code} {error.response.reason_phrase}"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            why = str(error).replace(url, _host(url)) or type(error).__name__
        log.warning("The alert could not be sent: %s", why)
    return f"the alert did not reach {_host(url)}: {why}"


def _host(url: str) -> str:
    """The address without its path, its user and its query, which are secrets.

    >>> _host("https://me:word@a.example:8443/T0/secret?key=1"), _host("secret")
    ('a.example:8443', 'its address')
    """
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or "its address"
    except ValueError:
        return "its address"
