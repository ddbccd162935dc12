"""Our engine writes what Argos writes, except where Argos damages text."""

from __future__ import annotations

import multiprocessing
import random
from pathlib import Path

import pytest
from argos_reference import argos_translation
from tiny_package import SAMPLE_TEXT, Behaviour, Shape, build_tiny_package, expected_text

from tercet.translations.argos import ArgosEngine
from tercet.translations.engine import DecodeSettings
from tercet.translations.errors import PackageBrokenError
from tercet.translations.packages import InstalledPackage, PackageStore, install_archive

UNSURE = Shape(noise=0.2, layers=2, kinship=0.4)
"""A decoder that hesitates, so that the beam matters."""

WORDS = [word for text in SAMPLE_TEXT["en"] for word in text.rstrip(".").split()]


def sentences(count: int) -> list[str]:
    shuffled = random.Random(7)
    return [" ".join(shuffled.choice(WORDS) for _ in range(shuffled.randint(1, 24))) + "." for _ in range(count)]


def installed(folder: Path, pair: str = "en-uk", *, shape: Shape = UNSURE, **behaviour: object) -> InstalledPackage:
    archive = build_tiny_package(folder, pair, behaviour=Behaviour(**behaviour), shape=shape)
    return install_archive(archive, folder / "packages")


@pytest.mark.parametrize(
    "behaviour",
    [{}, {"target_prefix": "<2uk>"}, {"tokenizer": "bpe"}],
    ids=["sentencepiece", "target prefix", "byte pairs"],
)
def test_the_same_package_gives_argos_own_text_sentence_by_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behaviour: dict[str, object]
) -> None:
    monkeypatch.setenv("ARGOS_INTRA_THREADS", "1")
    package = installed(tmp_path, **behaviour)
    texts = [*sentences(210), "Fire 😀 at 5.30 (№7)", "“So”, he said – “½ of it”", "NATO AND EU"]
    reference = argos_translation(package.path)

    ours = [decoded.text for decoded in ArgosEngine(package).decode(texts)]

    theirs = [reference.translate(text).strip() for text in texts]
    different = [(our, their) for our, their in zip(ours, theirs, strict=True) if our != their]
    # Another batch moves a score by some thousandths, so one near-tie may fall the other way on another processor.
    assert len(different) <= 1, different


def test_underscores_stay_where_argos_writes_spaces(tmp_path: Path) -> None:
    package = installed(tmp_path, shape=Shape())

    (ours,) = ArgosEngine(package).decode(["the user_name said"])

    assert ours.text == expected_text("the user_name said", "en-uk")
    assert argos_translation(package.path).translate("the user_name said") == ours.text.replace("_", " ")


def test_a_target_prefix_is_removed_from_every_sentence_where_argos_leaves_all_but_the_first(tmp_path: Path) -> None:
    package = installed(tmp_path, target_prefix="<2uk>", shape=Shape())
    two = ["He told reporters.", "The fire."]

    ours = [decoded.text for decoded in ArgosEngine(package).decode(two)]

    assert ours == [expected_text(text, "en-uk") for text in two]
    merged = argos_translation(package.path, split=lambda text: two).translate(" ".join(two))
    assert merged == f"{ours[0]}<2uk> {ours[1]}"


def test_a_sentence_above_150_subwords_is_split_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    package = installed(tmp_path, shape=Shape())
    text = "; ".join(SAMPLE_TEXT["en"]) + " " + ", ".join(SAMPLE_TEXT["en"])

    (decoded,) = ArgosEngine(package).decode([text])

    assert decoded.text == expected_text(text, "en-uk")
    assert decoded.hit_length_limit is False


def test_a_decoder_that_repeats_itself_is_stopped_and_says_so(tmp_path: Path) -> None:
    package = installed(tmp_path, shape=Shape(), loop_after=8)
    long, short = SAMPLE_TEXT["en"][0], "He."

    looping, fine = ArgosEngine(package).decode([long, short])

    assert looping.hit_length_limit is True
    assert (fine.text, fine.hit_length_limit) == (expected_text(short, "en-uk"), False)


def test_a_text_does_not_depend_on_what_else_is_decoded(tmp_path: Path) -> None:
    engine = ArgosEngine(installed(tmp_path))
    texts = sentences(60)

    together = engine.decode(texts)

    alone = [engine.decode([text])[0] for text in texts[:20]]
    assert [decoded.text for decoded in together[:20]] == [decoded.text for decoded in alone]
    assert [decoded.score for decoded in together[:20]] == pytest.approx([decoded.score for decoded in alone], abs=0.01)


def test_the_score_is_the_log_probability_per_token_whatever_the_length_penalty(tmp_path: Path) -> None:
    package = installed(tmp_path)
    texts = sentences(5)

    def scores(length_penalty: float) -> list[float | None]:
        settings = DecodeSettings(beam_size=1, length_penalty=length_penalty)
        return [decoded.score for decoded in ArgosEngine(package, settings).decode(texts)]

    assert scores(0.2) == pytest.approx(scores(1.0), rel=1e-3)
    assert all(score is not None and -5 < score < 0 for score in scores(0.2))


def test_results_come_in_the_order_of_the_texts_and_an_empty_text_gives_an_empty_one(tmp_path: Path) -> None:
    engine = ArgosEngine(installed(tmp_path, shape=Shape()))
    texts = ["Nobody.", "", SAMPLE_TEXT["en"][1], "   ", "He told."]

    decoded = engine.decode(texts)

    assert [result.text for result in decoded] == [expected_text(text.strip(), "en-uk") for text in texts]
    assert engine.decode([]) == []


def test_only_what_changes_the_text_changes_the_settings_hash() -> None:
    settings = DecodeSettings()

    assert DecodeSettings(threads=7, threads_per_decoder=7, max_batch_tokens=64).sha256 == settings.sha256
    assert DecodeSettings(beam_size=2).sha256 != settings.sha256
    assert DecodeSettings(length_penalty=1.0).sha256 != settings.sha256


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (DecodeSettings(threads=2), (2, 1)),
        (DecodeSettings(threads=2, threads_per_decoder=2), (1, 2)),
        (DecodeSettings(threads=16), (8, 2)),
        (DecodeSettings(threads=1, threads_per_decoder=4), (1, 4)),
    ],
)
def test_threads_become_single_threaded_decoders_up_to_eight(
    settings: DecodeSettings, expected: tuple[int, int]
) -> None:
    assert settings.decoders_and_threads() == expected


def test_a_package_that_was_altered_after_installing_is_refused_at_its_first_use(tmp_path: Path) -> None:
    package = installed(tmp_path)
    weights = package.path / "model" / "model.bin"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 0xFF
    weights.write_bytes(content)

    with pytest.raises(PackageBrokenError, match=r"translate-en_uk 1.0 .*model/model.bin was altered"):
        ArgosEngine(package).decode(["He."])


@pytest.mark.parametrize("threads_per_decoder", [1, 2])
def test_a_forked_process_loads_its_own_model(tmp_path: Path, threads_per_decoder: int) -> None:
    settings = DecodeSettings(threads=2, threads_per_decoder=threads_per_decoder)
    engine = ArgosEngine(installed(tmp_path, shape=Shape()), settings)
    in_parent = engine.decode(["He told."])[0].text
    answers: multiprocessing.Queue[str] = multiprocessing.get_context("fork").Queue()

    child = multiprocessing.get_context("fork").Process(
        target=lambda: answers.put(engine.decode(["He told."])[0].text), daemon=True
    )
    child.start()

    assert answers.get(timeout=60) == in_parent
    child.join(timeout=10)


def test_a_tokenizer_that_does_not_load_is_a_broken_package(tmp_path: Path) -> None:
    folder = installed(tmp_path).path
    (folder / "sentencepiece.model").write_bytes(b"no model")
    (folder.parent / "tercet.lock.json").unlink()
    (unlocked,), broken = PackageStore([folder.parent]).discover()

    assert broken == []
    with pytest.raises(PackageBrokenError, match="does not load"):
        ArgosEngine(unlocked).decode(["He."])
