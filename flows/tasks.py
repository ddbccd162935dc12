"""The steps of a run as Prefect tasks: a thin skin. They name what they work on; data stays in the `Run`."""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from tercet.flows.errors import is_transient
from tercet.flows.report import PairCounts, SourceCounts
from tercet.flows.running import Run


def retry_if_transient(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Whether a failed step is tried again: only when the same call may succeed later."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BaseException) and is_transient(error)


@task(name="read", task_run_name="read-{source_id}", cache_policy=NO_CACHE, persist_result=False)
def read_source(run: Run, source_id: str, position: int) -> None:
    """List a source, the one at this position of the run, fetch and extract what is new."""
    run.harvest(run.sources[position])


@task(
    name="store", task_run_name="store-{source_id}", cache_policy=NO_CACHE, persist_result=False,
    retries=2, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def store_source(run: Run, source_id: str) -> SourceCounts:
    """Store what a source brought."""
    return run.load(source_id)


@task(
    name="translate", task_run_name="translate-{shard}", cache_policy=NO_CACHE, persist_result=False,
    retries=1, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def translate_shard(run: Run, shard: str) -> PairCounts:
    """Translate a shard of pending sentences and store the versions."""
    return run.translate(shard)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish_snapshot(run: Run) -> Path | None:
    """Publish a snapshot of the warehouse, if readers would see something new."""
    return run.publish()
