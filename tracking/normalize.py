"""One spelling for numbers and for company names.

A number's *key* is what patterns are written for: upper case, digits and letters of ASCII, no separators. The number
that was given is never rewritten in a result; the key is only for matching and for URLs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["PRINTED", "country_code", "fold", "key", "plain"]

PRINTED = frozenset("/_")
"""Separators that some carriers count as part of the number; they stay in a key."""

LONGEST = 120
"""Longer texts are no tracking numbers (the longest known format has 40 characters); they are not worked on."""

# Labels are anything without a digit up to a colon, a number sign or an equals sign ...
_LABEL = r"(?:[^0-9:#=]{0,60}[:#=]\s*+)+(?=\S)"
# ... or words that announce a number, without one.
_WORDS = (
    r"(?is)(?:(?:your|our|my|the|tracking|track(?!\w)|trk|parcel|package|shipment|consignment|waybill|awb|air\s?waybill|pro|sendung(?:snummer)?"
    r"|paket(?:nummer)?|colis|suivi|env[ií]o|seguimiento|spedizione|rastreio|zending|försändelse|number|num|nummer|n[uú]m[eé]ro(?: d[eu])?|no|nr|id|code|is)"
    r"(?!\w)[\s.]*)+(?=.*[0-9])"
)
_ENDS = r"^[\W_]+|[\W_]+$"
_SEPARATORS = {"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"}
# Dashes, dots and signs nobody sees that Unicode files elsewhere: minus signs and bullets, the full stops of other scripts and
# the vowel bar of Japanese (typed for a dash), variation selectors, fillers, the empty Braille cell.
_DROPPED = frozenset(
    "()[]'’,"
    "\u02d7\u2043\u2053\u2212\u2500\u2796\u30fc"
    ".\u00b7\u2022\u2024\u2027\u2219\u22c5\u2e31\u3002\u30fb\u06d4\u0701\u0702"
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\ufe0e\ufe0f"
)


_ASCII_SEPARATORS = dict.fromkeys([*range(33), 127, *map(ord, "-.()[]',")])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A number as it should be written needs none of the patterns: they are compiled when first needed."""
    return re.compile(pattern)


def key(number: str) -> str:
    """The form of a number that patterns see.

    >>> key("1z 001-985 yw9974.4790")
    '1Z001985YW99744790'
    >>> key("Tracking: ＲＲ１２３４５６７８５ＣＮ.")
    'RR123456785CN'
    >>> key("☠")
    '☠'
    """
    if number.isascii() and number.isalnum():
        return number.upper()
    if len(number) > LONGEST:
        return number
    if number.isascii():
        # Only separators are in the way, and no word stands in front: one step does what the steps below come to.
        bare = number.translate(_ASCII_SEPARATORS)
        if bare.isalnum() and not _compiled(_WORDS).match(number.strip()):
            return bare.upper()
    for _ in range(4):  # entities may hide entities; a fixed point is reached long before
        before, number = number, _once(number)
        if number == before:
            break
    return number


def _once(text: str) -> str:
    if "&" in text:
        import html  # its table of entities takes as long to import as all of this package's number formats

        for _ in range(3):  # &amp;nbsp; is a space, too
            text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text).strip()
    for announced in (_LABEL, _WORDS):
        if found := _compiled(announced).match(text):
            text = text[found.end() :]
    text = _compiled(_ENDS).sub("", text) or text
    kept = []
    for character in text:
        if character.isascii():
            if character.isalnum() or not (
                character.isspace() or character in "-.()[]'," or character < " " or character == "\x7f"
            ):
                kept.append(character)
        elif (digit := unicodedata.decimal(character, None)) is not None:
            kept.append(str(digit))
        elif character not in _DROPPED and unicodedata.category(character) not in _SEPARATORS:
            kept.append(character)
    return "".join(kept).upper()


def country_code(country: str | None) -> str | None:
    """A country code as the lists write it, None for none; UK is what people say for GB.

    >>> country_code("uk")
    'GB'
    >>> country_code(" ")
    """
    country = country.strip().upper() if country else ""
    return "GB" if country == "UK" else country or None


_CONTROL = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029])


def plain(number: str) -> str:
    r"""The number as given, trimmed, without line breaks and control characters: what goes into a URL unread.

    >>> plain(" 43\n21 ")
    '4321'
    """
    return number.translate(_CONTROL).strip()


# Legal forms carry no name. Only at the end, and not AS and SE: "PostNord SE" means Sweden.
_LEGAL = frozenset(
    """
    ab ag aps asa bhd bv bvba co corp corporation cv dd doo eirl ek eood eurl gmbh inc incorporated jsc kft kg
    kgaa kk lda limited llc llp ltd ltda mbh nv ohg ood ou oy oyj pjsc plc privatelimited pte pty pvt sa sac
    sadecv sarl sas sasu sca scs sdnbhd sia sl slu spa spzoo srl srlu sro tbk uab ug zoo zrt
    """.split()  # noqa: SIM905 - a list would fill a page
)
# In pieces (S.p.A., B.V., A/S, Sp. z o.o.) they are put together again, and then AS is one.
_IN_PIECES = _LEGAL | {"as"}
_MOST_PIECES = 5
# Those of Japan and China are written without a space, at either end.
_GLUED = ("株式会社", "有限会社", "股份有限公司", "有限公司")
_NOISE = r"[\W_]+"
# NFKC would make letters of them.
_MARKS = dict.fromkeys(map(ord, "™℠"), " ")
_SHIPPING = r"(?i)_(?:shipping|delivery|tracking)$"


def fold(name: str) -> str:
    """The form of a company name that is compared when the exact spelling is not listed.

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
    text = _compiled(_SHIPPING).sub("", unicodedata.normalize("NFKC", name.translate(_MARKS)).strip())
    text = text.casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = unicodedata.normalize("NFC", text).casefold()
    kept = _compiled(_NOISE).sub(" ", text).split()
    while pieces := _legal_pieces(kept):
        del kept[-pieces:]
    bare = "".join(kept)
    while (shorter := _unglued(bare)) != bare:
        bare = shorter
    return bare or text.strip()


def _unglued(name: str) -> str:
    for form in _GLUED:
        name = name.removeprefix(form).removesuffix(form) or name
    return name


def _legal_pieces(words: list[str]) -> int:
    """How many of the last words are a legal form, with a name in front of them."""
    for count in range(min(_MOST_PIECES, len(words) - 1), 1, -1):
        if "".join(words[-count:]) in _IN_PIECES:
            return count
    return int(len(words) > 1 and words[-1] in _LEGAL)
