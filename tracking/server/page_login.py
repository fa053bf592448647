"""Access to the pages: for everybody at this machine, and for everybody who knows a token.

The pages show what shoppers ordered, and the messages to them. A browser's request has no token, unlike a call of the
API. So a request from another machine has to log in (HTTP Basic: any name, with a token as the password; a token in the
API's own header is accepted as well).
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracking.desk.own_hosts import is_local
from tracking.server.access import Tokens

__all__ = ["PageLogin"]

_OPEN = ("/openapi.json", "/admin", "/desk", "/v1")
"""The API has its own access tokens, and the desk only reads the carriers' definitions."""
_WANTED = "This page is for this machine. From elsewhere, log in: any name, and an access token as the password.\n"
_NO_TOKENS = "This page is for this machine alone, since the shop has no token to log in with; start it with --token.\n"


class PageLogin:
    """Answers 401 to requests from elsewhere without a token, except to the API; 403 if the shop has no token."""

    def __init__(self, app: ASGIApp, tokens: Tokens | None) -> None:
        self.app, self._tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not self._may(scope):
            await self._refused()(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        path = scope["path"]
        if any(path == open_ or path.startswith(open_ + "/") for open_ in _OPEN) or is_local(scope):
            return True
        return self._tokens is not None and self._tokens.grant(scope["headers"]) is not None

    def _refused(self) -> Response:
        if self._tokens is None:
            return Response(_NO_TOKENS, 403, media_type="text/plain")
        return Response(
            _WANTED, 401, {"WWW-Authenticate": 'Basic realm="shop", charset="UTF-8"'}, media_type="text/plain"
        )
