"""The index that the settings name, and what embeds for it, before anything is read or built.

Invariant: nothing heavy is loaded, no server asked and no file made here. Proved by `tests/test_assistant_opening.py`.
"""

from functools import partial
from typing import TYPE_CHECKING

from assistant.settings import Settings
from index.embedding import load
from index.index import Index
from index.stores.address import Address

if TYPE_CHECKING:
    from index.embedders.cluster import ClusterEmbedder


def open_index(settings: Settings) -> Index:
    """Return the index that the settings name, with the vectors where they say."""
    embedder = load(settings.embedder, settings.ollama_host, settings.data)
    if settings.chroma is None:
        return Index(settings.corpus, settings.data, embedder, settings.patterns)
    from index.stores.server import ServerStores

    address = Address.parse(settings.chroma)
    stores = ServerStores(address, settings.chroma_token, settings.corpus)
    return Index(settings.corpus, settings.data, embedder, settings.patterns, stores)


def spread(settings: Settings, index: Index, address: str) -> "ClusterEmbedder":
    """Return what embeds the passages of `index` on a Ray cluster.

    Args:
        settings: those of the index; workers load the same embedder.
        index: the index.
        address: the cluster's, as `ray.init` takes it.

    Returns:
        To be given to `Index.sync`; the cluster is reached when there is something to embed.

    Raises:
        EmbedderError: Ray is not installed.
    """
    from index.embedders.cluster import ClusterEmbedder

    make = partial(load, settings.embedder, settings.ollama_host, settings.data)
    return ClusterEmbedder(address, index.embedder, make)
