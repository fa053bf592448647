"""The words of all languages as one record."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COLUMN_FIELDS", "QUESTIONS", "Vocabulary"]

COLUMN_FIELDS = (
    "order",
    "number",
    "company",
    "url",
    "country",
    "postal_code",
    "language",
    "sku",
    "line_item_id",
    "quantity",
    "notify",
    "key",
)
"""What a column of a file of shipments may hold."""
QUESTIONS = ("shop_order", "maybe_order", "internal", "maybe_company", "store", "status", "voided", "void")
"""What may make a file of shipments a question: headers by what they say, and the words in cells that make a row void."""


class Vocabulary(NamedTuple):
    """The words of all languages, field by field; README.md describes the fields.

    The words of the first five fields are folded (`tracking.languages.folding.bare`), all others are as their files
    write them. Nothing but tuples and strings, so that a wheel can carry it as a literal.
    """

    tracking_number: tuple[str, ...]
    shipping: tuple[str, ...]
    other_numbers: tuple[str, ...]
    verbs: tuple[str, ...]
    numbered: tuple[str, ...]
    """Words between a number and the parcel behind it that has it."""
    written_tracking_number: tuple[str, ...]
    """Words that name the tracking number only as they are written."""
    written_other_numbers: tuple[str, ...]
    """Words of another number only as they are written."""
    everyday: tuple[str, ...]
    announce: tuple[str, ...]
    link_names: tuple[str, ...]
    link_names_containing: tuple[str, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    """Headers by field, in the order of `COLUMN_FIELDS`; of two columns that would do, the header that stands first decides."""
    header_words: tuple[tuple[str, tuple[str, ...]], ...]
    """Words within headers by what they mean: number, code, reference, id, little."""
    header_endings: tuple[str, ...]
    """What compounds end in that speak of a number."""
    beside_names: tuple[str, ...]
    """What people write beside a carrier's name: services that many have, "shipped with"."""
    posts: tuple[str, ...]
    """What a country's post is called beside the country's name."""
    countries: tuple[tuple[str, tuple[str, ...]], ...]
    """What countries are called, by code."""
    nobody: tuple[str, ...]
    """Names that look like a carrier's with other words, and are none's."""
    header_bare: tuple[str, ...]
    """Headers of one word that say little: a more telling header of the same field is taken before them."""
    header_groups: tuple[str, ...]
    """What programs put before a header with a sign: ``Shipment - Tracking Number``."""
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    """Headers and words by `QUESTIONS`."""
