"""`tercet correct`: people's translations, which stand before every machine's."""

from __future__ import annotations

from pathlib import Path

import click

from tercet.flows import correct_command
from tercet.flows.verbs.common import Context, example, place
from tercet.flows.verbs.common import pair as parsed_pair


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@click.option("--article", metavar="ID|URL", help="Correct one sentence of this article.")
@click.option("--sentence", metavar="P.S", help="Its place, as `tercet read` shows it: 0.0 is the title.")
@click.option("--to", "language", type=click.Choice(["en", "uk", "ru"]), help="The language that is corrected.")
@click.option("--text", help="What the sentence should be.")
@click.option("--pair", metavar="PAIR", help="Direction of CSV lines that do not state one, like en-uk.")
@click.option("--by", "corrected_by", default="", help="Who corrects; stored with each correction.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts and what did not fit as JSON.")
@click.pass_obj
@example("tercet correct review.tmx, or: tercet correct --article 123 --sentence 3.1 --to uk --text 'Так краще.'")
def correct(
    context: Context, files: tuple[Path, ...], article: str | None, sentence: str | None, language: str | None,
    text: str | None, pair: str | None, corrected_by: str, as_json: bool,
) -> None:  # fmt: skip
    """Take people's translations of sentences: from TMX or CSV files, or one on the command line.

    A correction holds wherever its sentence stands, outranks every machine, and survives translating again. CSV has a
    header: pair,source,target, or article_id,paragraph_index,segment_index,language,text.
    """
    given = (article, sentence, language, text)
    single = None
    if article is not None and sentence is not None and language is not None and text is not None:
        paragraph_index, segment_index = place(sentence)
        single = correct_command.OneCorrection(
            article=article, paragraph_index=paragraph_index, segment_index=segment_index, language=language, text=text
        )
    if bool(files) == any(value is not None for value in given) or (not files and single is None):
        raise click.UsageError("Name files, or one sentence with --article, --sentence, --to and --text.")
    if single is not None and pair is not None:
        raise click.UsageError("--pair is for files; one sentence has its languages from its article and --to.")
    correct_command.correct(
        context.settings, single or files, pair=None if pair is None else parsed_pair(pair),
        corrected_by=corrected_by, as_json=as_json,
    )  # fmt: skip


VERBS = (correct,)
