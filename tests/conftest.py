"""What all tests share: fixtures from plug-ins, and what happens to tests whose program is not on the machine."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

pytest_plugins = [
    "tests.connections",
    "tests.far_side",
    "tests.graphql_api",
    "tests.postgres",
    "tests.receiver",
    "tests.served",
]

# Shops and journals have the disk write each step through, some thousand times in a run; what is tested is what they
# wrote, not the disk. Files in memory make no difference to that, and on a busy disk they take minutes less.
_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

# A slow machine fails no test; and where CI=true, what is drawn depends on the tests alone.
settings.register_profile(
    "tracking",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tracking")


def _postgres() -> object:
    from tests.postgres import programs  # late: pytest rewrites plug-ins when it imports them itself

    return programs()


def _connectors() -> object:
    from tests.connectors import program

    return program("tap-shopify") and program("source-shopify")


NEEDED: dict[str, Callable[[], object]] = {
    "connectors": _connectors,
    "chromium": lambda: shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"),
    "java": lambda: shutil.which("java"),
    "node": lambda: shutil.which("node") and shutil.which("npm"),
    "postgres": _postgres,
}


def pytest_collection_finish() -> None:
    """Leave what was collected, some half a million objects, out of every later garbage collection; collect more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _one_event_loop() -> Iterator[None]:
    """One event loop for all clients in process; else each call of one that is not entered starts a loop and a thread."""
    with start_blocking_portal() as TestClient.portal:
        yield
    TestClient.portal = None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a test whose program is missing and say so; where CI=true, that is a failure."""
    for marker, found in NEEDED.items():
        if item.get_closest_marker(marker) is not None and not found():
            if os.environ.get("CI") == "true":
                pytest.fail(f"{marker} is not installed on this machine", pytrace=False)
            pytest.skip(f"left out: {marker} is not installed on this machine")
