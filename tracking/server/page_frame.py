"""The common parts of the shop's pages: templates in the desk's frame, and the words for values."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from tracking.desk.layout import PAGE_HEADERS, NavigationLink, PageSection, desk_section, page_templates
from tracking.server.shop import Shop

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["ABOVE_ALL", "DESK", "SHOP_SECTION", "PageFrame", "id_before"]

DESK = "/desk"
"""The path of the desk in the shop."""
SHOP_SECTION = PageSection(
    "Shop",
    (
        NavigationLink("/", "Orders"),
        NavigationLink("/outbox", "Outbox"),
        NavigationLink("/webhooks", "Webhooks"),
        NavigationLink("/requests", "Requests"),
    ),
)
"""The shop's own pages."""
ABOVE_ALL = 2**63 - 1
"""The largest possible id."""

_HERE = Path(__file__).parent / "templates"
_COLORS = {
    "success": "good",
    "fulfilled": "good",
    "delivered": "good",
    "sent": "good",
    "cancelled": "bad",
    "failure": "bad",
    "error": "bad",
    "failed": "bad",
    "partial": "wait",
    "in_progress": "wait",
    "pending": "wait",
    "on_hold": "wait",
    "scheduled": "wait",
    "waiting": "wait",
}


class PageFrame:
    """Renders the pages of a shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    @cached_property
    def _templates(self) -> Environment:
        sections = (SHOP_SECTION, desk_section(DESK))
        templates = page_templates(
            DESK, sections, _HERE, shop=self._shop.info(), is_page=self._shop.is_page, colors=_COLORS
        )
        templates.filters.update(words=_words, time=_time, counted=_counted)
        return templates

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page of a template."""
        body = self._templates.get_template(template).render(**values)
        return HTMLResponse(body, status, PAGE_HEADERS | {"cache-control": "no-store"})


def id_before(request: Request) -> int:
    """Return the id before which a list of the newest entries ends; the largest one if none is given."""
    before = request.query_params.get("before", "")
    return min(int(before), ABOVE_ALL) if before.isascii() and before.isdigit() and len(before) < 20 else ABOVE_ALL


def _words(status: str) -> str:
    return status.replace("_", " ")


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
