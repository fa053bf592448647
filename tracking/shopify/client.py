"""The blocking client: it runs the calls of `tracking.shopify.api` over a transport."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Self, TypeVar, Unpack, cast

import httpx2

from tracking.errors import ShopError
from tracking.fulfillment.values import Fulfillment
from tracking.shopify.api import Api, Cursors, Filters, Times, says_what_it_returns
from tracking.shopify.bucket import Limiter
from tracking.shopify.exchange import Admit, Call, Effect, Enter, LastLook, Send, Settle
from tracking.shopify.granted import ClientCredentials, TokenKeeper, TokenSource, asked_for, awaited
from tracking.shopify.messages import NEWEST, Response
from tracking.shopify.session import CALL_TIMEOUT, Session
from tracking.shopify.token import Token
from tracking.shopify.transport import HttpxTransport, Transport, no_cookies

if TYPE_CHECKING:
    from tracking.fulfillment.port import ShopPort

__all__ = ["Client"]

P = ParamSpec("P")
T = TypeVar("T")


class Client(Session):
    """A blocking client of a shop's fulfillment calls. Threads may share it.

    ``shop_url`` is ``my-shop.myshopify.com``, or a URL with scheme and host. ``version`` is a quarter (``2025-10``) or
    ``unstable``. ``api`` is ``graphql``, or ``rest``, which is older and holds one tracking number in each fulfillment.

    ``token`` is an access token, or a source of tokens that expire: `ClientCredentials`, or a callable (which may be
    asynchronous) that returns a token as text or as an `AccessToken` with its life. The source is asked again before
    the token expires, and once if the shop answers a call with 401. ``clock`` returns the seconds in which that life is
    measured.

    ``timeout`` is in seconds and applies to each step of a call (connecting, sending, each read). A whole call takes at
    most four times as long. ``transport`` is None, an httpx2 client (such as Starlette's TestClient), an httpx2
    transport, or anything with ``send(request) -> response``. ``retries`` is how often a call that may be repeated is
    repeated if no answer came. ``limiter`` tracks the shop's rate limit; give one limiter to all clients of a shop.
    Waiting for the rate limit does not count as a retry: a call that the shop refuses for its rate is sent again until
    about 300 seconds were spent waiting. ``sleep`` waits for seconds.

    Raises InvalidURL or ValueError for arguments that cannot be right. Each call raises a `tracking.errors.ShopError`
    if it fails. Use the client as a context manager, or call `close`.

    >>> from tracking.server.background import BackgroundShop
    >>> with BackgroundShop() as shop, Client(shop.url, shop.token) as client:
    ...     client.find_order("#1001"), client.find_order("#9999")
    (450789469, None)
    """

    def __init__(
        self,
        shop_url: str,
        token: TokenSource,
        *,
        version: str = NEWEST,
        api: Literal["graphql", "rest"] = "graphql",
        transport: Transport | httpx2.Client | httpx2.BaseTransport | None = None,
        timeout: float = CALL_TIMEOUT,
        limiter: Limiter | None = None,
        retries: int = 5,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(shop_url, token, version, api, timeout, limiter, retries, clock)
        self._sleep = sleep
        self._owned: httpx2.Client | None = None
        if transport is None or isinstance(transport, httpx2.BaseTransport):
            transport = self._owned = httpx2.Client(transport=transport, cookies=no_cookies())
        if isinstance(transport, httpx2.Client):
            transport = HttpxTransport(transport, timeout)
        self._transport: Transport = transport
        # One call at a time waits for room, and the others wait behind it: first come, first served.
        self._entering = threading.Lock()
        self._turns = {"rest": threading.Lock(), "graphql": threading.Lock()}

    @staticmethod
    def _blocking(method: Callable[Concatenate[Any, P], Call[T]]) -> Callable[Concatenate[Client, P], T]:
        @functools.wraps(method)
        def call(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
            made: Call[T] = getattr(self._api, method.__name__)(*args, **kwargs)
            return self._run(made)

        return says_what_it_returns(call)

    find_order = _blocking(Api.find_order)
    find_orders = _blocking(Api.find_orders)
    order_view = _blocking(Api.order_view)
    fulfillment_orders = _blocking(Api.fulfillment_orders)
    fulfillment_order = _blocking(Api.fulfillment_order)
    fulfillments_of = _blocking(Api.fulfillments_of)
    fulfillment = _blocking(Api.fulfillment)
    count = _blocking(Api.count)
    create = _blocking(Api.create)
    update_tracking = _blocking(Api.update_tracking)
    cancel = _blocking(Api.cancel)
    events = _blocking(Api.events)
    create_event = _blocking(Api.create_event)
    delete_event = _blocking(Api.delete_event)

    def fulfillments(
        self, order_id: int, *, since_id: int | None = None, limit: int | None = None, **times: Unpack[Times]
    ) -> Iterator[Fulfillment]:
        """Return the order's fulfillments by id, including cancelled ones. Pages are read as needed.

        ``since_id`` leaves out fulfillments up to this id. ``created_at_min``, ``created_at_max``, ``updated_at_min``,
        and ``updated_at_max`` are inclusive, timezone-aware bounds. ``limit`` is the size of a page (1 to 250) over
        REST; GraphQL has no pages here.
        """
        filters = Filters(since_id=since_id, **times)

        def pages() -> Iterator[Fulfillment]:
            asked = Cursors()
            page = self._run(self._api.page(order_id, filters, None, limit))
            yield from page.fulfillments
            while page.cursor is not None:
                page = self._run(self._api.page(order_id, filters, asked.after(page.cursor), limit))
                yield from page.fulfillments

        return pages()

    def close(self) -> None:
        """Close the connections that the client opened itself."""
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, call: Call[T]) -> T:
        reply: Any = None
        while True:
            try:
                effect = call.send(reply)
            except StopIteration as done:
                return cast(T, done.value)
            except ShopError as error:
                failure = self._hidden(error)
                break
            reply = self._do(effect)
        # This stands outside the handler, because the error would otherwise hold the other one as its context.
        raise failure

    def _admit(self, effect: Admit) -> float | ShopError:
        bucket, waited, gave_up = self._limiter[effect.family], 0.0, self._gave_up[effect.family]
        with self._turns[effect.family]:
            while wait := bucket.take(effect.cost):
                if error := self._too_long(effect, wait, waited, gave_up):
                    return error
                self._sleep(wait)
                waited += wait
        return waited

    def _enter(self, effect: Enter) -> Token | ShopError:
        keeper = self._keeper
        assert keeper is not None  # a client that cannot renew its token never asks for one
        failures = keeper.failures
        if token := keeper.usable(effect.rejected):
            return token
        with self._entering:
            if token := keeper.usable(effect.rejected):
                return token
            if keeper.failure is not None and keeper.failures != failures:
                return keeper.failure  # another thread received a new token meanwhile
            asked_at = keeper.now()
            return keeper.keep(self._given(keeper), asked_at)

    def _given(self, keeper: TokenKeeper) -> Any:
        """Get the next token, or the ShopError that says why there is none."""
        if isinstance(keeper.source, ClientCredentials):
            return self._run(asked_for(keeper.source, keeper.endpoint))
        try:
            given = keeper.source()
            return awaited(given) if isawaitable(given) else given
        except Exception as error:
            return self._hidden(keeper.raised(error))

    def _do(self, effect: Effect) -> Response | ShopError | Token | float | None:
        if isinstance(effect, Send):
            try:
                return self._received(effect.request, self._transport.send(self._signed(effect)))
            except ShopError as error:
                return self._hidden(error)
        if isinstance(effect, Enter):
            return self._enter(effect)
        if isinstance(effect, Admit):
            return self._admit(effect)
        if isinstance(effect, Settle):
            self._limiter[effect.family].settle(effect.report)
        elif isinstance(effect, LastLook):
            effect.work()
        else:
            self._sleep(effect.seconds)
        return None


if TYPE_CHECKING:

    def _fits(client: Client) -> ShopPort:
        # This checks the pipeline's port: the type checker compares every name and argument.
        return client
