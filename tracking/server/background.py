"""A shop served from a thread of this process, for tests: it can be observed, filled, made to fail, and reset."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import msgspec
import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracking.desk.listening import new_listener
from tracking.fulfillment.values import Order
from tracking.server.bodies import BODY
from tracking.server.demo import DEMO_SECRET, DEMO_TOKEN
from tracking.server.faults import FaultMiddleware, FaultyProtocol
from tracking.server.serving import Settings, assemble, fill, open_shop, sending
from tracking.server.webhook_records import OutgoingWebhook

__all__ = ["BackgroundShop", "SeenRequest"]

_STARTING = 60.0


class SeenRequest(msgspec.Struct, kw_only=True):
    """A request that a shop received. Its repr shows neither the token nor the body."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """The headers by their names in lower case."""
    body: bytes
    status: int | None = None
    """The status of the answer; None if there is none yet, or if the connection was dropped."""

    @property
    def json(self) -> Any:
        """The decoded JSON body; None if there is none."""
        return msgspec.json.decode(self.body) if self.body.strip() else None

    def __repr__(self) -> str:
        return f"<{self.method} {self.path}{'?' if self.query else ''}{self.query}: {self.status}>"


class _Watch:
    """Records every request below ``/admin`` when it arrives."""

    def __init__(self, app: ASGIApp, seen: list[SeenRequest]) -> None:
        self.app, self.seen = app, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/admin/"):
            await self.app(scope, receive, send)
            return
        request = SeenRequest(
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
            body=scope.get(BODY, b""),
        )
        self.seen.append(request)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
            await send(message)

        await self.app(scope, receive, noting)


class BackgroundShop:
    """A shop in memory, served over HTTP on a free port of this machine. It is a context manager.

    ``settings`` are those of `tracking.server.serving.Settings`. By default, the shop is the demo's, accepts one token,
    signs its webhooks, and has no rate limits.

    >>> with BackgroundShop() as shop:
    ...     order = shop.orders({"lines": [{"sku": "A", "quantity": 2}]})[0]
    >>> order.lines[0].sku
    'A'
    """

    def __init__(self, **settings: Any) -> None:
        self.token = DEMO_TOKEN
        """The access token."""
        self.secret: str = settings.get("webhook_secret") or DEMO_SECRET
        """What webhooks are signed with."""
        self.requests: list[SeenRequest] = []
        """The requests that came, in their order."""
        given: dict[str, Any] = {
            "database": "sqlite://",
            "demo": True,
            "rate_limit": False,
            "tokens": {self.token: None},
        }
        self._settings = Settings(**(given | {"webhook_secret": self.secret} | settings))
        self.shop = open_shop(self._settings)
        """The shop itself (`tracking.server.shop.Shop`)."""
        self._faults: FaultMiddleware | None = None
        self._numbers = itertools.count(1)
        self._stop: list[Any] = []

    def _faulty(self, app: ASGIApp) -> ASGIApp:
        self._faults = FaultMiddleware(app)
        return self._faults

    def __enter__(self) -> Self:
        listening = new_listener("127.0.0.1", 0)
        self.host = f"127.0.0.1:{listening.getsockname()[1]}"
        """Host and port, as clients want them that put the scheme in front themselves."""
        self.url = f"http://{self.host}"
        """Where the shop is; calls go to ``{url}/admin/api/{version}/...``."""
        watch = Middleware(_Watch, self.requests)
        app = assemble(self.shop, self._settings, before=[watch, Middleware(self._faulty)])
        app.middleware_stack = app.build_middleware_stack()  # now, so that faults can be ordered before a call comes
        config = uvicorn.Config(
            app,
            http=FaultyProtocol,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        started = threading.Event()
        startup = server.startup

        async def starting(sockets: list[socket.socket] | None = None) -> None:
            await startup(sockets)
            started.set()

        server.startup = starting  # type: ignore[method-assign]  # the one place that knows when it listens
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="shop", daemon=True)
        thread.start()
        if not started.wait(_STARTING):
            raise RuntimeError("the shop did not start")
        sender = sending(self.shop, self._settings)
        sender.__enter__()

        def stop() -> None:
            sender.__exit__(None, None, None)
            server.should_exit = True
            thread.join(_STARTING)
            listening.close()
            self.shop.close()

        self._stop.append(stop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving, and forget everything."""
        while self._stop:
            self._stop.pop()()

    def orders(self, *given: Mapping[str, Any]) -> tuple[Order, ...]:
        """Add orders, each like an object of ``tracking serve --orders``, and return them as the shop stored them.

        Missing ids, names, and quantities are made up: ``orders({"lines": [{"sku": "A"}]})``. Without arguments, an
        order with one line is added. Raises `OrdersFileError` for orders that cannot exist.
        """
        documents = [self._completed(each) for each in given or ({},)]
        self.shop.add_orders(documents)
        found = (self.shop.order(each["id"]) for each in documents)
        return tuple(each for each in found if each is not None)

    def _completed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        lines = [{"id": 500_000_000 + next(self._numbers), "quantity": 1, **line} for line in given.get("lines", [{}])]
        id_ = given.get("id", 400_000_000 + next(self._numbers))
        return {"id": id_, "name": f"#T{id_}", **given, "lines": lines}

    def fault(self, kind: str, where: str = "", *, times: int = 1) -> None:
        """Let the next ``times`` requests fail that match the pattern ``where``; the kind is one of ``--fault``.

        ``where`` is searched in ``METHOD path``, a line break, and the body: ``fault("timeout-after",
        "fulfillmentCreate")``.
        """
        assert self._faults is not None
        for _ in range(times):
            self._faults.strike(kind, where)

    def webhooks(self) -> tuple[OutgoingWebhook, ...]:
        """Return the log of webhooks, the newest first."""
        return self.shop.webhooks()

    def reset(self) -> None:
        """Reset the shop to its initial state, without requests and without ordered faults."""
        self.shop.clear()
        fill(self.shop, self._settings)
        self.requests.clear()
        if self._faults is not None:
            self._faults.forget()
