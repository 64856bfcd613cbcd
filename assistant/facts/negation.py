"""Negations in a sentence: a cheap sign that it and a quote say the opposite.

Counts words, knows no grammar: what is negated it does not see. Only some words surely negate; others (`unable`,
`bezpieczny`, `sikertelen`) may stand for a negation in another language. Languages without a list give no sign.
Proved by `tests/test_assistant_facts_negation.py`.
"""

import re
from dataclasses import dataclass

_SURE = {
    "en": r"not|\w+n['’]t|cannot|never|none|nothing|nobody|neither|nor|no longer|no",
    "pl": r"nie|nigdy|nikt|nikogo|nikomu|niczego|żad[ne]n\w*",
    "hu": r"nem|ne|sem|soha|sosem|senki\w*|semmi\w*|nincs\w*|sincs\w*",
    "ro": r"nu|n(?=-)|nici|niciodată|nimeni\w*|nimic\w*|niciun\w*|nicio",
}
_PERHAPS = {
    "en": r"nowhere|without|fail\w*|den(?:y|ies|ied|ying)|lack\w*|refus\w*|hardly|unable|unlikely|un\w{6,}|non\w*"
    r"|\w+less|impossible|inability|incapable|declin\w*|reject\w*|prohibit\w*|absence|ceas\w*",
    "pl": r"nic|niczym|nigdzie|ani|bez|nie\w{3,}|brak\w*|zaprzecz\w*|odm[aó]w\w*|odrzuc\w*|bez\w{5,}|zakaz\w*"
    r"|przesta\w*",
    "hu": r"se|nélkül\w*|\w+t[ae]lan\w*|\w+t[ae]len\w*|\w+tlan\w*|\w+tlen\w*|\w*tagad\w*|képtelen\w*|hiány\w*"
    r"|tilos|tilt\w*|elutasít\w*|megszűn\w*|aligha",
    "ro": r"nicăieri|fără|neg\w*|refuz\w*|lips\w*|imposibil\w*|incapabil\w*|ne\w{6,}|interzi\w*|resping\w*|încet\w*",
}


def _compiled(*lists: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        language: re.compile(rf"\b(?:{'|'.join(words[language] for words in lists)})\b", re.IGNORECASE)
        for language in lists[0]
    }


_STRICT, _GENEROUS = _compiled(_SURE), _compiled(_SURE, _PERHAPS)


@dataclass(frozen=True, slots=True)
class Negations:
    """The words of a text that negate.

    Attributes:
        sure: those that surely do.
        possible: those that may, the sure ones among them.
        is_known: False for a language without a list.
    """

    sure: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    is_known: bool = True


def negations(text: str, language: str) -> Negations:
    """Return the words of a text that negate."""
    if language not in _STRICT:
        return Negations(is_known=False)
    return Negations(tuple(_STRICT[language].findall(text)), tuple(_GENEROUS[language].findall(text)))
