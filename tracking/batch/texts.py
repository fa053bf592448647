"""Columns of text made from shared answers: each distinct text is stored once, and rows refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracking.definitions.templates import Template
from tracking.spelling.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["GIVEN", "LINK_VARIABLES", "NO_LINKS", "NO_LISTS", "NO_TEXTS", "Links", "Lists", "Texts", "validity"]

GIVEN = "\0given"
"""Stands for the text that is given in the row itself."""
LINK_VARIABLES = ("number", "given", "postal_code", "language", "url")
"""The variables of a link: the row's key, and its number, postal code, language, and whole URL as given."""
_NUMBER = ~LINK_VARIABLES.index("number")
_ONLY_SPACES = r"^[0-9A-Za-z._~ \-]*$"
"""Matches texts in which nothing but spaces needs percent-encoding."""
_SHORT = 256
"""The length in bytes up to which texts are copied several at a time."""


class _Distinct(NamedTuple):
    """Distinct texts; the first is null."""

    places: dict[str | None, int]
    texts: Any

    def more(self, values: Iterable[str | None]) -> _Distinct:
        """Return these texts, followed by those of the values that are new."""
        places = dict(self.places)
        for value in values:
            places.setdefault(value, len(places))
        new = pa.array(list(places)[len(self.places) :], pa.string())
        return _Distinct(places, pa.concat_arrays([self.texts, new]))


class Texts(NamedTuple):
    """A text for each answer."""

    distinct: _Distinct
    of: NDArray[np.int32]

    def more(self, texts: Sequence[str | None]) -> Texts:
        """Return these with more behind them."""
        distinct = self.distinct.more(texts)
        return Texts(distinct, np.append(self.of, np.array([distinct.places[text] for text in texts], np.int32)))

    def take(self, of: NDArray[np.intp], given: Any = None) -> Any:
        """Return the texts at these places; for `GIVEN`, the row's text in ``given``, a dictionary array."""
        places, texts = self.of.take(of), self.distinct.texts
        own = (places == self.distinct.places.get(GIVEN, -1)).nonzero()[0]
        if len(own):
            places[own] = given.indices.take(pa.array(own)).to_numpy() + np.int32(len(texts))
            texts = pa.concat_arrays([texts, given.dictionary])
        return _taken(texts, places)


class Lists(NamedTuple):
    """A list of texts for each answer."""

    distinct: _Distinct
    items: NDArray[np.int32]
    counts: NDArray[np.int32]

    def more(self, lists: Sequence[Sequence[str]]) -> Lists:
        """Return these with more behind them."""
        distinct = self.distinct.more(item for items in lists for item in items)
        return Lists(
            distinct, *_beneath(self.items, self.counts, [[distinct.places[one] for one in items] for items in lists])
        )

    def take(self, of: NDArray[np.intp]) -> Any:
        """Return the lists at these places."""
        counts = self.counts.take(of)
        items = self.items.take(of.take(counts.nonzero()[0]), axis=0).ravel()
        return pa.ListArray.from_arrays(
            pa.array(_bounds(counts)), _taken(self.distinct.texts, items.compress(items > 0))
        )


class Links(NamedTuple):
    """A link for each answer, in pieces: texts and variables alternate."""

    distinct: _Distinct
    pieces: NDArray[np.int32]
    """The places of texts, and the complements of places in `LINK_VARIABLES`."""
    sizes: NDArray[np.int32]
    """The number of pieces of each link; 0 for no link."""

    def more(self, links: Sequence[tuple[str, ...] | None]) -> Links:
        """Return these with more behind them."""
        whole = [_trimmed(link or ()) for link in links]
        distinct = self.distinct.more(piece for link in whole for piece in link[::2])
        places = [
            [~LINK_VARIABLES.index(piece) if at % 2 else distinct.places[piece] for at, piece in enumerate(link)]
            for link in whole
        ]
        return Links(distinct, *_beneath(self.pieces, self.sizes, places))

    def filled(self, of: NDArray[np.intp], rows: NDArray[np.int32], variables: dict[str, Any]) -> Any:
        """Return the links at these places, filled with the variables of the rows numbered ``rows``."""
        sizes = self.sizes.take(of)
        pieces = self.pieces[:, : max(1, sizes.max(initial=0))].take(of, axis=0)
        sources, end = [self.distinct.texts, variables["number"]], np.int32(len(self.distinct.texts))
        for column in pieces.T[1::2]:
            column[:] = np.where(column == _NUMBER, rows + end, column)
        end += len(variables["number"])
        for column in pieces.T[1::2]:
            others = (column < 0).nonzero()[0]
            for mark in np.unique(column[others]).tolist():
                lines, name = others[column[others] == mark], LINK_VARIABLES[~mark]
                given = variables[name].take(pa.array(rows.take(lines)))
                sources.append(given if name == "url" else _quoted(given, name))
                column[lines] = np.arange(end, end + len(lines))
                end += len(lines)
        return _woven(sources, pieces, sizes > 0)


_NO_TEXT = _Distinct({None: 0}, pa.nulls(1, pa.string()))
NO_TEXTS = Texts(_NO_TEXT, np.zeros(0, np.int32))
NO_LISTS = Lists(_NO_TEXT, np.zeros((0, 1), np.int32), np.zeros(0, np.int32))
NO_LINKS = Links(_NO_TEXT, np.zeros((0, 1), np.int32), np.zeros(0, np.int32))


def validity(flags: NDArray[np.bool_]) -> Any:
    """Return Arrow's validity buffer for these flags; None when all are true."""
    return None if flags.all() else pa.py_buffer(np.packbits(flags, bitorder="little"))


def _beneath(
    matrix: NDArray[np.int32], sizes: NDArray[np.int32], lines: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Append lines of any size to a matrix, padded with 0, and their sizes to its sizes."""
    found = np.zeros((len(matrix) + len(lines), max(matrix.shape[1], *map(len, lines), 0)), np.int32)
    found[: len(matrix), : matrix.shape[1]] = matrix
    for row, line in zip(found[len(matrix) :], lines, strict=True):
        row[: len(line)] = line
    return found, np.append(sizes, np.array([len(line) for line in lines], np.int32))


def _trimmed(link: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the empty text at a link's end."""
    return link[:-1] if len(link) > 1 and not link[-1] else link


def _taken(texts: Any, places: NDArray[np.int32]) -> Any:
    """Return the texts at these places, as `pyarrow.Array.take` would; place 0 is null.

    Copying a short text costs Arrow the same whatever its length. So if few texts are distinct, every sequence of two,
    four, or eight of them is laid out once, and whole sequences are copied.
    """
    few, many, together = len(texts), len(places), 1
    lengths = pc.binary_length(_without_nulls(texts)).to_numpy()
    while together < 8 and few ** (2 * together) * 8 <= many and lengths.max() <= _SHORT:
        together *= 2
    if together == 1:
        return texts.take(pa.array(places))
    numbers = np.arange(few**together, dtype=np.int32)
    runs = _woven([texts], np.stack([numbers // few**power % few for power in range(together)], axis=1))
    ends = np.zeros(-(-many // together) * together, np.int32)
    ends[:many] = places
    which = ends[::together].copy()
    for power in range(1, together):
        which += ends[power::together] * np.int32(few**power)
    data = runs.take(pa.array(which)).buffers()[2]
    bounds = _bounds(lengths.take(places))
    return pa.StringArray.from_buffers(many, pa.py_buffer(bounds), data, validity(places > 0))


def _bounds(sizes: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the beginning of each item if items of these sizes lie end to end, and the end of the last one."""
    found = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=found[1:])
    return found


def _woven(sources: Sequence[Any], places: NDArray[np.int32], valid: NDArray[np.bool_] | None = None) -> Any:
    """Join, for each line of places, the texts at these places of the sources. A result that is not ``valid`` is null.

    All pieces are copied at once and in order, so they lie in memory as the joined texts do.
    """
    taken = pa.concat_arrays([_without_nulls(source) for source in sources]).take(pa.array(places.ravel()))
    _, ends, data = taken.buffers()
    bounds = np.frombuffer(ends, np.int32)[: places.size + 1 : places.shape[1]].copy()
    mask = None if valid is None else validity(valid)
    return pa.StringArray.from_buffers(len(places), pa.py_buffer(bounds), data, mask)


def _without_nulls(texts: Any) -> Any:
    """Return a string array over the same buffers without its validity: nulls become empty or arbitrary texts."""
    _, ends, data = texts.buffers()
    return pa.StringArray.from_buffers(len(texts), ends, data, offset=texts.offset)


def _quoted(values: Any, name: str) -> Any:
    """Percent-encode a variable's values, as a template does."""
    if name != "given":
        return _expanded(values, name)
    quoted = pc.replace_substring(pc.ascii_trim(values, " "), " ", "%20")
    others = pc.invert(pc.match_substring_regex(values, pattern=_ONLY_SPACES))
    if not pc.any(others).as_py():
        return quoted
    rest = [plain(value) for value in values.filter(others).to_pylist()]
    return pc.replace_with_mask(quoted, others, _expanded(pa.array(rest, pa.string()), "number"))


def _expanded(values: Any, name: str) -> Any:
    """Expand a template for each distinct value of a variable."""
    encoded = values.dictionary_encode()
    template = Template(("", name, ""))
    expanded = [template.expand({name: value}) for value in encoded.dictionary.to_pylist()]
    return pa.array(expanded, pa.string()).take(encoded.indices)
