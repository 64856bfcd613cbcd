"""Noun phrases that may name a speaker, found by closed classes of words and by position, without a parser.

A phrase is taken for a speaker when its head is a name or one of the words for people, offices and writings in
`assistant/saying/reporting.py`, and when it is not governed by a preposition. Proved by
`tests/test_assistant_saying_attribution.py`.
"""

import re
from collections.abc import Sequence

from assistant.saying.clauses import Token
from assistant.saying.nouns import ADJECTIVE, LONGEST, NEVER, TITLE, Nouns
from index.documents import Span

# Words in front of a head at most.
MODIFIERS = 4
_HUNGARIAN_PARTICIPLE = re.compile(r".*(?:ó|ő|ott|ett|ött|t|li|beli)\Z")
_PARTICIPLE = re.compile(r".*(?:ed|ing|an[yae]|on[yae]|ący|ąca|ąc[ae]|[aiu]t[ăe]?)\Z")
# What small words may stand before the head: adjectives.
_BEFORE_HEAD = {"pl": re.compile(r".*(?:y|i|a|e|ego|ej|ych|ich)\Z")}
_BEFORE = ("and", "or", "but", "i", "oraz", "lub", "ale", "și", "sau", "dar", "roku", "anul", "anului")
_AND = ("and", "or", "but", "i", "oraz", "lub", "ale", "și", "sau", "dar")


class NounPhrase(Nouns):
    """Finds phrases in clauses."""

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
        if token.is_name or TITLE.match(token.text):
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
        return "part" if is_open and ADJECTIVE.get(self.language, NEVER).match(token.lower) else "perhaps"

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
