"""Configuration is read once, checked whole, and every problem is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tercet.flows.errors import ConfigError
from tercet.flows.settings import Settings, demo_config_path, load_settings
from tercet.translations.languages import Language

ROOT = Path(__file__).parents[2]


def write(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, ""))

    assert settings.data_dir == tmp_path / "data"
    assert settings.translation.routes.find(Language.EN, Language.UK) is not None
    assert settings.translation.routes.find(Language.UK, Language.RU) is None, "nothing is pivoted unless configured"


def test_every_problem_is_named_at_once_with_file_key_value_and_what_is_allowed(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        """
        sources:
          - {id: A b, kind: feed, url: "https://a.example/"}
          - {id: ok, kind: paper, url: "https://a.example/"}
          - {id: web, kind: feed, url: "ftp://a.example/"}
          - {id: extra, kind: feed, url: "https://a.example/", colour: red}
          - {id: empty, kind: files}
        translation: {beam_size: 99}
        schedule: {timezone: Mars/Base}
        fetsh: 1
        """,
    )

    with pytest.raises(ConfigError) as caught:
        load_settings(path)

    message = str(caught.value)
    assert str(path) in message
    for key in (
        "sources.0.id",
        "sources.1.kind",
        "sources.2.url",
        "sources.3.colour",
        "sources.4",
        "beam_size",
        "fetsh",
    ):
        assert key in message
    for value in ("'A b'", "'paper'", "99", "'Mars/Base'"):
        assert value in message
    assert "'feed', 'sitemap', 'urls' or 'files'" in message
    assert "needs the key 'paths'" in message
    assert "Allowed here: data_dir, fetch, " in message


def test_wrong_routes_name_the_language_and_what_is_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, "translation: {routes: {en: [ua], de: [en]}}")

    with pytest.raises(ConfigError, match=r"unknown language ua; allowed are en, uk, ru.*unknown language de"):
        load_settings(path)


def test_two_sources_with_one_id_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "sources: [{id: a, kind: files, paths: [x]}, {id: a, kind: files, paths: [y]}]")

    with pytest.raises(ConfigError, match="used more than once"):
        load_settings(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a: [", "not valid YAML"), ("- 1", "keys and values"), ("config_file: x", "unknown key config_file")],
)
def test_what_is_no_configuration_is_said_plainly(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load_settings(write(tmp_path, text))


def test_a_missing_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.yaml does not exist.*--config"):
        load_settings(tmp_path / "nothing.yaml")


def test_an_unreadable_encoding_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("data_dir: Дані".encode("cp1251"))

    with pytest.raises(ConfigError, match="must be a UTF-8 text file"):
        load_settings(path)


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "data_dir: here")

    settings = load_settings(path, environ={"TERCET_DATA_DIR": str(tmp_path / "there")})

    assert settings.data_dir == tmp_path / "there"


def test_the_demo_keeps_its_data_apart(tmp_path: Path) -> None:
    settings = load_settings(demo_config_path(), environ={"TERCET_DATA_DIR": str(tmp_path)})

    assert settings.data_dir == tmp_path / "demo"
    assert settings.is_demo


def test_the_users_configuration_is_valid_and_documents_every_top_level_key() -> None:
    path = ROOT / "config.yaml"

    settings = load_settings(path)

    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(written) == set(Settings.model_fields) - {"config_file"}
    assert {source.language for source in settings.sources} == {Language.EN, Language.UK, Language.RU}
    assert not settings.is_demo
