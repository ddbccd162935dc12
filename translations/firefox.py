"""Runs Firefox Translations models with fxtranslate: smaller than Argos' packages, better from English to Ukrainian.

Needs the extra `firefox`. The engine is made from local bytes; nothing here ever looks for a model elsewhere. It tells
no score, and knows no n-gram limit: a loop is flagged like any other, and stays.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tercet.translations.argos import subword_counter, vocabulary_size
from tercet.translations.engine import Decoded
from tercet.translations.errors import EngineError, IndexUnavailableError, PackageBrokenError, TranslationError
from tercet.translations.firefox_packages import ENGINE, FirefoxFiles, embedding_sizes, files_of, verify_firefox
from tercet.translations.languages import LanguagePair
from tercet.translations.long_sentences import split_long
from tercet.translations.models import PackageRef, sha256_text
from tercet.translations.package_files import InstalledPackage

MAX_SUBWORDS = 128
"""Firefox itself cuts sentences here; the engine would cut longer ones silently."""


_PROBE = "Test 1."
_INSTALL_EXTRA = "Run: pip install 'tercet[firefox]'"


class FirefoxEngine:
    """An engine on one pair's model files. Loads them at the first use, in the process that uses them.

    The native translator may only be used by the thread that made it, so each engine has a thread of its own.
    """

    name = ENGINE

    def __init__(self, package: InstalledPackage) -> None:
        self._package = package
        self._lock = threading.Lock()
        self._process_id = 0
        self._thread: ThreadPoolExecutor | None = None

    @property
    def package(self) -> PackageRef:
        return self._package.ref

    @property
    def settings_sha256(self) -> str:
        return sha256_text(f"{ENGINE} subwords={MAX_SUBWORDS}")

    def load(self) -> None:
        """Check the files against the lock, make the engine, try it. Raises PackageBrokenError."""
        self.decode([])

    def decode(self, texts: Sequence[str], *, no_repeat_ngram_size: int = 0) -> list[Decoded]:
        """One result per text, in order, without a score. Raises PackageBrokenError at the first use of a damaged
        model."""
        with self._lock:
            if self._thread is None or self._process_id != os.getpid():
                # After a fork as well: the parent's thread does not exist in the child.
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=self._package.ref.name)
                self._process_id = os.getpid()
            work = self._thread.submit(_decode_or_tell, self._package, list(texts))
        decoded = work.result()
        if isinstance(decoded, TranslationError):
            raise decoded
        return decoded


_of_thread = threading.local()
"""What the thread of an engine has loaded. It goes with the thread, because it may go nowhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    translator: Any
    count: Callable[[str], int]


def _decode_or_tell(package: InstalledPackage, texts: Sequence[str]) -> list[Decoded] | TranslationError:
    """What the thread of an engine does. An error comes without its trace, which would take native objects along."""
    try:
        return _decode(package, texts)
    except TranslationError as error:
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)


def _decode(package: InstalledPackage, texts: Sequence[str]) -> list[Decoded]:
    loaded: _Loaded | None = getattr(_of_thread, "loaded", None)
    if loaded is None:
        loaded = _of_thread.loaded = _load(package)

    def failed(fault: str) -> TranslationError:
        return EngineError(f"{package.label} failed on a sentence: {fault}")

    return [Decoded(text=_translate(loaded, text, failed), score=None) for text in texts]


def _translate(loaded: _Loaded, text: str, failed: Callable[[str], TranslationError]) -> str:
    """A text; one that is too long in pieces, joined as they were. A blank one stays blank: the model would invent."""
    if not text.strip():
        return ""
    written = []
    for piece in split_long(text, loaded.count, limit=MAX_SUBWORDS):
        sentence = piece.strip()
        written += [_told(partial(loaded.translator.translate, sentence), failed).strip(), piece[len(piece.rstrip()) :]]
    return "".join(written).strip()


def _load(package: InstalledPackage) -> _Loaded:
    verify_firefox(package)
    try:
        from fxtranslate import Translator
    except ImportError as error:
        raise PackageBrokenError(package.label, f"its engine is not installed. {_INSTALL_EXTRA}") from error
    files = files_of(package.path)
    model, source, target = (
        _read(path, package) for path in (files.model, files.source_vocabulary, files.target_vocabulary)
    )
    shortlist = None if files.shortlist is None else _read(files.shortlist, package)

    def broken(fault: str) -> TranslationError:
        return PackageBrokenError(package.label, f"it does not load ({fault}); install the model again")

    # The engine takes a vocabulary that it cannot read, or of another model, and translates nonsense.
    count = _told(partial(subword_counter, files.source_vocabulary), broken)
    _check_sizes(package, files)
    translator = _told(partial(Translator, model, source, target, shortlist), broken)
    # Weights that are missing show only when they are used.
    _told(partial(translator.translate, _PROBE), broken)
    return _Loaded(translator=translator, count=count)


def _check_sizes(package: InstalledPackage, files: FirefoxFiles) -> None:
    try:
        rows = embedding_sizes(files.model)
    except ValueError as error:
        raise PackageBrokenError(package.label, f"{error}; install the model again") from error
    for side, path in (("source", files.source_vocabulary), ("target", files.target_vocabulary)):
        try:
            entries = vocabulary_size(path)
        except (RuntimeError, OSError) as error:
            raise PackageBrokenError(package.label, f"{path.name} is no vocabulary ({error})") from error
        if rows[side] != entries:
            fault = f"{path.name} has {entries} entries for {rows[side]} rows of weights; install the model again"
            raise PackageBrokenError(package.label, fault)


def download_models(pair: LanguagePair, folder: Path) -> None:
    """Fetch the newest model files of a pair from Mozilla into the folder, for the install command only.

    fxtranslate finds, unpacks and verifies them. Raises IndexUnavailableError when that fails, TranslationError
    without the extra `firefox`.
    """
    try:
        from fxtranslate import discovery
    except ImportError as error:
        raise TranslationError(f"Firefox models need fxtranslate. {_INSTALL_EXTRA}") from error

    def unavailable(fault: str) -> TranslationError:
        return IndexUnavailableError(
            f"No Firefox model for {pair} could be downloaded: {fault}. Nothing was installed. From files: tercet "
            "models install --engine firefox --from FOLDER"
        )

    _told(lambda: discovery.add_models(str(pair.source), str(pair.target), str(folder), False), unavailable)


def _read(path: Path, package: InstalledPackage) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackageBrokenError(package.label, f"{path.name} cannot be read ({error.strerror})") from error


def _told(work: Callable[[], Any], error_for: Callable[[str], TranslationError]) -> Any:
    """What `work` gives. The native engine's errors, its panics included, become ours."""
    try:
        return work()
    except (ValueError, RuntimeError, OSError) as error:
        raise error_for(str(error)) from error
    except BaseException as error:
        # A panic of the native code is no Exception, so that nothing catches it by accident.
        if type(error).__name__ != "PanicException":
            raise
        raise error_for(str(error)) from error
