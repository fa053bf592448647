"""What a checkout keeps of its own definitions, so that the next process need not read them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracking.definitions.builtin import carriers
from tracking.definitions.checkout import Kept
from tracking.definitions.compiling import compiled

TWO = [one for one in carriers() if one.id in ("fedex", "ups")]


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    folder = tmp_path / "carriers"
    folder.mkdir()
    (folder / "one.yaml").write_text("name: One\n", encoding="utf-8")
    return folder


def test_what_was_kept_is_read_back(definitions: Path, tmp_path: Path) -> None:
    kept = Kept(definitions, tmp_path / "kept")
    assert (kept.compiled(), kept.carriers()) == (None, None)
    literals = list(map(compiled, TWO))
    kept.keep_compiled(literals)
    kept.keep_carriers(TWO)
    again = Kept(definitions, tmp_path / "kept")
    assert (again.compiled(), again.carriers()) == (literals, tuple(TWO))


def test_a_changed_file_is_read_anew_and_the_old_one_goes(definitions: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    Kept(definitions, folder).keep_carriers(TWO)
    (definitions / "one.yaml").write_text("name: Two\n", encoding="utf-8")  # of the same length
    kept = Kept(definitions, folder)
    assert kept.carriers() is None
    kept.keep_carriers(TWO)
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-1], lambda content: content[:40] + b"\0" * 40, lambda _: b""]
)
def test_a_damaged_file_counts_as_none(definitions: Path, tmp_path: Path, damage: object) -> None:
    kept = Kept(definitions, tmp_path / "kept")
    kept.keep_compiled(list(map(compiled, TWO)))
    (file,) = (tmp_path / "kept").iterdir()
    assert callable(damage)
    file.write_bytes(damage(file.read_bytes()))
    assert kept.compiled() is None


def test_where_nothing_can_be_written_nothing_is_kept(definitions: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    kept = Kept(definitions, tmp_path / "file")
    kept.keep_carriers(TWO)
    assert kept.carriers() is None
