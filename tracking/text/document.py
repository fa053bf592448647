"""A text that is searched, as it was given and in the one spelling in which the search reads it."""

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
        """Whether the text has tags, like HTML and XML. The inside of a tag is not for readers."""

    def before(self, start: int) -> str:
        """Return the character before a position; a line end at the beginning of the text."""
        return self.plain[start - 1] if start else "\n"

    def behind(self, end: int) -> str:
        """Return the character at a position; the empty text at the end of the text."""
        return self.plain[end : end + 1]
