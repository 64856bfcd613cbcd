"""Scores of different languages made comparable."""

import numpy as np
import pytest

from index.calibration import ACROSS, Calibration, K
from index.records import LanguageSums
from index.rows import SCALE


def sums(vectors: np.ndarray) -> LanguageSums:
    return LanguageSums(len(vectors), np.round(vectors * SCALE).astype(np.int64).sum(axis=0))


def two_languages() -> tuple[np.ndarray, np.ndarray, Calibration]:
    """Four topics in two languages; each language adds a direction of its own to every vector."""
    rng = np.random.default_rng(5)
    topics = np.concatenate([rng.normal(size=(40, 48)), np.zeros((40, 2))], axis=1)
    shifts = np.concatenate([np.zeros((2, 48)), np.eye(2) * 9], axis=1)
    pair = [topics + shift for shift in shifts]
    a, b = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in pair)
    return a, b, Calibration({"aa": sums(a), "bb": sums(b)})


def test_takes_the_language_out_of_the_score() -> None:
    a, b, calibration = two_languages()
    plain = calibrated = 0
    for topic, query in enumerate(a.astype(np.float32)):
        others = np.delete(np.arange(40), topic)
        # the right passage in the other language against the wrong ones in the query's own
        plain += b[topic] @ query > (a[others] @ query).max()
        right = b[topic] @ query - calibration.offset(query, "bb")
        calibrated += right > (a[others] @ query - calibration.offset(query, "aa")).max()
    assert plain <= 10
    assert calibrated >= 30


def test_one_language_keeps_the_ranking_of_the_cosine() -> None:
    a, _, _ = two_languages()
    calibration = Calibration({"aa": sums(a)})
    query = a[3].astype(np.float32)
    scores = a @ query
    assert np.array_equal(np.argsort(scores), np.argsort(scores - calibration.offset(query, "aa")))


def test_a_language_with_few_passages_leans_on_all() -> None:
    a, b, _ = two_languages()
    calibration = Calibration({"aa": sums(a), "bb": sums(b[:1])})
    everything = np.concatenate([a, b[:1]]).mean(axis=0)
    assert calibration.mean("bb") == pytest.approx((b[0] + K * everything) / (1 + K), abs=1e-5)


def test_a_language_never_seen_gets_the_mean_of_all() -> None:
    a, b, calibration = two_languages()
    assert calibration.mean("zz") == pytest.approx(np.concatenate([a, b]).mean(axis=0), abs=1e-5)


def test_an_empty_index_changes_nothing() -> None:
    query = np.ones(16, np.float32) / 4
    assert Calibration({}).offset(query, "aa") == 0.0
    assert Calibration({"aa": LanguageSums(0, np.zeros(16, np.int64))}).offset(query, "aa") == 0.0


def test_centred_vectors_have_unit_norm() -> None:
    a, _, calibration = two_languages()
    centred = calibration.centre(a.astype(np.float32), "aa")
    assert np.linalg.norm(centred, axis=1) == pytest.approx(np.ones(40), abs=1e-5)


def brute_offsets(query: np.ndarray, a: np.ndarray, b: np.ndarray) -> list[float]:
    """What `query` scores beside each passage of `a`, from the definition."""
    offsets = []
    for n in range(len(a)):
        rest = np.delete(a, n, axis=0)
        others = np.concatenate([rest, b])
        offsets.append(query @ ((rest.sum(axis=0) + K * others.mean(axis=0)) / (len(rest) + K)))
    return offsets


@pytest.mark.parametrize("few", [1, 3, 40])
def test_a_passage_is_compared_with_the_others(few: int) -> None:
    a, b, _ = two_languages()
    calibration = Calibration({"aa": sums(a[:few]), "bb": sums(b)})
    query = b[0].astype(np.float32)
    cosines = (a[:few] @ query).astype(np.float32)
    expected = brute_offsets(query, a[:few], b)
    assert calibration.offsets(query, "aa", cosines) == pytest.approx(expected, abs=1e-4)


def test_comparing_with_the_others_keeps_the_ranking_in_one_language() -> None:
    a, _, _ = two_languages()
    query = a[3].astype(np.float32)
    cosines = (a @ query).astype(np.float32)
    scores = cosines - Calibration({"aa": sums(a)}).offsets(query, "aa", cosines)
    assert np.array_equal(np.argsort(scores), np.argsort(cosines))


def test_the_only_passage_of_all_is_compared_with_nothing() -> None:
    a, _, _ = two_languages()
    query = a[0].astype(np.float32)
    one = Calibration({"aa": sums(a[:1])})
    assert one.offsets(query, "aa", np.ones(1, np.float32)).tolist() == [0.0]
    assert one.offsets(query, "zz", np.ones(1, np.float32)).tolist() == [0.0]
    assert (one.count("aa"), one.count("zz")) == (1, 0)


def test_a_distant_language_gains_and_the_own_does_not() -> None:
    a, b, calibration = two_languages()
    for own, vectors in (("aa", a), ("bb", b)):
        query = vectors[0].astype(np.float32)
        gains = {language: calibration.gain(query, language) for language in ("aa", "bb")}
        assert gains.pop(own) == 1.0
        assert all(1.0 < gain <= 2.0 for gain in gains.values())


def test_without_a_preference_nothing_gains() -> None:
    a, _, _ = two_languages()
    calibration = Calibration({"aa": sums(a), "bb": sums(a), "cc": sums(a)})
    assert calibration.gain(a[0].astype(np.float32), "bb") == pytest.approx(1.0)
    assert Calibration({}).gain(a[0].astype(np.float32), "aa") == 1.0


def profiles(language: str) -> np.ndarray | None:
    """What the two languages add to every text, on a text that is about something else."""
    if language == "zz":
        return None
    other = np.concatenate([np.random.default_rng(9).normal(size=48), np.eye(2)["ab".index(language[0])] * 9])
    return np.asarray(other / np.linalg.norm(other), np.float32)


def test_a_few_passages_are_told_apart_with_profiles() -> None:
    a, b, _ = two_languages()
    few = Calibration({"aa": sums(a), "bb": sums(b[:3])}, profiles)
    without = Calibration({"aa": sums(a), "bb": sums(b[:3])})
    whole = Calibration({"aa": sums(a), "bb": sums(b)}).mean("bb")
    assert np.linalg.norm(few.mean("bb") - whole) < np.linalg.norm(without.mean("bb") - whole) / 2


def test_a_language_the_corpus_lacks_has_its_profile_only() -> None:
    a, b, _ = two_languages()
    calibration = Calibration({"aa": sums(a)}, profiles)
    assert np.linalg.norm(calibration.mean("bb") - b.mean(axis=0)) < 0.2
    assert np.array_equal(calibration.mean("zz"), Calibration({"aa": sums(a)}).mean("aa"))


def test_profiles_change_nothing_in_a_corpus_of_one_language() -> None:
    a, _, _ = two_languages()
    query = a[3].astype(np.float32)
    cosines = (a @ query).astype(np.float32)
    plain, profiled = Calibration({"aa": sums(a)}), Calibration({"aa": sums(a)}, profiles)
    assert profiled.offsets(query, "aa", cosines) == pytest.approx(
        plain.offsets(query, "aa", cosines), abs=1e-6
    )


def test_another_language_may_be_less_near() -> None:
    """What is as near in two languages counts for more in the one that is not the query's; never above 1."""
    calibration = Calibration({})
    query, text = np.array([1, 0], np.float32), np.array([[0.8, 0.6], [1, 0]], np.float32)
    same, across, unknown = (
        calibration.relevance(query, "pl", text, written) for written in ("pl", "hu", "und")
    )
    np.testing.assert_allclose(same, [0.8, 1], atol=1e-6)
    np.testing.assert_allclose(across, [0.8 * ACROSS, 1], atol=1e-6)
    np.testing.assert_allclose(unknown, same)
