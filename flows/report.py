"""What one run did, in numbers: kept in `runs.counts`, printed by the command line, shown as an artifact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tercet.translations.models import TranslationCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """What one source brought. Every entry is new, revised, unchanged, skipped as known, rejected, or put off."""

    source_id: str
    entries: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    skipped: int = 0
    duplicates: int = 0
    postponed: int = 0
    rejects: Mapping[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        return sum(self.rejects.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCounts:
    """What was translated for one language pair, and by which package."""

    pair: str
    package: str
    counts: TranslationCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPair:
    """What a dry run found to be due for one language pair. Words are counted in the source."""

    pair: str
    versions: int
    sentences: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """A run in numbers. `missing` counts versions that are not there, by reason.

    `notes` name what was asked for and did not happen, each with what to do about it; `warnings` what is unusual about
    a source. `planned` is set for a dry run,
    which stores nothing: the other numbers then say what would have happened.
    """

    run_id: str
    sources: tuple[SourceCounts, ...] = ()
    pairs: tuple[PairCounts, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    published: str | None = None
    planned: tuple[PlannedPair, ...] | None = None
    stories: Mapping[str, int] = field(default_factory=dict)
    watch: Mapping[str, int] = field(default_factory=dict)

    @property
    def changed_articles(self) -> int:
        return sum(source.new + source.revised for source in self.sources)

    @property
    def decoder_calls(self) -> int:
        return sum(pair.counts.decoder_calls for pair in self.pairs)

    @property
    def versions(self) -> int:
        return sum(pair.counts.articles for pair in self.pairs)

    @property
    def rejects(self) -> dict[str, int]:
        return dict(sum((Counter(source.rejects) for source in self.sources), Counter()))

    @property
    def is_quiet(self) -> bool:
        """Nothing new came in, nothing was translated, nothing published, and nothing went wrong."""
        done = self.changed_articles or self.versions or self.decoder_calls or self.published
        return not done and not self.notes

    def headline(self) -> str:
        """The run in one line."""
        if self.planned is not None:
            return (
                f"Dry run, nothing stored: {counted(self.changed_articles, 'article')} would be new or revised, "
                f"{sum(self.rejects.values())} rejected, {counted(sum(p.versions for p in self.planned), 'version')} "
                f"({counted(sum(p.words for p in self.planned), 'word')}) translated."
            )
        if self.is_quiet:
            return "Nothing new: no new article, no translation call, nothing published."
        flagged = sum(sum(pair.counts.flags.values()) for pair in self.pairs)
        return (
            f"{counted(self.changed_articles, 'article')} new or revised, {sum(self.rejects.values())} rejected, "
            f"{counted(self.versions, 'version')} translated ({counted(flagged, 'flag')}), "
            f"{'published' if self.published else 'not published'}."
        )

    def with_pair(self, new: PairCounts) -> RunReport:
        """The report with what was translated added to its pair and package; not, when all was stored as it is."""
        if new.counts.from_memory and not (new.counts.articles or new.counts.decoder_calls):
            return self
        pairs = list(self.pairs)
        for index, pair in enumerate(pairs):
            if (pair.pair, pair.package) == (new.pair, new.package):
                pairs[index] = replace(pair, counts=add_counts(pair.counts, new.counts))
                break
        else:
            pairs.append(new)
        return replace(self, pairs=tuple(pairs))

    def stored_counts(self) -> dict[str, Any]:
        """What is kept of a report. Publishing comes after the run is recorded, so it is no part of it."""
        return {name: value for name, value in self.as_json().items() if name != "published"}

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values."""
        return {
            "sources": [
                {
                    "source": source.source_id, "entries": source.entries, "new": source.new,
                    "revised": source.revised, "unchanged": source.unchanged, "skipped": source.skipped,
                    "duplicates": source.duplicates,
                    "postponed": source.postponed, "rejects": dict(source.rejects),
                }
                for source in self.sources
            ],
            "translation": [
                {
                    "pair": pair.pair, "package": pair.package, "versions": pair.counts.articles,
                    "sentences": pair.counts.segments, "from_memory": pair.counts.from_memory,
                    "decoded": pair.counts.decoded, "decoder_calls": pair.counts.decoder_calls,
                    "words": pair.counts.words, "flags": dict(pair.counts.flags),
                }
                for pair in self.pairs
            ],
            "missing": dict(self.missing),
            "notes": list(self.notes),
            "warnings": list(self.warnings),
            "published": self.published,
        } | ({} if self.planned is None else {"would_translate": [asdict(pair) for pair in self.planned]}) | (
            {"stories": dict(self.stories)} if self.stories else {}
        ) | ({"watch": dict(self.watch)} if self.watch else {})  # fmt: skip

    def as_markdown(self) -> str:
        """The report as people read it in the Prefect UI: one section for each thing that there is to say."""
        sections = (
            self._came_in(), self._rejected(), self._planned(), self._translated(), self._missing(),
            _section("Watchlists", ("watchlist", "articles found"), sorted(self.watch.items())),
        )  # fmt: skip
        notes = "\n".join(f"- {plain_markdown(note)}" for note in (*self.notes, *self.warnings))
        published = f"Published: {Path(self.published).name}" if self.published else ""
        return "\n\n".join(filter(None, (f"**{self.headline()}**", *sections, notes, published)))

    def _came_in(self) -> str:
        rows = [
            (s.source_id, s.entries, s.new, s.revised, s.unchanged + s.skipped, s.duplicates, _reasons(s.rejects))
            for s in self.sources
        ]
        titles = ("source", "entries", "new", "revised", "known", "duplicates", "rejected")
        return _section("What came in", titles, rows)

    def _rejected(self) -> str:
        return _section("Rejected, by reason", ("reason", "entries"), sorted(self.rejects.items()))

    def _planned(self) -> str:
        rows = [(p.pair, p.versions, p.sentences, p.words) for p in self.planned or ()]
        return _section("Would be translated", ("pair", "versions", "sentences", "words"), rows)

    def _translated(self) -> str:
        rows = [
            (p.pair, p.package, p.counts.articles, p.counts.segments, p.counts.from_memory, _reasons(p.counts.flags))
            for p in self.pairs
        ]
        return _section("Translated", ("pair", "package", "versions", "sentences", "from memory", "flags"), rows)

    def _missing(self) -> str:
        return _section("Versions that are missing", ("reason", "versions"), sorted(self.missing.items()))


def merged_sources(sources: Iterable[SourceCounts]) -> tuple[SourceCounts, ...]:
    """One line a source, for runs that read a source in several steps."""
    merged: dict[str, SourceCounts] = {}
    for one in sources:
        so_far = merged.get(one.source_id, SourceCounts(source_id=one.source_id))
        merged[one.source_id] = replace(
            so_far,
            entries=so_far.entries + one.entries,
            new=so_far.new + one.new,
            revised=so_far.revised + one.revised,
            unchanged=so_far.unchanged + one.unchanged,
            skipped=so_far.skipped + one.skipped,
            duplicates=so_far.duplicates + one.duplicates,
            postponed=so_far.postponed + one.postponed,
            rejects=dict(Counter(so_far.rejects) + Counter(one.rejects)),
        )
    return tuple(merged.values())


def add_counts(first: TranslationCounts, second: TranslationCounts) -> TranslationCounts:
    """The sum of two translation steps."""
    return replace(
        first,
        articles=first.articles + second.articles,
        segments=first.segments + second.segments,
        from_memory=first.from_memory + second.from_memory,
        decoded=first.decoded + second.decoded,
        decoder_calls=first.decoder_calls + second.decoder_calls,
        words=first.words + second.words,
        flags=dict(Counter(first.flags) + Counter(second.flags)),
    )


def counted(count: int, noun: str) -> str:
    """`1 article`, `2 articles`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _section(title: str, header: Iterable[str], rows: Collection[Iterable[object]]) -> str:
    """A heading and its table; nothing when there are no rows."""
    return f"### {title}\n\n{markdown_table(header, rows)}" if rows else ""


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; cells are made safe for it."""
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *([plain_markdown(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def plain_markdown(value: object) -> str:
    """Text as it is: no markup of an article may become a link or an image that the browser would fetch."""
    return re.sub(r"([\\`*\[\]!|])", r"\\\1", " ".join(str(value).split())).replace("<", "&lt;")


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in sorted(counts.items())) or "-"
