"""What a translation engine is to the rest of the product: sentences in, sentences out, in the same order.

The engine knows no articles, masks and memory. Engines are told apart by `name`, their package and the hash of the
settings that can change the text they write.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tercet.translations.models import PackageRef, sha256_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the decoder made of one text.

    `score` is the log probability per token, None from engines that tell none. `hit_length_limit` means that the
    decoder was stopped before it ended the sentence, so that the text is cut or repeats itself.
    """

    text: str
    score: float | None
    hit_length_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeSettings:
    """How texts are decoded. The defaults are Argos' own beam and length penalty.

    Threads and batch size change only the speed. `threads` are shared by decoders of `threads_per_decoder` each, which
    work on different batches with the same weights; 0 leaves the choice to the machine. `max_batch_tokens` counts
    source subwords, padding included.
    """

    beam_size: int = 4
    length_penalty: float = 0.2
    compute_type: str = "int8"
    max_batch_tokens: int = 1024
    threads: int = 0
    threads_per_decoder: int = 0

    @property
    def sha256(self) -> str:
        """The same for settings that write the same texts."""
        return sha256_text(f"beam={self.beam_size} length_penalty={self.length_penalty:g} compute={self.compute_type}")

    def decoders_and_threads(self) -> tuple[int, int]:
        """How many decoders, of how many threads each. By default one thread each, and never more than eight decoders.

        Two decoders of one thread need less CPU time than one decoder of two; each costs about 100 MB for its batch.
        """
        threads = self.threads or usable_cores()
        each = self.threads_per_decoder or -(-threads // 8)
        return max(1, threads // each), each


def usable_cores() -> int:
    """Cores that this process may use: its affinity, or a container's quota where that is less."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _quota() or cores))


def _quota() -> int | None:
    """Whole cores that the control group allows, None where it sets no limit."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return None if quota == "max" else -(-int(quota) // int(period))


class Engine(Protocol):
    """Translates sentences of one language pair with one package."""

    @property
    def name(self) -> str: ...

    @property
    def package(self) -> PackageRef: ...

    @property
    def settings_sha256(self) -> str: ...

    def decode(self, texts: Sequence[str], *, no_repeat_ngram_size: int = 0) -> list[Decoded]:
        """One result per text, in order. The result for a text does not depend on the others.

        `no_repeat_ngram_size` forbids the decoder to write the same run of that many subwords twice; 0 forbids nothing.
        Raises PackageBrokenError when the package cannot be loaded, EngineError when the engine fails.
        """
        ...
