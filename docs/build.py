"""The site: ``python -m docs.build`` writes it to build/site (``make docs``).

All pages are first put into build/pages: those of this folder, the others of the repository that belong to the site, and
those that are made from definitions, problems, and docstrings. MkDocs then makes the site of them, and every warning is an
error. What is built loads nothing from another host.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tracking
from docs import catalog_pages, reference
from tracking.quality.coverage import table
from tracking.resolver import Resolver

__all__ = ["assemble", "foreign_resources", "main"]

ROOT = Path(__file__).parent.parent
PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "carriers/README.md": "adding-a-carrier.md",
    "tracking/languages/README.md": "adding-a-language.md",
}
"""Pages outside this folder, and what each is called on the site."""
_LINK = re.compile(r"(!?)\[([^\]\n]*(?:\n[^\]\n]*)?)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
_RESOURCE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*?\b(?:src|href|data)=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|(?:url\(|@import\s)\s*["']?((?:https?:)?//[^"')\s]+)""",
    re.IGNORECASE,
)


def written() -> dict[Path, str]:
    """The pages that somebody wrote, and where on the site each stands."""
    own = {path: path.name for path in sorted((ROOT / "docs").glob("*.md"))}
    return own | {ROOT / path: name for path, name in PAGES.items()}


def on_site(path: Path, text: str, places: dict[Path, str]) -> str:
    """A page's text with links that hold on the site; a link to a file that is not on the site becomes its words."""

    def link(found: re.Match[str]) -> str:
        image, words, target = found.groups()
        address, mark, anchor = target.partition("#")
        if "://" in address or not address:
            return found[0]
        there = Path(os.path.normpath(path.parent / address))
        if there in places:
            return f"{image}[{words}]({os.path.relpath(places[there], Path(places[path]).parent)}{mark}{anchor})"
        if there.is_relative_to(ROOT / "docs") and there.is_file():
            return f"{image}[{words}]({there.relative_to(ROOT / 'docs')})"
        return words

    return "".join(piece if piece.startswith("```") else _LINK.sub(link, piece) for piece in _FENCE.split(text))


def assemble(folder: Path) -> None:
    """Put every page of the site into a folder that is empty or new."""
    places = written()
    for path, name in places.items():
        _write(folder / name, on_site(path, path.read_text(encoding="utf-8"), places))
    for path in [
        *(ROOT / "docs").glob("*.svg"),
        *(ROOT / "docs").glob("*.css"),
        *(ROOT / "docs" / "examples").iterdir(),
    ]:
        if path.is_file():
            _write(folder / path.relative_to(ROOT / "docs"), path.read_text(encoding="utf-8"))
    carriers, resolver = tracking.carriers(), Resolver()
    with (folder / "carriers.md").open("a", encoding="utf-8") as page:
        page.write(f"\n## Coverage\n\n{table(carriers, rows=12)}\n\n{catalog_pages.countries(carriers)}")
    for name, text in catalog_pages.letter_pages(resolver, carriers):
        _write(folder / "carriers" / f"{name}.md", text)
    _write(folder / "check-digits.md", catalog_pages.check_digits(resolver, carriers))
    for name, text in catalog_pages.code_pages(carriers):
        _write(folder / name, text)
    for title in reference.MODULES:
        _write(folder / "reference" / f"{title}.md", reference.page(title))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def foreign_resources(folder: Path) -> list[str]:
    """What the pages of a site would load from other hosts: the page and the address of each."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".css"):
            for addresses in _RESOURCE.findall(path.read_text(encoding="utf-8")):
                found.append(f"{path.relative_to(folder)}: {''.join(addresses)}")
    return found


def main() -> int:
    """Build the site; the exit status."""
    pages, site = ROOT / "build" / "pages", ROOT / "build" / "site"
    for folder in (pages, site):
        shutil.rmtree(folder, ignore_errors=True)
    assemble(pages)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", "docs/mkdocs.yml"]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    built = subprocess.run(command, cwd=ROOT, check=False, env=environment)
    if built.returncode:
        return built.returncode
    if foreign := foreign_resources(site):
        print("the site loads from other hosts:", *foreign, sep="\n", file=sys.stderr)
        return 1
    print(f"{sum(1 for _ in site.rglob('*.html'))} pages in {site.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
