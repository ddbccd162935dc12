"""One `tercet serve` per data folder, and a record of it that others may read at any time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tercet.flows.serving_record import (
    AlreadyServingError,
    ProcessRecord,
    ServingRecord,
    is_served,
    only_one,
    read_record,
    write_record,
)

HOLD = """
import sys, time
from pathlib import Path
from tercet.flows.serving_record import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_folder_that_is_served_is_refused_until_its_server_is_gone(tmp_path: Path) -> None:
    child = holder(tmp_path)
    assert is_served(tmp_path)
    with pytest.raises(AlreadyServingError), only_one(tmp_path):
        pass

    child.send_signal(signal.SIGKILL)
    child.communicate()

    assert not is_served(tmp_path)
    with only_one(tmp_path):
        assert is_served(tmp_path)


def test_looking_whether_a_folder_is_served_makes_nothing(tmp_path: Path) -> None:
    assert not is_served(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_record_is_read_back_as_written(tmp_path: Path) -> None:
    server = ProcessRecord(name="server", pid=2, started_at="2026-11-23T00:00:00+00:00", health="http://127.0.0.1:1/x")
    record = ServingRecord(pid=1, started_at="2026-11-23T00:00:00+00:00", processes=(server,))

    write_record(tmp_path, record)

    assert read_record(tmp_path) == record


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": 1, "processes": [{"name": 1}]}'])
def test_a_record_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "serve.json").write_text(text)

    assert read_record(tmp_path) is None
