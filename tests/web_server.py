"""A web server on loopback that answers as a test tells it to, also in ways no decent server does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it arrived. Header names are in lower case; `client` is the connection it came over."""

    path: str
    headers: dict[str, str]
    client: tuple[str, int] = ("", 0)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to answer. A header given as None is left out; `Content-Length` is added unless named."""

    status: int = 200
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes = b""


Raw = Callable[["Handler"], None]
Responder = Callable[[Request], Answer | Raw]


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the test's responder; a callable it returns writes to the connection itself."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: WebServer.Http
    body = b""

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(path=self.path, headers=headers, client=self.client_address, body=self.body)
        self.server.requests.append(request)
        answer = self.server.respond(request)
        if not isinstance(answer, Answer):
            self.close_connection = True
            answer(self)
            return
        sent = {"Content-Type": "text/html", "Content-Length": str(len(answer.body))} | dict(answer.headers)
        self.send_response(answer.status)
        for name, value in sent.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def do_POST(self) -> None:
        """Answered like a GET; the body is kept with the request."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Tests read `requests` instead."""


class WebServer:
    """`with WebServer(responder) as server:` serves at `server.address` (host:port); `requests` are what came."""

    class Http(ThreadingHTTPServer):
        daemon_threads = True
        respond: Responder
        requests: list[Request]

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that hang up are part of the tests."""

    def __init__(self, respond: Responder) -> None:
        self._http = WebServer.Http(("127.0.0.1", 0), Handler)
        self._http.respond = respond
        self._http.requests = []
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @property
    def requests(self) -> list[Request]:
        return self._http.requests

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
