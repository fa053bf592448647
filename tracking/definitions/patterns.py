"""The pattern language of the definitions, read into what can be counted.

Patterns are a subset of Python's regular expressions: literals, classes, groups, alternation, bounded repeats and
look-ahead, written over a number's key (digits and upper-case letters). White space and ``#`` comments are free.
A pattern is expanded into *shapes*: for each length, the sets of characters that may stand at each position.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracking.definitions.evidence import share_of
from tracking.definitions.shapes import Look, Set, Shape, mask_of
from tracking.spelling.numbers import DIGITS, LETTERS, PRINTED

__all__ = ["LIMIT", "Pattern", "PatternError", "parse"]

LIMIT = 4096
"""More shapes than this and a pattern is refused: it says too little to be counted."""

_TOKEN = re.compile(r"\s+|\#[^\n]*", re.VERBOSE)


class PatternError(ValueError):
    """What is wrong with a pattern and where: ``.column`` counts characters from 0 in the text as written."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(reason)
        self.column = column


class Pattern(NamedTuple):
    """A pattern, read."""

    source: str
    """The pattern on one line: what `re` compiles."""
    names: tuple[str, ...]
    """Its named groups, in order."""
    shapes: tuple[Shape, ...]
    """Every way to match."""
    looks: bool
    """Whether it looks ahead, so that the shapes alone allow too much."""

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths it matches, ascending."""
        return tuple(sorted({len(shape.sets) for shape in self.shapes}))

    def of(self, length: int) -> tuple[Shape, ...]:
        """The shapes of one length, the ways of their look-aheads worked out."""
        return tuple(_looked(shape) if shape.looks else shape for shape in self.shapes if len(shape.sets) == length)

    def share(self, number: str) -> float:
        """The share of strings of the number's own shape that match; see `share_of`."""
        distinct = dict.fromkeys([(mask_of(shape.sets), shape.groups) for shape in self.of(len(number))])
        return share_of([mask for mask, _ in distinct], number)

    def constant_share(self, length: int) -> float | None:
        """The share when it is the same for every number of that length that matches, else None."""
        shapes = dict.fromkeys((shape.sets, shape.groups) for shape in self.shapes if len(shape.sets) == length)
        kinds = {tuple(_kind(allowed) for allowed in sets) for sets, _ in shapes}
        if len(kinds) != 1 or any(kind is None for kind in next(iter(kinds))):
            return None
        total = 0.0
        for sets, _ in shapes:
            share = 1.0
            for allowed in sets:
                share *= (
                    1 if allowed <= PRINTED else len(allowed & DIGITS) / 10 if allowed & DIGITS else len(allowed) / 26
                )
            total += share
        return min(1.0, total)


def _kind(allowed: Set) -> str | None:
    """digits, letters, any (all 36), printed; None for a mixed set that tells more of a letter than of a digit."""
    if allowed <= PRINTED:
        return "printed"
    if allowed <= DIGITS:
        return "digits"
    if allowed <= LETTERS:
        return "letters"
    return "any" if len(allowed) == 36 else None


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """Read a pattern.

    >>> found = parse("(?P<service> [A-Z]{2} ) [0-9]{8,9} (?:CN|HK)")
    >>> found.source, found.lengths
    ('(?P<service>[A-Z]{2})[0-9]{8,9}(?:CN|HK)', (12, 13))
    >>> parse("[0-9]+")
    Traceback (most recent call last):
        ...
    tracking.definitions.patterns.PatternError: an unbounded repeat; write how often at most, as in {1,20}
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.source: list[str] = []
        self.names: list[str] = []
        self.looks = False

    def whole(self) -> Pattern:
        shapes = self.alternatives()
        if self.at < len(self.text):
            raise PatternError("a ) that nothing opens", self.at)
        if any(not shape.sets for shape in shapes):
            raise PatternError("matches the empty text", 0)
        source = "".join(self.source)
        re.compile(source)
        return Pattern(source, tuple(self.names), tuple(dict.fromkeys(shapes)), self.looks)

    def peek(self) -> str:
        while space := _TOKEN.match(self.text, self.at):
            self.at = space.end()
        return self.text[self.at : self.at + 1]

    def take(self, length: int = 1) -> str:
        taken = self.text[self.at : self.at + length]
        self.at += length
        self.source.append(taken)
        return taken

    def alternatives(self) -> list[Shape]:
        found = self.sequence()
        while self.peek() == "|":
            self.take()
            found = found + self.sequence()
        return found

    def sequence(self) -> list[Shape]:
        found = [Shape((), ())]
        while (character := self.peek()) and character not in "|)":
            item = self.repeated(self.item(character))
            if len(found) * len(item) > LIMIT:
                raise PatternError(
                    f"more than {LIMIT} ways to match; say it with classes or fewer alternatives", self.at
                )
            found = [_join(before, after) for before in found for after in item]
        return found

    def item(self, character: str) -> list[Shape]:
        if character == "(":
            return self.group()
        if character == "[":
            return [Shape((self.set_(),), ())]
        if character == "\\":
            if self.text[self.at : self.at + 2] != r"\d":
                raise PatternError(r"the only escape is \d", self.at)
            self.at += 2
            self.source.append("[0-9]")
            return [Shape((DIGITS,), ())]
        if character in DIGITS or character in LETTERS or character in PRINTED:
            self.take()
            return [Shape((frozenset(character),), ())]
        if character in "*+":
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", self.at)
        raise PatternError(
            f"{character!r} stands for nothing here; a key has digits and upper-case letters, no spaces, dashes or dots",
            self.at,
        )

    def group(self) -> list[Shape]:
        start, name = self.at, None
        if named := re.compile(r"\(\?P<([a-z][a-z0-9_]*)>").match(self.text, self.at):
            name = named.group(1)
            if name in self.names:
                raise PatternError(f"two groups are named {name}", start)
            self.names.append(name)
            self.take(len(named.group()))
        elif self.text.startswith(("(?=", "(?!"), self.at):
            return self.look()
        elif self.text.startswith("(?:", self.at):
            self.take(3)
        elif self.text.startswith("(?", self.at):
            raise PatternError("groups are (?P<name>...), (?:...), (?=...) or (?!...)", start)
        else:
            self.take()
        found = self.alternatives()
        if self.peek() != ")":
            raise PatternError("a ( that is not closed", start)
        self.take()
        if name is None:
            return found
        return [shape._replace(groups=(*shape.groups, (name, 0, len(shape.sets)))) for shape in found]

    def look(self) -> list[Shape]:
        """A look-ahead is `re`'s alone: it counts nothing, so here only its end is found. A * may stand in it."""
        start, depth, before = self.at, 0, len(self.source)
        wanted = self.text.startswith("(?=", start)
        self.looks = True
        while self.at < len(self.text):
            character = self.peek()
            depth += {"(": 1, ")": -1}.get(character, 0)
            self.take()
            if not depth:
                text = "".join(self.source[before:])[len("(?=") : -1]
                return [Shape((), (), (Look(text, 0, wanted, ()),))]
        raise PatternError("a ( that is not closed", start)

    def set_(self) -> Set:
        start = self.at
        found = re.compile(r"\[((?:[0-9A-Z](?:-[0-9A-Z])?|\\d)+)\]").match(self.text, start)
        if not found:
            raise PatternError("a class holds digits, upper-case letters and ranges of them, as in [A-Z0-9]", start)
        self.at = found.end()
        allowed: set[str] = set()
        inside = found.group(1).replace(r"\d", "0-9")
        for low, high in re.findall(r"(.)(?:-(.))?", inside):
            if high and (high < low or (low in DIGITS) != (high in DIGITS)):
                raise PatternError(f"the range {low}-{high} runs backwards or from digits to letters", start)
            allowed.update(map(chr, range(ord(low), ord(high or low) + 1)))
        self.source.append(f"[{inside}]")
        return frozenset(allowed)

    def repeated(self, item: list[Shape]) -> list[Shape]:
        character, start = self.peek(), self.at
        if character and character in "*+":
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", start)
        if character == "?":
            self.take()
            return [*item, Shape((), ())]
        if character != "{":
            return item
        found = re.compile(r"\{([0-9]{1,2})(?:(,)([0-9]{0,2}))?\}").match(self.text, start)
        if not found or (found.group(2) and not found.group(3)):
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", start)
        low, high = int(found.group(1)), int(found.group(3) or found.group(1))
        if high < low:
            raise PatternError(f"the repeat {{{low},{high}}} runs backwards", start)
        self.take(len(found.group()))
        ways, result = [Shape((), ())], []
        for times in range(high + 1):
            if times >= low:
                result += ways
            if times < high:
                ways = [_join(before, after) for before in ways for after in item]
            if len(ways) + len(result) > LIMIT:
                raise PatternError(f"more than {LIMIT} ways to match; say it with classes or fewer alternatives", start)
        return result


def _join(before: Shape, after: Shape) -> Shape:
    shift = len(before.sets)
    moved = tuple((name, start + shift, end + shift) for name, start, end in after.groups)
    looks = tuple(look._replace(at=look.at + shift) for look in after.looks)
    return Shape(before.sets + after.sets, before.groups + moved, before.looks + looks)


def _looked(shape: Shape) -> Shape:
    """A whole shape with the ways in which its look-aheads match."""
    return shape._replace(
        looks=tuple(look._replace(ways=_ways(look.text, len(shape.sets) - look.at)) for look in shape.looks)
    )


def _ways(text: str, room: int) -> tuple[tuple[Set, ...], ...] | None:
    """The ways in which a look-ahead matches with that much of the number behind it; None when it is no such pattern."""
    to_the_end = text.endswith("$") and "|" not in text
    try:
        pattern = parse((text[:-1] if to_the_end else text).replace("*", f"{{0,{room}}}"))
    except PatternError:
        return None
    if pattern.looks:
        return None
    found = dict.fromkeys(shape.sets for shape in pattern.shapes)
    return tuple(
        (*sets, *[DIGITS | LETTERS] * (room - len(sets)))
        for sets in found
        if len(sets) == room or (len(sets) < room and not to_the_end)
    )
