"""Parts of the journal that leave the program: with a reason, and never unnoticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from marketplace.db.uow import UnitOfWork
from marketplace.journal import policies
from marketplace.journal.events import JournalHandedOut
from marketplace.journal.naming import names_of
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.slicing import in_slices
from marketplace.ports.sheets import Cell, Column, Table

MOST = 20_000  # lines of a file
SLICE = 500  # records whose names are read at once
COLUMNS = (
    Column(_l("Nomor"), "number"),
    Column(_l("Waktu"), "moment", width=18),
    Column(_l("Kejadian"), width=36),
    Column(_l("Tentang"), width=24),
    Column(_l("Nama"), width=32),
    Column(_l("Usaha"), width=28),
    Column(_l("Oleh"), width=36),
    Column(_l("Alasan"), width=40),
    Column(_l("Sidik SHA-256"), width=66),
)


def hand_out_entries(uow: UnitOfWork, listing: EntryList, *, reason: str) -> Table:
    """Entries as a file; who took which of them and why is an entry of its own, which the file does not hold yet.

    Refused without a reason, and above so many lines.
    """
    uow.demand(policies.HAND_OUT, None)
    if not reason.strip():
        raise Refused(_l("Tulis untuk apa Anda mengunduhnya."), field="reason")
    rows = listing.rows(uow.session, limit=MOST + 1)
    if len(rows) > MOST:
        raise Refused(
            _l("Lebih dari %(most)s kejadian. Persempit dengan orang, kejadian, atau tanggal.", most=MOST)
        )
    uow.emit(JournalHandedOut(entries=len(rows), narrowed=_narrowed(listing), reason=reason.strip()))
    return Table(EntryList.sheet, COLUMNS, list(_lines(uow, rows)))


def _lines(uow: UnitOfWork, rows: Sequence[EntryRow]) -> Iterator[list[Cell]]:
    for some in in_slices(rows, SLICE):
        names = names_of(uow.session, {one.subject for one in some})
        for one in some:
            name = names.get(one.subject)
            called = (name and name.name) or str(one.subject_id)
            owner = name.owner if name else None
            yield [one.seq, one.at, one.text, one.about, called, owner, one.who, one.reason, one.hash]


def _narrowed(listing: EntryList) -> str:
    """By which filters, with their words of the address; the person's name is left out, as entries stay for ever."""
    given = {
        one.metadata["arg"]: getattr(listing, one.name) for one in fields(listing) if one.metadata["arg"]
    }
    return " ".join(f"{name}={value}" for name, value in given.items() if value and name != "person")
