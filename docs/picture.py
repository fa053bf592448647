"""The picture at the top of README: ``python -m docs.picture`` draws docs/picture.svg from what the commands print."""

from __future__ import annotations

import html
import sys
from collections.abc import Iterator
from pathlib import Path

from docs.refresh import printed

__all__ = ["FILE", "drawn", "main"]

FILE = Path(__file__).parent / "picture.svg"
_COMMANDS = (
    ("explain 1Z001985YW99744790", 11),
    ("validate 1Z001985YW99744791 --company UPS", None),
    ("resolve 00000000000 --company gls --country DE --json | jq -r .url", None),
)
"""What is typed, and how many lines of its output are shown (all for None)."""
_COLUMNS, _LINE, _SIGN = 100, 19, 8.43
"""Characters of a line; pixels of a line's height and of a character's width at 14 pixels."""


def _lines() -> Iterator[tuple[bool, str]]:
    """What stands on the terminal, and whether it was typed."""
    for given, most in _COMMANDS:
        command, _, filtered = given.partition(" | ")
        output = printed("tracking", command)
        shown = [_url_of(output)] if filtered else output.splitlines()[:most]
        yield True, f"tracking {command if filtered else given}" + (f" | {filtered}" if filtered else _head(most))
        yield from ((False, line) for line in shown)
        yield False, ""


def _head(most: int | None) -> str:
    return "" if most is None else f" | head -{most}"


def _url_of(output: str) -> str:
    import json

    return str(json.loads(output)["url"])


def drawn() -> str:
    """The picture, an SVG."""
    lines = list(_lines())[:-1]
    width, height = round(_COLUMNS * _SIGN) + 40, len(lines) * _LINE + 60
    rows = []
    for place, (typed, line) in enumerate(lines):
        if not line:
            continue
        text = html.escape(line[:_COLUMNS], quote=False)
        shown = f'<tspan class="p">$ </tspan><tspan class="t">{text}</tspan>' if typed else text
        rows.append(f'<text x="20" y="{52 + place * _LINE}">{shown}</text>')
    dots = "".join(
        f'<circle cx="{20 + 18 * place}" cy="20" r="6" fill="{color}"/>'
        for place, color in enumerate(("#f7768e", "#e0af68", "#9ece6a"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">\n'
        "<title>tracking on a terminal: a number explained, a mistyped number with suggestions, a link</title>\n"
        "<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#c0caf5;white-space:pre}"
        ".p{fill:#9ece6a}.t{fill:#ffffff;font-weight:bold}</style>\n"
        f'<rect width="{width}" height="{height}" rx="10" fill="#1a1b26"/>\n{dots}\n' + "\n".join(rows) + "\n</svg>\n"
    )


def main() -> int:
    """Draw the picture anew; the exit status."""
    FILE.write_text(drawn(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
