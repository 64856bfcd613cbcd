"""How well support tells what holds from what does not: `python -m tests.evaluation.support FOLDER`.

FOLDER holds the sets as `tests/evaluation/support_sets.py` names them. Everything is reported on the half that no
weight was fitted on; `--train` shows the other half. Vectors are kept in the data folder, so a second run is quick.
Sentences are judged by `assistant.answering.support.judge` itself, over languages as the program calibrates them: with
the profiles of `index.references`, and with `--absent` in a corpus that has no text in the sentence's own language.
`--refit` fits the weights again on the training half and shows the other half with them, beside today's.

- labelled sets: AUC of the support, and balanced accuracy of the verdict `supported`;
- FLORES: the share of true translations that are supported, and of what was made of them that is; for each kind,
  language and pair of languages.
"""

import argparse
import functools
import json
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answering.support import Judgement, judge
from assistant.finding.evidence import Evidence
from assistant.settings import Settings
from index.calibration import Calibration
from index.embedding import Embedder
from index.embedding import load as load_embedder
from index.passages import Passage
from index.records import LanguageSums
from index.references import profile
from index.rows import SCALE
from tests.evaluation.support_fit import fit, using
from tests.evaluation.support_sets import Case, Text, load
from tests.evaluation.vectors import RememberingEmbedder

PASSAGE = 600
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the sets are")
    parser.add_argument("--embedder", help="as ASSISTANT_EMBEDDER")
    parser.add_argument("--train", action="store_true", help="report the half that weights are fitted on")
    parser.add_argument("--save", action="store_true", help="write the results into tests/evaluation/results")
    parser.add_argument(
        "--absent", action="store_true", help="no text of the corpus is in the sentence's language"
    )
    parser.add_argument("--no-references", action="store_true", help="without the profiles of languages")
    parser.add_argument(
        "--refit", action="store_true", help="fit the weights again, and show what they change"
    )
    arguments = parser.parse_args()
    settings = Settings(**({"embedder": arguments.embedder} if arguments.embedder else {}))
    inner = load_embedder(settings.embedder, settings.ollama_host)
    embedder = RememberingEmbedder(inner, settings.data / "evaluation")
    corpora = Corpora(embedder, absent=arguments.absent, references=not arguments.no_references)
    halves = {half: [c for c in load(arguments.folder) if c.is_train == half] for half in (True, False)}
    if arguments.refit:
        print(json.dumps(refit(halves[True], halves[False], corpora), indent=1))
        return
    results = measure(halves[arguments.train], corpora)
    print(json.dumps(results, indent=1))
    if arguments.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"support-{commit()}.json").write_text(json.dumps(results, indent=1) + "\n")


@dataclass(frozen=True)
class Corpora:
    """How the sets are made into corpora, one a set.

    Attributes:
        embedder: turns sentences into vectors.
        absent: leave out of each sentence's corpus what is in its own language, where it has other texts.
        references: whether the profiles of languages are known, as they are to the program.
    """

    embedder: Embedder
    absent: bool = False
    references: bool = True

    def calibrations(self, cases: Iterable[Case]) -> Callable[[Case], Calibration]:
        """Return what tells the calibration of a case's corpus."""
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for case in cases:
            found[case.group][case.source].update(s for text in case.texts for s in text.sentences)
        made = {
            (group, language): sums(self.embedder, sentences)
            for group, languages in found.items()
            for language, sentences in languages.items()
        }
        known = functools.cache(lambda language: profile(language, self.embedder.embed_passages))

        @functools.cache
        def calibration(group: str, without: str) -> Calibration:
            held = {
                language: one
                for (set_, language), one in made.items()
                if set_ == group and language != without
            }
            return Calibration(held, known) if self.references else Calibration(held)

        return lambda case: calibration(
            case.group, case.language if self.absent and case.language != case.source else ""
        )


def measure(cases: Sequence[Case], corpora: Corpora) -> dict[str, object]:
    """Return the figures of every set among the cases."""
    return figures(judged(cases, corpora))


def refit(train: Sequence[Case], test: Sequence[Case], corpora: Corpora) -> dict[str, object]:
    """Return the weights fitted on one half, and the figures of the other with today's and with these."""
    weights = fit(judged(train, corpora))
    today = measure(test, corpora)
    with using(weights):
        fitted = measure(test, corpora)
    return {"weights": weights, "today": today, "fitted": fitted}


def judged(cases: Sequence[Case], corpora: Corpora) -> list[tuple[Case, Judgement]]:
    """Return the cases with what the check says of them."""
    calibration = corpora.calibrations(cases)
    return [(case, judged_case(case, corpora.embedder, calibration(case))) for case in cases]


def figures(judged: Iterable[tuple[Case, Judgement]]) -> dict[str, object]:
    groups: dict[str, list[tuple[Case, Judgement]]] = defaultdict(list)
    for case, judgement in judged:
        groups[case.group].append((case, judgement))
    return {name: flores(group) if name == "flores" else labelled(group) for name, group in groups.items()}


def judged_case(case: Case, embedder: Embedder, calibration: Calibration) -> Judgement:
    vector = embedder.embed_passages([case.sentence])[0]
    evidence = evidence_of(case, embedder, calibration)
    return judge(case.sentence, case.language, evidence, vector, calibration, embedder)


def sums(embedder: Embedder, sentences: Iterable[str]) -> LanguageSums:
    vectors = embedder.embed_passages(sorted(sentences)).astype(np.float64)
    return LanguageSums(len(vectors), np.rint(vectors * SCALE).astype(np.int64).sum(axis=0))


def evidence_of(case: Case, embedder: Embedder, calibration: Calibration) -> list[Evidence]:
    """Return the sentences of a case's texts as the pipeline has them: in passages of about 600 characters."""
    return [
        Evidence(passage, start, start + len(sentence), sentence, passage.language, 0.0, 0.0, vector)
        for number, text in enumerate(case.texts)
        for passage, start, sentence, vector in placed(text, number, case.source, embedder, calibration)
    ]


def placed(
    text: Text, number: int, language: str, embedder: Embedder, calibration: Calibration
) -> Iterable[tuple[Passage, int, str, np.ndarray]]:
    position, group = 0, []
    for sentence in text.sentences:
        group.append((position, sentence))
        position += len(sentence) + 1
        if position - group[0][0] > PASSAGE or sentence is text.sentences[-1]:
            body = " ".join(s for _, s in group)
            first = group[0][0]
            passage = Passage(
                f"{number}-{first}",
                str(number),
                str(number),
                first,
                first + len(body),
                body,
                "",
                text.title,
                None,
                language,
                (),
            )
            vectors = calibration.centre(embedder.embed_passages([s for _, s in group]), language)
            for (start, each), vector in zip(group, vectors, strict=True):
                yield passage, start, each, vector
            group = []


def labelled(judged: Sequence[tuple[Case, Judgement]]) -> dict[str, object]:
    holds = np.array([case.holds for case, _ in judged])
    scores = np.array([judgement.support for _, judgement in judged])
    named = np.array([judgement.verdict == "supported" for _, judgement in judged])
    return {
        "n": len(judged),
        "hold": int(holds.sum()),
        "auc": auc(scores[holds], scores[~holds]),
        "balanced accuracy": round(float((named[holds].mean() + 1 - named[~holds].mean()) / 2), 3),
        "supported of those that hold": round(float(named[holds].mean()), 3),
        "supported of the others": round(float(named[~holds].mean()), 3),
    }


def flores(judged: Sequence[tuple[Case, Judgement]]) -> dict[str, object]:
    true = {case.key: judgement for case, judgement in judged if case.kind == "true"}
    kinds: dict[str, list[tuple[Case, Judgement]]] = defaultdict(list)
    for case, judgement in judged:
        kinds[case.kind].append((case, judgement))
        kinds[f"{case.kind} {case.language}"].append((case, judgement))
    return {kind: against(pairs, true) for kind, pairs in sorted(kinds.items())}


def against(pairs: Sequence[tuple[Case, Judgement]], true: dict[str, Judgement]) -> dict[str, object]:
    """Compare what was made of true sentences with those very sentences."""
    found = {
        "n": len(pairs),
        "supported": share(judgement.verdict == "supported" for _, judgement in pairs),
        "at least partial": share(judgement.verdict != "unsupported" for _, judgement in pairs),
    }
    if pairs[0][0].kind == "true":
        return found
    own = [true[case.key] for case, _ in pairs]
    kept = share(judgement.verdict == "supported" for judgement in own)
    return found | {
        "auc": auc(np.array([j.support for j in own]), np.array([j.support for _, j in pairs])),
        "balanced accuracy": round((kept + 1 - found["supported"]) / 2, 3),
    }


def share(flags: Iterable[bool]) -> float:
    return round(float(np.mean([*flags])), 3)


def auc(positives: np.ndarray, negatives: np.ndarray) -> float:
    """Return how often a positive scores above a negative, ties counting half."""
    order = np.sort(negatives)
    below = np.searchsorted(order, positives, "left") + np.searchsorted(order, positives, "right")
    return round(float(below.mean() / 2 / len(order)), 3)


def commit() -> str:
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
