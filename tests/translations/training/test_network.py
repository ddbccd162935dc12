"""Laws of training and export; they need the extra `train`."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tercet.translations.errors import TranslationError
from tercet.translations.training.corpus import BEGIN, END, Corpus, Example, load_corpus, make_corpus

torch = pytest.importorskip("torch")

from tercet.translations.training.demo_recipe import NETWORKS, NEWS, PRESS  # noqa: E402
from tercet.translations.training.export import ExportError, export_checked, largest_difference  # noqa: E402
from tercet.translations.training.model import Network, new_parameters  # noqa: E402
from tercet.translations.training.recipe import PRESS_GROUP, REST, Recipe, Shape  # noqa: E402
from tercet.translations.training.train import Trainer  # noqa: E402

pytestmark = pytest.mark.slow

SHAPE = Shape(vocabulary=64, width=32, heads=4, feed_forward=64, encoder_layers=3, decoder_layers=2)
PIECES = ("<pad>", "<unk>", "<s>", "</s>", *(f"p{number}" for number in range(60)))
QUICK = Recipe(
    pairs=NETWORKS[1],
    shape=SHAPE,
    phases=(
        replace(
            NEWS,
            weights={PRESS_GROUP: 1},
            watched=PRESS_GROUP,
            learning_rate=5e-3,
            warmup_steps=20,
            dropout=0,
            label_smoothing=0,
            batch_tokens=256,
            stop_loss=0.2,
        ),
    ),
    minutes=2,
)


def sample(count: int) -> list[tuple[list[str], list[str]]]:
    drawn = random.Random(1)
    return [
        (drawn.choices(PIECES[4:], k=drawn.randint(1, 40)), drawn.choices(PIECES[4:], k=drawn.randint(1, 40)))
        for _ in range(count)
    ]


def examples(count: int, group: str = PRESS_GROUP) -> list[Example]:
    """Each source is one piece repeated; its translation is the next piece, as often."""
    return [
        Example((number, *[number] * (number % 5), 3), (2, number + 1, *[number + 1] * (number % 5), 3), group)
        for number in range(4, 4 + count)
    ]


def corpus(count: int) -> Corpus:
    return make_corpus(examples(count), longest=100)


def trainer(recipe: Recipe, folder: Path, told: list[Any]) -> Trainer:
    return Trainer(recipe, checkpoint=folder / "checkpoint.pt", report=told.append)


def test_ctranslate2_gives_the_log_probabilities_of_torch() -> None:
    difference = largest_difference(new_parameters(SHAPE, seed=1), SHAPE, PIECES, sample(8))

    assert difference < 1e-4


def test_padding_changes_no_number() -> None:
    network = Network(new_parameters(SHAPE, seed=1), SHAPE)
    source, target = torch.tensor([[5, 6, 7, 3]]), torch.tensor([[2, 8, 9]])
    padded_source = torch.tensor([[5, 6, 7, 3, 0, 0], [9, 9, 9, 9, 9, 3]])
    padded_target = torch.tensor([[2, 8, 9, 0], [2, 4, 5, 6]])

    alone = network.logits(source, target)[0]
    beside = network.logits(padded_source, padded_target)[0, :3]

    assert torch.allclose(alone, beside, atol=1e-5)


def test_an_export_that_differs_from_torch_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tercet.translations.training.export.TOLERANCE", -1.0)

    with pytest.raises(ExportError, match="differs from the trained one"):
        export_checked(new_parameters(SHAPE, seed=1), SHAPE, PIECES, sample=sample(2), folder=tmp_path / "model")

    assert not (tmp_path / "model").exists()


def test_training_learns_its_rows_by_heart(tmp_path: Path) -> None:
    told: list[Any] = []

    average = trainer(QUICK, tmp_path, told).run(corpus(20))

    network = Network(average, SHAPE)
    example = examples(20)[3]
    predicted = network.logits(torch.tensor([example.source]), torch.tensor([example.target[:-1]])).argmax(-1)
    assert predicted[0].tolist() == list(example.target[1:])


def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    first = trainer(QUICK, tmp_path, [])
    first.run(corpus(20))

    second = trainer(QUICK, tmp_path, [])
    weights = second.run(corpus(20))

    assert second.done == ["news"]
    assert all(torch.equal(weights[name], first.average[name]) for name in weights)


def test_reopened_phases_are_trained_again_and_the_others_are_not(tmp_path: Path) -> None:
    phases = (QUICK.phases[0], replace(PRESS, weights={PRESS_GROUP: 1}, stop_loss=100))
    recipe = replace(QUICK, phases=phases)
    trainer(recipe, tmp_path, []).run(corpus(20))

    again = trainer(recipe, tmp_path, [])
    again.reopen(phases[1:])

    assert again.done == ["news"]


def test_a_phase_without_rows_is_an_error(tmp_path: Path) -> None:
    only_news = replace(QUICK, phases=(NEWS,))

    with pytest.raises(TranslationError, match="phase news has no rows"):
        trainer(only_news, tmp_path, []).run(corpus(3))


def test_a_batch_is_watched_or_not_and_weights_say_how_often_a_row_is_seen(tmp_path: Path) -> None:
    both = make_corpus([*examples(8), *examples(30, "news"), *examples(5, "unused")], longest=100)
    phase = replace(QUICK.phases[0], weights={PRESS_GROUP: 2, REST: 1, "unused": 0})

    batches = trainer(QUICK, tmp_path, [])._batches(phase, both)

    names = [({both.groups[both.group_of[row]] for row in rows}, is_watched) for is_watched, rows in batches]
    assert all(groups == ({PRESS_GROUP} if is_watched else {"news"}) for groups, is_watched in names)
    assert sum(len(rows) for _, rows in batches) == 2 * 8 + 30


def test_no_batch_holds_more_tokens_than_the_phase_says(tmp_path: Path) -> None:
    rows = make_corpus(examples(50), longest=100)
    phase = replace(QUICK.phases[0], batch_tokens=40)

    batches = trainer(QUICK, tmp_path, [])._batches(phase, rows)

    assert max(2 * int(rows.lengths[part].max()) * len(part) for _, part in batches) <= 40


@pytest.mark.parametrize("largest", [7, 2**16 - 1, 2**16 + 7])
def test_a_corpus_comes_back_from_its_file(tmp_path: Path, largest: int) -> None:
    rare = Example(source=(largest, END), target=(BEGIN, largest, END), group="news")
    made = make_corpus([*examples(4), *examples(1, "news"), rare], longest=100)

    made.save(tmp_path / "corpus.npz")
    read = load_corpus(tmp_path / "corpus.npz")

    assert [ids.tolist() for ids in read.sources(range(6))] == [ids.tolist() for ids in made.sources(range(6))]
    assert [ids.tolist() for ids in read.targets(range(6))] == [ids.tolist() for ids in made.targets(range(6))]
    assert (read.groups, read.group_of.tolist()) == ((PRESS_GROUP, "news"), [0, 0, 0, 0, 1, 1])
