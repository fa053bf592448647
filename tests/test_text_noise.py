"""Every rule about noise is needed, and what it tells is never taken for a number."""

from __future__ import annotations

import re

import pytest

import tracking
from tracking.definitions.carrier import Carrier, NumberFormat
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND
from tracking.text.noise import Noise
from tracking.text.noise_by_form import BY_FORM
from tracking.text.noise_by_surroundings import BY_SURROUNDINGS
from tracking.text.search import Finder

RESOLVER = tracking.Resolver()
RULES = (*BY_FORM, *BY_SURROUNDINGS)


def resolvers(text: str) -> list[tracking.Resolver]:
    """The built-in carriers; one whose formats are the numbers of a text, however they are grouped; one whose formats say little."""
    groups = re.findall(r"[0-9A-Z]+", text.upper())
    pieces = ["".join(groups[first : last + 1]) for first in range(len(groups)) for last in range(first, len(groups))]
    numbers = {
        piece
        for piece in pieces
        if SHORTEST_FOUND <= len(piece) <= LONGEST_FOUND and any(sign.isdecimal() for sign in piece)
    }
    lengths = {len(number) for number in numbers}
    telling = [NumberFormat(name=number, pattern=number, guess="anywhere") for number in sorted(numbers)]
    # All that begin otherwise than with one digit that no number here begins with: next to no evidence.
    (left_out, *_) = sorted(set("0123456789") - {number[0] for number in numbers}, reverse=True)
    first = "".join(sorted(set("0123456789") - {left_out}))
    weak = [
        NumberFormat(name=str(length), pattern=f"[{first}][0-9]{{{length - 1}}}", guess="anywhere")
        for length in sorted(lengths)
    ]
    return [
        RESOLVER,
        *(
            tracking.Resolver([Carrier(id="strange", name="Strange", numbers=tuple(formats))], builtin=False)
            for formats in (telling, weak)
        ),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}-{rule.looks_at}")
def test_a_rule_and_its_example(rule: Noise) -> None:
    assert rule.reason
    needed = False
    for resolver in resolvers(rule.example):
        with_it, without = Finder(resolver, RULES), Finder(resolver, [one for one in RULES if one.name != rule.name])
        for min_evidence in (None, 0):
            found = with_it.find(rule.example, None, min_evidence)
            assert resolver is not RESOLVER or not found
            needed = needed or (not found and bool(without.find(rule.example, None, min_evidence)))
    assert needed


def test_rules_have_kinds_that_are_asked() -> None:
    """Whatever outweighs a rule, the search asks for rules about such things that it outweighs."""
    asked = {
        "run": {"nothing", "strong", "sure"},
        "edges": {"nothing"},
        "number": {"nothing", "words", "strong"},
        "surroundings": {"nothing"},
    }
    assert [rule.name for rule in RULES if rule.yields_to not in asked[rule.looks_at]] == []
    assert [rule.name for rule in RULES if rule.look is not None and rule.looks_at != "run"] == []


@pytest.mark.parametrize("number", ["138-1234-5678", "0891 9066 911", "0838-4610-9261"])
def test_a_mobile_telephone_beside_a_name_is_no_number_and_beside_a_word_it_is(number: str) -> None:
    for text in ("DHL {}", "GLS: {}", "DPD driver: {}", "FedEx: {}"):
        assert not RESOLVER.find(text.format(number))
    assert [one.number for one in RESOLVER.find(f"DHL tracking number {number}")] == [number]


@pytest.mark.parametrize("uuid", ["550e8400-e29b-41d4-a716-446655440000", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"])
@pytest.mark.parametrize("text", ["{u} RR 123 456 785 CN", "RR 123 456 785 CN {u}", "{u} RR 123 456 785 CN {u}"])
def test_a_number_beside_a_uuid_is_found(uuid: str, text: str) -> None:
    assert [one.number for one in RESOLVER.find(text.format(u=uuid))] == ["RR 123 456 785 CN"]


def test_a_parenthesis_at_the_beginning() -> None:
    for text in (")74XBXC", ") 74XBXC", ")(00)1"):
        assert RESOLVER.find(text) == []
