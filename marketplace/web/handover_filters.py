"""Lists of handovers: what an address narrows them to, and the spreadsheet of exactly what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request

from marketplace.db.keyset import Stretch
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, OutletId
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.states import HandoverKind, HandoverState
from marketplace.ordering.trading import outlets_of_trade
from marketplace.ports.sheets import Column, Table
from marketplace.web.asked import state_asked
from marketplace.web.exporting import handed_out, kind_asked
from marketplace.web.order_lists import place_asked

MOST = 20_000  # lines of an export
COLUMNS = (
    Column(_l("Nomor"), width=22),
    Column(_l("Jenis"), width=16),
    Column(_l("Pembuat"), width=28),
    Column(_l("Toko"), width=28),
    Column(_l("Gerai"), width=22),
    Column(_l("Pesanan"), width=20),
    Column(_l("Cara dagang"), width=14),
    Column(_l("Keadaan"), width=22),
    Column(_l("Dikirim"), kind="moment", width=18),
    Column(_l("Jawab sebelum"), kind="moment", width=18),
    Column(_l("Disepakati"), kind="moment", width=18),
    Column(_l("Dibawa"), kind="number", width=10),
    Column(_l("Diterima"), kind="number", width=10),
    Column(_l("Ditarik"), kind="number", width=10),
    Column(_l("Terjual"), kind="number", width=10),
    Column(_l("Nilai"), kind="rupiah", width=14),
)


@dataclass(frozen=True)
class Asked:
    """What stands in the address; an outlet that this side has nothing to do with narrows to nothing."""

    kind: HandoverKind | None
    state: HandoverState | None
    outlet: str
    from_on: date | None
    until_on: date | None
    outlets: Sequence[tuple[OutletId, str, str, str]]
    own: Mapping[str, Any]  # whose handovers, as keywords of the list

    @property
    def narrowed(self) -> bool:
        return any((self.kind, self.state, self.outlet, self.from_on, self.until_on))

    def page(self, uow: UnitOfWork) -> Stretch[HandoverRow]:
        return self.wanted().page(uow.session, place_asked())

    def wanted(self) -> HandoverList:
        return HandoverList(
            kind=self.kind,
            state=self.state,
            outlet_id=self._outlet_id,
            from_on=self.from_on,
            until_on=self.until_on,
            **self.own,
        )

    @property
    def _outlet_id(self) -> OutletId | None:
        if not self.outlet:
            return None
        return next((id for id, public_id, *_ in self.outlets if public_id == self.outlet), OutletId(-1))


def asked(uow: UnitOfWork, *, reader: OrganisationId | None = None, **own: Any) -> Asked:
    """`own` names the maker or the shop whose handovers and outlets these are, `reader` who looks."""
    return Asked(
        kind=state_asked(HandoverKind, name="kind"),
        state=state_asked(HandoverState),
        outlet=request.args.get("outlet", ""),
        from_on=_day("from"),
        until_on=_day("until"),
        outlets=outlets_of_trade(uow.session, **own),
        own=own | {"reader": reader},
    )


def exported(uow: UnitOfWork, asked: Asked) -> Response:
    """All of it, however many pages. Refused beyond so many lines."""
    found = uow.session.execute(asked.wanted().select().limit(MOST + 1)).all()
    if len(found) > MOST:
        raise Refused(
            _l("Lebih dari %(most)s serah terima; saring menurut hari, lalu unduh lagi.", most=MOST)
        )
    lines = [_line(HandoverRow(*values)) for values in found]
    return handed_out(
        kind_asked(), _l("serah-terima-%(day)s", day=uow.today), Table(_l("Serah terima"), COLUMNS, lines)
    )


def _line(row: HandoverRow) -> list[Any]:
    return [
        row.number,
        row.kind.label,
        row.maker,
        row.partner,
        row.outlet,
        row.order_number,
        row.trade.label,
        row.state.label,
        row.sent_at,
        row.answer_by,
        row.agreed_at,
        row.brought,
        row.accepted,
        row.taken_back,
        row.sold,
        row.value,
    ]


def _day(name: str) -> date | None:
    """None where the address names no day."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
