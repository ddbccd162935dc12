"""Translates the distinct sentences of one language pair: memory, masks, case, one decoder, flags.

Nothing here knows articles. A sentence that cannot be translated is reported; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tercet.translations.casing import is_all_caps, to_all_caps, to_sentence_case
from tercet.translations.engine import Decoded, Engine
from tercet.translations.errors import EngineError
from tercet.translations.glossary import FoundTerm, Glossary, glossary_sha256, missing_terms, replacements
from tercet.translations.languages import LanguagePair
from tercet.translations.mask import Masked, mask, unmask
from tercet.translations.memory import TranslationMemory
from tercet.translations.models import Flag, MemoryEntry, MemoryKey, TranslatedText, sha256_text
from tercet.translations.quality import assess

_RETRY_NGRAM = 3
"""A sentence that the decoder repeated itself in is decoded once more without repeated runs of this many subwords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSettings:
    """What the model must not translate freely, and how many sentences are decoded at a time.

    `chunk_sentences` bounds the memory in use.
    """

    do_not_translate: tuple[str, ...] = ()
    glossary: Glossary = field(default_factory=Glossary)
    chunk_sentences: int = 500

    def requires_words(self, pairs: Iterable[LanguagePair]) -> bool:
        """Whether sentences of one of these pairs may have to meet terms: then their text alone does not tell."""
        return bool(self.do_not_translate) or any(map(self.glossary.entries.get, pairs))


@dataclass(slots=True, kw_only=True)
class Sentences:
    """What came out for the sentences of a pair: by text, and in numbers. `failures` maps a text to the fault.

    `terms` has the hash of the glossary entries and kept terms of each sentence that has any.
    """

    texts: dict[str, TranslatedText] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    entries: list[MemoryEntry] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    from_memory: int = 0
    decoded: int = 0
    decoder_calls: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A sentence on its way to the decoder."""

    source: str
    key: MemoryKey
    masked: Masked
    text: str
    is_all_caps: bool
    terms: tuple[FoundTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finished:
    """A sentence as readers get it. `is_stuck`: the decoder repeated itself or never came to an end."""

    text: TranslatedText
    is_stuck: bool

    def is_better_than(self, other: _Finished) -> bool:
        return not self.is_stuck and len(self.text.flags) <= len(other.text.flags)


def translate_sentences(
    texts: Sequence[str],
    *,
    engine: Engine,
    memory: TranslationMemory,
    settings: SentenceSettings,
    on_progress: Callable[[int, int], None] | None = None,
) -> Sentences:
    """Translate every distinct text once; what the memory knows is not decoded again.

    People's corrections play no part: what comes out is the machine's own. A text without words (numbers, links, signs)
    comes out as it is. `on_progress` gets the texts done and all. Raises PackageBrokenError when the package does not
    load; a failing sentence is in `failures`.
    """
    report = on_progress or (lambda done, total: None)
    distinct = list(dict.fromkeys(texts))
    prepared = [_prepare(text, engine, settings) for text in distinct]
    result = Sentences(
        terms={one.source: one.key.glossary_sha256 for one in prepared if one.key.glossary_sha256},
    )
    waiting = _from_memory(prepared, memory, result)
    # Alike lengths share a chunk, so that short sentences do not wait for long ones.
    waiting.sort(key=lambda sentence: len(sentence.text), reverse=True)
    report(len(distinct) - len(waiting), len(distinct))
    for start in range(0, len(waiting), settings.chunk_sentences):
        _decode_chunk(waiting[start : start + settings.chunk_sentences], engine, result)
        report(len(result.texts) + len(result.failures), len(distinct))
    return result


def _prepare(text: str, engine: Engine, settings: SentenceSettings) -> _Prepared:
    pair = engine.package.pair
    masked = mask(text, terms=settings.do_not_translate)
    # Terms inside links, and those around the sentence, are none.
    terms = settings.glossary.find(pair, masked.text)
    if fixed := replacements(terms):
        masked = mask(text, terms=settings.do_not_translate, replacements=fixed)
    kept = {one.original for one in masked.placeholders}.intersection(settings.do_not_translate)
    capitals = is_all_caps(masked.text)
    return _Prepared(
        source=text,
        key=MemoryKey(
            text_sha256=sha256_text(text),
            pair=pair,
            package_sha256=engine.package.sha256,
            settings_sha256=engine.settings_sha256,
            glossary_sha256=glossary_sha256((term.entry for term in terms), kept),
        ),
        masked=masked,
        text=to_sentence_case(masked.text) if capitals else masked.text,
        is_all_caps=capitals,
        terms=terms,
    )


def _from_memory(prepared: list[_Prepared], memory: TranslationMemory, result: Sentences) -> list[_Prepared]:
    """Take what needs no decoder. Return the rest."""
    known = memory.lookup([sentence.key for sentence in prepared]) if prepared else {}
    waiting: list[_Prepared] = []
    for sentence in prepared:
        stored = known.get(sentence.key)
        if stored is not None:
            result.texts[sentence.source] = stored
            result.from_memory += 1
        elif not sentence.masked.has_words:
            result.texts[sentence.source] = TranslatedText(text=_without_words(sentence.masked), score=None)
        else:
            waiting.append(sentence)
    return waiting


def _without_words(masked: Masked) -> str:
    """A sentence that is all links, signs and fixed terms: only the terms change."""
    return unmask(masked.text, masked).text


def _decode_chunk(chunk: list[_Prepared], engine: Engine, result: Sentences) -> None:
    pair = engine.package.pair
    decoded = zip(chunk, _decode_all(chunk, engine, result), strict=True)
    finished = {sentence.key: _finish(sentence, answer, pair) for sentence, answer in decoded if answer is not None}
    stuck = [sentence for sentence in chunk if sentence.key in finished and finished[sentence.key].is_stuck]
    for sentence, answer in zip(stuck, _decode_all(stuck, engine, result, ngram=_RETRY_NGRAM), strict=True):
        again = None if answer is None else _finish(sentence, answer, pair)
        if again is not None and again.is_better_than(finished[sentence.key]):
            finished[sentence.key] = again
        # What the first call gave still serves when the second one failed.
        result.failures.pop(sentence.source, None)
    for sentence in chunk:
        if sentence.key in finished:
            text = finished[sentence.key].text
            result.texts[sentence.source] = text
            result.entries.append(MemoryEntry(key=sentence.key, translated=text))
            result.words += len(sentence.source.split())
    result.decoded += len(finished)


def _decode_all(chunk: list[_Prepared], engine: Engine, result: Sentences, ngram: int = 0) -> list[Decoded | None]:
    """Decode a chunk in one call. When that fails, each sentence alone: the one at fault gives None, and its fault."""
    if not chunk:
        return []
    try:
        result.decoder_calls += 1
        return list(engine.decode([sentence.text for sentence in chunk], no_repeat_ngram_size=ngram))
    except EngineError as error:
        if len(chunk) == 1:
            result.failures[chunk[0].source] = str(error)
            return [None]
    return [answer for sentence in chunk for answer in _decode_all([sentence], engine, result, ngram)]


def _finish(sentence: _Prepared, decoded: Decoded, pair: LanguagePair) -> _Finished:
    """Capitals and masked parts put back, and the flags that the result deserves."""
    text = to_all_caps(decoded.text) if sentence.is_all_caps else decoded.text
    unmasked = unmask(text, sentence.masked)
    missing = missing_terms(sentence.terms, text, pair.target)
    flags = assess(
        sentence.source,
        unmasked.text,
        pair=pair,
        score=decoded.score,
        hit_length_limit=decoded.hit_length_limit,
        lost_placeholders=(*unmasked.lost, *missing),
    )
    return _Finished(
        text=TranslatedText(text=unmasked.text, score=decoded.score, flags=flags),
        is_stuck=decoded.hit_length_limit or Flag.LOOP in flags,
    )


def joined(first: TranslatedText, second: TranslatedText) -> TranslatedText:
    """A text that went through two packages: the flags of both, and the lower score."""
    scores = [score for score in (first.score, second.score) if score is not None]
    flags = tuple(flag for flag in Flag if flag in first.flags or flag in second.flags)
    return replace(second, score=min(scores) if scores else None, flags=flags)
