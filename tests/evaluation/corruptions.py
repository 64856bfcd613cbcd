"""True sentences made false: in a number, a date, a name, a word, a negation, who did what to whom, or by an addition.

The words for it are written down here by hand and share nothing with the tables of the program, which they test.
Each function returns the changed sentence, or None where it finds nothing to change.
"""

import random
import re
from itertools import pairwise

NUMBER_WORDS = {
    "en": "two three four five six seven eight nine ten twelve twenty thirty fifty",
    "pl": "dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć dwanaście dwadzieścia trzydzieści pięćdziesiąt",
    "hu": "két három négy öt hat hét nyolc kilenc tíz tizenkét húsz harminc ötven",
    "ro": "două trei patru cinci șase șapte opt nouă zece douăsprezece douăzeci treizeci cincizeci",
}
MONTHS = {
    "en": "January February March April June July August September October November December",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie iunie iulie august septembrie octombrie noiembrie decembrie",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "pl": "poniedziałek wtorek środę czwartek piątek sobotę niedzielę",
    "hu": "hétfőn kedden szerdán csütörtökön pénteken szombaton vasárnap",
    "ro": "marți miercuri joi vineri sâmbătă duminică",
}
_AUXILIARIES = {
    "en": (r"\b(is|are|was|were|has|have|had|can|could|will|would|should|may|must)\b(?! not)", r"\1 not"),
    "pl": (
        r"\b(jest|są|był|była|było|byli|były|może|mogą|ma|mają|został|została|zostało|zostali|zostały|będzie"
        r"|miał|miała|powiedział|powiedziała)\b",
        r"nie \1",
    ),
    "hu": (
        r"\b(volt|voltak|lesz|lehet|kell|tud|tudja|tudnak|fog|lett|lettek|maradt|mondta|közölte|kapott|érte)\b",
        r"nem \1",
    ),
    "ro": (r"\b(este|sunt|era|erau|are|avea|poate|pot|va|vor|a fost|au fost|a spus|a declarat)\b", r"nu \1"),
}
_NEGATED = {
    "en": r"n't\b|\bn[o’']t\b|\b(?:no|not|never|none|nothing|nobody|without)\b",
    "pl": r"\b(?:nie|nigdy|nikt|nic|bez|żaden|żadn\w+)\b",
    "hu": r"\b(?:nem|ne|sem|soha|sosem|senki|semmi\w*|nincs\w*|nélkül)\b",
    "ro": r"\b(?:nu|n-\w+|nici|niciodată|nimeni|nimic|fără)\b",
}
# Words of so many letters are no small words in any of these languages; so many are added in a row.
LONG, ADDED = 5, 8
_DIGITS = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])")
_WORD = re.compile(r"[^\W\d_]+")


def number(sentence: str, language: str, chance: random.Random) -> str | None:
    """Change one digit of a number."""
    found = list(_DIGITS.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    places = [place for place, digit in enumerate(match[0]) if digit.isdigit()]
    place = match.start() + chance.choice(places)
    digit = chance.choice([d for d in "123456789" if d != sentence[place]])
    return sentence[:place] + digit + sentence[place + 1 :]


def number_word(sentence: str, language: str, chance: random.Random) -> str | None:
    """Put another number word in the place of one."""
    return _exchange(sentence, NUMBER_WORDS[language].split(), chance)


def date(sentence: str, language: str, chance: random.Random) -> str | None:
    """Put another month or day of the week in the place of one."""
    for words in (MONTHS, WEEKDAYS):
        if changed := _exchange(sentence, words[language].split(), chance, language == "hu"):
            return changed
    return None


def name(sentence: str, others: list[str], chance: random.Random) -> str | None:
    """Put another name in the place of one; `others` are names that the sentence lacks."""
    found = _names(sentence)
    fitting = [other for other in others if other not in sentence]
    if not found or not fitting:
        return None
    start, end = chance.choice(found)
    return sentence[:start] + chance.choice(fitting) + sentence[end:]


def names(sentence: str) -> list[str]:
    """Return runs of words with a capital letter within the sentence, not after a quotation mark."""
    return [sentence[start:end] for start, end in _names(sentence)]


def _names(sentence: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for word in list(_WORD.finditer(sentence))[1:]:
        if not word[0][0].isupper() or not word[0][1:].islower() or len(word[0]) < 3:
            continue
        before = sentence[: word.start()]
        if found and sentence[found[-1][1] : word.start()] in (" ", "-"):
            found[-1] = (found[-1][0], word.end())
        elif before.endswith(" ") and not before.rstrip().endswith((".", "?", "!", ":")):
            found.append((word.start(), word.end()))
    return found


def negation(sentence: str, language: str, chance: random.Random) -> str | None:
    """Negate the first auxiliary of a sentence that has no negation."""
    if re.search(_NEGATED[language], sentence, re.IGNORECASE):
        return None
    pattern, replacement = _AUXILIARIES[language]
    changed, count = re.subn(pattern, replacement, sentence, count=1)
    return changed if count else None


def word(sentence: str, others: list[str], chance: random.Random) -> str | None:
    """Put a long word of another sentence in the place of one, names aside."""
    found = [match for match in _WORD.finditer(sentence) if _is_long(match[0])]
    fitting = [
        long for other in others for long in _WORD.findall(other) if _is_long(long) and long not in sentence
    ]
    if not found or not fitting:
        return None
    match = chance.choice(found)
    return sentence[: match.start()] + chance.choice(fitting) + sentence[match.end() :]


def added(sentence: str, others: list[str], chance: random.Random) -> str:
    """Add some words in a row of another sentence."""
    words = chance.choice(others).split()
    count = min(ADDED, len(words))
    start = chance.randrange(len(words) - count + 1)
    return f"{sentence.rstrip('.')}, {' '.join(words[start : start + count]).strip('.,')}."


def _is_long(word: str) -> bool:
    return len(word) >= LONG and word.islower()


def roles(sentence: str, language: str, chance: random.Random) -> str | None:
    """Exchange the first two names when more than a conjunction stands between them."""
    for one, other in pairwise(_names(sentence)):
        between = sentence[one[1] : other[0]]
        first, second = sentence[slice(*one)], sentence[slice(*other)]
        if first != second and len(between.split()) >= 2 and "," not in between:
            return sentence[: one[0]] + second + between + first + sentence[other[1] :]
    return None


def _exchange(sentence: str, words: list[str], chance: random.Random, endings: bool = False) -> str | None:
    pattern = re.compile(rf"\b({'|'.join(words)})" + ("" if endings else r"\b"))
    found = list(pattern.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    other = chance.choice([word for word in words if word != match[0]])
    return sentence[: match.start()] + other + sentence[match.end() :]
