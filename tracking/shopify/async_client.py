"""The asynchronous client: the counterpart of `tracking.shopify.client` for event loops."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Self, TypeVar, Unpack, cast

import httpx2

from tracking.errors import ShopError
from tracking.fulfillment.values import Fulfillment
from tracking.shopify.api import Api, Cursors, Filters, Times, says_what_it_returns
from tracking.shopify.bucket import Limiter
from tracking.shopify.exchange import Admit, Call, Effect, Enter, LastLook, Send, Settle
from tracking.shopify.granted import ClientCredentials, TokenKeeper, TokenSource, asked_for
from tracking.shopify.messages import NEWEST, Response
from tracking.shopify.session import CALL_TIMEOUT, Session
from tracking.shopify.token import Token
from tracking.shopify.transport import AsyncHttpxTransport, AsyncTransport, no_cookies

if TYPE_CHECKING:
    from tracking.fulfillment.port import AsyncShop

__all__ = ["AsyncClient"]

P = ParamSpec("P")
T = TypeVar("T")


class AsyncClient(Session):
    """A client of a shop's fulfillment calls for asyncio. The tasks of one event loop may share it.

    The arguments and the methods are those of `Client`; the methods are coroutines, and `fulfillments` is an
    asynchronous iterator. ``transport`` and ``sleep`` are asynchronous as well: ``httpx2.ASGITransport(app=...)`` calls
    an application in the same process. Use the client as an asynchronous context manager, or call `aclose`.

    >>> import asyncio
    >>> from tracking.server.background import BackgroundShop
    >>> async def found(url, token):
    ...     async with AsyncClient(url, token) as client:
    ...         return await client.find_order("#1001"), await client.find_order("#9999")
    >>> with BackgroundShop() as shop:
    ...     asyncio.run(found(shop.url, shop.token))
    (450789469, None)
    """

    def __init__(
        self,
        shop_url: str,
        token: TokenSource,
        *,
        version: str = NEWEST,
        api: Literal["graphql", "rest"] = "graphql",
        transport: AsyncTransport | httpx2.AsyncClient | httpx2.AsyncBaseTransport | None = None,
        timeout: float = CALL_TIMEOUT,
        limiter: Limiter | None = None,
        retries: int = 5,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(shop_url, token, version, api, timeout, limiter, retries, clock)
        self._sleep = sleep
        self._owned: httpx2.AsyncClient | None = None
        if transport is None or isinstance(transport, httpx2.AsyncBaseTransport):
            transport = self._owned = httpx2.AsyncClient(transport=transport, cookies=no_cookies())
        if isinstance(transport, httpx2.AsyncClient):
            transport = AsyncHttpxTransport(transport, timeout)
        self._transport: AsyncTransport = transport
        self._entering = asyncio.Lock()
        self._turns = {"rest": asyncio.Lock(), "graphql": asyncio.Lock()}

    @staticmethod
    def _awaiting(
        method: Callable[Concatenate[Any, P], Call[T]],
    ) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
        @functools.wraps(method)
        async def call(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
            made: Call[T] = getattr(self._api, method.__name__)(*args, **kwargs)
            return await self._run(made)

        return says_what_it_returns(call)

    find_order = _awaiting(Api.find_order)
    find_orders = _awaiting(Api.find_orders)
    order_view = _awaiting(Api.order_view)
    fulfillment_orders = _awaiting(Api.fulfillment_orders)
    fulfillment_order = _awaiting(Api.fulfillment_order)
    fulfillments_of = _awaiting(Api.fulfillments_of)
    fulfillment = _awaiting(Api.fulfillment)
    count = _awaiting(Api.count)
    create = _awaiting(Api.create)
    update_tracking = _awaiting(Api.update_tracking)
    cancel = _awaiting(Api.cancel)
    events = _awaiting(Api.events)
    create_event = _awaiting(Api.create_event)
    delete_event = _awaiting(Api.delete_event)

    def fulfillments(
        self, order_id: int, *, since_id: int | None = None, limit: int | None = None, **times: Unpack[Times]
    ) -> AsyncIterator[Fulfillment]:
        """See `Client.fulfillments`."""
        filters = Filters(since_id=since_id, **times)

        async def pages() -> AsyncIterator[Fulfillment]:
            asked = Cursors()
            page = await self._run(self._api.page(order_id, filters, None, limit))
            for fulfillment in page.fulfillments:
                yield fulfillment
            while page.cursor is not None:
                page = await self._run(self._api.page(order_id, filters, asked.after(page.cursor), limit))
                for fulfillment in page.fulfillments:
                    yield fulfillment

        return pages()

    async def aclose(self) -> None:
        """Close the connections that the client opened itself."""
        if self._owned is not None:
            await self._owned.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _run(self, call: Call[T]) -> T:
        reply: Any = None
        while True:
            try:
                effect = call.send(reply)
            except StopIteration as done:
                return cast(T, done.value)
            except ShopError as error:
                failure = self._hidden(error)
                break
            reply = await self._do(effect)
        raise failure

    async def _admit(self, effect: Admit) -> float | ShopError:
        bucket, waited, gave_up = self._limiter[effect.family], 0.0, self._gave_up[effect.family]
        async with self._turns[effect.family]:
            while wait := await self._ask(bucket.blocks, bucket.take, effect.cost):
                if error := self._too_long(effect, wait, waited, gave_up):
                    return error
                await self._sleep(wait)
                waited += wait
        return waited

    async def _enter(self, effect: Enter) -> Token | ShopError:
        keeper = self._keeper
        assert keeper is not None  # a client that cannot renew its token never asks for one
        failures = keeper.failures
        if token := keeper.usable(effect.rejected):
            return token
        async with self._entering:
            if token := keeper.usable(effect.rejected):
                return token
            if keeper.failure is not None and keeper.failures != failures:
                return keeper.failure  # another task received a new token meanwhile
            asked_at = keeper.now()
            return keeper.keep(await self._given(keeper), asked_at)

    async def _given(self, keeper: TokenKeeper) -> Any:
        """Get the next token, or the ShopError that says why there is none."""
        if isinstance(keeper.source, ClientCredentials):
            return await self._run(asked_for(keeper.source, keeper.endpoint))
        try:
            # In a thread: a callable that does not await may block.
            given = await asyncio.to_thread(keeper.source)
            return await given if isawaitable(given) else given
        except Exception as error:
            return self._hidden(keeper.raised(error))

    async def _do(self, effect: Effect) -> Response | ShopError | Token | float | None:
        if isinstance(effect, Send):
            try:
                return self._received(effect.request, await self._transport.send(self._signed(effect)))
            except ShopError as error:
                return self._hidden(error)
        if isinstance(effect, Enter):
            return await self._enter(effect)
        if isinstance(effect, Admit):
            return await self._admit(effect)
        if isinstance(effect, Settle):
            bucket = self._limiter[effect.family]
            await self._ask(bucket.blocks, bucket.settle, effect.report)
        elif isinstance(effect, LastLook):
            await asyncio.to_thread(effect.work)
        else:
            await self._sleep(effect.seconds)
        return None

    @staticmethod
    async def _ask(blocks: bool, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(method, *args, **kwargs) if blocks else method(*args, **kwargs)


if TYPE_CHECKING:

    def _fits(client: AsyncClient) -> AsyncShop:
        # This checks the pipeline's port: the type checker compares every name and argument.
        return client
