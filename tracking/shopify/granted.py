"""The source of a client's token: it is given once, or requested again whenever it has expired.

Apps made since 2026 get no permanent token. They exchange their client id and secret for a token that lives a day
(`ClientCredentials`). A callable can supply tokens that are kept elsewhere.

Source: the Admin API's client credentials grant. It answers ``access_token``, ``scope``, and ``expires_in`` (seconds).
There is no refresh token; an app that needs another token asks again.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NoReturn, TypeAlias

import msgspec

from tracking.errors import OutcomeUnknown, ShopError, Throttled, Unauthorized, Unreachable
from tracking.shopify.classify import said, shown_words
from tracking.shopify.exchange import Call, Send, Sleep
from tracking.shopify.messages import Endpoint, Request, Response
from tracking.shopify.token import Token

__all__ = ["AccessToken", "ClientCredentials", "TokenKeeper", "TokenSource", "asked_for", "awaited"]

SOON = 60.0
"""A token is renewed so many seconds before it expires, or after three quarters of its life if that is later."""
PAUSES = (0.5, 2.0)
"""Seconds between attempts to get a token. Asking twice is harmless."""
HIDDEN_ON = 4
"""So many replaced tokens are still hidden, since a late answer may repeat one."""
_IN_A_PAGE = re.compile(r"oauth error [^<>\r\n]{1,300}", re.IGNORECASE)


class AccessToken:
    """An access token and the seconds that it lives (None if that is not known). Its text does not show in its repr.

    A callable that is a client's source of tokens may return it. Raises ValueError for a life that is not positive.

    >>> AccessToken("shpat_secret", 3600)
    <access token for 3600 s>
    """

    __slots__ = ("expires_in", "token")

    def __init__(self, text: str, expires_in: float | None = None) -> None:
        if expires_in is not None and not (isinstance(expires_in, (int, float)) and expires_in > 0):
            raise ValueError(f"expires_in={expires_in!r}: give the seconds that the token lives, or None")
        self.token = Token(text)
        self.expires_in = expires_in

    def __repr__(self) -> str:
        return f"<access token for {self.expires_in} s>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an access token is not pickled or copied: a reader of the pickle would have it")


class ClientCredentials:
    """An app's client id and secret, which a shop of the app's own organization exchanges for tokens.

    Give them to a client in place of a token: ``Client("my-shop.myshopify.com", ClientCredentials(client_id,
    secret))``. The secret is never shown or logged, and the credentials cannot be pickled.
    """

    __slots__ = ("client_id", "secret")

    def __init__(self, client_id: str, client_secret: str) -> None:
        if not isinstance(client_id, str) or not client_id.strip():
            raise ValueError("client_id: it is empty; give the app's client id")
        self.client_id = client_id
        self.secret = Token(client_secret, "client_secret")

    def __repr__(self) -> str:
        return f"ClientCredentials({self.client_id!r}, <secret>)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("client credentials are not pickled or copied: a reader of the pickle would have the secret")

    def request(self, endpoint: Endpoint) -> Request:
        """Return the request for a token."""
        fields = {"grant_type": "client_credentials", "client_id": self.client_id}
        return Request(
            method="POST",
            url=f"{endpoint.origin}/admin/oauth/access_token",
            body=self.secret.form("client_secret", fields),
            name="POST /admin/oauth/access_token",
            repeatable=True,
            private=True,
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
        )


TokenSource: TypeAlias = (
    str | ClientCredentials | Callable[[], str | AccessToken] | Callable[[], Awaitable[str | AccessToken]]
)
"""A token, the credentials for requesting one from the shop, or a callable (which may be asynchronous) that returns
one.

A callable is asked at first, again before ``expires_in`` of an `AccessToken` is over, and once more for a call that the
shop answers with 401.
"""


class TokenKeeper:
    """Keeps the token that is in use; the client requests the next one. ``clock`` returns seconds."""

    def __init__(
        self, source: ClientCredentials | Callable[[], Any], endpoint: Endpoint, clock: Callable[[], float]
    ) -> None:
        self.source = source
        self.endpoint = endpoint
        self.failures = 0
        """How often none was to be had."""
        self.failure: ShopError | None = None
        """Why, the last time."""
        self._clock = clock
        self._current: Token | None = None
        self._due = math.inf
        self._earlier: tuple[Token, ...] = ()

    @property
    def hides(self) -> tuple[Token, ...]:
        """The tokens and secrets that must not be shown."""
        secret = (self.source.secret,) if isinstance(self.source, ClientCredentials) else ()
        return (*secret, *((self._current,) if self._current else ()), *self._earlier)

    def usable(self, rejected: Token | None) -> Token | None:
        """Return the token in use, unless it is the rejected one or about to expire."""
        if self._current is rejected or self._clock() >= self._due:
            return None
        return self._current

    def now(self) -> float:
        """Return the time from which a token's life is counted: the time before it is requested."""
        return self._clock()

    def keep(self, given: Any, asked_at: float) -> Token | ShopError:
        """Start to use a token and return it, or return the ShopError that says why there is none."""
        if isinstance(given, str):
            try:
                given = AccessToken(given)
            except ValueError as error:
                given = Unauthorized("unauthorized", [f"the token's source gave no token: {error}"])
        if isinstance(given, AccessToken):
            earlier = (self._current, *self._earlier) if self._current else self._earlier
            self._earlier = earlier[:HIDDEN_ON]
            token = self._current = given.token
            life = given.expires_in
            self._due = math.inf if life is None else asked_at + life - min(SOON, life / 4)
            return token
        if isinstance(given, ShopError):
            failure: ShopError = given
        else:
            said_so = f"the token's source gave a {type(given).__name__}; it is to give text or an AccessToken"
            failure = Unauthorized("unauthorized", [said_so])
        self.failures += 1
        self.failure = failure
        return failure

    def raised(self, error: Exception) -> ShopError:
        """Describe what a callable raised, without its own words, which may hold a secret."""
        if isinstance(error, ShopError):
            return error
        return Unreachable("token_not_given", [f"the callable that gives the token raised {type(error).__name__}"])


def awaited(given: Awaitable[Any]) -> Any:
    """Wait for the result of an async callable.

    It runs in an event loop of its own, since the caller's thread may already run one.
    """

    async def wait() -> Any:
        return await given

    with ThreadPoolExecutor(1, "token") as thread:
        return thread.submit(asyncio.run, wait()).result()


def asked_for(credentials: ClientCredentials, endpoint: Endpoint) -> Call[AccessToken | ShopError]:
    """Ask the shop for a token, several times if it does not answer."""
    request = credentials.request(endpoint)
    for pause in (*PAUSES, None):
        reply: Response | ShopError = yield Send(request)
        found = _granted(reply) if isinstance(reply, Response) else reply
        if isinstance(found, (AccessToken, Unauthorized)) or pause is None:
            break
        yield Sleep(max(pause, min(found.retry_after or 0.0, 30.0)))
    if isinstance(found, (OutcomeUnknown, Unreachable, Throttled)):
        # Whatever became of this request, the call that needs the token was not sent.
        words = [f"the shop gave no token: {word.partition(':')[0]}" for word in found.messages]
        return Unreachable("token_not_given", words, status=found.status, request_id=found.request_id)
    return found


def _granted(response: Response) -> AccessToken | ShopError:
    """Read the answer to a request for a token. Only its error fields are ever shown."""
    try:
        document = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    about: dict[str, Any] = {"status": response.status, "request_id": response.request_id}
    if response.status == 429 or response.status >= 500:
        return OutcomeUnknown("server_error", [f"status {response.status}"], retry_after=response.retry_after, **about)
    if 200 <= response.status < 300:
        try:
            return AccessToken(document["access_token"], document.get("expires_in"))
        except (TypeError, KeyError, ValueError, AttributeError):
            return OutcomeUnknown("broken_answer", ["its answer holds no access_token"], **about)
    words = _refusal(document, response)
    return Unauthorized("unauthorized", [f"the shop gives no token for these credentials: {words}"], **about)


def _refusal(document: Any, response: Response) -> str:
    if isinstance(document, dict):
        if isinstance(document.get("error"), str):  # RFC 6749, section 5.2
            more = document.get("error_description")
            return shown_words(document["error"] + (f": {more}" if isinstance(more, str) and more else ""))
        if found := said(document.get("errors")):
            return "; ".join(one.message for one in found)
    page = _IN_A_PAGE.search(response.body[:100_000].decode(errors="replace"))
    return shown_words(page[0]) if page else f"status {response.status}"
