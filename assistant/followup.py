"""A follow-up and the conversation before it -> a question that stands alone.

A question that leans on the one before it ("and who came with him?") is read together with it, and with the one
before that if that leans too, newest first, up to `MAX_TURNS`. A question that names somebody or something stands
by itself, unless it begins with a joining word.
Proved by `tests/test_assistant_followup.py`.
"""

import re
from collections.abc import Sequence

from assistant.answer import Turn
from assistant.names import names
from index.languages import fold

MAX_TURNS = 3
# Together the questions must fit into the smallest model's prompt.
MAX_CHARACTERS = 2000
# So short a question names no subject of its own.
SHORT = 3

# Words, folded, that point back: pronouns anywhere, and joining words at the beginning.
POINTING = {
    "en": "he she it him her his its they them their",
    "pl": "on ona ono oni one jego jej ich go jemu mu nim nia nimi tam",
    "hu": "o ok ot oket neki nekik vele veluk rola roluk nala naluk",
    "ro": "el ea ei ele acesta aceasta acestia acestea acela aceea asta acolo",
}
JOINING = {
    "en": "and but so also or",
    "pl": "a i ale oraz",
    "hu": "es de na",
    "ro": "si dar iar sau",
}


def standalone(question: str, history: Sequence[Turn], language: str) -> str:
    """Return `question` as it is to be understood after `history`.

    Args:
        question: the newest question.
        history: the turns before it, oldest first.
        language: the question's language.

    Returns:
        The question itself, or the questions it leans on followed by it.
    """
    earlier = [turn.text.strip() for turn in history if turn.role == "user" and turn.text.strip()]
    parts = [question]
    while earlier and len(parts) <= MAX_TURNS and _leans(parts[0], language):
        if sum(map(len, [*parts, earlier[-1]])) > MAX_CHARACTERS:
            break
        parts.insert(0, earlier.pop())
    return " ".join(parts)


def _leans(question: str, language: str) -> bool:
    words = re.findall(r"\w+", fold(question))
    if not words or words[0] in JOINING.get(language, JOINING["en"]).split():
        return True
    if names(question):
        return False
    pointing = POINTING.get(language, POINTING["en"]).split()
    return len(words) <= SHORT or any(word in pointing for word in words)
