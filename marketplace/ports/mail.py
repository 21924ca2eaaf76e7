"""Sends plain text letters to people."""

from typing import Protocol

HOME = "{mb2}"  # in a letter, stands for our own address; whoever delivers it knows where we are


class Mail(Protocol):
    def send(self, *, to: str, subject: str, body: str) -> None: ...
