"""The browser, for every test of the report that asks for it."""

from tests.report.browser import chromium, open_page

__all__ = ["chromium", "open_page"]
