"""The shipment that a row's cells describe."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracking.fulfillment.beside_numbers import ShownCell, shown_cell
from tracking.fulfillment.cell_words import NO, PIECES, YES
from tracking.fulfillment.shipment import Shipment, ShipmentLine, printable
from tracking.resolving.results import Problem

__all__ = [
    "add_further",
    "cell_text",
    "is_count",
    "is_file",
    "is_item_id",
    "is_taken_back",
    "page_for_number",
    "shipment_of",
    "show_links",
    "units_said",
]

# How text is kept from becoming a number in a spreadsheet: ="00123", or '00123 as some programs export it
KEPT_AS_TEXT = re.compile(r'="(?P<quoted>[^"]*)"|\'(?P<marked>[^\s\']+)')
PAGE = re.compile(r"https?://|www\.[^\s/]+\.\w", re.IGNORECASE)
PERHAPS_PAGE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
"""The beginning of a page without https://, or of a number with dots in it: GB.AB/12345678."""
FILE = re.compile(r"[^?#]+\.(?:pdf|zpl|epl|png|gif|jpe?g|tiff?)(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
"""A page that is a file to print or to look at: a label."""
TAKEN_BACK = re.compile(r"[-\u2012\u2013\u2212]\s*\d.*|\(\d+\)")
# 2,00 is two; 2,000 may be two thousand, and is refused.
UNITS_SAID = re.compile(r"(?P<count>\d+)(?:[.,](?:0{1,2}|0{4,}))?\s*(?P<unit>[^\W\d_]{1,7})?\.?")


def shipment_of(
    cells: Mapping[str, Any], order: str, numbers: tuple[str, ...], urls: tuple[str, ...], problems: list[Problem]
) -> Shipment:
    """Return the shipment of cells by field. Adds to ``problems`` for values that cannot be right."""
    return Shipment(
        order=order,
        numbers=numbers,
        company=cell_text(cells.get("company")) or None,
        urls=urls,
        country=cell_text(cells.get("country")) or None,
        postal_code=cell_text(cells.get("postal_code")) or None,
        language=cell_text(cells.get("language")) or None,
        lines=_lines(cells, problems),
        notify_customer=_flag(cell_text(cells.get("notify")), problems),
        key=cell_text(cells.get("key")) or None,
    )


def cell_text(cell: Any) -> str:
    """Return a cell as text: JSON's lists as several numbers, and its integers digit by digit."""
    if cell is None or cell != cell:  # NaN, as some programs write a missing value
        return ""
    if isinstance(cell, list):
        return ";".join(map(cell_text, cell))
    if not isinstance(cell, str):
        return str(cell)
    if "\x1d" in cell:
        return cell.strip(" \t\r\n")  # a scanned code, whose control characters separate its fields
    text = printable(cell.replace("\n", ";"))
    kept = KEPT_AS_TEXT.fullmatch(text)
    return (kept["quoted"] or kept["marked"] or "").strip() if kept else text


def add_further(
    cells: dict[str, Any], record: Mapping[str, Any], further: Mapping[str, Sequence[str]]
) -> Problem | None:
    """Add the numbers and pages of a row's further parcels to its first one's; the problem where companies differ."""
    for field, headers in further.items():
        first = cells.get(field)
        found = [*(first if isinstance(first, list) else [first]), *(record.get(header) for header in headers)]
        told = [one for one in found if cell_text(one)]
        if field == "company":
            if len({cell_text(one).casefold() for one in told}) > 1:
                names = " and ".join(repr(cell_text(one)) for one in told)
                return Problem("parcel_differs", f"company: {names} in one row; give each parcel a row of its own")
        elif told:
            cells[field] = told if len(told) > 1 else next(iter(told))
    return None


def show_links(cells: dict[str, Any]) -> None:
    """Take what a formula or HTML shows for the number, and the page that it leads to for the page."""
    for field in ("number", "url"):
        shown = list(map(_shown, _items(cells.get(field))))
        pages = ["" if field == "number" and is_file(one.page) else one.page for one in shown]
        if field == "url":
            shown = [ShownCell(one.page or one.text) for one in shown]
        elif any(pages) and not cell_text(cells.get("url")):
            cells["url"] = pages if len(pages) > 1 else "".join(pages)
        if field in cells:
            cells[field] = [one.text for one in shown] if isinstance(cells[field], list) else next(iter(shown)).text


def page_for_number(cells: dict[str, Any], is_page: Callable[[str], bool]) -> None:
    """Take a page that stands in the place of the number for a page, or pages in the places of all numbers.

    ``is_page`` tells whether a text without https:// is a carrier's page.
    """
    text, url = cell_text(cells.get("number")), cell_text(cells.get("url"))
    found = list(filter(None, map(cell_text, _items(cells.get("number")))))
    if (
        found
        and url in ("", text)
        and all(PAGE.match(one) or (PERHAPS_PAGE.match(one) and is_page(one)) for one in found)
    ):
        cells["url"], cells["number"] = text, ""


def is_file(url: str) -> bool:
    """Tell whether a URL leads to a file, such as a label, and not to a page.

    >>> is_file("https://labels.example/1.pdf?x=1"), is_file("https://www.ups.com/track?label=1.pdf")
    (True, False)
    """
    return FILE.fullmatch(url) is not None


def _items(cell: Any) -> list[Any]:
    return cell if isinstance(cell, list) else [cell]


def _shown(cell: Any) -> ShownCell:
    linked = isinstance(cell, str) and cell.lstrip().startswith(("=", "<"))
    return shown_cell(cell) if linked else ShownCell(cell)


def is_taken_back(quantity: Any) -> bool:
    """Tell whether a quantity is below zero."""
    return TAKEN_BACK.fullmatch(cell_text(quantity)) is not None


def _lines(cells: Mapping[str, Any], problems: list[Problem]) -> tuple[ShipmentLine, ...]:
    sku, item = cell_text(cells.get("sku")) or None, cell_text(cells.get("line_item_id")) or None
    quantity = _count("quantity", cell_text(cells.get("quantity")), problems)
    item_id = _count("line_item_id", item or "", problems)
    if sku is None and item_id is None and quantity is None:
        return ()
    return (ShipmentLine(sku=sku, line_item_id=item_id, quantity=quantity),)


def _count(field: str, text: str, problems: list[Problem]) -> int | None:
    if not text:
        return None
    whole = units_said(text) if field == "quantity" else _without_fraction(text)
    if _is_whole(whole):
        return int(whole)
    cure = "" if field == "quantity" else ", or name the lines by their SKUs and use --column line_item_id="
    problems.append(Problem(f"{field}_invalid", f"{field}: {text!r}; give a whole number of 1 or more{cure}"))
    return None


def _is_whole(text: str) -> bool:
    return text.isdecimal() and 0 < len(text) < 19 and int(text) > 0


def _without_fraction(text: str) -> str:
    return text.removesuffix(".0").removesuffix(",0")


def is_item_id(text: str) -> bool:
    """Tell whether a text can be the shop's id of a line item.

    >>> is_item_id("50010"), is_item_id("50010.0"), is_item_id("55-66")
    (True, True, False)
    """
    return _is_whole(_without_fraction(text))


def is_count(text: str) -> bool:
    """Tell whether a text is a quantity."""
    return units_said(text).isdecimal()


def units_said(text: str) -> str:
    """Return the digits of a quantity. A text that is not a quantity is returned as it is.

    >>> units_said("2,00"), units_said("3 pcs"), units_said("2,000"), units_said("2 kg")
    ('2', '3', '2,000', '2 kg')
    """
    found = UNITS_SAID.fullmatch(text)
    return found["count"] if found and (found["unit"] or "").casefold() in PIECES else text


def _flag(text: str, problems: list[Problem]) -> bool | None:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    if word:
        problems.append(Problem("notify_invalid", f"notify: {text!r}; write yes or no"))
    return None
