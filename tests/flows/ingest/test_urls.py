"""One article has one address, whichever way a reader came to it; two articles have two."""

from __future__ import annotations

import pytest

from tercet.flows.ingest.urls import canonical_url, web_url

ARTICLE = "https://visti.example/novyny/mist-vidkryto-4711"


@pytest.mark.parametrize(
    "variant",
    [
        "https://visti.example/novyny/mist-vidkryto-4711/",
        "HTTPS://Visti.Example/novyny/mist-vidkryto-4711",
        "http://visti.example/novyny/mist-vidkryto-4711",
        "http://visti.example:80/novyny/mist-vidkryto-4711",
        "https://visti.example:443/novyny/mist-vidkryto-4711",
        "https://www.visti.example/novyny/mist-vidkryto-4711",
        "https://m.visti.example/novyny/mist-vidkryto-4711",
        "https://www.m.visti.example/novyny/mist-vidkryto-4711",
        "https://mobile.visti.example/novyny/mist-vidkryto-4711",
        "https://amp.visti.example/novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist-vidkryto-4711/amp",
        "https://visti.example/novyny/mist-vidkryto-4711/amp/",
        "https://visti.example/novyny/mist-vidkryto-4711.amp",
        "https://visti.example/amp/novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist-vidkryto-4711?amp",
        "https://visti.example/novyny/mist-vidkryto-4711?outputType=amp",
        "https://www.google.com/amp/s/visti.example/novyny/mist-vidkryto-4711",
        "https://visti-example.cdn.ampproject.org/c/s/visti.example/novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist-vidkryto-4711#comments",
        "https://visti.example/novyny/mist-vidkryto-4711?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
        "https://visti.example/novyny/mist-vidkryto-4711?fbclid=IwAR0&gclid=1&yclid=2&ysclid=3&_openstat=4",
        "https://visti.example/novyny/mist-vidkryto-4711?from=rss&ref=main",
        "https://visti.example/novyny/mist-vidkryto-4711;jsessionid=0A1B?PHPSESSID=77",
        "https://visti.example/novyny/mist-vidkryto-4711/index.html",
        "https://visti.example/novyny/../novyny/mist-vidkryto-4711",
        "https://reader:secret@visti.example/novyny/mist-vidkryto-4711",
        "https://visti.example./novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist%2Dvidkryto-4711",
        "  https://visti.example/novyny/mist-vidkryto-4711\n",
    ],
)
def test_all_ways_to_an_article_have_one_address(variant: str) -> None:
    assert canonical_url(variant) == ARTICLE


@pytest.mark.parametrize(
    "other",
    [
        "https://visti.example/novyny/mist-vidkryto-4712",
        "https://visti.example/ru/novyny/mist-vidkryto-4711",
        "https://sport.visti.example/novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist-vidkryto-4711?page=2",
        "https://visti.example/novyny/mist-vidkryto-4711?id=5",
        "https://visti.example/novyny/mist-vidkryto-4711?from=200",
        "https://visti.example/Novyny/mist-vidkryto-4711",
        "https://visti.example:8443/novyny/mist-vidkryto-4711",
        "https://visti.example/novyny/mist-vidkryto-4711#!/video",
        "https://visti.example/novyny",
        "https://visti.example/novyny%2Fmist-vidkryto-4711",
    ],
)
def test_other_articles_have_other_addresses(other: str) -> None:
    assert canonical_url(other) != ARTICLE


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://visti.example", "https://visti.example/"),
        ("https://visti.example/?b=2&a=1&b=1", "https://visti.example/?a=1&b=1&b=2"),
        ("https://visti.example/?p=", "https://visti.example/?p="),
        ("https://visti.example/index.php?id=3", "https://visti.example/?id=3"),
        ("https://visti.example/champ", "https://visti.example/champ"),
        ("https://m.ua/x", "https://m.ua/x"),
        ("https://новини.укр/Міст", "https://xn--b1amarcd.xn--j1amh/%D0%9C%D1%96%D1%81%D1%82"),
        ("https://visti.example/?q=%cf%f0", "https://visti.example/?q=%CF%F0"),
        ("http://127.0.0.1:8000/a/", "http://127.0.0.1:8000/a"),
        ("http://127.0.0.1/a", "http://127.0.0.1/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
        ("http://press/a", "http://press/a"),
        ("http://visti.example:8080/a", "http://visti.example:8080/a"),
    ],
)
def test_an_address_is_written_in_one_way(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "text", ["", "mailto:desk@visti.example", "http://[broken", "https://a.example:port/", "visti", "tag:x,2026:1"]
)
def test_what_is_no_web_address_stays_as_it_is(text: str) -> None:
    assert canonical_url(text) == text


@pytest.mark.parametrize(
    ("value", "base", "url"),
    [
        ("https://visti.example/a", None, "https://visti.example/a"),
        ("../b", "https://visti.example/n/a/", "https://visti.example/n/b"),
        ("//cdn.example/c", "https://visti.example/", "https://cdn.example/c"),
        ("https://visti.example/\n a", None, "https://visti.example/ a"),
        ("a", None, None),
        ("javascript:alert(1)", "https://visti.example/", None),
        ("data:text/html,x", None, None),
        ("http:///a", None, None),
        ("http://[broken", "https://visti.example/", None),
        ("http://[0]/a", None, None),
        ("https://visti.example:port/a", None, None),
        ("https://visti.example:99999/a", None, None),
        (None, "https://visti.example/", None),
    ],
)
def test_a_web_address_is_absolute_and_http(value: object, base: str | None, url: str | None) -> None:
    assert web_url(value, base) == url
