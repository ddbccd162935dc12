"""`tercet correct`: people's translations, which stand before every machine's."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from tercet.flows import correct_command
from tercet.flows.verbs.common import Context, example, place
from tercet.flows.verbs.common import pair as parsed_pair

_UNCLEAR = "Name files, or one sentence with --article, --sentence, --to and --text (or --withdraw)."


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--article", metavar="ID|URL", help="Correct one sentence of this article.")
@click.option("--sentence", metavar="P.S", help="Its place, as `tercet read` shows it: 0.0 is the title.")
@click.option("--to", "language", type=click.Choice(["en", "uk", "ru"]), help="The language that is corrected.")
@click.option("--text", help="What the sentence should be.")
@click.option("--withdraw", "is_withdrawn", is_flag=True, help="Take the sentence's correction back; no --text.")
@click.option("--pair", metavar="PAIR", help="Direction of CSV lines that do not state one, like en-uk.")
@click.option("--by", "corrected_by", default="", help="Who corrects; stored with each correction.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and what did not fit as JSON.")
@click.pass_obj
@example("tercet correct review.tmx, or: tercet correct --article 123 --sentence 3.1 --to uk --text 'Так краще.'")
def correct(
    context: Context, files: tuple[Path, ...], article: str | None, sentence: str | None, language: str | None,
    text: str | None, is_withdrawn: bool, pair: str | None, corrected_by: str, as_json: bool,
) -> None:  # fmt: skip
    """Take people's translations of sentences: from TMX or CSV files, or one on the command line.

    A correction holds wherever its sentence stands, outranks every machine, and survives translating again, until it
    is taken back with --withdraw. CSV has a header: pair,source,target, or
    article_id,paragraph_index,segment_index,language,text.
    """
    single = _single(article, sentence, language, text, is_withdrawn=is_withdrawn)
    is_one_asked = is_withdrawn or any(value is not None for value in (article, sentence, language, text))
    if bool(files) == is_one_asked or (is_one_asked and single is None):
        raise click.UsageError(_UNCLEAR)
    if single is not None and pair is not None:
        raise click.UsageError("--pair is for files; one sentence has its languages from its article and --to.")
    if is_withdrawn and single is not None:
        correct_command.withdraw(context.settings, single, as_json=as_json)
        return
    what = single if isinstance(single, correct_command.OneCorrection) else files
    correct_command.correct(
        context.settings, what, pair=None if pair is None else parsed_pair(pair),
        corrected_by=corrected_by, as_json=as_json,
    )  # fmt: skip


def _single(
    article: str | None, sentence: str | None, language: str | None, text: str | None, *, is_withdrawn: bool
) -> correct_command.SentencePlace | None:
    """The one sentence that is named, with what it should be unless it is withdrawn; None when something is missing."""
    if article is None or sentence is None or language is None or is_withdrawn != (text is None):
        return None
    paragraph_index, segment_index = place(sentence)
    where = correct_command.SentencePlace(
        article=article, paragraph_index=paragraph_index, segment_index=segment_index, language=language
    )
    return where if text is None else correct_command.OneCorrection(**asdict(where), text=text)


VERBS = (correct,)
