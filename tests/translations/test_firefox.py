"""The second engine runs local files only, says what is wrong with them, and keeps every sentence at its place."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fxtranslate import Translator
from tiny_firefox import build_tiny_firefox, build_vocabulary
from web_server import Answer, WebServer

from tercet.translations.errors import (
    IndexUnavailableError,
    PackageBrokenError,
    PackageMissingError,
    TranslationError,
)
from tercet.translations.firefox import FirefoxEngine
from tercet.translations.firefox_packages import (
    discover_firefox,
    firefox_package,
    install_firefox,
    install_from_mozilla,
    uninstall_firefox,
)
from tercet.translations.languages import Language, LanguagePair
from tercet.translations.memory import InMemoryTranslationMemory
from tercet.translations.models import Segment, SegmentKind
from tercet.translations.package_lock import read_lock
from tercet.translations.translate import TranslationRequest, translate_versions

EN_UK = LanguagePair.parse("en-uk")
MODEL, VOCABULARY = "model.enuk.intgemm.alphas.bin", "vocab.enuk.spm"
SENTENCES = ["The fire was put out at night", "nobody was hurt", "at night"]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_firefox(tmp_path_factory.mktemp("mozilla") / "en-uk")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "firefox"


@pytest.fixture
def engine(files: Path, folder: Path) -> FirefoxEngine:
    install_firefox(files, folder)
    return FirefoxEngine(firefox_package(EN_UK, folder))


def test_sentences_come_out_as_the_engine_writes_them_in_their_order_and_without_a_score(
    engine: FirefoxEngine, files: Path
) -> None:
    vocabulary = (files / VOCABULARY).read_bytes()
    alone = Translator((files / MODEL).read_bytes(), vocabulary, vocabulary)

    decoded = engine.decode([*SENTENCES, "", "  "])

    assert [one.text for one in decoded] == [*(alone.translate(text).strip() for text in SENTENCES), "", ""]
    assert len({one.text for one in decoded}) > 2
    assert {one.score for one in decoded} == {None}


def test_a_long_sentence_is_split_where_the_engine_would_cut_it(engine: FirefoxEngine) -> None:
    clause = "the fire was put out at night and nobody was hurt"

    whole, piece = engine.decode(["; ".join([clause] * 12), clause])

    assert len(whole.text) > 2 * len(piece.text)


def test_a_version_has_the_positions_of_its_source_and_says_what_made_it(engine: FirefoxEngine) -> None:
    segments = tuple(
        Segment(paragraph_index=index, segment_index=0, kind=SegmentKind.BODY, text=text)
        for index, text in enumerate([*SENTENCES, "42", SENTENCES[0]])
    )
    request = TranslationRequest(
        article_id=1, revision_no=1, source_language=Language.EN, target=Language.UK, segments=segments
    )

    outcome = translate_versions(
        [request],
        engine_for=lambda pair: engine,
        memory=InMemoryTranslationMemory(),
        now=datetime(2026, 5, 1, tzinfo=UTC),
    )

    (version,) = outcome.versions
    assert [part.segment.position for part in version.segments] == [part.position for part in segments]
    assert (version.engine, version.package) == ("firefox", engine.package)
    assert version.segments[3].segment.text == "42"
    assert {part.score for part in version.segments} == {None}


def test_any_thread_may_ask(engine: FirefoxEngine) -> None:
    """The native translator ends the program's work when another thread than its own uses it."""
    expected = engine.decode(SENTENCES)
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(engine.decode(SENTENCES))) for _ in range(3)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [expected] * 3


def replaced(content: bytes, name: str = MODEL) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(content) and None


def cut(folder: Path) -> None:
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes()[:-2000])


DAMAGES = [
    pytest.param(replaced(b""), "no Marian model, or is cut short", id="empty model"),
    pytest.param(replaced(b"<!DOCTYPE html><p>Sign in</p>" * 9), "is no Marian model", id="web page"),
    pytest.param(cut, "does not load", id="cut model"),
    pytest.param(replaced(b"nonsense", VOCABULARY), "does not load", id="damaged vocabulary"),
    pytest.param(replaced(build_vocabulary(["a b c"]), VOCABULARY), "entries for", id="another vocabulary"),
    pytest.param(replaced(b"nonsense", "lex.50.50.enuk.s2t.bin"), "does not load", id="damaged shortlist"),
    pytest.param(lambda folder: (folder / MODEL).unlink(), r"model\.\*\.bin is missing", id="no model"),
    pytest.param(lambda folder: (folder / VOCABULARY).unlink(), r"vocab\.\*\.spm .* is missing", id="no vocabulary"),
    pytest.param(replaced(b"x", "model.enuk.other.bin"), "several of one kind", id="two models"),
]


@pytest.mark.parametrize(("damage", "fault"), DAMAGES)
def test_files_that_make_no_engine_are_refused_by_name_and_leave_what_is_installed(
    files: Path, folder: Path, tmp_path: Path, damage: Callable[[Path], None], fault: str
) -> None:
    (whole,) = install_firefox(files, folder)
    other = build_tiny_firefox(tmp_path / "other" / "en-uk", seed=2)
    damage(other)

    with pytest.raises(PackageBrokenError, match=fault):
        install_firefox(other, folder, pairs=[EN_UK])

    assert firefox_package(EN_UK, folder) == whole


def test_weights_that_are_missing_are_noticed_before_anything_is_translated(folder: Path, tmp_path: Path) -> None:
    incomplete = build_tiny_firefox(tmp_path / "en-uk", without="encoder_l1_self_Wq")

    with pytest.raises(PackageBrokenError, match="missing weight"):
        install_firefox(incomplete, folder)


def test_a_file_that_was_altered_since_is_refused_at_its_first_use(engine: FirefoxEngine, folder: Path) -> None:
    path = folder / "en-uk" / MODEL
    content = bytearray(path.read_bytes())
    content[-500] ^= 0xFF
    path.write_bytes(content)

    with pytest.raises(PackageBrokenError, match="was altered since it was installed"):
        engine.decode(["at night"])


def test_a_folder_that_the_user_filled_serves_without_an_install(files: Path, tmp_path: Path) -> None:
    packages, broken = discover_firefox(files.parent)

    assert [(package.ref.pair, package.expected_files) for package in packages] == [(EN_UK, None)]
    assert broken == []
    assert FirefoxEngine(packages[0]).decode(["at night"])[0].text


def test_a_broken_pair_breaks_no_other(files: Path, tmp_path: Path) -> None:
    (tmp_path / "ru-en").mkdir()
    (tmp_path / "notes").mkdir()
    install_firefox(files, tmp_path)

    packages, broken = discover_firefox(tmp_path)

    assert [package.ref.pair for package in packages] == [EN_UK]
    assert [error.package for error in broken] == ["firefox ru-en"]
    with pytest.raises(PackageBrokenError, match="ru-en"):
        firefox_package(LanguagePair.parse("ru-en"), tmp_path)


def test_packed_files_are_unpacked_and_locked(files: Path, folder: Path, tmp_path: Path) -> None:
    for file in files.iterdir():
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))

    (package,) = install_firefox(tmp_path, folder, pairs=[EN_UK])

    assert sorted(read_lock(folder)["en-uk"].files) == [MODEL, VOCABULARY]
    assert package.ref == discover_firefox(files.parent)[0][0].ref


def test_installing_again_and_removing_leave_no_trace_of_the_old_files(files: Path, folder: Path) -> None:
    install_firefox(files, folder)
    (package,) = install_firefox(files, folder)

    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".changing")) == [
        "en-uk",
        "tercet.lock.json",
    ]
    uninstall_firefox(package)
    assert discover_firefox(folder) == ([], [])
    assert read_lock(folder) == {}


def test_a_folder_without_model_files_says_what_is_looked_for(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(TranslationError, match=r"holds no Firefox model .*model\.enuk\.intgemm\.alphas\.bin"):
        install_firefox(tmp_path, folder)


def test_a_pair_without_a_model_says_which_command_adds_one(folder: Path) -> None:
    with pytest.raises(PackageMissingError, match="tercet models install --engine firefox en-uk"):
        firefox_package(EN_UK, folder)


@pytest.mark.loopback
def test_only_the_install_command_asks_for_models(
    engine: FirefoxEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library looks for models at the address in this variable; nothing asks there while translating."""
    with WebServer(lambda request: Answer(status=404)) as server:
        monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"{server.url}/records")
        engine.decode(SENTENCES)
        asked_while_translating = len(server.requests)

        with pytest.raises(IndexUnavailableError, match=r"--engine firefox --from FOLDER"):
            install_from_mozilla(EN_UK, folder)

    assert asked_while_translating == 0
    assert [request.path for request in server.requests] == ["/records"]
