"""The content of a language file, as types."""

from __future__ import annotations

from typing import Annotated

import msgspec

__all__ = [
    "AsWritten",
    "ColumnHeaders",
    "Countries",
    "FileMapping",
    "HeaderWords",
    "Language",
    "Negations",
    "Questions",
    "Words",
]

Words = tuple[Annotated[str, msgspec.Meta(min_length=1)], ...]
Countries = dict[str, Words]
"""Names of countries, by their codes."""


class FileMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping of a language file."""


class AsWritten(FileMapping, frozen=True):
    """Words that count only in their exact spelling: capitals, accents, or two pieces."""

    tracking_number: Words = ()
    other_numbers: Words = ()


class ColumnHeaders(FileMapping, frozen=True):
    """Headers of columns, by the content of the column."""

    order: Words = ()
    number: Words = ()
    company: Words = ()
    url: Words = ()
    country: Words = ()
    postal_code: Words = ()
    language: Words = ()
    sku: Words = ()
    line_item_id: Words = ()
    quantity: Words = ()
    notify: Words = ()
    key: Words = ()


class HeaderWords(FileMapping, frozen=True):
    """Words within headers, by their meaning."""

    number: Words = ()
    code: Words = ()
    reference: Words = ()
    id: Words = ()
    little: Words = ()
    endings: Words = ()
    bare: Words = ()
    groups: Words = ()
    before_number: Words = ()
    tracking: Words = ()
    parcels: Words = ()
    perhaps_parcels: Words = ()
    other_status: Words = ()
    unsent: Words = ()


class Questions(FileMapping, frozen=True):
    """Headers, and words in cells, that make a file of shipments a question."""

    shop_order: Words = ()
    maybe_order: Words = ()
    internal: Words = ()
    maybe_company: Words = ()
    maybe_number: Words = ()
    store: Words = ()
    maybe_store: Words = ()
    remarks: Words = ()
    history: Words = ()
    status: Words = ()
    voided: Words = ()
    void: Words = ()
    maybe_void: Words = ()
    returns: Words = ()
    outgoing: Words = ()
    sent: Words = ()
    unsent: Words = ()
    waiting: Words = ()
    measure: Words = ()
    pack: Words = ()
    total: Words = ()


class Negations(FileMapping, frozen=True):
    """Words beside a carrier's name that say that it is not the carrier, by their place."""

    before: Words = ()
    behind: Words = ()
    joined: Words = ()


class Language(FileMapping, frozen=True):
    """The content of a language file."""

    code: str
    """The file's name without its extension."""
    language: str = ""
    """The language's English name; None for the file without a language."""
    tracking_number: Words = ()
    shipping: Words = ()
    other_numbers: Words = ()
    whereabouts: Words = ()
    which: Words = ()
    verbs: Words = ()
    numbered: Words = ()
    as_written: AsWritten = AsWritten()
    everyday: Words = ()
    name_endings: Words = ()
    announce: Words = ()
    link_names: Words = ()
    link_names_containing: Words = ()
    columns: ColumnHeaders = ColumnHeaders()
    questions: Questions = Questions()
    header_words: HeaderWords = HeaderWords()
    beside_names: Words = ()
    posts: Words = ()
    trades: Words = ()
    businesses: Words = ()
    units: Words = ()
    abbreviations: Words = ()
    countries: Countries = msgspec.field(default_factory=dict)
    places: Countries = msgspec.field(default_factory=dict)
    untelling: Words = ()
    nobody: Words = ()
    no_number: Words = ()
    negations: Negations = Negations()
    first_languages: Words = ()
    homes: Words = ()
    """The countries in which nearly all who write the language are; none if it is written everywhere."""
