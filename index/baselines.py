"""Search as it is usually built, to compare ours with; nothing else uses it.

Plain cosine over all languages, and its fusion with BM25 by reciprocal rank (Cormack et al., 2009), k = 60. Proved
by `tests/test_index_baselines.py`.
"""

from index.calibration import Calibration
from index.catalogue import Catalogue
from index.nearest import Nearest
from index.search import Query

RANK_CONSTANT = 60


def plain(nearest: Nearest, query: Query, limit: int) -> list[str]:
    """Return the ids of the passages with the best cosines, best first."""
    found = [hit for language in nearest.languages() for hit in nearest.query(query.vector, language, limit)]
    return [id_ for id_, _ in sorted(found, key=lambda hit: (-hit[1], hit[0]))][:limit]


def rank_fusion(
    catalogue: Catalogue, nearest: Nearest, calibration: Calibration, query: Query, limit: int
) -> list[str]:
    """Return the ids of the passages with the best sums of reciprocal ranks, best first.

    Args:
        catalogue: finds passages by their words.
        nearest: finds passages by their vectors.
        calibration: knows how many passages a language has.
        query: what is searched for.
        limit: how many of each are fused, and returned.

    Returns:
        At most `limit` ids.
    """
    words = {
        candidate.id: candidate.words
        for language in nearest.languages()
        for candidate in catalogue.candidates(
            language, calibration.count(language), query.words, [], limit, {}
        )
    }
    by_words = sorted(words, key=lambda id_: (-words[id_], id_))[:limit]
    scores: dict[str, float] = {}
    for ranking in (plain(nearest, query, limit), by_words):
        for rank, id_ in enumerate(ranking, 1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (RANK_CONSTANT + rank)
    return sorted(scores, key=lambda id_: (-scores[id_], id_))[:limit]
