"""What one run did, in numbers: kept in `runs.counts`, printed by the command line, shown as an artifact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
class RunReport:
    """A run in numbers. `missing` counts versions that are not there, by reason.

    `notes` name what was asked for and did not happen, each with what to do about it.
    """

    run_id: str
    sources: tuple[SourceCounts, ...] = ()
    pairs: tuple[PairCounts, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    published: str | None = None

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
        if self.is_quiet:
            return "Nothing new: no new article, no translation call, nothing published."
        flagged = sum(sum(pair.counts.flags.values()) for pair in self.pairs)
        return (
            f"{counted(self.changed_articles, 'article')} new or revised, {sum(self.rejects.values())} rejected, "
            f"{counted(self.versions, 'version')} translated ({counted(flagged, 'flag')}), "
            f"{'published' if self.published else 'not published'}."
        )

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
            "published": self.published,
        }  # fmt: skip

    def as_markdown(self) -> str:
        """The report as people read it in the Prefect UI."""
        parts: list[str] = []
        if self.sources:
            rows = [
                (s.source_id, s.entries, s.new, s.revised, s.unchanged + s.skipped, s.duplicates, _reasons(s.rejects))
                for s in self.sources
            ]
            titles = ["source", "entries", "new", "revised", "known", "duplicates", "rejected"]
            parts += ["### What came in", markdown_table(titles, rows)]
        if self.pairs:
            pair_rows = [
                (
                    p.pair,
                    p.package,
                    p.counts.articles,
                    p.counts.segments,
                    p.counts.from_memory,
                    _reasons(p.counts.flags),
                )
                for p in self.pairs
            ]
            titles = ["pair", "package", "versions", "sentences", "from memory", "flags"]
            parts += ["### Translated", markdown_table(titles, pair_rows)]
        if self.missing:
            parts += ["### Versions that are missing", markdown_table(("reason", "versions"), self.missing.items())]
        parts += [f"- {note}" for note in self.notes]
        return "\n\n".join(parts) or self.headline()


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


def markdown_table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; cells are made safe for it."""
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    """Text as it is: no markup of an article may become a link or an image that the browser would fetch."""
    return re.sub(r"([\\`*\[\]!|])", r"\\\1", " ".join(str(value).split())).replace("<", "&lt;")


def _reasons(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{reason} {count}" for reason, count in sorted(counts.items())) or "-"
