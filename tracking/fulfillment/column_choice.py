"""Chooses the column of a file for each field, and the questions that have to be asked.

The header of a column says most, but its values can contradict it. A column is not the number if it repeats the orders'
numbers, or if none of its values looks like a tracking number while those of another column do. If two columns may be
the field and differ, nothing is guessed: a `Question` names the options that answer it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracking.fulfillment.column_questions import (
    NONE,
    CellTexts,
    ColumnChoice,
    Looks,
    Question,
    both,
    either,
    has_digit,
    is_marked,
    option_of,
)
from tracking.fulfillment.column_taking import is_bare
from tracking.fulfillment.contents_choice import take_quantity, take_sku
from tracking.fulfillment.number_choice import NumberChoice
from tracking.fulfillment.numbered_columns import REPEATED
from tracking.fulfillment.shipment_cells import is_file
from tracking.languages.columns import header_meaning, header_sign
from tracking.tabular.shown_texts import quoted

__all__ = ["choice_of"]


def choice_of(
    headers: Sequence[str],
    texts: CellTexts,
    given: Mapping[str, str],
    looks: Looks,
) -> ColumnChoice:
    """Choose the headers that stand for fields.

    ``given`` maps fields to headers, or to `NONE`. ``looks`` tells what values look like.
    """
    chooser = _Chooser(tuple(dict.fromkeys(headers)), texts, given, looks)
    chooser.choose()
    header_of = {field: header for field, header in chooser.header_of.items() if header != NONE}
    further = {
        field: found
        for field, header in header_of.items()
        if field in REPEATED and (header == field or not is_bare(header))
        if (found := chooser.numbered.further(header))
    }
    if not further.keys() & {"number", "url"}:
        further = {}
    if chooser.going_on:
        further["number"] = (*further.get("number", ()), *chooser.going_on)
    used = {*header_of.values(), *(header for headers in further.values() for header in headers)}
    doubled = tuple((header, field) for header, field in chooser.doubled if field in header_of and header not in used)
    left_out = {*used, *(header for header, _ in doubled)}
    because = {field: chooser.because.get(field, "its header") for field in header_of}
    unknown = tuple(header for header in chooser.headers if header not in left_out)
    return ColumnChoice(header_of, because, unknown, doubled, tuple(chooser.questions), further, chooser.going_on)


class _Chooser(NumberChoice):
    def choose(self) -> None:
        if "order" not in self.given:
            self.order()
        if "number" not in self.given:
            self.number()
        self.company()
        if "url" not in self.given:
            self.url()
        take_sku(self)
        take_quantity(self)

    def order(self) -> None:
        named = [header for header in self.candidates("order") if self.filled(header)]
        telling = [header for header in named if not is_bare(header)]
        shops = [header for header in telling if _is_shops(header)]
        bare = [header for header in named if is_bare(header) and any(map(has_digit, self.texts(header)))]
        if not named:  # nothing is written in any of them
            self.marked_order()
            return
        chosen = shops or telling or bare
        if not chosen:  # names of people
            self.take("order", None)
            return
        rivals = chosen if shops else [*(telling or bare), *self.maybe_orders()]
        differing = self.distinct(rivals)
        if len(differing) > 1:
            self.take("order", None)
            self.questions.append(
                Question(
                    "order",
                    tuple(differing),
                    f"{both(differing)} may both be the shop's order, and differ",
                    either("order", differing),
                )
            )
        else:
            self.take("order", chosen[0], "its header says that it is the shop's own" if shops else "its header")

    def marked_order(self) -> None:
        """Take the only column that may be the order, if each of its values is written as a shop names its orders."""
        found = [header for header in self.headers if header_sign(header) == "maybe_order" and self.filled(header)]
        if self.candidates("order") or len(found) != 1 or found[0] in self.given.values():
            return
        (header,) = found
        if all(map(is_marked, self.filled(header))):
            self.take("order", header, "its values are written as orders are")

    def maybe_orders(self) -> list[str]:
        """Return columns that may be the shop's order, by their header or as #1001, and that most rows fill."""
        found = []
        told = {*self.header_of.values(), *(header for header, _ in self.doubled)}
        for header in self.headers:
            if header in told:
                continue
            cells = self.texts(header)
            like_order = has_digit if header_sign(header) == "maybe_order" else is_marked
            if 2 * sum(map(like_order, cells)) >= max(len(cells), 1) and not self.looks_like_numbers(header):
                found.append(header)
        return found

    def company(self) -> None:
        """Take a column whose header is not clear enough if all of its values name carriers."""
        if "company" in self.header_of:
            self.check_company(self.header_of["company"])
            return
        found: dict[str, int] = {}
        for header in self.headers:
            if header_sign(header) == "maybe_company" and header not in self.header_of.values():
                sample = self.sample(header)
                if sample and all(map(self.looks.is_company, sample)):
                    found[header] = sum(map(len, sample))
        if found:  # a carrier's own name is shorter than the name of a service
            self.header_of["company"] = min(found, key=found.__getitem__)
            self.because["company"] = "its values name carriers"

    def url(self) -> None:
        """Ask if the column of pages holds files, such as labels to print."""
        header = self.header_of.get("url", NONE)
        files = [text for text in self.sample(header) if is_file(text)] if header != NONE else []
        if files:
            self.take("url", None)
            reason = f"{quoted(header)} may hold files and no tracking pages: {quoted(files[0])}"
            cure = f"--column url=, or {option_of('--column', f'url={header}')} if it holds pages"
            self.questions.append(Question("url", (header,), reason, cure))

    def check_company(self, header: str) -> None:
        """Ask if a column called Company may be that of the recipients."""
        sample = self.sample(header) if "company" not in self.given and is_bare(header) else []
        if sample and header != "company" and not any(map(self.looks.is_company, sample)):
            self.take("company", None)
            reason = f"{quoted(header)} names no known carrier; is it the carrier's name, or the recipient's?"
            cure = f"{option_of('--column', f'company={header}')} or --column company="
            self.questions.append(Question("company", (header,), reason, cure))


def _is_shops(header: str) -> bool:
    return (meaning := header_meaning(header)) is not None and meaning.is_shops
