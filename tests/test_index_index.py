"""The open index: what it sees when something else writes, and from several threads."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fakes import BagOfWordsEmbedding
from small_corpus import TEXTS, make_index, write

from index import references
from index.embedding import Embedder
from index.errors import CorpusError, DataFolderError, FilterError, FingerprintError
from index.index import Index
from index.lock import writer_lock
from index.store import TORN, VectorStore
from index.stores.folder import FOLDER, FolderStores
from index.sync import Progress

QUERY = "harbour of Brenna opened"


def another(index: Index) -> Index:
    """Return what another process would open."""
    return Index(index.corpus, index.folder.parent, Embedder(BagOfWordsEmbedding()))


def tear(index: Index, *, empty: bool) -> None:
    """Leave the store as a writer does that is killed while it writes."""
    with FolderStores(index.folder).open(index.embedder.fingerprint, 1) as store:
        store._mark(TORN)
        if empty:
            store.delete("en", sorted(store.ids("en")))


def test_a_reader_sees_the_generation_another_index_wrote(tmp_path: Path) -> None:
    reader = make_index(tmp_path)
    first = reader.generation
    writer = Index(reader.corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding()))
    write(reader.corpus, {"new.txt": "The observatory on the hill owns a telescope from 1888.\n"})
    writer.sync()
    assert reader.generation == first + 1
    assert reader.search("observatory telescope")[0].passage.source == "new.txt"


def test_another_embedder_is_refused(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    index.close()
    other = Index(index.corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding(), "another"))
    with pytest.raises(FingerprintError, match="--rebuild"):
        other.search("harbour")
    other.sync(rebuild=True)
    assert other.search("harbour")[0].passage.source == "harbour.txt"


def test_two_corpora_share_a_data_folder(tmp_path: Path) -> None:
    one = make_index(tmp_path)
    two = Index(
        write(tmp_path / "other", {"o.txt": "Only this sentence is here.\n"}),
        tmp_path / "data",
        Embedder(BagOfWordsEmbedding()),
    )
    two.sync()
    assert len(two.documents()) == 1
    assert len(one.documents()) == len(TEXTS)


def test_many_threads_search_while_another_writes(tmp_path: Path) -> None:
    index = make_index(tmp_path)

    def ask(number: int) -> str:
        if number % 10 == 0:
            write(index.corpus, {f"extra{number}.txt": f"The kiln of village {number} burned down.\n"})
            index.sync(wait_s=30)
        return index.search("harbour of Brenna opened")[0].passage.source

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(40))) == {"harbour.txt"}
    assert len(index.documents()) == len(TEXTS) + 4


def test_sentence_vectors_belong_to_the_sentences(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    passage = index.search("Mayor Anna Kowal opened the new pier")[0].passage
    vectors = index.sentence_vectors([passage.id])[passage.id]
    assert len(vectors) == len(passage.sentences)
    best = int(
        (vectors @ index.embedder.embed_query("Mayor Anna Kowal opened the new pier on Friday")).argmax()
    )
    assert passage.sentence_text(best) == "Mayor Anna Kowal opened the new pier on Friday."


@pytest.mark.parametrize("empty", [True, False])
def test_a_reader_of_a_torn_store_sees_it_mended(tmp_path: Path, empty: bool) -> None:
    writer = make_index(tmp_path)
    tear(writer, empty=empty)
    with another(writer) as reader, another(writer) as idle:
        assert not reader.sound
        idle.documents()
        report = writer.sync()
        assert (report.changed, report.embedded) == (False, 0)
        for index in (reader, idle):
            assert index.search(QUERY)[0].passage.source == "harbour.txt"
            assert index.search("Parcul central din oraș")[0].passage.source == "parc.txt"
            assert index.sound
        writer.sync()
        assert reader.search(QUERY)[0].passage.source == "harbour.txt"


def test_a_store_that_changes_while_a_query_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = make_index(tmp_path)
    tear(writer, empty=False)
    with another(writer) as reader:
        assert not reader.sound
        query, calls = VectorStore.query, 0

        def sync_first(*args: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == 1:
                writer.sync()
                raise DataFolderError("the folder is gone")
            return query(*args)

        monkeypatch.setattr("index.nearest.EXACT", 0)
        monkeypatch.setattr(VectorStore, "query", sync_first)
        assert reader.search(QUERY)[0].passage.source == "harbour.txt"
        assert calls > 1


def test_a_deleted_store_is_made_again(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    index.close()
    shutil.rmtree(index.folder / FOLDER)
    assert not index.sound
    with pytest.raises(DataFolderError, match="Run `assistant index`"):
        index.search(QUERY)
    assert len(index.documents()) == len(TEXTS)
    assert index.sync().embedded == 0
    assert index.sound
    assert index.search(QUERY)[0].passage.source == "harbour.txt"


def test_questions_are_answered_during_a_rebuild(tmp_path: Path) -> None:
    writer = make_index(tmp_path)
    found: list[str] = []
    with another(writer) as reader:

        def ask(_: Progress) -> None:
            found.append(reader.search(QUERY)[0].passage.source)

        writer.sync(ask, rebuild=True)
        ask(Progress(0, 0, 0, 0, 0.0, None))
        assert reader.generation == writer.generation == 2
    assert len(found) > 2
    assert set(found) == {"harbour.txt"}


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(tmp_path: Path, limit: int) -> None:
    index = make_index(tmp_path)
    with pytest.raises(FilterError, match=rf"^{limit} .*ask for 1 or more"):
        index.search(QUERY, limit)


def test_who_waits_is_told_for_whom(tmp_path: Path) -> None:
    index = make_index(tmp_path)
    told: list[Progress] = []
    with ThreadPoolExecutor(1) as pool:
        with writer_lock(index.folder):
            waiting = pool.submit(index.sync, told.append, wait_s=30)
            while not told:
                assert not waiting.done()
        waiting.result(30)
    assert f"process {os.getpid()} " in str(told[0].waiting_for)
    assert {progress.waiting_for for progress in told[1:]} == {None}


def test_a_passage_knows_where_it_was_published(tmp_path: Path) -> None:
    front = "---\nurl: https://example.com/a\n---\n"
    index = make_index(tmp_path, {"a.md": front + "The kiln burned down.\n", "b.txt": "The mill was sold.\n"})
    urls = {hit.passage.source: hit.to_dict()["url"] for hit in index.search("kiln mill")}
    assert urls == {"a.md": "https://example.com/a", "b.txt": None}


def test_a_corpus_that_is_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to("corpus")
    index = Index(tmp_path / "corpus", tmp_path / "data", Embedder(BagOfWordsEmbedding()))
    with pytest.raises(CorpusError, match="ASSISTANT_CORPUS"):
        index.sync()


def test_no_language_is_profiled_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = write(tmp_path / "corpus", {"most.txt": TEXTS["most.txt"]})
    index = Index(corpus, tmp_path / "data", Embedder(BagOfWordsEmbedding()))
    index.sync()
    embedded: list[str] = []
    embed = index.embedder.embed_passages
    monkeypatch.setattr(
        index.embedder, "embed_passages", lambda texts: embedded.extend(texts) or embed(texts)
    )
    for text in ("Stary most.\n", "Nowy most nad inną rzeką.\n"):
        assert index.calibration.mean("en").any()  # spoken: stored when the index was made
        assert index.calibration.mean("de").any()
        write(corpus, {"another.txt": text})
        another(index).sync()
    assert sorted(embedded) == sorted(references.texts("de"))
