"""What the program itself says inside an answer, in the asker's language; English for languages not listed.

The words stand in `en.toml` and its like; `tests/test_assistant_wording_phrases.py` holds that each is in its language.
"""

import re
from dataclasses import dataclass

from assistant.answer import Sentence
from assistant.wording.tables import Tables, tables
from index.languages import NAMES
from index.no_match import ENGLISH, Frames


@dataclass(frozen=True, slots=True)
class Caveats:
    """What is said beside a sentence that its quotes do not wholly bear.

    Attributes:
        partial: that they bear a part of it.
        unsupported: that they do not bear it.
        lacking: that numbers, dates or names of it stand in none of them.
        negation: that only one of the two negates, and by which words.
        words: which words nothing in the quotes comes near.
        meaning: that they may mean something else.
    """

    partial: str
    unsupported: str
    lacking: str
    negation: str
    words: str
    meaning: str

    def reasons(self, sentence: Sentence) -> list[str]:
        """Return why the quotes do not wholly bear a sentence; `meaning` only where nothing says it better."""
        lacking = [w for d in sentence.doubts if d.kind in ("numbers", "dates", "names") for w in d.words]
        negating = [w for d in sentence.doubts if d.kind == "negation" for w in d.words]
        added = [w for d in sentence.doubts if d.kind == "words" for w in d.words]
        said = [
            frame.format(words=", ".join(dict.fromkeys(words)))
            for frame, words in ((self.lacking, lacking), (self.negation, negating), (self.words, added))
            if words
        ]
        return said or [self.meaning for doubt in sentence.doubts if doubt.kind == "meaning"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The frames of one language.

    Attributes:
        found: said before quotes that stand for the answer.
        unknown: said when the documents do not answer.
        unanswered: said of one `{question}` that they do not answer, of several.
        differ: said when sources answer differently.
        opening: the opening quotation mark.
        closing: the closing quotation mark.
        no_match: how it is said that filters match no document.
        caveats: how it is said that quotes do not wholly bear a sentence.
    """

    found: str
    unknown: str
    unanswered: str
    differ: str
    opening: str
    closing: str
    no_match: Frames
    caveats: Caveats

    def quoted(self, text: str) -> str:
        """Return `text` between this language's quotation marks.

        What it holds cannot be taken for the program's: a mark that would end the quotation early becomes `"`, and
        numbers in brackets, which would look like citations, stand in parentheses.
        """
        inside = _NUMBER.sub(r"(\1)", _closed(text, self.closing))
        return self.marked(inside)

    def marked(self, text: str) -> str:
        """Return `text`, every character of it, between this language's quotation marks: for a place of its own."""
        return f"{self.opening}{text}{self.closing}"


_NUMBER = re.compile(r"[\[【](\d+(?:\s*[,–-]\s*\d+)*)[\]】]")
_OPENING = "“„«"


def _closed(text: str, closing: str) -> str:
    """Return `text` with every closing mark that nothing before it opened as a plain one."""
    opened = 0
    kept = []
    for character in text:
        if character == closing and opened <= 0:
            kept.append('"')
            continue
        opened += (character in _OPENING) - (character == closing)
        kept.append(character)
    return "".join(kept)


def _read(words: Tables) -> Phrases:
    no_match = Frames(**words["no_match"]) if "no_match" in words else ENGLISH
    return Phrases(**words["phrases"], no_match=no_match, caveats=Caveats(**words["caveats"]))


PHRASES = {language: _read(words) for language, words in tables().items()}


def phrases(language: str) -> Phrases:
    """Return the phrases of `language`, or the English ones."""
    return PHRASES.get(language, PHRASES["en"])


def caveat(sentence: Sentence, language: str) -> tuple[str, str]:
    """Return what is to be said beside a sentence, in `language`.

    Args:
        sentence: of an answer.
        language: the asker's.

    Returns:
        The verdict and the reason for it; both empty where nothing is in doubt, the reason where none is known.
    """
    words = phrases(language).caveats
    match sentence.verdict:
        case "partial":
            verdict = words.partial
        case "unsupported":
            verdict = words.unsupported
        case _:
            return "", ""
    return verdict, "; ".join(words.reasons(sentence))


def language_name(language: str) -> str:
    """Return the English name of `language`, for a prompt: a model is told the language, never left to guess."""
    names = NAMES.get(language)
    return names[0] if names else "the language of the question"
