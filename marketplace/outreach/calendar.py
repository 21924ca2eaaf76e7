"""An activity for somebody's own calendar (RFC 5545); nothing in it says who goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from marketplace.outreach.queries import ActivityRow

LONGEST = 73  # bytes of a line; the next one begins with a blank


def calendar_of(activity: ActivityRow, address: str, *, now: datetime) -> str:
    """`address` is the page that says more; a cancelled activity is said to be so."""
    where = ", ".join(part for part in (activity.place, activity.kelurahan, "Kota Metro") if part)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//MB2 Metro Bangga Beli//ID",
        "BEGIN:VEVENT",
        f"UID:{activity.public_id}@mb2",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(activity.starts_at)}",
        f"DTEND:{_moment(activity.ends_at)}",
        f"SUMMARY:{_plain(activity.title)}",
        f"LOCATION:{_plain(where)}",
        f"URL:{address}",
        f"STATUS:{'CANCELLED' if activity.cancelled_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _moment(given: datetime) -> str:
    return f"{given.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _plain(text: str) -> str:
    return re.sub(r"\s*\n\s*", r"\\n", re.sub(r"([\\;,])", r"\\\1", text))


def _folded(line: str) -> Iterator[str]:
    """Never within a letter."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST:
            yield piece
            piece = " "
        piece += letter
    yield piece
