"""Chooses the column of the tracking number, by what its header says and by what its values look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracking.fulfillment.column_questions import NONE, Question, both, either
from tracking.fulfillment.column_taking import SAMPLE, ColumnTaking, is_bare
from tracking.fulfillment.shipment import label_form
from tracking.languages.columns import header_sign
from tracking.languages.header_words import is_for_tracking
from tracking.tabular.shown_texts import quoted

__all__ = ["NumberChoice"]

NO_DIGIT = re.compile(r"\D")


class NumberChoice(ColumnTaking):
    """The choice of the number's column; the order's is chosen before."""

    going_on: tuple[str, ...] = ()
    """Further columns of numbers, which are filled where the first one is empty."""

    def number(self) -> None:
        """Take the column of the number, or ask which one it is."""
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
        unclear = self.unclear_numbers(fit)
        if len(unclear) > 1 and len(of_carriers := [one for one in unclear if self.are_of_carriers(one)]) == 1:
            self.take("number", of_carriers[0], "its values are numbers of the rows' carriers")
            return
        if len(unclear) > 1 and not rivals:
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

    def are_of_carriers(self, header: str) -> bool:
        """Tell whether each value of a column is a number of the carrier that its row names."""
        company = self.header_of.get("company", NONE)
        if company == NONE:
            return False
        pairs = list(dict.fromkeys(zip(self.texts(header), self.texts(company), strict=True)))[:SAMPLE]
        return all(number and name and self.looks.is_of(number, name) for number, name in pairs)

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
        """Tell whether all values have letters and fit formats."""
        sample = self.sample(header)
        return bool(sample) and all(not text.isdecimal() and self.looks.fits(text) for text in sample)

    def weaker_rivals(self, named: Sequence[str]) -> tuple[str, ...]:
        """Return columns whose headers may mean the number and whose values fit formats, if none of the first one does."""
        if not named or any(map(self.looks.fits, self.sample(named[0]))):
            return ()
        taken = {*self.header_of.values(), *named}
        may_be = [one for one in self.headers if header_sign(one) == "maybe_number" and one not in taken]
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
        """Return the columns that a question names for the order."""
        return next((one.candidates for one in self.questions if one.field == "order"), ())

    def number_rivals(self) -> tuple[str, ...]:
        """Return columns whose headers do not say so, but whose values fit formats of tracking numbers."""
        taken = {*self.header_of.values(), *self.asked_orders(), *self.candidates("number")}
        return tuple(header for header in self.headers if header not in taken and self.looks_like_numbers(header))
