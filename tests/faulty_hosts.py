"""Fifty hosts with every fault a newsroom's night meets, answered by one server; it keeps a log of who came when."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from newsroom import BRIDGE, FERRY, HARVEST, article_page
from web_server import Answer, Handler, Raw, Request

PAGES = 5
"""Pages that each host lists."""

Fault = Callable[[Request], Answer | Raw]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request as the server saw it: when it came, and when its answer was on its way."""

    host: str
    path: str
    came: float
    left: float


@dataclass(slots=True)
class FaultyHosts:
    """Answers for `hosts`: name -> what goes wrong with its pages. Feeds and robots.txt are sound unless named."""

    pages: Mapping[str, Fault]
    feeds: Mapping[str, Fault] = field(default_factory=dict)
    robots: Mapping[str, Fault] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self.pages)

    def __call__(self, request: Request) -> Answer | Raw:
        came = time.monotonic()
        host = request.headers.get("host", "").partition(":")[0].removesuffix(".example")
        try:
            return self._answer(host, request)
        finally:
            with self.lock:
                self.visits.append(Visit(host=host, path=request.path, came=came, left=time.monotonic()))

    def _answer(self, host: str, request: Request) -> Answer | Raw:
        if request.path == "/robots.txt":
            return self.robots.get(host, lambda _: Answer(status=404))(request)
        if request.path == "/rss":
            return self.feeds.get(host, feed_of(host))(request)
        return self.pages.get(host, lambda _: Answer(status=404))(request)


def feed_of(host: str, *, scheme: str = "http") -> Fault:
    """A sound feed of the host's pages."""
    items = "".join(
        f"<item><title>{host} {number}</title><link>{scheme}://{host}.example/{number}</link></item>"
        for number in range(PAGES)
    )
    body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'
    return lambda request: Answer(headers={"Content-Type": "application/rss+xml"}, body=body.encode())


# ---- what pages do


def sound(request: Request) -> Answer:
    """An article of its own."""
    host = request.headers["host"].partition(".")[0]
    texts = (BRIDGE, HARVEST, FERRY)[sum(map(ord, host)) % 3]
    own = f"{host} {request.path}"
    return article_page(own, [f"{own}: {text} {word * 3}" for text, word in zip(texts, own.split() * 2, strict=False)])


def the_same(request: Request) -> Answer:
    """The text that other hosts have too."""
    return article_page(f"Міст відкрили {request.path}", BRIDGE)


def status(code: int, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: Answer(status=code, headers=named, body=b"<h1>Trouble</h1>")


def to(location: str) -> Fault:
    return lambda request: Answer(status=302, headers={"Location": location})


def round_and_round(request: Request) -> Answer:
    return Answer(status=302, headers={"Location": f"/{request.path[1:]}x"})


def typed(content_type: str, body: bytes, **headers: str) -> Fault:
    named = {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda request: Answer(headers=named, body=body)


def some_fail(request: Request) -> Answer:
    """Every second page fails."""
    return status(500)(request) if int(request.path[1:] or 0) % 2 else sound(request)  # type: ignore[return-value]


def bomb() -> bytes:
    return gzip.compress(bytes(50_000_000))


def raw(write: Callable[[Handler], None]) -> Fault:
    return lambda request: write


def silence(handler: Handler) -> None:
    time.sleep(6)


def hang_up(handler: Handler) -> None:
    handler.connection.close()


def hang_up_halfway(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<p>Half a page")
    handler.wfile.flush()
    handler.connection.close()


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


def bad_chunks(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n")


def endless(handler: Handler) -> None:
    _pour(handler, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>more</p>" * 1000, pause=0.0)


def drip(handler: Handler) -> None:
    _pour(handler, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b".", pause=0.2)


def drip_headers(handler: Handler) -> None:
    _pour(handler, b"HTTP/1.1 200 OK\r\n", b"X-More: x\r\n", pause=0.2)


def _pour(handler: Handler, start: bytes, piece: bytes, *, pause: float) -> None:
    """Write on and on, until the other side has had enough."""
    until = time.monotonic() + 20
    handler.wfile.write(start)
    while time.monotonic() < until:
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(pause)


def too_short(handler: Handler) -> None:
    """Fewer bytes than announced, on a connection that stays open."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>short")
    handler.wfile.flush()
    time.sleep(6)


def overloaded(times: int) -> Fault:
    """Answers 429 with a short Retry-After at first, then serves."""
    left = [times]
    lock = threading.Lock()

    def answer(request: Request) -> Answer:
        with lock:
            left[0] -= 1
            is_busy = left[0] >= 0
        return status(429, Retry_After="1")(request) if is_busy else sound(request)  # type: ignore[return-value]

    return answer


def robots(text: str) -> Fault:
    return typed("text/plain", text.encode())


def listing(request: Request) -> Answer:
    links = "".join(f'<li><a href="/{n}">{escape("Новина дня " + str(n))}</a></li>' for n in range(60))
    return Answer(body=f"<html><title>Новини</title><body><ul>{links}</ul></body></html>".encode())


def hosts() -> FaultyHosts:
    """The fifty."""
    bad: dict[str, Fault] = {
        "reset": raw(hang_up), "reset-half": raw(hang_up_halfway), "no-http": raw(no_http), "chunks": raw(bad_chunks),
        "silent": raw(silence), "endless": raw(endless), "tls-name": sound, "tls-none": sound,
        "drip": raw(drip), "drip-heads": raw(drip_headers), "short": raw(too_short),
        "long": typed("text/html", b"<p>x</p>", Content_Length="99999999"), "down": status(500),
        "down-too": status(502),
        "half-down": some_fail, "busy": status(503, Retry_After="1"), "busy-hours": status(429, Retry_After="7200"),
        "overloaded": overloaded(1), "gone": status(410), "forbidden": status(403), "teapot": status(418),
        "circle": round_and_round, "circle-self": to("/0"), "circle-abs": to("http://circle-abs.example/1"),
        "to-loopback": to("http://127.0.0.1:1/"), "to-six": to("http://[::1]:1/"), "to-odd": to("http://[::ffff:7f00:1]/"),
        "to-file": to("file:///etc/passwd"), "to-script": to("javascript:alert(1)"),
        "bomb": typed("text/html", bomb(), Content_Encoding="gzip"),
        "bomb-too": typed("text/html", gzip.compress(bomb()), Content_Encoding="gzip"),
        "packed": typed("text/html", b"<p>not packed</p>", Content_Encoding="gzip"),
        "odd-coding": typed("text/html", b"x", Content_Encoding="br"),
        "picture": typed("image/png", b"\x89PNG"), "empty": typed("text/html", b""), "listing": listing,
        "polish": typed("text/html; charset=utf-8", ("<h1>Most</h1>" + "<p>Most przez rzekę został otwarty dzisiaj "
                        "rano, a pierwsze autobusy już przejechały na drugi brzeg.</p>" * 6).encode()),
        "binary": typed("text/html", bytes(range(256)) * 40),
    }  # fmt: skip
    sound_ones = ["banned", "banned-us", "robots-down", "robots-slow", "slowly", "one", "two"]
    same = ["copy-a", "copy-b"]
    odd_feeds = ["feed-html", "feed-cut", "feed-bomb"]
    pages = bad | dict.fromkeys([*sound_ones, *odd_feeds], sound) | dict.fromkeys(same, the_same)
    return FaultyHosts(
        pages=pages,
        feeds={
            "tls-name": feed_of("secure-tls-name", scheme="https"),
            "tls-none": feed_of("tls-none", scheme="https"),
            "feed-html": typed("text/html", b"<html><title>404</title></html>"),
            "feed-cut": typed("application/rss+xml", feed_of("feed-cut")(None).body[:-90]),  # type: ignore[arg-type, union-attr]
            "feed-bomb": typed("application/rss+xml", bomb(), Content_Encoding="gzip"),
        },
        robots={
            "banned": robots("User-agent: *\nDisallow: /"),
            "banned-us": robots("User-agent: Tercet\nDisallow: /\n\nUser-agent: *\nDisallow:"),
            "robots-down": status(503),
            "robots-slow": raw(silence),
            "slowly": robots("User-agent: *\nCrawl-delay: 1"),
        },
    )
