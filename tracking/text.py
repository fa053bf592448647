"""Tracking numbers in free text: mail, chat, HTML, tables.

One pass: the text is brought to one spelling character by character, so that positions stay; links are read as pages;
then runs of groups that hold a digit are judged. Each run is looked at a bounded number of times, so the time is linear in
the text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from tracking.results import Candidate, Found
from tracking.slots import ANYWHERE, NEVER, Place
from tracking.words import ANNOUNCED, SPEAKING

if TYPE_CHECKING:
    from tracking.resolver import Resolver

__all__ = ["find"]

STRONG = 8.0
"""Bits from which a number needs no word beside it."""
_LONGEST = 40
_GROUPS = 12
_NOTHING, _EDGE = "\x00", "\x01"

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'\x01]{1,2048}", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|shy|ndash|mdash|#160|#xa0|#8203|#x200b|#8209|#173|amp|lt|gt|quot);",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[/!a-zA-Z][^<>]{0,4096}>")
_HREF = re.compile(r"(?:href|src)\s*=\s*[\"']?(https?://[^\s\"'<>]+)", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(r"=(?:\r?\n|3D|20|C2=A0)")
# A run: groups of letters and digits, each with a digit early in it or short and in capitals, one separator between two.
_RUN = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?:[A-Z]{1,4}[ .\-]\x00{0,12}(?=[0-9]))?"
    r"(?=[A-Za-z\x00]{0,12}[0-9])[0-9A-Za-z\x00]+"
    r"(?:[ .\-]\x00{0,12}(?:(?=[A-Za-z]{0,4}[0-9])[0-9A-Za-z\x00]+|[A-Z]{1,4}(?![0-9A-Za-z])))*"
)
_GROUP = re.compile(r"[0-9A-Za-z\x00]+")
_MAIL = re.compile(r"[\w.+\-]{0,64}@")
_DATE = re.compile(r"(?:19|20)\d\d([ .\-])\d\d?\1\d\d?|\d\d?([ .\-])\d\d?\2(?:19|20)\d\d")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[^\w\s][^\W_]+)?")
_MONEY = re.compile(r"\s?(?:[$€£¥₹]|(?:EUR|USD|GBP|CHF|JPY|PLN|SEK|NOK|DKK|CZK|TRY|INR)\b)", re.IGNORECASE)


class _Spelling(dict[int, str]):
    """One ASCII character for each that means the same: other scripts' digits, wide letters, spaces, dashes."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code < 128:
            found = character
        elif (digit := unicodedata.decimal(character, None)) is not None:
            found = str(digit)
        elif (kind := unicodedata.category(character)) == "Zs":
            found = " "
        elif kind == "Pd":
            found = "-"
        elif kind == "Cf":
            found = _NOTHING
        else:
            wide = unicodedata.normalize("NFKC", character) if 0xFF00 <= code <= 0xFFEF else character
            found = wide if len(wide) == 1 else character
        self[code] = found
        return found


_SPELLING = _Spelling()


def find(resolver: Resolver, text: str, country: str | None, min_evidence: float | None) -> list[Found]:
    """See `Resolver.find`."""
    return _Search(resolver, text, country, min_evidence).whole()


class _Search:
    """One text, searched once."""

    def __init__(self, resolver: Resolver, text: str, country: str | None, min_evidence: float | None) -> None:
        self.resolver, self.text, self.country = resolver, text, country
        self.index = resolver._index
        self.by_default = min_evidence is None
        self.least = STRONG if min_evidence is None else min_evidence
        self.found: list[Found] = []

    def whole(self) -> list[Found]:
        plain = self.text if self.text.isascii() else self.text.translate(_SPELLING)
        if "&" in plain:
            plain = _ENTITY.sub(lambda entity: _entity(entity.group()), plain)
        if "<" in plain:
            plain = _TAG.sub(lambda tag: _tag(tag.group()), plain)
        if "=" in plain:
            plain = _QUOTED_PRINTABLE.sub(_quoted, plain)
        for link in list(_LINK.finditer(plain)) if "://" in plain or "www." in plain else ():
            self.link(link.group(), link.start())
        self.plain = (
            _LINK.sub(lambda link: _EDGE * len(link.group()), plain) if "://" in plain or "www." in plain else plain
        )
        for run in _RUN.finditer(self.plain):
            self.run(run.start(), run.end())
        self.found.sort(key=lambda found: found.start)
        return self.found

    # Links.

    def link(self, url: str, start: int) -> None:
        """A carrier's own page tells number and carrier; what stands in any other link is not looked at."""
        url = url.rstrip(".,;:!?)]}*_" + _NOTHING)
        for entry, name, read in self.index.page(url):
            number = "".join(read.split()).upper()
            at = url.upper().rfind(number)
            if not number or at < 0 or not any(character.isdigit() for character in number):
                continue
            place = entry.place(self.country, name)
            slots = [slot for slot in entry.slots(len(number)) if slot.accepts(number)]
            if slots:
                slot = max(slots, key=lambda slot: slot.evidence(number))
                own = Candidate((slot, number, slot.evidence(number), place))
            elif entry.has_formats or not 6 <= len(number) <= _LONGEST:
                continue
            else:
                own = Candidate._worked_out(
                    entry.id, place.company, "tracking link", {}, "none", 0.0, place.url(number)
                )
            others = [one for one in self.resolver.identify(number, self.country) if one.carrier != entry.id]
            self.add(start + at, start + at + len(number), (own, *others))
            return

    # Runs of groups.

    def run(self, start: int, end: int) -> None:
        plain = self.plain
        groups = [(group.start(), group.end()) for group in _GROUP.finditer(plain, start, end)]
        if plain[start - 1 : start] == "@" or (
            plain[end : end + 1] in "@.+-_" and plain[end : end + 1] and _MAIL.match(plain, end)
        ):
            return
        if len(groups) == 1:
            self.judge(start, end, alone=True)
            return
        if (
            end - start <= 2 * _LONGEST
            and self.uniform(groups)
            and not _DATE.fullmatch(plain, start, end)
            and self.judge(start, end, alone=True)
        ):
            return
        place = 0
        while place < len(groups):
            place = self.part(groups, place)

    def part(self, groups: list[tuple[int, int]], place: int) -> int:
        """The longest number that begins with this group; returns the group after it."""
        begin = groups[place][0]
        joined: list[int] = []
        length = groups[place][1] - begin
        for after in range(place + 1, min(place + _GROUPS, len(groups))):
            size = groups[after][1] - groups[after][0]
            length += size
            if length > _LONGEST or self.plain[groups[after - 1][1]] != self.plain[groups[place][1]]:
                break
            if length >= 7:
                joined.append(after)
            if size < 2:
                break
        for after in reversed(joined):
            if self.judge(begin, groups[after][1], alone=False):
                return after + 1
        before = self.plain[begin - 1 : begin]
        behind = self.plain[groups[place][1] : groups[place][1] + 1]
        self.judge(
            begin,
            groups[place][1],
            alone=not (place and before in "-.") and not (place + 1 < len(groups) and behind in "-."),
        )
        return place + 1

    def uniform(self, groups: list[tuple[int, int]]) -> bool:
        """Whether one separator stands between all groups."""
        return len({self.plain[end] for _, end in groups[:-1]}) == 1

    def judge(self, start: int, end: int, alone: bool) -> bool:
        """Whether a number stands here; ``alone`` when nothing is joined to it, so that weak evidence may count."""
        plain = self.plain
        number = plain[start:end]
        if not number.isalnum():
            number = re.sub(r"[ .\-\x00]+", "", number)
        number = number.upper()
        if len(number) < 6:
            return False
        before, behind = plain[start - 1 : start], plain[end : end + 1]
        if number.isdecimal():
            if (before and before in "#/=$@+€£,") or (behind and behind in "#/=@%€£$"):
                return False
            if (before == "." or behind in (".", ",")) and self.decimal(start, end):
                return False
            if before == "\\" or _MONEY.match(plain, end):
                return False
        elif (before and before in "/=@+") or (behind and behind in "=@/"):
            return False
        ranked = self.resolver._ranked(number, self.country)
        if not ranked and not self.by_default:
            return False
        deciding = [item for item in ranked if item[0][0] == ANYWHERE]
        bits = max((item[2] for item in deciding), default=0.0)
        if deciding and bits >= self.least and (alone or bits >= STRONG):
            return self.take(start, end, number, deciding)
        if not alone or not self.by_default:
            return False
        return self.beside(start, end, number, deciding)

    def decimal(self, start: int, end: int) -> bool:
        """Whether a point or comma joins this to more digits."""
        return bool(
            re.match(r"[.,]\d", self.plain[end : end + 2]) or re.match(r"\d[.,]", self.plain[max(0, start - 2) : start])
        )

    def beside(self, start: int, end: int, number: str, deciding: list[Any]) -> bool:
        """A weak shape counts only behind a word that speaks for it: a word for parcels, a carrier's name or its host."""
        window = self.text[max(0, start - ANNOUNCED) : start]
        last, speaks = -1, False
        for word in SPEAKING.finditer(window):
            last, speaks = word.start(), word.lastgroup == "speaks"
        named = self.named(window, last if not speaks else -1)
        if named:
            own = [
                (slot, slot.evidence(number))
                for entry in named
                for slot in entry.slots(len(number))
                if slot.tier(number) != NEVER and slot.accepts(number)
            ]
            if own:
                own.sort(key=lambda item: -item[1])
                first = [Candidate((slot, number, bits, slot.entry.place(self.country))) for slot, bits in own]
                ids = {one.carrier for one in first}
                rest = [one for one in self.resolver.identify(number, self.country) if one.carrier not in ids]
                unique = {one.carrier: one for one in reversed(first)}
                self.add(start, end, (*(unique[one] for one in dict.fromkeys(one.carrier for one in first)), *rest))
                return True
        if not speaks or not deciding or deciding[0][2] <= 0:
            return False
        return self.take(start, end, number, deciding)

    def named(self, window: str, after: int) -> list[Any]:
        """The carriers named in a window, behind a position: by name, alias or host."""
        entries = []
        words = [word for word in _WORD.finditer(window) if word.start() > after]
        texts = [word.group() for word in words]
        for place in range(len(words)):
            for many in (3, 2, 1):
                if place + many <= len(words):
                    name = " ".join(texts[place : place + many])
                    if len(name) > 1 and not name.isdecimal():
                        known = self.index.company(name, self.country)
                        if isinstance(known, Place):
                            entries.append(known.entry)
                        elif known:
                            entries += [one.entry for one in known]
                        if known:
                            break
        for host in _HOST.finditer(window):
            if host.start() > after:
                entries += self.index.host(host.group())
        return list({entry.id: entry for entry in reversed(entries)}.values())

    def take(self, start: int, end: int, number: str, ranked: list[Any]) -> bool:
        self.add(
            start,
            end,
            tuple(Candidate((slot, number, bits, slot.entry.place(self.country))) for _, slot, bits, _ in ranked),
        )
        return True

    def add(self, start: int, end: int, candidates: tuple[Candidate, ...]) -> None:
        self.found.append(Found(self.text[start:end], start, end, candidates))


def _entity(entity: str) -> str:
    name = entity[1:-1].lower()
    if name in ("zwnj", "zwj", "shy", "#8203", "#x200b", "#173"):
        return _NOTHING * len(entity)
    if name in ("amp", "lt", "gt", "quot"):
        return {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}[name] + _NOTHING * (len(entity) - 1)
    return ("-" if name in ("ndash", "mdash", "#8209") else " ") + _NOTHING * (len(entity) - 1)


def _tag(tag: str) -> str:
    """A tag leaves its length; of its attributes only links are kept."""
    found = _HREF.search(tag)
    if not found:
        return _EDGE * len(tag)
    return _EDGE * found.start(1) + found.group(1) + _EDGE * (len(tag) - found.end(1))


def _quoted(found: re.Match[str]) -> str:
    """Quoted-printable: a soft line break is nothing, =3D an equals sign, =20 and =C2=A0 a space."""
    text = found.group()
    first = "=" if text == "=3D" else " " if text in ("=20", "=C2=A0") else _NOTHING
    return first + _NOTHING * (len(text) - 1)
