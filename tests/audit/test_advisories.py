"""``make audit`` asks for advisories, and says that nothing was asked where no source answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.audit import __main__ as audit
from tests.audit.advisories import FAULTY, advisories
from tests.audit.lock import Lock
from tests.audit.outcome import Ended, Outcome
from tests.conftest import free_port

HASH = f"--hash=sha256:{'0' * 64}"
#: What a source says of a release: its advisories, or None where it has never heard of it.
Says = Callable[[str], "list[str] | None"]

#: pip-audit as this project sees it: a report, or a failure, and an exit code.
FAKE = """
import json, os, sys
says = json.loads(os.environ["FAKE_SAYS"])
if isinstance(says, str):
    sys.exit(says)
releases = open(sys.argv[sys.argv.index("--requirement") + 1]).read().split()
def entry(release):
    name, version = release.split("==")
    if (ids := says.get(release, says.get("else"))) is None:
        return {"name": name, "skip_reason": "not found"}
    return {"name": name, "version": version, "vulns": [{"id": id} for id in ids]}
if "left out" not in says:
    print(json.dumps({"dependencies": [entry(release) for release in releases], "fixes": []}))
else:
    print(json.dumps({"dependencies": [], "fixes": []}))
print("No known vulnerabilities found", file=sys.stderr)
"""


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    made = Lock(tmp_path / "some.lock", ())
    made.path.write_text(f"one==1.0 \\\n    {HASH}\ntwo==2.0 ; sys_platform == 'nowhere' \\\n    {HASH}\n")
    return made


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "pip_audit.py").write_text(FAKE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "fake"))
    return lambda says: monkeypatch.setenv("FAKE_SAYS", json.dumps(says))


@pytest.mark.parametrize(
    ("says", "ended", "told"),
    [
        ({FAULTY: ["A-1"], "else": []}, Ended.CLEAN, "2 releases"),
        ({FAULTY: ["A-1"], "else": [], "one==1.0": ["B-2", "B-3"]}, Ended.FOUND, "one==1.0: B-2, B-3"),
        ({FAULTY: ["A-1"], "else": [], "two==2.0": ["B-2"]}, Ended.FOUND, "two==2.0: B-2"),  # of another platform
        ({}, Ended.NOT_RUN, f"the source does not answer for {FAULTY}"),
        ({"else": []}, Ended.NOT_RUN, f"the source holds no advisories: it knows none for {FAULTY}"),
        ({FAULTY: ["A-1"]}, Ended.NOT_RUN, "the source does not answer for one==1.0 and 1 more"),
        ({FAULTY: ["A-1"], "one==1.0": []}, Ended.NOT_RUN, "the source does not answer for two==2.0"),
        ({"left out": True}, Ended.NOT_RUN, f"the source does not answer for {FAULTY}"),
        ("a\ntrace\nConnectionError: no route", Ended.NOT_RUN, "ConnectionError: no route"),
        ("", Ended.NOT_RUN, "it said nothing"),
    ],
)
def test_only_what_was_answered_for_has_passed(
    fake: Callable[[object], None], lock: Lock, says: object, ended: Ended, told: str
) -> None:
    fake(says)
    outcome = advisories([lock])
    assert (outcome.ended, outcome.said) == (ended, (told,))
    assert ("passed" in str(outcome)) is (ended is Ended.CLEAN)
    assert len(str(outcome).splitlines()) == (2 if ended is Ended.FOUND else 1)


class Source:
    """A source of advisories on the loopback, as OSV's; it remembers what it was asked for."""

    def __init__(self, says: Says) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked.append(release := f"{question['package']['name']}=={question['version']}")
                ids = says(release)
                vulns = [{"id": id, "affected": []} for id in ids or ()]
                body = json.dumps({"vulns": vulns} if vulns else {}).encode()
                self.send_response(503 if ids is None else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def options(self) -> list[str]:
        return osv(self.server.server_port)


def osv(port: int) -> list[str]:
    return ["--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{port}/v1/query"]


@pytest.fixture
def source(request: pytest.FixtureRequest) -> Iterator[Source]:
    served = Source(request.param)
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.mark.parametrize(
    ("source", "ended", "asked"),
    [
        (lambda release: ["A-1"] if release == FAULTY else [], Ended.CLEAN, [FAULTY, "one==1.0", "two==2.0"]),
        pytest.param(
            *(lambda release: [] if release == "two==2.0" else ["A-1"], Ended.FOUND, [FAULTY, "one==1.0", "two==2.0"]),
            marks=pytest.mark.slow,
        ),
        (lambda release: [], Ended.NOT_RUN, [FAULTY]),
        pytest.param(lambda release: None, Ended.NOT_RUN, [FAULTY], marks=pytest.mark.slow),
    ],
    ids=["answers", "advises", "knows nothing", "fails"],
    indirect=["source"],
)
def test_pip_audit_and_a_source_that(source: Source, lock: Lock, ended: Ended, asked: list[str]) -> None:
    assert advisories([lock], source.options).ended is ended
    assert list(dict.fromkeys(source.asked)) == asked, "of every platform's; of nothing more where the first tells all"


@pytest.mark.slow
def test_pip_audit_and_a_source_that_is_not_there(lock: Lock) -> None:
    outcome = advisories([lock], osv(free_port()))
    assert outcome.ended is Ended.NOT_RUN and "refused" in str(outcome) and len(str(outcome).splitlines()) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "code"),
    [
        (Ended.CLEAN, Ended.CLEAN, 0),
        (Ended.CLEAN, Ended.FOUND, 1),
        (Ended.FOUND, Ended.NOT_RUN, 1),
        (Ended.CLEAN, Ended.NOT_RUN, 2),
        (Ended.NOT_RUN, Ended.CLEAN, 2),
    ],
)
def test_every_part_is_told_and_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ours: Ended, theirs: Ended, code: int
) -> None:
    monkeypatch.setattr(audit, "weaknesses", lambda: Outcome("ours", ours, ("\x1b[2J",)))
    monkeypatch.setattr(audit, "advisories", lambda source: Outcome("theirs", theirs, (*source,)))
    assert audit.main(["--option"]) == code
    said = capsys.readouterr().out
    assert f"ours: {ours.value}" in said and f"theirs: {theirs.value}" in said and "--option" in said
    assert "\x1b" not in said, "what a tool says comes from outside"
