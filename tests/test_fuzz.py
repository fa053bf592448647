"""A few values of every target of `tests.fuzzing`, the same each time; ``make fuzz`` tries more."""

from __future__ import annotations

import re

import pytest
from hypothesis import strategies as st

from tests.fuzzing.target import Target, check_linear, every_target, run_target

TARGETS = every_target()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_promises_are_kept(target: Target) -> None:
    tried = run_target(target, target.short, 0)
    if tried.found is not None:
        raise tried.found
    assert tried.values >= target.short // 2


def test_a_broken_promise_is_found_and_made_small() -> None:
    def check(value: int) -> None:
        assert value < 1000, value

    tried = run_target(Target("numbers", "They are small.", st.integers(0, 10**9), check), 100, 0)
    assert str(tried.found).startswith("1000\n")
    assert tried.values > 1


def test_what_is_not_linear_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzzing.target._LENGTHS", (1000, 16_000))
    monkeypatch.setattr("tests.fuzzing.target._SLACK", 0.001)
    with pytest.raises(AssertionError, match="1 characters over and over"):
        check_linear(re.compile("a+b").findall, "a")
    check_linear(lambda text: text.count("b"), "a")
    check_linear(lambda text: text.count("b"), "")
