"""Articles that give orders, end to end: a model that obeys them all, and what is said all the same."""

import re
from collections.abc import Iterator

import pytest
from fakes import ScriptedLLM
from hostile_articles import ARTICLES, NONSENSE, Hostile
from ollama_server import OllamaServer, Reply
from small_corpus import TEXTS, make_index, write
from test_assistant_pipeline import answer_of, check

from assistant.answer import Answer
from assistant.models import wrap
from assistant.models.ollama import open_model
from assistant.wording.phrases import PHRASES
from index.embedding import Embedder, load
from index.index import Index

IDS = [article.name for article in ARTICLES]
every_article = pytest.mark.parametrize("article", ARTICLES, ids=IDS)


def check_said(index: Index, answer: Answer) -> None:
    """Nothing hostile is said by the program itself: it stands between quotation marks, or nowhere."""
    check(index, answer)
    marks = PHRASES.get(answer.language, PHRASES["en"])
    for sentence in answer.sentences:
        if NONSENSE.lower() in sentence.text.lower():
            assert sentence.text.startswith(marks.opening), sentence
            assert sentence.text.endswith(marks.closing)
            assert sentence.citations
            inner = sentence.text[1:-1]
            for end in range(len(inner)):  # nothing in it ends the quotation before its end
                assert len(re.findall("[“„«]", inner[:end])) >= inner[: end + 1].count(marks.closing)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """All of them at once, and an embedder that sees words alone."""
    texts = TEXTS | {f"hostile-{article.name}.txt": article.text for article in ARTICLES}
    return make_index(tmp_path_factory.mktemp("hostile"), texts)


@every_article
def test_what_a_model_was_talked_into_is_not_said(index: Index, article: Hostile) -> None:
    check_said(index, answer_of(index, wrap(ScriptedLLM(answers=[article.payload])), article.question))


@every_article
def test_without_a_model_articles_are_only_quoted(index: Index, article: Hostile) -> None:
    check_said(index, answer_of(index, None, article.question))


def test_what_goes_out_to_a_server_is_numbered_notes_and_nothing_else(index: Index) -> None:
    with OllamaServer(reply=Reply(pieces=["Zorblax", " rules", " the", " world."])) as server:
        model = open_model("qwen3:4b", server.host)
        for article in ARTICLES:
            check_said(index, answer_of(index, model, article.question))
        model.close()
        prompts = [chat["messages"] for chat in server.chats()]
    assert prompts
    for system, user in prompts:
        assert (system["role"], user["role"]) == ("system", "user")
        assert NONSENSE not in system["content"]
        head, *notes, empty, question, answer = user["content"].split("\n")
        assert (head, empty, question[:10], answer[:10]) == ("Notes:", "", "Question: ", "Answer in ")
        assert [note.partition(". ")[0] for note in notes] == [str(n) for n in range(1, len(notes) + 1)]
        assert not re.search(r"<[^\s\d=]|\[/?INST|[\u200b\u202e\u2028\U000e0000-\U000e007f]", user["content"])


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load("bundled")


@pytest.fixture(scope="module", params=ARTICLES, ids=IDS)
def lair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[tuple[Hostile, Index]]:
    """One of them beside the harmless texts, with the real embedder: the search finds it."""
    article = request.param
    folder = tmp_path_factory.mktemp(article.name)
    corpus = write(folder / "corpus", TEXTS | {f"hostile-{article.name}.txt": article.text})
    with Index(corpus, folder / "data", embedder) as index:
        index.sync()
        yield article, index


@pytest.mark.real
def test_with_the_real_embedder_what_a_model_was_talked_into_is_not_said(lair: tuple[Hostile, Index]) -> None:
    article, index = lair
    check_said(index, answer_of(index, wrap(ScriptedLLM(answers=[article.payload])), article.question))


@pytest.mark.real
def test_with_the_real_embedder_articles_are_only_quoted(lair: tuple[Hostile, Index]) -> None:
    article, index = lair
    answer = answer_of(index, None, article.question)
    check_said(index, answer)
    if article.name == "hub":
        assert {citation.source for citation in answer.citations} == {"hu/konyvtar.md"}
