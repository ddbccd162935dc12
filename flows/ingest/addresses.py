"""Which machines may be reached: public ones, unless the user allows others by name.

What counts is the address a name resolves to, however the name or number is spelled: a feed must not be able to make
us read from this machine, its network or a cloud's metadata service.
"""

from __future__ import annotations

import ipaddress
import socket
from fnmatch import fnmatchcase
from typing import Protocol

from tercet.flows.errors import FetchError, IngestError

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"))
)
"""Set aside by IANA, but public to some versions of Python."""
_METADATA = frozenset(("168.63.129.16",))
"""Public numbers that only a cloud's own machines can reach."""


class AddressRefusedError(IngestError):
    """A host resolves to an address that must not be reached."""


class NameLookupError(FetchError):
    """A host name could not be resolved now; another time it may."""


class Resolver(Protocol):
    """Finds the IP addresses of a host name. Raises NameLookupError, or IngestError for a name that does not exist."""

    def __call__(self, host: str, port: int) -> tuple[str, ...]: ...


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for a host's addresses, in the order they should be tried."""
    try:
        host.encode("idna")
    except UnicodeError as error:
        raise IngestError(f"The host name {host[:100]} is not valid.") from error
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        message = f"The host {host} was not found ({error.strerror or error})."
        raise (NameLookupError if error.errno == socket.EAI_AGAIN else IngestError)(message) from error
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def refusal(address: str) -> str | None:
    """Why an IP address must not be reached ("a loopback address"), or None when it is public."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    if isinstance(number, ipaddress.IPv4Address):
        return _refusal_of(number)
    carried = _carried_ipv4(number)
    reasons = [_refusal_of(address) for address in carried]
    if not carried or number in _SIX_TO_FOUR or number in _TEREDO:
        reasons.append(_refusal_of(number))
    return next(filter(None, reasons), None)


def check_host(host: str, addresses: tuple[str, ...]) -> None:
    """Raise AddressRefusedError when any of a host's addresses is not public."""
    for address in addresses:
        if reason := refusal(address):
            raise AddressRefusedError(
                f"{host} is at {address}, {reason}. Only public addresses are read; "
                "a source on your own network needs `allow_private: true`."
            )


def connect_target(host: str, connect_to: dict[str, str]) -> tuple[str, int] | None:
    """Where the user sends the connections to a host instead: the first pattern (`*.example`) that fits it."""
    for pattern, target in connect_to.items():
        if fnmatchcase(host.lower(), pattern.lower()):
            address, _, port = target.rpartition(":")
            return address.strip("[]"), int(port)
    return None


def _carried_ipv4(number: ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses inside an IPv6 address: where packets to it may end up."""
    found = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
    if number in _NAT64:
        found.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return [address for address in found if address is not None]


def _refusal_of(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if number.is_loopback:
        return "a loopback address"
    if number.is_link_local:
        return "a link-local address"
    if number.is_multicast:
        return "a multicast address"
    if str(number) in _METADATA:
        return "a cloud's own service"
    if number.is_unspecified or number.is_reserved or any(number in network for network in _SPECIAL):
        return "a reserved address"
    if isinstance(number, ipaddress.IPv6Address) and number.is_site_local:
        return "a private address"
    return None if number.is_global else "a private address"
