"""A request as it comes over a connection: a small one is kept in memory, others in a file."""

from __future__ import annotations

import re
from tempfile import SpooledTemporaryFile
from time import monotonic

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,15})[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
BODY = re.compile(rb"^(content-length|transfer-encoding)[ \t]*:", re.IGNORECASE | re.MULTILINE)
EXPECTS = re.compile(rb"^expect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE | re.MULTILINE)

KIB, MIB = 1 << 10, 1 << 20
LONGEST_HEAD = 64 * KIB
KEPT = 17 * MIB  # of one body; the program refuses 16 MiB by the length it reads in the head
# What lies between is read and thrown away, so that the program's refusal can be read.
LONGEST_BODY = 64 * MIB
IN_MEMORY = 32 * KIB


class UnreadableRequest(Exception):
    """The status line of an answer that the program does not give."""


class Incoming:
    """What one connection sends, a request at a time. A parser reads from it as from a socket."""

    def __init__(self) -> None:
        self._fresh = bytearray()  # came, and is not yet sorted into a request
        self.begin()

    def begin(self) -> None:
        """The next request."""
        self._file = SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
        self._left: int | None = None  # bytes of the body that have not come; None before the head has ended
        self.size = 0  # bytes that came of it
        self.since = monotonic()
        self.expects = False

    @property
    def silent(self) -> bool:
        return not self._fresh and not self.size

    @property
    def kept(self) -> int:
        return min(self.size, KEPT)

    @property
    def head_ended(self) -> bool:
        return self._left is not None

    def take(self, data: bytes) -> bool:
        """Whether the request is whole now. Raises UnreadableRequest."""
        if self.silent:
            self.since = monotonic()
        searched = max(0, len(self._fresh) - len(HEAD_ENDS))
        self._fresh += data
        if self._left is None:
            end = self._fresh.find(HEAD_ENDS, searched if data else 0) + len(HEAD_ENDS)
            if end < len(HEAD_ENDS):
                if len(self._fresh) > LONGEST_HEAD:
                    raise UnreadableRequest("431 Request Header Fields Too Large")
                return False
            self._begin_body(bytes(self._fresh[:end]))
            del self._fresh[:end]
        self._take_body()
        if self._left:
            return False
        self._file.seek(0)
        return True

    def recv(self, size: int) -> bytes:
        """For the parser, once it is whole; nothing more comes after its end."""
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()

    def _begin_body(self, head: bytes) -> None:
        named, length = BODY.findall(head), LENGTH.search(head)
        if named and (len(named) > 1 or length is None):  # chunks have no length that could be waited for
            raise UnreadableRequest("411 Length Required")
        self._left = int(length[1]) if length else 0
        if self._left > LONGEST_BODY:
            raise UnreadableRequest("413 Content Too Large")
        self.expects = EXPECTS.search(head) is not None
        self._file.write(EXPECTS.sub(b"", head))
        self.size = len(head)

    def _take_body(self) -> None:
        assert self._left is not None
        part = self._fresh[: self._left]
        del self._fresh[: self._left]
        self._left -= len(part)
        self._file.write(part[: max(0, KEPT - self.size)])
        self.size += len(part)
