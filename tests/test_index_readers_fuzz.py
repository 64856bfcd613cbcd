"""Files of every format, damaged at random: each is read or refused by name, and the others are as they were."""

import random
import time
from pathlib import Path

from bag_of_words import BagOfWords
from corpora import write
from made_files import one_of_each

from index.catalogue import Catalogue
from index.documents import Document
from index.errors import DocumentError
from index.readers import read_all
from index.sync import sync

FILES = one_of_each()
EACH = 20
"""Damaged files of each format: some eight seconds for all of them."""

ODD = (
    b"\0", b"\xff\xfe", b"<", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b'"', b"%PDF-", b"PK\x03\x04", b"<div>" * 400,
    b"(" * 500, b"\r", b"9" * 5000, b"endobj", b"{", "\u202e😀".encode(), b"=?utf-8?q?",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return data with one to eight damages: bytes changed, cut out, doubled, put in, or the end lost."""
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data) + 1)
        other = min(len(data), place + chance.choice((1, 4, 30, 300)))
        data = chance.choice(
            (
                data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :],
                data[:place] + data[other:],
                data[:other] + data[place:],
                data[:place] + chance.choice(ODD) + data[place:],
                data[:place] if chance.random() < 0.3 else data,
            )
        )
    return data


def test_damaged_files_are_read_or_refused_by_name(tmp_path: Path) -> None:
    chance = random.Random(1)
    for tried in range(EACH * len(FILES)):
        name = sorted(FILES)[tried % len(FILES)]
        path = tmp_path / name
        path.write_bytes(mutated(FILES[name], chance))
        began, message = time.monotonic(), f"{name!r} "
        try:
            for found in read_all(path, name, lambda source, content_hash: False):
                assert found.source.startswith(name)
                if isinstance(found, Document):
                    assert found.text.strip()
                    assert "\0" not in found.text
                    assert all(0 <= span.start < span.end <= len(found.text) for span in found.headings)
                    assert list(found.pages) == sorted(found.pages)
                else:
                    assert found.reason
        except DocumentError as error:
            message = str(error)
        assert message.startswith(f"{name!r} ")
        assert "the program failed on it" not in message, path.read_bytes()
        assert time.monotonic() - began < 20


def test_nothing_of_the_others_is_lost(tmp_path: Path) -> None:
    chance = random.Random(7)
    corpus = write(tmp_path / "corpus", {f"good/{name}": data for name, data in FILES.items()})
    damaged = {f"bad/{n}{name}": mutated(data, chance) for name, data in FILES.items() for n in range(6)}
    damaged |= {f"odd/{name}{suffix}": data for name, data in FILES.items() for suffix in (".pdf", ".txt")}
    write(corpus, damaged)
    report = sync(corpus, tmp_path / "index", BagOfWords())
    expected = {name if name != "a.zip" else "a.zip!in/b.txt" for name in FILES} | {"a.zip!in/c.html"}
    expected |= {f"{name}!1" for name in ("a.csv", "a.tsv", "a.jsonl")}
    with Catalogue.open(tmp_path / "index", BagOfWords().fingerprint) as catalogue:
        texts = {info.source: catalogue.document(info.source).text for info in catalogue.documents()}
    good = {source for source in texts if source.startswith("good/")}
    assert good == {f"good/{name}" for name in expected - {"a.csv", "a.tsv", "a.jsonl"}}
    assert all("opened in 1912" in texts[source] for source in good)
    told = {skip.source for skip in report.skipped} | set(texts)
    assert {name for name in damaged if not any(source.startswith(name) for source in told)} == set()
