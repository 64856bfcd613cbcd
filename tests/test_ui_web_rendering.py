"""The page's HTML and the turns behind it: what is shown in each state, and that nothing untrusted runs."""

import json
import re
import string
from dataclasses import replace
from html.parser import HTMLParser

import page_fakes
import pytest

from assistant.answer import (
    Answer,
    Checked,
    Doubt,
    Draft,
    Event,
    Finished,
    Queued,
    Retrieved,
    Sentence,
    Translation,
    Verdict,
)
from assistant.saying.attribution import Attribution
from assistant.wording.phrases import phrases
from index.catalogue import DocumentInfo
from index.filters import Filters
from index.no_match import explain
from ui.web import rendering, texts
from ui.web.turns import Conversation, TurnView, advance

FOUND = page_fakes.passages()
ANSWER = page_fakes.answer("Where did Kim receive Lavrov?")
REFUSAL = page_fakes.refusal("What is the capital of Australia?")

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=http://evil.example/x.png onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "</p></article><style>*{display:none}</style><iframe src=//evil.example>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}} `${alert(1)}`",
    '<a href="javascript:alert(1)">x</a><base href=//evil.example><meta http-equiv=refresh content=0>',
    "lone \ud800 surrogate, NUL \x00, escape \x1b[31m",
    "&lt;script&gt; &amp; &#60;b&#62;",
]

TAGS = {
    *("article", "h1", "h2", "h3", "p", "span", "div", "section", "header", "strong", "a", "ol", "ul", "li"),
    *("blockquote", "bdi", "time", "details", "summary", "mark", "button"),
}
ATTRIBUTES = {
    *("class", "id", "dir", "lang", "title", "href", "role", "value", "tabindex", "datetime"),
    *("aria-label", "aria-hidden", "aria-busy", "type"),
    *("data-source", "data-start", "data-end", "data-language", "data-busy"),
}


class Page(HTMLParser):
    """What a browser would see: tags, attributes, text; fails on tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    def all(self, name: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element that has the class `name`."""
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


def after(*events: Event, question: str = "Where?") -> TurnView:
    view = TurnView(key="t1", question=question)
    for event in events:
        view = advance(view, event)
    return view


def whole(view: TurnView) -> str:
    return rendering.turn(view) + rendering.evidence(view)


def poisoned(attack: str) -> list[TurnView]:
    """Return a turn in each phase, with the attack in every field that is not ours."""
    bad = replace(
        FOUND[0], title=attack, source=attack, date=attack, language=attack, text=attack, end=len(attack)
    )
    bad = replace(bad, start=0, heading=attack)
    quote = replace(
        ANSWER.citations[0], title=attack, source=attack, date=attack, language=attack, quote=attack[1:],
        start=1, end=len(attack), copies=2,
        attribution=Attribution(attack, 1, len(attack), Attribution(attack, 1, len(attack))),
    )  # fmt: skip
    doubts = (Doubt("names", (attack,)), Doubt("negation", (attack, "{words}")))
    verdicts: tuple[Verdict, ...] = ("supported", "partial", "unsupported")
    sentences = tuple(Sentence(attack, (1,), verdict, doubts) for verdict in verdicts)
    answer = replace(ANSWER, question=attack, language=attack, model=attack)
    answer = replace(answer, sentences=sentences, citations=(quote,), passages=(bad,))
    start = TurnView(key="t1", question=attack)
    found = advance(start, Retrieved((bad,), attack + "?"))
    draft = advance(found, Draft(attack))
    checked = advance(draft, Checked(sentences[1], (quote,)))
    return [
        *(start, found, advance(found, Queued(2)), draft, checked, advance(checked, Finished(answer))),
        advance(found, Finished(replace(answer, abstained=True))),
        replace(draft, phase="stopped"),
        replace(found, phase="failed", error=attack),
    ]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_stay_text(attack: str) -> None:
    for view in poisoned(attack):
        html = whole(view) + rendering.past([view])
        page = Page(html)
        assert {tag for tag, _ in page.tags} <= TAGS
        for tag, attributes in page.tags:
            assert set(attributes) <= ATTRIBUTES, (tag, attributes)
            assert re.fullmatch(r"#t1-q\d+", attributes.get("href", "#t1-q1") or "")
        shown = rendering.escape(attack)
        assert shown in html
        json.dumps(html).encode()
        html.encode()


def test_filters_that_match_nothing_are_told_by_the_answer_alone() -> None:
    said = explain(Filters(sources=["<b>"]), [])
    assert said is not None
    sentences = tuple(Sentence(text, (), "none") for text in said.sentences())
    answer = replace(ANSWER, sentences=sentences, citations=(), passages=(), abstained=True, no_match=said)
    html = whole(after(Retrieved((), "Where?", 0, said), Finished(answer)))
    assert "source &#x27;&lt;b&gt;&#x27;" in html
    assert rendering.escape(texts.ABSTAINED_NOTHING) not in html


def test_attacks_stay_text_in_the_head() -> None:
    for attack in ATTACKS:
        document = page_fakes.FakeDocument("a.txt", "t", attack)
        for html in (
            rendering.masthead([document], "ollama:" + attack),
            rendering.masthead([document], attack),
            rendering.masthead([document], "none", attack),
            rendering.masthead_failed(attack),
            rendering.hint(attack),
        ):
            assert {tag for tag, _ in Page(html).tags} <= TAGS


def test_escape_keeps_ordinary_text() -> None:
    for text in ("Zażółć gęślą jaźń", "árvíztűrő tükörfúrógép", "ș ț ş ţ", "🇷🇺🇰🇵 ℤ", "two\nlines\tand a tab"):
        assert rendering.escape(text) == text


def test_evidence_is_there_before_any_word_of_the_model() -> None:
    page = Page(whole(after(Retrieved(FOUND, "Where?"))))
    assert "Found 3 passages. Reading them" in page.text
    assert len(page.all("passage")) == 3
    for found in FOUND:
        assert found.title in page.text
        assert found.source in page.text
        assert found.text.strip() in page.text
    assert {"July 2025", "12 July 2025", "Polish", "Hungarian", "Romanian"} <= set(page.words)
    assert page.all("draft") == []


def test_draft_is_marked_and_then_replaced() -> None:
    drafted = after(Retrieved(FOUND, "Where?"), Draft("Kim "), Draft(""), Draft("received"))
    page = Page(rendering.turn(drafted))
    assert "Kim received" in page.text
    assert texts.DRAFTING in page.text
    assert page.all("draft")[0]["aria-label"] == texts.DRAFT
    assert page.all("cite") == []
    checked = advance(drafted, Checked(ANSWER.sentences[0], ANSWER.citations[:1]))
    page = Page(rendering.turn(checked))
    assert page.all("draft") == []
    assert "Kim received Lavrov in Wonsan" in page.text
    assert texts.CHECKING in page.text
    assert rendering.status_text(advance(checked, Draft(""))) == texts.CHECKING


def test_queue_position_is_told_in_words() -> None:
    retrieved = Retrieved(FOUND, "Where?")
    assert "1 question before yours" in rendering.turn(after(retrieved, Queued(1)))
    assert "3 questions before yours" in rendering.turn(after(retrieved, Queued(3)))
    assert "Yours is next" in rendering.turn(after(retrieved, Queued(0)))


def test_every_number_leads_to_its_own_quote() -> None:
    first = after(Retrieved(FOUND, "Where?"), Finished(ANSWER))
    html = rendering.past([first, replace(first, key="t2")]) + whole(replace(first, key="t3"))
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for attributes in page.all("cite")]
    assert links[:4] == ["#t1-q1", "#t1-q1", "#t1-q2", "#t1-q3"]
    assert {str(link)[1:] for link in links} <= set(ids)


def test_quote_stands_with_what_it_is_from() -> None:
    page = Page(whole(after(Retrieved(FOUND, "Where?"), Finished(ANSWER))))
    for citation in ANSWER.citations:
        assert citation.quote in page.words
        assert citation.title in page.words
        assert citation.source in page.words
    quotes = [attributes for tag, attributes in page.tags if tag == "blockquote"]
    assert [attributes["lang"] for attributes in quotes] == ["ro", "hu", "pl"]
    assert "Answered by the bundled model in 6.5 s" in page.text


def test_quotes_in_place_of_a_draft_say_so() -> None:
    instead = replace(ANSWER, quoted=True)
    said = "Quoted from the documents in 6.5 s: what the bundled model wrote did not pass the check"
    assert said in Page(rendering.turn(after(Finished(instead)))).words
    alone = Page(rendering.turn(after(Finished(replace(instead, model="none")))))
    assert "Quoted from the documents, without a language model, in 6.5 s" in alone.words


def test_context_marks_the_quote_beyond_flags() -> None:
    source = "004_62149765c1ec07b7.txt"
    flags = page_fakes.passage(source, "Tweets", "ro", "\N{REGIONAL INDICATOR SYMBOL LETTER R}", 400)
    quote = page_fakes.cite(1, flags, "Kim Jong Un îi promite lui Lavrov sprijin total")
    answer = replace(ANSWER, passages=(flags,), citations=(quote,))
    html = rendering.turn(after(Finished(answer)))
    assert f"<mark>{quote.quote}</mark>" in html


def test_doubtful_sentences_say_so_in_words() -> None:
    html = rendering.turn(after(Finished(ANSWER)))
    page = Page(html)
    assert len(page.all("verdict")) == 2
    said = phrases("en").caveats
    assert f"{said.partial} {said.meaning}" in page.text
    assert f"{said.unsupported} not found in the quotes: Washington" in page.text
    supported = replace(ANSWER, sentences=ANSWER.sentences[:1])
    assert Page(rendering.turn(after(Finished(supported)))).all("verdict") == []


def test_doubts_are_told_in_the_askers_language_before_the_answer_is_finished_too() -> None:
    doubted = Sentence("Widziano ich w Brennie.", (), "partial", (Doubt("names", ("Brennie",)),))
    retrieved = Retrieved(FOUND, "Gdzie ich widziano w zeszłym roku?")
    view = after(retrieved, Checked(doubted, ()), question="Gdzie ich widziano w zeszłym roku?")
    assert "potwierdzone tylko częściowo nie ma tego w cytatach: Brennie" in Page(rendering.turn(view)).text
    finished = advance(view, Finished(replace(ANSWER, language="hu", sentences=(doubted,))))
    assert "az idézetekben nincs meg: Brennie" in Page(rendering.turn(finished)).text


def test_a_number_without_a_citation_is_not_shown() -> None:
    stray = replace(ANSWER, sentences=(Sentence("Said.", (1, 9), "supported"),))
    assert len(Page(rendering.turn(after(Finished(stray)))).all("cite")) == 1


def test_refusal_shows_the_nearest_passages() -> None:
    page = Page(whole(after(Retrieved(FOUND, "What?"), Finished(REFUSAL))))
    assert texts.ABSTAINED in page.text
    assert REFUSAL.sentences[0].text in page.text
    assert texts.ABSTAINED_NEAREST in page.words
    assert len(page.all("passage")) == 3
    assert page.all("evidence")[0].get("class") == "evidence"
    nothing = Page(whole(after(Finished(replace(REFUSAL, passages=())))))
    assert texts.ABSTAINED_NOTHING in nothing.text


def test_failure_says_what_to_do_and_keeps_question_and_passages() -> None:
    found = after(Retrieved(FOUND, "Where?"), Draft("Half a"), question="Where?")
    page = Page(whole(replace(found, phase="failed", error="No server. Type: ollama serve")))
    assert "Where?" in page.text
    assert "Type: ollama serve" in page.text
    assert page.all("failure")[0]["role"] == "alert"
    assert page.all("draft") == []
    assert len(page.all("passage")) == 3


def test_stopped_draft_stays_marked_as_unchecked() -> None:
    stopped = replace(after(Retrieved(FOUND, "Where?"), Draft("Half a")), phase="stopped")
    page = Page(rendering.turn(stopped))
    assert texts.STOPPED in page.text
    assert texts.STOPPED_DRAFT in page.text
    assert "aria-busy" not in page.tags[0][1]


def test_followup_shows_how_it_was_understood() -> None:
    assert "Understood as: Where did Kim go?" in rendering.turn(after(Retrieved(FOUND, "Where did Kim go?")))
    assert "Understood" not in rendering.turn(after(Retrieved(FOUND, "Where?")))
    polish = rendering.turn(after(Retrieved(FOUND, "Dokąd pojechał Kim w lipcu?"), question="A w lipcu?"))
    assert "Zrozumiano jako: Dokąd pojechał Kim w lipcu?" in polish


def test_a_greeting_is_shown_without_passages_and_without_a_byline() -> None:
    hello = Answer("Hi", "Hi", "en", (Sentence("Hello!", (), "none"),), (), (), False, "none", {"reply": 0.0})
    page = Page(
        whole(after(Retrieved((), "Hi"), Checked(hello.sentences[0], ()), Finished(hello), question="Hi"))
    )
    assert "Hello!" in page.text
    assert not [name for name in ("byline", "evidence", "sources", "abstained") if page.all(name)]
    assert texts.EVIDENCE_NONE not in page.text


def test_a_list_of_documents_is_a_list_and_stays_text() -> None:
    listed = tuple(
        DocumentInfo(f"{n}.txt", f"<b>Title {n}</b>", "2025-07", "pl", None, 1, 10) for n in (1, 2)
    )
    sentences = tuple(Sentence(text, (), "none") for text in ("Found (2):", "1. One", "2. Two"))
    answer = Answer("List", "List", "en", sentences, (), (), False, "none", {}, documents=listed)
    html = whole(after(Retrieved((), "List"), Finished(answer), question="List"))
    page = Page(html)
    assert len(page.all("documents")) == 1
    assert "Found (2):" in page.text
    assert "1. One" not in page.text
    assert "<b>Title 1</b>" in page.text
    assert "<b>" not in html
    assert "July 2025" in page.text


def test_head_counts_documents_and_languages() -> None:
    documents = page_fakes.FakeAssistant().documents()
    text = Page(rendering.masthead(documents, "ollama:qwen3:4b")).text
    assert "3 documents in Polish, Hungarian and Romanian" in text
    assert "qwen3:4b through Ollama" in text
    assert texts.MODEL_LINE_NONE in rendering.masthead(documents[:1], "none")
    assert texts.CORPUS_LINE_EMPTY in rendering.masthead([], "bundled")


def test_head_says_why_the_index_is_not_up_to_date() -> None:
    documents = page_fakes.FakeAssistant().documents()
    assert Page(rendering.masthead(documents, "none")).all("stale") == []
    page = Page(rendering.masthead(documents, "none", "The disk is full."))
    assert page.all("stale") == [{"class": "stale", "role": "status"}]
    assert "The index was not brought up to date: The disk is full." in page.words


def test_conversation_keeps_answered_turns_without_markup() -> None:
    conversation = Conversation()
    first = conversation.start("Where?")
    assert conversation.update(advance(first, Finished(ANSWER)))
    second = conversation.start("broken")
    assert conversation.update(replace(second, phase="failed", error="No."))
    conversation.start("And when?")
    user, assistant = conversation.history()
    assert (user.role, user.text) == ("user", "Where?")
    assert assistant.text == " ".join(sentence.text for sentence in ANSWER.sentences)
    assert "[1]" not in assistant.text


def test_new_chat_leaves_the_old_answer_behind() -> None:
    conversation = Conversation()
    old = conversation.start("Where?")
    conversation.clear()
    assert not conversation.update(advance(old, Draft("late words")))
    assert conversation.current is None
    assert conversation.stopping == old.key
    assert conversation.start("Again?").key != old.key


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2025-07-12", "12 July 2025"),
        ("2025-07", "July 2025"),
        ("2025", "2025"),
        ("2025-07-12T10:00:00+02:00", "12 July 2025"),
        (None, "no date"),
        ("2025-13", "2025-13"),
        ("last week", "last week"),
        ("2025-07-12-01", "2025-07-12-01"),
    ],
)
def test_dates_are_written_out(iso: str | None, written: str) -> None:
    assert texts.date(iso) == written


def test_numbers_and_names_are_written_out() -> None:
    assert [texts.documents(1), texts.documents(1234)] == ["1 document", "1,234 documents"]
    assert [texts.duration(0.42), texts.duration(12.4), texts.duration(125)] == ["0.4 s", "12 s", "2 min 5 s"]
    assert [texts.language("pl"), texts.language("und"), texts.language("xx")] == [
        "Polish",
        "unknown language",
        "XX",
    ]
    assert texts.model("gguf:/models/some.gguf") == "some.gguf"
    assert texts.listing(["a"]) == "a"
    assert texts.listing(list("abcdefg")) == "a, b, c, d and 3 more languages"


def test_every_text_is_filled_in() -> None:
    """No text leaves a `{name}` on the page, in any phase."""
    templates = [value for value in vars(texts).values() if isinstance(value, str)]
    fields = {name for text in templates for _, name, *_ in string.Formatter().parse(text) if name}
    assert fields
    views = [after(), *poisoned("x"), after(Retrieved(FOUND, "Other?"), Queued(2)), after(Finished(ANSWER))]
    html = "".join(whole(view) for view in views) + rendering.welcome() + rendering.masthead([], "none")
    assert not [field for field in fields if "{" + field + "}" in html]


def test_a_quote_in_another_language_offers_a_translation_where_there_is_a_model() -> None:
    foreign = replace(ANSWER, language="hu")
    html = rendering.sources(after(Retrieved(FOUND, "Hol?"), Finished(foreign)))
    buttons = [attributes for tag, attributes in Page(html).tags if tag == "button"]
    cited = [c for c in foreign.citations if c.language != "hu"]
    assert [(b["data-source"], b["data-start"], b["data-end"]) for b in buttons] == [
        (c.source, str(c.start), str(c.end)) for c in cited
    ]
    assert {b["data-language"] for b in buttons} == {"hu"}
    without = replace(foreign, model="none")
    assert "<button" not in rendering.sources(after(Retrieved(FOUND, "Hol?"), Finished(without)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_translation_is_marked_and_stays_text(attack: str) -> None:
    doubts = (Doubt("numbers", (attack,)),)
    html = rendering.translation(Translation(attack, "pl", "ollama:x", doubts))
    assert "Tłumaczenie (ollama:x):" in html
    for part in (html, rendering.translation_failed(attack)):
        page = Page(part)
        assert {tag for tag, _ in page.tags} <= TAGS
        assert all(set(attributes) <= ATTRIBUTES for _, attributes in page.tags)
        assert rendering.escape(attack) in part
    assert 'role="alert"' in rendering.translation_failed(attack)


def test_how_much_the_model_could_read_is_told_in_the_byline() -> None:
    view = after(Retrieved(FOUND, "Gdzie?"), Finished(replace(ANSWER, language="pl", used=len(FOUND) - 1)))
    assert f"Fragmenty, które model mógł przeczytać: {len(FOUND) - 1} z {len(FOUND)}." in whole(view)


def test_letters_are_shown_in_the_order_they_are_written_in() -> None:
    assert rendering.escape("a\u202eb\u202dc") == "a\ufffdb\ufffdc"


def test_a_source_tells_who_says_it_and_how_many_more_say_the_same() -> None:
    first, second, third = ANSWER.citations
    cited = (
        replace(first, attribution=Attribution("Kim", 0, 3, Attribution("KCNA & co", 5, 14)), copies=1),
        replace(second, attribution=Attribution("TASS", 0, 4), copies=3),
        third,
    )
    html = rendering.sources(after(Retrieved(FOUND, "Where?"), Finished(replace(ANSWER, citations=cited))))
    assert re.findall('<span class="whose">(.*?)</span>', html) == [
        "says Kim, as KCNA &amp; co reports",
        "and 1 other document",
        "says TASS",
        "and 3 other documents",
    ]
