"""Letters as files in a folder, for development and tests: nothing leaves the machine."""

import os
from pathlib import Path

from marketplace.adapters.mail.letter import letter
from marketplace.kernel import clock


class FileMail:
    """One `.eml` a letter, named by its moment, so that the last name is the newest letter."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, *, to: str, subject: str, body: str) -> None:
        message = letter(sender=self._sender, to=to, subject=subject, body=body, encoding="8bit")
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stem = f"{clock.now():%Y%m%d-%H%M%S-%f}-{os.urandom(2).hex()}"
        hidden = self._folder / f".{stem}"
        hidden.touch(mode=0o600)
        hidden.write_bytes(message.as_bytes())
        hidden.rename(self._folder / f"{stem}.eml")
