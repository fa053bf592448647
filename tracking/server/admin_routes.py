"""The Admin API's REST routes by their names, whether they are served or not: ``admin_routes.txt``."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["AdminRoute", "admin_routes", "route_name"]

_PATH = re.compile(r"/admin/(?P<version>api/[A-Za-z0-9._-]{1,32}/)?(?P<path>.+?)(?P<json>\.json)?/?", re.DOTALL)


class AdminRoute(NamedTuple):
    """A route of the API."""

    method: str
    path: str
    """The path below the version, as in ``orders/{id}/refunds.json``."""


@functools.cache
def admin_routes() -> tuple[AdminRoute, ...]:
    """Return all routes."""
    lines = Path(__file__).with_name("admin_routes.txt").read_text(encoding="utf-8").splitlines()
    listed = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(AdminRoute(method, path) for path, *methods in listed for method in methods)


@functools.cache
def _patterns() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for route in admin_routes():
        pattern = (
            re.escape(route.path.removesuffix(".json")).replace(r"\{id\}", "[0-9]+").replace(r"\{token\}", "[^/]+")
        )
        found.setdefault(route.method, []).append((re.compile(pattern), route.path))
    return found


def route_name(method: str, path: str) -> str | None:
    """Return the name of the API's route for a request, or None if the API has no such route.

    >>> route_name("GET", "/admin/api/2025-10/orders/1/refunds.json")
    'GET /admin/api/{version}/orders/{id}/refunds.json'
    >>> route_name("GET", "/admin/api/2025-10/orders/1/presents.json") is None
    True
    """
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    for pattern, name in _patterns().get("GET" if method == "HEAD" else method, ()):
        if pattern.fullmatch(match["path"]):
            below = "/admin/api/{version}/" if match["version"] else "/admin/"
            return f"{method} {below}{name if match['json'] else name.removesuffix('.json')}"
    return None
