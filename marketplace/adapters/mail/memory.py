"""Keeps the letters, for tests to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    body: str


class MemoryMail:
    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.letters.append(Letter(to, subject, body))
