"""What each source would bring: it is asked once, and nothing is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from tercet.flows.fetching import open_fetcher
from tercet.flows.file_harvest import from_item
from tercet.flows.harvest import permissions
from tercet.flows.ingest.articles import not_in_future
from tercet.flows.ingest.extract import extract_page
from tercet.flows.ingest.feeds import parse_feed
from tercet.flows.ingest.fetch import Fetcher, Wanted
from tercet.flows.ingest.files import read_files
from tercet.flows.ingest.models import Document, ExtractedPage, FeedEntry, ParsedFeed
from tercet.flows.ingest.pacing import host_of, in_turns
from tercet.flows.ingest.sitemaps import parse_sitemap
from tercet.flows.sections.sources import SourceSettings
from tercet.flows.settings import Settings
from tercet.translations.detect import detect_language
from tercet.translations.models import Reject

STALE_DAYS = 14
"""A source whose newest entry is older has fallen silent, or moved."""
LOOKED_AT = 100
"""Titles whose language is told, and files that are opened."""
LOOKED_INTO = 3
"""Sitemaps of an index that are opened."""
TOGETHER = 8
"""Sources that are asked at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFinding:
    """What a source would bring. `format` is what its list is; `remarks` are worth knowing, `problems` need attention.

    `languages` count the entries by the language of their title or text; dates are those the source states.
    """

    source_id: str
    kind: str
    format: str = ""
    entries: int = 0
    languages: tuple[tuple[str, int], ...] = ()
    newest: datetime | None = None
    oldest: datetime | None = None
    undated: int = 0
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """What was seen of a source: its entries and some words of each."""

    format: str = ""
    entries: tuple[FeedEntry, ...] = ()
    words: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def check_sources(
    settings: Settings, sources: Sequence[SourceSettings], *, clock: Callable[[], datetime]
) -> list[SourceFinding]:
    """Ask every source once, several at a time, and say what it would bring. Nothing is remembered of it."""
    with open_fetcher(settings, clock=clock) as fetcher:
        return in_turns(
            sources,
            lambda source: _finding(source, _look(settings, fetcher, source, clock()), clock()),
            url_of=lambda source: source.url,
            threads=TOGETHER,
            per_host=settings.fetch.per_host_concurrency,
        )


def _look(settings: Settings, fetcher: Fetcher, source: SourceSettings, now: datetime) -> _Brought:
    if source.kind == "files":
        return _files(settings.config_file.parent, source, now)
    if source.kind == "urls":
        return _pages(fetcher, source, now)
    return _list(fetcher, source, str(source.url))


def _finding(source: SourceSettings, brought: _Brought, now: datetime) -> SourceFinding:
    dates = sorted(entry.published_at for entry in brought.entries if entry.published_at is not None)
    known = Counter(detect_language(text).language for text in brought.words[:LOOKED_AT])
    problems = list(brought.problems)
    if not brought.entries and not problems:
        problems.append("It lists nothing.")
    if dates and dates[-1] < now - timedelta(days=STALE_DAYS) and source.kind in ("feed", "sitemap"):
        problems.append(f"Its newest entry is {(now - dates[-1]).days} days old: it may have fallen silent or moved.")
    ahead = sum(not_in_future(date, now) is None for date in dates)
    remarks = (f"dated in the future, which is not taken: {ahead} of {len(brought.entries)} entries",) if ahead else ()
    return SourceFinding(
        source_id=source.id,
        kind=source.kind,
        format=brought.format,
        entries=len(brought.entries),
        languages=tuple(known.most_common()),
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
        undated=len(brought.entries) - len(dates),
        remarks=(*brought.remarks, *remarks),
        problems=tuple(problems),
    )


# ---- the web


def _list(fetcher: Fetcher, source: SourceSettings, url: str, *, depth: int = 0) -> _Brought:
    """A feed or sitemap; of an index the sitemaps that changed last."""
    answer = fetcher.fetch(url, Wanted.FEED, **permissions(source))
    if not isinstance(answer, Document):
        return _Brought(problems=(_problem(answer) if isinstance(answer, Reject) else f"{url} answered 304, unasked.",))
    parse = parse_feed if source.kind == "feed" else parse_sitemap
    parsed = parse(answer.body, answer.content_type, source_id=source.id, base_url=answer.final_url, zone=source.zone)
    if isinstance(parsed, Reject):
        return _Brought(problems=(_problem(parsed),), remarks=_moved(url, answer))
    brought = _Brought(
        format=parsed.version,
        entries=parsed.entries,
        words=tuple(entry.title for entry in parsed.entries if entry.title),
        remarks=(*_moved(url, answer), *_damage(parsed)),
        problems=_banned(fetcher, source, parsed.entries),
    )
    if not parsed.sitemaps or depth:
        return brought
    newest = sorted(parsed.sitemaps, key=lambda link: -link.modified_at.timestamp() if link.modified_at else 0.0)
    parts = [_list(fetcher, source, link.url, depth=depth + 1) for link in newest[:LOOKED_INTO]]
    said = f"an index of {len(parsed.sitemaps)} sitemaps, of which {len(parts)} were looked into"
    return _Brought(
        format=brought.format,
        entries=tuple(entry for part in parts for entry in part.entries),
        words=tuple(text for part in parts for text in part.words),
        remarks=(*brought.remarks, said, *(remark for part in parts for remark in part.remarks)),
        problems=(*brought.problems, *(problem for part in parts for problem in part.problems)),
    )


def _pages(fetcher: Fetcher, source: SourceSettings, now: datetime) -> _Brought:
    """Single pages, each fetched and extracted."""
    entries: list[FeedEntry] = []
    words, problems, remarks = list[str](), list[str](), list[str]()
    for url in dict.fromkeys(source.urls):
        answer = fetcher.fetch(url, **permissions(source))
        page: ExtractedPage | Reject
        if isinstance(answer, Document):
            page = extract_page(answer.body, answer.final_url, answer.charset, latest=now, zone=source.zone)
            remarks += _moved(url, answer)
        elif isinstance(answer, Reject):
            page = answer
        else:
            continue
        if isinstance(page, Reject):
            problems.append(f"{url}: {_problem(page)}")
            continue
        entries.append(
            FeedEntry(source_id=source.id, guid=url, url=url, title=page.title, published_at=page.published_at)
        )
        words.append(_beginning(page))
    return _Brought(
        format="pages", entries=tuple(entries), words=tuple(words), remarks=tuple(remarks), problems=tuple(problems)
    )


def _banned(fetcher: Fetcher, source: SourceSettings, entries: Sequence[FeedEntry]) -> tuple[str, ...]:
    """Whether robots.txt lets the listed pages be read; only hosts that were asked already are looked at."""
    if not source.respect_robots or source.url is None:
        return ()
    host = host_of(source.url)
    rules = fetcher.rules(source.url, allow_private=source.allow_private)
    urls = [entry.url for entry in entries if entry.url is not None and host_of(entry.url) == host]
    banned = [url for url in urls if rules.refusal(url) is not None]
    if not banned:
        return ()
    return (
        f"robots.txt forbids {len(banned)} of {len(urls)} pages, like {banned[0]}. "
        "If you may read them, set `respect_robots: false`.",
    )


def _moved(url: str, answer: Document) -> tuple[str, ...]:
    return () if answer.final_url == url else (f"{url} redirects to {answer.final_url}: write that address.",)


def _damage(parsed: ParsedFeed) -> tuple[str, ...]:
    unlinked = sum(entry.url is None for entry in parsed.entries)
    said = [f"without a link: {unlinked} of {len(parsed.entries)} entries"] if unlinked else []
    return (*said, *(reject.detail for reject in parsed.rejects))


# ---- files


def _files(base: Path, source: SourceSettings, now: datetime) -> _Brought:
    entries, words, problems = [], [], []
    for number, file in enumerate(read_files(source.paths, base=base, source_id=source.id)):
        if number >= LOOKED_AT and file.fault is None:
            name = file.relative_path
            entries.append(FeedEntry(source_id=source.id, guid=name, url=None, title="", published_at=None))
            continue
        for item in file.items(columns=source.columns):
            found = from_item(item, now, zone=source.zone)
            if found.reject is not None:
                problems.append(f"{found.reject.subject}: {_problem(found.reject)}")
            if found.page is not None:
                entries.append(_dated(found.entry, found.page))
                words.append(_beginning(found.page))
    return _Brought(format="files", entries=tuple(entries), words=tuple(words), problems=_few(problems))


def _dated(entry: FeedEntry, page: ExtractedPage) -> FeedEntry:
    return replace(entry, published_at=entry.published_at or page.published_at)


def _beginning(page: ExtractedPage) -> str:
    return " ".join([page.title, *(paragraph.text for paragraph in page.paragraphs[:3])])


def _few(problems: Sequence[str]) -> tuple[str, ...]:
    more = (f"... and {len(problems) - 5} more",) if len(problems) > 5 else ()
    return (*problems[:5], *more)


def _problem(reject: Reject) -> str:
    return f"{reject.reason}: {reject.detail}"
