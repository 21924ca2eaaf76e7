"""The journal hears every fact, whoever tells it, and writes it down in the transaction that made it true."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import bindparam, insert, select, update

from marketplace.db.base import Base
from marketplace.db.uow import UnitOfWork
from marketplace.journal.chain import link, text_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.kernel.events import Event, Reactions

TABLES = Base.metadata.tables

# Built once: every fact of the program passes here.
HEAD = select(JournalHead.seq, JournalHead.hash).where(JournalHead.id == 1).with_for_update()
ENTRY = insert(TABLES[JournalEntry.__tablename__])
AHEAD = (
    update(TABLES[JournalHead.__tablename__])
    .where(JournalHead.id == 1)
    .values(seq=bindparam("last"), hash=bindparam("digest"))
)


def write_down(uow: UnitOfWork, event: Event) -> None:
    """Append one entry behind the locked head. Writers stand in line here, so no number is missing or twice."""
    last, prev_hash = uow.session.execute(HEAD).one()
    kind, subject_id = event.subject
    columns = {
        "seq": last + 1,
        "at": uow.now,
        "user_id": uow.actor.user_id,
        "organisation_id": uow.actor.at or None,  # the system itself sits in none
        "on_behalf_of": uow.actor.on_behalf_of,
        "action": type(event).__name__,
        "subject_kind": kind,
        "subject_id": subject_id,
    }
    stored = text_of(columns, payload=asdict(event))
    digest = link(prev_hash, stored)
    entry = columns | {"stored": stored, "prev_hash": prev_hash, "hash": digest}
    uow.session.execute(ENTRY, entry)
    uow.session.execute(AHEAD, {"last": last + 1, "digest": digest})


REACTIONS: Reactions = {Event: [write_down]}
