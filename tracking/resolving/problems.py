"""The register of problems: every code, with its sentence, its severity, its sources, and its cure.

Codes are stable. The resolver's own sentences are made here (`sentence`). A pipeline and the readers of files word
their sentences where they raise them, since these tell what was found in the shop or on a line; the register has what
such sentences have in common. README's table is made from this register (``python -m tracking.resolving.problems``).
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

__all__ = [
    "PROBLEMS",
    "FileCode",
    "PipelineCode",
    "ProblemCode",
    "Registered",
    "ResolverCode",
    "Severity",
    "markdown",
    "sentence",
]

ResolverCode = Literal[
    "ambiguous", "carrier_differs", "check_digit", "company_ambiguous", "company_guessed", "company_unknown",
    "country_unknown", "format_mismatch", "format_unknown", "number_differs", "number_missing", "number_read",
    "number_rounded", "number_unknown", "numbers_several", "page_general", "page_needs", "page_unknown",
    "page_without_number", "url_invalid", "weak",
]  # fmt: skip
"""Problems of a number, a company, or a page."""
FileCode = Literal[
    "company_invalid", "country_invalid", "duplicate_row", "encoding_guessed", "encoding_wrong", "interrupted",
    "key_reused", "language_invalid", "line_item_id_invalid", "notify_invalid", "number_invalid", "numbers_unclear",
    "order_repeated", "parcel_differs", "parcel_incomplete", "postal_code_invalid", "row_broken", "row_too_long",
    "url_invalid", "url_of_another_number", "urls_unclear", "value_invalid",
]  # fmt: skip
"""Problems of a row of a file."""
PipelineCode = Literal[
    "already_fulfilled", "already_there", "cancelled_before", "cancelled_since", "changed_since", "companies_differ",
    "company_differs", "digits_maybe_lost", "equal_rows", "equal_rows_unclear", "in_no_parcel", "key_empty",
    "left_open", "line_ambiguous", "line_empty", "line_unknown", "looks_double", "not_enough_remaining", "not_live",
    "not_open", "not_read_back", "nothing_known", "nothing_open", "number_empty", "number_in_use", "order_ambiguous",
    "order_busy", "order_invalid", "order_missing", "order_rounded", "order_unknown", "outcome_unknown",
    "parcel_changed", "parcel_grown", "parcel_shrunk", "quantity_invalid", "several_fulfillments", "several_numbers",
    "state_unknown", "superseded_before", "tracking_added", "tracking_replaced", "twin_unknown", "url_differs",
    "url_missing", "url_without_number", "urls_joined", "zeros_differ",
]  # fmt: skip
"""Problems of a shipment and its fulfillments."""
ProblemCode = ResolverCode | FileCode | PipelineCode
"""Every code of a `tracking.Problem`."""
Severity = Literal["error", "warning"]
"""An error makes a validation not ok, and leaves a row unanswered or a shipment unsent. A warning changes nothing."""


class Registered(NamedTuple):
    """A problem as it is in the register."""

    severity: Severity
    raised_by: tuple[str, ...]
    """The functions and programs that raise it: resolve, validate, tables, files, pipeline."""
    sentence: str
    """A template of the message in the syntax of `str.format` for the resolver's problems; otherwise their subject."""
    cure: str
    """What to do."""


_RESOLVE, _VALIDATE, _BOTH = ("resolve",), ("validate",), ("resolve", "validate")
_FILES, _PIPELINE = ("files",), ("pipeline",)

PROBLEMS: dict[ProblemCode, Registered] = {
    "number_missing": Registered(
        "error", (*_BOTH, "pipeline"), "there is no tracking number", "give a tracking number"
    ),
    "number_unknown": Registered(
        "error", _BOTH, "the number does not match any known format", "check it against the label; name the company"
    ),
    "check_digit": Registered(
        "error", _BOTH, "the check digit of this {carrier} number ({format}) is {fault}", "read the label again"
    ),
    "format_mismatch": Registered(
        "error", _BOTH, "{number!r} does not match any known {carrier} number format", "check number and company"
    ),
    "number_read": Registered("warning", _BOTH, "{read!r} was taken from {number!r}", "give the number alone"),
    "number_rounded": Registered(
        "error",
        (*_BOTH, "files", "pipeline"),
        "{number!r} is what a spreadsheet made of the number, and digits may be lost",
        "export it as text",
    ),
    "numbers_several": Registered(
        "error", _BOTH, "{number!r} contains several numbers: {numbers}", "give each number alone"
    ),
    "ambiguous": Registered(
        "warning",
        _BOTH,
        "several carriers use numbers of this format: {carriers}; name the company",
        "name the company",
    ),
    "weak": Registered(
        "warning",
        _BOTH,
        "the number may belong to {carriers}, but its format alone is not enough to decide; name the company",
        "name the company, or the shop's country",
    ),
    "carrier_differs": Registered(
        "warning", _BOTH, "the number matches a {company} number format ({format})", "check the company"
    ),
    "number_differs": Registered(
        "warning",
        (*_BOTH, "pipeline"),
        "the URL is {carrier}'s page for {read!r}, not for {number!r}",
        "give the number's own page; after a pipeline, look at the fulfillment",
    ),
    "company_unknown": Registered(
        "warning", _BOTH, "{company!r} is not a known company", "check its spelling; `validate` suggests names"
    ),
    "company_ambiguous": Registered(
        "warning", _BOTH, "{company!r} may mean {companies}; write the listed name", "write the listed name"
    ),
    "company_guessed": Registered("warning", _BOTH, "{company!r} was read as {name}", "write the listed name"),
    "country_unknown": Registered(
        "warning",
        _BOTH,
        "{country!r} is not a country code; give the two letters of ISO 3166-1, as in DE",
        "give the two letters of ISO 3166-1",
    ),
    "format_unknown": Registered(
        "warning", _VALIDATE, "no number format of {carrier} is known, so nothing was checked", "nothing"
    ),
    "page_needs": Registered(
        "warning", _RESOLVE, "the page of {company} also needs {variables}", "give the parameters that are named"
    ),
    "page_general": Registered(
        "warning",
        _RESOLVE,
        "no page of {company} is known; the link leads to a page for the items of all posts",
        "give a URL where you know a better one",
    ),
    "page_unknown": Registered(
        "warning", _RESOLVE, "no tracking page of {company} is known", "give a URL, or leave the link to the shop"
    ),
    "page_without_number": Registered(
        "warning", _RESOLVE, "the number has to be typed in on the page of {company}", "show the number beside the link"
    ),
    "url_invalid": Registered(
        "error", ("tables", "files", "pipeline"), "the explicit URL must not be sent", "correct the URL"
    ),
    # Rows of files.
    "company_invalid": Registered("error", _FILES, "a company is not text", "give one text per row"),
    "country_invalid": Registered("error", _FILES, "a country is not text", "give one text per row"),
    "duplicate_row": Registered("warning", _FILES, "a row says the same as an earlier one", "delete one of them"),
    "encoding_guessed": Registered(
        "warning", _FILES, "a line is not UTF-8 and was read as Windows-1252", "name the encoding"
    ),
    "encoding_wrong": Registered("error", _FILES, "a line holds characters of another encoding", "name the encoding"),
    "interrupted": Registered("error", _FILES, "the run ended before the row's turn or its answer", "run it again"),
    "key_reused": Registered("error", ("files", "pipeline"), "a key stands for another shipment", "give a new key"),
    "language_invalid": Registered("error", _FILES, "a language is not text", "give one text per row"),
    "line_item_id_invalid": Registered("error", _FILES, "a line item's id is not a whole number", "give the shop's id"),
    "notify_invalid": Registered("error", _FILES, "notify is neither yes nor no", "write yes or no"),
    "number_invalid": Registered(
        "error", _FILES, "a number is not text, or says that there is none", "give one text per row, or none"
    ),
    "numbers_unclear": Registered(
        "error", _FILES, "a cell may hold one number or several", "put ; between them, or give each a row"
    ),
    "order_repeated": Registered(
        "error", _FILES, "an earlier row sends all of the order", "name lines, or join the rows"
    ),
    "parcel_differs": Registered("error", _FILES, "two rows of one parcel disagree", "make them equal"),
    "parcel_incomplete": Registered("error", _FILES, "another row of the parcel was refused", "correct that row"),
    "postal_code_invalid": Registered("error", _FILES, "a postal code is not text", "give one text per row"),
    "row_broken": Registered(
        "error", _FILES, "a row cannot be read", "correct its quotes, or write one JSON object per line"
    ),
    "row_too_long": Registered("error", _FILES, "a row has more cells than headers", "quote text with separators"),
    "urls_unclear": Registered(
        "error", _FILES, "a cell contains several URLs, not one per number", "give one per number"
    ),
    "value_invalid": Registered("error", _FILES, "a cell is neither text nor a number", "give either"),
    "zeros_differ": Registered(
        "error", _PIPELINE, "the shop has the number with other zeros before it", "write it as it is on the label"
    ),
    # Shipments and their fulfillments.
    "already_fulfilled": Registered(
        "error", _PIPELINE, "the order was fulfilled before", "see `Policy.already_fulfilled`"
    ),
    "already_there": Registered("warning", _PIPELINE, "a fulfillment has this number; nothing is sent", "nothing"),
    "cancelled_before": Registered("warning", _PIPELINE, "its fulfillment was cancelled", "have the journal retry it"),
    "cancelled_since": Registered("warning", _PIPELINE, "the new fulfillment is no longer live", "look at the order"),
    "changed_since": Registered("warning", _PIPELINE, "it was done with another company or URL", "use update-tracking"),
    "companies_differ": Registered("warning", _PIPELINE, "its numbers belong to several companies", "name the company"),
    "company_differs": Registered("warning", _PIPELINE, "the shop shows another company", "look at the fulfillment"),
    "digits_maybe_lost": Registered(
        "warning", _PIPELINE, "a number ends in zeros, as a spreadsheet writes long numbers", "check the label"
    ),
    "equal_rows": Registered(
        "warning", _PIPELINE, "rows are equal; the open units of the order decide how many count", "use --equal-rows"
    ),
    "equal_rows_unclear": Registered(
        "error", _PIPELINE, "rows are equal, and the order does not decide how many count", "use --equal-rows"
    ),
    "in_no_parcel": Registered(
        "warning", _PIPELINE, "a part of the order is not shipped, and stays open", "name its SKU to send it as well"
    ),
    "key_empty": Registered("error", _PIPELINE, "the key is empty", "leave it out or give one"),
    "left_open": Registered(
        "error", _PIPELINE, "a part of the parcel cannot be fulfilled now", "release it and run it again"
    ),
    "line_ambiguous": Registered("error", _PIPELINE, "no SKU is given and several lines are open", "give the SKU"),
    "line_empty": Registered("error", _PIPELINE, "a line is empty", "give a SKU, a line item's id or a quantity"),
    "line_unknown": Registered("error", _PIPELINE, "no open line of the order has this SKU", "check the SKU"),
    "looks_double": Registered("warning", _PIPELINE, "other fulfillments hold the same", "cancel what was not sent"),
    "not_enough_remaining": Registered("error", _PIPELINE, "more is asked for than is open", "check the quantity"),
    "not_live": Registered("warning", _PIPELINE, "the fulfillment is cancelled or failed", "nothing"),
    "not_open": Registered("error", _PIPELINE, "nothing of the order may be fulfilled now", "release or move it"),
    "not_read_back": Registered("warning", _PIPELINE, "the fulfillment could not be read back", "run it again"),
    "nothing_known": Registered(
        "warning", _PIPELINE, "neither a company nor a page is known for the number", "name the company"
    ),
    "nothing_open": Registered("error", _PIPELINE, "no fulfillment order is open", "look at the order and the scopes"),
    "number_empty": Registered("error", _PIPELINE, "a number is empty", "leave it out or give it"),
    "number_in_use": Registered("warning", _PIPELINE, "another fulfillment of the order has the number", "check both"),
    "order_ambiguous": Registered(
        "error",
        _PIPELINE,
        "digits are one order's id and another one's name",
        "write the id as a gid, or the name with #",
    ),
    "order_busy": Registered("error", _PIPELINE, "another pipeline works on the order", "run it again"),
    "order_invalid": Registered("error", _PIPELINE, "the order is not an id", "give its id or name"),
    "order_missing": Registered("error", ("files", "pipeline"), "the order is empty", "give its id or name"),
    "order_rounded": Registered("error", _PIPELINE, "a spreadsheet rounded the order", "export it as text"),
    "order_unknown": Registered("error", _PIPELINE, "the shop has no such order", "check its id or name"),
    "outcome_unknown": Registered("error", _PIPELINE, "the outcome of a call is not known", "look at the order"),
    "parcel_changed": Registered(
        "error", _PIPELINE, "the parcel contains other units than before", "see `Policy.changed_parcel`"
    ),
    "parcel_grown": Registered("warning", _PIPELINE, "a parcel has grown; the difference is sent", "nothing"),
    "parcel_shrunk": Registered("error", _PIPELINE, "less is asked for than the shop holds", "correct the quantity"),
    "quantity_invalid": Registered(
        "error", ("files", "pipeline"), "a quantity is not a whole number of 1 or more", "correct it"
    ),
    "several_fulfillments": Registered("warning", _PIPELINE, "several locations make several fulfillments", "nothing"),
    "several_numbers": Registered("error", _PIPELINE, "more numbers than the shop's REST API takes", "use GraphQL"),
    "state_unknown": Registered(
        "error", _PIPELINE, "the journal has an intent in a state that is not known", "use the program that wrote it"
    ),
    "superseded_before": Registered("warning", _PIPELINE, "another number has replaced its tracking", "nothing"),
    "tracking_added": Registered("warning", _PIPELINE, "the number was added to an existing fulfillment", "nothing"),
    "tracking_replaced": Registered("warning", _PIPELINE, "the fulfillment's tracking was updated", "nothing"),
    "twin_unknown": Registered("error", _PIPELINE, "a shipment that asks for the same is undecided", "decide it first"),
    "url_differs": Registered(
        "warning",
        _PIPELINE,
        "the shop shows another URL",
        "look at the fulfillment",
    ),
    "url_missing": Registered(
        "warning", _PIPELINE, "some numbers have a page and others have none", "give one for each"
    ),
    "url_of_another_number": Registered(
        "error", _FILES, "a row's page is for another number of the same form", "correct one, or leave the pages out"
    ),
    "url_without_number": Registered("warning", _PIPELINE, "a URL has no number", "give its number"),
    "urls_joined": Registered("warning", _PIPELINE, "a URL holds several", "give one for each number"),
}


def sentence(code: ProblemCode, **values: Any) -> str:
    """Return the message of one of the resolver's problems.

    >>> sentence("country_unknown", country="Germany")
    "'Germany' is not a country code; give the two letters of ISO 3166-1, as in DE"
    """
    return PROBLEMS[code].sentence.format(**values)


_VALUE = re.compile(r"\{(\w+)(?:!r)?\}")


def _in_italics(value: re.Match[str]) -> str:
    return f"*{value[1]}*"


def markdown(raised_by: frozenset[str] = frozenset({"resolve", "validate", "tables"})) -> str:
    """Return the problems that some sources raise, as README's table shows them."""
    chosen = {code: row for code, row in PROBLEMS.items() if raised_by.intersection(row.raised_by)}
    lines = ["| code | severity | raised by | what it says | what to do |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{code}` | {row.severity} | {', '.join(row.raised_by)} | {_VALUE.sub(_in_italics, row.sentence)} | {row.cure} |"
        for code, row in sorted(chosen.items())
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown())
