"""Words: which passages of a language share rare words, names and numbers with a query, by BM25.

One FTS5 table a language in the catalogue's own file (Robertson and Zaragoza, 2009, "The Probabilistic Relevance
Framework: BM25 and Beyond"), so that how rare a word is, is told by its own language, and so that words come and
go in the same transaction as the passages. What FTS5 gets is not the text but `tokens` of it: each word by a key
that ignores accents, alphabets and the spelling habits of languages (Ławrow, Lavrov, Лавров; Kim Dzong Un, Kim
Jong Un) and, being cut short, most endings. The rules are the same for every language.

Invariant: a language's table holds exactly the passages that `passages` holds in that language. Proved by
`tests/test_index_lexical.py` and `tests/test_index_sync.py::test_killed_and_resumed_equals_a_fresh_build`.
"""

import json
import math
import re
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache

from anyascii import anyascii

from index.languages import fold

# Part of an index's fingerprint: raise the number whenever the same text would have other tokens.
WORDS = "words-2"
LENGTH = 6
"""Letters of a key that count: endings of inflected languages lie behind them."""

QUERY_TOKENS = 128
"""A longer query is judged by its first so many different words."""

POSTINGS = 500
"""Rows a search reads in a language: the rarest words first, until so many are read."""

REMEMBERED = 50_000
"""Words whose keys are remembered."""

MENTIONED = 5
"""Words a query has at most to be looked up as a name; a longer one says what it is about in other ways, too."""

RARE = 0.02
"""The share of a language's passages that hold a rare word at most: among ten passages every word looks rare."""

_ENOUGH = 0.5
_MOST_ROWS = 50
_K1 = 1.2  # FTS5's own
_WORD = re.compile(r"[^\W_]+")
_NOT_LATIN = re.compile("[^a-z0-9]")
# Texts without spaces between words: pairs of letters stand in for words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(.)\1+", r"\1"),
        ("sch|sz|sh", "s"),
        ("tsch|tch|cz|ch|cs|ts|c(?=[ei])", "c"),
        ("kh|x", "h"),
        ("ph", "f"),
        ("zh|rz|dzs|dz|dj", "z"),
        ("w", "v"),
        ("[yj]", "i"),
        ("ck|q|k", "c"),
        ("th", "t"),
        ("gh", "g"),
        ("[aeiou]+$", ""),
    )
)


def tokens(text: str) -> list[str]:
    """Return the keys of the words of `text`, in order; a word with a digit is kept whole."""
    return [key for word in _WORD.findall(fold(text)) for key in _keys(word)]


def add(connection: sqlite3.Connection, language: str, row: int, text: str) -> None:
    """Add the passage in this row.

    Args:
        connection: inside a write transaction.
        language: the passage's.
        row: its row number.
        text: its text.
    """
    table = _table(language)
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(tokens, tokenize = 'ascii')")
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_vocabulary USING fts5vocab('{table}', 'row')"
    )
    connection.execute(f"INSERT INTO {table} (rowid, tokens) VALUES (?, ?)", (row, " ".join(tokens(text))))


def remove(connection: sqlite3.Connection, document: int) -> None:
    """Remove the passages of the document in this row; call before they leave `passages`."""
    query = "SELECT DISTINCT language FROM passages WHERE document = ?"
    for (language,) in connection.execute(query, (document,)).fetchall():
        connection.execute(
            f"DELETE FROM {_table(language)} WHERE rowid IN"
            " (SELECT row FROM passages WHERE document = ? AND language = ?)",
            (document, language),
        )


def optimise(connection: sqlite3.Connection) -> None:
    """Merge what each language's table is made of, which forgets the words of removed passages."""
    tables = "SELECT name FROM sqlite_master WHERE name GLOB 'words_*' AND sql LIKE '%USING fts5(%'"
    for (table,) in connection.execute(tables).fetchall():
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def asked(query: str) -> tuple[str, ...]:
    """Return the different tokens of a query, at most `QUERY_TOKENS`."""
    return tuple(dict.fromkeys(tokens(query)))[:QUERY_TOKENS]


def matches(
    connection: sqlite3.Connection, language: str, count: int, words: Sequence[str]
) -> dict[int, float]:
    """Return how much of what a query asks for stands in each passage of a language.

    Args:
        connection: inside a transaction.
        language: the passages'.
        count: how many passages the language has.
        words: from `asked`.

    Returns:
        By row number, 0..1: BM25 as a share of what a passage with every word of the query could have.
        Passages without a rare word of the query are absent, and those that no generation shows yet, or any
        more, are present.
    """
    table = _table(language)
    counts = dict.fromkeys(words, 0) | _counts(connection, language, words)
    chosen = _rarest(counts)
    most = (_K1 + 1) * sum(math.log(1 + max(count - n, 0) / (n + 0.5)) for n in counts.values())
    if not chosen or not most:
        return {}
    found = connection.execute(
        f"SELECT rowid, bm25({table}) FROM {table} WHERE {table} MATCH ?",
        (" OR ".join(f'"{token}"' for token in chosen),),
    )
    return {row: max(0.0, -score / most) for row, score in found}


def mentions(
    connection: sqlite3.Connection, passages: Mapping[str, int], words: Sequence[str]
) -> dict[str, dict[int, float]]:
    """Return the passages that hold most of a short query, by how rare its words are.

    A name is the same in every language, and one that few passages hold says more than any vector. A word weighs
    what it weighs in the language where it is least rare: `is` is no rare word, however few English passages
    there are. Words that the corpus does not have at all tell nothing about its passages and do not count.

    Args:
        connection: inside a transaction.
        passages: how many passages each language has.
        words: from `asked`; of more than `MENTIONED` none are found.

    Returns:
        By language and row number, the share of what the words weigh, above one half; nothing when that holds
        of more than a few dozen passages.
    """
    if len(words) > MENTIONED:
        return {}
    counts = {language: _counts(connection, language, words) for language, n in passages.items() if n}
    weights: dict[str, float] = {}
    for language, found in counts.items():
        for word, count in found.items():
            weight = math.log(1 + passages[language] / count)
            weights[word] = min(weight, weights.get(word, weight))
    whole = sum(weights.values())
    shares = {}
    for language, found in counts.items():
        rare = [word for word in found if found[word] <= min(POSTINGS, RARE * passages[language])]
        shares[language] = _shares(connection, language, {word: weights[word] / whole for word in rare})
    return shares if sum(map(len, shares.values())) <= _MOST_ROWS else {}


def _shares(connection: sqlite3.Connection, language: str, weights: dict[str, float]) -> dict[int, float]:
    """Return the rows of one language with more than half of the weight, 0..1."""
    table = _table(language)
    shares: dict[int, float] = {}
    for word, weight in weights.items():
        for (row,) in connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (f'"{word}"',)):
            shares[row] = shares.get(row, 0.0) + weight
    return {row: share for row, share in shares.items() if share > _ENOUGH}


def _counts(connection: sqlite3.Connection, language: str, words: Sequence[str]) -> dict[str, int]:
    """Return how many passages of a language hold each word; words that none holds are absent."""
    table = _table(language)
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if not words or known is None:
        return {}
    # The order of the join makes FTS5 look each word up instead of walking through all of them.
    query = f"SELECT term, doc FROM json_each(?) CROSS JOIN {table}_vocabulary WHERE term = json_each.value"
    return dict(connection.execute(query, (json.dumps(words),)))


@lru_cache(REMEMBERED)
def _keys(word: str) -> tuple[str, ...]:
    """Return the keys of one folded word; most words of a text have come before."""
    if _UNSPACED.match(word):
        return tuple(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    return (_key(_latin(word)),)


def _latin(word: str) -> str:
    """Return a folded word in Latin letters, as far as it can be written in them."""
    return word if word.isascii() else _NOT_LATIN.sub("", fold(anyascii(word))) or word


def _key(word: str) -> str:
    if any(letter.isdigit() for letter in word):
        return word
    key = word
    for pattern, spelling in _SPELLINGS:
        key = pattern.sub(spelling, key)
    return (key or word)[:LENGTH]


def _table(language: str) -> str:
    """Return the name of a language's table, safe in SQL whatever the code is."""
    return f"words_{language.encode('utf-8', 'surrogatepass').hex()}"


def _rarest(counts: dict[str, int]) -> list[str]:
    chosen, total = [], 0
    for token in sorted(filter(counts.get, counts), key=counts.__getitem__):
        total += counts[token]
        if total > POSTINGS:
            break
        chosen.append(token)
    return chosen
