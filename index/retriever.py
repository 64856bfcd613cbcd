"""The search as a llama-index retriever, for query engines of one's own.

    engine = RetrieverQueryEngine.from_args(PassageRetriever(index), llm=llm)

Invariant: a node's text is its passage's, and its metadata say exactly where that stands:
`document.text[start:end]`. Imports llama-index, so it is not loaded by the commands. Proved by
`tests/test_index_retriever.py`.
"""

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.filters import Filters
from index.index import Index
from index.search import ScoredPassage


class PassageRetriever(BaseRetriever):
    """Finds passages in whichever language they are written.

    Args:
        index: an open index, which stays the caller's to close.
        limit: how many passages at most.
        filters: which documents to look at; all by default.
    """

    def __init__(self, index: Index, limit: int = 8, filters: Filters | None = None) -> None:
        super().__init__()
        self._index = index
        self._limit = limit
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._index.search(query_bundle.query_str, self._limit, self._filters)
        if self._filters and not found:
            self._index.log_no_match(self._filters)
        return [_node(hit) for hit in found]


def _node(hit: ScoredPassage) -> NodeWithScore:
    passage = hit.passage
    metadata = {
        "source": passage.source,
        "start": passage.start,
        "end": passage.end,
        "title": passage.title,
        "heading": passage.heading,
        "date": passage.date,
        "language": passage.language,
        "copies": [copy.source for copy in hit.copies],
    }
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=metadata,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        # Positions are for programs; a language model need not read them.
        excluded_llm_metadata_keys=["start", "end", "copies"],
    )
    return NodeWithScore(node=node, score=hit.score)
