"""The reader of patterns: from the text of a definition to groups and shapes, or to an error."""

from __future__ import annotations

import re

from tracking.definitions.shapes import Look, Set, Shape
from tracking.spelling.numbers import DIGITS, LETTERS, LONGEST, PRINTED

__all__ = ["LIMIT", "PatternError", "PatternReader"]

LIMIT = 4096
"""A pattern with more shapes is refused: it says too little to be counted."""

DEEPEST = 20
"""The greatest depth of groups within groups."""
_REPEATS_AHEAD = 2
"""The greatest number of unbounded repeats in one look-ahead."""

_TOKEN = re.compile(r"\s+|\#[^\n]*", re.VERBOSE)


class PatternError(ValueError):
    """An error in a pattern. ``.column`` is its place, in characters from 0 of the text as written."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(reason)
        self.column = column


class PatternReader:
    """Reads one pattern. `whole` returns its shapes, and the fields have the rest."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self.source: list[str] = []
        self.names: list[str] = []
        self.looks = False
        self._depth = 0
        self._repeats: int | None = None
        """Repeats without a bound in the look-ahead that is being read; None outside of one."""

    def whole(self) -> tuple[Shape, ...]:
        """Return every way to match. Raises `PatternError`, or `re.error` for what `re` refuses."""
        shapes = self._alternatives()
        if self._at < len(self._text):
            raise PatternError("a ) that nothing opens", self._at)
        if any(not shape.sets for shape in shapes):
            raise PatternError("matches the empty text", 0)
        if max(len(shape.sets) for shape in shapes) > LONGEST:
            raise PatternError(f"matches more than {LONGEST} characters, and no number has so many", 0)
        re.compile("".join(self.source))
        return tuple(dict.fromkeys(shapes))

    def _peek(self) -> str:
        while space := _TOKEN.match(self._text, self._at):
            self._at = space.end()
        return self._text[self._at : self._at + 1]

    def _take(self, length: int = 1) -> str:
        taken = self._text[self._at : self._at + length]
        self._at += length
        self.source.append(taken)
        return taken

    def _alternatives(self) -> list[Shape]:
        found = self._sequence()
        while self._peek() == "|":
            self._take()
            found += self._sequence()
            if len(found) > LIMIT:
                raise PatternError(f"more than {LIMIT} ways to match; use classes or fewer alternatives", self._at)
        return found

    def _sequence(self) -> list[Shape]:
        found = [Shape((), ())]
        while (character := self._peek()) and character not in "|)":
            item = self._repeated(self._item(character))
            if len(found) * len(item) > LIMIT:
                raise PatternError(f"more than {LIMIT} ways to match; use classes or fewer alternatives", self._at)
            found = [_join(before, after) for before in found for after in item]
        return found

    def _item(self, character: str) -> list[Shape]:
        if character == "(":
            return self._group()
        if character == "[":
            return [Shape((self._set(),), ())]
        if character == "\\":
            if self._text[self._at : self._at + 2] != r"\d":
                raise PatternError(r"the only escape is \d", self._at)
            self._at += 2
            self.source.append("[0-9]")
            return [Shape((DIGITS,), ())]
        if character in DIGITS or character in LETTERS or character in PRINTED:
            self._take()
            return [Shape((frozenset(character),), ())]
        if character == "$" and self._repeats is not None:
            self._take()
            return [Shape((), ())]
        if character in "*+":
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", self._at)
        raise PatternError(
            f"{character!r} stands for nothing here; a key has digits and upper-case letters, no spaces, dashes or dots",
            self._at,
        )

    def _group(self) -> list[Shape]:
        start, name = self._at, None
        if self._depth >= DEEPEST:
            raise PatternError(f"groups are nested more than {DEEPEST} deep; use fewer levels", start)
        if named := re.compile(r"\(\?P<([a-z][a-z0-9_]*)>").match(self._text, self._at):
            name = named.group(1)
            if name in self.names:
                raise PatternError(f"two groups are named {name}", start)
            self.names.append(name)
            self._take(len(named.group()))
        elif self._text.startswith(("(?=", "(?!"), self._at):
            return self._look()
        elif self._text.startswith("(?:", self._at):
            self._take(3)
        elif self._text.startswith("(?", self._at):
            raise PatternError("groups are (?P<name>...), (?:...), (?=...) or (?!...)", start)
        else:
            self._take()
        found = self._inside(start)
        if name is None:
            return found
        return [shape._replace(groups=(*shape.groups, (name, 0, len(shape.sets)))) for shape in found]

    def _inside(self, start: int) -> list[Shape]:
        """Return the content of a group that opens at ``start``, up to its closing parenthesis."""
        self._depth += 1
        found = self._alternatives()
        self._depth -= 1
        if self._peek() != ")":
            raise PatternError("a ( that is not closed", start)
        self._take()
        return found

    def _look(self) -> list[Shape]:
        """Read a look-ahead, which is ignored here: its effect on the shapes is computed where it is needed."""
        start, before = self._at, len(self.source)
        outer = self._repeats
        wanted = self._text.startswith("(?=", start)
        self.looks, self._repeats = True, outer or 0
        self._take(len("(?="))
        self._inside(start)
        if outer is None:
            self._repeats = None
        text = "".join(self.source[before:])[len("(?=") : -1]
        return [Shape((), (), (Look(text, 0, wanted, ()),))]

    def _set(self) -> Set:
        start = self._at
        found = re.compile(r"\[((?:[0-9A-Z](?:-[0-9A-Z])?|\\d)+)\]").match(self._text, start)
        if not found:
            raise PatternError("a class holds digits, upper-case letters and ranges of them, as in [A-Z0-9]", start)
        self._at = found.end()
        allowed: set[str] = set()
        inside = found.group(1).replace(r"\d", "0-9")
        for low, high in re.findall(r"(.)(?:-(.))?", inside):
            if high and (high < low or (low in DIGITS) != (high in DIGITS)):
                raise PatternError(f"the range {low}-{high} runs backwards or from digits to letters", start)
            allowed.update(map(chr, range(ord(low), ord(high or low) + 1)))
        self.source.append(f"[{inside}]")
        return frozenset(allowed)

    def _repeated(self, item: list[Shape]) -> list[Shape]:
        character, start = self._peek(), self._at
        if character and character in "*+" and self._repeats is not None:
            return self._repeated_without_bound(item)
        if character and character in "*+":
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", start)
        if character == "?":
            self._take()
            return [*item, Shape((), ())]
        if character != "{":
            return item
        found = re.compile(r"\{([0-9]{1,2})(?:(,)([0-9]{0,2}))?\}").match(self._text, start)
        if not found or (found.group(2) and not found.group(3)):
            raise PatternError("an unbounded repeat; write how often at most, as in {1,20}", start)
        low, high = int(found.group(1)), int(found.group(3) or found.group(1))
        if high < low:
            raise PatternError(f"the repeat {{{low},{high}}} runs backwards", start)
        self._take(len(found.group()))
        ways, result = [Shape((), ())], []
        for times in range(high + 1):
            if times >= low:
                result += ways
            if times < high:
                ways = [_join(before, after) for before in ways for after in item]
            if len(ways) + len(result) > LIMIT:
                raise PatternError(f"more than {LIMIT} ways to match; use classes or fewer alternatives", start)
        return result

    def _repeated_without_bound(self, item: list[Shape]) -> list[Shape]:
        """Read a ``*`` or ``+`` in a look-ahead.

        It follows one class, since nested repeats would let `re` try without end.
        """
        if self._repeats == _REPEATS_AHEAD or any(len(shape.sets) != 1 or shape.groups for shape in item):
            raise PatternError(
                f"an unbounded repeat in a look-ahead follows one class, and at most {_REPEATS_AHEAD} stand in one; write {{0,20}}",
                self._at,
            )
        assert self._repeats is not None
        self._repeats += 1
        self._take()
        return [Shape((), ())]


def _join(before: Shape, after: Shape) -> Shape:
    shift = len(before.sets)
    moved = tuple((name, start + shift, end + shift) for name, start, end in after.groups)
    looks = tuple(look._replace(at=look.at + shift) for look in after.looks)
    return Shape(before.sets + after.sets, before.groups + moved, before.looks + looks)
