"""Whether a question asks for several answers: what each side or source says, whether they agree, or things of a kind.

Read off closed classes of words in each language, without accents, because many people type none; a language without
a list asks for one. Proved by `tests/test_assistant_finding_several.py`.
"""

import re
from functools import cache

from index.languages import fold

# Whether sources agree, folded: a word for agreeing means that only beside one for sources, for in news `agreement` and
# `conflict` are things that are asked about.
_SOURCES = {
    "en": r"(?:sources?|reports?|articles?|documents?|texts?|papers|media|accounts|versions|figures|sides|parties"
    r"|governments|everyone|everybody|all of them)",
    "pl": r"(?:zrodl|artykul|tekst|dokument|medi|raport|doniesie|relacj|wersj|gazet|stron|wszys)\w*",
    "hu": r"(?:forras|cikk|jelentes|dokumentum|szoveg|beszamolo|lap|media|felek|hirek|mindenki)\w*",
    "ro": r"(?:surse|articol|document|rapoarte|text|relatari|versiuni|parti|ziare|publicati|toti|toata lumea)\w*",
}
_AGREE = {
    "en": r"\b{sources}(?: \w+){{0,3}}? (?:agree|disagree|differ|contradict|conflict|vary|say the same)\b"
    r"|\b(?:they|these|those)(?: all)? (?:agree|disagree|differ|contradict each other)\W*$"
    r"|\beach (?:side|of them)\b|\bboth sides\b|\bsame thing\b|\bcontradict|\bconflicting\b|\bdiscrepanc"
    r"|\b(?:different|various) {sources}",
    "pl": r"\b(?:zgadzaja|zgodn[ei]|roznia|sprzeczn\w+)(?: \w+){{0,3}}? {sources}"
    r"|\b{sources}(?: \w+){{0,3}}? (?:zgadzaja|zgodn[ei]|roznia|sprzeczn|przecza)"
    r"|\b(?:zgadzaja sie(?: ze soba)?|roznia sie|sa zgodn[ei])\W*$|\bsprzeczn"
    r"|\bobie strony|\bobu stron|\bto samo\b|\brozn(?:e|ych|i) {sources}",
    "hu": r"\b(?:egyez|egyetert|elter|kulonboz|ellentmond)\w*(?:-e)?(?: \w+){{0,3}}? {sources}"
    r"|\b{sources}(?: [\w-]+){{0,3}}? (?:egyez|egyetert|elter|kulonboz|ellentmond)"
    r"|\b(?:egyetertenek|egyeznek|elternek)(?:-e)?(?: ebben| egymassal)?\W*$|\bellentmond"
    r"|\bugyanazt (?:mond|ir|allit|kozol)|\bmindket fel|\bmindenki ugyanazt|\bkulonbozo {sources}",
    "ro": r"\b(?:difera|de acord|coincid|contrazic)(?: \w+){{0,3}}? {sources}"
    r"|\b{sources}(?: \w+){{0,3}}? (?:de acord|difera|contrazic|coincid|acelasi lucru)"
    r"|\b(?:sunt de acord|se contrazic)\W*$|\bcontrazic|\bacelasi lucru|\bambele parti|\bfiecare parte"
    r"|\bdiferite(?:le)? {sources}",
}
# What asks for each of several, folded: several sides or sources, or a plural interrogative. In English and Polish a
# noun after it may look like a verb or be singular, so only what can be neither counts.
_SEVERAL = {
    "en": r"\b(?:each|every|both|various|several|individual|all)\b(?: \w+)? (?:articles?|sources?|reports?|texts?"
    r"|documents?|sides?|part(?:y|ies)|countr(?:y|ies)|governments?)\b|\bwho all\b|\bwhat else\b|\b(?:list"
    r"|name) (?:all|the|every)\b"
    r"|\bwhich (?:of the )?[\w-]+(?<![sui])s\b"
    r"|\b(?:which|what) (?!(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could)\b)"
    r"(?:[\w-]+ ){0,3}?(?!(?:was|has|does)\b)[\w-]+(?<![sui])s (?:do|did|are|were|have|had|can|could|met|\w+ed)\b",
    "pl": r"(?:^|[.?!;:] |\bi )(?:(?:w|we|z|ze|o|od|do|na|po|przed|przez|dla|za|u) )?(?:ktorych|ktorzy|ktorymi|jacy"
    r"|jakich|jakimi)\b|\b(?:ktore|jakie) (?:\w+ )?\w+(?:y|i|a|je)\b"
    r"|poszczegoln|\bkazd\w+ (?:z|ze) \w+|\bkazda stron|\bob(?:a|ie|u|ydw\w+) \w+"
    r"|\bwszystki\w+ (?:artyk|zrod|tekst|stron)|\brozn(?:e|ych|ym) (?:artyk|zrod|tekst|stron)|\bco jeszcze\b"
    r"|\bwymien\b",
    "hu": r"\b(?:kik|kiket|kiknek|kikkel|kiktol|kikrol|mik|miket|melyek|melyeket|milyenek|mi minden\w*|ki mindenki\w*"
    r"|ki minden\w*|hol mindenhol|mindket\w*|mindketto\w*|az egyes|egyenkent|sorold|mi mas\w*)\b"
    r"|\b(?:mely|milyen) \w+[aeiou]k(?:at|et|ot|kal|kel|ban|ben|bol|rol|nak|nek|ra|re|on|hoz|tol|ert)?\b",
    "ro": r"\b(?:ce|care) \w+(?:uri|urile|[^z ]i|ii)\b(?<!ce vei)(?<!ce poti)(?<!ce stii)"
    r"|\bcare (?:sunt|au fost|erau)\b|\bcei doi\b|\bcele doua\b|\bambel[eo]\b|\bambi[ii]\b|\bfiecare\b"
    r"|\btoate (?:articol|surs|part)|\bce altceva\b"
    r"|\benumera|\bdiferite(?:le)? (?:articol|surs|text)",
}


def asks_agreement(question: str, language: str) -> bool:
    """Return whether a question asks if sources agree, or what each of them says."""
    return _patterns(language)[0].search(_plain(question)) is not None


def asks_several(question: str, language: str) -> bool:
    """Return whether a question asks for more than one thing of a kind, or what each of several says.

    Read off plural interrogatives and words for `each` and `both`.
    """
    return any(pattern.search(_plain(question)) for pattern in _patterns(language))


def _plain(question: str) -> str:
    return " ".join(fold(question).split())


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    nothing = "(?!)"
    agree = _AGREE.get(language, nothing).format(sources=_SOURCES.get(language, nothing))
    return re.compile(agree), re.compile(_SEVERAL.get(language, nothing))
