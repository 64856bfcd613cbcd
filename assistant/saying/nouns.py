"""What single words are in a sentence that reports: names, speakers, dates, adverbs, and whether some may be a speaker.

Closed classes of words and endings, no parser. Proved by `tests/test_assistant_saying_attribution.py`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.facts.dates import dates
from assistant.facts.number_words import number_word
from assistant.facts.places import places
from assistant.saying.clauses import Token
from assistant.saying.reporting import Reporting
from index.documents import Span

# Words in a phrase at most.
LONGEST = 16
NEVER = re.compile(r"(?!)")
# What binds a noun to the one before it.
_LINKS = {"en": ("of",), "ro": ("de", "al", "a", "ale", "ai", "lui", "din", "pentru")}
TITLE = re.compile(r"(?i:dr|mr|mrs|ms|prof|gen|st|sen|rep|lt|col|sgt)\.?\Z|[^\W\d_]\.\Z")
ADJECTIVE = {
    "pl": re.compile(r".*(?:ego|iej|ej|ych|ich|owy|owa|ski|cki|ska|cka|dzki|dzka)\Z"),
    "ro": re.compile(r".*(?:(?:e?an|ez|us|iv|al)[ăeai]?|uși|ezi|ivi|ii|ei|ului|elor|ilor)\Z"),
}
_SMALL = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*")
_INSIDE = re.compile(
    r"(?<=[^\W\d_A-Z] )[^\W\d_]+"
)  # behind a word, not behind the end of a sentence  # behind a word, not behind the end of a sentence


@lru_cache(4096)
def _is_date(word: str, language: str) -> bool:
    return bool(dates(word, language))


class Nouns:
    """The words of a language, as they stand in clauses: runs of tokens without a boundary.

    Args:
        language: the clauses'.
        words: its vocabulary.
        near: the text around, which tells names from words that begin a sentence.
    """

    def __init__(self, language: str, words: Reporting, near: str) -> None:
        self.language, self.words = language, words
        self._common, self._known = frozenset(_SMALL.findall(near)), frozenset(_INSIDE.findall(near))
        self._links = _LINKS.get(language, ())
        self._no_name = words.prepositions | words.stops | words.articles | words.pronouns
        self.drops_pronouns = language != "en"
        self.is_final = language == "hu"  # the head comes last

    def _is_adverb(self, token: Token) -> bool:
        return (
            not (token.is_name and not token.is_initial) and self.words.adverbs.match(token.lower) is not None
        )

    def _is_date(self, token: Token) -> bool:
        return _is_date(token.text, self.language)

    def _is_oblique(self, token: Token) -> bool:
        if self.words.oblique.match(token.text) is None:
            return False
        return not token.is_name or "-" in token.text

    def _is_speaker(self, token: Token) -> bool:
        return self.words.speakers.match(token.text) is not None

    def _is_proper(self, names: Sequence[Token]) -> bool:
        """Return whether these are names, not only a word that begins a sentence."""
        return any(
            not token.is_initial or token.text[1:].lower() != token.text[1:] for token in names
        ) or all(
            token.lower not in self._common and not self.words.adverbs.match(token.lower) for token in names
        )

    def _ends_here(self, token: Token) -> bool:
        if token.is_boundary or token.lower in self.words.stops or token.lower in self.words.pronouns:
            return True
        number = number_word(token.text, self.language)
        return self._is_date(token) or (number is not None and number.is_sure and not token.is_name)

    def is_pure_name(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause is a name and nothing else."""
        return (
            1 <= len(clause) <= 5
            and all(token.is_name or TITLE.match(token.text) for token in clause)
            and not any(self._is_date(token) or token.lower in self._no_name for token in clause)
            and not (self.is_final and self._is_oblique(clause[-1]))
            and self._is_proper(clause)
        )

    def is_place(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause is the name of a country or a city."""
        return len(clause) == 1 and bool(places(clause[0].text, self.language))

    def explains(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause may explain the name before it: `Kim, leader of the country`."""
        first = clause[0]
        if (
            first.is_name
            or not first.text.isalpha()
            or first.lower in self.words.stops | self.words.prepositions
        ):
            return False
        return self.is_final == (first.lower in self.words.articles)

    def without_adverbs(self, clause: Sequence[Token]) -> list[Token]:
        """Return a clause without the adverbs and dates at its end; in Hungarian also without oblique phrases."""
        kept = list(clause)
        while kept:
            last = kept[-1]
            if self.is_final and (self._is_oblique(last) or last.lower in self.words.stops):
                kept.pop()
                articles = [n for n in range(len(kept)) if kept[n].lower in self.words.articles][-1:]
                if articles and len(kept) - articles[0] <= LONGEST // 2:
                    kept = kept[: articles[0]]
            elif self._is_date(last) or self._is_adverb(last) or last.text.isdigit():
                kept.pop()
                if self._is_date(last) and kept and kept[-1].lower in self.words.prepositions:
                    kept.pop()
            else:
                break
        return kept

    def is_adjunct(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause is no subject but says when, where or how."""
        first = clause[0].lower
        if self.is_final:
            return not self.without_adverbs(clause)
        if clause[-1].is_name and not (len(clause) > 1 and clause[-2].lower in self.words.prepositions):
            return first in ("jak", "cum") and len(clause) == 1  # `po rozmowie Putin powiedział`
        return first in self.words.prepositions or first in ("jak", "cum")

    def _checked(self, phrase: Sequence[Token]) -> Span | None:
        """Return a phrase without its article when its head may speak."""
        found = list(phrase)
        while len(found) > 1 and (found[0].lower in self.words.articles or self._is_adverb(found[0])):
            found = found[1:]
        if not found or len(found) > LONGEST or found[0].lower in self.words.prepositions:
            return None
        if self.is_final:
            found = self._without_paper(found)
            if self._is_oblique(found[-1]) or any(token.lower in self.words.stops for token in found):
                return None
            head = found[-3:]
        else:
            ends = [n for n, token in enumerate(found) if token.lower in self.words.prepositions]
            head = found[: ends[0]] if ends else found
            if not self._is_headed(head):
                return None
        heads = [t for t in head if self._is_speaker(t) or (t.is_name and not t.text.endswith(("'s", "’s")))]
        if not heads or any(self._is_date(token) for token in heads):
            return None
        is_proper = any(self._is_speaker(token) for token in heads) or self._is_proper(heads)
        return Span(found[0].start, found[-1].end) if is_proper else None

    def _is_headed(self, found: Sequence[Token]) -> bool:
        """Return False for a noun that says nothing before the name of its owner: `współczynnika UEFA`."""
        small = [token for token in found if not token.is_name]
        if self.language == "en" or not small or found[0].is_name:
            return True
        last = small[-1] if self.language == "pl" else small[0]
        adjective = ADJECTIVE.get(self.language, NEVER).match(last.lower) is not None
        return adjective or any(self._is_speaker(token) for token in small)

    def _without_paper(self, found: list[Token]) -> list[Token]:
        """Return `KCNA` of `KCNA jelentése`."""
        if (
            len(found) > 1
            and self.words.papers.match(found[-1].text)
            and (found[-2].is_name or self._is_speaker(found[-2]))
        ):
            return found[:-1]
        return found

    def _is_doubtful(self, phrase: Sequence[Token]) -> bool:
        first = phrase[0]
        return (
            len(phrase) == 1
            and first.is_initial
            and not self._is_speaker(first)
            and first.text not in self._known
        )
