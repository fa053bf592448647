"""Numbers in pieces: split by tags of HTML inside of words or between groups, or at a line's end.

Pieces are joined only if some carrier's format accepts them together. The text between them is then spelled as nothing,
or as a space, so that everything else reads one number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from tracking.languages.words import NAMES, verdict
from tracking.matching import thresholds
from tracking.spelling.texts import NOTHING
from tracking.text.lengths import LONGEST_FOUND, SHORTEST_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.matching.ranking import Match
    from tracking.text.document import TextDocument
    from tracking.text.lengths import StrongLengths

__all__ = ["join_pieces"]

_MOST = 16
"""The greatest number of pieces of one number."""
_INLINE = r"(?:/?(?:a|abbr|b|big|code|em|font|i|ins|mark|nobr|s|samp|small|span|strong|tt|u|wbr)(?:[\s/][^<>]{0,600})?|!--[^<>]{0,60}--)>"
# Tags within a word, or between two groups: with one space between the tags.
_BETWEEN_TAGS = re.compile(rf"<(?<=[0-9A-Za-z\x00]<){_INLINE}(?:[ ]?\x00{{0,8}}<{_INLINE}){{0,7}}(?=[0-9A-Za-z\x00])")
_SPACE = re.compile(r">[ \x00]")
_OPENS = re.compile(r"<[a-z]", re.IGNORECASE)
_GROUP = re.compile("[0-9A-Z]+")
_PIECE_BEFORE = re.compile(r"[0-9A-Za-z\x00]{1,64}\Z")
_PIECE = re.compile(r"[0-9A-Za-z\x00]{1,64}")
# A line's end between groups. A digit ends the first line; a quoted line begins with signs. `re` looks fastest for one first character.
_LINE_END = re.compile(
    r"\n(?<=[0-9 \r]\n)(?:(?<=[0-9]\n)|(?<=[0-9][ \r]\n)|(?<=[0-9] \r\n))[> ]{0,8}(?=[0-9A-Z]{1,10}(?:[ -][0-9A-Z]|[\s.,;)]|\Z))"
)
_SPACED_DASH = re.compile(r"-(?<=[0-9] -) (?<=[0-9]{3} - )(?=[0-9]{8}(?![0-9A-Za-z]))")
_LABEL = re.compile(r"([^\W\d_]{2,24})(?:[ .:#]{1,3}|[ ](?:no|nr)[.:]? )[0-9]{3}\Z", re.IGNORECASE)
_GROUPS_BEFORE = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Z]{1,10}[ -]){0,7}[0-9A-Z]{1,10}[ \r]{0,2}\Z")
_OF_GROUPS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -\r"
_GROUPS_BEHIND = re.compile(r"[0-9A-Z]{1,10}(?:[ -][0-9A-Z]{1,10}){0,7}(?![0-9A-Za-z])")
_REACH = 64
"""The number of characters beside a position that are read for a piece of a number."""

Matches = Callable[[str], tuple["Match", ...]]
"""Returns the matches of a number."""


def join_pieces(document: TextDocument, lengths: StrongLengths, matches: Matches) -> None:
    """Join the pieces of numbers in a text's spelling."""
    fillings = dict(_between_tags(document.plain, lengths, matches)) if document.markup else {}
    fillings |= _at_line_ends(document.plain, lengths, matches)
    fillings |= dict(_around_dashes(document.plain, matches))
    if fillings:
        kept, done = [], 0
        for (start, end), sign in sorted(fillings.items()):
            kept += [document.plain[done:start], sign, NOTHING * (end - start - len(sign))]
            done = end
        document.plain = "".join(kept) + document.plain[done:]


def _around_dashes(plain: str, matches: Matches) -> Iterator[tuple[tuple[int, int], str]]:
    """Return the dashes with spaces within air waybills, 020 - 31293102, behind a word for a parcel's number."""
    for dash in _SPACED_DASH.finditer(plain):
        start, end = dash.start() - 1, dash.end()
        label = _LABEL.search(plain, max(0, start - _REACH), start)
        if label and verdict(label.group(1)) == NAMES:
            pieces = [plain[start - 3 : start], plain[end : end + 8]]
            if _is_number("".join(pieces), pieces, matches):
                yield (start, end), "-"


def _between_tags(plain: str, lengths: StrongLengths, matches: Matches) -> Iterator[tuple[tuple[int, int], str]]:
    """Return the tags between the pieces of numbers, each with its spelling."""
    splits = [*_BETWEEN_TAGS.finditer(plain)]
    spaced = {split for split in splits if _SPACE.search(split.group())}
    for together, pieces in _in_a_row(plain, [split for split in splits if split not in spaced]):
        if _is_number("".join(pieces), pieces, matches):
            yield from ((split.span(), "") for split in together)
    words = {one for one in spaced if plain[one.start() - 1].islower() or plain[one.end()].islower()}
    if len(words) == len(spaced):
        return
    for together, pieces in _in_a_row(plain, [split for split in splits if split not in words]):
        if _all_in_tags(plain, together) and len(pieces) > 2 and _is_number("".join(pieces), pieces, matches):
            yield from ((split.span(), " " if split in spaced else "") for split in together)
            continue
        for count, split in enumerate(together, 1):
            if _are_one_number(pieces[:count], pieces[count:], lengths, matches):
                yield split.span(), " " if split in spaced else ""


def _all_in_tags(plain: str, splits: list[re.Match[str]]) -> bool:
    """Tell whether each of the pieces between splits has tags of its own."""
    return all("</" in one.group() and _OPENS.search(one.group()) for one in splits) and bool(
        _OPENS.search(plain, max(0, plain.rfind("<", 0, splits[0].start())), splits[0].start())
    )


def _in_a_row(plain: str, splits: list[re.Match[str]]) -> Iterator[tuple[list[re.Match[str]], list[str]]]:
    """Return the splits between which only pieces stand, with the pieces around them, one more than splits."""
    rows: list[list[re.Match[str]]] = []
    done = 0
    for split in splits:
        if not rows or len(rows[-1]) == _MOST or not _PIECE.fullmatch(plain, done, split.start()):
            rows.append([])
        rows[-1].append(split)
        done = split.end()
    for row in rows:
        start, end = row[0].start(), row[-1].end()
        before, behind = _PIECE_BEFORE.search(plain, max(0, start - _REACH), start), _PIECE.match(plain, end)
        if before is None or behind is None:
            continue
        inner = [plain[one.end() : two.start()] for one, two in pairwise(row)]
        yield row, [piece.replace(NOTHING, "").upper() for piece in (before.group(), *inner, behind.group())]


def _is_number(number: str, pieces: list[str], matches: Matches) -> bool:
    """Tell whether pieces are one number: a format accepts them together, and none of them stands alone."""
    return (
        SHORTEST_FOUND + 2 <= len(number) <= LONGEST_FOUND
        and any(map(str.isdecimal, number))
        and bool(matches(number))
        and not any(_stands_alone(matches(piece)) for piece in pieces if len(piece) >= SHORTEST_FOUND)
    )


def _stands_alone(found: tuple[Match, ...]) -> bool:
    return any(match.bits >= thresholds.STANDS_ALONE for match in found)


def _at_line_ends(plain: str, lengths: StrongLengths, matches: Matches) -> dict[tuple[int, int], str]:
    """Return the line ends between the groups of one printed number, which needs strong evidence."""
    found: dict[tuple[int, int], str] = {}
    for end in _LINE_END.finditer(plain):
        start = end.start()
        behind = _GROUPS_BEHIND.match(plain, end.end())
        if behind is None:
            continue
        low = max(0, start - _REACH)
        low += len(plain[low:start].rstrip(_OF_GROUPS))  # no group begins before
        before = _GROUPS_BEFORE.search(plain, low, start)
        if before is None:
            continue
        left, right = _GROUP.findall(before.group()), _GROUP.findall(behind.group())
        if len(left) + len(right) > 2 and _are_one_number(left, right, lengths, matches):
            while plain[start - 1] in " \r":
                start -= 1
            found[start, end.end()] = " "
    return found


def _are_one_number(left: list[str], right: list[str], lengths: StrongLengths, matches: Matches) -> bool:
    """Tell whether groups that end a line and groups that begin the next one are one number with strong evidence."""
    for first in range(len(left)):
        begun = "".join(left[first:])
        beginning = (begun + "".join(right))[:2]
        possible, size = lengths.of_digits[beginning] | lengths.of_mixed[beginning], len(begun)
        if possible >> size & 1 and _strong(begun, lengths, matches):  # a whole number ends the line
            return False
        for last, group in enumerate(right, 1):
            size += len(group)
            if possible >> size & 1 and _strong(begun + "".join(right[:last]), lengths, matches):
                return True
    return False


def _strong(number: str, lengths: StrongLengths, matches: Matches) -> bool:
    if not SHORTEST_FOUND + 2 <= len(number) <= LONGEST_FOUND or not any(map(str.isdecimal, number)):
        return False
    by_beginning = lengths.of_digits if number.isdecimal() else lengths.of_mixed
    return bool(by_beginning[number[:2]] >> len(number) & 1) and _stands_alone(matches(number))
