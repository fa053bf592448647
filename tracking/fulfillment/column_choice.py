"""Chooses the column of a file for each field, and the questions that have to be asked.

The header of a column says most, but its values can contradict it. A column is not the number if it repeats the orders'
numbers, or if none of its values looks like a tracking number while those of another column do. If two columns may be
the field and differ, nothing is guessed: a `Question` names the options that answer it.
"""

from __future__ import annotations

import re
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
from tracking.fulfillment.column_taking import ColumnTaking, is_bare
from tracking.fulfillment.contents_choice import take_quantity, take_sku
from tracking.fulfillment.numbered_columns import REPEATED
from tracking.fulfillment.shipment import label_form
from tracking.fulfillment.shipment_cells import is_file
from tracking.languages.columns import header_meaning, header_sign
from tracking.languages.header_words import is_for_tracking
from tracking.tabular.shown_texts import quoted

__all__ = ["choice_of"]

NO_DIGIT = re.compile(r"\D")


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


class _Chooser(ColumnTaking):
    going_on: tuple[str, ...] = ()
    """Further columns of numbers, which are filled where the first one is empty."""

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

    def number(self) -> None:
        named = [header for header in self.candidates("number") if self.filled(header)]
        if not named:
            self.maybe_number()
            return
        fit = [header for header in named if not self.repeats_orders(header)]
        if fit and any(map(self.looks.is_number, self.sample(fit[0]))):
            self.take("number", fit[0])
            self.check_number(fit)
            return
        known = next(filter(self.looks_like_numbers, fit), None)
        if known is not None:
            self.take("number", known, "its values have the form of tracking numbers")
            return
        rivals = self.number_rivals() or self.weaker_rivals(fit)
        if len(unclear := self.unclear_numbers(fit)) > 1 and not rivals:
            self.take("number", None)
            reason = f"{both(unclear)} may both be the tracking number, and differ"
            self.questions.append(Question("number", tuple(unclear), reason, either("number", unclear)))
            return
        fit = [*dict.fromkeys((*unclear, *fit))]
        if fit and not rivals:
            self.take("number", fit[0])
            return
        self.take("number", None)
        said = "repeats the order" if not fit else "holds no number of a known form"
        may_be = f", and {quoted(rivals[0])} does" if rivals and fit else ""
        cure = either("number", (*rivals, *fit)) or "--column number=HEADER"
        self.questions.append(
            Question(
                "number",
                (*rivals, *fit),
                f"{quoted(named[0])} {said}{may_be}",
                f"{cure}, or --column number= if there is none",
            )
        )

    def unclear_numbers(self, named: Sequence[str]) -> list[str]:
        """Return the columns that may be the number, if no value has a known form; those for tracking come first."""
        telling = [header for header in named if not is_bare(header)] or [*named]
        for_tracking = [header for header in telling if is_for_tracking(header)]
        found = self.distinct(for_tracking or telling)
        rows = [list(map(label_form, row)) for row in zip(*map(self.texts, found), strict=True)]
        differ = any(len({*filter(None, row)}) > 1 or (any(row) and not next(iter(row))) for row in rows)
        return found if differ else found[:1]

    def check_number(self, named: Sequence[str]) -> None:
        """Ask where rows have two numbers that differ, in columns that say the same; a column may go on where others end."""
        first, *others = named
        going_on = [first]
        for other in filter(self.looks_like_numbers, others):
            rival = next((one for one in going_on if self.differ(one, other)), None)
            if rival is not None:
                self.take("number", None)
                self.going_on = ()
                reason, rivals = f"{both([rival, other])} hold different numbers", (*going_on, other)
                self.questions.append(Question("number", rivals, reason, either("number", rivals)))
                return
            earlier = zip(*map(self.texts, going_on), strict=True)
            if any(also and not any(before) for before, also in zip(earlier, self.texts(other), strict=True)):
                going_on.append(other)
                self.going_on += (other,)

    def differ(self, header: str, other: str) -> bool:
        """Tell whether a row has different numbers in two columns."""
        pairs = zip(self.texts(header), self.texts(other), strict=True)
        return any(one and also and label_form(one) != label_form(also) for one, also in pairs)

    def maybe_number(self) -> None:
        """Take the only column of which header and values together say that it is the number."""
        rivals = self.number_rivals()
        may_be = [header for header in self.may_be_numbers() if not rivals or header in rivals]
        if len(may_be) == 1 and len(rivals) <= 1 and not self.candidates("number"):
            self.take("number", may_be[0], "its values have the form of tracking numbers")
        else:
            self.empty_number()

    def may_be_numbers(self) -> list[str]:
        """Return the columns whose headers may mean the number, and whose values have the form of one.

        A bar code of digits is a product's unless it cannot be one.
        """
        taken = {*self.header_of.values(), *self.asked_orders()}
        named = [one for one in self.headers if header_sign(one) == "maybe_number" and one not in taken]
        return [header for header in named if self.looks_like_numbers(header) or self.fit_with_letters(header)]

    def fit_with_letters(self, header: str) -> bool:
        sample = self.sample(header)
        return bool(sample) and all(not text.isdecimal() and self.looks.fits(text) for text in sample)

    def weaker_rivals(self, named: Sequence[str]) -> tuple[str, ...]:
        """Return columns whose headers may mean the number and whose values fit formats, if no value of the others does."""
        if any(self.looks.fits(text) for header in named for text in self.sample(header)):
            return ()
        may_be = [one for one in self.headers if header_sign(one) == "maybe_number" and one not in self.header_of.values()]
        return tuple(one for one in may_be if (sample := self.sample(one)) and all(map(self.looks.fits, sample)))

    def empty_number(self) -> None:
        """Ask if the number's column is empty and another one holds numbers."""
        empty = self.candidates("number")
        if empty and (rivals := self.number_rivals()):
            self.take("number", None)
            reason = f"{quoted(empty.pop(0))} is empty, and {quoted(next(iter(rivals)))} holds tracking numbers"
            cure = f"{either('number', rivals)}, or --column number= if there is none"
            self.questions.append(Question("number", rivals, reason, cure))

    def repeats_orders(self, header: str) -> bool:
        """Tell whether every value consists of the digits of its row's order."""
        orders = [self.header_of["order"]] if "order" in self.header_of else self.asked_orders()
        return any(
            all(
                not number or number.lstrip("#") == NO_DIGIT.sub("", order)
                for number, order in zip(self.texts(header), self.texts(one), strict=True)
            )
            for one in orders
            if one not in (NONE, header)
        )

    def asked_orders(self) -> Sequence[str]:
        return next((one.candidates for one in self.questions if one.field == "order"), ())

    def number_rivals(self) -> tuple[str, ...]:
        """Return columns whose headers do not say so, but whose values fit formats of tracking numbers."""
        taken = {*self.header_of.values(), *self.asked_orders(), *self.candidates("number")}
        return tuple(header for header in self.headers if header not in taken and self.looks_like_numbers(header))

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
