"""The journal against the heads that published reports carry: these left the machine with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance.models import Report
from marketplace.journal.heads import stands
from marketplace.journal.queries import Head


class OtherHead(NamedTuple):
    """A report and the entry that it says the journal ended with; the journal has another there, or none."""

    number: str
    seq: int | None  # None: the report's own text cannot be read

    def __str__(self) -> str:
        if self.seq is None:
            return f"report {self.number} cannot be read"
        return f"entry {self.seq} is not the one that report {self.number} was signed after"


def other_heads(session: Session) -> Sequence[OtherHead]:
    """Reports whose head the chain does not have. A chain that was made anew since has none of theirs."""
    found = []
    for number, document in session.execute(select(Report.number, Report.document).order_by(Report.id)):
        head = _head_in(document)
        if head is None or not stands(session, head):
            found.append(OtherHead(number, head.seq if head else None))
    return found


def _head_in(document: str) -> Head | None:
    try:
        mark: dict[str, Any] = json.loads(document)["journal"]
        return Head(int(mark["seq"]), str(mark["hash"]))
    except (ValueError, KeyError, TypeError):
        return None
