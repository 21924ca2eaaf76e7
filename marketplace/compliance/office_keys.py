"""Which keys are the office's: those pinned outside the database, and those that a chain of rotations joins to them.

A rotation is a statement that both keys signed, so that the chain holds in either direction: whoever pinned the old key
believes the new one, and whoever pins the new one believes what the old one signed before. A key that only writes of
itself that the office's key follows it gets no signature of that key, and is believed by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance import policies
from marketplace.compliance.events import OfficeKeyEvent, OfficeKeyRotated
from marketplace.compliance.freezing import JournalMark, canonical
from marketplace.db.uow import UnitOfWork
from marketplace.journal.chain import payload_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.kernel.errors import Refused
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.kernel.labels import _l
from marketplace.ports.signing import Signer

FORM = "mb2-key-1"


@dataclass(frozen=True, kw_only=True)
class KeyStatement:
    """What both keys sign: from this place of the journal on the new one signs."""

    form: str = FORM
    old_key: str
    new_key: str
    journal: JournalMark
    at: str


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """As it was journaled, and as it travels with a report."""

    statement: str
    signed_by_old: str
    signed_by_new: str


STATEMENT = TypeAdapter(KeyStatement)


@dataclass(frozen=True)
class KeyChain:
    """Keys that are believed, and for which stretch of the journal."""

    anchors: Collection[str]  # fingerprints
    statements: Sequence[KeyStatement] = ()  # whose two signatures hold

    def believes(self, public_key: str) -> bool:
        """Whether rotations lead from this key to a pinned one."""
        seen, ahead = {public_key}, [public_key]
        while ahead:
            key = ahead.pop()
            if fingerprint(key) in self.anchors:
                return True
            beside = [one.new_key for one in self.statements if one.old_key == key]
            beside += [one.old_key for one in self.statements if one.new_key == key]
            ahead += [other for other in beside if other not in seen]
            seen.update(beside)
        return False

    def signs_at(self, public_key: str, seq: int) -> bool:
        """Whether this was the key that signed when the journal stood there: not yet followed, and already begun."""
        followed = [one.journal.seq for one in self.statements if one.old_key == public_key]
        begun = [one.journal.seq for one in self.statements if one.new_key == public_key]
        return all(seq <= end for end in followed) and all(seq >= start for start in begun)


def chain_of(signer: Signer, rotations: Sequence[Rotation], anchors: Collection[str]) -> KeyChain:
    """Without what is no statement, or is not signed by both of its keys."""
    return KeyChain(anchors, [read for one in rotations if (read := _read(signer, one))])


def key_chain(session: Session, signer: Signer) -> KeyChain:
    """The office's own: its pinned keys with the rotations of its journal."""
    return chain_of(signer, rotations_of(session), signer.pinned)


def rotations_of(session: Session) -> Sequence[Rotation]:
    """The oldest first. What stands in the journal is believed for its signatures, not for standing there."""
    entries = select(JournalEntry.stored).where(
        JournalEntry.subject_kind == OfficeKeyEvent.subject_kind,
        JournalEntry.action == OfficeKeyRotated.action,
    )
    found = []
    for stored in session.scalars(entries.order_by(JournalEntry.seq)):
        try:
            payload = payload_of(stored)
            names = ("statement", "signed_by_old", "signed_by_new")
            found.append(Rotation(**{name: str(payload[name]) for name in names}))
        except (ValueError, KeyError, TypeError):  # somebody wrote over it
            continue
    return found


def demand_own_key(session: Session, signer: Signer) -> None:
    """Raises Refused where a report signed now would be believed by nobody."""
    chain, key = key_chain(session, signer), signer.public_key
    if not chain.believes(key):
        raise Refused(
            _l(
                "Kunci tanda tangan %(key)s bukan kunci kantor yang disematkan; pasang kembali berkas kunci kantor,"
                " atau sematkan kunci ini pada MB2_OFFICE_KEYS.",
                key=spelled(fingerprint(key)),
            )
        )
    if any(one.old_key == key for one in chain.statements):
        raise Refused(
            _l(
                "Kunci tanda tangan %(key)s sudah diganti; jalankan lagi flask compliance rotate-key"
                " untuk memasang penggantinya.",
                key=spelled(fingerprint(key)),
            )
        )


def rotate_key(uow: UnitOfWork, signer: Signer) -> KeyStatement:
    """The key that is to follow, journaled with both signatures; `signer.succeed()` puts it in place afterwards.

    Where that was interrupted, the rotation that stands is returned again. Refused for a key that is not the office's.
    """
    uow.demand(policies.ROTATE_KEY, None)
    head = uow.get(JournalHead, 1, lock=True)
    following, chain = signer.successor(), key_chain(uow.session, signer)
    new_key, old_key = following.public_key, signer.public_key
    for done in chain.statements:
        if (done.old_key, done.new_key) == (old_key, new_key):
            return done
    demand_own_key(uow.session, signer)
    statement = KeyStatement(
        old_key=old_key,
        new_key=new_key,
        journal=JournalMark(seq=head.seq, hash=head.hash),
        at=uow.now.isoformat(),
    )
    text = canonical(STATEMENT.dump_python(statement, mode="json"))
    uow.emit(
        OfficeKeyRotated(
            key_id=len(chain.statements) + 1,
            statement=text,
            signed_by_old=signer.sign(text.encode()),
            signed_by_new=following.sign(text.encode()),
        )
    )
    return statement


def _read(signer: Signer, one: Rotation) -> KeyStatement | None:
    try:
        read = STATEMENT.validate_json(one.statement)
    except ValueError:
        return None
    if read.form != FORM:
        return None
    text = one.statement.encode()
    both = signer.verify(text, one.signed_by_old, read.old_key) and signer.verify(
        text, one.signed_by_new, read.new_key
    )
    return read if both else None
