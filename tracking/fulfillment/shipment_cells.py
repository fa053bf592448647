"""The shipment that a row's cells describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracking.fulfillment.shipment import Shipment, ShipmentLine, printable
from tracking.resolving.results import Problem

__all__ = ["NO", "cell_text", "shipment_of"]

# How text is kept from becoming a number in a spreadsheet: ="00123"
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
YES = frozenset("1 true t yes y x ja j oui o si sí s sim tak da evet はい 是 예".split())  # noqa: SIM905 - one line
NO = frozenset("0 false f no n nein non não nie ne nej hayır いいえ 否 아니요".split())  # noqa: SIM905 - likewise


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
    return kept[1].strip() if kept else text


def _lines(cells: Mapping[str, Any], problems: list[Problem]) -> tuple[ShipmentLine, ...]:
    sku, item = cell_text(cells.get("sku")) or None, cell_text(cells.get("line_item_id")) or None
    quantity = _count("quantity", cell_text(cells.get("quantity")), problems)
    item_id = _count("line_item_id", item or "", problems)
    if sku is None and item_id is None and quantity is None:
        return ()
    return (ShipmentLine(sku=None if item_id else sku, line_item_id=item_id, quantity=quantity),)


def _count(field: str, text: str, problems: list[Problem]) -> int | None:
    whole = text.removesuffix(".0").removesuffix(",0")
    if not whole:
        return None
    if whole.isdecimal() and 0 < len(whole) < 19 and int(whole) > 0:
        return int(whole)
    problems.append(Problem(f"{field}_invalid", f"{field}: {text!r}; give a whole number of 1 or more"))
    return None


def _flag(text: str, problems: list[Problem]) -> bool | None:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    if word:
        problems.append(Problem("notify_invalid", f"notify: {text!r}; write yes or no"))
    return None
