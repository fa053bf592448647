"""The rules that every definition keeps, beyond what `tracking.loading` refuses.

The same rules as a command (``tracking lint``) and as tests. Definitions are judged together with the built-in ones, since
many rules speak of other carriers: a list shows a name once, and a number that two carriers would both claim must be
declared by one of them.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tracking import loading
from tracking.accuracy import report
from tracking.checkdigits import ALPHABET
from tracking.errors import DefinitionError, Fault
from tracking.loading import HOSTILE, builtin_folder, lines, load_carriers
from tracking.normalize import fold, key
from tracking.patterns import parse
from tracking.resolver import Resolver
from tracking.slots import HOME, NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from tracking.carrier import Carrier, NumberFormat
    from tracking.slots import Slot

__all__ = ["RULES", "Finding", "Linter", "lint", "report"]


def lint(paths: Sequence[str | Path] = ()) -> list[Fault]:
    """Everything that is wrong in the definitions at some paths, files or folders; without any, in the built-in ones.

    A path that is not there raises OSError.
    """
    found: list[Fault] = []
    files: dict[str, Path] = {}
    judged: dict[str, Carrier] = {}
    for path in map(Path, paths or [builtin_folder()]):
        try:
            carriers: Iterable[Carrier] = load_carriers(path)
        except DefinitionError as error:
            found += error.errors
            carriers = error.carriers
        for carrier in carriers:
            files[carrier.id] = path / f"{carrier.id}.yaml" if path.is_dir() else path
            judged[carrier.id] = carrier
    linter = Linter({**{carrier.id: carrier for carrier in _builtin()}, **judged}.values(), judged)
    for carrier in judged.values():
        if findings := list(linter.findings(carrier)):
            file = files[carrier.id]
            found += map(_placed(str(file), lines(file.read_text("utf-8-sig"))), findings)
    return sorted(found, key=lambda fault: (fault.file, fault.line))


def _builtin() -> Iterable[Carrier]:
    try:
        return load_carriers(builtin_folder())
    except DefinitionError as error:
        return error.carriers


class Finding(NamedTuple):
    """One thing that is wrong with a definition."""

    path: tuple[str | int, ...]
    """The field: ``("numbers", 0, "valid", 2)``."""
    reason: str
    """What is wrong."""
    cure: str
    """What to write instead."""


def _placed(file: str, known: dict[tuple[str | int, ...], int]) -> Callable[[Finding], Fault]:
    def placed(finding: Finding) -> Fault:
        path = finding.path
        while path and path not in known:
            path = path[:-1]
        field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in finding.path).lstrip(".")
        return Fault(file, known.get(path, 1), field, finding.reason, finding.cure)

    return placed


class Linter:
    """Definitions that are judged together; ``judged`` are the ids of those whose findings are asked for (all)."""

    def __init__(self, carriers: Iterable[Carrier], judged: Container[str] | None = None) -> None:
        self.carriers = {carrier.id: carrier for carrier in carriers}
        self.judged: Container[str] = self.carriers if judged is None else judged
        self.resolver = Resolver(self.carriers.values(), builtin=False)
        self.entries = self.resolver._index.entries
        self.listed: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.named: dict[str, set[str]] = defaultdict(set)
        for carrier in self.carriers.values():
            for page in carrier.pages:
                for name in page.lists:
                    self.listed[name, page.name or carrier.name].append(carrier.id)
            if not carrier.general:
                for own in (carrier.name, *(page.name for page in carrier.pages if page.name)):
                    self.named[fold(own)].add(carrier.id)
        self._collisions: dict[str, list[Finding]] | None = None

    def findings(self, carrier: Carrier) -> Iterator[Finding]:
        """What is wrong with one of the definitions, rule by rule."""
        for rule in RULES:
            yield from rule(self, carrier)

    def slots(self, carrier: Carrier, number: NumberFormat, sample: str) -> list[Slot]:
        """A format at the length of a sample."""
        return [slot for slot in self.entries[carrier.id].slots(len(sample)) if slot.name == number.name]

    def home(self, carrier: Carrier) -> str | None:
        """The country of a carrier's shops: its own, else the first of its lists."""
        return carrier.country or next((name for name in carrier.lists if name != "global"), None)

    @property
    def collisions(self) -> dict[str, list[Finding]]:
        """Undeclared collisions by carrier: the one whose sample it is, or the other one where only that is judged."""
        if self._collisions is None:
            self._collisions = defaultdict(list)
            for carrier in self.carriers.values():
                for place, number in enumerate(carrier.numbers):
                    told: set[tuple[str, str]] = set()
                    for nth, sample in enumerate(number.valid):
                        for slot in self._colliding(carrier, number, key(sample)):
                            other = self.carriers[slot.entry.id]
                            if (other.id, slot.name) in told:
                                continue
                            told.add((other.id, slot.name))
                            if carrier.id in self.judged:
                                at: tuple[str | int, ...] = ("numbers", place, "valid", nth)
                                self._collisions[carrier.id].append(_collision(at, sample, other.id, slot.name))
                            else:
                                there = next(n for n, form in enumerate(other.numbers) if form.name == slot.name)
                                at = ("numbers", there, "pattern")
                                self._collisions[other.id].append(_collision(at, sample, carrier.id, number.name))
        return self._collisions

    def _colliding(self, carrier: Carrier, number: NumberFormat, sample: str) -> Iterator[Slot]:
        own = self.entries[carrier.id]
        tiers = [slot.tier(sample) for slot in self.slots(carrier, number, sample) if slot.accepts(sample)]
        for slot in self.resolver._index.matcher.matches(sample):
            tier = slot.tier(sample)
            if slot.entry is own or tier == NEVER or not tiers:
                continue
            if tier == HOME and min(tiers) != 0 and not slot.entry.local & own.local:
                continue
            other = next(form for form in self.carriers[slot.entry.id].numbers if form.name == slot.name)
            if not (_declared(number) & _names(slot.entry.id, other) or _declared(other) & _names(carrier.id, number)):
                yield slot


def _collision(at: tuple[str | int, ...], sample: str, other: str, name: str) -> Finding:
    return Finding(
        at,
        f"{sample!r} is also a number of {other} ({name}), and neither of the two definitions says so",
        f"if they really share such numbers, write `shared_with: [{other}]` (`issued_by` if these are the numbers of {other});"
        " else narrow one of the patterns",
    )


def _declared(number: NumberFormat) -> set[str]:
    return {*number.issued_by, *number.shared_with}


def _names(carrier: str, number: NumberFormat) -> set[str]:
    """The names under which somebody may have declared a format: its carrier's, and those it declares itself."""
    post = {"s10"} if number.check is not None and number.check.algorithm == "s10" else set()
    return {carrier, *_declared(number), *post}


def names(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """A list shows a name once (for several pages of one carrier, maybe), and no alias is another carrier's own name."""
    for place, page in enumerate(carrier.pages):
        own = page.name or carrier.name
        for name in page.lists:
            showing = linter.listed[name, own]
            if set(showing) != {carrier.id}:
                others = ", ".join(sorted(set(showing) - {carrier.id}))
                yield Finding(
                    ("pages", place, "lists"),
                    f"{own!r} is listed in {name} by {others} too",
                    "leave the list with one of them",
                )
    for place, alias in enumerate(carrier.aliases):
        others_named = linter.named[fold(alias)] - {carrier.id}
        if others_named:
            yield Finding(
                ("aliases", place),
                f"{alias!r} is the name of {', '.join(sorted(others_named))}",
                "remove the alias: a name means the carrier that bears it",
            )


def references(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """``issued_by`` and ``shared_with`` name other carriers that exist, or s10."""
    for place, number in enumerate(carrier.numbers):
        for field in ("issued_by", "shared_with"):
            for nth, other in enumerate(getattr(number, field)):
                if other == carrier.id or (other != "s10" and other not in linter.carriers):
                    reason = "this is the carrier itself" if other == carrier.id else f"there is no carrier {other}"
                    yield Finding(
                        ("numbers", place, field, nth),
                        reason,
                        "write another carrier's file name without .yaml, or s10 for the post of the last two letters",
                    )


def sources(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """Each page with a URL and each format has a source; the names of formats are told apart."""
    for place, page in enumerate(carrier.pages):
        if page.url is not None and not page.sources:
            yield Finding(
                ("pages", place), "the page has no source", "say where its address can be read: `sources: [...]`"
            )
    seen: set[str] = set()
    for place, number in enumerate(carrier.numbers):
        if not number.sources:
            yield Finding(("numbers", place), "the format has no source", "say where it can be read: `sources: [...]`")
        if number.name in seen:
            yield Finding(
                ("numbers", place, "name"), f"two formats are called {number.name!r}", "tell them apart by their names"
            )
        seen.add(number.name)


def samples(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """Samples pass and fail as written, and a changed check digit fails."""
    for place, number in enumerate(carrier.numbers):
        seen: set[str] = set()
        for field in ("valid", "invalid"):
            for nth, sample in enumerate(getattr(number, field)):
                at, text = ("numbers", place, field, nth), key(sample)
                if text in seen:
                    yield Finding(at, f"{sample!r} stands here twice", "remove one of the two")
                seen.add(text)
                slots = linter.slots(carrier, number, text)
                passing = [slot for slot in slots if slot.accepts(text)]
                if field == "valid":
                    yield from _wrong(at, sample, slots) if not passing else _changed(at, sample, passing)
                elif passing:
                    yield Finding(
                        at,
                        f"{sample!r} should fail and passes",
                        "move it to `valid`, narrow the pattern or mend `check`",
                    )


def _wrong(at: tuple[str | int, ...], sample: str, slots: list[Slot]) -> Iterator[Finding]:
    text = key(sample)
    expected = next((slot.expected(text) for slot in slots if slot.fullmatch(text)), None)
    if expected is None:
        yield Finding(at, f"the pattern does not match {sample!r} (as {text})", "mend the pattern or remove the sample")
    else:
        digit, place = expected
        yield Finding(
            at,
            f"the check digit of {sample!r} is {text[place]} and should be {digit}",
            "mend `check`, or move the sample to `invalid`",
        )


def _changed(at: tuple[str | int, ...], sample: str, slots: list[Slot]) -> Iterator[Finding]:
    text = key(sample)
    for slot in slots:
        expected = slot.expected(text)
        ways = [shape for shape in parse(slot.source).of(len(text)) if shape.fits(text)]
        if expected is not None and len(ways) == 1:  # read in two ways, a number may be right in the other
            digit, place = expected
            others = [text[:place] + other + text[place + 1 :] for other in ALPHABET if other != digit]
            if passing := next(filter(slot.accepts, others), None):
                yield Finding(
                    at, f"with a changed check digit it passes as well: {passing}", "name the check digit's group"
                )


def guessing(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """A format that may guess at home has a home, and its samples are found there; codes stand for what can be matched."""
    home = linter.home(carrier)
    for place, number in enumerate(carrier.numbers):
        pattern = parse(number.pattern)
        for group, meanings in number.codes.items():
            sets = [shape.sets[start:end] for shape in pattern.shapes for at, start, end in shape.groups if at == group]
            for code in meanings:
                if not any(len(code) == len(of) and all(map(frozenset.__contains__, of, code)) for of in sets):
                    yield Finding(
                        ("numbers", place, "codes", group, code),
                        f"the group {group} never reads {code!r}",
                        "write the code as the number has it, or mend the pattern",
                    )
        for nth, sample in enumerate(number.valid):
            text = key(sample)
            tier = min((slot.tier(text) for slot in linter.slots(carrier, number, text)), default=NEVER)
            if tier == HOME and home is None and not carrier.general:
                yield Finding(
                    ("numbers", place),
                    "such numbers may guess only at home, and the carrier has no country",
                    "add `country`, or say `guess: never`",
                )
                break
            found = {match[1].entry.id for match in linter.resolver._ranked(text, home)}
            if tier != NEVER and carrier.id not in found:
                yield Finding(
                    ("numbers", place, "valid", nth),
                    f"{sample!r} does not lead to {carrier.id}",
                    "a narrower format with another check digit hides it: let that one never guess",
                )


def validated(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """A valid sample is valid when the company is named."""
    if carrier.general:
        return
    company = linter.entries[carrier.id].place(carrier.country).company
    for place, number in enumerate(carrier.numbers):
        for nth, sample in enumerate(number.valid):
            answer = linter.resolver.validate(sample, company, carrier.country)
            if not answer.ok:
                yield Finding(
                    ("numbers", place, "valid", nth),
                    f"validate({sample!r}, company={company!r}) refuses it: {answer.problems[0].message}",
                    "another format of this carrier is narrower and speaks first: let it not match this number",
                )


def quick(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """Hostile strings, those made of the carrier's own numbers as well, are answered at once."""
    for place, number in enumerate(carrier.numbers):
        source = parse(number.pattern).source
        own = [key(sample) for sample in number.valid[:1]]
        texts = (*HOSTILE, *(sample * 200 for sample in own), *(sample + "!" for sample in own))
        if not all(loading.quick(source, text) for text in texts):
            yield Finding(
                ("numbers", place, "pattern"),
                "it takes too long on long texts",
                "say it without repeats inside repeats",
            )


def collisions(linter: Linter, carrier: Carrier) -> Iterator[Finding]:
    """No number of one carrier is claimed by another in the same shop, unless one of the two declares it.

    In the same shop: both may guess anywhere, or one anywhere and the other at home, or both at home in a common country.
    What two carriers declare on a third holds between them as well: GLS Denmark's numbers are GLS's, so FedEx declares GLS.
    """
    yield from linter.collisions.get(carrier.id, ())


RULES: tuple[Callable[[Linter, Carrier], Iterator[Finding]], ...] = (
    names,
    references,
    sources,
    samples,
    guessing,
    validated,
    quick,
    collisions,
)
"""The rules, in the order in which they speak."""
