"""Bytes into text: byte order marks, UTF-8, UTF-16, and the older encodings of Central Europe.

Invariant: the text is exactly what was encoded, newlines untranslated, without byte order mark; bytes that
are no text are an error, never replacement characters. Proved by `tests/test_index_readers.py`.
"""

import codecs
import functools
import re

from index.errors import DocumentError
from index.languages import language_shares

_MARKS = (  # the longer ones first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In the order of preference where nothing in the text tells them apart.
_LEGACY = ("cp1250", "iso8859_2", "cp1252", "cp1251", "koi8_r", "cp1253", "cp1254")
_ALPHABETS = {
    "pl": "ąćęłńóśźż",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţșț",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hr": "čćđšž",
    "de": "äöüß",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü",
    "pt": "àáâãçéêíóôõúü",
    "it": "àèéìíòóù",
    "sv": "äåö",
    "da": "æøåé",
    "tr": "âçğıîöşü",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
}
# One odd letter in a Latin text is not Greek or Cyrillic: the language has to be likely, too.
_OTHER_SCRIPTS, _LIKELY = frozenset({"ru", "uk", "bg", "el"}), 0.01
_PUNCTUATION = frozenset("„”“’‘‚«»‹›–—…•·°§©®™€£%½\u00a0\u00ad")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
# What stands within no word: letters of two scripts, a sign between letters, an accented letter before a digit.
_MIXED = re.compile(
    "[A-Za-z][а-яёα-ώ]|[а-яёα-ώ][A-Za-z]|(?<=[^\\W\\d_])[»«®©§°„•](?=[^\\W\\d_])|[^\\W\\d_a-z]\\d",
    re.IGNORECASE,
)
_BLOCK, _MOST_BLOCKS = 4096, 40
_ENOUGH_FITTING = 0.6


def decode(data: bytes, source: str) -> str:
    """Return the text that `data` encodes.

    Args:
        data: a whole file.
        source: its name, for messages.

    Returns:
        The text, without byte order mark.

    Raises:
        DocumentError: when the bytes are binary, damaged, or in no encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, source)
    if 0 in data:
        return _without_mark(data, source)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise DocumentError(_damaged(source, "utf-8", error)) from error
    return _legacy(data, source)


def _strictly(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(_damaged(source, encoding, error)) from error


def _damaged(source: str, encoding: str, error: UnicodeDecodeError) -> str:
    return (
        f"{source!r} is not decodable: it is {encoding}, but damaged at byte {error.start}; "
        "open it in an editor and save it again as UTF-8"
    )


def _binary(source: str) -> DocumentError:
    return DocumentError(
        f"{source!r} is binary, not text; export it as text, or move it out of the corpus folder"
    )


def _without_mark(data: bytes, source: str) -> str:
    """Decode UTF-16 that has no mark: nearly every NUL stands on one side of the pairs."""
    first, second = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if second > first else "utf-16-be"
    if len(data) % 2 or min(first, second) * 20 > max(first, second) or max(first, second) * 10 < len(data):
        raise _binary(source)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _binary(source) from error
    if "\0" in text or _CONTROLS.search(text):
        raise _binary(source)
    return text


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether far more of what is not ASCII is good UTF-8 than is not: then nothing else wrote it."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(not character.isascii() for character in text) - bad > 4 * bad


def _legacy(data: bytes, source: str) -> str:
    """Decode by the encoding whose letters, in the parts that are not ASCII, fit one language best."""
    sample = _telling_part(data)
    candidates = [
        (encoding, text) for encoding in _LEGACY if (text := _readable(sample, encoding)) is not None
    ]
    ranked = [(_fit(text), -place, encoding) for place, (encoding, text) in enumerate(candidates)]
    for (fit, _), _, encoding in sorted(ranked, reverse=True):
        text = _readable(data, encoding)
        if fit >= _ENOUGH_FITTING and text is not None:
            return text
    return _by_library(data, source)


def _by_library(data: bytes, source: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: _BLOCK * _MOST_BLOCKS]).best()
    text = _readable(data, best.encoding) if best is not None else None
    if text is None:
        raise DocumentError(
            f"{source!r} is not decodable: it is not UTF-8, UTF-16 or an older encoding that can be told; "
            "save it as UTF-8, or move it out of the corpus folder when it is no text"
        )
    return text


def _readable(data: bytes, encoding: str) -> str | None:
    """Return `data` decoded, or None when that leaves bytes without meaning or control characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(text) else text


def _telling_part(data: bytes) -> bytes:
    """Return the blocks of `data` that hold more than ASCII, a bounded number of them, spread evenly."""
    blocks = [data[start : start + _BLOCK] for start in range(0, len(data), _BLOCK)]
    telling = [block for block in blocks if not block.isascii()]
    step = -(-len(telling) // _MOST_BLOCKS)
    return b" ".join(telling[:: max(1, step)])


def _fit(text: str) -> tuple[float, float]:
    """Return the best share of letters in one language's alphabet, then how likely that language is."""
    letters = [character.lower() for character in text if not character.isascii()]
    counted = [character for character in letters if character not in _PUNCTUATION]
    if not counted:
        return 1.0, 0.0
    mixed = len(_MIXED.findall(text))
    likely = language_shares(text)
    shares = {
        language: (sum(map(_members(language).__contains__, counted)) - mixed) / len(counted)
        for language in _ALPHABETS
        if language not in _OTHER_SCRIPTS or likely.get(language, 0.0) > _LIKELY
    }
    best = max(shares.values())
    return best, max(likely.get(language, 0.0) for language, share in shares.items() if share == best)


@functools.cache
def _members(language: str) -> frozenset[str]:
    return frozenset(_ALPHABETS[language])
