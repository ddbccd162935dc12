"""Gzip within limits: a small body may not become a large one."""

from __future__ import annotations

import zlib

from tercet.flows.errors import IngestError

MAX_UNPACKED_BYTES = 100_000_000
_GZIP = b"\x1f\x8b\x08"


class UnpackError(IngestError):
    """A gzip body is damaged at its start or too large unpacked. The message reads on from "This is"."""


def unpack(body: bytes, limit: int = MAX_UNPACKED_BYTES) -> bytes:
    """The bytes inside a gzip body, or the body itself when it is none. What a cut-off body still holds is returned."""
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise UnpackError(f"a damaged gzip file ({error})") from error
    if len(content) > limit:
        raise UnpackError(f"a gzip file of more than {limit:,} bytes unpacked")
    return content
