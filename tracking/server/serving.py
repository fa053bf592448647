"""A shop assembled from its settings, and served until it is told to stop."""

from __future__ import annotations

import logging
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response

from tracking.desk.listening import listening_on, url_of
from tracking.desk.own_hosts import HostGuard, Misdirected, OwnHosts
from tracking.server.access import AccessMiddleware, ScopeMiddleware, Tokens
from tracking.server.app import create_app
from tracking.server.fault_kinds import KINDS, WEBHOOK_KINDS
from tracking.server.faults import FaultMiddleware, FaultyProtocol
from tracking.server.granting import TOKEN_LIFE, App, grant_route
from tracking.server.graphql import GraphQL
from tracking.server.limits import NewFulfillments, RateLimitMiddleware
from tracking.server.outbox import Outbox
from tracking.server.page_login import PageLogin
from tracking.server.request_log import RequestLog, RequestLogMiddleware
from tracking.server.reset_route import reset_route
from tracking.server.service_calls import ServiceCalls
from tracking.server.shop import Shop
from tracking.server.shop_pages import shop_pages
from tracking.server.tls import Certificate, names_of, write_certificate
from tracking.server.webhook_sending import WebhookSending
from tracking.server.wire import SpellingProtocol

__all__ = ["Settings", "assemble", "fill", "open_shop", "sending", "serve_forever"]

# Seconds for calls in progress to finish once the shop is told to stop.
_LAST_CALLS = 30
# Seconds between two checks for due deliveries.
_SHORTEST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a served shop, with the names of the options of ``tracking serve``."""

    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: Sequence[str] = ()
    """Names of the shop besides ``host``, this machine's loopback names, and those of its certificate."""
    database: str = "sqlite:///tracking-shop.db"
    tokens: Mapping[str, frozenset[str] | None] = {}
    """Scopes by token, None for everything. Without tokens and apps, no token is needed."""
    apps: Mapping[str, App] = {}
    """Apps by client id, each of which is granted tokens for its secret."""
    token_life: float = TOKEN_LIFE
    country: str = "US"
    demo: bool = False
    orders: str | None = None
    certfile: str | None = None
    keyfile: str | None = None
    tls: bool = False
    tls_names: Sequence[str] = ()
    bucket: int = 40
    leak: float = 2.0
    dev_store: bool = False
    rate_limit: bool = True
    service_delay: float = 0.0
    faults: Mapping[str, float] = {}
    fault_seed: int = 0
    strict_404: bool = False
    strict_urls: bool = False
    outbox: str | None = None
    language: str | None = None
    simulate_delivery: float = 0.0
    service_secret: str | None = None
    service_interval: float = 60.0
    webhooks: Sequence[str] = ()
    """URLs that receive all webhooks."""
    webhook_secret: str | None = None
    webhook_window: float = 240.0
    reset: bool = False


def open_shop(settings: Settings) -> Shop:
    """Open the shop's database, and add what is missing of the demo and the file of orders."""
    shop = Shop(
        settings.database,
        country=settings.country,
        service_delay=settings.service_delay,
        admit=NewFulfillments() if settings.dev_store else None,
        strict_urls=settings.strict_urls,
        delivery_time=settings.simulate_delivery,
        outbox=Outbox(settings.language, None if settings.outbox is None else Path(settings.outbox)),
    )
    shop.webhook_urls = tuple(settings.webhooks)
    try:
        if settings.reset:
            shop.clear()
        fill(shop, settings)
    except BaseException:
        shop.close()
        raise
    return shop


def fill(shop: Shop, settings: Settings) -> None:
    """Add what is missing of the demo and the file of orders."""
    if settings.demo:
        shop.add_demo()
    if settings.orders is not None:
        shop.add_orders(settings.orders)


def assemble(shop: Shop, settings: Settings, *, before: Sequence[Middleware] = ()) -> Starlette:
    """Assemble the application: everything that is configured to run before and beside REST's routes.

    ``before`` runs before all of it, except what refuses requests that are not meant for this shop.
    """
    log, tokens = RequestLog(), Tokens(settings.tokens)
    guarded = bool(settings.tokens or settings.apps)
    login = Middleware(PageLogin, tokens if guarded else None)
    refusing = Middleware(HostGuard, hosts_of(settings), _misdirected)
    middleware = [refusing, login, *before, Middleware(RequestLogMiddleware, log)]
    if faults := {kind: share for kind, share in settings.faults.items() if kind in KINDS}:
        middleware.append(Middleware(FaultMiddleware, faults, settings.fault_seed))
    if guarded:
        middleware.append(Middleware(AccessMiddleware, tokens))
    if settings.rate_limit:
        middleware.append(Middleware(RateLimitMiddleware, settings.bucket, settings.leak))
    if guarded:
        middleware.append(Middleware(ScopeMiddleware))
    graphql = GraphQL(shop, throttle=settings.rate_limit)
    again = [reset_route(lambda: _begin_anew(shop, settings))] if settings.reset else []
    return create_app(
        shop,
        middleware=middleware,
        routes=[
            *shop_pages(shop, log),
            *again,
            *graphql.routes,
            grant_route(tokens, settings.apps, settings.token_life),
        ],
        strict_404=settings.strict_404,
    )


def hosts_of(settings: Settings) -> OwnHosts:
    """Return the names of the shop."""
    certified = () if settings.certfile is None else names_of(Path(settings.certfile))
    return OwnHosts(settings.host, [*settings.allowed_hosts, *settings.tls_names, *certified])


def _misdirected(refusal: Misdirected) -> Response:
    body = msgspec.json.encode({"errors": refusal.message})
    return Response(body, refusal.status, media_type="application/json; charset=utf-8")


def _begin_anew(shop: Shop, settings: Settings) -> None:
    shop.clear()
    fill(shop, settings)


def sending(shop: Shop, settings: Settings) -> WebhookSending:
    """Return the sender of the shop's webhooks."""
    return WebhookSending(
        shop,
        secret=settings.webhook_secret,
        window=settings.webhook_window,
        faults={kind: share for kind, share in settings.faults.items() if kind in WEBHOOK_KINDS},
        seed=settings.fault_seed,
    )


def serve_forever(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, and then finish the calls in progress.

    ``announce`` is called with the URL when the shop is ready, and with ``tls`` a second time with the path of the new
    certificate. Raises `tracking.desk.listening.CannotListen`.
    """
    with (
        listening_on(settings.host, settings.port) as listening,
        _certificate(settings) as certificate,
        open_shop(settings) as shop,
    ):
        # Ready means ready: otherwise the first call would wait for the carriers' definitions.
        shop.warm_up()
        lines = [url_of(settings.host, listening, secure=certificate is not None)]
        if settings.tls and certificate is not None:
            lines.append(str(certificate.certfile))
        server = _Server(
            uvicorn.Config(
                assemble(shop, settings),
                http=FaultyProtocol if settings.faults else SpellingProtocol,
                ssl_certfile=certificate and str(certificate.certfile),
                ssl_keyfile=certificate and str(certificate.keyfile),
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=_LAST_CALLS,
            ),
            lambda: announce("\n".join(lines)),
        )
        with (
            _deliveries(shop, settings.simulate_delivery),
            ServiceCalls(shop, secret=settings.service_secret, interval=settings.service_interval),
            sending(shop, settings),
            _stopping_is_success(),
        ):
            server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """uvicorn's server, which reports when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and report it."""
        await super().startup(sockets)
        if self.started:
            self._ready()


@contextmanager
def _deliveries(shop: Shop, duration: float) -> Iterator[None]:
    """Advance the deliveries while the shop is served."""
    if not duration:
        yield
        return
    stopped = threading.Event()
    pause = max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, duration / 20))

    def move() -> None:
        while not stopped.wait(pause):
            try:
                shop.advance_deliveries()
            except Exception:
                # The database may be unavailable for a while; what is due then is still due afterwards.
                _log.exception("deliveries could not be moved on")

    thread = threading.Thread(target=move, name="deliveries", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(_LAST_CALLS)


@contextmanager
def _stopping_is_success() -> Iterator[None]:
    # uvicorn restores the handlers at its end and sends itself the signal again, which would end the process with an
    # error. A shop that was told to stop and did has no error.
    before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _certificate(settings: Settings) -> Iterator[Certificate | None]:
    if settings.certfile is not None and settings.keyfile is not None:
        yield Certificate(Path(settings.certfile), Path(settings.keyfile))
    elif settings.tls:
        with tempfile.TemporaryDirectory(prefix="tracking-serve-") as folder:
            yield write_certificate(Path(folder), names=settings.tls_names)
    else:
        yield None
