"""What the public functions answer is what the recorded table says."""

from __future__ import annotations

from functools import cache

import pytest

from tests.record_answers import ANSWER, Question, differing, shown, table

PARTS = 8
FIRST = 10


@cache
def recorded() -> list[tuple[Question, dict[str, object]]]:
    return list(table().items())


def test_the_table_asks_every_function() -> None:
    kinds = {question.kind for question, _ in recorded()}
    assert kinds == set(ANSWER)
    assert len(recorded()) > 20_000


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_are_those_of_the_table(part: int) -> None:
    changes = differing(dict(recorded()[part::PARTS]))
    first = "\n".join(shown(*change) for change in changes[:FIRST])
    assert not changes, (
        f"{len(changes)} answers differ from tests/data/answers.tsv "
        f"(python -m tests.record_answers --diff shows all, grouped):\n{first}"
    )
