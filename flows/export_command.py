"""`tercet export`: a bundle, or a file of aligned sentences, of the published snapshot; and the proof of a bundle."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import click

from tercet.flows.errors import ConfigError
from tercet.flows.public_config import public_config
from tercet.flows.settings import Settings
from tercet.translations.errors import TercetError
from tercet.warehouse.export import Bundle, ExportRequest, Filters, export_bundle
from tercet.warehouse.export_segments import export_segments
from tercet.warehouse.export_tables import Variant
from tercet.warehouse.export_verify import read_manifest, verify_bundle
from tercet.warehouse.snapshot import current_snapshot

ExportFormat = Literal["parquet", "jsonl", "tmx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to export, and how."""

    format: ExportFormat = "parquet"
    variant: Variant = field(default_factory=Variant)
    filters: Filters = field(default_factory=Filters)


def export(settings: Settings, target: Path, asked: Asked, *, as_json: bool) -> None:
    """Write what was asked for, and say where it is and by which hash to cite it."""
    if not asked.variant.is_text_free and asked.variant.has_addresses:
        raise ConfigError("Addresses are in the bundle anyway: --with-addresses goes with --text-free.")
    if not target.absolute().parent.is_dir():
        raise TercetError(f"There is no folder {target.absolute().parent}. Make it, or name another place.")
    snapshot = current_snapshot(settings.snapshot_folder)
    if asked.format == "parquet":
        request = ExportRequest(
            tercet_version=tercet_version(),
            created_at=datetime.now(UTC),
            variant=asked.variant,
            filters=asked.filters,
            config=public_config(settings.config_file),
        )
        _tell_bundle(export_bundle(snapshot, target, request), as_json=as_json)
        return
    if asked.variant.is_text_free:
        raise ConfigError(
            f"A file of sentences without text would be empty: leave out --text-free, or --format {asked.format}."
        )
    count = export_segments(snapshot, target, asked.format, filters=asked.filters, tool_version=tercet_version())
    if as_json:
        _print_json({"path": str(target), "format": asked.format, "sentences": count})
    else:
        click.echo(f"{target}: {count} {'sentences' if asked.format == 'jsonl' else 'sentence pairs'}")


def verify(bundle: Path, *, as_json: bool) -> bool:
    """Whether a bundle is whole and unaltered; every fault is named."""
    if not bundle.exists():
        raise TercetError(f"There is no bundle {bundle}. Name the folder or the .zip that tercet export made.")
    faults = verify_bundle(bundle)
    manifest = read_manifest(bundle) or {}
    sha256 = manifest.get("manifest_sha256")
    if as_json:
        _print_json({"path": str(bundle), "is_proven": not faults, "sha256": sha256, "faults": list(faults)})
    elif faults:
        click.echo("\n".join([*faults, f"{bundle} is not the bundle that was exported."]))
    else:
        click.echo(f"{bundle} is whole and unaltered. Its sha256: {sha256}")
    return not faults


def tercet_version() -> str:
    """The version of this program; "unknown" where it runs without having been installed."""
    try:
        return metadata.version("tercet")
    except metadata.PackageNotFoundError:
        return "unknown"


def _tell_bundle(bundle: Bundle, *, as_json: bool) -> None:
    tables = bundle.manifest["tables"]
    if as_json:
        _print_json({
            "path": str(bundle.path), "sha256": bundle.sha256, "is_new": bundle.is_new, "tables": tables,
        })  # fmt: skip
        return
    rows = sum(told["rows"] for told in tables.values())
    click.echo(f"{bundle.path}: {len(tables)} tables, {rows} rows{'' if bundle.is_new else ' (it was there already)'}")
    click.echo(f"Cite it by its sha256: {bundle.sha256}")


def _print_json(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
