"""The accuracy of the resolver: on the definitions' samples, on numbers made from patterns, on random strings.

The measurements are the same in every run, because the random seed is fixed.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tracking.definitions.algorithms import ALPHABET, DECIMALS
from tracking.definitions.compiled import ANYWHERE, NEVER
from tracking.definitions.patterns import parse
from tracking.quality.claims import long_unread
from tracking.quality.source_families import Stated, stated
from tracking.resolver import Resolver
from tracking.spelling.companies import fold
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["ChangedDigits", "Guesses", "changed_check_digits", "guesses", "random_named", "report", "shared_aliases"]

SEED = 20261121
STRINGS = 20_000
"""How many random strings of each kind are tried; they have 8 to 34 characters."""
MADE = 30
"""How many numbers are made from each format at each of its lengths."""


class Guesses(NamedTuple):
    """The answers to samples that may guess."""

    numbers: int
    """How many samples were tried."""
    first: int
    """Samples for which their carrier, or the issuer of its numbers, came first."""
    among: int
    """Samples whose carrier was among the candidates, or among those who use a candidate's numbers."""
    issuer: int
    """The part of `first` in which the issuer came first."""
    missed: tuple[tuple[str, str, str | None], ...]
    """Carrier, format, and what came first instead, for each sample that is not in `first`."""


class ChangedDigits(NamedTuple):
    """The results for numbers whose check character was replaced by another one that the pattern allows."""

    numbers: int
    """How many numbers with a wrong check character were tried."""
    named: int
    """How often `resolve` named a carrier from the number alone."""
    valid: int
    """How often `validate` accepted the number with its company named."""
    misled: tuple[tuple[str, str, str, str], ...]
    """Carrier and format, with the carrier and format named instead."""


def guesses(carriers: Iterable[Carrier], resolver: Resolver, home: bool, made: int = 0) -> dict[str, Guesses]:
    """Measure how often the right carrier comes first, by home country (``general`` for general formats).

    With ``home``, the carrier's country is given. Without it, no country is given, and only formats that may guess
    anywhere count. With ``made``, so many numbers are made from each pattern at each of its lengths, in place of the
    samples.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    missed: dict[str, list[tuple[str, str, str | None]]] = defaultdict(list)
    for carrier, number, text, country in _guessing(carriers, resolver, home, made):
        matches = resolver.ranked(text, country if home else None)
        found = [match.listed.carrier.id for match in matches]
        at = counts[country or "general"]
        at["numbers"] += 1
        at["among"] += any(carrier.id in match.carriers for match in matches)
        if found and found[0] != carrier.id and _issues(resolver, found[0], number, text):
            at["issuer"] += 1
        elif not found or found[0] != carrier.id:
            missed[country or "general"].append((carrier.id, number.name, found[0] if found else None))
    return {
        country: Guesses(
            at["numbers"], at["numbers"] - len(missed[country]), at["among"], at["issuer"], tuple(missed[country])
        )
        for country, at in sorted(counts.items())
    }


def _guessing(
    carriers: Iterable[Carrier], resolver: Resolver, home: bool, made: int
) -> Iterator[tuple[Carrier, NumberFormat, str, str | None]]:
    """Return the numbers whose format may guess, each as its key."""
    for carrier in carriers:
        country = carrier.country or next((name for name in carrier.lists if name != "global"), None)
        for number, slot, text in _numbers(carrier, resolver, made):
            tier = slot.tier(text)
            if "s10" in number.issued_by and not _is_a_posts(resolver, text):
                continue  # no known post has these letters at its end
            if tier == ANYWHERE or (tier != NEVER and home and country is not None):
                yield carrier, number, text, country


def _is_a_posts(resolver: Resolver, text: str) -> bool:
    return any(found.of_post for found in resolver.matcher.matches(text))


def _numbers(carrier: Carrier, resolver: Resolver, made: int) -> Iterator[tuple[NumberFormat, FormatAtLength, str]]:
    """Return a carrier's numbers as keys, each with its format at its length: its samples, or so many made numbers."""
    entry = resolver.catalog.carriers[carrier.id]
    for number in carrier.numbers:
        source = random.Random(f"{SEED} {carrier.id} {number.name}")
        for text in _made(number, made, source) if made else map(key, number.valid):
            slots = [slot for slot in entry.formats_at(len(text)) if slot.name == number.name]
            if (slot := next((slot for slot in slots if slot.fullmatch(text)), None)) is None:
                continue
            if made and (expected := slot.expected(text)) is not None:
                digit, at = expected
                text = text[:at] + digit + text[at + len(digit) :]
            if slot.accepts(text):
                yield number, slot, text


def _made(number: NumberFormat, many: int, source: random.Random) -> Iterator[str]:
    """Yield random strings of a pattern's shapes, so many per length.

    Those with look-aheads may not match the pattern.
    """
    pattern = parse(number.pattern)
    for length in pattern.lengths:
        shapes = pattern.of(length)
        for _ in range(many):
            yield "".join(source.choice(sorted(allowed)) for allowed in source.choice(shapes).sets)


def _issues(resolver: Resolver, issuer: str, number: NumberFormat, text: str) -> bool:
    """Tell whether a carrier issues a format's numbers; for s10, whether it has an S10 format for this number."""
    if issuer in number.issued_by:
        return True
    slots = resolver.catalog.carriers[issuer].formats_at(len(text)) if "s10" in number.issued_by else ()
    return any(slot.check is not None and slot.check.algorithm == "s10" and slot.accepts(text) for slot in slots)


def random_named(resolver: Resolver, alphabet: str) -> dict[str, int]:
    """Count how many of `STRINGS` random strings `resolve` names, by the carrier that it names."""
    source = random.Random(SEED)
    named: Counter[str] = Counter()
    for _ in range(STRINGS):
        carrier = resolver.resolve("".join(source.choices(alphabet, k=source.randint(8, 34)))).carrier
        if carrier is not None:
            named[carrier] += 1
    return dict(named.most_common())


def changed_check_digits(
    carriers: Iterable[Carrier], resolver: Resolver, made: int = 0, anywhere: bool = False
) -> ChangedDigits:
    """Measure samples with each wrong check character that their pattern allows; no country is given.

    With ``made``, so many made numbers of each format and length are used instead, each with one wrong character.
    ``anywhere`` leaves out the formats that may not guess without a country, because even their right numbers are often
    taken for another carrier's.
    """
    numbers = named = valid = 0
    misled = []
    source = random.Random(SEED)
    for carrier in carriers:
        company = resolver.catalog.carriers[carrier.id].place(carrier.country).company
        for number, slot, text in _numbers(carrier, resolver, made):
            if anywhere and slot.tier(text) != ANYWHERE:
                continue
            changes = list(_changes(slot, text))
            if made and changes:
                changes = [source.choice(changes)]
            for changed in changes:
                numbers += 1
                found = resolver.resolve(changed)
                if found.carrier is not None:
                    named += 1
                    misled.append((carrier.id, number.name, found.carrier, found.candidates[0].format))
                if company is not None:
                    valid += resolver.validate(changed, company, carrier.country).ok
    return ChangedDigits(numbers, named, valid, tuple(misled))


def _changes(slot: FormatAtLength, text: str) -> Iterator[str]:
    """Yield a number with each wrong check character that its pattern allows."""
    expected = slot.expected(text)
    if expected is not None:
        digit, at = expected
        changes = (
            text[:place] + other + text[place + 1 :]
            for place, right in enumerate(digit, at)
            for other in ALPHABET
            if other != right
        )
        yield from filter(slot.fullmatch, changes)


def shared_aliases(carriers: Iterable[Carrier]) -> dict[str, tuple[str, ...]]:
    """Return aliases of several carriers, with these carriers. Such a name is ambiguous, unless a country decides."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for carrier in carriers:
        for alias in carrier.aliases:
            known[fold(alias)].setdefault(carrier.id, alias)
    return {min(of.values()): tuple(sorted(of)) for _, of in sorted(known.items()) if len(of) > 1}


def report(carriers: Iterable[Carrier] | None = None) -> str:
    """Return all measurements as text. Without carriers, the built-in definitions are used. It takes a few seconds."""
    if carriers is None:
        from tracking.definitions.builtin import carriers as builtin

        carriers = builtin()
    carriers = tuple(carriers)
    resolver = Resolver(carriers, builtin=False)
    lines: list[str] = []
    for whose, made in (("Samples", 0), ("Numbers made by formats", MADE)):
        for title, home in (("with the carrier's country", True), ("without a country", False)):
            found = guesses(carriers, resolver, home, made)
            lines += [f"{whose} that may guess, {title}", *_guess_lines(found, home), ""]
    for title, alphabet in (("digits", DECIMALS), ("letters and digits", ALPHABET)):
        named = random_named(resolver, alphabet)
        most = ", ".join(f"{carrier} {count}" for carrier, count in list(named.items())[:6])
        lines.append(f"Random strings of {title} named: {_share(sum(named.values()), STRINGS)} ({most})")
    changed = changed_check_digits(carriers, resolver)
    lines += ["", _changed_line("ChangedDigits check digits of samples", changed)]
    for (carrier, name, other, form), count in Counter(changed.misled).most_common(12):
        lines.append(f"  {count:4}  {carrier}, {name}: taken for {other}, {form}")
    for title, anywhere in (("all formats", False), ("formats that may guess anywhere", True)):
        changed = changed_check_digits(carriers, resolver, MADE, anywhere)
        lines.append(_changed_line(f"ChangedDigits check digits of numbers made by {title}", changed))
    lines += ["", *_source_lines(stated(carriers))]
    unread = long_unread(carriers, date.today())
    lines += ["", f"Sources last read more than two years ago: {', '.join(unread) or 'none'}"]
    lines += ["", "Aliases of several carriers"]
    lines += [f"  {alias}: {', '.join(of)}" for alias, of in shared_aliases(carriers).items()]
    return "\n".join(lines)


def _changed_line(title: str, changed: ChangedDigits) -> str:
    return f"{title}, named: {_share(changed.named, changed.numbers)}; valid with the company: {changed.valid}"


def _source_lines(found: Stated) -> Iterator[str]:
    yield f"Pages that two independent sources state: {_share(found.pages_by_two, found.pages)}"
    yield f"Pages that unnamed public code alone states: {_share(found.pages_unnamed, found.pages)}"
    yield f"Formats that two independent sources state: {_share(found.formats_by_two, found.formats)}"


def _guess_lines(found: dict[str, Guesses], home: bool) -> Iterator[str]:
    total = [sum(counts) for counts in zip(*(of[:4] for of in found.values()), strict=True)]
    numbers, first, among, issuer = total
    yield (
        f"  {numbers} numbers: right first {_share(first, numbers)} (of these {issuer} by their issuer), "
        f"among the candidates {_share(among, numbers)}"
    )
    for country, of in found.items():
        if home and (of.first < of.numbers or of.among < of.numbers):
            yield f"  {country}: {of.numbers} numbers, first {_share(of.first, of.numbers)}, among {_share(of.among, of.numbers)}"
    missed = Counter(item for of in found.values() for item in of.missed)
    for (carrier, name, instead), count in missed.most_common():
        yield f"  {count:4}  {carrier}, {name}: {instead or 'none'} first"


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.2f} % of {of}" if of else "none of 0"
