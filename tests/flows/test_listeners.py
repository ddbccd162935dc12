"""A message about a taken port names who has it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tercet.flows.listeners import who_listens

pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="only Linux tells by /proc")


def test_the_program_on_a_port_is_named_with_its_process() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        found = who_listens(listener.getsockname()[1])

    assert found is not None
    assert "python" in found
    assert f"(process {os.getpid()})" in found


def test_a_port_on_which_nobody_listens_has_no_name() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))

        assert who_listens(bound.getsockname()[1]) is None


def test_a_system_that_does_not_tell_is_no_error(tmp_path: Path) -> None:
    assert who_listens(4200, proc=tmp_path) is None
