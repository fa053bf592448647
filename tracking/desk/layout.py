"""The common parts of all pages of the desk and the shop: the frame, the headers, and the links between them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["PAGE_HEADERS", "POLICY", "STATIC", "NavigationLink", "PageSection", "desk_section", "page_templates"]

STATIC = Path(__file__).parent / "static"
"""The folder of the style sheets and scripts."""
_TEMPLATES = Path(__file__).parent / "templates"

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of every page: nothing from another host, and nothing inline."""
PAGE_HEADERS = {
    "content-security-policy": POLICY,
    # With no-referrer, a browser would send "Origin: null" with a page's own forms, which would look like foreign ones.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}
"""The security headers of every page."""


class NavigationLink(NamedTuple):
    """A link of the navigation."""

    href: str
    name: str


class PageSection(NamedTuple):
    """Pages that belong together in the navigation."""

    name: str
    links: tuple[NavigationLink, ...]


def desk_section(base: str) -> PageSection:
    """Return the desk's pages. ``base`` is where they are mounted, and empty for the root."""
    names = {
        "/": "Number",
        "/text": "Text",
        "/carriers": "Carriers",
        "/check-digits": "Check digits",
        "/problems": "Problems",
    }
    return PageSection("Desk", tuple(NavigationLink(base + path, name) for path, name in names.items()))


def page_templates(base: str, sections: tuple[PageSection, ...], *folders: Path, **values: Any) -> Environment:
    """Return the desk's templates and those of more ``folders``. All of them escape their values.

    ``base`` is where the desk is mounted, ``sections`` is the navigation, and every template knows ``values``.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader([_TEMPLATES, *folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(base=base, sections=sections, **values)
    return templates
