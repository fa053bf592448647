"""Trials: the tests for the first numbers of a kind, filed by characters that few shapes share.

A first number is answered before anything is made from a format. So its tests are made when definitions are compiled,
and a snapshot contains them ready to use:

trial:   (care, value, further, check, format, summary)
further: (parts, looks), or None where the mask says all
part:    (place, characters): the number must have one of them there
look:    (wanted, ways): whether one of the ways must fit, or none may; in place of all looks None, where only the pattern can tell
way:     (care, value, parts)
check:   (rule, span) or None

``care`` and ``value`` are a mask's `tracking.definitions.masks.Limits`.
``format`` is the format's key (`format_key`), and ``summary`` is what it is made of (`summaries_of`).

Each trial is filed in one place, by length and by its known characters: the last two if the shape fixes both; else the
first two; else the first; else whether that is a digit. So four look-ups find all trials that a number may pass, which
are four on average. If a shape allows a part of a class at such a place, it has a trial for each character.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from tracking.definitions.compiled import NEVER, formats_of, summaries_of
from tracking.definitions.masks import limits
from tracking.definitions.source import FIRST_IS_DIGIT, FIRST_IS_OTHER, TrialsOfLength, format_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracking.definitions.compiled import FormatLiterals, PlainTuple
    from tracking.definitions.shapes import Mask
    from tracking.definitions.source import Trial

__all__ = ["filed"]

_WILD = "dlx"
_PART = "p"
_CLASSES = {"d": (FIRST_IS_DIGIT,), "l": (FIRST_IS_OTHER,), "x": (FIRST_IS_DIGIT, FIRST_IS_OTHER)}
"""The classes of characters that a mask's sign allows."""


def filed(carriers: Iterable[PlainTuple]) -> dict[int, TrialsOfLength]:
    """File the formats of compiled carriers that may guess, by length."""
    found: dict[int, tuple[dict[bytes, tuple[Trial, ...]], dict[bytes, tuple[Trial, ...]]]] = {}
    checks: dict[PlainTuple, PlainTuple] = {}  # equal ones become one object, so that a first number is checked once
    for carrier in carriers:
        carrier_id, *_ = carrier
        for summary, literals in zip(summaries_of(carrier_id, carrier), formats_of(carrier), strict=True):
            _, place, _, length, _, _, (guess, *_) = summary
            if guess == NEVER or length < 2:
                continue
            key = format_key(carrier_id, place)
            for at_end, characters, trial in _trials(summary, literals, key, checks):
                by_beginning, by_end = found.setdefault(length, ({}, {}))
                known = by_end if at_end else by_beginning
                known[characters] = tuple(dict.fromkeys((*known.get(characters, ()), trial)))
    return {length: TrialsOfLength(*of_length) for length, of_length in sorted(found.items())}


def _trials(
    summary: PlainTuple, literals: FormatLiterals, key: str, checks: dict[PlainTuple, PlainTuple]
) -> Iterator[tuple[bool, bytes, Trial]]:
    """Yield the trials of a format, each with whether it is filed by its end, and its characters."""
    *_, (_, _, check, *_) = summary
    _, own = literals
    *_, spans, shapes = own
    for nth, (mask, _, looks) in enumerate(shapes):
        at = None
        if check is not None:
            algorithm, parameters, *_ = check
            at = (algorithm, parameters), spans[nth if len(spans) > 1 else 0]
            at = checks.setdefault(at, at)
        for at_end, characters, written in _placed(mask):
            signs, _ = written
            yield at_end, characters, (*limits(signs), _further(written, looks), at, key, summary)


def _placed(mask: Mask) -> Iterator[tuple[bool, bytes, Mask]]:
    """Return where a mask is filed: whether by its end, the characters, and the mask with these characters in it."""
    signs, parts = mask
    first = signs[:1]
    if not {*signs[-2:]} & {*_WILD}:
        for pair, rest in _written(signs[-2:], parts, end=True):
            yield True, pair.encode(), (signs[:-2] + pair, rest)
    elif first in _WILD:
        for characters in _CLASSES[first]:
            yield False, characters, mask
    else:
        many = 1 if signs[1:2] in _WILD else 2
        for pair, rest in _written(signs[:many], parts, end=False):
            yield False, pair.encode(), (pair + signs[many:], rest)


def _written(signs: str, parts: tuple[str, ...], end: bool) -> Iterator[Mask]:
    """Yield every text that signs at an end of a mask allow, with the parts that are left."""
    many = signs.count(_PART)
    own = iter(parts[len(parts) - many :] if end else parts[:many])
    rest = parts[: len(parts) - many] if end else parts[many:]
    for characters in product(*[next(own) if sign == _PART else sign for sign in signs]):
        yield "".join(characters), rest


def _further(mask: Mask, looks: PlainTuple) -> PlainTuple | None:
    """Return what must hold besides a mask."""
    own = _parts(mask, 0)
    if any(ways is None for _, _, _, ways in looks):
        return own, None
    telling = tuple(
        (wanted, tuple((*limits(signs), _parts((signs, parts), at)) for signs, parts in ways))
        for _, at, wanted, ways in looks
        if wanted or ways
    )
    return (own, telling) if own or telling else None


def _parts(mask: Mask, at: int) -> tuple[tuple[int, bytes], ...]:
    """Return the places at which a mask that begins ``at`` allows a part of a class, with the characters."""
    signs, parts = mask
    places = (at + place for place, sign in enumerate(signs) if sign == _PART)
    return tuple((place, allowed.encode()) for place, allowed in zip(places, parts, strict=True))
