"""An OpenID Connect provider on loopback: its discovery document and its keys, and tokens as a test wants them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc.jwk import RSAKey

HOST = "127.0.0.1"
KID = "key-1"
AUDIENCE = "deny-list-console"


def new_key(kid: str = KID) -> RSAKey:
    """A key pair that tokens are signed with."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass(frozen=True)
class Issuer:
    """A running provider: its name, which is its address, and the key that its tokens are signed with."""

    url: str
    key: RSAKey


@contextmanager
def issuing() -> Iterator[Issuer]:
    """A provider on a free port, for as long as the block lasts."""
    key = new_key()
    with ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler) as server:
        url = f"http://{HOST}:{server.server_port}"
        server.RequestHandlerClass = _handler(_documents(url, key))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Issuer(url, key)
        finally:
            server.shutdown()
            thread.join()


def _documents(url: str, key: RSAKey) -> dict[str, Any]:
    """What a provider answers before anybody signs in."""
    return {
        "/.well-known/openid-configuration": {
            "issuer": url,
            "jwks_uri": f"{url}/keys",
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        },
        "/keys": {"keys": [key.as_dict(private=False)]},
    }


def _handler(documents: dict[str, Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = documents.get(self.path)
            body = json.dumps(found).encode()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler
