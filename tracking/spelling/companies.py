"""One spelling for company names."""

from __future__ import annotations

import unicodedata

from tracking.spelling.late import late_pattern
from tracking.spelling.numbers import LONGEST

__all__ = ["CONNECTIONS", "as_code", "fold", "fold_code", "is_legal_form", "name_words"]

CONNECTIONS = frozenset({"api", "ftp", "sftp", "webhook", "reference", "refr", "ref"})
"""Words after a company's name by which aggregators distinguish their connections to it: DHL_API, FEDEX_FTP."""

# A legal form is no part of a name. It counts only at the end, and AS and SE do not: "PostNord SE" means Sweden.
_LEGAL = frozenset(
    """
    ab ag aps asa bhd bv bvba co corp corporation cv dd doo eirl ek eood eurl gmbh inc incorporated jsc kft kg
    kgaa kk lda limited llc llp ltd ltda mbh nv ohg ood ou oy oyj pjsc plc privatelimited pte pty pvt sa sac
    sadecv sarl sas sasu sca scs sdnbhd sia sl slu spa spzoo srl srlu sro sau tbk uab ug zoo zrt αε ад ао зао еоод ип оао ооо пао тов фгуп 株
    """.split()  # noqa: SIM905 - a list would fill a page
)
_SHORT_LEGAL = frozenset({"ab", "bv", "dd", "ek", "kk", "nv", "oy", "ад", "ао", "ип", "株"})
"""Those of one or two letters. BV is also the code of Bouvet Island, where nobody lives."""
# A form in pieces (S.p.A., B.V., A/S, Sp. z o.o.) is joined again, and then AS and SP are forms.
_IN_PIECES = _LEGAL | {"as", "sp"}
_MOST_PIECES = 5
# Those of Japan and China are written without a space, at either end.
_GLUED = ("株式会社", "有限会社", "股份有限公司", "有限公司")
_NOISE = r"[\W_]+"
_PIECES = r"[0-9]+|[^0-9]+"
# NFKC would turn them into letters.
_MARKS = dict.fromkeys(map(ord, "™℠"), " ")
_SHIPPING = r"(?i)_(?:shipping|delivery|tracking)$"


def fold(name: str) -> str:
    """Return the form of a company name that is compared if the exact spelling is not listed.

    >>> fold("Fed Ex®") == fold("FedEx™") == fold("FEDEX")
    True
    >>> fold("Heppner Internationale Spedition GmbH & Co.")
    'heppnerinternationalespedition'
    >>> fold("Poste Italiane S.p.A.")
    'posteitaliane'
    >>> fold("GLS") == fold("DPD")
    False
    """
    if len(name) > 4 * LONGEST:
        return name
    bare = "".join(_words(name))
    while (shorter := _unglued(bare)) != bare:
        bare = shorter
    return bare or _plain(name)


def fold_code(code: str) -> str:
    """Return the form in which a platform's code for a company is compared: no part of it is a legal form.

    >>> fold_code("DHL_ECOMMERCE_ASA"), fold("DHL_ECOMMERCE_ASA")
    ('dhlecommerceasa', 'dhlecommerce')
    """
    return code if len(code) > 4 * LONGEST else late_pattern(_NOISE).sub("", _plain(code)) or _plain(code)


def as_code(name: str) -> str:
    """Return a name as it is compared with codes: without capitals and quotes, with hyphens as the separators.

    >>> as_code("'ELTA_COURIER' "), as_code("ELTA Courier")
    ('elta-courier', 'elta courier')
    """
    return name.strip(" \t\r\n\"'").casefold().replace("_", "-")


def is_legal_form(word: str) -> bool:
    """Tell whether a folded word is a legal form, and hardly anything else: two letters may be a country.

    >>> is_legal_form("gmbh"), is_legal_form("oy"), is_legal_form("sa"), is_legal_form("express")
    (True, True, False, False)
    """
    return word in _SHORT_LEGAL or (len(word) > 2 and word in _LEGAL)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a company name, folded, without a legal form at the end. Digits are separate words.

    >>> name_words("UPS® 2nd-Day_Air, Inc."), name_words("express48")
    (('ups', '2', 'nd', 'day', 'air'), ('express', '48'))
    """
    if len(name) > 4 * LONGEST:
        return ()
    return tuple([piece for word in _words(name) for piece in late_pattern(_PIECES).findall(word)])


def _plain(name: str) -> str:
    text = late_pattern(_SHIPPING).sub("", unicodedata.normalize("NFKC", name.translate(_MARKS)).strip())
    text = text.casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", text).casefold().strip()


def _words(name: str) -> list[str]:
    """Return the words of a name, folded, without a legal form at the end."""
    kept = late_pattern(_NOISE).sub(" ", _plain(name)).split()
    while pieces := _legal_pieces(kept):
        del kept[-pieces:]
    return kept


def _unglued(name: str) -> str:
    for form in _GLUED:
        name = name.removeprefix(form).removesuffix(form) or name
    return name


def _legal_pieces(words: list[str]) -> int:
    """Return how many of the last words are a legal form, with a name before them."""
    for count in range(min(_MOST_PIECES, len(words) - 1), 1, -1):
        if "".join(words[-count:]) in _IN_PIECES:
            return count
    return int(len(words) > 1 and words[-1] in _LEGAL)
