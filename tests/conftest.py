"""What all tests share: fixtures from plug-ins, and what happens to tests whose program is not on the machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest

pytest_plugins = ["tests.far_side", "tests.graphql_api", "tests.postgres", "tests.served"]


def _postgres() -> object:
    from tests.postgres import programs  # late: pytest rewrites plug-ins when it imports them itself

    return programs()


NEEDED: dict[str, Callable[[], object]] = {
    "chromium": lambda: shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"),
    "java": lambda: shutil.which("java"),
    "node": lambda: shutil.which("node") and shutil.which("npm"),
    "postgres": _postgres,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a test whose program is missing and say so; where CI=true, that is a failure."""
    for marker, found in NEEDED.items():
        if item.get_closest_marker(marker) is not None and not found():
            if os.environ.get("CI") == "true":
                pytest.fail(f"{marker} is not installed on this machine", pytrace=False)
            pytest.skip(f"left out: {marker} is not installed on this machine")
