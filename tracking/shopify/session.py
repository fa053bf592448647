"""The common parts of both clients: the shop's address, the API that is used, and the token, which is never shown."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from tracking.errors import ShopError, Throttled
from tracking.shopify import graphql_answers, rest
from tracking.shopify.api import Api
from tracking.shopify.bucket import LONGEST_HOLD, Limiter
from tracking.shopify.exchange import Admit, Exchange, Reading, Send
from tracking.shopify.granted import ClientCredentials, TokenKeeper, TokenSource
from tracking.shopify.graphql import GraphQLApi
from tracking.shopify.messages import Endpoint, Family, Request, Response
from tracking.shopify.token import Token

__all__ = ["CALL_TIMEOUT", "Session", "Token"]

CALL_TIMEOUT = 30.0
"""Seconds."""

_log = logging.getLogger("tracking.shopify")
_MOST_NOTES = 100


class Session:
    """The base of both clients: address, version, token, API, and rate limit."""

    def __init__(
        self,
        shop_url: str,
        token: TokenSource,
        version: str,
        api: str,
        timeout: float,
        limiter: Limiter | None,
        retries: int,
        clock: Callable[[], float],
    ) -> None:
        if not isinstance(timeout, (int, float)) or not 0 < timeout < float("inf"):
            raise ValueError(f"timeout={timeout!r}: give seconds; a call without a time limit may never end")
        if not isinstance(retries, int) or retries < 0:
            raise ValueError(f"retries={retries!r}: give a whole number, 0 or more")
        kinds: dict[str, type[Api]] = {"graphql": GraphQLApi, "rest": rest.RestApi}
        if api not in kinds:
            raise ValueError(f"api={api!r}: it is 'graphql' or 'rest'")
        self._endpoint = Endpoint(shop_url, version)
        renews = isinstance(token, ClientCredentials) or callable(token)
        self._keeper = TokenKeeper(token, self._endpoint, clock) if renews else None  # type: ignore[arg-type]
        self._token = None if renews else Token(token)  # type: ignore[arg-type]
        self._api = kinds[api](self._endpoint, Exchange(_read, retries, renews=renews))
        self._kind = api
        self._limiter = limiter or Limiter()
        self._noted: set[str] = set()
        if _is_overheard(self._endpoint.origin):
            self._note("plain http to another machine: everybody on the way can read the token; use https")
        self._gave_up: dict[Family, int] = {"rest": 0, "graphql": 0}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._endpoint.origin} {self._endpoint.version} {self._kind}>"

    @property
    def name(self) -> str:
        """The shop's host, with the port unless it is the scheme's default."""
        return self._endpoint.host

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """Return the number of tracking numbers that a fulfillment holds: 1 over REST, None (any count) over GraphQL."""
        return self._api.numbers_per_fulfillment

    def _signed(self, send: Send) -> Request:
        token = send.token or self._token
        return send.request if token is None or send.request.private else token.signed(send.request)

    def _hides(self) -> tuple[Token, ...]:
        """Return the tokens and secrets that must not be shown."""
        return (*((self._token,) if self._token else ()), *(self._keeper.hides if self._keeper else ()))

    def _hidden(self, error: ShopError) -> ShopError:
        """Return an error without any secret, and without the frames that it was raised in."""
        for token in self._hides():
            error = token.hidden_error(error)
        return error.with_traceback(None)

    def _received(self, request: Request, response: Response) -> Response:
        for token in self._hides():
            response = token.hidden(response)
        if request.private:
            return response
        served = response.headers.get("x-shopify-api-version", self._endpoint.version)
        if served != self._endpoint.version:
            self._note(f"the shop answers as version {served}, {self._endpoint.version} was asked for")
        if reason := response.headers.get("x-shopify-api-deprecated-reason"):
            self._note(f"{request.name} is deprecated: {reason}")
        return response

    def _too_long(self, admit: Admit, wait: float, waited: float, gave_up: int) -> Throttled | None:
        """Return the error of a call that gives up waiting for room, if it does.

        ``gave_up`` is how many had given up when the call joined the line. A call that stood in line behind one that
        gave up has waited as long, and gives up as well.
        """
        if waited + wait <= admit.patience and gave_up == self._gave_up[admit.family]:
            _log.info("%s: no room for a %s call; again in %.1f s", self.name, admit.family, wait)
            return None
        self._gave_up[admit.family] += 1
        words = [f"no room for a {admit.family} call within {admit.patience:.0f} seconds; nothing was sent"]
        return Throttled("throttled", words, retry_after=wait if wait < LONGEST_HOLD else None)

    def _note(self, text: str) -> None:
        if text not in self._noted and len(self._noted) < _MOST_NOTES:
            self._noted.add(text)
            _log.warning("%s: %s", self.name, text)


def _is_overheard(origin: str) -> bool:
    """Tell whether this address would be called over a network without encryption."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def _read(request: Request, response: Response) -> Reading:
    return (rest.read_rest if request.family == "rest" else graphql_answers.read_graphql)(request, response)
