"""How fast articles are translated, beside Argos' own code on the same package and the same text.

    python tests/bench/bench_translate.py [--package FILE.argosmodel] [--texts FILE] [--articles 30] [--repeats 3]
    python tests/bench/bench_translate.py --memory 5000     peak memory by the number of articles, with a tiny package

Without `--package` a package of Argos' dimensions is built that knows the words of the texts (hand-made weights: its
texts are worth nothing, its cost is real). `--texts` holds one sentence per line; without it the sentences of the
bundled press are used, numbered so that they differ. `--only "2x1,25 %"` runs some configurations and prints rates.
Words are those of the source, seconds are CPU seconds of the whole process; configurations take turns in every
repetition, and medians are told. Prints JSON lines, then a table with what is to be reached.

Sentence splitting is stubbed for Argos (stanza and minisbd would come on top of its cost) and included in ours.
`same text` counts paragraphs that come out alike; on the bundled press 12 of 240 do not, all with a link or a handle,
which Argos translates and whose underscores it loses.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from argos_reference import argos_translation
from tiny_package import ARGOS_SHAPE, Behaviour, build_tiny_package, known_words

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import Decoded, DecodeSettings
from tercet.translations.long_sentences import MAX_SUBWORDS
from tercet.translations.memory import InMemoryTranslationMemory
from tercet.translations.models import Article as StoredArticle
from tercet.translations.models import PackageRef, Paragraph, SegmentKind, sha256_text
from tercet.translations.packages import InstalledPackage, install_archive
from tercet.translations.segment import segment_article
from tercet.translations.translate import TranslationRequest, translate_versions
from tercet.warehouse.connection import Warehouse, open_warehouse
from tercet.warehouse.load import load_batch, load_versions, upsert_sources
from tercet.warehouse.memory import WarehouseMemory
from tercet.warehouse.queries import pending_articles, segments_of
from tercet.warehouse.rows import LoadBatch, SourceRow

SENTENCES_PER_ARTICLE = 16
SENTENCES_PER_PARAGRAPH = 2
WARM_UP = "The first sentence loads the model."
NOW = datetime(2026, 1, 1, tzinfo=UTC)

Article = list[list[str]]
"""Paragraphs of sentences."""
Run = Callable[[], list[str]]
"""What is measured; returns the translated paragraphs."""
Prepare = Callable[[], AbstractContextManager[Run]]
"""Makes ready, unmeasured, what a run needs."""


@dataclass
class Measured:
    """CPU and wall seconds of each repetition of a configuration, and the texts that it wrote last."""

    words: int
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Words per CPU second, the median."""
        return self.words / statistics.median(self.cpu)


class CountingEngine:
    """Counts the calls that reach the decoder."""

    def __init__(self, engine: ArgosEngine) -> None:
        self._engine = engine
        self.calls = 0
        self.name = engine.name

    @property
    def package(self) -> PackageRef:
        return self._engine.package

    @property
    def settings_sha256(self) -> str:
        return self._engine.settings_sha256

    def decode(self, texts: Sequence[str], *, no_repeat_ngram_size: int = 0) -> list[Decoded]:
        self.calls += 1
        return self._engine.decode(texts, no_repeat_ngram_size=no_repeat_ngram_size)


def read_sentences(path: Path | None) -> Iterator[str]:
    """Different English sentences without end."""
    if path is not None:
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        table = resources.files("tercet.flows.sample") / "references.tsv"
        lines = [
            line.split("\t")[2] for line in table.read_text(encoding="utf-8").splitlines() if line.startswith("en\tuk")
        ]
    lines = [line for line in dict.fromkeys(lines) if len(line.split()) >= 5 and line.endswith(".")]
    yield from lines
    number = 1
    while True:
        number += 1
        yield from (f"{line[:-1]} ({number})." for line in lines)


def make_articles(sentences: Iterator[str], count: int) -> list[Article]:
    def paragraph() -> list[str]:
        return [next(sentences) for _ in range(SENTENCES_PER_PARAGRAPH)]

    return [[paragraph() for _ in range(SENTENCES_PER_ARTICLE // SENTENCES_PER_PARAGRAPH)] for _ in range(count)]


def with_repeats(articles: list[Article]) -> list[Article]:
    """The articles with a quarter of the sentences replaced by the others, each by one that is about as long."""
    flat = [sentence for article in articles for paragraph in article for sentence in paragraph]
    by_length = sorted(range(len(flat)), key=lambda index: (len(flat[index]), index))
    for shorter, longer in zip(by_length[1::8], by_length[2::8], strict=False):
        flat[longer] = flat[shorter]
    for shorter, longer in zip(by_length[5::8], by_length[6::8], strict=False):
        flat[shorter] = flat[longer]
    changed = iter(flat)
    return [[[next(changed) for _ in paragraph] for paragraph in article] for article in articles]


def build_package(folder: Path, articles: list[Article]) -> Path:
    """A package of Argos' dimensions whose vocabulary has the articles' words, as a trained one would."""
    sentences = (sentence for article in articles for paragraph in article for sentence in paragraph)
    words = known_words(sentences, "en-uk")
    return build_tiny_package(folder, "en-uk", shape=ARGOS_SHAPE, behaviour=Behaviour(words=words))


def words_in(articles: list[Article]) -> int:
    return sum(len(sentence.split()) for article in articles for paragraph in article for sentence in paragraph)


def to_articles(articles: list[Article], package: InstalledPackage) -> tuple[StoredArticle, ...]:
    """As ingest hands them over: the title is the number."""
    return tuple(_stored(number, article, package) for number, article in enumerate(articles))


def _stored(number: int, article: Article, package: InstalledPackage) -> StoredArticle:
    texts = [str(number), *(" ".join(sentences) for sentences in article)]
    return StoredArticle(
        article_id=number,
        source_id="bench",
        canonical_url=None,
        title=texts[0],
        language=package.ref.pair.source,
        detection_confidence=1.0,
        is_mixed=False,
        paragraphs=tuple(
            Paragraph(index=index, kind=SegmentKind.BODY if index else SegmentKind.TITLE, text=text)
            for index, text in enumerate(texts)
        ),
        content_sha256=sha256_text("\n".join(texts)),
        first_seen_at=NOW,
    )


def requests_for(articles: Sequence[StoredArticle], package: InstalledPackage) -> list[TranslationRequest]:
    """Segmented anew: segmenting is part of the step that is measured."""
    pair = package.ref.pair
    return [
        TranslationRequest(
            article_id=article.article_id,
            revision_no=1,
            source_language=pair.source,
            target=pair.target,
            segments=segment_article(article.paragraphs, pair.source),
        )
        for article in articles
    ]


def reference(package: InstalledPackage, articles: list[Article]) -> Prepare:
    """Argos, article by article, as its users call it; one text per paragraph."""
    by_text = {" ".join(sentences): sentences for article in articles for sentences in article}
    translation = argos_translation(package.path, split=lambda text: by_text.get(text, [text]))
    translation.translate(WARM_UP)
    texts = ["\n".join(" ".join(sentences) for sentences in article) for article in articles]

    def run() -> list[str]:
        return [paragraph for text in texts for paragraph in translation.translate(text).split("\n")]

    return lambda: nullcontext(run)


def whole_step(package: InstalledPackage, articles: list[Article], settings: DecodeSettings) -> Prepare:
    """From articles in a warehouse to versions in it: what is pending, segments, memory, decoder, flags, load."""
    engine = ArgosEngine(package, settings)
    engine.decode([WARM_UP])
    stored = to_articles(articles, package)

    @contextmanager
    def prepare() -> Iterator[Run]:
        with TemporaryDirectory() as folder, open_warehouse(Path(folder) / "bench.duckdb") as warehouse:
            upsert_sources(warehouse, [SourceRow(source_id="bench", name="bench", kind="files")], now=NOW)
            load_batch(warehouse, LoadBatch(articles=stored), run_id="bench", now=NOW)
            yield lambda: step(warehouse)

    def step(warehouse: Warehouse) -> list[str]:
        pending = {article.article_id for article in pending_articles(warehouse)}
        segments_of(warehouse, pending)
        outcome = translate_versions(
            requests_for([article for article in stored if article.article_id in pending], package),
            engine_for=lambda pair: engine,
            memory=WarehouseMemory(warehouse),
            now=NOW,
        )
        load_versions(warehouse, outcome.versions, outcome.memory_entries, run_id="bench", now=NOW)
        return [
            " ".join(part.segment.text for part in version.segments if part.segment.paragraph_index == index + 1)
            for version in outcome.versions
            for index in range(SENTENCES_PER_ARTICLE // SENTENCES_PER_PARAGRAPH)
        ]

    return prepare


def per_article(package: InstalledPackage, articles: list[Article], settings: DecodeSettings) -> Prepare:
    """Our engine without gathering: one call per article."""
    engine = ArgosEngine(package, settings)
    engine.decode([WARM_UP])

    def run() -> list[str]:
        texts = []
        for article in articles:
            decoded = iter(engine.decode([sentence for sentences in article for sentence in sentences]))
            texts += [" ".join(next(decoded).text for _ in sentences) for sentences in article]
        return texts

    return lambda: nullcontext(run)


def bare(package: InstalledPackage, articles: list[Article], settings: DecodeSettings) -> Prepare:
    """CTranslate2 alone: one translate_batch over all sentences, cut into tokens beforehand."""
    import ctranslate2
    import sentencepiece

    decoders, threads = settings.decoders_and_threads()
    pieces: Any = sentencepiece.SentencePieceProcessor(model_file=str(package.path / "sentencepiece.model"))
    translator: Any = ctranslate2.Translator(
        str(package.path / "model"), compute_type="int8", inter_threads=decoders, intra_threads=threads
    )
    tokens = [pieces.encode(sentence, out_type=str) for article in articles for p in article for sentence in p]

    def run() -> list[str]:
        translator.translate_batch(
            tokens,
            beam_size=settings.beam_size,
            length_penalty=settings.length_penalty,
            replace_unknowns=True,
            return_scores=True,
            max_decoding_length=2 * MAX_SUBWORDS + 20,
            max_batch_size=settings.max_batch_tokens,
            batch_type="tokens",
        )
        return []

    return lambda: nullcontext(run)


def measure(runs: dict[str, tuple[Prepare, int]], repeats: int) -> dict[str, Measured]:
    """Every configuration once per repetition, in turn; loading the models is not counted."""
    results = {name: Measured(words=words) for name, (_, words) in runs.items()}
    names = list(runs)
    for repetition in range(repeats):
        for name in names[repetition % len(names) :] + names[: repetition % len(names)]:
            with runs[name][0]() as run:
                wall, cpu = time.perf_counter(), time.process_time()
                results[name].texts = run()
                results[name].cpu.append(time.process_time() - cpu)
                results[name].wall.append(time.perf_counter() - wall)
            print(json.dumps({"name": name, "cpu": results[name].cpu[-1], "wall": results[name].wall[-1]}), flush=True)
    return results


def second_run_calls(package: InstalledPackage, articles: list[Article]) -> int:
    """Decoder calls of a second run over the same articles."""
    engine, memory = CountingEngine(ArgosEngine(package)), InMemoryTranslationMemory()
    for _ in range(2):
        engine.calls = 0
        outcome = translate_versions(
            requests_for(to_articles(articles, package), package),
            engine_for=lambda pair: engine,
            memory=memory,
            now=NOW,
        )
        memory.store(outcome.memory_entries)
    return engine.calls


def configurations(package: InstalledPackage, articles: list[Article]) -> dict[str, tuple[Prepare, int]]:
    words = words_in(articles)
    repeated = with_repeats(articles)
    one_by_two = DecodeSettings(threads=2, threads_per_decoder=2)
    two_by_one = DecodeSettings(threads=2, threads_per_decoder=1)
    wide = DecodeSettings(threads=2, threads_per_decoder=1, max_batch_tokens=2048)
    return {
        "argostranslate per article": (reference(package, articles), words),
        "ours per article 1x2": (per_article(package, articles, one_by_two), words),
        "ours whole step 1x2": (whole_step(package, articles, one_by_two), words),
        "ours whole step 2x1": (whole_step(package, articles, two_by_one), words),
        "ours whole step 2x1 2048 tokens": (whole_step(package, articles, wide), words),
        "bare translate_batch 2x1": (bare(package, articles, two_by_one), words),
        "bare translate_batch 1x2": (bare(package, articles, one_by_two), words),
        "25 % repeated 2x1": (whole_step(package, repeated, two_by_one), words_in(repeated)),
        "beam 2, 2x1": (
            whole_step(package, articles, DecodeSettings(threads=2, threads_per_decoder=1, beam_size=2)),
            words,
        ),
        "beam 1, 2x1": (
            whole_step(package, articles, DecodeSettings(threads=2, threads_per_decoder=1, beam_size=1)),
            words,
        ),
    }


def report(results: dict[str, Measured], calls: int) -> None:
    base = results["argostranslate per article"]
    print(f"\n{'configuration':36} {'w/cpu-s':>8} {'x Argos':>8} {'w/wall-s':>9} {'same text':>10}")
    for name, result in results.items():
        same = [ours == theirs.strip() for ours, theirs in zip(result.texts, base.texts, strict=False)]
        equal = f"{sum(same)}/{len(same)}" if same and "repeated" not in name else ""
        wall = result.words / statistics.median(result.wall)
        print(f"{name:36} {result.rate:8.1f} {result.rate / base.rate:8.2f} {wall:9.1f} {equal:>10}")
    whole, alone = results["ours whole step 2x1"], results["bare translate_batch 2x1"]
    best = max(whole.rate, results["ours whole step 1x2"].rate)
    goals = [
        ("times Argos per article, same text", best / base.rate, 4.0),
        ("whole step against bare translate_batch", whole.rate / alone.rate, 0.9),
        ("25 % repeated against all different", results["25 % repeated 2x1"].rate / whole.rate, 1.3),
    ]
    print()
    for label, value, goal in goals:
        print(f"{label:44} {value:6.2f}  goal {goal}  {'reached' if value >= goal else 'NOT REACHED'}")
    print(f"{'decoder calls in a second run':44} {calls:6d}  goal 0    {'reached' if calls == 0 else 'NOT REACHED'}")
    print(f"peak memory of this process, with all engines loaded: {peak_megabytes():.0f} MB")


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_memory(package: InstalledPackage, articles: int, *, shard_segments: int = 4000) -> None:
    """Translate so many different articles, shard by shard, and print the peak memory as it grows."""
    engine = ArgosEngine(package)
    engine.decode([WARM_UP])
    sentences = read_sentences(None)
    shard = shard_segments // SENTENCES_PER_ARTICLE
    print(json.dumps({"articles": 0, "peak_mb": round(peak_megabytes())}), flush=True)
    for start in range(0, articles, shard):
        translate_versions(
            requests_for(to_articles(make_articles(sentences, min(shard, articles - start)), package), package),
            engine_for=lambda pair: engine,
            memory=InMemoryTranslationMemory(),
            now=NOW,
        )
        print(json.dumps({"articles": min(start + shard, articles), "peak_mb": round(peak_megabytes())}), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", type=int, metavar="ARTICLES")
    parser.add_argument("--only", help="comma-separated parts of configuration names")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as scratch:
        os.environ["HOME"] = scratch
        if options.memory:
            tiny = options.package or build_tiny_package(Path(scratch), "en-uk")
            measure_memory(install_archive(tiny, Path(scratch) / "packages"), options.memory)
            return
        articles = make_articles(read_sentences(options.texts), options.articles)
        archive = options.package or build_package(Path(scratch), articles)
        package = install_archive(archive, Path(scratch) / "packages")
        print(json.dumps({"articles": len(articles), "words": words_in(articles), "package": archive.name}))
        runs = configurations(package, articles)
        if options.only:
            runs = {name: run for name, run in runs.items() if any(part in name for part in options.only.split(","))}
        results = measure(runs, options.repeats)
        if options.only:
            for name, result in results.items():
                print(f"{name:36} {result.rate:8.1f}")
            return
        report(results, second_run_calls(package, articles))


if __name__ == "__main__":
    main()
