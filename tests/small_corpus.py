"""A small corpus in four languages, written for the tests, and an index over it with the bag-of-words embedder."""

from pathlib import Path

import pytest
from fakes import BagOfWordsEmbedding

from index import references
from index.embedding import Embedder
from index.index import Index

TEXTS = {
    "harbour.txt": (
        "The new pier of Brenna harbour\n\n"
        "The harbour of Brenna was opened in 1912 and has room for 340 ships. "
        "Mayor Anna Kowal opened the new pier on Friday.\n\n"
        "The pier cost 1.6 million crowns, according to the city council. "
        "Fishermen complained that the old lighthouse was closed.\n"
    ),
    "most.txt": (
        " date 2025-07 Nowy most w Brennej\n\n"
        "Most nad rzeką Brenną zbudowano w 1955 roku z czerwonej cegły. "
        "Inżynier Jan Wilk zapowiedział remont mostu na jesień.\n\n"
        "Remont mostu ma kosztować 20.000 złotych miesięcznie.\n"
    ),
    "hu/konyvtar.md": (
        "---\ntitle: A könyvtár\ndate: 2023-03-05\n---\n# A könyvtár\n\n"
        "A városi könyvtár hatvanezer kötetet őriz a régi malom épületében. "
        "Az olvasóterem vasárnap is nyitva tart a diákok kérésére.\n"
    ),
    "parc.txt": (
        "Parcul central\n\n"
        "Parcul central din oraș a fost amenajat de grădinarul Mihai Stan. "
        "În parc cresc peste o sută de castani bătrâni și un stejar uriaș.\n"
    ),
}


def write(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    for source, text in texts.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def make_index(folder: Path, texts: dict[str, str] = TEXTS) -> Index:
    """Write the corpus below `folder` and return its finished index."""
    corpus = write(folder / "corpus", texts)
    index = Index(corpus, folder / "data", Embedder(BagOfWordsEmbedding()))
    with pytest.MonkeyPatch.context() as patch:
        # The words of a declaration tell nothing of how a bag of words sees a language.
        patch.setattr(references, "texts", lambda _: ())
        index.sync()
    return index
