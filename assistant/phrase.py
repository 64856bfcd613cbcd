"""Noun phrases that may name a speaker, found by closed classes of words and by position, without a parser.

A phrase is taken for a speaker when its head is a name or one of the words for people, offices and writings in
`assistant/reporting.py`, and when it is not governed by a preposition. Proved by
`tests/test_assistant_attribution.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.dates import dates
from assistant.number_words import number_word
from assistant.places import places
from assistant.reporting import Reporting
from index.documents import Span

# Words in a phrase, and in front of its head, at most.
LONGEST = 16
MODIFIERS = 4
_TOKEN = re.compile(
    r"(?:[^\W\d_]|(?i:dr|mr|mrs|ms|prof|gen|st|sen|rep|lt|col|sgt|hr|ks|abp|bp))\.(?=[\s])"
    r"|[^\W_]+(?:['’.&/-][^\W_]+)*|\S"
)
_TITLE = re.compile(r"(?i:dr|mr|mrs|ms|prof|gen|st|sen|rep|lt|col|sgt)\.?\Z|[^\W\d_]\.\Z")
_BOUNDARY = re.compile(r"[,;:.!?…()\[\]„“”«»\"–—-]\Z|szerint\Z")
_HUNGARIAN_PARTICIPLE = re.compile(r".*(?:ó|ő|ott|ett|ött|t|li|beli)\Z")
_PARTICIPLE = re.compile(r".*(?:ed|ing|an[yae]|on[yae]|ący|ąca|ąc[ae]|[aiu]t[ăe]?)\Z")
_ADJECTIVE = {
    "pl": re.compile(r".*(?:ego|iej|ej|ych|ich|owy|owa|ski|cki|ska|cka|dzki|dzka)\Z"),
    "ro": re.compile(r".*(?:(?:e?an|ez|us|iv|al)[ăeai]?|uși|ezi|ivi|ii|ei|ului|elor|ilor)\Z"),
}
# What small words may stand before the head: adjectives.
_BEFORE_HEAD = {"pl": re.compile(r".*(?:y|i|a|e|ego|ej|ych|ich)\Z")}
_NEVER = re.compile(r"(?!)")
# What binds a noun to the one before it.
_LINKS = {"en": ("of",), "ro": ("de", "al", "a", "ale", "ai", "lui", "din", "pentru")}
_BEFORE = ("and", "or", "but", "i", "oraz", "lub", "ale", "și", "sau", "dar", "roku", "anul", "anului")
_SMALL = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][^\W\d_]*")
_INSIDE = re.compile(r"(?<=[^\W\d_A-Z] )[^\W\d_]+")  # behind a word, not behind the end of a sentence
_AND = ("and", "or", "but", "i", "oraz", "lub", "ale", "și", "sau", "dar")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark.

    Attributes:
        text: as it stands.
        start: its first character.
        end: one past the last.
        is_initial: whether it begins the sentence.
    """

    text: str
    start: int
    end: int
    is_initial: bool = False

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_name(self) -> bool:
        """Whether it has a capital letter, first or inside (`iRobot`)."""
        return any(letter.isupper() for letter in self.text)

    @property
    def is_boundary(self) -> bool:
        """Whether no phrase goes on behind it."""
        return _BOUNDARY.match(self.text) is not None


def tokens(text: str, shift: int = 0) -> list[Token]:
    """Return the words and marks of a text, whose first character is number `shift` of its sentence."""
    found = list(_TOKEN.finditer(text))
    first = next((n for n, match in enumerate(found) if match[0][0].isalnum()), -1)
    return [
        Token(match[0], match.start() + shift, match.end() + shift, shift == 0 and number == first)
        for number, match in enumerate(found)
    ]


def boundaries(found: Sequence[Token]) -> list[int]:
    """Return the places of the boundaries, and -1 before them."""
    return [-1, *(number for number, token in enumerate(found) if token.is_boundary)]


@lru_cache(4096)
def _is_date(word: str, language: str) -> bool:
    return bool(dates(word, language))


class NounPhrase:
    """Finds phrases in clauses: runs of tokens without a boundary.

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

    def first(self, clause: Sequence[Token], *, is_subject: bool = False) -> Span | None:
        """Return the phrase with which a clause begins, behind adverbs and dates."""
        start = 0
        while start < len(clause) and (self._is_adverb(clause[start]) or self._is_date(clause[start])):
            start += 1
        end = self._end(clause, start)
        if is_subject and not self.is_final:
            if any(map(self._is_oblique, clause[start:end])):
                return None
            if end < len(clause) - 1 and not (
                self._is_apart(clause[end]) or clause[end].lower in self.words.prepositions
            ):
                return None  # `announced US troops would leave`
        return self._checked(clause[start:end])

    def last(self, clause: Sequence[Token]) -> Span | None:
        """Return the phrase with which a clause ends."""
        return self._checked(clause[self._start(clause) :])

    def whole(self, clause: Sequence[Token]) -> Span | None:
        """Return a clause that is one phrase."""
        if (
            not clause
            or clause[0].lower in self.words.prepositions
            or (self.is_final and self._is_oblique(clause[-1]))
        ):
            return None
        return self._checked(clause) if self.is_final or self._end(clause, 0) == len(clause) else None

    def subject(self, clause: Sequence[Token]) -> Span | None:
        """Return the phrase before a verb: the leftmost that nothing but adverbs and adjuncts keeps from it."""
        clause = self.without_adverbs(clause)
        if self.is_final:
            heads = [n for n, token in enumerate(clause) if token.is_name or self._is_speaker(token)]
            return self.last(clause[: heads[-1] + 1]) if heads else None
        for start in range(len(clause)):
            if not self._may_start(clause, start):
                continue
            end = self._end(clause, start, is_subject=True)
            found = self._checked(clause[start:end])
            if found is None or (end < len(clause) and self._is_doubtful(clause[start:end])):
                continue  # `Published on Monday ...`: a word with a capital letter, but no name
            if end == len(clause) or clause[end].lower in self.words.prepositions:
                return found
        end = self._end(clause, 0, is_subject=True)
        is_shared = 0 < end < len(clause) and not clause[-1].is_name and not self._is_doubtful(clause[:end])
        return self._checked(clause[:end]) if is_shared else None  # `police arrested a man and said`

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

    def is_pure_name(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause is a name and nothing else."""
        return (
            1 <= len(clause) <= 5
            and all(token.is_name or _TITLE.match(token.text) for token in clause)
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

    def is_adjunct(self, clause: Sequence[Token]) -> bool:
        """Return whether a clause is no subject but says when, where or how."""
        first = clause[0].lower
        if self.is_final:
            return not self.without_adverbs(clause)
        if clause[-1].is_name and not (len(clause) > 1 and clause[-2].lower in self.words.prepositions):
            return first in ("jak", "cum") and len(clause) == 1  # `po rozmowie Putin powiedział`
        return first in self.words.prepositions or first in ("jak", "cum")

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

    def _is_doubtful(self, phrase: Sequence[Token]) -> bool:
        first = phrase[0]
        return (
            len(phrase) == 1
            and first.is_initial
            and not self._is_speaker(first)
            and first.text not in self._known
        )

    def _may_start(self, clause: Sequence[Token], start: int) -> bool:
        """Return whether a phrase may begin here: nothing governs it."""
        if start == 0:
            return True
        before = clause[start - 1]
        if before.lower in self.words.prepositions:
            return False
        if (
            before.lower in self.words.stops
            or before.lower in _BEFORE
            or before.text.isdigit()
            or self._is_date(before)
        ):
            return True
        if clause[start].lower in self.words.articles:
            return True
        if clause[0].lower not in self.words.prepositions:
            return False
        if self.language == "en":
            return True
        # Something must be complete behind the preposition: `podczas spotkania z Ławrowem | szefowa dyplomacji`.
        return before.is_name and not clause[start].is_name

    def _end(self, clause: Sequence[Token], start: int, *, is_subject: bool = False) -> int:
        """Return where the phrase that begins at `start` ends; `start` when there is none."""
        if self.is_final:
            return self._final_end(clause, start)
        head, end, place, modifiers = False, start, start, 0
        while place < len(clause) and place - start < LONGEST:
            token = clause[place]
            step = self._step(clause, place, head=head, is_open=end == place)
            if step == "stop" and self._is_title(clause, place) and not is_subject:
                step = "perhaps"
            if head and is_subject and self._is_date(token):
                step = "perhaps"  # `the study published on Monday in Science`
            if step == "stop":
                break
            if step == "head":
                head, end, modifiers = True, place + 1, 0
            elif step == "part":
                end, modifiers = place + 1, 0
            else:
                modifiers += token.lower not in self.words.prepositions | self.words.articles
                if modifiers > (MODIFIERS - head):
                    break
            place += 1
        return end if head else start

    def _is_title(self, clause: Sequence[Token], place: int) -> bool:
        """Return whether a word stands between two names: `Toffees boss Sean Dyche`."""
        if self.language != "en" or not 0 < place < len(clause) - 1 or self._ends_here(clause[place]):
            return False
        is_between = clause[place - 1].is_name and clause[place + 1].is_name
        return is_between and clause[place].lower not in self._no_name

    def _step(self, clause: Sequence[Token], place: int, *, head: bool, is_open: bool) -> str:
        """Return what a token is to a phrase: its head, a part, perhaps a part, or its end."""
        token, before = clause[place], clause[place - 1] if place else None
        if head and is_open and token.lower in _AND:
            return "perhaps"
        if self._ends_here(token) or (
            not head and (token.text.isdigit() or token.lower in self.words.prepositions)
        ):
            return "stop"
        if head and before and self.language != "en" and self._is_other(before, token):
            return "stop"
        if self._is_speaker(token):
            # Behind a name, or behind a word that belongs to nothing, something else begins.
            return "head" if is_open or not head or token.is_name or self.language == "en" else "perhaps"
        if token.lower in self.words.articles:
            return "perhaps"
        if token.is_name or _TITLE.match(token.text):
            return "stop" if token.text.endswith("'s") and head and not is_open else "head"
        if not head:
            may_stand_before = _BEFORE_HEAD.get(self.language)
            return "perhaps" if may_stand_before is None or may_stand_before.match(token.lower) else "stop"
        return self._behind_head(token, before, is_open=is_open)

    def _is_other(self, before: Token, token: Token) -> bool:
        """Return whether something else begins behind a name: `agencji TASS | Anna Berg`, `Nowaka | wojsko`."""
        if token.is_name:
            return (
                self.language == "pl"
                and len(before.text) > 1
                and before.text.isupper()
                and not token.text.isupper()
            )
        return before.is_name and not before.is_initial and self._is_speaker(token)

    def _behind_head(self, token: Token, before: Token | None, *, is_open: bool) -> str:
        if before is None:
            return "stop"
        is_after_word = not before.is_name or self._is_speaker(before)
        if token.lower in self.words.prepositions and token.lower not in self._links:
            goes_on = (
                is_open or self._is_date(before) or _PARTICIPLE.match(before.lower) or before.lower in _BEFORE
            )
            is_second = before.lower in self.words.prepositions or before.lower in self._links
            return "perhaps" if (is_after_word and goes_on) or is_second else "stop"
        if token.lower in self._links:
            return "perhaps"
        if not is_after_word:
            return "stop"
        if self.language == "pl" and re.match(r"(?i)(?:wice)?minist|resort|spraw\Z", before.text):
            return "part"
        if self.language == "ro" and before.lower == "de":
            return "part"  # `ministrul rus de externe`
        return "part" if is_open and _ADJECTIVE.get(self.language, _NEVER).match(token.lower) else "perhaps"

    def _ends_here(self, token: Token) -> bool:
        if token.is_boundary or token.lower in self.words.stops or token.lower in self.words.pronouns:
            return True
        number = number_word(token.text, self.language)
        return self._is_date(token) or (number is not None and number.is_sure and not token.is_name)

    def _final_end(self, clause: Sequence[Token], start: int) -> int:
        """Return where a phrase ends whose head comes last."""
        end = start
        for place in range(start, min(len(clause), start + LONGEST)):
            token = clause[place]
            is_article = token.lower in self.words.articles
            if self._ends_here(token) or (is_article and place > start) or self._is_adverb(token):
                break
            if self._is_oblique(token) and not token.text.endswith(("ának", "ének")):
                break
            if (
                place > start
                and token.is_name
                and not clause[place - 1].is_name
                and end == place
                and place > start + 1
            ):
                break  # `a KCNA állami hírügynökség | Kim Dzsongun találkozójáról`
            if token.is_name or self._is_speaker(token):
                end = place + 1
        following = clause[end] if start < end < len(clause) else None
        is_longer = following is not None and following.text.isalpha() and not self._is_apart(following)
        return start if is_longer else end  # `Brazília ismert kritikusa`: who that is, nothing tells

    def _is_apart(self, token: Token) -> bool:
        if token.is_name or self._ends_here(token) or self._is_adverb(token):
            return True
        return token.lower in self.words.articles or self._is_oblique(token)

    def _start(self, clause: Sequence[Token]) -> int:
        """Return where the phrase begins that ends with the clause."""
        start = len(clause)
        while start > 0 and len(clause) - start < LONGEST:
            token = clause[start - 1]
            if token.lower in self.words.articles:
                return start
            if start < len(clause) and (self._ends_here(token) or self._is_governed(clause, start - 1)):
                break
            start -= 1
        return start

    def _is_governed(self, clause: Sequence[Token], place: int) -> bool:
        """Return whether a token ends another phrase: `Brüsszelben | a szóvivő`, not `Halifaxban lévő egyetem`."""
        token = clause[place]
        if self.language != "hu" or not self._is_oblique(token) or token.text.endswith(("ának", "ének")):
            return False
        return not any(
            _HUNGARIAN_PARTICIPLE.match(near.text) and not near.is_name
            for near in clause[place + 1 : place + 3]
        )

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
        adjective = _ADJECTIVE.get(self.language, _NEVER).match(last.lower) is not None
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

    def _is_proper(self, names: Sequence[Token]) -> bool:
        """Return whether these are names, not only a word that begins a sentence."""
        return any(
            not token.is_initial or token.text[1:].lower() != token.text[1:] for token in names
        ) or all(
            token.lower not in self._common and not self.words.adverbs.match(token.lower) for token in names
        )
