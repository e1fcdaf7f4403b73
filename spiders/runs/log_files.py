"""The log of a scheduled run, in files that rotate."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from scrapy.settings import BaseSettings

from spiders.runs.data_mode import keep_private


class LogFile(RotatingFileHandler):
    """A log file that is silent where the disk is full: the run itself says so, once and in plain words."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def log_to_files(settings: BaseSettings) -> Path:
    """Send the log to ``data/state/log/jingkan.log``, which rotates; the file. Scrapy's own handler stays as it is."""
    keep_private(settings)
    path = Path(settings["DATA"]) / "state" / "log" / "jingkan.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = LogFile(
        path,
        maxBytes=settings.getint("LOG_FOLDER_BYTES"),
        backupCount=settings.getint("LOG_FOLDER_FILES"),
        encoding="utf-8",
    )
    handler.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
    handler.setLevel(settings["LOG_LEVEL"])
    logging.root.addHandler(handler)
    logging.root.setLevel(settings["LOG_LEVEL"])  # what no handler wants is not even put into words
    return path
