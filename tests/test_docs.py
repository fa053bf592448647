"""The pages of docs/ are true: what they show is printed, their programs run, their links hold, every public name has an entry.

Their doctests run by themselves (``make test``).
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from docs import build, picture, reference, refresh
from tests.served import Served
from tracking.cli import COMMANDS, command

ROOT = Path(__file__).parent.parent
PAGES = refresh.pages()
EXAMPLES = [example for page in PAGES for example in refresh.examples(page)]
PROGRAMS = [
    pytest.param(code, id=f"{page.name}-{number}")
    for page in PAGES
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL))
]
SHOP = "http://127.0.0.1:8000"

pytestmark = pytest.mark.usefixtures("all_closed")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty current folder with the repository's files; examples may write beside them."""
    for name in ("docs", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 15
    assert len(PROGRAMS) > 3


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.page} {one.given}")
@pytest.mark.usefixtures("folder")
def test_a_command_prints_what_is_shown(example: refresh.Example) -> None:
    assert refresh.printed(example.program, example.given) == example.shown, "python -m docs.refresh writes it anew"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demo shop for all programs of the pages."""
    served = Served("--port", "0", "--demo", "--database", f"sqlite:///{tmp_path_factory.mktemp('shop')}/shop.db")
    yield served.url
    served.stop()


@pytest.mark.parametrize("code", PROGRAMS)
def test_a_program_runs(code: str, shop: str, folder: Path) -> None:
    compiled = compile(code.replace(SHOP, shop), "<page>", "exec")
    if "spark." not in code:  # tests/test_spark.py runs that one
        exec(compiled, {"__name__": "page", "pytest": pytest})  # some are tests


def test_a_warehouses_file_goes_as_it_is_told(shop: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every `tracking fulfill` of docs/spreadsheets.md, in order: a plan, then the run; the rounded number is refused."""
    (folder / "docs").unlink()
    shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")  # the journal goes beside the file
    monkeypatch.setenv("SHOPIFY_ACCESS_TOKEN", "shpat_demo")
    page = (ROOT / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
    given = re.findall(r"^tracking (fulfill .+)$", page, re.MULTILINE)
    plan, done = (CliRunner().invoke(command, shlex.split(one.replace(SHOP, shop))).output for one in given)
    assert "2 planned" in plan
    assert "2 done" in done
    for output in (plan, done):
        assert re.search(r"line 4: .*9,86579E\+11", output)
        assert "1 refused" in output


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.name)
def test_generated_tables_are_fresh(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, shown in re.findall(r"<!-- ([\w ]+): generated -->\n(.*?)\n?<!-- end of \1 -->", text, re.DOTALL):
        assert shown == refresh.GENERATED[name](), f"{name}: python -m docs.refresh writes it anew"
    assert text.count(": generated -->") == text.count("<!-- end of ")


def test_every_table_is_on_a_page() -> None:
    together = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in refresh.GENERATED:
        assert together.count(f"<!-- {name}: generated -->") == 1


def test_the_picture_shows_what_is_printed() -> None:
    assert picture.FILE.read_text(encoding="utf-8") == picture.drawn(), "python -m docs.picture draws it anew"


def test_every_command_is_explained() -> None:
    page = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"| `tracking {name}` |" in page, name


# The site.


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of the site, as MkDocs gets them."""
    folder = tmp_path_factory.mktemp("pages")
    build.assemble(folder)
    return folder


def _anchors(text: str) -> set[str]:
    """What links to parts of a page are called: by its headings, or as they say themselves, or by docstrings' homes."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    named = {found[1] for title in headings if (found := re.search(r"\{ #(\S+) \}$", title))}
    slugs = {re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in headings}
    return named | slugs | set(re.findall(r"^::: (\S+)$", text, re.MULTILINE))


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.md")}
    anchors = {path: _anchors(text) for path, text in texts.items()}
    broken, links = [], 0
    for path, text in texts.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
            if "://" in target:
                continue
            address, _, anchor = target.partition("#")
            there = (path.parent / address).resolve() if address else path
            links += 1
            if not there.is_file() or (anchor and anchor not in anchors[there]):
                broken.append(f"{path.relative_to(site)}: {target}")
    assert not broken
    assert links > 1_000


def _in_navigation(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    return [name for one in (part.values() if isinstance(part, dict) else part) for name in _in_navigation(one)]  # type: ignore[attr-defined]


def test_every_page_is_in_the_navigation(site: Path) -> None:
    listed = _in_navigation(yaml.safe_load((ROOT / "docs" / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    by_letter = {path for folder in ("carriers", "codes") for path in (site / folder).iterdir()}
    assert {site / name for name in listed} == set(site.rglob("*.md")) - by_letter
    assert len(listed) == len(set(listed))


def test_what_would_come_from_other_hosts_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.com">out</a><img src="here.svg"><link rel=icon href=assets/x.png>')
    assert build.foreign_resources(tmp_path) == []
    page.write_text(
        '<script async src="https://example.com/x.js"></script><style>a{background:url(//example.com/x)}</style>'
    )
    assert build.foreign_resources(tmp_path) == ["page.html: https://example.com/x.js", "page.html: //example.com/x"]


# The reference.


@pytest.mark.parametrize("title", reference.MODULES)
def test_every_public_name_has_an_entry_and_a_summary(title: str) -> None:
    shown = reference.page(title)
    for module in reference.MODULES[title]:
        loaded = importlib.import_module(module)
        for name in loaded.__all__:
            assert f"heading: {module}.{name}\n" in shown or f"## `{module}.{name}`\n" in shown, name
            value = inspect.getattr_static(loaded, name, None)
            value = getattr(loaded, name) if value is None and name != "spark" else value
            if inspect.isclass(value) or inspect.isroutine(value):
                about = (inspect.getdoc(value) or "").split("\n\n")[0]
                assert re.search(r"[.:]$", about), f"{module}.{name}: {about!r} is no summary"


def _fields(path: str) -> Iterator[tuple[str, bool]]:
    """The fields that a class declares, and whether each has a docstring or a description."""
    module, _, name = path.rpartition(".")
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    body = next(one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == name).body
    for field, behind in zip(body, [*body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and field.target.id[0] != "_":
            yield field.target.id, isinstance(behind, ast.Expr) or "description=" in ast.unparse(field.annotation)


def test_every_field_of_the_reference_is_explained() -> None:
    homes = [
        entry.home for modules in reference.MODULES.values() for one in modules for entry in reference.entries(one)
    ]
    classes = [
        home for home in [*homes, *sum(reference.PARTS.values(), ())] if home and home.split(".")[-1][0].isupper()
    ]
    found = [(home, *field) for home in classes if not home.split(".")[-1].isupper() for field in _fields(home)]
    assert [(home, name) for home, name, is_said in found if not is_said and name not in reference.FIELDS] == []
    assert len(found) > 150


def test_the_modules_of_the_contract_are_explained() -> None:
    explained = {module for modules in reference.MODULES.values() for module in modules}
    for page in PAGES:
        for module in re.findall(r"(?:from|import) (tracking\.[\w.]+)", page.read_text(encoding="utf-8")):
            assert module in explained | {"tracking.spark", "tracking.batch"}, f"{page.name}: {module}"
