"""The model files of Firefox Translations on this machine: found, checked, installed, locked.

One folder per pair (`en-uk/`) with model.*.bin, vocab.*.spm (or srcvocab and trgvocab) and, optionally, lex.*.bin,
named as Mozilla names them. A folder that the user filled by hand is used as it is; an installed one is compared with
the lock file at every load.
"""

from __future__ import annotations

import gzip
import re
import shutil
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tercet.translations.errors import PackageBrokenError, PackageMissingError, TranslationError, UnsupportedPairError
from tercet.translations.languages import LanguagePair
from tercet.translations.models import PackageRef
from tercet.translations.package_files import InstalledPackage, combined_sha256, hash_files
from tercet.translations.package_lock import LockedFile, LockedPackage, changing, read_lock, write_lock

ENGINE = "firefox"
_FILE = re.compile(
    r"(?P<kind>model|vocab|srcvocab|trgvocab|lex)\b.*?\.(?P<source>en|uk|ru)(?P<target>en|uk|ru)\..*?(?:bin|spm)(?:\.gz)?"
)
_MAX_BYTES = 1024**3
_MAX_ITEMS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FirefoxFiles:
    """The files that an engine is made of. Most pairs share one vocabulary."""

    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    shortlist: Path | None


def files_of(folder: Path) -> FirefoxFiles:
    """The files in a pair's folder. Raises PackageBrokenError when one is missing, or is there twice."""
    by_kind: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and (match := _FILE.fullmatch(path.name)) is not None and path.suffix != ".gz":
            by_kind.setdefault(match["kind"], []).append(path)
    twice = [path.name for paths in by_kind.values() if len(paths) > 1 for path in paths]
    if twice:
        raise PackageBrokenError(f"firefox {folder.name}", f"there are several of one kind: {', '.join(twice)}")
    found = {kind: paths[0] for kind, paths in by_kind.items()}
    source, target = (found.get(kind, found.get("vocab")) for kind in ("srcvocab", "trgvocab"))
    if "model" not in found or source is None or target is None:
        missing = "model.*.bin" if "model" not in found else "vocab.*.spm (or srcvocab and trgvocab)"
        raise PackageBrokenError(f"firefox {folder.name}", f"{missing} is missing")
    return FirefoxFiles(
        model=found["model"], source_vocabulary=source, target_vocabulary=target, shortlist=found.get("lex")
    )


def embedding_sizes(model: Path) -> dict[str, int]:
    """Rows of the source and target embeddings of a Marian model. Raises ValueError for a file that is none.

    The file starts with its version and the number of items, then their headers (lengths of name and shape), names,
    and shapes, all little-endian.
    """
    try:
        with model.open("rb") as opened:
            version, count = struct.unpack("<QQ", opened.read(16))
            if version != 1 or count > _MAX_ITEMS:
                raise ValueError(f"{model.name} is no Marian model")
            headers = [struct.unpack("<QQQQ", opened.read(32)) for _ in range(count)]
            names = [opened.read(min(header[0], 1024)).rstrip(b"\0").decode("utf-8", "replace") for header in headers]
            shapes = [struct.unpack(f"<{header[2]}i", opened.read(4 * header[2])) for header in headers]
    except struct.error as error:
        raise ValueError(f"{model.name} is no Marian model, or is cut short") from error
    rows = {name: shape[0] for name, shape in zip(names, shapes, strict=True) if shape}
    shared = rows.get("Wemb", 0)
    return {"source": rows.get("encoder_Wemb", shared), "target": rows.get("decoder_Wemb", shared)}


def discover_firefox(folder: Path) -> tuple[list[InstalledPackage], list[PackageBrokenError]]:
    """The pairs that have model files in the folder, and what is wrong with those that cannot be used."""
    packages: list[InstalledPackage] = []
    broken: list[PackageBrokenError] = []
    if not folder.is_dir():
        return packages, broken
    try:
        locked = read_lock(folder)
    except PackageBrokenError as error:
        broken.append(error)
        locked = {}
    for path in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        try:
            pair = LanguagePair.parse(path.name)
            files_of(path)
            entry = locked.get(path.name)
            packages.append(_described(path, pair, hash_files(path) if entry is None else entry.digests, entry))
        except UnsupportedPairError:
            continue
        except PackageBrokenError as error:
            broken.append(error)
    return packages, broken


def firefox_package(pair: LanguagePair, folder: Path) -> InstalledPackage:
    """The model of a pair. Raises PackageMissingError, or PackageBrokenError when what is there cannot be used."""
    packages, broken = discover_firefox(folder)
    for package in packages:
        if package.ref.pair == pair:
            return package
    for error in broken:
        if error.package.endswith(str(pair)):
            raise error
    raise PackageMissingError(str(pair), engine=ENGINE)


def verify_firefox(package: InstalledPackage) -> None:
    """Raise PackageBrokenError unless every file is there, and as it was installed."""
    if package.expected_files is not None:
        found = hash_files(package.path)
        for name, digest in package.expected_files.items():
            if found.get(name) != digest:
                state = "is missing" if name not in found else "was altered since it was installed"
                raise PackageBrokenError(package.label, f"{name} {state}; install the model again")
    files_of(package.path)


def install_firefox(
    source: Path, folder: Path, *, pairs: Sequence[LanguagePair] = (), origin: str = ""
) -> tuple[InstalledPackage, ...]:
    """Take the model files below `source` (plain or .gz) into the folder; of all pairs there, or those named.

    A pair is seen when all of its files were copied, checked and loaded once. Raises TranslationError when there is
    nothing to install, PackageBrokenError for files that do not make an engine.
    """
    found = _files_below(source)
    chosen = list(pairs) or sorted(found)
    missing = [str(pair) for pair in chosen if pair not in found]
    if missing or not chosen:
        wanted = ", ".join(missing) or "en, uk and ru"
        raise TranslationError(
            f"{source} holds no Firefox model for {wanted}: files like model.enuk.intgemm.alphas.bin, vocab.enuk.spm, "
            "lex.50.50.enuk.s2t.bin. Nothing was installed."
        )
    return tuple(_install(pair, found[pair], folder, origin=origin or str(source)) for pair in chosen)


def install_from_mozilla(pair: LanguagePair, folder: Path) -> InstalledPackage:
    """Download the newest model of a pair from Mozilla's servers and install it. The one place that asks for it.

    Raises IndexUnavailableError when it cannot be had, TranslationError without the extra `firefox`.
    """
    from tercet.translations.firefox import download_models

    with changing(folder):
        scratch = Path(tempfile.mkdtemp(prefix=".downloading-", dir=folder))
    try:
        download_models(pair, scratch)
        (package,) = install_firefox(scratch, folder, pairs=[pair], origin="Mozilla Remote Settings")
        return package
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def uninstall_firefox(package: InstalledPackage) -> None:
    """Remove a pair's model files and its entry in the lock file."""
    folder = package.path.parent
    with changing(folder):
        locked = read_lock(folder)
        if locked.pop(package.path.name, None) is not None:
            write_lock(folder, locked)
        shutil.rmtree(package.path)


def _install(pair: LanguagePair, files: Sequence[Path], folder: Path, *, origin: str) -> InstalledPackage:
    from tercet.translations.firefox import FirefoxEngine

    with changing(folder):
        scratch = Path(tempfile.mkdtemp(prefix=".installing-", dir=folder))
        try:
            new = scratch / str(pair)
            new.mkdir()
            for file in files:
                _copy(file, new)
            digests = hash_files(new)
            FirefoxEngine(_described(new, pair, digests, None)).load()
            entry = LockedPackage(
                pair=str(pair),
                version=combined_sha256(digests)[:8],
                origin=origin,
                archive_sha256=combined_sha256(digests),
                files={name: LockedFile(sha256=digests[name], bytes=(new / name).stat().st_size) for name in digests},
            )
            target = folder / str(pair)
            if target.exists():
                target.rename(scratch / "replaced")
            new.rename(target)
            write_lock(folder, {**read_lock(folder), target.name: entry})
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return _described(target, pair, digests, entry)


def _files_below(source: Path) -> dict[LanguagePair, list[Path]]:
    found: dict[LanguagePair, list[Path]] = {}
    for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
        match = _FILE.fullmatch(path.name)
        if match is not None and path.is_file() and match["source"] != match["target"]:
            found.setdefault(LanguagePair.parse(f"{match['source']}-{match['target']}"), []).append(path)
    return found


def _copy(file: Path, folder: Path) -> None:
    try:
        if file.suffix != ".gz":
            shutil.copyfile(file, folder / file.name)
            return
        with gzip.open(file) as packed:
            content = packed.read(_MAX_BYTES + 1)
    except (OSError, EOFError) as error:
        raise PackageBrokenError(file.name, f"it cannot be read or unpacked ({error})") from error
    if len(content) > _MAX_BYTES:
        raise PackageBrokenError(file.name, "it would unpack to more than 1 GiB")
    (folder / file.stem).write_bytes(content)


def _described(
    path: Path, pair: LanguagePair, digests: Mapping[str, str], entry: LockedPackage | None
) -> InstalledPackage:
    sha256 = combined_sha256(digests)
    return InstalledPackage(
        path=path,
        ref=PackageRef(pair=pair, name=f"firefox-{pair.source}_{pair.target}", version=sha256[:8], sha256=sha256),
        metadata={},
        target_prefix="",
        card={},
        expected_files=None if entry is None else dict(digests),
        engine=ENGINE,
    )
