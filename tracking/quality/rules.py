"""The rules for definitions, one function each: what is wrong with a carrier, among those it is checked with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracking.catalog.listed import ListedName
from tracking.definitions import hostile
from tracking.definitions.algorithms import ALPHABET
from tracking.definitions.compiled import HOME, NEVER, POSTS
from tracking.definitions.patterns import parse
from tracking.quality.claims import contradictions, own_hosts, reasons
from tracking.quality.code_rules import codes
from tracking.quality.finding import Finding
from tracking.quality.source_rules import sources
from tracking.spelling.companies import fold
from tracking.spelling.countries import is_country_code
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracking.definitions.carrier import Carrier
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.quality.judged import JudgedDefinitions

__all__ = ["RULES"]


def names(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """A list shows a name only once, unless its pages are one carrier's, and no alias is another carrier's own name.

    But a name that is listed only in some countries may mean a carrier of the global list elsewhere, such as DHL. A
    carrier on no list has a unique name.
    """
    if not carrier.lists and (bearing := sorted({*judged.listed["global", carrier.name]} - {carrier.id})):
        yield Finding(
            ("name",),
            f"{carrier.name!r} is a listed name, of {', '.join(bearing)}",
            "write what this carrier alone is called, or add to that carrier's file",
        )
    for place, page in enumerate(carrier.pages):
        own = page.name or carrier.name
        for name in page.lists:
            showing = judged.listed[name, own]
            if set(showing) != {carrier.id}:
                others = ", ".join(sorted(set(showing) - {carrier.id}))
                yield Finding(
                    ("pages", place, "lists"),
                    f"{own!r} is listed in {name} by {others} too",
                    "leave the list with one of them",
                )
    for place, alias in enumerate(carrier.aliases):
        others_named = {
            other
            for other in judged.named[fold(alias)] - {carrier.id}
            if "global" not in carrier.lists or "global" in (judged.carriers[other].lists or ("global",))
        }
        if others_named:
            yield Finding(
                ("aliases", place),
                f"{alias!r} is the name of {', '.join(sorted(others_named))}",
                "remove the alias, because a name means the carrier that has it as its own",
            )


def countries(_judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """The home country, and the countries of lists, have the codes of countries."""
    told: list[tuple[tuple[str | int, ...], str]] = [] if carrier.country is None else [(("country",), carrier.country)]
    for place, page in enumerate(carrier.pages):
        told += [(("pages", place, "lists", nth), name) for nth, name in enumerate(page.lists) if name != "global"]
    for path, code in told:
        if not is_country_code(code):
            yield Finding(path, f"{code!r} is not a country code", "write the two letters of ISO 3166-1, as in GB")


def references(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """``issued_by`` and ``shared_with`` name other carriers that exist, or s10."""
    for place, number in enumerate(carrier.numbers):
        for field in ("issued_by", "shared_with"):
            for nth, other in enumerate(getattr(number, field)):
                if other != POSTS and (other == carrier.id or other not in judged.carriers):
                    reason = "this is the carrier itself" if other == carrier.id else f"there is no carrier {other}"
                    yield Finding(
                        ("numbers", place, field, nth),
                        reason,
                        "write another carrier's file name without .yaml, or s10 for the post of the last two letters",
                    )


def days_and_names(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """The sources were read on a day in the past, and the names of formats differ."""
    tomorrow = date.today() + timedelta(days=1)  # in the time zone where the day begins first
    if carrier.verified is not None and carrier.verified > tomorrow:
        yield Finding(("verified",), f"{carrier.verified} is still to come", "write the day you read the sources")
    seen: set[str] = set()
    for place, number in enumerate(carrier.numbers):
        if number.name in seen:
            yield Finding(
                ("numbers", place, "name"), f"two formats are called {number.name!r}", "tell them apart by their names"
            )
        seen.add(number.name)


def samples(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """Samples pass and fail as written, by their own format."""
    for place, number in enumerate(carrier.numbers):
        seen: set[str] = set()
        for field in ("valid", "invalid"):
            for nth, sample in enumerate(getattr(number, field)):
                at, text = ("numbers", place, field, nth), key(sample)
                if text in seen:
                    yield Finding(at, f"{sample!r} appears twice", "remove one of the two")
                seen.add(text)
                formats = judged.formats_of(carrier, number, text)
                passing = [one for one in formats if one.accepts(text)]
                if field == "valid":
                    yield from () if passing else _wrong(at, sample, formats)
                elif passing:
                    yield Finding(
                        at,
                        f"{sample!r} should fail and passes",
                        "move it to `valid`, narrow the pattern or correct `check`",
                    )


def _wrong(at: tuple[str | int, ...], sample: str, formats: list[FormatAtLength]) -> Iterator[Finding]:
    text = key(sample)
    expected = next((one.expected(text) for one in formats if one.fullmatch(text)), None)
    if expected is None:
        yield Finding(
            at, f"the pattern does not match {sample!r} (as {text})", "correct the pattern or remove the sample"
        )
    else:
        digit, place = expected
        yield Finding(
            at,
            f"the check digit of {sample!r} is {text[place : place + len(digit)]} and should be {digit}",
            "correct `check`, or move the sample to `invalid`",
        )


def guessing(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """A format that may guess at home has a home, and its samples are found there.

    Codes are for values that can match.
    """
    home = judged.home(carrier)
    for place, number in enumerate(carrier.numbers):
        pattern = parse(number.pattern)
        for group, meanings in number.codes.items():
            sets = [shape.sets[start:end] for shape in pattern.shapes for at, start, end in shape.groups if at == group]
            for code in meanings:
                if not any(len(code) == len(of) and all(map(frozenset.__contains__, of, code)) for of in sets):
                    yield Finding(
                        ("numbers", place, "codes", group, code),
                        f"the group {group} never reads {code!r}",
                        "write the code as the number has it, or correct the pattern",
                    )
        for nth, sample in enumerate(number.valid):
            text = key(sample)
            formats = [one for one in judged.formats_of(carrier, number, text) if one.accepts(text)]
            tier = min((one.tier(text) for one in formats), default=NEVER)
            if tier == HOME and home is None and not carrier.general:
                yield Finding(
                    ("numbers", place),
                    "such numbers may guess only at home, and the carrier has no country",
                    "add `country`, or write `guess: never`",
                )
                break
            found = {id_ for match in judged.resolver.ranked(text, home) for id_ in match.carriers}
            if tier != NEVER and carrier.id not in found:
                yield Finding(
                    ("numbers", place, "valid", nth),
                    f"{sample!r} does not lead to {carrier.id}",
                    "a narrower format with another check digit takes precedence; give that format `guess: never`",
                )


def validated(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """A valid sample is valid if the company is named, and is not with a changed check digit."""
    if carrier.general:
        return
    company = judged.listed_carriers[carrier.id].place(carrier.country).company
    meant = judged.resolver.catalog.company(company or "", carrier.country)
    if isinstance(meant, ListedName) and meant.carrier.id != carrier.id:
        return  # reported as a name that is another carrier's
    for place, number in enumerate(carrier.numbers):
        for nth, sample in enumerate(number.valid):
            at = ("numbers", place, "valid", nth)
            if not any(one.accepts(key(sample)) for one in judged.formats_of(carrier, number, key(sample))):
                continue  # reported as a sample that does not pass
            answer = judged.resolver.validate(sample, company, carrier.country)
            if not answer.ok:
                yield Finding(
                    at,
                    f"validate({sample!r}, company={company!r}) refuses it: {answer.problems[0].message}",
                    "another format of this carrier is narrower and takes precedence; change it so that it does not match this number",
                )
            changed = _changed(judged.formats_of(carrier, number, key(sample)), key(sample))
            checked = [
                one for one in judged.listed_carriers[carrier.id].formats_at(len(changed)) if one.check is not None
            ]
            if any(one.accepts(changed) for one in checked):
                continue  # right after all, by another rule of the carrier
            if changed and judged.resolver.validate(changed, company, carrier.country).ok:
                yield Finding(
                    at,
                    f"with a changed check digit, {changed}, it is valid all the same",
                    "a format without a check digit is as narrow as this one; change it so that it does not match this number",
                )


def _changed(formats: list[FormatAtLength], text: str) -> str:
    """Return a number with another check character that its pattern allows; "" without a check digit."""
    for one in formats:
        if one.check is not None and one.accepts(text) and (expected := one.expected(text)) is not None:
            _, at = expected
            for other in ALPHABET:
                changed = text[:at] + other + text[at + 1 :]
                if other != text[at] and one.fullmatch(changed):
                    return changed
    return ""


def quick(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """Hostile strings, including ones made from the carrier's own numbers, are answered at once."""
    for place, number in enumerate(carrier.numbers):
        source = parse(number.pattern).source
        own = [key(sample) for sample in number.valid[:1]]
        texts = (*hostile.HOSTILE, *(sample * 200 for sample in own), *(sample + "!" for sample in own))
        if not all(hostile.done_in_time(source, text) for text in texts):
            yield Finding(
                ("numbers", place, "pattern"),
                "it takes too long on long texts",
                "write it without repeats inside repeats",
            )


def collisions(judged: JudgedDefinitions, carrier: Carrier) -> Iterator[Finding]:
    """No number of one carrier is claimed by another in the same shop, unless one of the two declares it."""
    yield from judged.collisions.get(carrier.id, ())


RULES: tuple[Callable[[JudgedDefinitions, Carrier], Iterator[Finding]], ...] = (
    names,
    countries,
    codes,
    references,
    days_and_names,
    sources,
    samples,
    guessing,
    validated,
    quick,
    collisions,
    contradictions,
    reasons,
    own_hosts,
)
"""The rules, in the order in which they are applied."""
