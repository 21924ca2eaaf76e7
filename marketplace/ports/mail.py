"""Sends plain text letters to people."""

from typing import Protocol


class Mail(Protocol):
    def send(self, *, to: str, subject: str, body: str) -> None: ...
