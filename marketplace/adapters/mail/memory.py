"""Keeps the letters, for tests to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SentLetter:
    to: str
    subject: str
    body: str


class MemoryMail:
    def __init__(self) -> None:
        self.letters: list[SentLetter] = []

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.letters.append(SentLetter(to, subject, body))
