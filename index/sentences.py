"""Where sentences begin and end, with exact positions, in any language and any length of text.

Invariant: the spans of `sentences(text, start, end, language)` are in order, do not overlap, are never empty
or padded with white space, and together hold every character of `text[start:end]` that is not white space.
None is longer than `LONGEST`. Proved on arbitrary text by `tests/test_index_passages.py`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.documents import Span
from index.languages import UNKNOWN
from index.paragraphs import trim

# A longer sentence is cut at a clause or a space, so that a passage always fits the embedder.
LONGEST = 1000
# The library does not end a sentence between quotation marks: a mark that is never closed must not swallow what
# follows it. Its time also grows with the square of what it is given.
_WINDOW = LONGEST

_UNSENDABLE = re.compile("[\ud800-\udfff\0]")
# Nothing in it could end a sentence: not worth a call of the library.
_ONE_SENTENCE = re.compile(r"[\w \t,;:()–-]*[.!?]?")
_WORD = re.compile(r"\w")
_OPENING_LETTER = re.compile(r"[\s\"'„“”«»‘’‚(\[–—-]*([^\W\d_])")
_LAST_TOKEN = re.compile(r"([^\W_]+)\.$")
_CLAUSE_END = re.compile(r"[;:,–—](?=\s)")
_SPACE = re.compile(r"\s")
_CLOSING = re.compile(r"[”“»\"'’)\]}]+(?=\s)")
_ROMAN_ORDINAL = re.compile(r"\b[IVX]+\.$")
_LINE_ENDS = str.maketrans("\r\n", "  ")

# What the splitter's own lists miss; a sentence hardly ever ends with these.
_ABBREVIATIONS = {
    "pl": "abp al bp ds dr dyw gen hab hr im inż kard kpt ks lek mec mgr mjr np os pkt pl płk por ppłk prof "
    "red rtm św tj tzn tzw ul ww zob",
    "hu": "dr id ifj ill kft ld özv pl prof szt ti ún vö",
    "ro": "art av dl dna dr drd ex gen ing jud lt mr nr pr prof sf str vol",
    "en": "capt col dr gen gov hon lt maj mr mrs ms mt prof rep rev sen sgt st vs",
}
# These a sentence can end with, but not when a number follows.
_BEFORE_NUMBER = {
    "pl": "art cz godz nr ok poz r rozdz rys str tab tel tom ust",
    "hu": "bek ca kb nr old sz tel",
    "ro": "alin art cap cca nr pag tel",
    "en": "approx ca fig no pp vol",
}


def sentences(text: str, start: int, end: int, language: str) -> list[Span]:
    """Return the sentences of `text[start:end]`, which is read as one paragraph.

    Args:
        text: the whole text, whose characters the spans count.
        start: first character to read.
        end: one past the last.
        language: ISO 639-1 code, or `und`, which is read as English.

    Returns:
        The spans, each at most `LONGEST` characters.
    """
    language = "en" if language == UNKNOWN else language
    merged: list[Span] = []
    for span in _split(text, start, end, language):
        if not merged:
            merged.append(span)
        elif _belongs_together(text, merged[-1], span, language):
            merged[-1] = Span(merged[-1].start, span.end)
        elif closing := _CLOSING.match(text, span.start, span.end):
            merged[-1] = Span(merged[-1].start, closing.end())
            merged.extend(filter(None, [trim(text, closing.end(), span.end)]))
        else:
            merged.append(span)
    return [piece for span in merged for piece in _fitting(text, span)]


def _split(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """Yield what the library takes for sentences, a window of the text at a time."""
    if _ONE_SENTENCE.fullmatch(text, start, end):
        yield from filter(None, [trim(text, start, end)])
        return
    while start < end:
        stop = min(end, start + _WINDOW)
        bounds = _library_bounds(text[start:stop], language)
        if stop < end:  # the last one is cut by the window, perhaps: it is read again with what follows
            bounds = bounds[:-1] or [(0, _place_to_cut(text, start) - start)]
        for left, right in bounds:
            span = trim(text, start + left, start + right)
            if span is not None:
                yield span
        start += bounds[-1][1]


def _library_bounds(window: str, language: str) -> list[tuple[int, int]]:
    """Return the cuts of a non-empty window; they cover it without gaps."""
    import sentencex

    window = _UNSENDABLE.sub("\ufffd", window).translate(_LINE_ENDS)
    found = sentencex.get_sentence_boundaries(language, window)
    cuts = sorted({0, len(window), *(bound["start_index"] for bound in found)})
    return list(pairwise(cuts))


def _belongs_together(text: str, left: Span, right: Span, language: str) -> bool:
    """Tell whether the library cut one sentence in two."""
    after = text[right.start : min(right.end, right.start + 200)]
    before = text[max(left.start, left.end - 40) : left.end]
    if not _WORD.search(after) or not _WORD.search(text, left.start, min(left.end, left.start + 200)):
        return True
    initial = _OPENING_LETTER.match(after)
    if initial is not None and initial[1].islower():
        return True
    return _ends_with_abbreviation(before, after, language)


def _ends_with_abbreviation(before: str, after: str, language: str) -> bool:
    token = _LAST_TOKEN.search(before)
    if token is None:
        return False
    if len(before) == 2 or (language == "hu" and _ROMAN_ORDINAL.search(before)):  # "N." alone; "II. Erzsébet"
        return True
    word = token[1].lower()
    if word in _ABBREVIATIONS.get(language, "").split():
        return True
    return after[0].isdigit() and word in _BEFORE_NUMBER.get(language, "").split()


def _fitting(text: str, span: Span) -> Iterator[Span]:
    """Yield `span`, in pieces of at most `LONGEST` characters when it is longer."""
    start = span.start
    while span.end - start > LONGEST:
        cut = _place_to_cut(text, start)
        piece = trim(text, start, cut)
        if piece is not None:
            yield piece
        start = cut
    rest = trim(text, start, span.end)
    if rest is not None:
        yield rest


def _place_to_cut(text: str, start: int) -> int:
    """Return where the first piece of an overlong sentence ends: after a clause, at a space, or anywhere."""
    half = start + LONGEST // 2
    for pattern in (_CLAUSE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, half, start + LONGEST)]
        if ends:
            return ends[-1]
    return start + LONGEST
