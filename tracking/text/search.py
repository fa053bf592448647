"""Tracking numbers in free text: mail, chat, HTML, tables.

How it works, from the text to the numbers that are found:

*One spelling that keeps places.* `TextDocument` brings the text to one spelling of the same length (`tracking.spelling.texts`):
wide digits, other scripts' digits, entities, and the escapes of quoted-printable become ASCII, and invisible text is
replaced by `NOTHING`. So everything below reads plain ASCII, and each position it reports is one of the given text.

*Pieces first.* The text between the pieces of one number, tags within a word or a line's end between its groups, is spelled
as nothing if some format accepts the pieces together (`joining`).

*The scan.* One expression, `_SCAN`, stops at three things: links, tags, and runs of groups. A run is one or more groups of
letters and digits with one separator between two. The scan looks at nothing else. The expression begins with a
small set of characters, which `re` looks for fastest, and never reads a character again.

*Runs and groups.* A run of one group is read by `SingleGroups`. In a run of several groups, any group may begin a number that
continues in the groups after it: ``1Z 999 AA1 01 2345 6784``. `Runs` reads these. The numbers that groups may form follow from the
run's look, with digits as 9 and letters as A. `RunPlans` computes them once for each look. Tables decide in a few look-ups whether
any strong format has this beginning and one of these lengths, or this look (`StrongLengths`). Most runs end there, dates even before
the rule about dates is applied. Two letters that people type apart from the digits are read with them only where some format
begins so and words speak for a parcel (`letters_apart`).

*Evidence first.* A number is given to the resolver's formats before any other test, since most groups are
not a carrier's number, and since that answer costs a microsecond while words and surroundings cost ten times as much. Its
bits decide which tests follow. From `thresholds.STANDS_ALONE` bits on, a number needs no word. From `thresholds.SURE` bits on, no word
cancels it.

*Noise second.* Dates, accounts, amounts, telephone numbers, paths, and the like are recognized by a table of rules
(`noise_by_form`, `noise_by_surroundings`). Each rule states its input. The cheap rules, about a run's look or the characters
beside a number, are applied before the formats; those about the surroundings only to numbers that some format accepts.

*Words last.* A number with weak evidence, such as twelve digits with one check digit, counts only after a word that speaks
for it or after the name of a carrier that uses such numbers. `Nearest` reads what is nearer than the words before it: a
name and "no.", a word behind the number, the number before it in a list. `Talk` reads the sentence and the messages of a chat
around it, and what the next message calls another number is left out (`corrections`). `ContextReader` reads up to `thresholds.REACH` characters
before the number, as a reader sees them; words are data, in many languages. The text between two spaces is remembered with
its meaning (`tokens`), so most of it is never split into words: nothing in it speaks for a parcel. A word against a number
right before it settles a weak one before it is given to the formats or put together from groups. In a table, the header row
tells what a column contains (`Headings`), and the other fields of a record tell its carrier (`records`). `Gatherer` combines
evidence, noise, and words, and is the only place that accepts a number.

*The carrier.* A carrier's name before or after the number counts most, then the company that the caller names, then the
witnesses of the whole text (`Witnesses`): a mail's headers, the senders of quoted mails, logos, the hosts of its links, and in
a short text any name. The first of these whose formats accept the number decides (`Owners`). If the text names no carrier, the
formats decide, and a tie remains a tie. The parts of a mail share their witnesses (`find_in_mail`).

*Links.* A link to a carrier's own page tells the carrier and the number, whatever the number's evidence (`LinkReader`). So does
a link that wraps such a link, and a link to a site that follows parcels of any carrier. Numbers in any other link are
ignored, and so are numbers within a tag, except the values of attributes for tracking numbers in XML that is no page.

*Why the time is linear.* The scan reads each character once or twice. A long run is read in parts, and in each part each
group begins at most a dozen numbers. Every look to the left or right covers a bounded number of characters: for words,
for a tag's beginning, for a link's end. Header rows are looked for once per table, and witnesses once per text. All
memories (plans by look, words, rejected groups) are bounded as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.context import ContextReader
from tracking.text.document import TextDocument
from tracking.text.gathering import Gatherer
from tracking.text.groups import LOOK, RunPlans
from tracking.text.joining import join_pieces
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND, StrongLengths, compact
from tracking.text.links import LinkReader
from tracking.text.noise import NoiseRules
from tracking.text.noise_by_form import BY_FORM
from tracking.text.noise_by_surroundings import BY_SURROUNDINGS
from tracking.text.records import number_values
from tracking.text.runs import Runs
from tracking.text.single_groups import SingleGroups
from tracking.text.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracking.resolving.engine import Engine
    from tracking.resolving.results import Found
    from tracking.text.letter import Letter
    from tracking.text.noise import Noise

__all__ = ["Finder"]

_SHORT_TEXT = 120
"""The greatest length of a text that may be a number and nothing else."""

# A tag without a link in it; <RR123456785CN> and <www.example.com> are not tags.
_TAG_WITHOUT_LINK = r"(?![A-Za-z]*+(?:[0-9]{4}|\.))[/!?A-Za-z][^<>:]*+(?>(?::(?!\\?/\\?/)[^<>:]*+){0,400})>"
# Repeated groups are atomic, (?>...), since Python before 3.11.5 repeats them possessively the wrong way.
_SCAN = re.compile(
    r"[<0-9:](?:"
    # A run: groups of letters and digits with one separator between two; or one group that is long enough, with the
    # letters in front of its first digit.
    r"(?<=[0-9])[0-9A-Za-z\x00]*+"
    r"(?:(?>(?:[ .\-]\x00*+(?:[A-Za-z]{0,4}+(?:\x00++[A-Za-z]{0,3}+)?[0-9][0-9A-Za-z\x00]*+"
    r"|[A-Z]{1,4}+(?:\x00++[A-Z]{0,3}+\x00*+)?(?![0-9A-Za-z])))+)(?P<groups>)"
    r"|(?<=[0-9A-Za-z\x00]{6}))"
    # Tags in a row.
    rf"|(?<=<){_TAG_WITHOUT_LINK}(?>(?:\s*+<{_TAG_WITHOUT_LINK})*)(?P<tag>)"
    r"|//(?<=://)[^\s<>\"'`\x01]{1,2048}+(?P<link>)"  # begins with a sign that `re` compares first
    r")"
)
_GROUPS, _TAG, _LINK = (_SCAN.groupindex[name] for name in ("groups", "tag", "link"))
_ONE_NUMBER = re.compile(r"\s*([0-9A-Z](?:[ .\-\x00]{0,3}[0-9A-Z])*)\s*")
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + NOTHING
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ)" + NOTHING
_IN_WORD, _ENDS_LEAD, _BEHIND_LEAD = map(frozenset, (_LETTERS, _CAPITALS, " .-"))


class Finder:
    """Finds the numbers of an engine's carriers in texts. Everything that depends only on the carriers is made once and kept here."""

    def __init__(self, engine: Engine, noise: Iterable[Noise] = (*BY_FORM, *BY_SURROUNDINGS)) -> None:
        self._engine = engine
        self._noise = NoiseRules(noise)
        self._plans = RunPlans(self._noise)
        self._lengths = StrongLengths(engine.catalog, thresholds.STANDS_ALONE)
        self._words = ContextReader(engine.catalog)
        self._links = LinkReader(engine)
        self._singles = SingleGroups(self._noise, self._lengths, self._links)
        self._runs = Runs(self._noise, self._lengths, self._plans, self._singles)

    def find(
        self, text: str, country: str | None, min_evidence: float | None, company: Sequence[str] = ()
    ) -> list[Found]:
        """Return the numbers in a text, in order; see `tracking.resolver.Resolver.find`."""
        document = TextDocument(text)
        witnesses = Witnesses(self._words, country, [document], company)
        return self.read(document, witnesses, country, min_evidence).found

    def find_in_mail(
        self, letter: Letter, country: str | None, min_evidence: float | None, company: Sequence[str] = ()
    ) -> list[Found]:
        """Return the numbers in a mail, each once; see `tracking.resolver.Resolver.find_mail`."""
        documents = {part.name: TextDocument(part.text) for part in letter.parts}
        witnesses = Witnesses(self._words, country, list(documents.values()), company, letter.senders)
        best: dict[str, tuple[int, Found]] = {}
        for name, document in documents.items():
            gatherer = self.read(document, witnesses, country, min_evidence)
            for found in gatherer.found:
                number = compact("".join(filter(str.isalnum, document.plain[found.start : found.end])))
                strength = gatherer.strengths[found.start]
                if number not in best or strength > best[number][0]:
                    best[number] = strength, found._replace(part=name)
        return [found for _, found in best.values()]

    def read(
        self, document: TextDocument, witnesses: Witnesses, country: str | None, min_evidence: float | None
    ) -> Gatherer:
        """Read one text."""
        join_pieces(document, self._lengths, lambda number: self._engine.ranked(number, country))
        gatherer = Gatherer(document, self._engine, self._words, self._noise, country, min_evidence, witnesses)
        self._scan(gatherer)
        if not gatherer.found and len(document.plain) <= _SHORT_TEXT:
            self._read_only_number(gatherer)
        gatherer.found.sort(key=_start)
        return gatherer

    def _scan(self, gatherer: Gatherer) -> None:
        """Read the links and runs of a text."""
        plain, is_data = gatherer.plain, gatherer.document.is_data
        for stop in _SCAN.finditer(plain):
            kind = stop.lastindex
            if kind == _TAG:
                if is_data:
                    self._read_attributes(gatherer, *stop.span())
                continue
            start, end = stop.span()
            if start < gatherer.link_end:
                continue
            if kind == _LINK:
                self._links.read(gatherer, start, end)
                continue
            before = plain[start - 1] if start else "\n"
            if before in _IN_WORD:
                start, before = _beginning(plain, start)
            lead = before == ")" or (before in _BEHIND_LEAD and start > 1 and plain[start - 2] in _ENDS_LEAD)
            if kind == _GROUPS:
                if lead or end - start >= SHORTEST_FOUND + 2:
                    self._runs.read(gatherer, start, end, lead)
            elif lead and self._lead_may_belong(plain, start, end):
                self._runs.read(gatherer, start, end, lead)
            else:
                self._singles.read(gatherer, start, end, before, True)

    def _read_attributes(self, gatherer: Gatherer, start: int, end: int) -> None:
        """Read the attributes for tracking numbers of the tags of data."""
        for first, last in number_values(gatherer.plain, start, end):
            if gatherer.plain[first:last].isalnum():
                self._singles.read(gatherer, first, last, '"', True)
            else:
                self._runs.read(gatherer, first, last, False)

    def _lead_may_belong(self, plain: str, start: int, end: int) -> bool:
        """Tell whether letters that stand apart before one group may belong to it: a strong format has this beginning."""
        at = start - 1
        low = at - 5 if at > 5 else 0
        begin = low + len(plain[low:at].rstrip(_CAPITALS))
        if ")" in plain[max(0, start - 2) : start] or NOTHING in plain[begin:end]:
            return True
        beginning = (plain[begin:at] + plain[start].upper())[:2]
        return bool(self._lengths.of_mixed[beginning] >> (at - begin + end - start) & 1)

    def _read_only_number(self, gatherer: Gatherer) -> None:
        """Read a text that is one number and nothing else, whatever its separators."""
        whole = _ONE_NUMBER.fullmatch(gatherer.plain)
        if not whole:
            return
        start, end = whole.span(1)
        run = gatherer.plain[start:end]
        number = compact(run)
        if not SHORTEST_FOUND <= len(number) <= LONGEST_FOUND:
            return
        digits, plan = number.isdecimal(), self._plans[run.encode().translate(LOOK)]
        if self._noise.in_number(number, digits, "strong") or any(
            rule.alone and rule.test(gatherer.document, start, end) for rule in (*plan.noise, *plan.doubts)
        ):
            return
        weak_counts = not self._noise.in_number(number, digits, "words")
        gatherer.consider(start, end, number, gatherer.matches(number), weak_counts)


def _beginning(plain: str, start: int) -> tuple[int, str]:
    """Return the beginning of the letters before a first digit, and the character before them."""
    low = start - LONGEST_FOUND - 1 if start > LONGEST_FOUND else 0
    at = start = low + len(plain[low:start].rstrip(_LETTERS))
    while plain[start] == NOTHING:
        start += 1
    while at and plain[at - 1] == NOTHING:
        at -= 1
    before = plain[at - 1] if at else "\n"
    if before == "\\" and plain[start] in "nrt":  # a line end as in JSON
        return start + 1, "\n"
    return start, before


def _start(found: Found) -> int:
    return found.start
