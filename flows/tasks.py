"""The steps of a run as Prefect tasks: a thin skin. They take and return ids and paths, and find the run by its id.

What a step reads and makes stays in the run and in the warehouse: nothing of an article passes through Prefect.
The steps have names and no tags: for every tag Prefect asks its server for a concurrency limit, before and after each.
"""

from __future__ import annotations

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from tercet.flows.errors import is_transient
from tercet.flows.running import opened


def retry_if_transient(_task: Task[..., object], _run: TaskRun, state: State[object]) -> bool:
    """Whether a failed step is tried again: only when the same call may succeed later."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, BaseException) and is_transient(error)


@task(name="read", task_run_name="read-{source_id}", cache_policy=NO_CACHE, persist_result=False)
def read_source(run_id: str, source_id: str, position: int) -> str:
    """List a source, the one at this position of the run, fetch and extract what is new. Returns its id."""
    run = opened(run_id)
    run.harvest(run.sources[position])
    return source_id


@task(
    name="store", task_run_name="store-{source_id}", cache_policy=NO_CACHE, persist_result=False,
    retries=2, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def store_source(run_id: str, source_id: str) -> str:
    """Store what a source brought. Returns its id; the counts are in the run's report."""
    opened(run_id).load(source_id)
    return source_id


@task(
    name="translate", task_run_name="translate-{shard}", cache_policy=NO_CACHE,
    persist_result=False, retries=1, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def translate_shard(run_id: str, shard: str) -> str:
    """Translate a shard of pending sentences and store the versions. Returns its name."""
    opened(run_id).translate(shard)
    return shard


@task(
    name="stories", cache_policy=NO_CACHE, persist_result=False,
    retries=1, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def link_stories(run_id: str) -> None:
    """Put new articles into stories and compare the sentences of those that share one."""
    from tercet.flows.stories_stage import tell_stories

    tell_stories(opened(run_id))


@task(
    name="natives", cache_policy=NO_CACHE, persist_result=False,
    retries=1, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def measure_natives(run_id: str) -> None:
    """Score the packages by a few articles that publishers wrote in both languages."""
    from tercet.flows.terms_stage import measure_natives as measure

    measure(opened(run_id))


@task(
    name="terms", cache_policy=NO_CACHE, persist_result=False,
    retries=1, retry_delay_seconds=5, retry_condition_fn=retry_if_transient,
)  # fmt: skip
def find_terms(run_id: str) -> None:
    """Count contested terms and names in what is new, and tell what the watchlists found."""
    from tercet.flows.terms_stage import find_terms as find

    find(opened(run_id))


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish_snapshot(run_id: str) -> Path | None:
    """Publish a snapshot of the warehouse, if readers would see something new. Returns its path."""
    return opened(run_id).publish()
