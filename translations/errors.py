"""The root of the product's errors, and those of the text domain.

    TercetError                     the command line prints it and exits with 1; anything else is a bug
    |- TranslationError
    |  |- UnsupportedPairError      a direction we do not know, or that no route allows
    |  |- PackageMissingError       no package for a pair; the message has the command that adds one
    |  |- PackageBrokenError        a package is damaged; the message names it and the fault
    |  |- IndexUnavailableError*    the package index could not be read
    |  |- AlignmentError            a version lost or gained a position
    |  `- EngineError               the engine failed on a batch
    |- ConfigError, IngestError     (tercet.flows.errors)
    `- WarehouseError               (tercet.warehouse.errors)

`*` marks transient errors: they carry `is_transient = True`, and one predicate feeds every retry.
"""

from __future__ import annotations


class TercetError(Exception):
    """Something the user can act on. The message says what happened, why, and what to do next."""

    is_transient = False


class TranslationError(TercetError):
    """A text could not be translated."""


class UnsupportedPairError(TranslationError):
    """The direction is not one of the six between English, Ukrainian and Russian."""

    def __init__(self, pair: str) -> None:
        super().__init__(
            f"There is no language pair {pair!r}. Pairs are written source-target with the codes en, uk and ru, "
            "for example en-uk."
        )
        self.pair = pair


class PackageMissingError(TranslationError):
    """No translation package is installed for a pair, for the engine that is to serve it."""

    def __init__(self, pair: str, hint: str = "", *, engine: str = "argos") -> None:
        command, file = ("tercet models install", "FILE.argosmodel")
        if engine != "argos":
            command, file = f"tercet models install --engine {engine}", "FOLDER"
        super().__init__(
            f"No translation package is installed for {pair}. Run: {command} {pair}"
            f" (or, from a file: {command} --from {file}){hint}"
        )
        self.pair = pair


class PackageBrokenError(TranslationError):
    """A package is incomplete, altered or not an Argos package."""

    def __init__(self, package: str, fault: str) -> None:
        super().__init__(f"The translation package {package} cannot be used: {fault}. Other pairs are not affected.")
        self.package = package
        self.fault = fault


class IndexUnavailableError(TranslationError):
    """The package index could not be reached or read."""

    is_transient = True


class AlignmentError(TranslationError):
    """A translated version does not have exactly the positions of its source."""


class EngineError(TranslationError):
    """The translation engine failed."""
