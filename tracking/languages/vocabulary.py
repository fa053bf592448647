"""The words of all languages as one record."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COLUMN_FIELDS", "NEGATIONS", "QUESTIONS", "Vocabulary"]

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
"""The possible fields of a column in a file of shipments."""
QUESTIONS = (
    *(
        "shop_order",
        "maybe_order",
        "internal",
        "maybe_company",
        "maybe_number",
        "store",
        "maybe_store",
        "remarks",
        "history",
    ),
    *("status", "voided", "void", "maybe_void", "returns", "outgoing"),
    *("sent", "unsent", "waiting", "measure", "pack", "total"),
)
"""What may raise a question about a file of shipments: headers by their meaning, and words in cells of void rows."""
NEGATIONS = "before", "behind", "joined"
"""The places of words that say that a carrier is not meant: before its name, behind it, or behind it with a hyphen."""


class Vocabulary(NamedTuple):
    """The words of all languages, field by field; README.md describes the fields.

    The words of the first seven fields are folded (`tracking.languages.folding.bare`), all others are as their files
    write them. Nothing but tuples and strings, so that a wheel can carry it as a literal.
    """

    tracking_number: tuple[str, ...]
    shipping: tuple[str, ...]
    other_numbers: tuple[str, ...]
    whereabouts: tuple[str, ...]
    """Words about where a parcel is, which count only together with a carrier's name."""
    which: tuple[str, ...]
    """Words before a word for a number that ask for it."""
    verbs: tuple[str, ...]
    numbered: tuple[str, ...]
    """Words between a number and the parcel behind it that has it."""
    name_endings: tuple[str, ...]
    """What a language puts at the end of a carrier's name in a sentence, folded."""
    written_tracking_number: tuple[str, ...]
    """Words that name the tracking number only in this spelling."""
    written_other_numbers: tuple[str, ...]
    """Words for another number only in this spelling."""
    everyday: tuple[str, ...]
    announce: tuple[str, ...]
    link_names: tuple[str, ...]
    link_names_containing: tuple[str, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    """Headers by field, in the order of `COLUMN_FIELDS`; of two suitable columns, the earlier header decides."""
    header_words: tuple[tuple[str, tuple[str, ...]], ...]
    """Words within headers by their meaning: number, code, reference, id, little."""
    header_endings: tuple[str, ...]
    """Endings of compound words that mean a number."""
    beside_names: tuple[tuple[str, tuple[str, ...]], ...]
    """Words that people write beside a carrier's name: services of many carriers, "shipped with".

    They stand by the countries in which their language is written, separated by spaces; a language that is written
    everywhere has none.
    """
    posts: tuple[str, ...]
    """Words for a country's post beside the country's name."""
    trades: tuple[str, ...]
    """Words in carriers' names that say what their business is: "Ecom Express"."""
    countries: tuple[tuple[str, tuple[str, ...]], ...]
    """Names of countries, by code."""
    businesses: tuple[str, ...]
    """Words in the names of other businesses: "GLS Bank"."""
    units: tuple[str, ...]
    """Words behind the number of hours, or of a weight."""
    abbreviations: tuple[str, ...]
    """Short and long forms of words in carriers' names: ``exp express``."""
    places: tuple[tuple[str, tuple[str, ...]], ...]
    """Cities and regions, by the code of their country."""
    untelling: tuple[str, ...]
    """Words under ``beside_names`` that do not tell a country, since other languages have them as well."""
    nobody: tuple[str, ...]
    """Names that look like a carrier's name with other words, and are not."""
    no_number: tuple[str, ...]
    """Values that say that there is no number, folded."""
    header_bare: tuple[str, ...]
    """Headers of one word that say little: a clearer header of the same field is preferred."""
    header_groups: tuple[str, ...]
    """Groups that programs put before a header with a sign: ``Shipment - Tracking Number``."""
    header_before_number: tuple[str, ...]
    """Words before the header of a tracking number that leave it one: ``Carrier tracking code``."""
    header_tracking: tuple[str, ...]
    """What is in a header that says that its number is for tracking: ``Takip Numarası``."""
    header_parcels: tuple[str, ...]
    """Words in a header that count parcels and not units: ``Количество мест``."""
    header_perhaps_parcels: tuple[str, ...]
    """Words in a header that count parcels if no SKU stands beside: ``Anzahl``."""
    header_other_status: tuple[str, ...]
    """Words in the header of a status that says nothing of the sending: ``Payment status``."""
    header_unsent: tuple[str, ...]
    """Words in a header that count units that were not sent: ``Backordered``."""
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    """Headers and words by `QUESTIONS`."""
    negations: tuple[tuple[str, tuple[str, ...]], ...]
    """Words by `NEGATIONS`."""
