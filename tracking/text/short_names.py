"""Names of carriers that say too little: "CRE: 118827364512" may be anybody's number.

A name of up to four letters without a sign, or one that is an everyday word, is also the initials, the label, or the heading
of something else in some trade or language. So it needs another witness: a word about parcels near the number, or no other
words in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.languages.folding import FIRST_TOGETHER, bare
from tracking.languages.words import about_parcel, everyday_names, is_code_word, is_number_word
from tracking.text.tokens import pieces

if TYPE_CHECKING:
    from tracking.catalog.catalog import Catalog
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument

__all__ = ["says_too_little"]

_SHORT = 4
"""The greatest number of letters in a short name."""
_NEAR = 200
"""The number of characters on either side of a number that are searched for a word about parcels."""
_NEAR_IN_MARKUP = 1_000
"""The same in HTML, where tags stand between the words."""
_TELLING = 3
"""The least number of letters in a word that tells what a text is about."""


def says_too_little(document: TextDocument, words: ContextReader, seen: str | None, start: int, end: int) -> bool:
    """Tell whether only short names stand before a number, and nothing around it speaks of parcels.

    ``seen`` is the text before the number that names its carrier. A text that has nothing but names and numbers is about them.
    """
    names = words.names_in(seen or "")
    if not names or not all(_is_short(name) and not _is_listed(name, words.catalog) for name in names):
        return False
    plain, near = document.plain, _NEAR_IN_MARKUP if document.markup else _NEAR
    around = [*pieces(plain[max(0, start - near) : start]), *pieces(plain[end : end + near])]
    if any(map(about_parcel, around)):
        return False
    known = {word for name in words.names_in(" ".join(around)) for word in name.split()}
    return any(word not in known and _is_telling(word) for word in around)


def _is_telling(word: str) -> bool:
    """Tell whether a word is neither a small one nor a number, nor a word for a number or a code."""
    return word.isalpha() and len(word) >= _TELLING and not is_number_word(word) and not is_code_word(word)


def _is_listed(name: str, catalog: Catalog) -> bool:
    """Tell whether the shops' lists of carriers show a name, and it is no everyday word: everybody knows DPD."""
    folded = bare(name)
    return folded not in everyday_names() and any(
        page.lists and page.name is not None and bare(page.name) == folded
        for carrier in catalog.bearers(name, None)
        for page in carrier.pages
    )


def _is_short(name: str) -> bool:
    folded = bare(name)
    return folded < FIRST_TOGETHER and ((len(folded) <= _SHORT and folded.isalpha()) or folded in everyday_names())
