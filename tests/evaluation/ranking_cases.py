"""Questions whose answer's characters are known, and the sentences that the program finds for them.

A folder in SQuAD's form holds one file for each language, with the same paragraphs and questions in each. Of so many
languages so many corpora are made: a file for each paragraph, paragraph after paragraph in the next language, and
asked are the questions in all of them. Invariants: a sentence is an answer when it overlaps the characters of the
answer; a paragraph is held out, or not, in every language and corpus. Proved by `tests/test_evaluation_fit_ranking.py`.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.finding.evidence import candidates
from assistant.finding.ranking import Scores, signals
from assistant.pipeline import PASSAGES
from index.embedding import Embedder
from index.index import Index
from index.languages import detect
from ui import terminal

# Each fourth paragraph.
PART, HELD_OUT = 4, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the characters of its paragraph that answer it: none where nothing does."""

    text: str
    start: int
    end: int

    @property
    def is_answered(self) -> bool:
        """Whether its paragraph answers it."""
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in one language, with the ids of its questions, and these."""

    text: str
    ids: Sequence[object]
    questions: Sequence[Asked]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question and the sentences found for it.

    Attributes:
        name: of the corpus.
        paragraph: the number of the one that answers.
        question: as asked.
        sentences: their texts, n.
        signals: of `assistant.finding.ranking`, `(n, m)`.
        answers: which of them answer, `(n,)`.
    """

    name: str
    paragraph: int
    question: str
    sentences: tuple[str, ...]
    signals: Scores
    answers: NDArray[np.bool_]

    @property
    def origin(self) -> str:
        """What its folder is called, whichever of the folder's corpora it is of."""
        return self.name.partition(" ")[0]

    @property
    def is_held_out(self) -> bool:
        """Whether nothing is fitted on it."""
        return self.paragraph % PART == HELD_OUT


def cases(
    name: str, folder: Path, embedder: Embedder, step: int = 1, *, with_unanswered: bool = False
) -> Iterator[Case]:
    """Yield the cases of a folder in SQuAD's form.

    Args:
        name: what to call the folder, in a word.
        folder: with one .json file for each language.
        embedder: the program's.
        step: 2 takes the second, the fourth ... question, and in the next corpus the first, the third; 1 takes all.
        with_unanswered: whether questions that nothing answers are taken, too.

    Yields:
        Questions for which the program finds a sentence that answers, and those that nothing answers where they are
        wanted; the others no ranking can help.

    Raises:
        AssistantError: the folder holds no such files, or files that do not belong together.
    """
    languages = _read(folder)
    for rotation in range(len(languages)):
        which = [(number + rotation) % len(languages) for number in range(len(languages[0]))]
        title = f"{name} {rotation + 1}/{len(languages)}" if len(languages) > 1 else name
        with TemporaryDirectory(prefix="ranking-") as made:
            corpus, data = Path(made) / "corpus", Path(made) / "data"
            corpus.mkdir()
            for number, language in enumerate(which):
                text = languages[language][number].text
                (corpus / _source(number)).write_bytes(text.encode())
            with Index(corpus, data, embedder) as index:
                with terminal.index_progress() as progress:
                    index.sync(progress)
                every = _questions(languages, which, with_unanswered=with_unanswered)
                asked = [each for number, each in every if (number + rotation) % step == 0]
                for paragraph, text, answer in terminal.counting(f"Searching {title}", asked, len(asked)):
                    case = _case(index, title, paragraph, text, answer)
                    if case.answers.any() or (not answer.is_answered and case.sentences):
                        yield case


def run_on_folders(
    parser: argparse.ArgumentParser, argv: Sequence[str] | None, run: Callable[[argparse.Namespace], None]
) -> int:
    """Run a command over folders in SQuAD's form.

    Args:
        parser: its options, --xquad and --poquad among them.
        argv: the words after the module's name; by default those of this process.
        run: what it does.

    Returns:
        The exit code.
    """
    arguments = parser.parse_args(argv)
    if not (arguments.xquad or arguments.poquad):
        parser.error("give --xquad, --poquad, or both")
    try:
        run(arguments)
    except AssistantError as error:
        terminal.say(error)
        return 1
    return 0


def _questions(
    languages: Sequence[Sequence[Paragraph]], which: Sequence[int], *, with_unanswered: bool
) -> Iterator[tuple[int, tuple[int, str, Asked]]]:
    """Yield a question's number, from 1, and its paragraph, what it is in one language, and the answer as it stands."""
    number = 0
    for paragraph, language in enumerate(which):
        for place, answer in enumerate(languages[language][paragraph].questions):
            number += 1
            for same in (texts[paragraph].questions[place] for texts in languages):
                if (same.is_answered and answer.is_answered) or with_unanswered:
                    yield number, (paragraph, same.text, answer)


def _case(index: Index, name: str, paragraph: int, question: str, answer: Asked) -> Case:
    pairs = candidates(index, question, index.search(question, PASSAGES))
    return Case(
        name=name,
        paragraph=paragraph,
        question=question,
        sentences=tuple(candidate.text for candidate, _ in pairs),
        signals=signals(question, question, detect(question), [candidate for candidate, _ in pairs]),
        answers=np.array(
            [
                e.passage.source == _source(paragraph) and e.start < answer.end and answer.start < e.end
                for _, e in pairs
            ],
            bool,
        ),
    )


def _source(number: int) -> str:
    return f"{number:04}.txt"


def _read(folder: Path) -> list[list[Paragraph]]:
    """Return the paragraphs of each file."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise AssistantError(
            f"The folder {str(folder)!r} holds no .json file in SQuAD's form; name one that does."
        )
    languages = [_paragraphs(file) for file in files]
    for file, paragraphs in zip(files, languages, strict=True):
        if [p.ids for p in paragraphs] != [p.ids for p in languages[0]]:
            raise AssistantError(
                f"{file.name!r} and {files[0].name!r} in {str(folder)!r} do not hold the same paragraphs and "
                "questions; put files that are no translations of each other into folders of their own."
            )
    return languages


def _paragraphs(file: Path) -> list[Paragraph]:
    try:
        articles = json.loads(file.read_text("utf-8"))["data"]
        made = [
            Paragraph(
                p["context"], [qa.get("id") for qa in p["qas"]], [_asked(qa, p["context"]) for qa in p["qas"]]
            )
            for article in articles
            for p in article["paragraphs"]
        ]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise AssistantError(
            f"{str(file)!r} is not in SQuAD's form, with answers: {error!r}. Name a folder of files that are."
        ) from error
    return made


def _asked(qa: dict[str, Any], context: str) -> Asked:
    if qa.get("is_impossible"):
        return Asked(qa["question"], 0, 0)
    answer = qa["answers"][0]
    start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
    if context[start:end] != answer["text"]:
        raise ValueError(f"{answer['text']!r} does not stand at character {start}")
    return Asked(qa["question"], start, end)
