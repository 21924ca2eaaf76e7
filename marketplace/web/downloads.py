"""Answers that a browser saves under a name, or shows by itself; never as a page of ours."""

from __future__ import annotations

import re
import unicodedata

from flask import Response

UNFIT = re.compile(r"[^\w ().,+\-]")  # paths, quotes, markup, control and direction marks
LONGEST = 150  # letters


def save_as(answer: Response, name: str, *, inline: bool = False) -> Response:
    """`inline` is for what is looked at first. What a name may not hold is left out of it."""
    plain = UNFIT.sub("", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    plain = f"{stem[:LONGEST]}{dot}{ending}" if stem else f"berkas{dot}{ending}"
    answer.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=plain)
    return answer
