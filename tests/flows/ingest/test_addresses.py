"""Only public addresses are reached, whatever form an address hides in."""

from __future__ import annotations

import pytest

from tercet.flows.errors import IngestError
from tercet.flows.ingest.addresses import AddressRefusedError, check_host, connect_target, refusal, resolve

PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]
NOT_PUBLIC = [
    "127.0.0.1",
    "127.255.255.254",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "100.64.0.1",
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "192.0.0.192",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "169.254.170.2",
    "100.127.255.255",
    "192.88.99.1",
    "::ffff:169.254.169.254",
    "::ffff:0:7f00:1",
    "::ffff:a00:1%3",
    "64:ff9b::10.0.0.1",
    "2002:a9fe:a9fe::",
    "2001:0:7f00:1::",
    "fe80::a9fe:a9fe%eth0",
    "ff05::1:3",
    "100::1",
    "3fff::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_machines_and_networks_of_our_own_are_not(address: str) -> None:
    assert refusal(address) is not None


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f000001", "1.2.3.4.5"])
def test_what_is_no_address_is_not_reached(text: str) -> None:
    assert refusal(text) == "no IP address"


def test_a_refusal_names_the_host_the_address_and_the_way_out() -> None:
    with pytest.raises(
        AddressRefusedError, match=r"intra\.example is at 10\.0\.0\.5, a private address.*allow_private"
    ):
        check_host("intra.example", ("93.184.216.34", "10.0.0.5"))


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("visti.example", ("127.0.0.1", 8080)),
        ("VISTI.Example", ("127.0.0.1", 8080)),
        ("one.test", ("::1", 9000)),
        ("visti.example.org", None),
        ("example", None),
    ],
)
def test_connections_go_where_the_user_sends_them(host: str, target: tuple[str, int] | None) -> None:
    assert connect_target(host, {"*.example": "127.0.0.1:8080", "one.test": "[::1]:9000"}) == target


@pytest.mark.loopback
def test_a_host_name_is_resolved_to_its_addresses_each_once() -> None:
    found = resolve("127.0.0.1", 80)

    assert found == ("127.0.0.1",)


def test_a_host_name_that_cannot_exist_is_an_error_not_a_crash() -> None:
    with pytest.raises(IngestError, match="not valid"):
        resolve("x" * 70 + ".example", 80)
