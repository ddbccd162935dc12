"""Laws of training and export; they need the extra `train`."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from tercet.translations.training.export import ExportError, export_checked, largest_difference  # noqa: E402
from tercet.translations.training.model import Network, new_parameters  # noqa: E402
from tercet.translations.training.recipe import NEWS, PRESS, Direction, Recipe, Shape  # noqa: E402
from tercet.translations.training.train import Example, Trainer  # noqa: E402

pytestmark = pytest.mark.slow

SHAPE = Shape(vocabulary=64, width=32, heads=4, feed_forward=64, encoder_layers=3, decoder_layers=2)
PIECES = ("<pad>", "<unk>", "<s>", "</s>", *(f"p{number}" for number in range(60)))
QUICK = Recipe(
    direction=Direction.TO_EN,
    shape=SHAPE,
    phases=(
        replace(
            NEWS,
            news_weight=0,
            press_weight=1,
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


def examples(count: int) -> tuple[Example, ...]:
    """Each source is one piece repeated; its translation is the next piece, as often."""
    return tuple(
        Example((number, *[number] * (number % 5), 3), (2, number + 1, *[number + 1] * (number % 5), 3), True)
        for number in range(4, 4 + count)
    )


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

    average = trainer(QUICK, tmp_path, told).run(examples(20))

    network = Network(average, SHAPE)
    example = examples(20)[3]
    predicted = network.logits(torch.tensor([example.source]), torch.tensor([example.target[:-1]])).argmax(-1)
    assert predicted[0].tolist() == list(example.target[1:])


def test_a_stopped_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    first = trainer(QUICK, tmp_path, [])
    first.run(examples(20))

    second = trainer(QUICK, tmp_path, [])
    weights = second.run(examples(20))

    assert second.done == ["news"]
    assert all(torch.equal(weights[name], first.average[name]) for name in weights)


def test_reopened_phases_are_trained_again_and_the_others_are_not(tmp_path: Path) -> None:
    phases = (QUICK.phases[0], replace(PRESS, press_weight=1, news_weight=0, stop_loss=100))
    recipe = replace(QUICK, phases=phases)
    trainer(recipe, tmp_path, []).run(examples(20))

    again = trainer(recipe, tmp_path, [])
    again.reopen(phases[1:])

    assert again.done == ["news"]


def test_a_phase_without_rows_is_an_error(tmp_path: Path) -> None:
    only_news = replace(QUICK, phases=(NEWS,))

    with pytest.raises(ValueError, match="phase news has no rows"):
        trainer(only_news, tmp_path, []).run(examples(3))


def test_a_batch_holds_press_or_news_and_weights_say_how_often_a_row_is_seen(tmp_path: Path) -> None:
    press = examples(8)
    news = tuple(replace(example, is_press=False) for example in examples(30))
    phase = replace(QUICK.phases[0], press_weight=2, news_weight=1)

    batches = trainer(QUICK, tmp_path, [])._batches(phase, press + news)

    assert all(len({example.is_press for example in batch}) == 1 for batch in batches)
    assert sum(len(batch) for batch in batches) == 2 * 8 + 30
