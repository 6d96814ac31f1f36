"""HTTP requests as a page makes them, without following redirects and without the user's proxies."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from functools import cache
from typing import IO, Any

from tools.common.errors import LocalError

SECONDS = 30


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - as the standard library calls it
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow no redirect. The caller does that."""


@cache
def _opener() -> urllib.request.OpenerDirector:
    """No proxy is used, because a proxy of the user's must not see a password that is meant for this machine.

    One for all requests: reading the system's certificates takes longer than a request.
    """
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@dataclass(frozen=True)
class Answer:
    """An answer of any status."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    def json(self) -> Any:  # noqa: ANN401 - whatever JSON was answered
        """The body as JSON, `None` where there is none.

        Raises:
            LocalError: it is something else.
        """
        try:
            return json.loads(self.body or "null")
        except ValueError as exc:
            raise LocalError(f"What answered is no JSON (status {self.status}): {self.text[:200]}") from exc


def send(method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request and its answer.

    Raises:
        LocalError: nothing answers there.
    """
    request = urllib.request.Request(url, body, headers or {}, method=method)  # noqa: S310 - our own addresses
    try:
        with _opener().open(request, timeout=SECONDS) as opened:
            return Answer(opened.status, opened.headers, opened.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, refused.headers, refused.read())
    except (OSError, http.client.HTTPException) as exc:
        raise LocalError(f"{url.partition('?')[0]} does not answer ({exc})") from exc
