"""`… burst PORT UPSTREAM`: microburst on 127.0.0.1, which refuses pages of other websites."""

import sys
from collections.abc import Awaitable, Callable

from aiohttp import web
from microburst.app import make_app  # type: ignore[import-untyped]
from microburst.core.pipeline import Microburst  # type: ignore[import-untyped]

from tools.common.guard import REFUSAL, is_foreign
from tools.embedded.emulator import HOST


@web.middleware
async def refuse_foreign(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse foreign pages: both microburst's own addresses, and what is behind it."""
    if is_foreign(request.method, request.path, request.headers.items()):
        return web.Response(status=403, text=REFUSAL)
    return await handler(request)


def main() -> None:
    """Serve until the process is ended."""
    port, upstream = sys.argv[1:]
    app = make_app(Microburst(upstream))
    app.middlewares.append(refuse_foreign)
    web.run_app(app, host=HOST, port=int(port), print=None)


if __name__ == "__main__":
    main()
