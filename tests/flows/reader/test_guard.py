"""Who is answered, what may be asked, and what every answer tells the browser."""

from __future__ import annotations

from typing import Any

import pytest
from asgi import ask_app
from reading_room import BRIDGE

ANSWERS = {
    "/": 200,
    "/health": 200,
    "/static/reader.css": 200,
    "/favicon.ico": 204,
    "/nothing": 404,
    "/static/../app.py": 404,
    "/static/%2e%2e/app.py": 404,
    "/story/1": 404,
    "/story/70": 308,
    "/article/1": 404,
    "/watch/unknown": 404,
    "/watch/quiet.xml": 404,
    "/watch/..%2f..%2fconfig.yaml": 404,
    "/day/1900-01-01": 404,
    "/day/2026-05-01/": 404,
    "/day/2026-13-01": 422,
    "/day/yesterday": 422,
    "/day/2026-05-01?language=de": 422,
    "/day/2026-05-01?page=0": 422,
    "/day/2026-05-01?page=99999999999999999999": 422,
    "/story/-1": 422,
    "/story/99999999999999999999": 422,
    "/story/71?beside=fr": 422,
    "/article/x": 422,
    "/article/1?removed=perhaps": 422,
    "/search?page=11": 422,
    "/search?q=" + "a" * 201: 422,
    "/search?q=" + "a" * 5000: 414,
    "/openapi.json": 404,
    "/docs": 404,
}


@pytest.mark.parametrize(("path", "status"), ANSWERS.items())
def test_every_answer_carries_the_policy(app: Any, path: str, status: int) -> None:
    answer = ask_app(app, path)

    assert answer.status == status
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "cache-control" in answer.headers or status == 308


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:4201", "", "[::2]:4201", "a b"]
)
def test_another_host_is_refused(app: Any, host: str) -> None:
    answer = ask_app(app, "/", headers={"host": host})

    assert answer.status == 403
    assert "content-security-policy" in answer.headers
    assert "Заголовок" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4201", "localhost:4201", "LOCALHOST", "[::1]:4201"])
def test_this_machine_is_answered_by_any_of_its_names(app: Any, host: str) -> None:
    assert ask_app(app, "/", headers={"host": host}).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_is_answered(app: Any, method: str) -> None:
    answer = ask_app(app, "/", method=method)

    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


def test_head_is_a_page_without_its_body(app: Any) -> None:
    answer = ask_app(app, "/", method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_an_error_says_what_is_wrong_without_echoing_markup(app: Any) -> None:
    answer = ask_app(app, "/day/%3Cscript%3Ealert(1)%3Cscript%3E?language=%3Cb%3E")

    assert answer.status == 422
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


def test_a_failure_is_a_page_with_the_policy_and_without_secrets(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("tercet.flows.reader.page_lists.source_health", fail)
    sent = ask_failing(app, "/sources")

    assert sent.status == 500
    assert "content-security-policy" in sent.headers
    assert "secret of the house" not in sent.text


def ask_failing(app: Any, path: str) -> Any:
    """The page that is sent before the server logs the failure."""
    answers: list[Any] = []

    async def caught(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except RuntimeError:
            answers.append(True)

    answer = ask_app(caught, path)
    assert answers == [True]
    return answer


def test_a_question_that_takes_too_long_is_ended(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tercet.flows.reader.pages.PAGE_SECONDS", 0.0)

    answer = ask_app(app, f"/article/{BRIDGE.article_id}")

    assert answer.status in (200, 503)


def test_a_page_may_be_kept_but_is_asked_for_again(app: Any) -> None:
    answer = ask_app(app, "/")

    assert answer.headers["cache-control"] == "private, no-cache"
    assert "immutable" in ask_app(app, "/static/reader.css").headers["cache-control"]
