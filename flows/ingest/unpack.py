"""Gzip and deflate within limits: a small body may not become a large one."""

from __future__ import annotations

import zlib

from tercet.flows.errors import IngestError

MAX_UNPACKED_BYTES = 100_000_000
_GZIP = b"\x1f\x8b\x08"
_ZLIB_FLAGS = (b"\x01", b"\x5e", b"\x9c", b"\xda")
_GZIP_WINDOW, _ZLIB_WINDOW, _RAW_WINDOW = 31, 15, -15


class UnpackError(IngestError):
    """A packed body is damaged. The message reads on from "This is"."""


class BodyTooLargeError(UnpackError):
    """A body has more bytes than allowed, as sent or unpacked."""


class Unpacker:
    """Takes a body in pieces and keeps it unpacked. Never holds more than `limit` bytes, whatever is fed."""

    def __init__(self, encoding: str, limit: int) -> None:
        """`encoding` is that of HTTP: "" or identity, gzip, deflate. Raises UnpackError for others."""
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in ("", "identity", "gzip", "deflate"):
            raise UnpackError(f"a body packed as {encoding!r}, which was not asked for")
        self._limit = limit
        self._content = bytearray()
        self._fed = 0
        self._decoder = zlib.decompressobj(_GZIP_WINDOW) if self._encoding == "gzip" else None

    def feed(self, piece: bytes) -> None:
        """Add a piece as it came. Raises BodyTooLargeError as soon as the limit is passed."""
        self._fed += len(piece)
        if self._encoding in ("", "identity"):
            self._content += piece
        elif piece:
            self._unpack(piece)
        if max(self._fed, len(self._content)) > self._limit:
            raise BodyTooLargeError(f"a body of more than {self._limit:,} bytes")

    def content(self) -> bytes:
        return bytes(self._content)

    def _unpack(self, piece: bytes) -> None:
        if self._decoder is None:
            is_zlib = piece[:1] == b"\x78"
            self._decoder = zlib.decompressobj(_ZLIB_WINDOW if is_zlib else _RAW_WINDOW)
        try:
            while piece and len(self._content) <= self._limit:
                self._content += self._decoder.decompress(piece, self._limit + 1 - len(self._content))
                piece = self._decoder.unconsumed_tail
                if self._decoder.eof:
                    piece = self._next_member(self._decoder.unused_data)
        except zlib.error as error:
            raise UnpackError(f"a damaged {self._encoding} body ({error})") from error

    def _next_member(self, rest: bytes) -> bytes:
        """What follows the end of a gzip member: another member, or padding that is let go."""
        if self._encoding != "gzip" or not rest.startswith(_GZIP):
            return b""
        self._decoder = zlib.decompressobj(_GZIP_WINDOW)
        return rest


def unpack(body: bytes, limit: int = MAX_UNPACKED_BYTES) -> bytes:
    """The bytes inside a gzip or zlib file, or the body itself when it is none.

    What a file that is cut off still holds is returned.
    """
    is_zlib = body[:1] == b"x" and body[1:2] in _ZLIB_FLAGS
    if not body.startswith(_GZIP) and not is_zlib:
        return body
    unpacker = Unpacker("deflate" if is_zlib else "gzip", limit)
    unpacker.feed(body)
    if not unpacker.content():
        raise UnpackError("an empty or damaged gzip file" if not is_zlib else "a damaged zlib file")
    return unpacker.content()
