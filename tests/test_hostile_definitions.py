"""Definitions that were made to hang, to crash or to deceive: each is refused at once, with its field and the cure."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tracking.definitions.hostile import done_in_time, texts_against
from tracking.definitions.loading import load_carriers, read_carrier
from tracking.definitions.pattern_reader import PatternError
from tracking.definitions.patterns import parse
from tracking.errors import DefinitionError

ESC = "\\e"


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("Q (?= (?: [0-9]+ )+ [A-Z] ) [0-9A-Z]{10,40}", "follows one class"),
        ("Q (?= (?= [0-9]*[0-9]* ) [0-9]* [A-Z] ) [0-9A-Z]{10,40}", "at most 2 stand in one"),
        ("Q (?= (?: [0-9]* )* [A-Z] ) [0-9A-Z]{10,40}", "follows one class"),
        ("Q (?= (?: [0-9][0-9] )* [A-Z] ) [0-9A-Z]{10,40}", "follows one class"),
        ("Q (?! [0-9]* [0-9]* [0-9]* [A-Z] ) [0-9A-Z]{10,40}", "at most 2 stand in one"),
        ("(?= [0-9] A", "a ( that is not closed"),
        ("(?= [0-9]{1,} ) [0-9]", "an unbounded repeat"),
        ("(" * 330 + "A" + ")" * 330, "more than 20 deep"),
        ("(?:" * 21 + "A" + ")" * 21, "more than 20 deep"),
        ("A" * 229, "matches more than 120 characters"),
        ("|".join(["A1"] * 100_000), "more than 4096 ways"),
        ("(?: A | B )" * 50, "more than 4096 ways"),
        ("A $", "'$' stands for nothing here"),
    ],
)
def test_a_pattern_that_asks_for_too_much_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as refused:
        parse(pattern)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=[A-Z]*[0-9]) (?=[0-9]*[A-Z]) [A-Z0-9]{8}",
        "(?!00$) [0-9]{2}",
        "(?!0*1|2) [0-9]{3}",
        "(?=(?=[0-9]+)[0-9A-Z]) [0-9A-Z]{8}",
        "A" * 119 + "[0-9]",
    ],
)
def test_what_definitions_need_is_read(pattern: str) -> None:
    found = parse(pattern)
    assert all(done_in_time(found.source, text) for text in texts_against(found.shapes))


def test_texts_are_made_of_the_patterns_own_shapes() -> None:
    pattern = r"Q(?=(?:[0-9]|[0-9][0-9])+[A-Z])[0-9A-Z]{10,40}"  # what `parse` refuses, and `re` would never end with
    texts = list(texts_against(parse("Q [0-9A-Z]{30}").shapes))
    assert not all(done_in_time(pattern, text) for text in texts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'name: "a{ESC}[2J"', "name: 'a\\x1b[2J' holds a control character"),
        ('name: "a\u202eb"', "holds a control character"),
        ('name: X\naliases: ["\\a"]', "aliases[0]: '\\x07' holds a control character"),
        ('name: X\npages: [{name: "a\\u2066b"}]', "pages[0].name"),
        ('name: X\nnumbers: [{name: "a\\nb", pattern: "A1"}]', "numbers[0].name"),
        ("name: X\naliases: [" + ",".join(map(str, range(1_000_000))) + "]", "it is too long"),
        ("name: X\n" + "# x\n" * 60_000, "it is too long"),
        ("name: X #" + "x" * (1 << 20), "it is too long"),
        ("[" * 100_000, "it is not YAML"),
        ("a: &a [x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi")), "too many values"),  # noqa: B905
    ],
)  # fmt: skip
def test_a_text_that_deceives_or_never_ends_is_refused_at_once(text: str, reason: str) -> None:
    began = time.process_time()
    with pytest.raises(DefinitionError) as refused:
        read_carrier(text, id="x")
    assert reason in str(refused.value)
    assert time.process_time() - began < 5  # it was minutes


def test_what_is_no_file_is_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "large.yaml").write_text("name: X\n#" + "x" * (1 << 20), encoding="utf-8")
    (tmp_path / "good.yaml").write_text("name: Good\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_carriers(tmp_path)
    assert [carrier.name for carrier in refused.value.carriers] == ["Good"]
    told = {Path(fault.file).stem: fault.reason for fault in refused.value.errors}
    assert told["large"] == "it is larger than 1 MiB"
    assert {told[name] for name in ("fifo", "device", "folder")} == {"it is not a regular file"}
