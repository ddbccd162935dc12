"""Manners towards hosts: few requests at once, a pause between them, none once a host keeps failing."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from tercet.flows.ingest.pacing import HostGivenUpError, HostPacing, PacingLimits, host_of, in_turns

SITE = "http://visti.example/a"
OTHER = "http://kurier.example/b"


def test_requests_to_a_host_start_the_delay_apart() -> None:
    pacing = HostPacing(PacingLimits(delay_seconds=0.1))
    starts = []

    for _ in range(4):
        with pacing.turn(SITE):
            starts.append(time.monotonic())

    assert all(later - earlier >= 0.099 for earlier, later in itertools.pairwise(starts))


def test_the_longer_of_our_delay_and_the_hosts_own_counts() -> None:
    pacing = HostPacing(PacingLimits(delay_seconds=0.01))
    started = time.monotonic()

    for _ in range(2):
        with pacing.turn(SITE, delay_seconds=0.2):
            pass

    assert time.monotonic() - started >= 0.199


def test_a_hosts_delay_holds_no_other_host() -> None:
    pacing = HostPacing(PacingLimits(delay_seconds=5))
    started = time.monotonic()

    for url in (SITE, OTHER):
        with pacing.turn(url):
            pass

    assert time.monotonic() - started < 2


def test_no_more_than_the_allowed_number_of_requests_run_at_once() -> None:
    pacing = HostPacing(PacingLimits(concurrency=2))
    lock, now, most = threading.Lock(), [0], [0]

    def ask() -> None:
        with pacing.turn(SITE):
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.03)
            with lock:
                now[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most[0] == 2


def test_a_host_that_keeps_failing_is_given_up_and_says_why() -> None:
    pacing = HostPacing(PacingLimits(failures=3))

    for _ in range(3):
        pacing.failed(SITE, "The server did not answer in time.")

    why = r"visti\.example .*3 requests in a row failed, .*not answer in time"
    with pytest.raises(HostGivenUpError, match=why), pacing.turn(SITE):
        pass
    with pacing.turn(OTHER):
        pass


def test_an_answer_between_failures_starts_the_count_anew() -> None:
    pacing = HostPacing(PacingLimits(failures=2))

    for _ in range(3):
        pacing.failed(SITE, "time-out")
        pacing.answered(SITE)

    with pacing.turn(SITE):
        pass


def test_a_host_that_asks_for_a_pause_gets_it_from_every_thread_and_it_is_counted() -> None:
    pacing = HostPacing(PacingLimits(max_pause_seconds=1))
    started = time.monotonic()

    pacing.failed(SITE, "429", pause_seconds=0.2)
    with pacing.turn("http://visti.example/another"):
        waited = time.monotonic() - started

    record = pacing.records()["visti.example"]
    assert waited >= 0.199
    assert (record.pauses, record.paused_seconds) == (1, 0.2)


def test_a_host_that_asks_for_more_than_the_cap_is_left_alone_at_once() -> None:
    pacing = HostPacing(PacingLimits(max_pause_seconds=60))

    pacing.failed(SITE, "429", pause_seconds=3600)

    with pytest.raises(HostGivenUpError, match="left alone for 3,600 seconds"), pacing.turn(SITE):
        pass


def test_a_slow_host_holds_no_more_than_its_threads() -> None:
    slow_is_done = threading.Event()
    order = []

    def work(url: str) -> str:
        if "slow" in url:
            slow_is_done.wait(5)
        order.append(url)
        if len(order) == 6:
            slow_is_done.set()
        return url.upper()

    urls = [f"http://slow.example/{n}" for n in range(6)] + [f"http://fast{n}.example/" for n in range(6)]

    results = in_turns(urls, work, url_of=lambda url: url, threads=4, per_host=2)

    assert results == [url.upper() for url in urls]
    assert all("fast" in url for url in order[:6])


def test_what_a_thread_raises_comes_out() -> None:
    def work(url: str) -> None:
        raise ValueError(url)

    with pytest.raises(ValueError, match="visti"):
        in_turns([SITE, SITE, OTHER], work, url_of=lambda url: url, threads=2, per_host=1)


@pytest.mark.parametrize(
    ("url", "host"), [("http://Visti.Example:81/a", "visti.example"), ("http://[::1", ""), ("x", "")]
)
def test_a_host_is_known_by_its_name(url: str, host: str) -> None:
    assert host_of(url) == host
