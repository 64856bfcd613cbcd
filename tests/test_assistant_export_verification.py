"""What has become of the quotes of an exported answer, in a corpus that went on."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_files
import pytest
from answers import HOSTILE, answer, citation
from small_corpus import TEXTS, make_index, write

from assistant import Assistant, verify
from assistant.answer import Answer
from assistant.errors import CorpusError, ExportError
from assistant.export import verification
from assistant.export.facts import clean
from assistant.export.verification import Place, QuoteCheck
from assistant.saying.attribution import Attribution
from index.documents import Document
from index.readers import read_all

SOURCE = "harbour.txt"
FACT = "The harbour of Brenna was opened in 1912 and has room for 340 ships."
START = TEXTS[SOURCE].index(FACT)
HASH = hashlib.sha256(TEXTS[SOURCE].encode()).hexdigest()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus")


def cited(**values: object) -> Answer:
    plain = citation(source=SOURCE, start=START, end=START + len(FACT), quote=FACT, content_hash=HASH)
    return answer(citations=(replace(plain, **values),))  # type: ignore[arg-type]


def one(corpus: Path, exported: Any = None) -> QuoteCheck:
    (checked,) = verify(corpus, cited() if exported is None else exported)
    assert checked.holds == (checked.quotes[0].status == "there")
    return checked.quotes[0]


def test_a_quote_that_is_where_it_was(corpus: Path) -> None:
    quote = one(corpus)
    assert (quote.status, quote.file, quote.likeness) == ("there", "same", 1.0)
    assert quote.found == quote.cited == Place(SOURCE, START, START + len(FACT))


def test_a_file_that_changed_elsewhere(corpus: Path) -> None:
    write(corpus, {SOURCE: TEXTS[SOURCE] + "More.\n"})
    assert (one(corpus).status, one(corpus).file) == ("there", "changed")


def test_an_export_that_does_not_say_what_the_file_was_like(corpus: Path) -> None:
    assert (one(corpus, cited(content_hash="")).status, one(corpus, cited(content_hash="")).file) == (
        "there",
        "unknown",
    )


def test_a_quote_moved_within_its_document(corpus: Path) -> None:
    write(corpus, {SOURCE: "A new first line.\n\n" + TEXTS[SOURCE]})
    quote = one(corpus)
    assert (quote.status, quote.file) == ("moved", "changed")
    assert quote.found == Place(SOURCE, START + 19, START + 19 + len(FACT))


def test_of_several_places_the_nearest_is_told(corpus: Path) -> None:
    write(corpus, {SOURCE: f"{FACT}\n\n{'x ' * 20}\n\n{FACT}\n\n{'y ' * 200}\n\n{FACT}\n"})
    quote = one(corpus)
    assert quote.status == "moved"
    assert quote.found is not None
    assert quote.found.start == 0  # 32 away, the next one 80


def test_a_document_that_was_renamed(corpus: Path) -> None:
    (corpus / "archive").mkdir()
    (corpus / SOURCE).rename(corpus / "archive" / "old.txt")
    write(corpus, {"aaa.txt": f"Somebody wrote: {FACT}\n"})  # sorts first, but is not the document
    quote = one(corpus)
    assert (quote.status, quote.file, quote.is_renamed) == ("moved", "missing", True)
    assert quote.found == Place("archive/old.txt", START, START + len(FACT))
    assert quote.elsewhere == (Place("aaa.txt", 16, 16 + len(FACT)),)


def test_a_document_that_is_gone_while_another_has_the_words(corpus: Path) -> None:
    (corpus / SOURCE).unlink()
    write(corpus, {"copy.md": f"# Copy\n\n{FACT}\n"})
    quote = one(corpus)
    assert (quote.status, quote.file, quote.is_renamed) == ("moved", "missing", False)
    assert quote.found == Place("copy.md", 8, 8 + len(FACT))


def test_a_quote_that_was_changed(corpus: Path) -> None:
    now = FACT.replace("1912", "1921")
    write(corpus, {SOURCE: TEXTS[SOURCE].replace(FACT, now)})
    quote = one(corpus)
    assert (quote.status, quote.file, quote.text) == ("changed", "changed", now)
    assert quote.found == Place(SOURCE, START, START + len(FACT))
    assert 0.9 < quote.likeness < 1
    assert not quote.is_spacing


def test_a_changed_quote_that_another_document_still_has(corpus: Path) -> None:
    write(corpus, {SOURCE: TEXTS[SOURCE].replace("1912", "1921"), "copy.txt": f"Copied here. {FACT}\n"})
    quote = one(corpus)
    assert (quote.status, quote.text) == ("changed", FACT.replace("1912", "1921"))
    assert quote.elsewhere == (Place("copy.txt", 13, 13 + len(FACT)),)


def test_who_says_it_is_checked_too(corpus: Path) -> None:
    name = "Mayor Anna Kowal"
    start = TEXTS[SOURCE].index(name)
    said = cited(attribution=Attribution(name, start, start + len(name)))
    assert (one(corpus, said).speaker, one(corpus).speaker) == ("there", None)
    for text, speaker in (("Mayor  Jan Wilk", "gone"), (f"Then {name}", "moved")):
        write(corpus, {SOURCE: TEXTS[SOURCE].replace(name, text)})
        (checked,) = verify(corpus, said)
        assert (checked.quotes[0].status, checked.quotes[0].speaker) == ("there", speaker)
        assert not checked.holds
    (corpus / SOURCE).unlink()
    assert one(corpus, said).speaker == "gone"


def test_white_space_that_was_changed(corpus: Path) -> None:
    write(corpus, {SOURCE: TEXTS[SOURCE].replace("room for", "room  for")})
    quote = one(corpus)
    assert (quote.status, quote.is_spacing) == ("changed", True)


def test_a_quote_that_is_gone(corpus: Path) -> None:
    write(corpus, {SOURCE: "An observatory on the hill owns a telescope from 1888.\n"})
    quote = one(corpus)
    assert (quote.status, quote.file, quote.found, quote.text) == ("gone", "changed", None, "")
    (corpus / SOURCE).unlink()
    assert (one(corpus).status, one(corpus).file) == ("gone", "missing")


def test_a_document_that_cannot_be_read_any_more(corpus: Path) -> None:
    (corpus / SOURCE).write_bytes(b"\x00\x01\x02\xff" * 100)
    quote = one(corpus)
    assert (quote.status, quote.file) == ("gone", "unreadable")
    assert "is binary" in quote.reason


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/hostname", ".hidden.txt", "", "a\0b", "x" * 5000])
def test_nothing_outside_the_corpus_is_looked_at(corpus: Path, source: str) -> None:
    write(corpus.parent, {"secret.txt": FACT})
    write(corpus, {".hidden.txt": FACT})
    (corpus / SOURCE).unlink()
    try:
        quote = one(corpus, cited(source=source))
    except ExportError:
        assert source == ""
    else:
        assert (quote.status, quote.file) == ("gone", "missing")


@pytest.mark.parametrize(
    ("start", "end"), [(0, 10), (START, START + 3), (10**9, 10**9 + 5), (10**400, 10**400 + 1)]
)
def test_positions_that_are_wrong(corpus: Path, start: int, end: int) -> None:
    quote = one(corpus, cited(start=start, end=end))
    assert quote.status == "moved"
    assert quote.found == Place(SOURCE, START, START + len(FACT))


def test_the_cited_document_is_enough_when_it_has_the_quote(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def read(path: Path, source: str) -> tuple[str, str]:
        opened.append(source)
        return original(path, source)

    original = verification.read_text
    monkeypatch.setattr(verification, "read_text", read)
    verify(corpus, cited())
    assert opened == [SOURCE]


def test_all_files_are_read_at_most_once_more_for_all_answers(corpus: Path) -> None:
    lost = cited(source="nowhere.txt", quote="Nobody ever said this here.")
    told: list[tuple[int, int]] = []
    text = "\n".join(json.dumps(said.to_dict()) for said in (lost, cited(), lost))
    checks = verify(corpus, text, lambda done, total: told.append((done, total)))
    assert [check.quotes[0].status for check in checks] == ["gone", "there", "gone"]
    assert told == [(number, len(TEXTS)) for number in range(1, len(TEXTS) + 1)]


def test_a_quote_in_place_says_nothing_of_copies(corpus: Path) -> None:
    both = "\n".join(json.dumps(said.to_dict()) for said in (cited(), cited(source="nowhere.txt")))
    there, lost = verify(corpus, both)
    assert there.quotes[0].elsewhere == ()
    assert (lost.quotes[0].status, lost.quotes[0].is_renamed) == ("moved", True)


@pytest.mark.parametrize("form", [Answer.to_dict, Answer.to_markdown, Answer.to_html])
def test_every_form_is_checked(corpus: Path, form: Callable[[Answer], Any]) -> None:
    assert one(corpus, form(cited())).status == "there"


@pytest.mark.parametrize("text", [text for text in HOSTILE if clean(text) == text])
def test_whatever_a_document_holds_goes_out_and_comes_back(corpus: Path, text: str) -> None:
    body = f"Before.\r\n\r\n{text} and its end."
    write(corpus, {"odd.txt": body})
    said = cited(source="odd.txt", start=11, end=len(body), quote=body[11:], content_hash="")
    for exported in (said.to_dict(), said.to_markdown(), said.to_html()):
        (checked,) = verify(corpus, exported)
        assert checked.holds, exported


def test_an_answer_without_quotes_holds(corpus: Path) -> None:
    (checked,) = verify(corpus, answer(citations=(), abstained=True))
    assert checked.holds
    assert checked.abstained
    assert checked.asked == "2026-11-22T21:40:12+01:00"


def test_altered_data_do_not_hold_even_where_the_quotes_are_there(corpus: Path) -> None:
    values = cited().to_dict()
    values["sentences"][0]["text"] = "Something else."
    (checked,) = verify(corpus, values)
    assert checked.quotes[0].status == "there"
    assert not checked.holds
    assert json.loads(json.dumps(checked.to_dict()))["alterations"][0]["part"] == "data"


def test_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus folder"):
        verify(tmp_path / "nowhere", cited())


@pytest.mark.parametrize("exported", ["", "{}", {}, {"question": "x"}])
def test_what_is_no_export(corpus: Path, exported: Any) -> None:
    with pytest.raises(ExportError):
        verify(corpus, exported)


def test_from_the_question_to_the_check(tmp_path: Path) -> None:
    with Assistant(make_index(tmp_path), None) as assistant:
        said = assistant.ask("When was the harbour of Brenna opened?")
        for exported in (said, said.to_dict(), said.to_markdown(), said.to_html()):
            (checked,) = assistant.verify(exported)
            assert [(quote.status, quote.file) for quote in checked.quotes] == [("there", "same")]
        write(tmp_path / "corpus", {SOURCE: TEXTS[SOURCE].replace("1912", "1921")})
        (checked,) = assistant.verify(said.to_markdown())
        assert checked.quotes[0].status == "changed"


def test_thousands_of_files(tmp_path: Path) -> None:
    texts = {
        f"{number // 100}/{number}.txt": f"Number {number}. {TEXTS['parc.txt']}" for number in range(2000)
    }
    corpus = write(tmp_path / "corpus", {**TEXTS, **texts, "zz.txt": FACT})
    (corpus / SOURCE).unlink()
    start = time.perf_counter()
    quote = one(corpus)
    assert time.perf_counter() - start < 20
    assert quote.found == Place("zz.txt", 0, len(FACT))


@pytest.mark.parametrize("name", made_files.one_of_each())
def test_quotes_of_every_format(corpus: Path, name: str) -> None:
    words = "Two hundred ships anchor there every summer."
    for other, data in made_files.one_of_each().items():
        (corpus / other).write_bytes(data)
    path = corpus / name
    found = next(one for one in read_all(path, name, lambda *_: False) if isinstance(one, Document))
    start = found.text.index(words)
    said = cited(
        source=found.source, start=start, end=start + len(words), quote=words, content_hash=found.content_hash
    )
    assert (one(corpus, said).status, one(corpus, said).file) == ("there", "same")
    changed = made_files.one_of_each(made_files.PROSE.replace("Two hundred", "In 1950 two hundred"))
    path.write_bytes(changed[name])
    assert (one(corpus, said).status, one(corpus, said).file) == ("changed", "changed")
    for other in made_files.one_of_each():
        (corpus / other).unlink()
    assert (one(corpus, said).status, one(corpus, said).file) == ("gone", "missing")


def test_a_row_that_went_into_another_file(corpus: Path) -> None:
    write(
        corpus,
        {"old.csv": f"id,text\n1,{FACT}\n", "new.jsonl": json.dumps({"id": "x", "text": f"Yes. {FACT}"})},
    )
    (corpus / SOURCE).unlink()
    said = cited(source="old.csv!2", start=0, end=len(FACT))
    assert one(corpus, said).found in (
        Place("old.csv!1", 0, len(FACT)),
        Place("new.jsonl!x", 5, 5 + len(FACT)),
    )
    assert one(corpus, said).status == "moved"
