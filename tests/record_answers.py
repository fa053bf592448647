"""A recorded table of answers: what the public functions say to some 40,000 questions.

    python -m tests.record_answers           writes tests/data/answers.tsv anew
    python -m tests.record_answers --diff    prints what differs from it now, grouped by what differs (--all: every line)

A line of the table holds one question and its answer in four columns separated by tabs: the function; the countries that
get this answer (``-`` is none); the other arguments and the answer, both as JSON (``name`` is `resolve` with a company and a
number that says nothing). The questions are every sample of every
carrier, other numbers, companies and URLs made from a seed, every listed name and alias, and what the tests ask
(tests/data/asked.jsonl). Only public names are used, so that the table outlives changes of the inside.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import string
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import tracking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DATA = Path(__file__).parent / "data"
TABLE = DATA / "answers.tsv"
ASKED = DATA / "asked.jsonl"
SEED = 20261130
COUNTRIES = (None, "US", "DE", "GB")
UNKNOWN = "Nordwind Parcels"
"""A company that nobody lists."""
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
ELSEWHERE = {"postal_code": "10115", "country": "DE", "language": "de"}
"""Values for the variables of a page other than the number."""


class Question(NamedTuple):
    """A call of a public function."""

    kind: str
    country: str | None
    arguments: str
    """The other arguments, as JSON."""

    def __str__(self) -> str:
        return f"{self.kind} {self.country or '-'} {self.arguments}"


# Answers.


def digest(value: object) -> str:
    """Six characters that stand for a long value."""
    return hashlib.sha256(dumped(value).encode("utf-8", "surrogatepass")).hexdigest()[:6]


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ":"))


def candidate(of: dict[str, Any]) -> str:
    """Carrier, format, check, evidence; company, parts and URL as a digest."""
    rest = digest([of["company"], of["parts"], of["url"]])
    return f"{of['carrier']} | {of['format']} | {of['check']} | {of['evidence']} | {rest}"


def short(text: str, arguments: dict[str, Any]) -> str:
    """A message or URL with {n} for the number asked about and {c} for the company."""
    for sign, given in (("{n}", arguments.get("number")), ("{c}", arguments.get("company"))):
        if given and len(given) > 4:
            text = text.replace(given, sign)
    return text


def problems(of: dict[str, Any], arguments: dict[str, Any]) -> list[str]:
    return [f"{one['code']}: {short(one['message'], arguments)}" for one in of["problems"]]


def identified(country: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"candidates": [candidate(one.as_dict()) for one in tracking.identify(country=country, **arguments)]}


def resolved(country: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """``is`` says via, carrier and company; ``=`` for the candidates of `identify` and for the URL asked about."""
    of = tracking.resolve(country=country, **arguments).as_dict()
    candidates = [one["carrier"] for one in of["candidates"]]
    number, url = of["number"], of["url"]
    return {
        "is": f"{of['via']} {of['carrier'] or '-'} {of['company'] or '-'}",
        "number": None if number == arguments.get("number") else number,
        "url": "=" if url and url == arguments.get("url") else url and short(url, arguments),
        "candidates": "="
        if candidates and number and candidates == [one.carrier for one in tracking.identify(number, country)]
        else " ".join(candidates),
        "problems": problems(of, arguments),
    }


def named(country: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    """A company beside a number that says nothing."""
    of = tracking.resolve("ZZ00", country=country, **arguments).as_dict()
    said = " ".join(one["code"] for one in of["problems"] if one["code"] != "format_mismatch")
    return {
        "is": f"{of['via']} {of['carrier'] or '-'} {of['company'] or '-'}",
        "url": digest(of["url"]),
        "problems": said,
    }


def validated(country: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    of = tracking.validate(country=country, **arguments).as_dict()
    suggestions = [f"{one['kind']} {one['value']}: {short(one['message'], arguments)}" for one in of["suggestions"]]
    return {"ok": of["ok"], "problems": problems(of, arguments), "suggestions": suggestions}


def found(country: str | None, arguments: dict[str, Any]) -> dict[str, Any]:
    answers = [one.as_dict() for one in tracking.find(country=country, **arguments)]
    for one in answers:
        one["candidates"] = " ".join(of["carrier"] for of in one["candidates"])
    return {"found": [f"{one['start']}-{one['end']} {one['number']} {one['candidates']}" for one in answers]}


ANSWER: dict[str, Callable[[str | None, dict[str, Any]], dict[str, Any]]] = {
    "identify": identified,
    "resolve": resolved,
    "name": named,
    "validate": validated,
    "find": found,
}


def answer_of(question: Question) -> dict[str, Any]:
    """The present answer without its empty fields; an error of the library is one too."""
    try:
        answer = ANSWER[question.kind](question.country, json.loads(question.arguments))
    except tracking.TrackingError as error:
        return {"raises": f"{type(error).__name__}: {error}"}
    return {name: value for name, value in answer.items() if value not in ([], None, "")}


# Questions.


def changed(number: str, rnd: random.Random) -> str:
    """The number with one of its digits changed: the last one in two cases of three."""
    places = [place for place, sign in enumerate(number) if sign in string.digits]
    if not places:
        return number + "7"
    place = places[-1] if rnd.random() < 0.67 else rnd.choice(places)
    return number[:place] + str((int(number[place]) + rnd.randint(1, 9)) % 10) + number[place + 1 :]


def postal_item(rnd: random.Random) -> str:
    """A number of the world's posts (UPU S10), its check digit right."""
    digits = "".join(rnd.choices(string.digits, k=8))
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, S10_WEIGHTS, strict=True)) % 11
    country = rnd.choice(("US", "DE", "GB", "FR", "CN", "JP", "NL", "SE", "ES", "PL", "SG", "XX"))
    service = rnd.choice("RECLVUAZ") + rnd.choice(string.ascii_uppercase)
    return f"{service}{digits}{ {10: 0, 11: 5}.get(check, check) }{country}"


def made_up(rnd: random.Random) -> Iterator[str]:
    """Numbers of the common lengths and alphabets."""

    def some(signs: str, many: int) -> str:
        return "".join(rnd.choices(signs, k=many))

    for length in range(5, 36):
        for _ in range(7):
            yield some(string.digits, length)
    for length in range(8, 24):
        yield some(string.ascii_uppercase, 1) + some(string.digits, length - 1)
        yield some(string.ascii_uppercase, 2) + some(string.digits, length - 2)
        yield some(string.ascii_uppercase, 4) + some(string.digits, length - 4)
        yield some(string.digits, length - 1) + some(string.ascii_uppercase, 1)
        yield some(string.digits + string.ascii_uppercase, length)
    for _ in range(40):
        yield postal_item(rnd)
        yield "1Z" + some(string.digits + string.ascii_uppercase, 6) + some(string.digits, 10)


def printed(number: str, rnd: random.Random) -> str:
    """The number as people write it: in groups, in small letters, with a label."""
    separator = rnd.choice(" -. ")
    groups = separator.join(number[at : at + 4] for at in range(0, len(number), 4))
    return rnd.choice((groups, number.lower(), f" {number}\n", f"Tracking: {number}", f"{number},", f"#{number}"))


def misspelt(name: str, rnd: random.Random) -> str:
    place = rnd.randrange(len(name))
    return rnd.choice(
        (name[:place] + name[place + 1 :], name[:place] + "e" + name[place:], name.lower(), f"{name} Ltd.")
    )


def every_way(number: str, countries: Iterable[str | None]) -> Iterator[Question]:
    for kind in ("identify", "resolve", "validate"):
        for country in countries:
            yield Question(kind, country, dumped({"number": number}))


def filled(template: str, number: str) -> str | None:
    """A page's URL with the values put in; None where it asks for a part of the number."""
    values = {"number": number, **ELSEWHERE}
    if any(variable not in values for variable in re.findall(r"{(\w+)}", template)):
        return None
    return re.sub(r"{(\w+)}", lambda found: quote(values[found[1]], safe=""), template)


def of_carrier(of: tracking.Carrier, other: str, rnd: random.Random) -> Iterator[Question]:
    """A carrier's samples, names and pages."""
    company = next((page.name for page in of.pages if page.name), of.name)
    samples = list(dict.fromkeys(number for form in of.numbers for number in (*form.valid, *form.invalid)))
    for number in samples:
        yield from every_way(number, dict.fromkeys((*COUNTRIES, of.country)))
        beside = ((None, company), (of.country, company), (None, rnd.choice((other, UNKNOWN))))
        for country, asked in beside:
            for kind in ("resolve", "validate"):
                yield Question(kind, country, dumped({"number": number, "company": asked}))
        if rnd.random() < 0.4:
            url = f"https://shop.example.com/parcels?nr={quote(number, safe='')}"
            yield Question("resolve", None, dumped({"number": number, "url": url}))
        if any("{" in (page.url or "").replace("{number}", "") for page in of.pages):
            arguments = {"number": number, "company": company, "postal_code": "10115", "language": "de"}
            yield Question("resolve", of.country, dumped(arguments))
    number = samples[0] if samples else "123456789012"
    for page in of.pages:
        lists = [None if name == "global" else name for name in page.lists] or [of.country]
        for country in lists:
            yield Question("name", country, dumped({"company": page.name or of.name}))
        if page.lists:
            for kind in ("resolve", "validate"):
                wrong = misspelt(page.name or of.name, rnd)
                yield Question(kind, lists[0], dumped({"number": number, "company": wrong}))
        for template in filter(None, (page.url, *page.also)):
            if url := filled(template, number):
                yield Question("resolve", None, dumped({"url": url}))
                if rnd.random() < 0.35:
                    yield Question("resolve", None, dumped({"number": rnd.choice(samples or ["12345"]), "url": url}))
    for name in dict.fromkeys((of.name, *of.aliases)):
        for country in dict.fromkeys((None, of.country, *(name for name in of.lists if name != "global"))):
            yield Question("name", country, dumped({"company": name}))


def questions() -> list[Question]:
    """All of them, each once, in the same order at every run."""
    rnd = random.Random(SEED)
    carriers = sorted(tracking.carriers(), key=lambda of: of.id)
    companies = [page.name for of in carriers for page in of.pages if page.name and page.lists]
    asked: list[Question] = []
    for of in carriers:
        asked += of_carrier(of, rnd.choice(companies), rnd)
    samples = [number for of in carriers for form in of.numbers for number in form.valid]
    numbers = [changed(number, rnd) for number in rnd.sample(samples, 220)]
    numbers += [printed(number, rnd) for number in rnd.sample(samples, 60)]
    numbers += made_up(rnd)
    for line in ASKED.read_text(encoding="utf-8").split("\n")[:-1]:
        kind, arguments = json.loads(line)
        if kind == "number":
            numbers.append(arguments["number"])
        else:
            country = arguments.pop("country", None)
            for one in dict.fromkeys((country, "DE")) if kind == "find" else (country,):
                asked.append(Question(kind, one, dumped(arguments)))
    for number in numbers:
        asked += every_way(number, COUNTRIES)
    return list(dict.fromkeys(asked))


# The table.


def lines(answered: Iterable[tuple[Question, dict[str, Any]]]) -> list[str]:
    """One line for a question and all countries that get the same answer."""
    rows: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for question, answer in answered:
        rows[question.kind, question.arguments, dumped(answer)].append(question.country or "-")
    return ["\t".join((kind, " ".join(of), asked, answer)) for (kind, asked, answer), of in rows.items()]


def table() -> dict[Question, dict[str, Any]]:
    """The recorded answers."""
    recorded = {}
    for line in TABLE.read_text(encoding="utf-8").split("\n")[:-1]:
        kind, countries, arguments, answer = line.split("\t")
        for country in countries.split(" "):
            recorded[Question(kind, None if country == "-" else country, arguments)] = json.loads(answer)
    return recorded


def written(value: object) -> str:
    """As lines of the file show it; halves of surrogate pairs as JSON's escapes."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def record() -> None:
    text = "\n".join(lines((question, answer_of(question)) for question in questions())) + "\n"
    TABLE.write_bytes(text.encode("utf-8", "backslashreplace"))


# What differs.


def codes(problems: Iterable[str]) -> Counter[str]:
    return Counter(problem.partition(":")[0] for problem in problems)


def differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What differs between two answers, each as a short text under which such differences are grouped."""
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if name == "problems" and isinstance(was or now, list):
            less, more = codes(was or ()) - codes(now or ()), codes(now or ()) - codes(was or ())
            signs = [f"-{code}" for code in sorted(less)] + [f"+{code}" for code in sorted(more)]
            yield f"problems {' '.join(signs)}" if signs else "problems: another order or message"
        elif isinstance(was, list) and isinstance(now, list) and sorted(was) == sorted(now):
            yield f"{name}: another order"
        elif isinstance(was, (bool, type(None))) or name == "is":
            via = [str(value).partition(" ")[0] for value in (was, now)]
            yield f"{name} {via[0]} -> {via[1]}" if was is not None else f"{name} appears"
        else:
            yield f"{name} vanishes" if now is None else f"{name} differs"


def differing(recorded: dict[Question, dict[str, Any]]) -> list[tuple[Question, dict[str, Any], dict[str, Any]]]:
    """Questions whose answer is another than recorded, with the old and the new one."""
    compared = [(question, old, answer_of(question)) for question, old in recorded.items()]
    return [(question, old, new) for question, old, new in compared if old != json.loads(dumped(new))]


def shown(question: Question, old: dict[str, Any], new: dict[str, Any]) -> str:
    """A difference on three lines: the question and those fields that differ."""
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    was, now = ({name: of[name] for name in names if name in of} for of in (old, new))
    return written(f"  {question}\n    - {dumped(was)}\n    + {dumped(now)}")


def report(every: bool = False) -> str:
    """Present answers that differ from the table, grouped by function and by what differs; five examples each, or all."""
    groups: dict[str, list[str]] = defaultdict(list)
    recorded = table()
    changes = differing(recorded)
    for question, old, new in changes:
        groups[f"{question.kind}: {'; '.join(differences(old, new))}"].append(shown(question, old, new))
    parts = [f"{len(changes)} of {len(recorded)} answers differ."]
    for name, examples in sorted(groups.items(), key=lambda item: -len(item[1])):
        parts.append(f"\n{name} ({len(examples)})")
        parts += examples if every else examples[:5]
    return "\n".join(parts)


if __name__ == "__main__":
    if "--diff" in sys.argv:
        print(report("--all" in sys.argv))
    else:
        record()
