"""The local server is asked on loopback only, and asked again while it is busy."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError

import pytest
from web_server import Answer, Request, WebServer

from tercet.flows.prefect_api import NO_ANSWER, answers, get, our_server_answers, post
from tercet.flows.settings import Settings, load_settings

pytestmark = pytest.mark.loopback


def settings_of(folder: Path, server: WebServer) -> Settings:
    config = folder / "config.yaml"
    config.write_text(f"server: {{port: {server.address.rpartition(':')[2]}}}\n", encoding="utf-8")
    return load_settings(config, environ={})


def test_a_busy_server_is_asked_again(tmp_path: Path) -> None:
    with WebServer(lambda _: Answer(status=503 if len(server.requests) < 3 else 200, body=b"[1]")) as server:
        assert post(settings_of(tmp_path, server), "/flows/filter", {}) == [1]
        assert len(server.requests) == 3


def test_a_server_that_stays_busy_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tercet.flows.prefect_api.BUSY_SECONDS", 0.0)
    with WebServer(lambda _: Answer(status=503)) as server, pytest.raises(HTTPError, match="503"):
        get(settings_of(tmp_path, server), "/health")


@pytest.mark.parametrize("status", [400, 404, 409, 500])
def test_any_other_fault_is_told_at_once(tmp_path: Path, status: int) -> None:
    with WebServer(lambda _: Answer(status=status)) as server:
        with pytest.raises(NO_ANSWER):
            get(settings_of(tmp_path, server), "/flows/1")
        assert len(server.requests) == 1


def test_no_proxy_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_proxy(request: Request) -> Answer:
        return Answer(body=b"[]")

    with WebServer(as_proxy) as proxy, WebServer(lambda _: Answer(body=b"[2]")) as server:
        monkeypatch.setenv("http_proxy", proxy.url)

        assert get(settings_of(tmp_path, server), "/flows") == [2]
        assert proxy.requests == []


def test_nobody_there_is_no_answer(tmp_path: Path) -> None:
    with WebServer(lambda _: Answer()) as server:
        settings = settings_of(tmp_path, server)
        assert answers(f"http://{server.address}/")

    assert not answers(f"http://{server.address}/")
    assert not our_server_answers(settings)
