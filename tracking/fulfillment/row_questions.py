"""Questions about the rows of a file: which of them count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from tracking.fulfillment.cell_words import NO, YES
from tracking.fulfillment.column_questions import SHOWN_VALUES, CellTexts, Question, option_of
from tracking.fulfillment.looks import LOOKS
from tracking.languages.columns import header_sign
from tracking.languages.header_words import is_other_status, mentions_sent, mentions_void
from tracking.languages.row_words import (
    is_nothing_but_void,
    is_outgoing,
    is_remarked_void,
    is_return,
    is_unsent,
    is_void,
)
from tracking.tabular.shown_texts import quoted

__all__ = ["headings_of_void", "hidden_rows", "row_questions"]

MOST_KINDS = 50
"""Values that differ. A column with more holds names or texts, and no kinds of rows."""
WORDS_OF_A_KIND = 2
"""Greetings and titles have more."""


def hidden_rows(lines: Sequence[int]) -> Iterator[Question]:
    """Ask about rows that a spreadsheet does not show, because of a filter for example.

    >>> [one.reason for one in hidden_rows([3, 5])]
    ['rows 3, 5 are hidden in the sheet']
    """
    if lines:
        some = ", ".join(map(str, lines[:SHOWN_VALUES])) + (", ..." if len(lines) > SHOWN_VALUES else "")
        reason = f"rows {some} are hidden in the sheet" if len(lines) > 1 else f"row {some} is hidden in the sheet"
        yield Question("where", (), reason, "a sheet without hidden rows: show them all, or delete them")


def headings_of_void(headings: Iterable[tuple[int, str]]) -> Iterator[Question]:
    """Ask about rows below a line that says that they do not count.

    >>> [one.reason for one in headings_of_void([(6, "Returns this week")])]
    ["line 6 says 'Returns this week' above other rows"]
    """
    for line, text in headings:
        cure = "a file without that line: delete the rows below it, or the line alone if they count"
        yield Question("where", (), f"line {line} says {quoted(text)} above other rows", cure)


def row_questions(
    headers: Iterable[str],
    texts: CellTexts,
    filtered: Collection[str],
    numbers: Sequence[str] | None = None,
    taken: Collection[str] = (),
    orders: Sequence[str] | None = None,
) -> list[Question]:
    """Ask which rows count, where some are of another shop or void, or have no number and a status of their own.

    Of ``filtered`` headers the caller has said it. ``numbers`` and ``orders`` are those of the rows, and ``taken`` are
    the headers that stand for fields.
    """
    found: list[Question] = []
    for header in headers:
        sign = None if header in filtered else header_sign(header) or _flagged(header, texts)
        if sign in ("store", "maybe_store"):
            if sign == "store" or _are_stores(texts(header), numbers, orders):
                found += _about_stores(header, texts(header))
        elif sign == "history":
            found += _about_history(header, texts(header), numbers, orders)
        elif sign == "status":
            found += _about_status(header, texts(header), numbers)
        elif sign == "voided":
            found += _perhaps_void(header, texts(header), tuple(filter(_is_filled_in, _values(texts(header)))))
        elif sign == "remarks":
            found += _about_remarks(header, texts(header))
        elif sign == "sent" and header not in taken:
            found += _about_sent(header, texts(header), numbers, orders)
        elif sign == "maybe_company":
            found += _about_returns(header, texts(header), is_of_services=True)
        elif sign is None and header not in filtered and not is_other_status(header):
            found += _about_returns(header, texts(header))
            if header not in taken:
                found += _about_kinds(header, texts(header))
    return found


def _values(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _about_history(
    header: str, texts: Sequence[str], numbers: Sequence[str] | None, orders: Sequence[str] | None
) -> Iterator[Question]:
    """Ask about rows of one parcel that are versions of each other, or events."""
    parcels = zip(orders or [""] * len(texts), numbers or [""] * len(texts), strict=True)
    if _has_several((parcel, text) for parcel, text in zip(parcels, texts, strict=True) if text):
        yield from _about_stores(header, texts)


def _are_stores(texts: Sequence[str], numbers: Sequence[str] | None, orders: Sequence[str] | None) -> bool:
    """Tell whether values are shops, not recipients or brands of items.

    Each has several orders, or an order has several of them and each of its parcels one.
    """
    values = set(filter(None, texts))
    if orders is None:
        return 2 * len(values) <= len(set(filter(None, numbers or ())))
    rows = zip(orders, numbers or [""] * len(texts), texts, strict=True)
    told = [(order, number, text) for order, number, text in rows if order and text]
    if _has_several(((order, number), text) for order, number, text in told if number):
        return False
    return _has_several((order, text) for order, _, text in told) or 2 * len(values) <= len(
        {order for order, _, _ in told}
    )


def _has_several(pairs: Iterable[tuple[object, str]]) -> bool:
    """Tell whether one of the first has several of the second."""
    found = set(pairs)
    return len(found) > len({first for first, _ in found})


def _about_stores(header: str, texts: Sequence[str]) -> Iterator[Question]:
    """Ask about rows of several shops."""
    values = _values(texts)
    if len({value.casefold() for value in values}) > 1:
        reason = f"{quoted(header)} has rows of {_some(values)}"
        cure = " or ".join(option_of("--where", f"{header}={value}") for value in values[:SHOWN_VALUES])
        yield Question("where", values, reason, cure)


def _about_void(header: str, texts: Sequence[str], void: Sequence[str]) -> Iterator[Question]:
    if void:
        reason = f"{quoted(header)} says {_some(void)} in some rows"
        cure = " ".join(option_of("--where", f"{header}!={value}") for value in void[:SHOWN_VALUES])
        every = len(void) <= SHOWN_VALUES
        yield Question("where", tuple(void), reason, cure if every else option_of("--where", f"{header}="))


def _about_status(header: str, texts: Sequence[str], numbers: Sequence[str] | None) -> Iterator[Question]:
    """Ask about rows whose status says that they do not count, or that they were not sent."""
    values = _values(texts)
    if void := tuple(filter(is_void, values)):
        yield from _about_void(header, texts, void)
    elif unsent := _said_unsent(values, header):
        reason = f"{quoted(header)} says {_some(unsent)} in some rows"
        yield Question("where", unsent, reason, _which_were_sent(header, unsent, texts, numbers))
    elif numbers is not None and (unsent := _of_unsent(texts, numbers)):
        reason = f"{quoted(header)} says {_some(unsent)} in rows without a number, and in no other"
        cure = " ".join(option_of("--where", f"{header}!={value}") for value in unsent)
        if all(texts):
            cure += f", or {option_of('--where', f'{header}!=')} if they were sent too"
        yield Question("where", unsent, reason, cure)


def _about_returns(header: str, texts: Sequence[str], *, is_of_services: bool = False) -> Iterator[Question]:
    """Ask about rows of a carrier's service by which parcels come back: DHL Retoure."""
    values = _values(texts)
    found = tuple(filter(is_return, values if len(values) <= MOST_KINDS else ()))
    yield from _perhaps_void(header, texts, [one for one in found if is_of_services or LOOKS.is_company(one)])


def _about_kinds(header: str, texts: Sequence[str]) -> Iterator[Question]:
    """Ask about rows of which some column says that they do not count: RETURN beside OUTBOUND or nothing.

    Beside other words, it holds names and no kinds of rows: Credit beside PayPal.
    """
    values = _values(texts)
    few = values if len(values) <= MOST_KINDS else ()
    beside = any(is_outgoing(value) and not is_return(value) for value in few)
    void = tuple(value for value in few if is_nothing_but_void(value) or _is_kind_of_return(value, beside))
    others_count = all(value in void or is_outgoing(value) for value in values)
    if void and others_count and not all(text in void for text in texts):
        yield from _perhaps_void(header, texts, void)


def _about_remarks(header: str, texts: Sequence[str]) -> Iterator[Question]:
    """Ask about remarks that begin with a word for rows that do not count: Cancelled, do not ship."""
    yield from _perhaps_void(header, texts, tuple(filter(is_remarked_void, _values(texts))))


def _perhaps_void(header: str, texts: Sequence[str], void: Sequence[str]) -> Iterator[Question]:
    """Ask about rows that may count all the same."""
    for question in _about_void(header, texts, void):
        every = option_of("--where", f"{header}!=-")
        yield question._replace(cure=f"{question.cure}, or {every} if such rows count as well")


def _flagged(header: str, texts: CellTexts) -> str | None:
    """Return voided or sent for a column of yes and no whose header has a word for it: Void indicator."""
    sign = "voided" if mentions_void(header) else "sent" if mentions_sent(header) else None
    return sign if sign and all(text.casefold() in YES | NO for text in texts(header)) else None


def _said_unsent(values: Sequence[str], header: str) -> tuple[str, ...]:
    """Return the values that say that a row was not sent; none if all say so, because the file is to send them."""
    unsent = tuple(value for value in values if is_unsent(value, header))
    return unsent if len(unsent) < len(values) else ()


def _is_kind_of_return(value: str, beside: bool) -> bool:
    """Tell whether a value has a word for returns, and is no greeting: "Customer return", and not "Many happy returns".

    ``beside`` means that other values are for what goes out, so that the column holds kinds of rows.
    """
    return is_return(value) and (beside or len(value.split()) <= WORDS_OF_A_KIND)


def _which_were_sent(header: str, unsent: Sequence[str], texts: Sequence[str], numbers: Sequence[str] | None) -> str:
    """Return the options for rows of which a column says that they are not sent.

    Without a number they are left out. With one they may be what the file is to send, because its program did not.
    """
    cure = " ".join(option_of("--where", f"{header}!={value}") for value in unsent)
    if numbers is None or any(number for text, number in zip(texts, numbers, strict=True) if text in unsent):
        these = " ".join(option_of("--where", f"{header}={value}") for value in unsent)
        cure += f", or {these} if those are to be sent"
        if all(texts):
            cure += f", or {option_of('--where', f'{header}!=')} if all are"
    return cure


def _about_sent(
    header: str, texts: Sequence[str], numbers: Sequence[str] | None, orders: Sequence[str] | None
) -> Iterator[Question]:
    """Ask about rows of which a column says no, or is empty where there is no number, or for some whole parcels."""
    values = _values(texts)
    no = tuple(value for value in values if value.casefold() in NO)
    if no and all(value.casefold() in YES | NO for value in values) and len(no) < len(values):
        cure = _which_were_sent(header, no, texts, numbers)
        yield Question("where", no, f"{quoted(header)} says {_some(no)} in some rows", cure)
    elif numbers is not None:
        pairs = {(bool(text), bool(number)) for text, number in zip(texts, numbers, strict=True)}
        if pairs == {(True, True), (False, False)}:
            cure = option_of("--where", f"{header}!=")
            yield Question(
                "where", (), f"{quoted(header)} is empty in the rows without a number, and in no other", cure
            )
            return
        parcels = list(zip(orders or [""] * len(texts), numbers, strict=True))
        filled = {parcel for parcel, text in zip(parcels, texts, strict=True) if text}
        if filled and (empty := [number for order, number in parcels if number and (order, number) not in filled]):
            cure = f"{option_of('--where', f'{header}!=')}, or {option_of('--where', f'{header}!=-')} if such rows count as well"
            yield Question(
                "where", (), f"{quoted(header)} is empty beside {quoted(empty[0])}, and is filled in other rows", cure
            )


def _some(values: Sequence[str]) -> str:
    more = f" and {len(values) - 3} more" if len(values) > 3 else ""
    return " and ".join(map(quoted, values[:3])) + more


def _of_unsent(statuses: Sequence[str], numbers: Sequence[str]) -> tuple[str, ...]:
    """Return the statuses that only rows without a number have; none if no other status has numbers, or if there are many."""
    pairs = dict.fromkeys(zip(statuses, map(bool, numbers), strict=True))
    sent = {status for status, is_numbered in pairs if is_numbered}
    unsent = tuple(status for status, is_numbered in pairs if status and not is_numbered and status not in sent)
    return unsent if any(sent) and len(unsent) <= SHOWN_VALUES else ()


def _is_filled_in(text: str) -> bool:
    return text.casefold() not in NO
