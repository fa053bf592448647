"""What users read keeps docs/style.md, as far as a program can tell: the worst patterns are refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tracking.resolving.problems import PROBLEMS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "carriers" / "README.md"])
API = ("fulfillment/refusals.py", "fulfillment/refusals_orders.py", "shopify/classify.py")
"""Files that hold the Admin API's own words."""
NOT_A = (
    "beginning|country|country code|count|date|fulfillment's id|host|id|JSON object|known company|language code|list|mailbox|"
    "number of|object|order id|Parquet file|port|single character|spreadsheet|string|text|text table|whole number"
)


class Pattern(NamedTuple):
    """What no text may hold, what to write instead, and an example that is refused."""

    refused: str
    instead: str
    example: str


PATTERNS = (
    Pattern(rf"(?<!there )\bis no (?:{NOT_A})\b", "is not a ...", "'DEU' is no country code"),
    Pattern(
        r"(?<!there )\bis none(?: that|;| of the)",
        "is not one of ...; must not ...",
        "the URL is none that may be sent",
    ),
    Pattern(r"\bnobody is named", "no carrier is named", "two carriers are close and nobody is named"),
    Pattern(r"\b(?:name|named) nobody\b", "no carrier is named", "such digits name nobody"),
    Pattern(r"\bchanged over\b", "swapped", "positions 6 and 7 changed over"),
    Pattern(r"\bhas the form of\b", "matches a ... format", "'1' has the form of no known number of USPS"),
    Pattern(r"\btells no (?!apart)", "does not tell", "its ending tells no form"),
    Pattern(r"\bits absence counts", "counts as missing", "how long until its absence counts"),
    Pattern(r"\bstops? nothing\b", "say what happens", "problems are warnings and stop nothing"),
    Pattern(r"\ba miss is a value\b", "is returned as None", "a miss is a value"),
    Pattern(
        r"\bnot known of something\b",
        "at least one outcome is unknown",
        "it is not known of something whether it was done",
    ),
    Pattern(r"\bMakes the .* another one\b", "random seed", "Makes the faults' draw another one."),
    Pattern(r"\b[Oo]ne (?:JSON )?(?:object|number|answer|text) an? \w+", "per", "One JSON object a line."),
    Pattern(r"\bone a (?:line|row)\b", "one per line", "read from standard input, one a line"),
    Pattern(r"(?<![\d,.])1 (?:rows|faults|shipments|numbers|carriers|warnings)\b", "1 row", "1 rows: 1 with a carrier"),
    Pattern(r"\bsay --", "use --", "say --column order=Order"),
    Pattern(r"\b[Ee]nds with 0 when\b", "The exit code is 0 if", "Ends with 0 when every number was found"),
    Pattern(r"\b[Ww]hy a number is whose\b", "explain the answer", "Show why a number is whose"),
    Pattern(r"(?<!\*)\b(?:the|a|each) courier\b", "carrier", "the courier brings it"),
    Pattern(r"\banew\b", "again", "the page is written anew"),
    Pattern(r"\b[Ww]hoever\b", "say who", "whoever was asked"),
    Pattern(r"\bnobody's\b", "no carrier's", "it is nobody's number"),
    Pattern(r"(?<!there )\bis none\b(?! of)", "is not a ..., is missing", "None where it is none"),
    Pattern(r"\b[Ww]hat is no\b", "anything that is not a ...", "None for what is no scanned code"),
    Pattern(r"\b[Ww]hose it (?:is|may be)\b", "which carrier it belongs to", "tells whose it is"),
    Pattern(r"\bfor ever\b", "forever", "it waits for ever"),
    Pattern(r"\b(?:is|are) told (?:by|apart by)\b", "is recognized by", "noise is told by its form"),
    Pattern(r"\b(?:is|are) put down\b", "is recorded", "what happens is put down"),
)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, docstrings among them, f-strings with ``{}`` for values."""
    inside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def modules() -> list[Path]:
    """The modules whose texts users see."""
    apis = {ROOT / "tracking" / name for name in API}
    return [path for path in sorted((ROOT / "tracking").rglob("*.py")) if path not in apis]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.instead)
def test_every_pattern_refuses_its_example(pattern: Pattern) -> None:
    assert re.search(pattern.refused, pattern.example)
    assert not re.search(pattern.refused, pattern.instead)


def test_no_text_of_the_package_has_a_refused_pattern() -> None:
    wrong = []
    for path in modules():
        where = path.relative_to(ROOT / "tracking").as_posix()
        for line, text in texts(path):
            wrong += [
                f"tracking/{where}:{line}: {found[0]!r}; write: {pattern.instead}"
                for pattern in PATTERNS
                if " " in text and (found := re.search(pattern.refused, " ".join(text.split())))
            ]
    assert not wrong, "see docs/style.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda one: str(one.relative_to(ROOT)))
def test_no_page_has_a_refused_pattern(page: Path) -> None:
    quoted = re.compile(r'"[^"\n]*"')
    text = " ".join(quoted.sub("", page.read_text(encoding="utf-8")).split())
    wrong = [f"{found[0]!r}; write: {one.instead}" for one in PATTERNS if (found := re.search(one.refused, text))]
    assert not wrong, "see docs/style.md"


def test_the_sentences_of_problems_can_be_put_into_others() -> None:
    """They begin in lower case, unless with a name or a value, and do not end with a period."""
    for code, row in PROBLEMS.items():
        for text in (row.sentence, row.cure):
            assert re.match(r"[a-z{`]|(?:SKU|URL|GraphQL)\b", text), code
            assert not text.endswith("."), code


def test_the_glossary_has_the_terms() -> None:
    page = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| ([a-z ]+) \| [^|]+ \|", page.partition("## Glossary")[2], re.MULTILINE)
    wanted = {
        "tracking number",
        "carrier",
        "company",
        "tracking page",
        "tracking link",
        "format",
        "sample",
        "problem",
        "candidate",
    }
    assert wanted <= set(terms)
    assert len(terms) == len(set(terms))
