"""The training loop: token batches, warm-up and cosine, averaged weights, checkpoints, a budget of minutes."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from tercet.translations.errors import TranslationError
from tercet.translations.training.corpus import PADDING, Corpus, Ids
from tercet.translations.training.model import Network, Parameters, new_parameters
from tercet.translations.training.recipe import Phase, Recipe, target_prefix

CHECKPOINT_SECONDS = 90
REPORT_SECONDS = 20
FLAT_SHARE = 0.3
"""The part of a phase before the learning rate starts to fall."""
LOWEST_RATE = 0.02
"""What the learning rate falls to, as a part of its peak."""
IGNORED = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How a run stands. Losses are per target token, running means (NaN before the first); tokens count both sides.

    `watched_loss` is that of the group the phase watches.
    """

    phase: str
    step: int
    loss: float
    watched_loss: float
    tokens_per_second: float
    minutes: float


Report = Callable[[Progress], None]


class Trainer:
    """One network in training. `run` goes through the phases; a killed run goes on from its last checkpoint."""

    def __init__(self, recipe: Recipe, *, checkpoint: Path, report: Report) -> None:
        self.recipe = recipe
        self.checkpoint = checkpoint
        self.report = report
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self.random = np.random.default_rng(recipe.seed)
        self.has_prefix = any(target_prefix(pair, recipe.pairs) for pair in recipe.pairs)
        self.precision = fastest_precision(self.device)
        self.parameters = self._on_device(new_parameters(recipe.shape, seed=recipe.seed))
        self.average = {name: tensor.clone() for name, tensor in self.parameters.items()}
        self.done: list[str] = []
        self.step, self.seconds = 0, 0.0
        self.losses = {True: math.nan, False: math.nan}
        """The running loss per target token, of the watched group (True) and of the others (False)."""
        self.optimizer = self._new_optimizer()
        if checkpoint.exists():
            self._load()

    def reopen(self, phases: Sequence[Phase]) -> None:
        """Let a finished run go through these phases again; a run that is still in them just goes on."""
        if all(phase.name in self.done for phase in phases):
            self.done = [name for name in self.done if name not in {phase.name for phase in phases}]

    def run(self, corpus: Corpus) -> Parameters:
        """Train through the phases that the checkpoint has not seen; the averaged weights are the result."""
        for phase in self.recipe.phases:
            if phase.name not in self.done:
                self._run_phase(phase, corpus)
                self._close_phase(phase)
        return self.average

    def _run_phase(self, phase: Phase, corpus: Corpus) -> None:
        budget = self.recipe.seconds(phase)
        network = Network(self.parameters, self.recipe.shape, dropout=phase.dropout)
        started, tokens = time.monotonic() - self.seconds, 0
        reported, saved = time.monotonic(), time.monotonic()
        self.losses = {True: math.nan, False: math.nan}
        while True:
            for is_watched, batch in self._batches(phase, corpus):
                self.seconds = time.monotonic() - started
                if self.seconds >= budget or self.losses[True] < phase.stop_loss:
                    return
                self._set_rate(phase, self.seconds / budget)
                loss, size = self._train_batch(network, corpus, batch, smoothing=phase.label_smoothing)
                self._note_loss(loss, is_watched=is_watched)
                tokens += size
                self.step += 1
                now = time.monotonic()
                if now - reported > REPORT_SECONDS:
                    self._tell(phase, tokens / (now - reported))
                    reported, tokens = now, 0
                if now - saved > CHECKPOINT_SECONDS:
                    self._save()
                    saved = now

    def _close_phase(self, phase: Phase) -> None:
        """The next phase starts from the averaged weights, with a fresh optimizer."""
        self.done.append(phase.name)
        self.parameters = self._on_device(self.average)
        self.optimizer = self._new_optimizer()
        self.step, self.seconds = 0, 0.0
        self._save()

    def _batches(self, phase: Phase, corpus: Corpus) -> list[tuple[bool, NDArray[np.int64]]]:
        """One epoch in random batches of like lengths: whether the rows are of the watched group, and the rows.

        A weight of 2.5 shows a row two or three times.
        """
        weights = np.array([phase.weight(group) for group in corpus.groups])[corpus.group_of]
        times = np.floor(weights) + (self.random.random(len(corpus)) < weights % 1)
        drawn = np.repeat(np.arange(len(corpus)), times.astype(np.int64))
        if not len(drawn):
            raise TranslationError(f"The phase {phase.name} has no rows to train on. Check data and weights.")
        lengths = corpus.lengths
        batches = []
        watched = np.array([group == phase.watched for group in corpus.groups])[corpus.group_of[drawn]]
        for is_watched in (False, True):
            rows = drawn[watched == is_watched]
            rows = rows[np.argsort(lengths[rows] + self.random.uniform(-3, 3, len(rows)))]
            parts = np.split(rows, _cuts(lengths[rows], phase.batch_tokens)) if len(rows) else []
            batches += [(is_watched, part) for part in parts]
        return [batches[number] for number in self.random.permutation(len(batches))]

    def _train_batch(
        self, network: Network, corpus: Corpus, rows: NDArray[np.int64], *, smoothing: float
    ) -> tuple[float, int]:
        """One optimizer step; returns the loss and the tokens computed, padding included."""
        source, target = self._matrix(corpus.sources(rows)), self._matrix(corpus.targets(rows))
        with self._autocast():
            logits = network.logits(source, target[:, :-1])
        wanted = target[:, 1:].masked_fill(target[:, 1:] == PADDING, IGNORED)
        if self.has_prefix:
            wanted[:, 0] = IGNORED  # the prefix is given when decoding
        loss = functional.cross_entropy(
            logits.flatten(0, 1).float(), wanted.flatten(), ignore_index=IGNORED, label_smoothing=smoothing
        )
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self.parameters.values()), 1.0)
        self.optimizer.step()
        self._update_average()
        return float(loss.detach()), int(source.numel() + target.numel())

    def _note_loss(self, loss: float, *, is_watched: bool) -> None:
        before = self.losses[is_watched]
        self.losses[is_watched] = loss if math.isnan(before) else 0.98 * before + 0.02 * loss

    def _update_average(self) -> None:
        decay = min(0.995, self.step / (self.step + 20))
        with torch.no_grad():
            for name, tensor in self.parameters.items():
                self.average[name].lerp_(tensor, 1 - decay)

    def _set_rate(self, phase: Phase, elapsed: float) -> None:
        falling = max(0.0, (elapsed - FLAT_SHARE) / (1 - FLAT_SHARE))
        cosine = LOWEST_RATE + (1 - LOWEST_RATE) * 0.5 * (1 + math.cos(math.pi * min(1.0, falling)))
        for group in self.optimizer.param_groups:
            group["lr"] = phase.learning_rate * min(1.0, (self.step + 1) / phase.warmup_steps) * cosine

    def _matrix(self, sequences: Sequence[Ids]) -> torch.Tensor:
        widest = max(map(len, sequences))
        matrix = np.full((len(sequences), widest), PADDING, dtype=np.int64)
        for row, sequence in zip(matrix, sequences, strict=True):
            row[: len(sequence)] = sequence
        return torch.from_numpy(matrix).to(self.device, non_blocking=True)

    def _autocast(self) -> AbstractContextManager[Any]:
        is_enabled = self.precision is not torch.float32
        context: AbstractContextManager[Any] = torch.autocast(
            self.device.type, dtype=torch.bfloat16, enabled=is_enabled
        )
        return context

    def _on_device(self, parameters: Parameters) -> Parameters:
        return {name: tensor.detach().clone().to(self.device).requires_grad_() for name, tensor in parameters.items()}

    def _new_optimizer(self) -> Any:
        return torch.optim.AdamW(list(self.parameters.values()), betas=(0.9, 0.98), weight_decay=0.01, fused=True)

    def _tell(self, phase: Phase, speed: float) -> None:
        self.report(
            Progress(
                phase=phase.name,
                step=self.step,
                loss=self.losses[False],
                watched_loss=self.losses[True],
                tokens_per_second=speed,
                minutes=self.seconds / 60,
            )
        )

    def _save(self) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "parameters": {name: tensor.detach() for name, tensor in self.parameters.items()},
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "done": self.done,
            "step": self.step,
            "seconds": self.seconds,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def _load(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.parameters = self._on_device(state["parameters"])
        self.average = {name: tensor.detach() for name, tensor in state["average"].items()}
        self.optimizer = self._new_optimizer()
        self.optimizer.load_state_dict(state["optimizer"])
        self.done, self.step, self.seconds = list(state["done"]), int(state["step"]), float(state["seconds"])


def _cuts(lengths: NDArray[np.int64], batch_tokens: int) -> list[int]:
    """Where rows of rising lengths are cut into batches of at most `batch_tokens` source and target tokens."""
    cuts, start, widest = [], 0, 0
    for number, length in enumerate(lengths.tolist()):
        widest = max(widest, length)
        if number > start and 2 * widest * (number - start + 1) > batch_tokens:
            cuts.append(number)
            start, widest = number, length
    return cuts


def fastest_precision(device: torch.device) -> Any:
    """bfloat16 where this machine multiplies it faster than float32 (any GPU; CPUs with the instructions)."""
    if device.type == "cuda":
        return torch.bfloat16
    timings: dict[Any, float] = {}
    for precision in (torch.float32, torch.bfloat16):
        left = torch.ones(1024, 256, dtype=precision)
        right = torch.ones(256, 1024, dtype=precision)
        torch.mm(left, right)
        started = time.process_time()
        for _ in range(20):
            torch.mm(left, right)
        timings[precision] = time.process_time() - started
    return min(timings, key=lambda precision: timings[precision])


def printed(name: str, say: Callable[[str], object]) -> Report:
    """Progress as one line of text: losses, time and tokens per second."""

    def report(progress: Progress) -> None:
        watched = "" if math.isnan(progress.watched_loss) else f" watched {progress.watched_loss:.4f}"
        say(
            f"{name} {progress.phase}: step {progress.step}, {progress.minutes:.1f} min, loss {progress.loss:.3f}"
            f"{watched}, {progress.tokens_per_second:.0f} tokens/s"
        )

    return report


def load_average(checkpoint: Path) -> Parameters:
    """The averaged weights of a checkpoint, on the CPU."""
    average: Parameters = torch.load(checkpoint, map_location="cpu", weights_only=True)["average"]
    return average
