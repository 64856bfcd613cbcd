"""The sets kept here, made into corpora: each passage in one language only, questions in all of them.

Invariant: over all rotations of a mixture each passage stands once in each language. A set's file holds one passage a
line, `{"id", "texts": {language: text}, "questions": [{"id", language: question}]}`; without `questions`, a text is
the pair of its first sentence, which is also what is asked, and the rest, or in `TITLED` sets of its title, which is
what is asked and no part of the passage, and the passage. Proved by `tests/test_evaluation_tables.py`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.evaluation import Question, read_questions

HERE = Path(__file__).resolve().parent
SETS = HERE / "sets"
SHIPPED = HERE.parents[1] / "corpus"
TITLED = {"gnome-help"}
# As many as XQuAD has.
SQUAD_PARAGRAPHS = 120
# With the 1,334 passages of FLORES more than 2,000; taken from all folders in turn.
FILLER_CHARACTERS = 330_000


@dataclass(frozen=True, slots=True)
class Row:
    """A passage in several languages, and what is asked about it, by id and language."""

    id: str
    texts: Mapping[str, str]
    questions: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files and the questions about them.

    Attributes:
        name: of the set and the way it was mixed; ids of questions are told apart by it.
        files: bytes by source.
        questions: each with its evidence.
        languages: in which language a source is, as far as known; the program tells it from the text.
    """

    name: str
    files: Mapping[str, bytes]
    questions: Sequence[Question]
    languages: Mapping[str, str] = field(default_factory=dict)


def read_set(name: str, folder: Path = SETS) -> list[Row]:
    """Return the passages of a set."""
    lines = (folder / name / "passages.jsonl").read_text("utf-8").splitlines()
    return [_row(json.loads(line), titled=name in TITLED) for line in lines]


def mixtures(name: str, rows: Sequence[Row], languages: Sequence[str]) -> Iterator[Corpus]:
    """Yield the rotations: in each, passage after passage stands in the next of the languages."""
    for rotation in range(len(languages)):
        chosen = {row.id: languages[(n + rotation) % len(languages)] for n, row in enumerate(rows)}
        yield _corpus(f"{name} {rotation + 1}/{len(languages)}", rows, chosen, languages)


def one_language(name: str, rows: Sequence[Row], language: str) -> Corpus:
    """Return all passages in one language, with the questions in it."""
    return _corpus(name, rows, dict.fromkeys((row.id for row in rows), language), [language])


def squad(name: str, folder: Path, language: str) -> Corpus:
    """Return the first paragraphs and their answerable questions of a folder that holds a file in SQuAD's form."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise AssistantError(
            f"The folder {str(folder)!r} holds no .json file in SQuAD's form; name one that does."
        )
    articles = json.loads(files[0].read_text("utf-8"))["data"]
    rows = []
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    for number, paragraph in enumerate(paragraphs[:SQUAD_PARAGRAPHS]):
        asked = [qa["question"] for qa in paragraph["qas"] if not qa.get("is_impossible")]
        questions = {f"{number}.{n}": {language: text} for n, text in enumerate(asked)}
        rows.append(Row(f"{number:04}", {language: paragraph["context"]}, questions))
    return one_language(name, rows, language)


def shipped(fillers: Sequence[Path]) -> Corpus:
    """Return the shipped corpus and its questions among FLORES in all its languages and texts of other folders."""
    files = {path.name: path.read_bytes() for path in sorted(SHIPPED.glob("*.txt"))}
    for row in read_set("flores"):
        files |= {f"flores/{row.id}.{language}.txt": text.encode() for language, text in row.texts.items()}
    files |= {f"fillers/{source}": text.encode() for source, text in _fillers(fillers)}
    return Corpus("shipped", files, read_questions(HERE / "questions.jsonl"))


def _row(value: Mapping[str, Any], *, titled: bool) -> Row:
    if "questions" in value:
        asked = {q["id"]: {key: text for key, text in q.items() if key != "id"} for q in value["questions"]}
        return Row(value["id"], value["texts"], asked)
    parts = value["texts"].items()
    texts = {language: rest if titled else first + rest for language, (first, rest) in parts}
    return Row(value["id"], texts, {value["id"]: {language: first for language, (first, _) in parts}})


def _corpus(name: str, rows: Sequence[Row], chosen: Mapping[str, str], languages: Sequence[str]) -> Corpus:
    questions = [
        Question(
            f"{id_}|{language}|{name}", language, "fact", asked[language], (), ((f"{row.id}.txt", text),)
        )
        for row in rows
        for text in [row.texts[chosen[row.id]]]
        for id_, asked in row.questions.items()
        for language in languages
    ]
    files = {f"{row.id}.txt": row.texts[chosen[row.id]].encode() for row in rows}
    return Corpus(name, files, questions, {f"{id_}.txt": language for id_, language in chosen.items()})


def _fillers(folders: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield name and text of documents, a folder at a time, until there are enough characters."""
    readers = [(number, _documents(folder)) for number, folder in enumerate(folders)]
    left, count = FILLER_CHARACTERS, 0
    while readers and left > 0:
        for entry in list(readers):
            number, documents = entry
            text = next(documents, None)
            if text is None:
                readers.remove(entry)
                continue
            yield f"{number}/{count:05}.txt", text
            left, count = left - len(text), count + 1


def _documents(folder: Path) -> Iterator[str]:
    """Yield the texts of a folder: its .txt and .md files, and the lines of its .jsonl files."""
    found = False
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".txt", ".md"):
            texts: Iterable[str] = [path.read_text("utf-8")]
        elif path.suffix == ".jsonl":
            texts = (_text_of(json.loads(line)) for line in path.read_text("utf-8").splitlines())
        else:
            continue
        for text in texts:
            if text.strip():
                found = True
                yield text
    if not found:
        raise AssistantError(
            f"The folder {str(folder)!r} holds no texts (.txt, .md, .jsonl); name one that does."
        )


def _text_of(row: Mapping[str, Any]) -> str:
    """Return title and text of a line: what it has under `content` or `text`, or its `sentences`."""
    body = row.get("content") or row.get("text") or " ".join(row.get("sentences", []))
    return f"{row['title']}\n\n{body}" if "title" in row else str(body)
