"""Connections for fetching: to checked addresses only, and never longer than the time a fetch has.

The address that was checked is the very address connected to, so that a name server cannot answer differently the
second time; host name, TLS name and Host header stay those of the URL.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from tercet.flows.ingest.addresses import Resolver, check_host, connect_target

_deadline: ContextVar[float] = ContextVar("tercet_fetch_deadline")

_MAX_CONNECTIONS = 100
_MAX_IDLE = 20
_IDLE_SECONDS = 5.0

SocketOptions = Iterable[httpcore.SOCKET_OPTION] | None


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Inside, every wait on a connection ends with httpcore's time-out errors when the seconds are over."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def time_out() -> Iterator[None]:
    """Inside, the time of `time_limit` stands still: waiting for one's turn is no part of a fetch."""
    left = _deadline.get(None)
    started = time.monotonic()
    try:
        yield
    finally:
        if left is not None:
            _deadline.set(left + time.monotonic() - started)


class CheckedTransport(httpx.BaseTransport):
    """Sends httpx requests over checked connections, all made under one permission. Safe for many threads.

    Besides httpcore's errors it raises AddressRefusedError and those of the resolver.
    """

    def __init__(
        self, connect_to: Mapping[str, str], *, allow_private: bool, resolver: Resolver, timeout_seconds: float
    ) -> None:
        backend = CheckedBackend(connect_to, allow_private=allow_private, resolver=resolver)
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), timeout_seconds)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls_context(),
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=_MAX_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body of the response is read from its stream, and the caller closes it."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, extensions={"timeout": self._timeouts}
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), request=request)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The bytes of a response as they come from the connection."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections after the address check. Hosts in `connect_to` go where the user sends them, unchecked."""

    def __init__(self, connect_to: Mapping[str, str], *, allow_private: bool, resolver: Resolver) -> None:
        self._connect_to = dict(connect_to)
        self._allow_private = allow_private
        self._resolver = resolver
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        """Raises AddressRefusedError or a lookup error besides httpcore's own."""
        if target := connect_target(host, self._connect_to):
            return self._open(target[0], target[1], timeout)
        addresses = self._resolver(host, port)
        if not self._allow_private:
            check_host(host, addresses)
        failure: Exception = httpcore.ConnectError(f"The host {host} has no address.")
        for address in addresses:
            try:
                return self._open(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _open(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        left = _time_left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._backend.connect_tcp(address, port, timeout=left))


class TimedStream(httpcore.NetworkStream):
    """A connection on which each wait is cut to what is left of the fetch's time."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _time_left(timeout, httpcore.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


@cache
def tls_context() -> SSLContext:
    """The trusted certificates, read once: that takes longer than most fetches."""
    return httpx.create_ssl_context()


def _time_left(timeout: float | None, error: type[Exception]) -> float | None:
    """The shorter of a single wait's time-out and what is left of the fetch's time."""
    left = _deadline.get(time.monotonic() + 3600.0) - time.monotonic()
    if left <= 0:
        raise error("the time for this fetch is over")
    return left if timeout is None else min(timeout, left)
