from __future__ import annotations

import random
import re

import pytest

import tracking
from tracking.definitions.evidence import bits
from tracking.definitions.loading import read_carrier
from tracking.definitions.pattern_reader import PatternError
from tracking.definitions.patterns import parse


@pytest.mark.parametrize(
    ("text", "source", "lengths"),
    [
        ("1Z [0-9A-Z]{16}", "1Z[0-9A-Z]{16}", (18,)),
        (r"\d{9,10}  # ten since 2019", "[0-9]{9,10}", (9, 10)),
        ("(?P<service> [A-Z]{2} ) (?: CN | HK )?", "(?P<service>[A-Z]{2})(?:CN|HK)?", (2, 4)),
        ("(?=[A-Z]*[0-9]) [A-Z0-9]{8}", "(?=[A-Z]*[0-9])[A-Z0-9]{8}", (8,)),
        ("BT[A-Z]_[0-9]{3}", "BT[A-Z]_[0-9]{3}", (7,)),
    ],
)
def test_what_is_read(text: str, source: str, lengths: tuple[int, ...]) -> None:
    pattern = parse(text)
    assert pattern.source == source
    assert pattern.lengths == lengths
    re.compile(pattern.source)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[0-9]+", "unbounded repeat"),
        ("[0-9]{3,}", "unbounded repeat"),
        ("[0-9]*", "unbounded repeat"),
        ("1Z-[0-9]", "stands for nothing"),
        ("[a-z]", "a class holds"),
        ("abc", "stands for nothing"),
        ("(1", "not closed"),
        ("1)", "nothing opens"),
        ("(?P<a>1)(?P<a>2)", "two groups"),
        ("(?<=1)2", "groups are"),
        (r"\w", "only escape"),
        ("[9-0]", "backwards"),
        ("[0-Z]", "digits to letters"),
        ("", "empty text"),
        ("(?:AD|AE|AF){7}", "ways to match"),
        ("[0-9]{5,3}", "backwards"),
        ("1|", "empty text"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        parse(text)


@pytest.mark.parametrize(
    ("text", "number", "share"),
    [
        ("1Z[0-9A-Z]{3}[0-9]", "1ZAB12", 1 / 260),
        ("[A-Z]{2}[0-9]{9}CN", "RR123456785CN", 1 / 676),
        ("[0-9A-F]{4}", "12AF", (6 / 26) ** 2),
        ("[0-9A-F]{4}", "1234", 1.0),
        ("(?:12|34|56)[0-9]", "129", 3 / 100),
        ("(?=[0-9]*[A-Z])[0-9A-Z]{4}", "12A4", 1.0),
        ("J(?:JD|VGL|D)[0-9]{2,3}", "JJD12", 1 / 26**3),
    ],
)
def test_the_share_of_strings_of_a_numbers_own_shape(text: str, number: str, share: float) -> None:
    pattern = parse(text)
    assert pattern.share(number) == pytest.approx(share)
    constant = pattern.constant_share(len(number))
    assert constant is None or constant == pytest.approx(share)


def test_a_share_that_depends_on_the_number_is_not_constant() -> None:
    assert parse("[0-9A-F]{4}").constant_share(4) is None
    assert parse("[0-9]{2}|[A-Z]{2}").constant_share(2) is None
    assert parse("[0-9A-Z]{4}").constant_share(4) == 1


def test_the_evidence_of_every_layout_of_letters_and_digits_is_that_of_the_share() -> None:
    # No built-in format of this kind has a check digit.
    own = read_carrier(
        'name: Own\nnumbers: [{name: A, pattern: "(?:AB|[0-9]{2}) (?P<serial> [0-9]{6}) (?P<check> [0-9])", '
        "check: {algorithm: mod7}}]",
        id="own",
    )
    pick, catalog, met = random.Random(5), tracking.Resolver((own,)).catalog, set()
    for carrier in (*tracking.carriers(), own):
        patterns = {number.name: parse(number.pattern) for number in carrier.numbers}
        for each in catalog.carriers[carrier.id].formats:
            if each.bits is None:
                met.add(bool(each.layouts))
                check = 0.0 if each.algorithm is None else bits(1 / each.algorithm.outcomes)
                for shape in each.shapes:
                    number = "".join(pick.choice(sorted(allowed)) for allowed in shape.sets)
                    assert each.evidence(number) == round(bits(patterns[each.name].share(number)) + check, 2)
    assert met == {False, True}  # of most formats the layouts are compiled, of others they are too many


def test_bits() -> None:
    assert bits(1) == 0
    assert bits(0.1) == 3.32
