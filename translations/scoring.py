"""How well a package translates: BLEU and chrF against references, exact matches, and the flags of the product.

Measured with sacrebleu (Post 2018, "A call for clarity in reporting BLEU scores"): its signatures say how.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tercet.translations.engine import Engine
from tercet.translations.errors import TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.memory import InMemoryTranslationMemory
from tercet.translations.sentences import SentenceSettings, translate_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """Aligned sentences of one pair."""

    __test__ = False  # no pytest class, in spite of the name

    name: str
    pair: LanguagePair
    sources: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """BLEU and chrF of a corpus (0 to 100), with the signatures of sacrebleu, and the share of exact matches."""

    bleu: float
    chrf: float
    exact: float
    bleu_signature: str
    chrf_signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageScore:
    """How a package did on one test set. `flags` counts sentences by flag; `words` are those of the sources."""

    test_set: str
    pair: LanguagePair
    sentences: int
    measures: Measures
    flagged: int
    words: int
    cpu_seconds: float
    flags: Mapping[str, int] = field(default_factory=dict)
    failed: int = 0


def measure(outputs: Sequence[str], references: Sequence[str]) -> Measures:
    """Compare translations with one reference each, by sacrebleu's own defaults.

    Raises TranslationError when there is nothing to compare, or when sacrebleu is not installed.
    """
    if not references or len(outputs) != len(references):
        raise TranslationError(f"{len(outputs)} translations cannot be compared with {len(references)} references.")
    try:
        import sacrebleu
    except ImportError as error:
        raise TranslationError("Scoring needs sacrebleu. Run: pip install 'tercet[score]'") from error
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    scores = [metric.corpus_score(list(outputs), [list(references)]).score for metric in (bleu, chrf)]
    same = sum(ours == theirs for ours, theirs in zip(outputs, references, strict=True))
    return Measures(
        bleu=round(float(scores[0]), 2),
        chrf=round(float(scores[1]), 2),
        exact=round(same / len(references), 4),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )


def score_engine(engine: Engine, test_set: TestSet, *, settings: SentenceSettings | None = None) -> PackageScore:
    """Translate a test set as the product would, without any memory, and compare it with its references.

    A sentence that fails counts as an empty translation, and in `failed`.
    """
    started = time.process_time()
    result = translate_sentences(
        test_set.sources,
        engine=engine,
        memory=InMemoryTranslationMemory(),
        settings=settings or SentenceSettings(),
    )
    seconds = time.process_time() - started
    made = [result.texts.get(text) for text in test_set.sources]
    flags = Counter(str(flag) for text in made if text is not None for flag in text.flags)
    return PackageScore(
        test_set=test_set.name,
        pair=test_set.pair,
        sentences=len(made),
        measures=measure([text.text if text else "" for text in made], test_set.references),
        flags=dict(sorted(flags.items())),
        flagged=sum(bool(text and text.flags) for text in made),
        failed=sum(text is None for text in made),
        words=sum(len(text.split()) for text in test_set.sources),
        cpu_seconds=round(seconds, 2),
    )


def read_test_sets(folder: Path, pair: LanguagePair) -> tuple[TestSet, ...]:
    """Every set in a folder of files `NAME.LANGUAGE`, one sentence a line, that has both languages of the pair.

    A name that ends in a pair (`wmt20.en-ru`) is a set of sources written in its first language: only for that pair.
    """
    files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    names = [name.removesuffix(f".{pair.source}") for name in files if name.endswith(f".{pair.source}")]
    sets: list[TestSet] = []
    for name in names:
        other = name.rpartition(".")[2]
        if f"{name}.{pair.target}" in files and ("-" not in other or other == str(pair)):
            sets.append(read_files(name, pair, files[f"{name}.{pair.source}"], files[f"{name}.{pair.target}"]))
    return tuple(sets)


def read_files(name: str, pair: LanguagePair, source: Path, reference: Path) -> TestSet:
    """A test set from two files, one sentence a line. Raises TranslationError where they do not fit together."""
    sources, references = _lines(source), _lines(reference)
    if len(sources) != len(references):
        raise TranslationError(
            f"{source} has {len(sources)} lines and {reference} has {len(references)}; line n of one must be the "
            "translation of line n of the other."
        )
    return TestSet(name=name, pair=pair, sources=sources, references=references)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        # Not splitlines(): U+2028 and the like may stand inside a sentence.
        lines = path.read_text(encoding="utf-8").replace("\r\n", "\n").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TranslationError(f"{path} cannot be read: {error}. Give a UTF-8 text, one sentence a line.") from error
    return tuple(line.strip() for line in lines)
