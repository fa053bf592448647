"""The rules that every definition keeps, beyond what `tracking.definitions.loading` refuses.

The same rules as a command (``tracking lint``) and as tests. Definitions are judged together with the built-in ones, since
many rules speak of other carriers: a list shows a name once, and a number that two carriers would both claim must be
declared by one of them.
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


class Linter(JudgedDefinitions):
    """Definitions that are judged together, and what is wrong with them."""

    def findings(self, carrier: Carrier) -> Iterator[Finding]:
        """What is wrong with one of the definitions, rule by rule."""
        for rule in RULES:
            yield from rule(self, carrier)
