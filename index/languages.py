"""Which language a text is written in, and letters made comparable across spellings.

Invariant: `detect` answers for any string, of any length, with an ISO 639-1 code or `und`, in bounded time,
and may be called from several threads. Proved by `tests/test_index_languages.py`.
"""

import functools
import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"

_MIN_LETTERS = 2
# A right guess on five words is nearly always surer than .2, a guess on names alone rarely reaches .08.
_MIN_SHARE = 0.08
_MIN_SHARE_AMONG = 0.4
_WINDOW = 2000
# A text is in another language when one is this likely, and the language asked about less than that.
_CERTAIN = 0.5
_FOREIGN = 0.05
# A paragraph is taken for one in another language than its document only when there is hardly a doubt: names and
# numbers alone look like anything. Of 8,500 paragraphs of news, encyclopaedia and posts, 8 are, and all are.
_OTHER_LETTERS = 40
_OTHER_SHARE = 0.9
_OTHER_REST = 0.01
_UNWANTED = re.compile("[\ud800-\udfff\0]")
_LETTER = re.compile(r"[^\W\d_]")
_URLS = re.compile(r"(?:https?://|www\.|\b[\w.]+\.(?:com|org|net)/)\S{1,2000}|[@#]\w{1,100}")
_MARKS = re.compile("[\u0300-\u036f]")
# Letters whose stroke, hook or ligature is no combining mark, so that no decomposition removes it.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)

# English name and own name of each language that people may ask for by name.
NAMES = {
    "ar": ("Arabic", "العربية"), "be": ("Belarusian", "беларуская"), "bg": ("Bulgarian", "български"),
    "bs": ("Bosnian", "bosanski"), "ca": ("Catalan", "català"), "cs": ("Czech", "čeština"),
    "da": ("Danish", "dansk"), "de": ("German", "Deutsch"), "el": ("Greek", "ελληνικά"),
    "en": ("English", "English"), "es": ("Spanish", "español"), "et": ("Estonian", "eesti"),
    "fi": ("Finnish", "suomi"), "fr": ("French", "français"), "he": ("Hebrew", "עברית"), "hi": ("Hindi", "हिन्दी"),
    "hr": ("Croatian", "hrvatski"), "hu": ("Hungarian", "magyar"), "it": ("Italian", "italiano"),
    "ja": ("Japanese", "日本語"), "ko": ("Korean", "한국어"), "lt": ("Lithuanian", "lietuvių"),
    "lv": ("Latvian", "latviešu"), "nl": ("Dutch", "Nederlands"), "no": ("Norwegian", "norsk"),
    "pl": ("Polish", "polski"), "pt": ("Portuguese", "português"), "ro": ("Romanian", "română"),
    "ru": ("Russian", "русский"), "sk": ("Slovak", "slovenčina"), "sl": ("Slovenian", "slovenščina"),
    "sr": ("Serbian", "српски"), "sv": ("Swedish", "svenska"), "tr": ("Turkish", "Türkçe"),
    "uk": ("Ukrainian", "українська"), "vi": ("Vietnamese", "Tiếng Việt"), "zh": ("Chinese", "中文"),
}  # fmt: skip


def code_of(name: str) -> str | None:
    """Return the code that somebody means who writes `EN`, `pl-PL`, `Polish` or `magyar`; None for anything else."""
    text = fold(name.strip())
    primary = re.match(r"([a-z]{2})(?:$|[-_])", text)
    if primary:
        return primary[1]
    return next((code for code, names in NAMES.items() if text in map(fold, names)), None)


def detect(text: str, among: Collection[str] | None = None) -> str:
    """Return the language of `text`: an ISO 639-1 code, or `und` when it cannot be told.

    A long text is judged by windows from its start, its middle and its later part, so that a header in
    another language does not decide.

    Args:
        text: any string; NUL, lone surrogates and emoji do no harm.
        among: when given, only these codes are considered; codes unknown to the detector are ignored.

    Returns:
        The code, in lower case.
    """
    shares = language_shares(text)
    if among is not None:
        shares = {code: share for code, share in shares.items() if code in among}
    total = sum(shares.values())
    if total <= 0:
        return UNKNOWN
    code = max(shares, key=shares.__getitem__)
    return code if shares[code] / total >= (_MIN_SHARE if among is None else _MIN_SHARE_AMONG) else UNKNOWN


def language_shares(text: str) -> dict[str, float]:
    """Return how likely each language is, 0..1, summing to 1; empty for a text that is hardly any letters."""
    sample = _URLS.sub(" ", _UNWANTED.sub(" ", _sample(text)))
    if len(_LETTER.findall(sample)) < _MIN_LETTERS:
        return {}
    return {str(code): float(share) for code, share in _identifier().rank(sample)}


def may_be(text: str, language: str) -> bool:
    """Return False only when `text` is surely not in `language`: a short one full of names looks like any."""
    shares = language_shares(text)
    if language == UNKNOWN or not shares:
        return True
    return shares.get(language, 0.0) >= _FOREIGN or max(shares.values()) < _CERTAIN


def other_language(text: str, language: str) -> str | None:
    """Return the language of `text` when it is surely another one than `language`, else None."""
    if len(_LETTER.findall(_URLS.sub(" ", text[:_WINDOW]))) < _OTHER_LETTERS:
        return None
    shares = language_shares(text)
    code = max(shares, key=shares.__getitem__, default=language)
    is_sure = shares.get(code, 0.0) >= _OTHER_SHARE and shares.get(language, 0.0) < _OTHER_REST
    return code if code != language and is_sure else None


def fold(text: str) -> str:
    """Return `text` for comparing: lower case, without accents, Polish ł as l, Romanian ș and ş both as s.

    Only Latin, Greek and Cyrillic accents are dropped: the vowel signs of other scripts are letters.
    Folding twice changes nothing more. Positions are not kept.
    """
    for _ in range(2):  # casefolding can leave something to decompose, decomposing something to casefold
        text = unicodedata.normalize("NFKD", text).casefold()
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_PLAIN)
    return unicodedata.normalize("NFC", text)


def _sample(text: str) -> str:
    if len(text) <= 3 * _WINDOW:
        return text
    starts = (0, len(text) // 2, len(text) * 4 // 5)
    return " ".join(text[start : start + _WINDOW] for start in starts)


@functools.cache
def _identifier() -> "LanguageIdentifier":
    """Build the one detector; it is never changed afterwards, so threads may share it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])
    return identifier
