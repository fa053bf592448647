"""Definitions of carriers as strangers write them."""

from __future__ import annotations

import json
import re
import time
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

import tracking
from tests.fuzzing import texts
from tests.fuzzing.target import Target
from tracking.definitions.loading import builtin_folder, read_carrier

__all__ = ["TARGETS"]

SECONDS = 2.0
"""A definition is read, or refused, within that."""
_PATTERN = (
    "[0-9]", "[A-Z]", "[0-9A-Z]", "1Z", "(?P<serial>", "(?P<check>", "(", ")", "(?:", "(?=", "(?!", "|", "{2}", "{1,3}", "{9,99}",
    "?", "*", "+", ".", "\\d", "\\w", "[^0-9]", "^", "$", "\\1", "(?P=serial)", " ", "#", "é", "{,}", "[]", "[9-0]", "(?i)", "{999999999}",
)  # fmt: skip


@cache
def _written() -> tuple[dict[str, Any], ...]:
    paths = sorted(builtin_folder().glob("*.yaml"))[::9]
    return tuple(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in paths)


@cache
def odd_values() -> st.SearchStrategy[Any]:
    """What may stand in YAML."""
    plain = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), texts.odd_texts(20), st.binary(max_size=4),
        st.lists(st.sampled_from(_PATTERN), max_size=12).map("".join),
    )  # fmt: skip
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.odd_texts(8), inner, max_size=3),
        max_leaves=5,
    )


@st.composite
def definition_texts(draw: st.DrawFn) -> str:
    """A definition that is there, spoiled in a few places, or a text that is none."""
    if draw(st.integers(0, 9)) == 0:
        return draw(texts.odd_texts(200))
    known = json.loads(json.dumps(draw(st.sampled_from(_written())), default=str))
    for _ in range(draw(st.integers(0, 3))):
        here: Any = known
        while isinstance(here, (dict, list)) and here:
            place = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
            if not isinstance(here[place], (dict, list)) or not here[place] or draw(st.integers(0, 3)) == 0:
                here[place] = draw(odd_values())
                break
            here = here[place]
    text = yaml.dump(known, allow_unicode=True)
    if draw(st.integers(0, 5)) == 0:
        place = draw(st.integers(0, len(text)))
        text = (
            text[:place]
            + draw(st.sampled_from(["\t", "&a ", "*a", "!!python/object:os.system ", "<<: ", "\x00", "- ", "? ", "'"]))
            + text[place:]
        )
    return text


def read(text: str) -> None:
    """One definition."""
    begin = time.process_time()
    carrier, faults = None, ()
    try:
        carrier = read_carrier(text, id="made-up", file="made-up.yaml")
    except tracking.DefinitionError as error:
        faults = error.errors
    assert (carrier is None) == bool(faults)
    assert all(fault.file == "made-up.yaml" and fault.cure for fault in faults)
    if carrier is not None:
        resolver = tracking.Resolver([carrier], builtin=False)
        for number in (
            "0" * 12,
            "1Z001985YW99744790",
            "A" * 40,
            *(re.sub(r"\s", "", one) for form in carrier.numbers for one in form.valid),
        ):
            resolver.identify(number)
            resolver.validate(number, carrier.name)
        json.dumps(carrier.as_dict())
    assert time.process_time() - begin < SECONDS


TARGETS = (
    Target(
        "definitions", "A definition is read, or refused by name and cure, in short time.", definition_texts(), read, 15
    ),
)
