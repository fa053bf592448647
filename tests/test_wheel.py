"""The wheel: built, installed elsewhere, used; its answers are the checkout's, and it starts without YAML."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import tracking
from tracking.definitions.compiling import compiled
from tracking.definitions.packing import modules

ROOT = Path(__file__).parent.parent


def build(source: Path, target: str, into: Path) -> subprocess.CompletedProcess[str]:
    """Build from a source tree as a front end does, in a process of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)]
    return subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)


def unpacked(sdist: Path, folder: Path) -> Path:
    with tarfile.open(sdist) as archive:
        # Extraction filters are there from Python 3.11.4 on; the archive is the one that was just built.
        safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder, **safely)
    return folder / sdist.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist of the checkout, and the wheel made of that."""
    folder = tmp_path_factory.mktemp("built")
    made = build(ROOT, "sdist", folder)
    assert made.returncode == 0, made.stderr
    (sdist,) = folder.glob("*.tar.gz")
    made = build(unpacked(sdist, folder), "wheel", folder)
    assert made.returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def python(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment into which pip has installed the wheel; what it needs is taken from here."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", str(built[1])], check=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    Path(site, "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def run(python: Path, code: str, given: Any = None) -> Any:
    """What a program prints as JSON, run by the installed package's interpreter, far from the checkout."""
    done = subprocess.run(
        [python, "-c", code], input=json.dumps(given), capture_output=True, text=True, check=False, cwd=python.parent
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_build_leaves_nothing_in_the_source_tree(built: tuple[Path, Path]) -> None:
    source = built[0].with_name(built[0].name.removesuffix(".tar.gz"))
    assert source.is_dir()
    made = ("tracking/_snapshot*", "tracking/_languages*", "tracking/_words_beside*")
    assert not [file for tree in (ROOT, source) for pattern in made for file in tree.glob(pattern)]


def test_what_the_wheel_holds(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[1]) as wheel:
        names = set(wheel.namelist())
        (points,) = (wheel.read(name).decode() for name in names if name.endswith("entry_points.txt"))
        assert "[pytest11]\ntracking-shop = tracking.pytest_plugin" in points
        snapshot = {
            name: wheel.read(name).decode() for name in wheel.namelist() if name.startswith("tracking/_snapshot")
        }
    definitions = {f"tracking/_carriers/{file.name}" for file in (ROOT / "carriers").glob("*.yaml")}
    assert definitions <= names
    assert {str(file.relative_to(ROOT)) for file in (ROOT / "tracking" / "languages").glob("*.yaml")} <= names
    code = {str(file.relative_to(ROOT)) for file in (ROOT / "tracking").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == code | set(snapshot) | {
        "tracking/_languages.py",
        "tracking/_words_beside.py",
    }
    made = modules(tuple(map(compiled, tracking.carriers())))
    assert snapshot == {f"tracking/_snapshot/{name}": text for name, text in made.items()}
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "carriers/"))]


def test_the_answers_are_those_of_the_checkout(python: Path) -> None:
    asked = [
        [number, country, company]
        for carrier in tracking.carriers()
        for format_ in carrier.numbers
        for number in (*format_.valid, *format_.invalid)
        for country in {None, carrier.country}
        for company in (None, carrier.name)
    ]
    code = (
        "import json, sys, tracking\n"
        "answers = [tracking.resolve(n, c, country=k).as_dict() for n, k, c in json.load(sys.stdin)]\n"
        "codes = [getattr(tracking.code_for(c.id, p.key), 'code', None)\n"
        "         for c in tracking.carriers()[::9] for p in tracking.platforms()]\n"
        "codes += [tracking.resolve('1', name).carrier for name in ('DHL_DE', 'fedex-ftp', 'danmark-post')]\n"
        "codes += [tracking.resolve('1', 'DPD', country='PL').carrier, tracking.data_version]\n"
        "json.dump([tracking.__file__, answers, tracking.__version__, codes], sys.stdout)\n"
    )
    where, answers, version, codes = run(python, code, asked)
    assert Path(where).is_relative_to(python.parent.parent)
    assert version == tracking.__version__
    here = [tracking.resolve(number, company, country=country).as_dict() for number, country, company in asked]
    assert answers == json.loads(json.dumps(here))
    every = [tracking.code_for(c.id, p.key) for c in tracking.carriers()[::9] for p in tracking.platforms()]
    assert codes[:-5] == [one and one.code for one in every]
    assert codes[-5:] == ["dhl-de", "fedex", "postnord-dk", "dpd-pl", tracking.data_version]


def test_it_starts_without_yaml_and_its_kin(python: Path) -> None:
    code = (
        "import json, sys\n"
        "before = set(sys.modules)\n"
        "import tracking\n"
        "found = [tracking.resolve('1Z001985YW99744790').url, tracking.resolve('1', 'fed ex').url,\n"
        "         tracking.resolve(url='https://www.dhl.com/?n=1').url, tracking.identify('RR123456785CN')[0].carrier,\n"
        "         tracking.validate('1Z001985YW99744791').ok, tracking.find('UPS 1Z001985YW99744790')[0].number]\n"
        "json.dump([found, sorted(set(sys.modules) - before)], sys.stdout)\n"
    )
    found, imported = run(python, code)
    assert None not in found
    assert {"tracking._snapshot", "tracking._languages"} <= set(imported)
    assert not [name for name in imported if name.startswith("tracking._snapshot.code")]
    unwanted = {
        "msgspec",
        "yaml",
        "regex",
        "_regex",
        "click",
        "tracking.definitions.carrier",
        "tracking.definitions.loading",
        "tracking.definitions.compiling",
        "tracking.definitions.platforms",
        "tracking.languages.loading",
        "tracking.languages.merging",
        "tracking.yaml_file",
    }
    assert not unwanted & set(imported)


def test_the_first_answer_takes_only_what_it_needs(python: Path) -> None:
    code = (
        "import json, re, sys\n"
        "compiled, compile_ = [], re.compile\n"
        "re.compile = lambda *given: compiled.append(str(given[0])) or compile_(*given)\n"
        "import tracking\n"
        "tracking.Resolver()\n"
        "made = list(compiled)\n"
        "url = tracking.resolve('1Z001985YW99744790').url\n"
        "json.dump([made, compiled, url, sorted(sys.modules)], sys.stdout)\n"
    )
    made, compiled_, url, imported = run(python, code)
    assert made == []
    assert len(compiled_) <= 5
    assert url == tracking.resolve("1Z001985YW99744790").url
    assert not {"html", "urllib.parse", "threading", "tracking.errors", "tracking.definitions.patterns"} & set(imported)


@pytest.mark.parametrize(
    ("call", "most"),
    [
        ("resolve('1Z001985YW99744790')", 3),
        ("resolve('RR123456785CN')", 3),
        ("resolve('1Z001985YW99744790', company='UPS')", 2),
        ("resolve('9400111206213859496247', company='USPS', country='US')", 3),
        ("resolve('986578788855', company='FedEx', country='US')", 3),
        ("identify('00340434161094042557')", 2),
        ("code_for('ups', 'ebay')", 3),
    ],
)
def test_the_first_answer_loads_few_definitions(python: Path, call: str, most: int) -> None:
    code = (
        "import json, sys, tracking\n"
        f"answer = tracking.{call}\n"
        "json.dump([name for name in sys.modules if name.startswith('tracking._snapshot.')], sys.stdout)\n"
    )
    loaded = run(python, code)
    assert 0 < len(loaded) <= most
    assert "tracking._snapshot.ids" not in loaded  # it grows with the number of carriers


def test_the_definitions_are_there_to_be_read(python: Path) -> None:
    code = (
        "import json, sys, tracking; json.dump([one.as_dict() for one in tracking.carriers()], sys.stdout, default=str)"
    )
    here = [carrier.as_dict() for carrier in tracking.carriers()]
    assert run(python, code) == json.loads(json.dumps(here, default=str))


def test_the_definitions_are_there_without_yaml(python: Path) -> None:
    code = "import json, sys, tracking; tracking.carriers(); json.dump('yaml' in sys.modules, sys.stdout)"
    assert run(python, code) is False


def test_the_words_are_those_of_the_checkout(python: Path) -> None:
    from tracking.languages.builtin import vocabulary

    code = (
        "import json, sys; from tracking.languages.builtin import vocabulary; json.dump(repr(vocabulary()), sys.stdout)"
    )
    assert run(python, code) == repr(vocabulary())


def test_the_words_beside_names_are_those_of_the_checkout(python: Path) -> None:
    from tracking.catalog.beside import words_beside

    code = "import json, sys; from tracking.catalog.beside import words_beside as w; json.dump(%s, sys.stdout)"
    told = "[sorted(w().beside), w().posts, w().countries, *map(sorted, w().negations.values()), sorted(sys.modules)]"
    *found, imported = run(python, code % told)
    w = words_beside()
    assert found == json.loads(json.dumps([sorted(w.beside), w.posts, w.countries, *map(sorted, w.negations.values())]))
    assert "tracking._words_beside" in imported
    assert "tracking._languages" not in imported


def test_it_is_started_as_a_module_too(python: Path) -> None:
    done = subprocess.run([python, "-m", "tracking", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"tracking {tracking.__version__}\n"


@pytest.mark.parametrize("module", ["tracking._snapshot", "tracking._languages", "tracking._words_beside"])
def test_an_editable_install_reads_the_checkout(module: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=module):
        __import__(module)


@pytest.mark.parametrize(
    ("file", "text"),
    [("carriers/ups.yaml", "name: [UPS\n"), ("tracking/languages/da.yaml", "language: Danish\nverb: [er]\n")],
)
def test_a_file_that_is_not_right_ends_the_build(
    built: tuple[Path, Path], tmp_path: Path, file: str, text: str
) -> None:
    source = unpacked(built[0], tmp_path)
    (source / file).write_text(text, encoding="utf-8")
    made = build(source, "wheel", tmp_path)
    assert made.returncode != 0
    assert Path(file).name in made.stderr
