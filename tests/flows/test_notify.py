"""People are told of a run that failed, without any text of an article; failing to tell them never fails anything."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from newsroom import configure
from web_server import Answer, Request, WebServer

from tercet.flows.errors import ConfigError
from tercet.flows.notify import Notice, notify
from tercet.flows.sections.notify import NotifySettings

NOTICE = Notice(
    flow="nightly", run="nightly: all sources, 2026-11-23 02:15 UTC", state="Failed", fault="IncompleteRunError",
    link="http://127.0.0.1:4200/runs/flow-run/1", report="20261123T021500-1.md",
)  # fmt: skip


def accepts(request: Request) -> Answer:
    return Answer(status=204)


@pytest.mark.loopback
def test_the_webhook_is_told_which_run_failed_and_where_to_look() -> None:
    with WebServer(accepts) as server:
        notify(NotifySettings(webhook=f"{server.url}/hooks/tercet"), NOTICE)

        (request,) = server.requests

    told = json.loads(request.body)
    assert request.path == "/hooks/tercet"
    assert request.headers["content-type"] == "application/json"
    assert set(told) == {"text", "flow", "run", "state", "fault", "link", "report"}
    for word in (NOTICE.run, NOTICE.state, NOTICE.fault, NOTICE.link, NOTICE.report):
        assert word in told["text"]


def refuses(request: Request) -> Answer:
    return Answer(status=500, body=b"no")


@pytest.mark.loopback
def test_a_webhook_that_refuses_or_is_not_there_is_logged_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    with WebServer(refuses) as server, caplog.at_level(logging.WARNING, "tercet"):
        notify(NotifySettings(webhook=server.url), NOTICE)
        gone = server.url
    notify(NotifySettings(webhook=gone), NOTICE)

    assert [record.message.split(" ", 1)[0] for record in caplog.records] == ["notify.failed"] * 2


def test_without_configuration_nobody_is_told() -> None:
    notify(NotifySettings(), NOTICE)

    assert not NotifySettings().is_wanted


@pytest.mark.parametrize("section", [{"webhook": "chat"}, {"prefect_block": "newsroom"}, {"mail": "a@b.example"}])
def test_a_wrong_section_is_refused_with_its_key(tmp_path: Path, section: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=f"notify.{next(iter(section))}"):
        configure(tmp_path, notify=section)
