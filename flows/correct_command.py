"""What `tercet correct` does: what people say a sentence should be is stored, and stands before every machine."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tercet.flows.console import stdout_console
from tercet.flows.correction_files import CorrectionDefaults, correction, pair_into, read_corrections
from tercet.flows.report import counted
from tercet.flows.running import Run, open_run
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.translations.languages import LanguagePair
from tercet.translations.models import Reject
from tercet.warehouse.corrections import Correction, CorrectionsSummary, sentence_at, store_corrections
from tercet.warehouse.load import load_batch
from tercet.warehouse.queries import articles_by_url
from tercet.warehouse.rows import LoadBatch
from tercet.warehouse.withdrawal import withdraw_correction

_SHOWN_REJECTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePlace:
    """A sentence on the command line: an article (id or address), a place in it, and the language of a translation."""

    article: str
    paragraph_index: int
    segment_index: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCorrection(SentencePlace):
    """A correction on the command line: what the sentence there should be."""

    text: str


def correct(
    settings: Settings,
    what: Sequence[Path] | OneCorrection,
    *,
    pair: LanguagePair | None = None,
    corrected_by: str = "",
    as_json: bool = False,
) -> None:
    """Store corrections from files or the command line, and publish. Exits with 1 when a line did not fit."""
    named: dict[str, object] = (
        {"article": what.article} if isinstance(what, OneCorrection) else {"files": [path.name for path in what]}
    )
    with open_run(settings, "correct", parameters=named) as run:
        defaults = CorrectionDefaults(now=run.clock(), corrected_by=corrected_by, pair=pair)
        corrections, rejects = _read(run, what, defaults)
        summary = store_corrections(run.warehouse, corrections, run_id=run.run_id, now=defaults.now)
        load_batch(run.warehouse, LoadBatch(rejects=tuple(rejects)), run_id=run.run_id, now=defaults.now)
        run.publish()
    _print(summary, rejects, as_json=as_json)
    if rejects:
        sys.exit(1)


def _read(
    run: Run, what: Sequence[Path] | OneCorrection, defaults: CorrectionDefaults
) -> tuple[list[Correction], list[Reject]]:
    """The corrections, and the lines that are none."""
    if isinstance(what, OneCorrection):
        return [_single(run, what, defaults)], []
    corrections: list[Correction] = []
    rejects: list[Reject] = []
    for path in what:
        for one in read_corrections(path, lambda *place: sentence_at(run.warehouse, *place), defaults):
            if isinstance(one, Reject):
                rejects.append(one)
            else:
                corrections.append(one)
    return corrections, rejects


def withdraw(settings: Settings, place: SentencePlace, *, as_json: bool = False) -> None:
    """Take back the correction of a sentence, and publish: the machine's holds again. Raises TercetError for none."""
    with open_run(settings, "correct", parameters={"article": place.article, "withdrawn": True}) as run:
        _, source, pair = _sentence(run, place)
        done = withdraw_correction(run.warehouse, pair, source, run_id=run.run_id, now=run.clock())
        run.publish()
    if done.target is None:
        raise TercetError(f"No correction into {place.language} holds for this sentence: {source}")
    if as_json:
        sys.stdout.write(json.dumps(asdict(done), indent=2, ensure_ascii=False) + "\n")
        return
    stdout_console().print(
        f"Taken back, in {counted(done.articles, 'article')}: {done.target}\nThe machine's sentence is shown again.",
        markup=False,
    )


def _single(run: Run, what: OneCorrection, defaults: CorrectionDefaults) -> Correction:
    article_id, source, pair = _sentence(run, what)
    return correction(pair, source, what.text, defaults, article_id=article_id)


def _sentence(run: Run, place: SentencePlace) -> tuple[int, str, LanguagePair]:
    """The article, its sentence, and the direction into the language."""
    article_id = _article_id(run, place.article)
    found = sentence_at(run.warehouse, article_id, place.paragraph_index, place.segment_index)
    if found is None:
        where = f"{place.paragraph_index}.{place.segment_index}"
        raise TercetError(f"Article {place.article} has no sentence {where}. See: tercet read {article_id}")
    if found[1] == place.language:
        raise TercetError(f"Article {place.article} is written in {found[1]}: its own text is never changed.")
    return article_id, found[0], pair_into(found[1], place.language)


def _article_id(run: Run, article: str) -> int:
    if article.isdecimal() and int(article) < 2**63:
        return int(article)
    from tercet.flows.ingest.urls import canonical_url

    address = canonical_url(article)
    found = articles_by_url(run.warehouse, [address]).get(address)
    if found is None:
        raise TercetError(f'There is no article {article!r}. List them: tercet sql "SELECT * FROM articles"')
    return found


def _print(summary: CorrectionsSummary, rejects: Sequence[Reject], *, as_json: bool) -> None:
    if as_json:
        lines = [{"where": one.subject, "reason": str(one.reason), "detail": one.detail} for one in rejects]
        sys.stdout.write(json.dumps({**asdict(summary), "rejects": lines}, indent=2, ensure_ascii=False) + "\n")
        return
    console = stdout_console()
    console.print(f"{counted(summary.new, 'new correction')}, {summary.changed} changed, {summary.unchanged} known.")
    console.print(
        f"They stand in {counted(summary.articles, 'article')}; {counted(summary.versions, 'version')} written."
    )
    for count, meaning in (
        (summary.as_machine, "say what the machine says: nothing to correct."),
        (summary.older, "are older than the correction that holds: not taken."),
        (summary.unseen, "stand in no article yet: they hold as soon as one has the sentence."),
    ):
        if count:
            console.print(f"{count} {meaning}")
    if summary.articles and not summary.versions and summary.new + summary.changed:
        console.print("No translation has these sentences yet: they hold as soon as one is made.")
    reasons = Counter(str(one.reason) for one in rejects)
    if rejects:
        told = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
        console.print(f"{counted(len(rejects), 'line')} did not fit ({told}):")
    for one in rejects[:_SHOWN_REJECTS]:
        console.print(f"  {one.subject}: {one.detail}", markup=False)
    if len(rejects) > _SHOWN_REJECTS:
        query = "SELECT subject, detail FROM rejects WHERE stage = 'correct'"
        console.print(f'  and {len(rejects) - _SHOWN_REJECTS} more: tercet sql "{query}"', markup=False)
