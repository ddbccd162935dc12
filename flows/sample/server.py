"""Serves the bundled press on loopback, so that the demo and the tests run the code that fetches from the real web.

One server plays every outlet: the Host header chooses the folder `press/<host>/`. A path without a file ending is a
page's address (`/news/x` is `news/x.html`, `/x/` is `x/index.html`), `?rev=2` asks for the page's second state
(`x.rev2.html`), any other query is ignored, as tracking parameters are. `press/headers.json` names the files whose
headers differ from the defaults; a header that is null there is left out, as careless servers do.
"""

from __future__ import annotations

import hashlib
import json
import re
import socketserver
import threading
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from tercet.flows.errors import IngestError

LOOPBACK: Final = "127.0.0.1"

_CONTENT_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
_HOST = re.compile(r"^[a-z0-9-]+\.example$")
_REVISION = re.compile(r"^[0-9]{1,3}$")


class PressServerError(IngestError):
    """The bundled press could not be served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRequest:
    """One request the server answered. `target` is path and query as they were sent."""

    host: str
    target: str
    status: int


def press_folder() -> Path:
    """The folder of the bundled press, as installed."""
    return Path(str(resources.files("tercet.flows.sample") / "press"))


class PressServer:
    """Context manager: while it is open, the press answers at `address` (host:port) on the loopback interface.

    Port 0 takes any free one. Raises PressServerError when the port is taken.
    """

    def __init__(self, folder: Path | None = None, *, port: int = 0) -> None:
        self._folder = press_folder() if folder is None else folder
        self._port = port
        self._server: _LoopbackServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        return int(self._running().server_address[1])

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def requests(self) -> tuple[PressRequest, ...]:
        """What was asked for so far, in the order of the answers."""
        return tuple(self._running().requests)

    def __enter__(self) -> PressServer:
        headers = json.loads((self._folder / "headers.json").read_text(encoding="utf-8"))
        try:
            self._server = _LoopbackServer((LOOPBACK, self._port), self._folder, headers)
        except OSError as error:
            raise PressServerError(
                f"The bundled press cannot listen on {LOOPBACK}:{self._port}: {error.strerror}. "
                "Stop the program that uses this port, or take port 0 for any free one."
            ) from error
        # The poll interval is how long closing may take; the default of 0.5 s would slow every test.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="bundled-press", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        server = self._running()
        server.shutdown()
        server.server_close()
        if self._thread is not None:
            self._thread.join()
        self._server = self._thread = None

    def _running(self) -> _LoopbackServer:
        if self._server is None:
            raise PressServerError("The bundled press is not being served: use PressServer in a with statement.")
        return self._server


class _LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], folder: Path, headers: dict[str, dict[str, str | None]]) -> None:
        self.folder = folder
        self.headers = headers
        self.requests: list[PressRequest] = []
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Binds without asking the name service who we are, which HTTPServer would do."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _LoopbackServer

    def version_string(self) -> str:
        return "press"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are kept in `PressServer.requests`, not printed."""

    def _answer(self, *, with_body: bool) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        file = find_file(self.server.folder, host, self.path)
        if file is None:
            body = b"<!DOCTYPE html><html><head><title>404</title></head><body><h1>Not found</h1></body></html>"
            self._send(HTTPStatus.NOT_FOUND, {"Content-Type": "text/html"}, body if with_body else None, len(body))
        else:
            body = file.read_bytes()
            headers = self._headers_of(file, body)
            fresh = _is_fresh(headers, self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since"))
            if fresh:
                self._send(HTTPStatus.NOT_MODIFIED, {**headers, "Content-Type": None}, None, 0)
            else:
                self._send(HTTPStatus.OK, headers, body if with_body else None, len(body))

    def _headers_of(self, file: Path, body: bytes) -> dict[str, str | None]:
        own = self.server.headers.get(file.relative_to(self.server.folder).as_posix(), {})
        return {
            "Content-Type": _CONTENT_TYPES.get(file.suffix, "application/octet-stream"),
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"',
            **own,
        }

    def _send(self, status: HTTPStatus, headers: dict[str, str | None], body: bytes | None, length: int) -> None:
        host = self.headers.get("Host", "")
        self.server.requests.append(PressRequest(host=host, target=self.path, status=status.value))
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if body is not None:
            self.wfile.write(body)


def find_file(folder: Path, host: str, target: str) -> Path | None:
    """The file that a host and a request target (path and query) stand for, or None when there is none."""
    if not _HOST.match(host):
        return None
    parts = urlsplit(target)
    path = unquote(parts.path).lstrip("/")
    if path == "" or path.endswith("/"):
        path += "index.html"
    elif "." not in path.rpartition("/")[2]:
        path += ".html"
    revision = parse_qs(parts.query).get("rev", [""])[0]
    if _REVISION.match(revision):
        stem, dot, ending = path.rpartition(".")
        path = f"{stem}.rev{revision}{dot}{ending}"
    # Checked by name, not by where links lead: an editable install is made of links into the source tree.
    if "\0" in path or ".." in PurePosixPath(path).parts:
        return None
    file = folder / host / path
    return file if file.is_file() else None


def _is_fresh(headers: dict[str, str | None], none_match: str | None, modified_since: str | None) -> bool:
    """Whether the client's copy is still good. An entity tag decides where both are sent."""
    if none_match is not None:
        return headers["ETag"] in {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
    last_modified = headers.get("Last-Modified")
    if modified_since is None or last_modified is None:
        return False
    try:
        return parsedate_to_datetime(modified_since) >= parsedate_to_datetime(last_modified)
    except (TypeError, ValueError):
        return False  # HTTP: a date that cannot be read is ignored
