"""How an entry becomes text, and how each hash holds the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any


def text_of(
    columns: Mapping[str, Any], *, payload: Mapping[str, Any], seals: Mapping[str, Any] | None = None
) -> str:
    """The entry as canonical JSON: sorted names, no spaces, moments in UTC. This text is what is hashed.

    `seals` are the digests of what the same transaction wrote; an entry without any does not name them.
    """
    content: dict[str, Any] = {
        "seq": columns["seq"],
        "at": columns["at"].astimezone(UTC).isoformat(),
        "user": columns["user_id"],
        "organisation": columns["organisation_id"],
        "on_behalf_of": columns["on_behalf_of"],
        "action": columns["action"],
        "subject": {"kind": columns["subject_kind"], "id": columns["subject_id"]},
        "payload": payload,
    }
    if seals:
        content["seals"] = seals
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def payload_of(stored: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(stored)["payload"]
    return payload


def seals_of(stored: str) -> dict[str, Any]:
    seals: dict[str, Any] = json.loads(stored).get("seals", {})
    return seals


def link(prev_hash: str, stored: str) -> str:
    return hashlib.sha256(f"{prev_hash}{stored}".encode()).hexdigest()


def _plain(value: object) -> object:
    """What JSON has no word for. Anything else in an event is a mistake of ours and stops the transaction."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} does not belong in an event")
