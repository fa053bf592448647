"""An HTML page as its reader sees it: text, tags and links."""

from __future__ import annotations

from html.parser import HTMLParser


class Seen(HTMLParser):
    """A page's text, links and tags; every element is closed, and nothing of script or style stands inline."""

    VOID = ("meta", "input", "link", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.fields: dict[str, str] = {}
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]
        if tag == "input":
            given = dict(attrs)
            self.fields[given.get("name") or ""] = given.get("value") or ""
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
