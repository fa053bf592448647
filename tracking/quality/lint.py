"""The rules that every definition keeps, beyond what `tracking.definitions.loading` refuses.

The command ``tracking lint`` and the tests use the same rules. Definitions are checked together with the built-in ones,
since many rules are about other carriers: a list shows a name only once, and one of two carriers must declare a number
that both would claim.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracking.definitions.loading import builtin_folder, lines, load_carriers
from tracking.errors import DefinitionError, Fault
from tracking.languages.consistency import is_language_file, language_faults
from tracking.languages.loading import languages_folder
from tracking.quality.accuracy import report
from tracking.quality.finding import Finding
from tracking.quality.judged import JudgedDefinitions
from tracking.quality.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tracking.definitions.carrier import Carrier

__all__ = ["Linter", "lint", "report"]


def lint(paths: Sequence[str | Path] = ()) -> list[Fault]:
    """Return everything that is wrong with the definitions in some files or folders; without any, the built-in ones.

    Paths may also be files of ``tracking/languages``, or that folder, which is also read if no path is given. Raises
    OSError for a path that does not exist.
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


class Linter(JudgedDefinitions):
    """Definitions that are checked together, and what is wrong with them."""

    def findings(self, carrier: Carrier) -> Iterator[Finding]:
        """Return what is wrong with one of the definitions, rule by rule."""
        for rule in RULES:
            yield from rule(self, carrier)
