"""What the site's configuration adds to a form: the sources there are, to choose from."""

from __future__ import annotations

from typing import Any

from tercet.flows.settings import Settings


def offer_choices(properties: dict[str, Any], definitions: dict[str, Any], settings: Settings) -> None:
    """Make every field `sources` of the models in a flow's JSON schema a choice among the configured sources.

    A source that is added to the configuration can be chosen once `tercet serve` was started again.
    """
    if "parameters" in properties:
        properties["parameters"]["title"] = "What to do"
    ids = [source.id for source in settings.sources]
    for model in definitions.values():
        field = model.get("properties", {}).get("sources")
        if field is not None and ids:
            field["items"] = {"type": "string", "enum": ids, "title": "Source"}
            field["uniqueItems"] = True
