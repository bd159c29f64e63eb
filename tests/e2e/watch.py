"""Strict about browsers: what a page throws, logs as an error or forbids (CSP) fails the test that it happened in."""

import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, ConsoleMessage, Dialog, WebError

STATUS = re.compile(r"the server responded with a status of (\d+)")
LINE_DOWN = re.compile(r"net::ERR_|WebSocket connection to|Failed to fetch")


@dataclass
class Watch:
    """Collects the problems of all pages of one browser context.

    Chromium itself logs refused requests as errors: a test that wants a refusal names it with `expect_status`, a test
    that cuts the line sets `line_may_break`, and one whose page forbids something on purpose names it in `forbids` and
    finds it in `forbidden`.
    """

    problems: list[str] = field(default_factory=list)
    line_may_break: bool = False
    forbids: str | None = None
    forbidden: list[str] = field(default_factory=list)
    _statuses: set[tuple[int, str]] = field(default_factory=set)

    @classmethod
    def over(cls, context: BrowserContext) -> "Watch":
        watch = cls()
        context.on("console", watch._logged)
        context.on("weberror", watch._thrown)
        context.on("dialog", watch._dialog)
        return watch

    def expect_status(self, status: int, path: str) -> None:
        """Requests to this path may be answered with this status."""
        self._statuses.add((status, path))

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._is_expected(message):
            where = message.location
            problem = f"{message.type}: {message.text} ({where.get('url')}:{where.get('lineNumber')})"
            on_purpose = self.forbids is not None and self.forbids in message.text.lower()
            (self.forbidden if on_purpose else self.problems).append(problem)

    def _is_expected(self, message: ConsoleMessage) -> bool:
        if self.line_may_break and LINE_DOWN.search(message.text):
            return True
        found = STATUS.search(message.text)
        url = str(message.location.get("url", ""))
        return found is not None and any(
            int(found[1]) == status and url.endswith(path) for status, path in self._statuses
        )

    def _thrown(self, problem: WebError) -> None:
        self.problems.append(f"thrown: {problem.error}")

    async def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"{dialog.type} dialog: {dialog.message}")
        await dialog.dismiss()
