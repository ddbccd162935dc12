"""The flow that installs translation packages: the only one that downloads any, and only those that were chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from tercet.flows.artifacts import progress_shown
from tercet.flows.engines import Engines, wanted_pairs
from tercet.flows.environment import settings_from_environment
from tercet.flows.errors import ConfigError
from tercet.flows.failure import report_trouble
from tercet.flows.parameters import NOTHING_TO_INSTALL, InstallParameters
from tercet.flows.progress import Step, tell
from tercet.flows.report import counted, markdown_table
from tercet.flows.run_names import named
from tercet.flows.runlog import log_from_info_on
from tercet.flows.settings import Settings
from tercet.flows.tasks import retry_if_transient
from tercet.translations.errors import PackageBrokenError, PackageMissingError, TranslationError
from tercet.translations.languages import LanguagePair
from tercet.translations.package_index import IndexSettings, install_from_index
from tercet.translations.packages import archives_in, install_archive

KILOBYTE = 1000


@flow(
    name="install-packages",
    flow_run_name=named("install"),
    persist_result=False,
    on_failure=[report_trouble],
    on_crashed=[report_trouble],
    on_cancellation=[report_trouble],
)
def install_packages(parameters: InstallParameters) -> list[Path]:
    """Download the packages of the chosen pairs, or install files that lie in the packages inbox.

    Every package is installed by itself: one that cannot be had does not stop the others. Returns their folders.
    """
    if parameters.asks_for_nothing:
        raise ConfigError(NOTHING_TO_INSTALL)
    log_from_info_on()
    settings = settings_from_environment()
    settings.packages_folder.mkdir(parents=True, exist_ok=True)
    files = archives_of(settings, parameters.from_inbox) if parameters.from_inbox else ()
    jobs: list[tuple[str, Callable[[], Path]]] = [
        *((str(pair), lambda pair=pair: download_package(pair)) for pair in dict.fromkeys(parameters.pairs)),
        *((file.name, lambda file=file: install_file(file)) for file in files),
    ]
    outcomes: dict[str, Path | TranslationError] = {}
    for name, install in jobs:
        try:
            outcomes[name] = install()
        except TranslationError as error:
            outcomes[name] = error
    create_markdown_artifact(
        packages_markdown(settings, outcomes), key="packages", description="What was installed, and what serves a pair"
    )
    faults = [f"{name}: {outcome}" for name, outcome in outcomes.items() if isinstance(outcome, TranslationError)]
    if faults:
        raise TranslationError("\n".join([f"{counted(len(faults), 'package')} could not be installed.", *faults]))
    return [outcome for outcome in outcomes.values() if isinstance(outcome, Path)]


@task(
    name="download", task_run_name="download-{pair}", cache_policy=NO_CACHE, persist_result=False,
    retries=2, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def download_package(pair: str) -> Path:
    """Download and install the newest package of a pair. Returns its folder."""
    settings = settings_from_environment()
    index = IndexSettings(url=settings.translation.index_url, user_agent=settings.fetch.user_agent)
    name = f"Downloading {pair}"

    def on_progress(here: int, total: int | None) -> None:
        # A server that does not tell how much there is leaves the end open.
        expected = here + KILOBYTE if total is None else total
        tell(Step(name=name, done=here // KILOBYTE, total=expected // KILOBYTE, unit="kB"))

    with progress_shown(name):
        return install_from_index(
            LanguagePair.parse(pair), settings.packages_folder, settings=index, on_progress=on_progress
        ).path


@task(name="install", task_run_name="install-{file.name}", cache_policy=NO_CACHE, persist_result=False)
def install_file(file: Path) -> Path:
    """Install a package file. Returns the folder of the package."""
    return install_archive(file, settings_from_environment().packages_folder).path


def archives_of(settings: Settings, name: str) -> tuple[Path, ...]:
    """The package files of this name in the inbox: one, those of a folder, or all for `*`. Raises ConfigError."""
    inbox = settings.packages_inbox
    place = inbox if name == "*" else inbox / name
    if not place.resolve().is_relative_to(inbox.resolve()) or not place.exists():
        there = ", ".join(sorted(path.name for path in inbox.glob("*"))[:20]) if inbox.is_dir() else ""
        if not there:
            raise ConfigError(
                f"The packages inbox {inbox} is empty. Put .argosmodel files there, then start this again."
            )
        raise ConfigError(f"There is no {name!r} in the packages inbox {inbox}. In it are: {there}.")
    archives = archives_in(place)
    if not archives:
        raise ConfigError(f"{place} holds no .argosmodel file. Nothing was installed.")
    return archives


def packages_markdown(settings: Settings, outcomes: dict[str, Path | TranslationError]) -> str:
    """What came of each package, and which package serves each pair now."""
    engines = Engines(settings)
    installed = [
        (name, outcome.name if isinstance(outcome, Path) else f"not installed: {outcome}")
        for name, outcome in outcomes.items()
    ]
    serving = [(pair, *_serving(engines, pair)) for pair in wanted_pairs(settings)]
    return "\n\n".join(
        (
            "### Installed",
            markdown_table(("what", "outcome"), installed),
            "### What serves each pair",
            markdown_table(("pair", "package", "why"), serving),
        )
    )


def _serving(engines: Engines, pair: LanguagePair) -> tuple[str, str]:
    try:
        choice = engines.choice(pair)
    except (PackageMissingError, PackageBrokenError) as error:
        return "-", str(error)
    return choice.package.label, choice.reason
