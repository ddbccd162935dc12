"""Laws of plans as people write them: every problem at once, paths relative to the plan, one network per side."""

from __future__ import annotations

from pathlib import Path

import pytest

from tercet.flows.errors import ConfigError
from tercet.flows.train_command import with_minutes
from tercet.flows.training_plan import EXAMPLE, networks, plan_of, read_plan
from tercet.translations.languages import LanguagePair


def written(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_plan(tmp_path: Path) -> None:
    for name in ("news.tsv", "corpus.en-uk.tsv.xz", "memory.tmx"):
        (tmp_path / name).touch()
    (tmp_path / "tests" / "mt").mkdir(parents=True)

    (plan,) = read_plan(written(tmp_path, EXAMPLE))

    assert [str(pair) for pair in plan.pairs] == ["en-uk", "en-ru"]
    assert [file.path.parent for file in plan.data] == [tmp_path] * 3
    assert [file.name for file in plan.data] == ["own_news", "corpus", "memory"]
    assert (plan.rule("docs_win").most, plan.rule("docs_win").synthetic) == (40_000, True)
    assert plan.rule("anything").weight == 1


def test_pairs_out_of_english_share_a_network_and_so_do_pairs_into_it() -> None:
    pairs = tuple(map(LanguagePair.parse, ("en-uk", "uk-en", "uk-ru", "en-ru", "ru-en")))

    assert [[str(pair) for pair in network] for network in networks(pairs)] == [
        ["en-uk", "en-ru"],
        ["uk-en", "ru-en"],
        ["uk-ru"],
    ]


def test_the_last_phase_takes_only_what_is_tuned_on(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").touch()
    text = "pairs: [en-uk]\ndata: [{path: a.tsv, columns: [source, en, uk]}]\nminutes: 9\ntuning_minutes: 1\n"
    text += "rules: [{pattern: own, weight: 4, tuning: 2}, {pattern: 'docs_*', weight: 0.3}]\n"

    (plan,) = read_plan(written(tmp_path, text))

    general, tuning = plan.recipe(["own", "docs_a"]).phases
    assert (general.weight("own"), general.weight("docs_a")) == (4, 0.3)
    assert (tuning.weight("own"), tuning.weight("docs_a")) == (2, 0)
    assert plan.recipe([]).seconds(tuning) == 60


def test_every_problem_is_told_at_once_with_its_key(tmp_path: Path) -> None:
    text = "pairs: [en-de]\ndata: [{path: a.tsv}]\nminutes: -1\ncolour: red\nshape: {width: 100, heads: 3}\n"

    with pytest.raises(ConfigError) as raised:
        read_plan(written(tmp_path, text))

    told = str(raised.value)
    assert "5 problems in the plan" in told
    assert all(part in told for part in ("pairs.0", "name its columns", "minutes", "colour: unknown key", "heads (3)"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no .*gone\.tsv"):
        read_plan(written(tmp_path, "pairs: [en-uk]\ndata: [{path: gone.tsv, columns: [en, uk]}]\n"))


def test_text_on_the_command_line_makes_a_plan_too(tmp_path: Path) -> None:
    memory = tmp_path / "memory.tmx"
    memory.touch()

    (plan,) = plan_of([memory], pairs=["en-uk"], columns=(), given={"name": "ours", "tests": None})

    assert (plan.name, plan.data[0].path, plan.data[0].name) == ("ours", memory, "memory")


def test_another_time_keeps_the_share_of_the_last_phase(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").touch()
    plans = read_plan(written(tmp_path, "pairs: [en-uk]\ndata: [{path: a.tmx}]\nminutes: 30\ntuning_minutes: 10\n"))

    (plan,) = with_minutes(plans, 4)

    assert (plan.minutes, plan.tuning_minutes) == (3, 1)
