"""The program's standard streams, guarded: control characters in a file's text cannot control the terminal."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from tracking.spelling.harmless import harmless

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["GuardedBytes", "guarded_streams", "unguarded"]


class GuardedStream:
    """A text stream that shows control characters instead of writing them, except line breaks and tabs."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)

    @property
    def encoding(self) -> str:
        """The encoding of the stream; UTF-8 in place of ASCII, because click would replace an ASCII stream."""
        name = self.unguarded.encoding or "ascii"
        try:
            return "utf-8" if codecs.lookup(name).name == "ascii" else name
        except LookupError:
            return name

    def write(self, text: str) -> int:
        """Write a text in a harmless form."""
        self.unguarded.write(harmless(text, lines=True))
        return len(text)

    def writelines(self, texts: Iterator[str]) -> None:
        """Write several texts."""
        for text in texts:
            self.write(text)


class GuardedBytes(io.BufferedIOBase):
    """A file for the bytes of a UTF-8 table that a person looks at on a terminal."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def writable(self) -> bool:
        """Always true."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Write bytes to standard output, as harmless text."""
        raw = bytes(data)
        sys.stdout.write(harmless(self._decoder.decode(raw).replace("\r\n", "\n"), lines=True))
        return len(raw)

    def flush(self) -> None:
        """Write what is buffered."""
        sys.stdout.flush()


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Guard standard output and standard error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (GuardedStream(unguarded(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def unguarded(stream: TextIO) -> TextIO:
    """Return the stream behind a guarded one, for the program's own terminal output: progress bars and colors."""
    behind: TextIO = getattr(stream, "unguarded", stream)
    return behind
