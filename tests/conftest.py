"""What every test gets: no network, and a home of its own. Fixtures of every scope and child processes included."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOOPBACK = ("127.0.0.1", "::1", "localhost")
OWN_PREFIXES = ("TERCET_", "PREFECT_", "ARGOS_", "XDG_")
PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy")


class NetworkBlockedError(AssertionError):
    """A test tried to open a connection that its marks do not allow."""


class NetworkGuard:
    """Stands before every connection and look-up of this process. `allowed` is what the test that runs now may reach.

    Outside of tests, as when test modules are imported, nothing is allowed.
    """

    def __init__(self) -> None:
        self.allowed: tuple[str, ...] = ()
        self._patch = pytest.MonkeyPatch()

    def check(self, host: object, what: object) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in (None, "", *self.allowed):
            raise NetworkBlockedError(f"a test without permission reached for {what!r}")

    def install(self) -> None:
        for name, position in (("connect", 1), ("connect_ex", 1), ("sendto", -1)):
            self._patch.setattr(socket.socket, name, self._addressed(getattr(socket.socket, name), position))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            self._patch.setattr(socket, name, self._looked_up(getattr(socket, name)))

    def remove(self) -> None:
        self._patch.undo()

    def _addressed(self, real: Any, position: int) -> Any:
        """The method of a socket, which has the address at a position; those of files have no host."""

        def call(*args: Any) -> Any:
            if isinstance(args[position], tuple):
                self.check(args[position][0], args[position])
            return real(*args)

        return call

    def _looked_up(self, real: Any) -> Any:
        def call(host: Any, *args: Any, **kwargs: Any) -> Any:
            self.check(host, host)
            return real(host, *args, **kwargs)

        return call


GUARD = NetworkGuard()


def pytest_configure() -> None:
    GUARD.install()


def pytest_unconfigure() -> None:
    GUARD.remove()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test marked `loopback`, with all its fixtures, may reach this machine, never beyond; any other, nothing."""
    GUARD.allowed = LOOPBACK if item.get_closest_marker("loopback") else ()
    try:
        return (yield)
    finally:
        GUARD.allowed = ()


def _move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    """HOME is an empty folder, and nothing of the user's own surroundings reaches us or the processes we start."""
    patch.setenv("HOME", str(home))
    for name in os.environ:
        if name.startswith(OWN_PREFIXES) or name.lower() in PROXIES:
            patch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For fixtures that outlive a test: they are made before its own home is."""
    with pytest.MonkeyPatch.context() as patch:
        _move_home(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def _fresh_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds in its home what another left there."""
    _move_home(monkeypatch, tmp_path_factory.mktemp("home"))
