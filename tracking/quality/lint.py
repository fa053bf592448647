"""The rules that every definition keeps, beyond what `tracking.definitions.loading` refuses.

The same rules as a command (``tracking lint``) and as tests. Definitions are judged together with the built-in ones, since
many rules speak of other carriers: a list shows a name once, and a number that two carriers would both claim must be
declared by one of them.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tracking.definitions.loading import builtin_folder, lines, load_carriers
from tracking.errors import DefinitionError, Fault
from tracking.languages.consistency import is_language_file, language_faults
from tracking.languages.loading import languages_folder
from tracking.quality.accuracy import report
from tracking.quality.collisions import undeclared
from tracking.quality.rules import RULES, Finding
from tracking.resolver import Resolver
from tracking.spelling.companies import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from tracking.definitions.carrier import Carrier, NumberFormat
    from tracking.definitions.format_at_length import FormatAtLength

__all__ = ["Linter", "lint", "report"]


def lint(paths: Sequence[str | Path] = ()) -> list[Fault]:
    """Everything that is wrong in the definitions at some paths, files or folders; without any, in the built-in ones.

    Paths may also be files of ``tracking/languages`` or that folder, which is read as well where no path is given. A path
    that is not there raises OSError.
    """
    given = [Path(path) for path in paths] or [builtin_folder(), languages_folder()]
    found = [fault for path in given if is_language_file(path) for fault in language_faults(path)]
    files: dict[str, Path] = {}
    judged: dict[str, Carrier] = {}
    for path in given:
        if is_language_file(path):
            continue
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
        self.entries = self.resolver.catalog.carriers
        self.listed: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.named: dict[str, set[str]] = defaultdict(set)
        for carrier in self.carriers.values():
            for page in carrier.pages:
                for name in page.lists:
                    self.listed[name, page.name or carrier.name].append(carrier.id)
            if not carrier.general:
                for own in (carrier.name, *(page.name for page in carrier.pages if page.name)):
                    self.named[fold(own)].add(carrier.id)

    def findings(self, carrier: Carrier) -> Iterator[Finding]:
        """What is wrong with one of the definitions, rule by rule."""
        for rule in RULES:
            yield from rule(self, carrier)

    def slots(self, carrier: Carrier, number: NumberFormat, sample: str) -> list[FormatAtLength]:
        """A format at the length of a sample."""
        return [slot for slot in self.entries[carrier.id].formats_at(len(sample)) if slot.name == number.name]

    def home(self, carrier: Carrier) -> str | None:
        """The country of a carrier's shops: its own, else the first of its lists."""
        return carrier.country or next((name for name in carrier.lists if name != "global"), None)

    @cached_property
    def collisions(self) -> dict[str, list[Finding]]:
        """Undeclared collisions by the carrier that is to hear of them; see `tracking.quality.collisions`."""
        return undeclared(self.carriers, self.resolver, self.judged)
