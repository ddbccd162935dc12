"""The README that lies in a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

README = """# A Tercet bundle

{articles} articles in {versions} versions, {variant}. Created {created_at} by Tercet {tercet_version} from the snapshot
`{snapshot}`. Sources: {sources}.

* `tables/NAME.parquet`: one file per table; ids are 63-bit numbers, times are UTC.
* `schema.sql`: opens the tables as views, with what every table and column means{with_views}.
* `manifest.json`: rows and SHA-256 of every file, the translation packages, the configuration, the filters.

Open it with any DuckDB, in this folder:

    duckdb -init schema.sql
    SELECT language, count(*) FROM articles GROUP BY ALL;

or without: `SELECT * FROM read_parquet('tables/articles.parquet')`, and any other program that reads Parquet.

Prove that it is whole and unaltered: `tercet export --verify` with this folder or its .zip.

## Rights

{rights}

{citation}
"""

TEXT_FREE = """
## What was left out

No article text, title, translation or name. Of texts the length in characters (`..._length`) and words (`..._words`)
stays, and the SHA-256, by which whoever has the text can find it again. {addresses}
"""
HASHED = "Addresses became `..._sha256` and `..._host`."
KEPT = "Addresses stay, so that the articles can be fetched again."


def readme(manifest: Mapping[str, Any]) -> str:
    """The README of the bundle that the manifest describes."""
    tables = manifest["tables"]
    variant = str(manifest["variant"])
    text = README.format(
        articles=tables.get("articles", {}).get("rows", 0),
        versions=tables.get("versions", {}).get("rows", 0),
        variant=variant,
        created_at=manifest["created_at"],
        tercet_version=manifest["tercet_version"],
        snapshot=manifest["snapshot"]["name"],
        sources=", ".join(manifest["sources"]) or "none",
        with_views="" if variant != "full" else ", and the views for reading side by side",
        rights=manifest["rights"],
        citation=manifest["citation"],
    )
    if variant == "full":
        return text
    return text + TEXT_FREE.format(addresses=KEPT if "addresses" in variant else HASHED)
