"""Where an alert goes is known to the run alone: no lock, log, manifest or unit says it, and no other user reads it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.settings import BaseSettings, Settings

from outputs.lock import Lock, Locked
from spiders.runs.alerts import send
from spiders.runs.data_mode import mask
from spiders.runs.secrets import SecretsError, on_the_command_line, webhooks
from spiders.runs.site_list import complain_of_settings
from spiders.terminal import WrongUsage
from tests.commands.conftest import Run, scrapy
from tests.conftest import HUNG, ROOT, free_port
from tests.crawl.runner import command
from tests.crawl.test_keeping import hook

__all__ = ["scrapy"]

SECRET = "T0ps3cr3t"
HOOK = f"http://127.0.0.1:9/{SECRET}"


def kept(folder: Path, text: str, mode: int = 0o600) -> Settings:
    """Settings of a data folder with a file of secrets."""
    path = folder / "secrets.toml"
    path.write_text(text)
    path.chmod(mode)
    return Settings({"DATA": str(folder)})


def test_the_setting_counts_first_then_the_environment_then_the_file(tmp_path: Path) -> None:
    settings = kept(tmp_path, 'ALERT_WEBHOOK = "http://file/"\nALERT_FEISHU = "http://file/"\n')
    assert webhooks(settings, {}) == {"ALERT_WEBHOOK": "http://file/", "ALERT_FEISHU": "http://file/"}
    environ = {"JINGKAN_ALERT_WEBHOOK": "http://env/"}
    assert webhooks(settings, environ) == {"ALERT_WEBHOOK": "http://env/", "ALERT_FEISHU": "http://file/"}
    settings.set("ALERT_WEBHOOK", "http://given/", priority="cmdline")
    assert webhooks(settings, environ)["ALERT_WEBHOOK"] == "http://given/"
    assert webhooks({"DATA": str(tmp_path / "none")}, {}) == {} == webhooks({}, {"JINGKAN_ALERT_FEISHU": ""})


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o606])
def test_a_file_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    settings = kept(tmp_path, f'ALERT_WEBHOOK = "{HOOK}"', mode)
    with pytest.raises(SecretsError, match="can be read by others: chmod 600") as caught:
        webhooks(settings, {})
    assert SECRET not in str(caught.value)
    assert send(settings, "", "", {}) == [f"no alert was sent: {caught.value}"], "not even at the end of a run"


@pytest.mark.parametrize("text", [f"ALERT_WEBHOOK = {HOOK}", f'WEBHOOK = "{HOOK}"', f'ALERT_FEISHU = ["{HOOK}"]', "\0"])
def test_a_damaged_file_is_refused_in_a_line_that_repeats_nothing_of_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(SecretsError) as caught:
        webhooks(kept(tmp_path, text), {})
    assert SECRET not in str(caught.value) and "\n" not in str(caught.value) and caught.value.__cause__ is None


def test_a_secret_on_the_command_line_works_with_a_warning(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = _ours(tmp_path)
    complain_of_settings(settings)
    assert capsys.readouterr().err == "" and on_the_command_line(settings) == []
    settings.set("ALERT_WEBHOOK", HOOK, priority="project")
    assert on_the_command_line(settings) == [], "a file of settings is no command line"
    settings.set("ALERT_WEBHOOK", HOOK, priority="cmdline")
    complain_of_settings(settings)
    said = capsys.readouterr().err
    assert "JINGKAN_ALERT_WEBHOOK" in said and SECRET not in said and len(said.splitlines()) == 1
    assert webhooks(settings, {}) == {"ALERT_WEBHOOK": HOOK}


def _ours(data: Path) -> BaseSettings:
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.set("DATA", str(data), priority="cmdline")
    return settings


def test_a_lock_holds_the_command_without_its_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["-s", f"ALERT_WEBHOOK={HOOK}", f"-sALERT_FEISHU={HOOK}", f"--set=ALERT_FEISHU={HOOK}", "-s", "SHARD=1/2"]
    monkeypatch.setattr(sys, "argv", ["scrapy", "run", *given, "-a", f"api_key={SECRET}", f"http://me:{SECRET}@a/"])
    lock = Lock(tmp_path / "state" / "run.lock")
    lock.acquire()
    try:
        assert SECRET not in lock.path.read_text() and "SHARD=1/2" in lock.path.read_text()
        with pytest.raises(Locked) as caught:
            Lock(lock.path).acquire()
        assert SECRET not in str(caught.value) and "scrapy run -s ALERT_WEBHOOK=…" in str(caught.value)
    finally:
        lock.release()


def test_a_unit_names_an_environment_file_and_holds_no_secret(scrapy: Run, tmp_path: Path) -> None:
    given = ("-s", f"DATA={tmp_path}", "-s", f"ALERT_WEBHOOK={HOOK}", "-s", "SHARD=1/2")
    for timer in ("--print-systemd", "--print-cron"):
        done = scrapy("run", "mirror", timer, *given)
        unit = done.stdout.decode()
        assert done.returncode == 0 and SECRET not in unit + done.stderr.decode() and "SHARD=1/2" in unit
        assert "-s ALERT_" not in unit and " -s -s " not in unit
        if timer == "--print-systemd":
            assert f"EnvironmentFile=-{tmp_path.resolve() / 'secrets.env'}\n" in unit and "UMask=0077" in unit


def test_what_could_not_be_delivered_is_told_without_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.runs.alerts.WAITS", ())
    for address in (
        SECRET,
        f"http://[{SECRET}",
        f"ftp://a.example/{SECRET}",
        f"http://me:{SECRET}@127.0.0.1:{free_port()}/{SECRET}",
    ):
        [told] = send({"ALERT_WEBHOOK": address}, "", "", {})
        assert SECRET not in told, told


@pytest.mark.parametrize("mode", ["777", "700", "400", "6", "", "0o600", "rw", "650"])
def test_a_mode_that_is_none_is_wrong_usage(mode: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DATA_MODE"):
        mask(mode)
    settings = _ours(tmp_path)
    settings.set("DATA_MODE", mode)
    with pytest.raises(WrongUsage, match="DATA_MODE"):
        complain_of_settings(settings)


def run_as_cron_does(data: Path, *args: str, environ: dict[str, str] | None = None, **settings: object) -> str:
    """A run of no site that is there, with the umask that cron has; what it said."""
    remembered = command(data, "run", "mirror", "-a", f"domains=127.0.0.1:{free_port()}", *args, **settings)
    done = subprocess.run(
        remembered,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HUNG,
        umask=0o022,
        env=os.environ | (environ or {}),
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_run_tells_whom_it_should_and_leaves_its_secret_nowhere(tmp_path: Path) -> None:
    """With every message there is; and all that it wrote is for its user alone."""
    data, (address, got) = tmp_path / "data", hook(lambda _: 200)
    said = run_as_cron_does(
        data,
        environ={"JINGKAN_ALERT_WEBHOOK": f"{address}/{SECRET}"},
        LOG_LEVEL="DEBUG",
        BREAKER_WAIT=0.1,
        RUN_PATIENCE=1,
    )
    assert len(got) == 1, said
    assert SECRET not in said and SECRET not in str(got[0])
    paths = [data, *data.rglob("*")]
    assert not [path for path in paths if path.is_file() and SECRET.encode() in path.read_bytes()]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert (data / "state" / "run.lock").exists() and list(data.glob("runs/*/manifest.json"))


@pytest.mark.slow
def test_a_group_may_read_what_the_mode_lets_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_as_cron_does(data, DATA_MODE="640", BREAKER_WAIT=0.1, RUN_PATIENCE=1)
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [data, *data.rglob("*")]}
    assert modes == {(True, 0o750), (False, 0o640)}


@pytest.mark.slow
def test_a_given_secret_is_in_no_file_of_the_run_and_a_refused_one_stops_it(tmp_path: Path) -> None:
    data, (address, got) = tmp_path / "data", hook(lambda _: 200)
    said = run_as_cron_does(data, ALERT_WEBHOOK=f"{address}/{SECRET}", LOG_LEVEL="DEBUG", RUN_PATIENCE=1)
    assert len(got) == 1 and "is a secret" in said and SECRET not in said
    assert not [path for path in data.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    kept(data, f'ALERT_WEBHOOK = "{address}"', 0o644)
    assert "can be read by others" in run_as_cron_does(data) and len(got) == 1
