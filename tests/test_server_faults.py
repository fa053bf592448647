from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from tracking.server.fault_kinds import KINDS, parse_fault
from tracking.server.faults import FaultMiddleware, FaultyProtocol

CREATE = "/admin/api/2025-10/fulfillments.json"
LIST = "/admin/api/2025-10/orders/1/fulfillments.json"


class Ledger:
    """An application that writes down what it was asked to do."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.has_made = threading.Event()
        self.app = Starlette(routes=[Route("/{rest:path}", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        if request.method == "POST":
            self.made.append((await request.body()).decode())
            self.has_made.set()
        return JSONResponse({"made": self.made}, 201 if request.method == "POST" else 200)


class Server:
    """uvicorn in a thread, on a port of the system's choice."""

    def __init__(self, app: ASGIApp) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(app, http=FaultyProtocol, lifespan="off", log_level="error"))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)

    def stop(self) -> float:
        started = time.monotonic()
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive()
        return time.monotonic() - started


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def serve() -> Iterator[Callable[[ASGIApp], Server]]:
    running: list[Server] = []

    def start(app: ASGIApp) -> Server:
        running.append(Server(app))
        return running[-1]

    yield start
    for server in running:
        server.stop()


def post(server: Server, body: str = "x", timeout: float = 0.3) -> httpx2.Response:
    return httpx2.post(server.url + CREATE, content=body, timeout=timeout)


def test_timeout_before_does_nothing(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"timeout-before": 1.0}))
    with pytest.raises(httpx2.ReadTimeout):
        post(server)
    assert ledger.made == []


def test_timeout_after_makes_the_change_and_says_nothing(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"timeout-after": 1.0}))
    with pytest.raises(httpx2.ReadTimeout):
        post(server)
    assert ledger.has_made.wait(30)
    assert ledger.made == ["x"]


def test_a_held_call_is_dropped_in_the_end(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"timeout-before": 1.0}, hold=0.05))
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        post(server, timeout=30)


def test_a_held_call_does_not_keep_the_server_from_stopping(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"timeout-before": 1.0}))
    failures: list[Exception] = []

    def call() -> None:
        try:
            post(server, timeout=30)
        except httpx2.TransportError as error:
            failures.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    while not server.server.server_state.tasks:
        time.sleep(0.005)
    assert server.stop() < 20, "it would be held for a minute"
    caller.join(30)
    assert len(failures) == 1


def test_reset_resets_before_or_after_the_change(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"reset": 1.0}, seed=1))
    for number in range(12):
        with pytest.raises(httpx2.ReadError):
            post(server, str(number), timeout=30)
    assert 0 < len(ledger.made) < 12


def test_truncate_makes_the_change_and_sends_half(ledger: Ledger, serve: Any) -> None:
    server = serve(FaultMiddleware(ledger.app, {"truncate": 1.0}))
    with pytest.raises(httpx2.RemoteProtocolError):
        post(server, "a long enough body", timeout=30)
    assert ledger.made == ["a long enough body"]
    address = server.socket.getsockname() if server.socket.fileno() >= 0 else None
    assert address is not None
    with socket.create_connection(address, 30) as raw:
        raw.sendall(b"GET " + LIST.encode() + b" HTTP/1.1\r\nHost: shop\r\n\r\n")
        received = b""
        while chunk := raw.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    whole = b'{"made":["a long enough body"]}'
    assert b"content-length: %d" % len(whole) in head.lower()
    assert body == whole[: len(whole) // 2]


def test_429_does_nothing_and_has_the_shape_of_the_real_one(ledger: Ledger) -> None:
    with TestClient(FaultMiddleware(ledger.app, {"429": 1.0})) as client:
        answer = client.post(CREATE, content="x")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "2.0")
        answer = client.post("/admin/api/2025-10/graphql.json", content="x")
        assert answer.status_code == 200
        assert answer.json()["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert ledger.made == []


@pytest.mark.parametrize(("kind", "status", "form"), [("500", 500, "application/json"), ("503", 503, "text/html")])
def test_server_errors_come_before_or_after_the_change(ledger: Ledger, kind: str, status: int, form: str) -> None:
    with TestClient(FaultMiddleware(ledger.app, {kind: 1.0}, seed=3)) as client:
        for number in range(12):
            answer = client.post(CREATE, content=str(number))
            assert answer.status_code == status
            assert answer.headers["content-type"].startswith(form)
    assert 0 < len(ledger.made) < 12


def test_latency_waits_and_then_answers(ledger: Ledger) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with TestClient(FaultMiddleware(ledger.app, {"latency": 1.0}, latency=2.0, sleep=sleep)) as client:
        assert {client.post(CREATE, content="x").status_code for _ in range(20)} == {201}
    assert len(waits) == 20
    assert 0 <= min(waits) < max(waits) <= 2.0


def test_shares_are_kept_and_a_seed_repeats_them() -> None:
    def run(seed: int) -> list[int]:
        ledger = Ledger()
        with TestClient(FaultMiddleware(ledger.app, {"429": 0.2, "500": 0.1}, seed)) as client:
            return [client.get(LIST).status_code for _ in range(400)]

    statuses = run(7)
    assert statuses == run(7) != run(8)
    assert 50 < statuses.count(429) < 110
    assert 20 < statuses.count(500) < 65


def test_the_page_is_never_struck(ledger: Ledger) -> None:
    with TestClient(FaultMiddleware(ledger.app, {"500": 1.0})) as client:
        assert client.get("/").status_code == 200


def test_a_strike_hits_the_next_call_it_fits_and_only_that(ledger: Ledger) -> None:
    faults = FaultMiddleware(ledger.app)
    faults.strike("429", r"^POST .*/fulfillments\.json$")
    faults.strike("503", r'"number": *"B"')
    with TestClient(faults) as client:
        assert client.get(LIST).status_code == 200
        assert client.post(CREATE, content='{"number": "A"}').status_code == 429
        assert client.post(CREATE, content='{"number": "A"}').status_code == 201
        assert client.post(CREATE, content='{"number": "B"}').status_code == 503
        assert client.post(CREATE, content='{"number": "B"}').status_code == 201


def test_a_late_commit_comes_after_the_client_has_looked(ledger: Ledger, serve: Any) -> None:
    faults = FaultMiddleware(ledger.app)
    server = serve(faults)
    faults.strike("timeout-late", "^POST", answers=2)
    with pytest.raises(httpx2.ReadTimeout):
        post(server, "late")
    while faults._strikes:  # on a busy machine the client may have given up before the call is read
        time.sleep(0.005)
    assert httpx2.get(server.url + LIST, timeout=30).json() == {"made": []}
    assert not faults.late_commit.is_set()
    assert httpx2.get(server.url + LIST, timeout=30).json() == {"made": []}
    assert faults.late_commit.wait(30)
    assert httpx2.get(server.url + LIST, timeout=30).json() == {"made": ["late"]}


def test_a_late_commit_may_come_by_time_alone(ledger: Ledger, serve: Any) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    faults = FaultMiddleware(ledger.app, hold=7.0, sleep=sleep)
    server = serve(faults)
    faults.strike("timeout-late", "^POST", answers=0, seconds=2.5)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        post(server, "late", timeout=30)  # until it is dropped, which is after the hold
    assert faults.late_commit.wait(30)
    assert sorted(waited) == [2.5, 7.0]
    assert httpx2.get(server.url + LIST, timeout=30).json() == {"made": ["late"]}


def test_in_process_a_lost_answer_is_a_connection_error(ledger: Ledger) -> None:
    faults = FaultMiddleware(ledger.app, hold=0.0)
    faults.strike("timeout-after")
    with TestClient(faults) as client, pytest.raises(ConnectionResetError):
        client.post(CREATE, content="x")
    assert ledger.made == ["x"]


@pytest.mark.parametrize("text", ["reset", "reset=", "reset=2", "reset=-1", "reset=nan", "boom=0.1", "timeout-late=1"])
def test_a_bad_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"KIND=SHARE|share"):
        parse_fault(text)


def test_faults_are_read_from_text() -> None:
    assert [parse_fault(f"{kind}=0.25") for kind in KINDS] == [(kind, 0.25) for kind in KINDS]


def test_shares_above_one_and_unknown_kinds_are_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="at most 1"):
        FaultMiddleware(ledger.app, {"500": 0.6, "503": 0.6})
    with pytest.raises(ValueError, match="boom"):
        FaultMiddleware(ledger.app, {"boom": 0.6})
    with pytest.raises(ValueError, match="boom"):
        FaultMiddleware(ledger.app).strike("boom")
