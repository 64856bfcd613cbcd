"""The open index: what it sees when something else writes, and from several threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedding
from small_corpus import TEXTS, make_index, write

from index.embedding import Embedder
from index.errors import FingerprintError
from index.index import Index


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
