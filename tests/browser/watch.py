"""Collects the errors that a browser reports while a test runs, so that each one fails the test."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# Chromium logs what the page's policy refused, but not for every directive.
REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Policy ${event.violatedDirective} refused ${event.blockedURI}`));"""
BAD_REQUEST = 400


@dataclass
class Watch:
    """Errors in the browser's console, refusals of the page's policy, failed requests and refused ones.

    What belongs to other pages, such as the sign-in form's missing icon, is no business of ours. A request that a
    navigation cuts short has not failed.
    """

    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch this window."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._said)
        context.on("weberror", self._raised)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def expect(self, *patterns: str) -> None:
        """Let the faults pass that a test causes. It is an error, too, if they do not happen."""
        self.expected += patterns

    def allow(self, *patterns: str) -> None:
        """Let faults pass that may happen or not."""
        self.allowed += patterns

    def check(self) -> None:
        """Fail for each error that was not expected, and for each expected one that did not happen."""
        known = [*self.expected, *self.allowed]
        unexpected = [c for c in self.complaints if not any(re.search(p, c) for p in known)]
        missing = [p for p in self.expected if not any(re.search(p, c) for c in self.complaints)]
        assert not unexpected, "The browser complained:\n" + "\n".join(unexpected)
        assert not missing, f"The browser did not complain of {missing}, but of {self.complaints}"

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and self._is_ours(message.location["url"]):
            self.complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _raised(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

    def _failed(self, request: Request) -> None:
        if self._is_ours(request.url) and "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if self._is_ours(response.url) and response.status >= BAD_REQUEST:
            self.complaints.append(f"answered {response.status}: {response.request.method} {response.url}")

    def _is_ours(self, url: str) -> bool:
        return url.startswith(self.address) or not url
