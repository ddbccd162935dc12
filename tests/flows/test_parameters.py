"""The forms explain themselves, offer what there is, and refuse what cannot be; the flow refuses it again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tercet.flows import parameters
from tercet.flows.choices import offer_choices
from tercet.flows.errors import ConfigError
from tercet.flows.parameters import (
    BackfillParameters,
    IngestParameters,
    InstallParameters,
    NightlyParameters,
    Parameters,
    TranslateParameters,
    checked,
)
from tercet.flows.settings import Settings
from tercet.translations.languages import Language


def forms() -> list[type[Parameters]]:
    """Every model that a form is drawn from."""
    classes = [one for one in vars(parameters).values() if isinstance(one, type) and issubclass(one, Parameters)]
    return [one for one in classes if one.model_fields]


FIELDS = [(form, name) for form in forms() for name in form.model_fields]
DAYS = {"since": "2026-11-01", "until": "2026-11-02"}


def test_every_form_is_seen() -> None:
    wanted = {NightlyParameters, IngestParameters, TranslateParameters, BackfillParameters, InstallParameters}

    assert wanted <= set(forms())


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_has_a_title_and_says_what_it_is_for(form: type[Parameters], name: str) -> None:
    field = form.model_fields[name]

    assert field.title
    assert field.description
    assert field.description.endswith(".")


@pytest.mark.parametrize(("form", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_list_and_every_text_has_a_limit(form: type[Parameters], name: str) -> None:
    schema = form.model_json_schema()["properties"][name]
    alternatives = [schema, *schema.get("anyOf", [])]

    for one in alternatives:
        if one.get("type") == "array":
            assert "maxItems" in one
        if one.get("type") == "string" and "format" not in one and "enum" not in one:
            assert "maxLength" in one or "pattern" in one


@pytest.mark.parametrize("form", [NightlyParameters, IngestParameters, TranslateParameters, InstallParameters])
def test_a_form_can_be_opened_with_its_defaults(form: type[Parameters]) -> None:
    values = form().model_dump(mode="json")

    assert form.model_validate(values) == form()


def test_sources_are_a_choice_among_those_configured(press_settings: Settings) -> None:
    definitions = {"NightlyParameters": NightlyParameters.model_json_schema()}

    offer_choices({}, definitions, press_settings)

    field = definitions["NightlyParameters"]["properties"]["sources"]
    assert field["items"]["enum"] == [source.id for source in press_settings.sources]
    assert field["title"] == "Sources"


WRONG: list[tuple[type[Parameters], dict[str, Any], str]] = [
    (NightlyParameters, {"sources": ["No Such Source!"]}, "sources"),
    (NightlyParameters, {"languages": ["de"]}, "languages"),
    (NightlyParameters, {"alow_demo": True}, "unknown key"),
    (IngestParameters, {"urls": ["not an address"]}, "urls"),
    (IngestParameters, {"text": "x" * 400_001}, "text"),
    (IngestParameters, {"published_at": "the day before"}, "published_at"),
    (TranslateParameters, {"target": "fr"}, "target"),
    (BackfillParameters, {"since": "2026-11-02", "until": "2026-11-01"}, "comes after"),
    (BackfillParameters, {**DAYS, "since": "0026-11-02"}, "since"),
    (InstallParameters, {"pairs": ["en-de"]}, "pairs"),
    (InstallParameters, {"from_inbox": "../secret.argosmodel"}, "from_inbox"),
    (InstallParameters, {"from_inbox": "/etc"}, "from_inbox"),
]


@pytest.mark.parametrize(("form", "values", "named"), WRONG)
def test_a_wrong_value_is_refused_and_named(form: type[Parameters], values: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        checked(form, **values)


def test_an_error_of_the_form_does_not_repeat_the_pasted_text() -> None:
    pasted = "Рух мостом через Горинь відновили о шостій ранку. " * 9000

    with pytest.raises(ValidationError) as refused:
        IngestParameters.model_validate({"text": pasted})

    assert "Горинь" not in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        (NightlyParameters(), "all sources"),
        (NightlyParameters(sources=["visti", "kurier"]), "visti, kurier"),
        (NightlyParameters(sources=list("abcd")), "4 sources"),
        (IngestParameters(text="Harvest is in", title="Harvest"), "a pasted article"),
        (IngestParameters(urls=["https://a.example/1"], sources=["visti"]), "visti and 1 page"),
        (TranslateParameters(), "everything that is due"),
        (TranslateParameters(target=Language.UK), "into uk"),
        (BackfillParameters(since=date(2026, 11, 1), until=date(2026, 11, 2)), "2026-11-01 to 2026-11-02, all sources"),
        (InstallParameters(pairs=["en-uk"], from_inbox="*"), "en-uk and from the inbox"),
    ],
)
def test_a_run_is_named_after_what_was_asked_for(asked: Parameters, subject: str) -> None:
    assert asked.subject == subject
