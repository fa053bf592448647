"""A text that is searched, as it was given and in the one spelling in which it is read."""

from __future__ import annotations

from tracking.spelling.texts import spelled

__all__ = ["TextDocument"]


class TextDocument:
    """A text. ``given`` and ``plain`` have the same length, so a position in one is the same position in the other.

    >>> TextDocument("<b>RR&nbsp;１２３</b>").markup
    True
    >>> TextDocument("RR１２３").plain
    'RR123'
    """

    __slots__ = ("given", "markup", "plain")

    def __init__(self, text: str) -> None:
        self.given = text
        self.plain = plain = spelled(text)
        """The text in one spelling; see `tracking.spelling.texts`."""
        self.markup = "</" in plain or "/>" in plain
        """Whether the text has tags, as HTML and XML have: then what stands within a tag is not for readers."""

    def before(self, start: int) -> str:
        """The character in front of a place; a line end where the text begins."""
        return self.plain[start - 1] if start else "\n"

    def behind(self, end: int) -> str:
        """The character at a place; the empty text where the text ends."""
        return self.plain[end : end + 1]
