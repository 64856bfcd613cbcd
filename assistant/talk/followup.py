"""A follow-up and the conversation before it -> a question that stands alone.

`And in 2023?` puts its date in the place of the earlier question's, and so do names and places; corrections (`no, I
meant ...`) do the same. A question that points back (`what did she say?`, `why?`) is read together with the one it
leans on, with the name that the answer gave where a name was asked for. A question that names somebody or something
itself stands alone. Thanks and greetings between are passed over.
Proved by `tests/test_assistant_talk_followup.py`, measured on `tests/evaluation/sets/talk`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Turn
from assistant.facts.function_words import FunctionWords, function_words, spoken
from assistant.finding.asked import asked_for
from assistant.talk.fragments import MARK, Asked, Context, answered_in, fragment, opened, replaced
from assistant.talk.substitution import Item, is_new, items
from assistant.talk.utterances import INVENTORIES, Heard, hear
from assistant.talk.word_spans import words_of
from index.languages import UNKNOWN, detect, may_be

# The newest turns that a follow-up may rest on.
MAX_TURNS = 8
# A question is kept with the one it leans on, and both with the one that begins the subject.
MAX_PARTS = 3
# Together the questions must fit into the smallest model's prompt.
MAX_CHARACTERS = 2000
# So short a question names no subject of its own.
SHORT = 3
# Where another sentence of a question begins.
_NEXT = re.compile(r"(?<=[.!?]) (?=[^\W\da-z_])")
# What ends a sentence, and in languages without a capital letter or a mark of ours is left as it is.
_ENDS = re.compile(r"[.!?…？。؟;][\"'”’»)]*\s*$")
# So many other words before `their`, and it stands for one of them.
OWN = 2
# In so short a text the small words tell the language better than the letters do.
FEW = 6
# What an answer gives is named at its beginning.
ANSWER_CHARACTERS = 600

MARKERS = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Understood:
    """An utterance in its conversation.

    Attributes:
        heard: what is wanted.
        standalone: the utterance as it is to be understood by itself.
        asked: what of it is asked now, where earlier questions stand before it.
        language: the asker's, ISO 639-1 or `und`.
    """

    heard: Heard
    standalone: str
    asked: str
    language: str


def understood(text: str, history: Sequence[Turn] = ()) -> Understood:
    """Return an utterance as it is to be understood after `history`.

    Args:
        text: the newest utterance.
        history: the turns before it, oldest first.

    Returns:
        What is wanted, and the question standing alone: the utterance itself where it leans on nothing.
    """
    context: Context | None = None
    for said, answer in _exchanges(history)[-MAX_TURNS:]:
        found, parts = _understood(said, context)
        if found.heard.kind is None or found.heard.kind in INVENTORIES:
            context = Context(parts, answer, found.language, found.heard.kind is not None)
    return _understood(text, context)[0]


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return `question` as it is to be understood after `history`, oldest turn first."""
    return understood(question, history).standalone


def _exchanges(history: Sequence[Turn]) -> list[tuple[str, str]]:
    """Return what was asked and what was answered, oldest first."""
    found: list[tuple[str, str]] = []
    for turn in history:
        text = turn.text.strip()
        if turn.role == "user" and text:
            found.append((text, ""))
        elif turn.role == "assistant" and found:
            found[-1] = (found[-1][0], MARKERS.sub("", text))
    return found


def _understood(text: str, context: Context | None) -> tuple[Understood, tuple[str, ...]]:
    """Return what is wanted, and the questions that belong together in it."""
    hints = [context.language] if context else []
    heard = hear(text, [*hints, detect(text)])
    if heard.kind is not None:
        return Understood(heard, text, text, heard.language or UNKNOWN), (text,)
    language = _language(heard.question, context)
    parts = _parts(heard.question, language, context) if context else [heard.question]
    while len(parts) > MAX_PARTS or (len(parts) > 1 and sum(map(len, parts)) + len(parts) > MAX_CHARACTERS):
        del parts[1 if len(parts) > 2 else 0]
    joined = read_together(parts, language, context.language) if context else parts[0]
    if context and context.is_inventory and joined != heard.question:
        again = hear(joined, [context.language])
        if again.kind in INVENTORIES:
            return Understood(again, joined, joined, language), (joined,)
    return Understood(heard, joined, parts[-1], language), tuple(parts)


def read_together(parts: Sequence[str], language: str, before: str) -> str:
    """Return questions as one text that reads well; a question by itself stays as it was typed.

    What only asks for a circumstance goes on in the sentence (`Who came, and when?`); others are sentences after it.

    Args:
        parts: at least one question, the newest last.
        language: that of the newest.
        before: that of the others.

    Returns:
        The questions with a capital letter and a mark at the end of each sentence.
    """
    if len(parts) == 1:
        return parts[0]
    *known, last = map(_sentence, parts)
    words = function_words(language)
    rest = opened(last, words_of(last), language).rest
    is_bare = len(rest) > 0 and rest.opens_with(words.circumstances) == len(rest)
    is_asked = set(rest.all) <= set(words_of(known[-1]).all)
    if is_bare and not is_asked and language == before and known[-1].endswith("?"):
        last = f"{known.pop().rstrip(' ?')}{words.adding}{rest.typed[0].lower()}{rest.typed[1:].rstrip(' ?!.…')}?"
    return " ".join([*known, last])


def _sentence(part: str) -> str:
    """Return a part of a conversation as a sentence."""
    return part[:1].upper() + part[1:] + ("" if _ENDS.search(part) else "?")


def _language(question: str, context: Context | None) -> str:
    """Return the language of a question; a short one that may be in the conversation's is."""
    found = detect(question)
    if len(words_of(question)) > FEW or (context and found == context.language):
        return found
    known = spoken(question)
    if known and may_be(question, known):
        return known
    return context.language if context and may_be(question, context.language) else found


def _parts(question: str, language: str, context: Context) -> list[str]:
    """Return the questions that are to be read together, the newest last."""
    words = function_words(language)
    all_words = words_of(question)
    new = all_words.opens_with(words.topics)
    if new and MARK.search(all_words.between(new)):
        return [question[all_words.spans[new][0] :] if new < len(all_words) else question]
    asked = opened(question, all_words, language)
    known = _without_bare(context)
    if part := fragment(asked, context):
        return replaced(known, part, asked, context)
    if not _leans(asked, context):
        return [question]
    return _resolved(known, asked, context)


def _leans(asked: Asked, context: Context) -> bool:
    """Return whether a question is to be read with the one before it."""
    all_words, words = asked.rest.all, asked.words
    if not all_words or asked.is_corrected:
        return True
    named = [item for item in items(asked.question, asked.language) if item.kind != "date"]
    if _points(asked, named):
        return True
    if asked.is_joined:
        # `And what is the capital of France?` is about something new, unless it is set against another place.
        said = [item for part in context.parts for item in items(part, context.language)]
        is_new_subject = named and set(all_words) & words.asking and len(all_words) > SHORT
        return not (is_new_subject and not any(item.kind == old.kind for item in named for old in said))
    return not named and len(all_words) <= SHORT and not _defines(asked)


def _defines(asked: Asked) -> bool:
    """Return whether a short question asks what something is: `What are clades?`, but not `Mi a neve?` (his name)."""
    number = asked.rest.opens_with(asked.words.defining)
    is_one = number and len(asked.rest) == number + 1
    is_possessed = asked.language == "hu" and asked.rest.all[-1].endswith(("a", "e"))
    return bool(is_one) and not is_possessed


def _points(asked: Asked, named: Sequence[Item]) -> bool:
    """Return whether a word stands for something said before: no name or sentence of the question is before it."""
    words, rest = asked.words, asked.rest
    folded = f" {rest.folded}"
    for phrase in words.empty:
        folded = folded.replace(f" {phrase} ", " " + "_ " * len(phrase.split()))
    ends = [len(asked.question), *(match.start() for match in _NEXT.finditer(asked.question))]
    first = min([min(ends), *(item.start for item in named)])
    nouns = 0
    visible = folded.split()
    for number, (word, (start, end)) in enumerate(zip(visible, rest.spans, strict=True)):
        is_last = number == len(visible) - 1 and word in words.last
        # Romanian `lui Lavrov` is no pronoun: the name follows.
        is_article = asked.question[end : end + 2].strip()[:1].isupper() and word in words.prepositions
        # `How many physicians ... on their own?`
        is_inside = start > first or (word in words.plural and nouns >= OWN)
        if (word in words.pointing and not is_article and not is_inside) or (is_last and not named):
            return True
        nouns += len(word) > SHORT and not words.holds(word)
    return False


def _resolved(known: list[str], asked: Asked, context: Context) -> list[str]:
    """Return a question with those it leans on, and with the name it means where that can be told."""
    words = asked.words
    pointing = [n for n, word in enumerate(asked.rest.all) if word in words.pointing | words.last]
    is_person = any(asked.rest.all[n] in words.persons for n in pointing)
    name = _meant(known, context, function_words(context.language), is_person=is_person)
    if not pointing or not name:
        return [*known, asked.question]
    # `Who is he?`, but not `És ki volt vele?` (with him): a name does not stand there as it is.
    others = words.asking | words.being | words.things | words.subjects | words.last | words.articles
    if set(asked.rest.all) & words.asking_name and set(asked.rest.all) <= others:
        at = asked.rest.spans[pointing[-1]]
        if pointing[-1] == len(asked.rest) - 1:
            return [asked.question[: at[0]] + name + asked.question[at[1] :]]
        return [f"{asked.question.rstrip(' ?!.…')} {name}?"]
    if changed := _named(asked, name):
        return [*known, changed]
    if not set(asked.rest.all) & (words.persons | words.there):
        return [*known, asked.question]
    last = known[-1].rstrip(" ?")
    return [*known[:-1], f"{last} ({name}){known[-1][len(last) :].strip()}", asked.question]


def _meant(known: Sequence[str], context: Context, words: FunctionWords, *, is_person: bool) -> str:
    """Return the name that the answer gave where a name was asked for, somebody's for `he`; empty for none."""
    if not any(set(words_of(part).all) & words.asking_name for part in known):
        return ""
    if is_person and not any("person" in asked_for(part, context.language) for part in known):
        return ""  # `Where did Kim receive Lavrov? ... And who was with him?`
    said = [item for part in known for item in items(part, context.language)]
    answer = context.answer[:ANSWER_CHARACTERS]
    given = items(answer, answered_in(answer, context), is_answer=True)
    old = {word for part in known for word in words_of(part).all}
    for item in given:
        is_somebody = item.kind == "name" and not (item.text.isupper() and len(item.text.split()) == 1)
        if item.kind == "date" or (is_person and not is_somebody):
            continue
        if is_new(item, said) and not set(words_of(item.text).all) <= old:
            return item.text
    return ""


def _named(asked: Asked, name: str) -> str:
    """Return a question with a name in the place of a pronoun where it may stand as it is; empty where not."""
    words, question = asked.words, asked.question
    for number, (word, (start, end)) in enumerate(zip(asked.rest.all, asked.rest.spans, strict=True)):
        is_final = number == len(asked.rest) - 1
        if word in words.possessives and not is_final:
            return f"{question[:start]}{name}'s{question[end:]}"
        if word in words.subjects:
            return f"{question[:start]}{name}{question[end:]}"
    return ""


def _without_bare(context: Context) -> list[str]:
    """Return the questions of a conversation without one that only asks: `And when?`."""
    own = function_words(context.language)
    small = own.joining | own.asking | own.being | own.pointing | own.prepositions | own.articles | own.last
    return [part for n, part in enumerate(context.parts) if n == 0 or not set(words_of(part).all) <= small]
