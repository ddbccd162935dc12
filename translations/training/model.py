"""A small pre-norm Transformer as plain functions over named tensors.

The names and layouts are those of CTranslate2's Transformer spec (packed query-key-value, one embedding matrix,
sinusoidal positions counted from 1), so that the export copies tensors and computes nothing.
"""

from __future__ import annotations

import math

import torch
from torch.nn import functional

from tercet.translations.training.corpus import PADDING
from tercet.translations.training.recipe import Shape

Parameters = dict[str, torch.Tensor]


def new_parameters(shape: Shape, *, seed: int) -> Parameters:
    """Random weights: Xavier for matrices, 1/sqrt(width) for the embedding, identity for the norms."""
    generator = torch.Generator().manual_seed(seed)
    width = shape.width
    parameters: Parameters = {
        "embedding": torch.randn(shape.vocabulary, width, generator=generator) * width**-0.5,
    }

    def linear(name: str, rows: int, columns: int, parts: int = 1) -> None:
        bound = math.sqrt(6 / (rows / parts + columns))
        parameters[f"{name}.weight"] = (torch.rand(rows, columns, generator=generator) * 2 - 1) * bound
        parameters[f"{name}.bias"] = torch.zeros(rows)

    def norm(name: str) -> None:
        parameters[f"{name}.gain"] = torch.ones(width)
        parameters[f"{name}.shift"] = torch.zeros(width)

    for side, layers in (("encoder", shape.encoder_layers), ("decoder", shape.decoder_layers)):
        norm(f"{side}.norm")
        for number in range(layers):
            layer = f"{side}.{number}"
            norm(f"{layer}.self.norm")
            linear(f"{layer}.self.packed", 3 * width, width, parts=3)
            linear(f"{layer}.self.out", width, width)
            if side == "decoder":
                norm(f"{layer}.cross.norm")
                linear(f"{layer}.cross.query", width, width)
                linear(f"{layer}.cross.packed", 2 * width, width, parts=2)
                linear(f"{layer}.cross.out", width, width)
            norm(f"{layer}.feed.norm")
            linear(f"{layer}.feed.inner", shape.feed_forward, width)
            linear(f"{layer}.feed.outer", width, shape.feed_forward)
    return parameters


def positions(length: int, width: int) -> torch.Tensor:
    """The sinusoidal table that CTranslate2 makes by itself: sines, then cosines, the first position being 1."""
    steps = torch.arange(1, length + 1).unsqueeze(1)
    scales = torch.exp(torch.arange(width // 2) * -(math.log(10000.0) / (width // 2 - 1)))
    return torch.cat([torch.sin(steps * scales), torch.cos(steps * scales)], 1)


class Network:
    """The forward computation over one set of parameters. Dropout applies only where `dropout` is above 0."""

    def __init__(self, parameters: Parameters, shape: Shape, *, dropout: float = 0.0, longest: int = 512) -> None:
        self.parameters = parameters
        self.shape = shape
        self.dropout = dropout
        self.positions = positions(longest, shape.width).to(parameters["embedding"].device)

    def logits(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Scores of the next token at every target position; both are id matrices padded with PADDING."""
        is_real = (source != PADDING)[:, None, None, :]
        state = self._embed(source)
        for number in range(self.shape.encoder_layers):
            state = self._self_attention(state, f"encoder.{number}", mask=is_real)
            state = self._feed(state, f"encoder.{number}")
        memory = self._norm(state, "encoder.norm")
        state = self._embed(target)
        for number in range(self.shape.decoder_layers):
            state = self._self_attention(state, f"decoder.{number}", mask=None)
            state = self._cross_attention(state, f"decoder.{number}", memory=memory, mask=is_real)
            state = self._feed(state, f"decoder.{number}")
        return functional.linear(self._norm(state, "decoder.norm"), self.parameters["embedding"])

    def _embed(self, ids: torch.Tensor) -> torch.Tensor:
        embedded = functional.embedding(ids, self.parameters["embedding"], padding_idx=PADDING)
        return self._drop(embedded * math.sqrt(self.shape.width) + self.positions[: ids.shape[1]])

    def _self_attention(self, state: torch.Tensor, layer: str, *, mask: torch.Tensor | None) -> torch.Tensor:
        packed = self._linear(self._norm(state, f"{layer}.self.norm"), f"{layer}.self.packed")
        mixed = self._attend(*packed.chunk(3, -1), mask=mask)
        return state + self._drop(self._linear(mixed, f"{layer}.self.out"))

    def _cross_attention(
        self, state: torch.Tensor, layer: str, *, memory: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        query = self._linear(self._norm(state, f"{layer}.cross.norm"), f"{layer}.cross.query")
        mixed = self._attend(query, *self._linear(memory, f"{layer}.cross.packed").chunk(2, -1), mask=mask)
        return state + self._drop(self._linear(mixed, f"{layer}.cross.out"))

    def _attend(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, *, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """Multi-head attention; without a mask each position sees itself and those before it."""
        heads = [part.unflatten(-1, (self.shape.heads, -1)).transpose(1, 2) for part in (query, key, value)]
        mixed = functional.scaled_dot_product_attention(*heads, attn_mask=mask, is_causal=mask is None)
        return mixed.transpose(1, 2).flatten(2)

    def _feed(self, state: torch.Tensor, layer: str) -> torch.Tensor:
        inner = functional.relu(self._linear(self._norm(state, f"{layer}.feed.norm"), f"{layer}.feed.inner"))
        return state + self._drop(self._linear(inner, f"{layer}.feed.outer"))

    def _linear(self, state: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(state, self.parameters[f"{name}.weight"], self.parameters[f"{name}.bias"])

    def _norm(self, state: torch.Tensor, name: str) -> torch.Tensor:
        gain, shift = self.parameters[f"{name}.gain"], self.parameters[f"{name}.shift"]
        return functional.layer_norm(state, (self.shape.width,), gain, shift)

    def _drop(self, state: torch.Tensor) -> torch.Tensor:
        return functional.dropout(state, self.dropout, training=self.dropout > 0)
