"""From trained tensors to a CTranslate2 folder, with the numbers checked against torch."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import torch
from ctranslate2.specs import common_spec, transformer_spec

from tercet.translations.errors import TranslationError
from tercet.translations.training.model import Network, Parameters
from tercet.translations.training.recipe import Shape

TOLERANCE = 1e-3
"""The largest difference of a log probability between torch and CTranslate2, both in float32."""

Tokens = tuple[list[str], list[str]]


class ExportError(TranslationError):
    """The exported model does not compute what the trained one does."""


def export(parameters: Parameters, shape: Shape, pieces: Sequence[str], *, folder: Path, quantization: str) -> None:
    """Write a CTranslate2 model (`int8` or `float32`) that adds the end token to sources itself."""
    spec = transformer_spec.TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers), shape.heads, pre_norm=True, activation=common_spec.Activation.RELU
    )
    _fill(spec, {name: tensor.detach().float().cpu().numpy() for name, tensor in parameters.items()})
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<s>", "</s>", "<unk>"
    spec.config.decoder_start_token = "<s>"
    spec.config.add_source_eos, spec.config.add_source_bos = True, False
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))


def largest_difference(parameters: Parameters, shape: Shape, pieces: Sequence[str], sample: Sequence[Tokens]) -> float:
    """The largest difference of any token's log probability between torch and a float32 export, over the sample."""
    with tempfile.TemporaryDirectory() as name:
        export(parameters, shape, pieces, folder=Path(name), quantization="float32")
        translator = ctranslate2.Translator(name, device="cpu", compute_type="float32")
        scored = translator.score_batch([source for source, _ in sample], [target for _, target in sample])
    ids = {piece: number for number, piece in enumerate(pieces)}
    largest = 0.0
    for (source, target), result in zip(sample, scored, strict=True):
        ours = _log_probabilities(parameters, shape, [ids[p] for p in source], [ids[p] for p in target], ids)
        largest = max(largest, float(np.abs(ours - np.array(result.log_probs)).max()))
    return largest


def export_checked(
    parameters: Parameters, shape: Shape, pieces: Sequence[str], *, sample: Sequence[Tokens], folder: Path
) -> float:
    """Write the int8 model after the float32 export agreed with torch; return the largest difference found."""
    difference = largest_difference(parameters, shape, pieces, sample)
    if difference > TOLERANCE:
        raise ExportError(
            f"The exported model differs from the trained one by {difference:.2g} in a log probability "
            f"(allowed: {TOLERANCE}). Nothing was written; check that ctranslate2 {ctranslate2.__version__} still "
            "counts positions from 1 and packs attention as query, key, value."
        )
    export(parameters, shape, pieces, folder=folder, quantization="int8")
    return difference


def _log_probabilities(
    parameters: Parameters, shape: Shape, source: list[int], target: list[int], ids: dict[str, int]
) -> Any:
    """Torch's log probability of each target token and of the end token, given the source."""
    end = ids["</s>"]
    with torch.no_grad():
        network = Network(parameters, shape)
        logits = network.logits(torch.tensor([[*source, end]]), torch.tensor([[ids["<s>"], *target]]))
        log_probabilities = torch.log_softmax(logits[0].float(), -1)
        return log_probabilities[torch.arange(len(target) + 1), torch.tensor([*target, end])].numpy()


def _fill(spec: Any, arrays: dict[str, Any]) -> None:
    for side in ("encoder", "decoder"):
        part = getattr(spec, side)
        embeddings = part.embeddings[0] if side == "encoder" else part.embeddings
        embeddings.weight = arrays["embedding"]
        part.scale_embeddings = True
        _fill_norm(part.layer_norm, arrays, f"{side}.norm")
        for number, layer in enumerate(part.layer):
            _fill_layer(layer, arrays, f"{side}.{number}", has_cross=side == "decoder")
    spec.decoder.projection.weight = arrays["embedding"]


def _fill_layer(layer: Any, arrays: dict[str, Any], name: str, *, has_cross: bool) -> None:
    _fill_norm(layer.self_attention.layer_norm, arrays, f"{name}.self.norm")
    _fill_linear(layer.self_attention.linear[0], arrays, f"{name}.self.packed")
    _fill_linear(layer.self_attention.linear[1], arrays, f"{name}.self.out")
    if has_cross:
        _fill_norm(layer.attention.layer_norm, arrays, f"{name}.cross.norm")
        _fill_linear(layer.attention.linear[0], arrays, f"{name}.cross.query")
        _fill_linear(layer.attention.linear[1], arrays, f"{name}.cross.packed")
        _fill_linear(layer.attention.linear[2], arrays, f"{name}.cross.out")
    _fill_norm(layer.ffn.layer_norm, arrays, f"{name}.feed.norm")
    _fill_linear(layer.ffn.linear_0, arrays, f"{name}.feed.inner")
    _fill_linear(layer.ffn.linear_1, arrays, f"{name}.feed.outer")


def _fill_linear(spec: Any, arrays: dict[str, Any], name: str) -> None:
    spec.weight, spec.bias = arrays[f"{name}.weight"], arrays[f"{name}.bias"]


def _fill_norm(spec: Any, arrays: dict[str, Any], name: str) -> None:
    spec.gamma, spec.beta = arrays[f"{name}.gain"], arrays[f"{name}.shift"]
