"""What kind of thing a question asks for: a number, a date, a place, a person.

Read off the question's own interrogatives, which are a closed class in each language; a language without a list
asks for nothing in particular. Proved by `tests/test_assistant_finding_asked.py`.
"""

import re
from functools import cache
from typing import Literal

from index.languages import fold

Kind = Literal["number", "date", "place", "person", "reason", "yes_no"]

# Without accents, because many people type none; a * stands for any ending.
_WORDS: dict[str, dict[Kind, str]] = {
    "en": {
        "number": "how (?:many|much|large|big|long|old|tall|high|deep|wide|far|fast|often|heavy)"
        "|(?:what|which) (?:(?:is|was|are|were) (?:the )?)?(?:number|percentage|share|proportion|amount|price"
        "|population|age|size|length|height|depth|weight|speed|temperature|distance|area)",
        "date": "when|how long ago|since when|until when"
        "|(?:what|which) (?:(?:is|was) the )?(?:exact )?(?:years?|months?|dates?|days?|decades?|century|time)",
        "place": "where|(?:what|which) (?:\\w+ )?(?:city|cities|town|village|country|countries|region|place|province"
        "|continent|island|capital|port|river|district|state(?= (?:is|was|were|did|does|has)|\\W*$))"
        "|what (?:is|was) (?:the )?(?:name of the )?(?:capital|city|town|village|country)(?= of\\b| called\\b"
        "| where\\b|\\W*$)",
        "person": "who|whom|whose",
        "reason": "why|what caused|for what reason|how come",
        "yes_no": "^(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may)",
    },
    "pl": {
        "number": "ile|ilu|iloma|ilokrotnie|ilukrotnie"
        "|(?:jak(?:a|i|ie|iej|im)) (?:(?:jest|byla|byl) )?(?:liczb*|procent*|odsetek|czesc|kwot*|cen*|populacj*)"
        "|(?:jak|jaka|jaki|jakiej|jakim) (?:duz*|wielk*|wysok*|dlug*|gleboko*|szerok*|daleko|czesto|szybko|star*|wiek*"
        "|temperatur*|powierzchni*|predkosc*|odleglosc*)",
        "date": "kiedy|ktorego (?:dnia|roku)|(?:w )?(?:ktorym|jakim) (?:roku|miesiacu|wieku|dniu)"
        "|(?:w )?(?:jaki|ktory) dzien|jakiego dnia|od kiedy|do kiedy|jaka data|jak dawno",
        "place": "gdzie|skad|dokad|(?:jakim|ktorym|jakich|ktorych|jakiej|ktorej|jakiego|ktorego|jakie|ktore"
        "|jaki|ktory|jaka|ktora)"
        " (?:miast*|miescie|kraj*|panstw*|region*|miejsc*|wys*|stolic*|prowincj*|wojewodztw*|rzek*|dzielnic*)",
        "person": "kto|kogo|komu|kim|czyj|czyja|czyje|czyim|czyjego",
        "reason": "dlaczego|czemu|z jakiego powodu|po co|co spowodowalo",
        "yes_no": "^(?:czy|a czy)",
    },
    "hu": {
        "number": "hany*|mennyi*|mekkora*"
        "|milyen (?:hosszu*|magas*|nagy*|messze|gyakran|idos*|mely*|szeles*|homerseklet*|tavolsag*)",
        "date": "mikor*|mely(?:ik)? (?:ev*|honap*|nap*|idopont*|szazad*)|hanyadik*|miota|meddig"
        "|milyen (?:ev*|honap*|nap*|datum*)|hany (?:orakor|eve)",
        "place": "hol|hova|honnan|merre|hon"
        "|(?:mely|melyik|milyen) (?:varos*|orszag*|telepules*|hely*|regio*|megye*|sziget*|allam*|fovaros*|folyo*)",
        "person": "kik|kit|kiket|kinek|kiknek|kivel|kikkel|kitol|kirol|kie|kihez|kiert|kiktol",
        "reason": "miert|mi okbol|minek a hatasara|mi okozta",
        "yes_no": "\\w+-e",
    },
    "ro": {
        "number": "cat|cata|cati|cate|cator|(?:ce|care) (?:(?:este|e|a fost) )?(?:numar*|procent*|proportie"
        "|suma|pret*|populatie*|lungime*"
        "|inaltime*|suprafata|adancime*"
        "|viteza|temperatura|distanta|varsta|greutate*)",
        "date": "cand|de cand|pana cand|(?:in )?(?:ce|care) (?:an|ani|luna|zi|zile|data|secol|moment|perioada)",
        "place": "unde|de unde|(?:ce|care) (?:\\w+ )?(?:oras*|tara|tari|stat|loc|localitate*|regiune*|provincie*"
        "|capitala|insula|judet*|rau*)",
        "person": "cine|cui|pe cine|al cui|a cui|ale cui|ai cui|cu cine|de cine",
        "reason": "de ce|din ce cauza|din ce motiv|ce a cauzat",
        "yes_no": "^(?:este|e|sunt|a fost|au fost|exista|are|au|va|vor)",
    },
}
# Hungarian `ki` asks who, and is a verb's prefix: `lőttek ki`. It asks where a question or a clause begins, and where
# nothing else does.
_KI = re.compile(
    r"(?:^\W*|[,;:.?!] |\b(?:es|s|de|hogy|vagy|vajon|szerinte\w*|szerint) )ki\b"
    r"|^(?!.*\b(?:hany\w*|mennyi\w*|mekkora\w*|milyen\w*|mely|melyik\w*|melyek\w*|mikor|mi|mit|mik|miket|mibe"
    r"|miben|mibol|mire|mirol|mivel|miert|mihez|hol|hova|honnan|merre|hogyan|kit|kinek|kivel|kiket|kik)\b).*\bki\b"
)
# What asks for a date, or begins a clause that tells one behind another interrogative: `What did he say when he came?`
_WHEN = {
    "en": r"\b(?:what|who|whom|whose|which|why|how|where)\b[^.?!;]*(?<!\band)(?<!\bor)(?<!,)(?<!\bsince)(?<!\buntil)"
    r"(?<!\bfrom)(?<!\bby)(?<!\bknow)(?<!\bknows)(?<!\bknown) when\b",
    "pl": r"\b(?:co|kto|kogo|komu|czym|jak\w*|ktor\w*|gdzie|dlaczego|ile|ilu)\b[^.?!;]*(?<!\bi)(?<!\boraz)(?<!\blub)"
    r"(?<!\bod)(?<!\bdo)(?<!\bo tym,) kiedy\b(?! i | oraz |,)",
    "ro": r"\b(?:ce|cine|cui|care|cum|unde|cat\w?|de ce)\b[^.?!;]*(?<!\bsi)(?<!\bsau)(?<!,)(?<!\bde)(?<!\bpana) cand\b",
}
# `how long`, `meddig`, `cât timp` may be answered by a date as well as by a number, and the other way round.
_EITHER = re.compile(r"how long|meddig|mennyi ideig|cat timp|jak dlugo|ile czasu|from when")

_COUNTRY = {
    "en": r"(?:what|which) (?:\w+ )?(?:countr|states?)",
    "pl": r"(?:jaki|jaka|ktor)\w* (?:\w+ )?(?:kraj|panstw)",
    "hu": r"(?:mely|milyen)\w* (?:\w+ )?(?:orszag|allam)",
    "ro": r"(?:ce|care) (?:\w+ )?(?:tar[ai]|state?)\b",
}


def asks_country(question: str, language: str) -> bool:
    """Return whether a question names countries as what it asks for: `In which country ...?`"""
    return bool(re.search(_COUNTRY.get(language, "(?!)"), _lowered(question)))


def asked_for(question: str, language: str) -> frozenset[Kind]:
    """Return the kinds of thing that a question asks for.

    Args:
        question: in any spelling, with or without accents.
        language: its language.

    Returns:
        Empty when it asks for none of these, or when the language is not one of en, pl, hu, ro.
    """
    text = _lowered(question)
    found = {kind for kind, pattern in _patterns(language).items() if pattern.search(text)}
    if _EITHER.search(text):
        found |= {"number", "date"}
    if "date" in found and (clause := re.search(_WHEN.get(language, "(?!)"), text)):
        before = text[: clause.end()].rpartition(" ")[0]
        if not _patterns(language)["date"].search(before):  # `In what year was it when ...`
            found.discard("date")
    if language == "hu" and _KI.search(text):
        found.add("person")
    # `who decides whether ...` is no question to say yes to.
    return frozenset(found - {"yes_no"} or found)


def _lowered(question: str) -> str:
    """Return the question folded, without words that only their capital letter keeps from asking: Polish `Kim`."""
    words = question.split()
    if any(word[0].islower() for word in words):
        before = [".", *words]  # where a sentence begins a capital letter means nothing
        words = [
            word if last[-1] in ".?!" or not word[0].isupper() else "" if word[-1].isalnum() else word[-1]
            for last, word in zip(before, words, strict=False)
        ]
    return " ".join(fold(" ".join(words)).split())


@cache
def _patterns(language: str) -> dict[Kind, re.Pattern[str]]:
    return {
        kind: re.compile(rf"(?<![\w-])(?:{words.replace('*', chr(92) + 'w*')})(?!\w)")
        for kind, words in _WORDS.get(language, {}).items()
    }
