"""Errors of configuration and of ingest, and the one predicate that decides whether to try again."""

from __future__ import annotations

from tercet.translations.errors import TercetError


class ConfigError(TercetError):
    """The configuration is wrong. The message lists every problem with file, key, value and what is allowed."""


class IngestError(TercetError):
    """Ingest as a whole could not go on. One article's trouble is a Reject, not an error."""


class FetchError(IngestError):
    """A request failed in a way that may pass: time-out, reset connection, 5xx, 429."""

    is_transient = True


def is_transient(error: BaseException) -> bool:
    """Whether the same call may succeed later. Used by every retry, and only here decided."""
    return isinstance(error, TercetError) and error.is_transient
