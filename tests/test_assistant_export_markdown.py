"""An exported answer, read with a Markdown parser: what it shows, and that what documents hold stays text."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from answers import HASH, HOSTILE, QUOTE, answer, citation, hostile, passage, sentence
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from assistant.answer import Doubt, Translation
from assistant.export.facts import clean, line
from assistant.export.markdown import code, escape, verbatim
from assistant.provenance import Provenance
from assistant.saying.attribution import Attribution
from assistant.saying.context import Context
from index.filters import Filters

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
LETTERS = st.text(
    st.one_of(st.sampled_from("\\`*_{}[]()<>#+-.!|~^$&\"'=:;/@% \t\r\n1a.)"), st.characters()), max_size=60
)


def parse(text: str) -> list[Token]:
    tokens = PARSER.parse(text)
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def kinds(text: str) -> list[str]:
    return [token.type for token in parse(text) if token.type != "text"]


def quotes(text: str) -> list[str]:
    """The texts of the quotes in the footnotes, as a reader gets them."""
    inside, found = False, []
    for token in PARSER.parse(text):
        if token.type in ("blockquote_open", "blockquote_close"):
            inside = token.type == "blockquote_open"
        elif inside and token.type == "inline":
            assert {child.type for child in token.children or ()} <= {"text"}
            found.append("".join(child.content for child in token.children or ()))
    return found


def words(text: str) -> str:
    """All that a reader sees."""
    seen: list[str] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_data = seen.append  # type: ignore[method-assign]
    reader.feed(PARSER.render(text))
    reader.close()
    return " ".join("".join(seen).split())


def test_what_it_shows() -> None:
    seen = words(answer().to_markdown())
    assert seen.startswith(f"When was the harbour opened? {QUOTE}[1]")
    assert "The new pier (2025-07, English), harbour.txt, characters 32–100, support: 0.93" in seen
    assert f"SHA-256 of the file {HASH}" in seen
    assert "written by the language model; every sentence was checked against its quotes" in seen
    assert "Language model: scripted" in seen
    assert "Asked: 2026-11-22T21:40:12+01:00" in seen
    assert "Index: bag-of-words / sentences; state 3" in seen
    assert "Dates of the sources: 2025-07" in seen
    assert "assistant verify FILE" in seen
    assert quotes(answer().to_markdown()) == [QUOTE]


def test_who_says_it_and_in_how_many_documents_more() -> None:
    by = Attribution("Mayor Kowal", 5, 16)
    said = words(answer(citations=(citation(attribution=by, copies=2),)).to_markdown())
    assert "characters 32–100, Who says it: Mayor Kowal, The same in other documents: 2, support" in said
    via = replace(by, via=Attribution("KCNA", 20, 24))
    polish = words(answer(language="pl", citations=(citation(attribution=via),)).to_markdown())
    assert "Kto to mówi: Mayor Kowal, źródło: KCNA" in polish


def test_the_author_and_the_page() -> None:
    cited = (citation(author="Ewa Lis", page=3),)
    for language, said in (
        ("en", "The new pier (Ewa Lis, 2025-07, English), harbour.txt, page 3, characters 32–100"),
        ("pl", "(Ewa Lis, 2025-07, angielski), harbour.txt, strona 3, znaki 32–100"),
        ("hu", "harbour.txt, 3. oldal, 32–100. karakter"),
        ("ro", "harbour.txt, pagina 3, caracterele 32–100"),
    ):
        assert said in words(answer(citations=cited, language=language).to_markdown())


def test_a_translation_is_told_from_its_quote() -> None:
    made = Translation("Port otwarto.", "pl", "gemma", (Doubt("numbers", ("1912",)),))
    text = answer(language="pl", citations=(citation(translation=made),)).to_markdown()
    assert quotes(text) == [QUOTE]
    assert (
        "Tłumaczenie (gemma): Port otwarto. (wątpliwe, tylko w cytacie albo tylko w tłumaczeniu: 1912)"
        in words(text)
    )


def test_what_a_quote_leans_on_is_told_from_it() -> None:
    before = Context("The old harbour was small.", 0, 26)
    text = answer(language="pl", citations=(citation(context=before),)).to_markdown()
    assert quotes(text) == [QUOTE]
    assert "Poprzednie zdanie: The old harbour was small." in words(text)


def test_what_the_model_could_not_read_is_said() -> None:
    passages = tuple(passage(f"Passage {number}.") for number in range(8))
    said = words(answer(passages=passages, used=5).to_markdown())
    assert "Language model: scripted. Passages the model could read: 5 of 8." in said


def test_verdicts_and_doubts_are_said_in_words_in_the_askers_language() -> None:
    doubtful = answer(sentences=(sentence("Wilk opened it.", 1, verdict="partial", lacks="Wilk"),))
    assert "Wilk opened it.[1] (only partly supported; not found in the quotes: Wilk)" in words(
        doubtful.to_markdown()
    )
    polish = words(answer(language="pl", sentences=doubtful.sentences).to_markdown())
    assert "(potwierdzone tylko częściowo; nie ma tego w cytatach: Wilk)" in polish
    assert "stopień potwierdzenia: 0,93" in polish
    assert "(2025-07, angielski)" in polish


def test_an_abstained_answer_says_so_and_shows_the_nearest_passages() -> None:
    said = answer(
        abstained=True,
        model="none",
        citations=(),
        sentences=(sentence("The documents do not answer this question.", verdict="none"),),
        passages=tuple(passage(f"Passage {number}.\n\nIts end.") for number in range(5)),
    )
    text = said.to_markdown()
    assert "Answer: none: the documents do not answer the question" in words(text)
    assert "The nearest passages" in words(text)
    assert quotes(text) == [f"Passage {number}.\n\nIts end." for number in range(3)]
    assert "Language model: none" in words(text)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"quoted": True, "model": "none"}, "made of quotes alone"),
        ({"quoted": True}, "made of quotes alone, which the language model chose"),
        ({"quoted": True, "seconds": {"draft": 1.0}}, "what the language model wrote did not pass the check"),
        ({"citations": ()}, "without sources"),
    ],
)
def test_what_kind_of_answer_it_is(values: dict[str, object], said: str) -> None:
    assert said in words(answer(**values).to_markdown())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Only these documents were searched: language pl, hu; date 2025-07 – …; source press/*"),
        ("en", "Documents left out for having no date: 4"),
        ("pl", "Przeszukano tylko te dokumenty: język pl, hu; data 2025-07 – …; źródło press/*"),
        ("pl", "Dokumenty pominięte, bo nie mają daty: 4"),
        ("hu", "Dátum híján kimaradt dokumentumok száma: 4"),
        ("ro", "Documente omise pentru că nu au dată: 4"),
    ],
)
def test_what_was_searched(language: str, said: str) -> None:
    filters = Filters(languages=["pl", "hu"], date_from="2025-07", sources=["press/*"])
    asked = Provenance("2026-11-22T21:40:12+01:00", "0.1.0", "x", 1, filters)
    filtered = answer(language=language, provenance=asked, undated=4)
    assert said in words(filtered.to_markdown())


def test_dates_of_sources() -> None:
    cited = (
        citation(1, source="a.txt", date="2025-07"),
        citation(2, source="a.txt", date="2025-07"),
        citation(3, source="b.txt", date="2023-03-05"),
        citation(4, source="c.txt", date=None),
    )
    assert "2023-03-05 – 2025-07; without a date: 1" in words(answer(citations=cited).to_markdown())
    undated = answer(citations=(citation(date=None),)).to_markdown()
    assert "Dates of the sources: no date" in words(undated)


def test_an_address_is_a_link_only_when_it_is_one() -> None:
    links = {
        "https://example.org/a_b?c=d&e=f": "https://example.org/a_b?c=d&amp;e=f",
        "javascript:alert(1)": None,
        "https://example.org/a b": None,
        "https://example.org/><script>": None,
        "data:text/html,x": None,
    }
    for url, address in links.items():
        rendered = PARSER.render(answer(citations=(citation(url=url),)).to_markdown())
        assert ("href=" in rendered.replace('href="#fn', "")) == (address is not None), url
        assert address is None or f'href="{address}"' in rendered


@pytest.mark.parametrize("text", HOSTILE)
def test_what_documents_hold_stays_text(text: str) -> None:
    plain = hostile("word")
    exported = hostile(text).to_markdown()
    assert kinds(exported) == kinds(plain.to_markdown())
    assert quotes(exported) == [clean(text), clean(text + text)]
    assert len([token for token in PARSER.parse(exported) if token.type == "html_block"]) == 2
    exported.encode()


@given(LETTERS)
@example("0\xa0")
def test_any_quote_reads_verbatim(text: str) -> None:
    seen = quotes(f"[^1]: x\n\n    > {verbatim(text)}\n\n[^1]") if clean(text).strip() else [clean(text)]
    assert seen == [clean(text)]


@given(LETTERS)
def test_any_line_reads_as_it_is(text: str) -> None:
    shown = line(text)
    tokens = parse(escape(shown))
    assert [t.type for t in tokens if t.type != "text"] == (
        ["paragraph_open", "inline", "paragraph_close"] if shown else []
    )
    assert "".join(t.content for t in tokens if t.type == "text") == shown


@given(LETTERS)
def test_any_path_reads_as_it_is(text: str) -> None:
    shown = line(text)
    (token,) = [t for t in parse(f"a {code(text)} b") if t.type == "code_inline"]
    assert token.content.strip() == shown.strip()
