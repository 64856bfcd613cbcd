"""The sets that support is measured on, in one form: a sentence, the texts that are to back it, does it hold?

Sets are folders given on the command line; where one is missing it is left out. Train and test are halves: by the
hash of a document or question, never of a single sentence, so that nothing of a text stands in both.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.sentences import sentences as split
from tests.evaluation import corruptions

LANGUAGES = {"en": "eng", "pl": "pol", "hu": "hun", "ro": "ron"}
EVIDENCE = 8
FLORES_DOCUMENTS = 120
# Rows with longer references are left out: embedding them takes longer than all the others together.
REFERENCES = 3000


@dataclass(frozen=True)
class Text:
    """A source: its title and its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One sentence to judge.

    Attributes:
        group: the set.
        kind: `label` for labels by people, else what was done to a true sentence; `true` is the sentence itself.
        key: the same for a true sentence and what was made of it, in one pair of languages.
        language: the sentence's.
        source: the texts' language.
        sentence: to be judged.
        texts: what may back it.
        holds: whether it does.
        is_train: in the half that weights may be fitted on.
    """

    group: str
    kind: str
    key: str
    language: str
    source: str
    sentence: str
    texts: tuple[Text, ...]
    holds: bool
    is_train: bool


def load(folder: Path) -> list[Case]:
    """Return the cases of every set found in `folder`."""
    readers = {
        "attributionbench/test_sampled500.jsonl": _attributionbench,
        "wice/claim_test.short.jsonl": _wice,
        "hurte/rte_dev.json": _hurte,
        "flores200/passages_en_pl_hu_ro.jsonl": _flores,
    }
    return [
        case for name, read in readers.items() if (folder / name).exists() for case in read(folder / name)
    ]


def _lines(path: Path) -> Iterator[dict]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


def _is_train(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 0


def _sentences(text: str, language: str) -> tuple[str, ...]:
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    return tuple(p[s.start : s.end] for p in paragraphs for s in split(p, 0, len(p), language))


def _attributionbench(path: Path) -> Iterator[Case]:
    for row in _lines(path):
        texts = []
        if sum(map(len, row["references"])) > REFERENCES:
            continue
        for reference in row["references"]:
            first, _, rest = reference.partition("\n")
            titled = first.startswith(("Title:", "[")) and rest.strip()
            title, body = (first, rest) if titled else ("", reference)
            texts.append(Text(title, _sentences(body.replace("Text:", ""), "en")))
        yield Case(
            "attributionbench",
            "label",
            row["id"],
            "en",
            "en",
            re.sub(r"</s>|\s*\[\d+\]", "", row["claim"]),
            tuple(texts),
            row["attribution_label"] == "attributable",
            _is_train(row["question"]),
        )


def _wice(path: Path) -> Iterator[Case]:
    for row in _lines(path):
        text = Text(row["evidence"][0], tuple(row["evidence"]))
        holds, key = row["label"] == "supported", row["claim"]
        yield Case("wice", "label", key, "en", "en", key, (text,), holds, _is_train(key))


def _hurte(path: Path) -> Iterator[Case]:
    for row in json.loads(path.read_text("utf-8")):
        text = Text("", _sentences(row["premise"], "hu"))
        holds, train = row["label"] == "1", _is_train(row["premise"])
        yield Case("hurte", "label", row["id"], "hu", "hu", row["hypothesis"], (text,), holds, train)


def _flores(path: Path) -> Iterator[Case]:
    """Translations hold; what is left without its translation, or changed in one thing, does not."""
    rows = [{**row, **_aligned(row, path.parent / "devtest")} for row in _rows(path)]
    pools = {code: [n for row in rows for s in row[code] for n in corruptions.names(s)] for code in LANGUAGES}
    for number, row in enumerate(rows):
        for place in range(row["n_sent"]):
            for language in LANGUAGES:
                changed = _changed(rows, number, place, language, pools[language])
                yield from _pair(rows, number, place, language, _other(language, number + place), changed)


def _other(language: str, number: int) -> str:
    """Return each of the other languages in turn."""
    others = [code for code in LANGUAGES if code != language]
    return others[number % len(others)]


def _rows(path: Path) -> Iterator[dict]:
    """Give each passage the number of its first sentence: the passages are the sentences in order."""
    first = 0
    for row in list(_lines(path))[:FLORES_DOCUMENTS]:
        yield {**row, "first": first}
        first += row["n_sent"]


def _aligned(row: dict, folder: Path) -> dict:
    return {
        code: _devtest(folder / f"{name}.devtest")[row["first"] : row["first"] + row["n_sent"]]
        for code, name in LANGUAGES.items()
    }


_READ: dict[Path, list[str]] = {}


def _devtest(path: Path) -> list[str]:
    if path not in _READ:
        _READ[path] = path.read_text("utf-8").splitlines()
    return _READ[path]


def _changed(rows: list[dict], number: int, place: int, language: str, pool: list[str]) -> dict[str, str]:
    sentence = rows[number][language][place]
    chance = random.Random(f"{number} {place} {language}")
    near = [n for s in rows[number][language] for n in corruptions.names(s)]
    others = [s for n, row in enumerate(rows) if n != number for s in row[language]]
    made = {
        "number": corruptions.number(sentence, language, chance),
        "number word": corruptions.number_word(sentence, language, chance),
        "date": corruptions.date(sentence, language, chance),
        "name": corruptions.name(sentence, sorted(set(pool) - set(near)), chance),
        "name near": corruptions.name(sentence, near, chance),
        "word": corruptions.word(sentence, others, chance),
        "added": corruptions.added(sentence, others, chance),
        "negation": corruptions.negation(sentence, language, chance),
        "roles": corruptions.roles(sentence, language, chance),
    }
    return {kind: text for kind, text in made.items() if text}


def _pair(
    rows: list[dict], number: int, place: int, language: str, source: str, changed: dict[str, str]
) -> Iterator[Case]:
    row = rows[number]
    here, following = row[source], rows[(number + 1) % len(rows)][source]
    whole = Text("", tuple([here[place], *(s for s in here if s != here[place]), *following][:EVIDENCE]))
    rest = Text("", tuple([*(s for s in here if s != here[place]), *following][:EVIDENCE]))
    key, sentence = f"{number}.{place} {language}-{source}", row[language][place]
    train = _is_train(row["doc_id"])
    yield Case("flores", "true", key, language, source, sentence, (whole,), True, train)
    yield Case("flores", "neighbour", key, language, source, sentence, (rest,), False, train)
    for kind, text in changed.items():
        yield Case("flores", kind, key, language, source, text, (whole,), False, train)
