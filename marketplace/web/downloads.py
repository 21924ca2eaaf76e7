"""Answers that a browser saves under a name, or shows by itself; never as a page of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from flask import Response, stream_with_context

UNFIT = re.compile(r"[^\w ().,+\-]")  # paths, quotes, markup, control and direction marks
LONGEST = 150  # letters


def in_pieces(pieces: Iterable[bytes], media_type: str) -> Response:
    """What a generator gives is sent while it is made, with the request's session open until the last piece."""
    body = stream_with_context(pieces) if isinstance(pieces, Iterator) else pieces
    return Response(body, content_type=media_type)


def save_as(answer: Response, name: str, *, inline: bool = False) -> Response:
    """`inline` is for what is looked at first. What a name may not hold is left out of it."""
    plain = UNFIT.sub("", unicodedata.normalize("NFC", name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    plain = f"{stem[:LONGEST]}{dot}{ending}" if stem else f"berkas{dot}{ending}"
    answer.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=plain)
    return answer
