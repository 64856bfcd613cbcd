"""Whether a question asks for several answers: what each side or source says, whether they agree, or things of a kind.

Read off closed classes of words in each language, without accents, because many people type none; a language without
a list asks for one. Proved by `tests/test_assistant_finding_several.py`.
"""

import re
from functools import cache

from index.languages import fold

# Whether sources agree, folded: a word for agreeing means that only beside one for sources, or for who says something,
# for in news `agreement` and `conflict` are things that are asked about, and parties and sides agree on things.
_SOURCES = {
    "en": r"(?:sources?|reports?|articles?|documents?|texts?|papers|media|accounts|versions|everyone|everybody"
    r"|all of them)",
    "pl": r"(?:zrodl|artykul|tekst|dokument|medi|raport|doniesie|relacj|wersj|gazet|wszys)\w*",
    "hu": r"(?:forras|cikk|jelentes|dokumentum|szoveg|beszamolo|hirek|mindenki)\w*",
    "ro": r"(?:surse|articol|document|rapoarte|text|relatari|versiuni|ziare|publicatii|toti|toata lumea)\w*",
}
_SAYS = {
    "en": r"(?:say|says|said|claim|claims|think|thinks|tell|tells|report|reports|see|sees)\b",
    "pl": r"(?:mowi|twierdz|podaj|uwaz|sadz)\w*",
    "hu": r"(?:(?:mond|allit|gondol|kozol)\w*|ir(?:nak|jak|ja)?\b)",
    "ro": r"(?:spun|zic|sustin|afirm|declar|cred)\w*",
}
_SIDES = {
    "en": r"(?:(?:each|either) (?:side|party|country|government)|both (?:sides|parties|countries|governments)"
    r"|each of them)",
    "pl": r"(?:ob(?:ie|u) stron\w*|rozn\w+ stron\w*|kazd\w+ (?:ze )?stron\w*|obaj|obydwaj)",
    "hu": r"(?:mindket (?:fel|oldal|orszag)\w*|kulonbozo (?:fel|oldal)\w*|az egyes (?:fel|oldal)\w*|mindketten)",
    "ro": r"(?:(?:fiecare|ambele) (?:part|tar)\w*|cei doi|cele doua (?:part|tar)\w*|amandoi)",
}
_AGREE = {
    "en": r"\b{sources}(?: \w+){{0,3}}? (?:agree|disagree|differ|contradict|vary|say the same)\b"
    r"|\bdo(?: \w+){{1,3}} and(?: \w+){{1,3}} (?:agree|disagree|differ)\b"
    r"|\b(?:they|these|those)(?: all)? (?:agree|disagree|differ|contradict each other)\W*$"
    r"|\b{sides}(?: \w+){{0,2}}? {says}|\baccording to {sides}|\bsay the same thing\b|\bconflicting (?:\w+ )?{sources}"
    r"|\b(?:different|various) {sources}",
    "pl": r"\b(?:zgadzaja|zgodn[ei]|roznia|sprzeczn[ei])\b(?: \w+){{0,3}}? {sources}"
    r"|\b{sources}(?: \w+){{0,3}}? (?:zgadzaja|zgodn[ei]|roznia|sprzeczn[ei]|przecza)\b"
    r"|\bi(?: \w+){{1,3}} (?:sie )?zgadzaja\b|\b(?:zgadzaja sie(?: ze soba)?|roznia sie|sa zgodn[ei])\W*$"
    r"|\b{sides}(?: \w+){{0,2}}? {says}|\b{says}(?: \w+){{0,3}}? {sides}|\bwedlug {sides}|\bto samo\b"
    r"|\brozn(?:e|ych|i) {sources}",
    "hu": r"\b(?:egyeznek|egyetertenek|elternek|kulonboznek|ellentmondanak)(?:-e)?(?: [\w-]+){{0,3}}? {sources}"
    r"|\b{sources}(?: [\w-]+){{0,3}}? (?:egyeznek|egyetertenek|elternek|kulonboznek|ellentmondanak|ugyanazt)"
    r"|\b(?:egyetertenek|egyeznek|elternek)(?:-e)?(?: ebben| egymassal)?\W*$|\bellentmondanak egymasnak\b"
    r"|\bugyanazt (?:mond|ir|allit|kozol)|\b{sides}(?: \w+){{0,2}}? {says}|\b{says}(?: \w+){{0,3}}? {sides}"
    r"|\b{sides} szerint\b|\bkulonbozo {sources}",
    "ro": r"\b(?:difera|de acord|coincid|contrazic)(?: \w+){{0,2}}? {sources}"
    r"|\b{sources}(?: \w+){{0,3}}? (?:de acord|difera|contrazic|coincid|acelasi lucru)"
    r"|\b(?:sunt de acord|se contrazic)\W*$|\bacelasi lucru\b|\b{sides}(?: \w+){{0,2}}? {says}"
    r"|\b{says}(?: \w+){{0,3}}? {sides}"
    r"|\bpotrivit {sides}|\bdiferite(?:le)? {sources}",
}
# What asks for several things of a kind, folded: a plural interrogative, or a word for each. An interrogative that may
# be a relative counts where a question begins. In English and Polish the noun after it may be a verb, or singular;
# what is mostly so does not count.
_SEVERAL = {
    "en": r"\b(?:each|every|various|several|individual|all)\b(?: \w+)? (?:articles?|sources?|reports?|texts?"
    r"|documents?)\b"
    r"|\bwho all\b|\bwhat else\b|\b(?:list|name) (?:all|the|every)\b"
    r"|{start}which (?:of the )?(?!(?:was|has|does)\b)[\w-]+(?<![sui])s\b"
    r"|{start}(?:which|what) (?!(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could)\b)"
    r"(?:(?!of\b)[\w-]+ ){{0,3}}?(?!(?:was|has|does)\b)[\w-]+(?<![sui])s (?:do|did|are|were|have|had|can|could"
    r"|met|\w+ed)\b",
    "pl": r"{start}(?:ktorych|ktorzy|ktorymi|jacy|jakich|jakimi)\b|{start}(?:ktore|jakie) \w+(?:y|i|a|je)\b"
    r"|poszczegoln|\bkazd\w+ (?:z|ze) (?:artyk|zrod|tekst)|\bwszystki\w+ (?:artyk|zrod|tekst)"
    r"|\brozn(?:e|ych|ym) (?:artyk|zrod|tekst)|\bco jeszcze\b|\bwymien\b",
    "hu": r"\b(?:kik|kiket|kiknek|kikkel|kiktol|kikrol|mik|miket|melyek|melyeket|milyenek|mi minden\w*|ki mindenki\w*"
    r"|ki minden\w*|hol mindenhol|az egyes|egyenkent|sorold|mi mas\w*)\b"
    r"|\b(?:mely|milyen) (?!\w*(?:elnok|ertek|titok|szek|lek|melyek)\b)\w+[aeiou]k"
    r"(?:at|et|ot|kal|kel|ban|ben|bol|rol|nak|nek|ra|re|on|hoz|tol|ert)?\b",
    "ro": r"{start}(?:ce|care) (?!(?:vei|poti|stii|mai|si|isi|ati|iti|ii|zi)\b)\w+(?:uri|urile|i)\b"
    r"|{start}care (?:sunt|au fost|erau)\b"
    r"|\bfiecare (?:articol|surs|text)|\btoate (?:articol|surs|text)|\bce altceva\b|\benumera",
}
_START = {
    "en": r"(?:^\W*|[.?!:;,] |\b(?:and|in|of|on|at|by|for|to|with|from|during|about) )",
    "pl": r"(?:^\W*|[.?!:;] |\bi )(?:(?:w|we|z|ze|o|od|do|na|po|przed|przez|dla|za|u) )?",
    "ro": r"(?:^\W*|[.?!:;] |\b(?:si|in|la|din|cu|pe|de|despre|pentru) )",
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
    words = {
        "sources": _SOURCES.get(language, nothing),
        "sides": _SIDES.get(language, nothing),
        "says": _SAYS.get(language, nothing),
        "start": _START.get(language, nothing),
    }
    agree, several = (table.get(language, nothing) for table in (_AGREE, _SEVERAL))
    several = several.format(**words) if language in _START else several
    return re.compile(agree.format(**words)), re.compile(several)
