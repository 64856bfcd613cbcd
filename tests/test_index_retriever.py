"""The search in llama-index's terms."""

from pathlib import Path

import pytest
from small_corpus import TEXTS, make_index

from index.filters import Filters
from index.retriever import PassageRetriever


def test_nodes_say_exactly_where_they_stand(tmp_path: Path) -> None:
    index = make_index(tmp_path, TEXTS | {"copy.txt": TEXTS["parc.txt"]})
    query = "parcul central"
    found = PassageRetriever(index, limit=3).retrieve(query)
    hits = index.search(query, 3)
    assert [(node.node_id, node.score) for node in found] == [(hit.passage.id, hit.score) for hit in hits]
    for node in found:
        source, start, end = (node.metadata[key] for key in ("source", "start", "end"))
        assert index.document(source).text[start:end] == node.text
    assert {found[0].metadata["source"], *found[0].metadata["copies"]} == {"parc.txt", "copy.txt"}


def test_filters_hold(tmp_path: Path) -> None:
    retriever = PassageRetriever(make_index(tmp_path), filters=Filters(languages=["pl"]))
    assert {node.metadata["language"] for node in retriever.retrieve("harbour of Brenna")} == {"pl"}


def test_filters_that_match_nothing_are_logged_with_the_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    retriever = PassageRetriever(make_index(tmp_path), filters=Filters(languages=["xx"]))
    assert retriever.retrieve("harbour of Brenna") == []
    assert "No document matches these filters: language xx" in caplog.text
