"""The configuration as it may be shown to others: what was chosen, without what opens a door or names a machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tercet.warehouse.export_tables import secrets_removed

LEFT_OUT = "(left out)"

SECRET_KEY = re.compile(
    r"(?:^|[_-])(?:api_?key|auth|authorization|cookies?|credentials?|headers?|key|pass|passphrase|passwd|password|secret|"
    r"token|webhook)(?:$|[_-])",
    re.IGNORECASE,
)
"""Keys whose values may be secrets, whatever they look like."""

MACHINE_KEYS = frozenset({"data_dir", "packages_inbox"})
"""Keys that name folders of this machine."""


def public_config(path: Path) -> dict[str, Any]:
    """What is written in a configuration file: secret keys and folders left out, addresses without user names,
    passwords and tokens, the home folder as `~`."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {} if not isinstance(written, Mapping) else _public_map(written)


def _public_map(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): LEFT_OUT if value is not None and _is_private(str(key)) else _public(value)
        for key, value in values.items()
    }


def _is_private(key: str) -> bool:
    return key in MACHINE_KEYS or SECRET_KEY.search(key) is not None


def _public(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _public_map(value)
    if isinstance(value, list):
        return [_public(one) for one in value]
    if isinstance(value, bool | int | float) or value is None:
        return value
    return secrets_removed(str(value)).replace(str(Path.home()), "~")
