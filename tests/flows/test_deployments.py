"""The deployments as people use them: forms that refuse what is wrong, runs that wait for each other, what is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cockpit import Cockpit, comes_true
from newsroom import HARVEST
from tables import rows, table_hashes
from tiny_package import build_tiny_package
from web_server import Answer, Request, WebServer

from tercet.warehouse.connection import open_snapshot, open_warehouse
from tercet.warehouse.queries import duplicate_keys
from tercet.warehouse.reading import misaligned_versions

pytestmark = [pytest.mark.slow, pytest.mark.loopback]

PASTED = "\n\n".join(("Harvest is in", *HARVEST))
BY_HAND = {"ingest-now", "translate-pending", "backfill", "stories", "publish", "install-packages"}


def accepts(request: Request) -> Answer:
    return Answer(status=204)


@pytest.fixture(scope="module")
def told() -> Iterator[WebServer]:
    """The webhook that is told of failures."""
    with WebServer(accepts) as server:
        yield server


@pytest.fixture(scope="module")
def cockpit(tmp_path_factory: pytest.TempPathFactory, told: WebServer) -> Iterator[Cockpit]:
    channels = {"webhook": f"{told.url}/hook", "prefect_block": "custom-webhook/newsroom"}
    with Cockpit(tmp_path_factory.mktemp("cockpit"), notify=channels) as running:
        save_block(running, f"{told.url}/block")
        yield running


SAVE_BLOCK = """
import sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
block = CustomWebhookNotificationBlock(name="n", url=sys.argv[1], json_data={"says": "{{subject}}: {{body}}"})
block.save("newsroom")
"""


def save_block(running: Cockpit, address: str) -> None:
    """The notification block `newsroom`, as one makes it in the UI."""
    environment = {**os.environ, "PREFECT_API_URL": f"{running.base}/api"}
    subprocess.run([sys.executable, "-c", SAVE_BLOCK, address], env=environment, check=True, timeout=120)


def seconds(run: Any, moment: str) -> float:
    return datetime.fromisoformat(run[moment]).timestamp()


def test_every_deployment_is_there_with_its_description_its_tags_and_one_run_at_a_time(cockpit: Cockpit) -> None:
    found = cockpit.deployments()

    assert set(found) >= {"nightly", *BY_HAND}
    for deployment in found.values():
        assert deployment["description"]
        assert "tercet" in deployment["tags"]
        limit = deployment["global_concurrency_limit"]["limit"], deployment["concurrency_options"]["collision_strategy"]
        assert limit == (1, "ENQUEUE")
    schedule = found["nightly"]["schedules"][0]["schedule"]
    assert (schedule["cron"], schedule["timezone"]) == ("15 2 * * *", "Europe/Kyiv")
    assert all(not found[name]["schedules"] for name in BY_HAND)


def test_the_form_offers_the_configured_sources(cockpit: Cockpit) -> None:
    schema = cockpit.deployments()["nightly"]["parameter_openapi_schema"]

    assert schema["definitions"]["NightlyParameters"]["properties"]["sources"]["items"]["enum"] == ["harbour-post"]


@pytest.mark.parametrize(
    ("deployment", "values"),
    [
        ("nightly", {"sources": ["no-such-source"]}),
        ("nightly", {"languages": ["de"]}),
        ("ingest-now", {"urls": ["no address"]}),
        ("ingest-now", {"text": 5}),
        ("translate-pending", {"target": "fr"}),
        ("backfill", {"until": "2026-11-02"}),
        ("install-packages", {"pairs": ["en-de"]}),
        ("install-packages", {"from_inbox": "../elsewhere"}),
    ],
)
def test_the_form_refuses_a_wrong_value_before_a_run_starts(
    cockpit: Cockpit, deployment: str, values: dict[str, Any]
) -> None:
    with pytest.raises(OSError, match="409"):
        cockpit.start(deployment, values)


def test_what_the_form_let_through_is_refused_by_the_flow_and_people_are_told(
    cockpit: Cockpit, told: WebServer
) -> None:
    run_id = cockpit.start("ingest-now", {"title": "Harvest is in", "text": "  "})

    run = cockpit.wait(run_id)

    assert run["state_type"] == "FAILED"
    assert "There is nothing to take in" in run["state"]["message"]
    assert comes_true(lambda: "run-trouble" in cockpit.artifacts(run_id), within_seconds=20)
    report = cockpit.artifacts(run_id)["run-trouble"]["data"]
    assert "There is nothing to take in" in report
    assert (cockpit.settings.data_dir / "reports").is_dir()
    assert [path.read_text(encoding="utf-8") for path in (cockpit.settings.data_dir / "reports").glob("*.md")] == [
        report
    ]
    assert comes_true(lambda: {"/hook", "/block"} <= set(told.paths), within_seconds=60), cockpit.logs()[-3000:]
    bodies = {request.path: json.loads(request.body) for request in told.requests}
    notice = bodies["/hook"]
    assert bodies["/block"] == {"says": f"Tercet: {notice['text']}"}
    assert (notice["flow"], notice["state"], notice["fault"]) == ("ingest", "Failed", "ConfigError")
    assert run_id in notice["link"]


def test_a_dry_run_reports_what_would_come_and_stores_nothing(cockpit: Cockpit) -> None:
    run_id = cockpit.start("nightly", {"dry_run": True})

    run = cockpit.wait(run_id)

    assert run["state_type"] == "COMPLETED"
    assert "(dry run)" in run["name"]
    report = cockpit.artifacts(run_id)["run-report"]
    assert report["description"].startswith("Dry run, nothing stored: 4 articles would be new")
    assert "### Would be translated" in report["data"]
    assert not cockpit.settings.warehouse_path.exists()


def test_two_nights_started_together_both_complete_one_after_the_other(cockpit: Cockpit) -> None:
    first, second = cockpit.start("nightly"), cockpit.start("nightly")

    ended = sorted((cockpit.wait(first), cockpit.wait(second)), key=lambda run: str(run["start_time"]))

    assert [run["state_type"] for run in ended] == ["COMPLETED", "COMPLETED"]
    assert seconds(ended[1], "start_time") >= seconds(ended[0], "end_time")
    assert all("Cancelled" not in cockpit.states(run["id"]) for run in ended)
    assert ended[0]["name"].startswith("nightly: all sources, 20")
    shown = cockpit.artifacts(ended[0]["id"])
    assert set(shown) >= {"run-report", "worst-translations", "source-health", "translating"}
    assert "### Rejected, by reason" in shown["run-report"]["data"]
    assert "8 of 8 versions" in shown["translating"]["description"]
    assert cockpit.artifacts(ended[1]["id"])["run-report"]["description"].startswith("Nothing new")


def test_a_run_waits_while_another_holds_the_place_and_is_not_cancelled(cockpit: Cockpit) -> None:
    """A run that a power cut left behind holds the place of its deployment until it is marked as crashed."""
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    asleep = {"type": "SCHEDULED", "state_details": {"scheduled_time": later}}
    left_behind = cockpit.start("translate-pending", state=asleep)
    held = cockpit.call(f"/flow_runs/{left_behind}/set_state", {"state": {"type": "PENDING"}, "force": False})
    assert held["status"] == "ACCEPT", held

    waiting = cockpit.start("translate-pending")

    assert comes_true(lambda: "AwaitingConcurrencySlot" in cockpit.states(waiting), within_seconds=60)
    cockpit.call(f"/flow_runs/{left_behind}/set_state", {"state": {"type": "CRASHED"}, "force": True})
    assert cockpit.wait(waiting)["state_type"] == "COMPLETED"
    assert "Cancelled" not in cockpit.states(waiting)


def test_a_pasted_article_is_shown_in_its_versions(cockpit: Cockpit) -> None:
    asked = {
        "text": PASTED, "outlet": "The Harbour Post", "published_at": "2026-11-02T18:30:00+02:00",
        "url": "https://post.example/harvest", "allow_demo": True,
    }  # fmt: skip

    run_id = cockpit.start("ingest-now", asked)

    run = cockpit.wait(run_id)
    assert run["state_type"] == "COMPLETED"
    assert run["name"].startswith("ingest: a pasted article, ")
    versions = cockpit.artifacts(run_id)["article-versions"]["data"]
    first = versions.split("Sentence ")[2].splitlines()
    assert f"- **en** (original): {HARVEST[0]}" in first
    assert [line[:9] for line in first if line.startswith("- ")] == ["- **en** ", "- **uk**:", "- **ru**:"]
    with open_snapshot(cockpit.settings.snapshot_path) as snapshot:
        stored = rows(snapshot, "SELECT source_id, canonical_url FROM articles WHERE title = 'Harvest is in'")
        assert misaligned_versions(snapshot) == ()
    assert stored == [("harbour-post", "https://post.example/harvest")]


def test_the_past_is_read_and_stories_are_told_from_the_ui(cockpit: Cockpit) -> None:
    days = {"since": "2026-11-01", "until": "2026-11-23"}

    past = cockpit.wait(cockpit.start("backfill", {**days, "sources": ["harbour-post"], "from_archive": True}))
    told_stories = cockpit.wait(cockpit.start("stories"))

    assert past["state_type"] == "COMPLETED"
    assert past["name"].startswith("backfill: 2026-11-01 to 2026-11-23, harbour-post, 20")
    assert told_stories["state_type"] == "COMPLETED"
    backwards = cockpit.wait(cockpit.start("backfill", {"since": "2026-11-02", "until": "2026-11-01"}))
    assert backwards["state_type"] == "FAILED"
    assert "comes after the last" in backwards["state"]["message"]


def test_packages_are_installed_from_the_inbox_only_when_asked(cockpit: Cockpit, tmp_path: Path) -> None:
    inbox = cockpit.settings.packages_inbox / "usb"
    inbox.mkdir(parents=True)
    archive = build_tiny_package(tmp_path, "en-uk")
    (inbox / archive.name).write_bytes(archive.read_bytes())
    assert not cockpit.settings.packages_folder.exists()

    run_id = cockpit.start("install-packages", {"from_inbox": "usb"})

    run = cockpit.wait(run_id)
    assert run["state_type"] == "COMPLETED"
    assert run["name"].startswith("install: from the inbox, ")
    assert [path.name for path in cockpit.settings.packages_folder.iterdir() if path.is_dir()]
    assert archive.name in cockpit.artifacts(run_id)["packages"]["data"]
    missing = cockpit.start("install-packages", {"from_inbox": "not-there"})
    assert "In it are: usb" in cockpit.wait(missing)["state"]["message"]


def test_publishing_with_nothing_new_leaves_the_snapshot(cockpit: Cockpit) -> None:
    before = cockpit.settings.snapshot_path.resolve()
    hashes = table_hashes(cockpit.settings.warehouse_path)

    run = cockpit.wait(cockpit.start("publish"))

    after = table_hashes(cockpit.settings.warehouse_path)
    assert run["state_type"] == "COMPLETED"
    assert cockpit.settings.snapshot_path.resolve() == before
    assert {name for name in hashes if hashes[name] != after[name]} == {"runs"}


def test_no_log_of_all_these_runs_holds_text_of_an_article(cockpit: Cockpit) -> None:
    with open_warehouse(cockpit.settings.warehouse_path) as warehouse:
        sentences = [text for (text,) in rows(warehouse, "SELECT DISTINCT text FROM segments WHERE length(text) > 15")]
        assert duplicate_keys(warehouse) == []
    runs = cockpit.call("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED"]}}}})
    said = "\n".join([*(line for run in runs for line in cockpit.said(run["id"])), cockpit.logs()])

    assert len(sentences) > 100
    assert "ingest.source_stored source=harbour-post" in said
    assert [text for text in sentences if text in said] == []
