"""The sites that were run before, with the arguments they had."""

from __future__ import annotations

from pathlib import Path

from scrapy.settings import BaseSettings

from outputs.state import State


def known_sites(settings: BaseSettings) -> dict[str, str]:
    """Name → spider arguments as JSON, in the order of their names; empty before the first run."""
    path = Path(settings["DATA"]) / "state" / "state.db"
    if not path.exists():
        return {}
    state = State(path)
    try:
        return {row["name"]: row["args"] for row in state.rows("SELECT name, args FROM sites ORDER BY name")}
    finally:
        state.close()
