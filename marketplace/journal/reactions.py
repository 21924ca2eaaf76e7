"""The journal hears every fact, whoever tells it, and writes it down in the transaction that made it true."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.db.written import Seals, take_seals
from marketplace.journal.chain import link, text_of
from marketplace.journal.events import RowsSealed
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.kernel.events import Event, Reactions, TransactionEvents

# Built once: every fact of the program passes here.
HEAD = select(JournalHead.seq, JournalHead.hash).where(JournalHead.id == 1).with_for_update()
ENTRIES = insert(JournalEntry)
AHEAD = update(JournalHead).where(JournalHead.id == 1).values(seq=bindparam("last"), hash=bindparam("digest"))


def write_entries(uow: UnitOfWork, events: TransactionEvents) -> None:
    """Append all facts of a transaction behind the locked head.

    The last of them has the digests of what the transaction wrote into sealed tables. Writers stand in line here, so no
    number is missing or twice; and because it is the last they do, not for long.
    """
    seals = take_seals(uow.session)  # before the head is locked: it may be many rows
    if not events.facts and not seals:
        return
    head = run(uow.session, HEAD).one()
    facts = events.facts or [RowsSealed()]
    entries, digest, last = list[dict[str, Any]](), str(head.hash), head.seq + len(facts)
    for seq, event in enumerate(facts, start=head.seq + 1):
        entries.append(_entry(uow, event, seq, digest, seals if seq == last else None))
        digest = entries[-1]["hash"]
    run(uow.session, ENTRIES, entries)
    run(uow.session, AHEAD, last=last, digest=digest)


def _entry(uow: UnitOfWork, event: Event, seq: int, prev_hash: str, seals: Seals | None) -> dict[str, Any]:
    kind, subject_id = event.subject
    columns = {
        "seq": seq,
        "at": uow.now,
        "user_id": uow.actor.user_id,
        "organisation_id": uow.actor.at or None,  # the system itself sits in none
        "on_behalf_of": uow.actor.on_behalf_of,
        "action": event.action,
        "subject_kind": kind,
        "subject_id": subject_id,
    }
    stored = text_of(columns, payload=asdict(event), seals=seals)
    return columns | {"stored": stored, "prev_hash": prev_hash, "hash": link(prev_hash, stored)}


REACTIONS: Reactions = {TransactionEvents: [write_entries]}
