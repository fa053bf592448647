"""The pages that are made from the definitions: carriers by country and by letter, check digits, platforms' codes."""

from __future__ import annotations

import html
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracking.definitions.platforms import PLATFORMS
from tracking.desk.carrier_pages import algorithm_pages, carrier_page

if TYPE_CHECKING:
    from tracking.definitions.carrier import Carrier, Page
    from tracking.desk.carrier_pages import DrawnFormat
    from tracking.resolver import Resolver

__all__ = ["check_digits", "code_pages", "countries", "letter_pages"]

_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]#|~"})


def plain(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return html.escape(text, quote=False).translate(_SPECIAL)


def code(text: str) -> str:
    """A text as code, which also stays whole in a table."""
    return f"<code>{html.escape(text).replace('|', '&#124;')}</code>"


def letter(name: str) -> str:
    """The page of a name: its first letter without accents, or ``0-9`` for all that begin otherwise."""
    first = unicodedata.normalize("NFKD", name)[0].lower()
    return first if "a" <= first <= "z" else "0-9"


def _by_name(carriers: Iterable[Carrier]) -> list[Carrier]:
    return sorted(carriers, key=lambda one: one.name.casefold())


def _link(carrier: Carrier, folder: str = "carriers/") -> str:
    return f"[{plain(carrier.name)}]({folder}{letter(carrier.name)}.md#{carrier.id})"


def countries(carriers: Iterable[Carrier]) -> str:
    """The carriers by home country, as a section of the page of carriers."""
    by_country: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in _by_name(carriers):
        by_country[carrier.country or ""].append(carrier)
    lines = ["## By country", ""]
    for country in sorted(by_country, key=lambda one: one or "~"):
        lines += [f"### {country or 'No country'}", "", ", ".join(_link(one) for one in by_country[country]), ""]
    return "\n".join(lines)


def letter_pages(resolver: Resolver, carriers: Iterable[Carrier]) -> Iterator[tuple[str, str]]:
    """The names and the texts of the pages with all carriers whose names begin with one letter."""
    by_letter: dict[str, list[Carrier]] = defaultdict(list)
    for carrier in _by_name(carriers):
        by_letter[letter(carrier.name)].append(carrier)
    for name, some in sorted(by_letter.items()):
        sections = ["\n".join(_carrier(resolver, carrier)) for carrier in some]
        yield name, "\n\n".join([f"# Carriers: {name.upper()}", *sections]) + "\n"


def _carrier(resolver: Resolver, carrier: Carrier) -> Iterator[str]:
    yield f"## {plain(carrier.name)} {{ #{carrier.id} }}\n"
    facts = {
        "Id": code(carrier.id),
        "Country": carrier.country,
        "Website": carrier.website and code(carrier.website),
        "Other names": plain("; ".join(carrier.aliases)),
        "Sources last read": carrier.verified and str(carrier.verified),
    }
    yield from (f"- {name}: {value}" for name, value in facts.items() if value)
    yield "\n**Tracking pages**\n"
    yield from (_page(carrier, page) for page in carrier.pages)
    if not carrier.pages:
        yield "No page is known."
    yield "\n**Number formats**\n"
    for drawn in carrier_page(resolver, carrier):
        yield from _format(drawn)
    if not carrier.numbers:
        yield "No format is known."


def _page(carrier: Carrier, page: Page) -> str:
    lists = f" (lists: {', '.join(page.lists)})" if page.lists else ""
    address = code(page.url) if page.url else "no page is known"
    return f"- {plain(page.name or carrier.name)}{lists}: {address}"


def _format(drawn: DrawnFormat) -> Iterator[str]:
    about = drawn.format
    check = "no check digit is known"
    if about.check is not None:
        check = f"check digit: [{about.check.algorithm}](../check-digits.md#{about.check.algorithm})"
    shown = drawn.sample or (about.valid[0] if about.valid else None)
    yield f"- {plain(about.name)}; {check}" + (f"; sample {code(shown)}" if shown else "")
    for part in drawn.parts:
        if part.name:
            meaning = f" ({plain(part.meaning)})" if part.meaning else ""
            yield f"    - {code(part.text)}: {plain(part.name)}{meaning}"
    if about.sources:
        yield f"    - sources: {'; '.join(code(source if isinstance(source, str) else source.text) for source in about.sources)}"


def check_digits(resolver: Resolver, carriers: Iterable[Carrier]) -> str:
    """The page of check digits: what each algorithm does, a sample worked out, and who uses it."""
    lines = ["# Check digits", "", "The algorithms that carriers use, with their sources.", ""]
    by_id = {carrier.id: carrier for carrier in carriers}
    for algorithm in algorithm_pages(resolver, tuple(by_id.values())):
        lines += [f"## {algorithm.name}", "", plain(algorithm.about), ""]
        if algorithm.sample is not None:
            lines += [f"The number {code(algorithm.sample)}, worked out:", "", "```text", *algorithm.check, "```", ""]
        users = [_link(by_id[id_]) for id_, _ in algorithm.carriers]
        lines += [f"Used by: {', '.join(users) or 'no carrier at present'}.", ""]
    return "\n".join(lines)


def code_pages(carriers: Iterable[Carrier]) -> Iterator[tuple[str, str]]:
    """The names and the texts of the pages of codes: one of all platforms, and one for each."""
    carriers = _by_name(carriers)
    rows = [f"| [{plain(one.name)}](codes/{one.key}.md) | `{one.field}` | {one.list} |" for one in PLATFORMS.values()]
    about = "How to ask for them: [Other platforms' codes](platform-codes.md)."
    yield (
        "codes.md",
        "\n".join(
            ["# Platforms' codes", "", about, "", "| platform | field | list |", "| --- | --- | --- |", *rows, ""]
        ),
    )
    for platform in PLATFORMS.values():
        lines = [f"# {plain(platform.name)}", "", plain(platform.about), "", f"Source: {code(platform.source)}.", ""]
        lines += ["| carrier | codes |", "| --- | --- |"]
        for carrier in carriers:
            given = carrier.codes.get(platform.key)
            if given is not None:
                lines.append(f"| {_link(carrier, '../carriers/')} | {_codes(given)} |")
        yield f"codes/{platform.key}.md", "\n".join([*lines, ""])


def _codes(given: object) -> str:
    if isinstance(given, dict):
        return "; ".join(f"{country}: {_codes(some)}" for country, some in given.items())
    return ", ".join(map(code, (given,) if isinstance(given, str) else given))  # type: ignore[arg-type]
