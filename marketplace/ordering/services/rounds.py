"""Kunjungan titip: the maker counts what is left at a shop, takes back, brings, and says so in one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId, ProducerId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies
from marketplace.ordering.counting import count_round
from marketplace.ordering.goods import OrderedGood, goods_of, round_price
from marketplace.ordering.lots import ConsignedLot, lots_at, share_out, usual_prices
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.services.drafting import draft
from marketplace.ordering.services.sending import field_of, lock_shelf, refuse_closed, send_off
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    HandoverKind,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.ordering.terms import Between, Term, term_between
from marketplace.partners.models import Outlet

LATE = timedelta(days=7)  # so long a phone may be without a line


@dataclass(frozen=True, kw_only=True)
class RoundEntry:
    """Units of one item: left on the shelf, taken back, lost and brought. A price holds for what is brought."""

    variant_id: VariantId
    counted: int
    taken_back: int = 0
    take_back_reason: TakeBackReason | None = None
    lost: int = 0
    brought: int = 0
    unit_price: Rupiah | None = None
    batch: str = ""
    best_before: date | None = None


def send_round(
    uow: UnitOfWork,
    outlet_id: OutletId,
    *,
    client_id: str,
    entries: Sequence[RoundEntry],
    made_on: date | None = None,
) -> Handover:
    """Write a round down and send it to the shop, once per `client_id`: again gives the one that stands.

    It counts on `made_on`, the day it was made (today unless a phone without a line sends it later): at most a week
    back, and not before the round that was made there last.
    An item has a line for each lot that lies there, which keeps its units as its opening and the terms it came under;
    what left the shelf left it in the order in which it came. Refused when an item's figures do not add up, when
    another round or a return of consigned goods there still waits for its answer, and when goods are brought where
    the terms are not those of consignment. A round that was withdrawn is written anew under its number.
    """
    outlet = uow.get(Outlet, outlet_id)
    goods = _goods(uow, entries)
    producer_id = _maker(uow, goods, outlet)
    lock_shelf(uow, outlet_id)  # the same round sent twice waits for its twin here
    if (stands := _sent_before(uow, producer_id, client_id)) is not None:
        return stands
    _refuse_open(uow, producer_id, outlet_id)
    made_on = made_on or uow.today
    _check_day(uow, producer_id, outlet_id, made_on)
    term = term_between(uow.session, producer_id, outlet_id)
    if any(entry.brought for entry in entries):
        _check_brings(uow, outlet, term)
    lines = _written(uow, producer_id, outlet_id, term, entries, goods)
    handover = draft(uow, HandoverKind.ROUND, producer_id, outlet, issuer_id=producer_id, lines=lines)
    handover.client_id = client_id
    send_off(uow, handover, trade=TradeModel.CONSIGNMENT, goods_on=made_on)
    return handover


def _goods(uow: UnitOfWork, entries: Sequence[RoundEntry]) -> Mapping[VariantId, OrderedGood]:
    if not entries:
        raise Refused(_l("Isi sekurangnya satu barang."))
    goods = goods_of(uow.session, {entry.variant_id for entry in entries})
    if len(goods) < len(entries):
        raise Refused(_l("Satu barang tertulis dua kali; gabungkan menjadi satu baris."))
    return goods


def _maker(uow: UnitOfWork, goods: Mapping[VariantId, OrderedGood], outlet: Outlet) -> ProducerId:
    """Whose goods they are: one maker's, and the actor is theirs."""
    makers = {good.producer_id for good in goods.values()}
    for producer_id in makers:
        uow.demand(policies.DELIVER, Between(producer_id, outlet.partner_id))
    if len(makers) != 1:
        raise Refused(_l("Satu kunjungan hanya untuk barang satu pembuat."))
    return makers.pop()


def _sent_before(uow: UnitOfWork, producer_id: ProducerId, client_id: str) -> Handover | None:
    if not client_id:
        raise Refused(_l("Muat ulang halaman kunjungan, lalu kirim lagi."))
    return uow.session.scalar(select(Handover).filter_by(issuer_id=producer_id, client_id=client_id))


def _refuse_open(uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId) -> None:
    """What changes the balance downwards is done one after the other."""
    query = select(Handover.kind, Handover.number).where(
        Handover.producer_id == producer_id,
        Handover.outlet_id == outlet_id,
        Handover.state.in_((SENT, CONTESTED)),
        Handover.trade == TradeModel.CONSIGNMENT,
        Handover.kind.in_((HandoverKind.ROUND, HandoverKind.RETURN)),
        Handover.rest_of_id.is_(None),  # a difference blocks nothing
    )
    for kind, number in uow.session.execute(query.limit(1)):
        raise Refused(
            _l(
                "%(kind)s %(number)s di gerai ini belum disepakati; selesaikan dahulu.",
                kind=kind.label,
                number=number,
            )
        )


def _check_day(uow: UnitOfWork, producer_id: ProducerId, outlet_id: OutletId, day: date) -> None:
    """A round counts what was sold since the one before, so their days are in the order in which they were made."""
    last = uow.session.scalar(
        select(func.max(Handover.goods_on)).where(
            Handover.producer_id == producer_id,
            Handover.outlet_id == outlet_id,
            Handover.kind == HandoverKind.ROUND,
            Handover.state == AGREED,
        )
    )
    first = max(filter(None, (uow.today - LATE, last)))
    if not first <= day <= uow.today:
        raise Refused(
            _l("Hari kunjungan paling awal %(first)s dan paling akhir hari ini.", first=f"{first:%d-%m-%Y}"),
            field="made_on",
        )


def _check_brings(uow: UnitOfWork, outlet: Outlet, term: Term) -> None:
    refuse_closed(uow, outlet)
    if not term.consigns:
        raise Refused(
            _l(
                "Ketentuan dengan gerai ini beli putus. Ubah menjadi titip jual, atau kirim barang baru dengan"
                " surat jalan."
            )
        )


def _written(
    uow: UnitOfWork,
    producer_id: ProducerId,
    outlet_id: OutletId,
    term: Term,
    entries: Sequence[RoundEntry],
    goods: Mapping[VariantId, OrderedGood],
) -> list[HandoverLine]:
    lots = lots_at(uow.session, producer_id, outlet_id)
    usual, lines = usual_prices(uow.session, producer_id, outlet_id), []
    for entry in entries:
        good, units = goods[entry.variant_id], entry.brought
        usually = round_price(good, term, units, uow.today, usual=usual.get(entry.variant_id))
        there = lots.get(entry.variant_id, ())
        lines += _lines(entry, good, there, entry.unit_price or usually, term.loss_on)
    return lines


def _lines(
    entry: RoundEntry,
    good: OrderedGood,
    lots: Sequence[ConsignedLot],
    price: Rupiah | None,
    loss_on: Side,
) -> list[HandoverLine]:
    """One per lot; what is brought at the terms of the last one stands on its line, otherwise on one of its own."""
    _check(entry, good, sum(lot.units for lot in lots))
    lines = list(_counted(entry, good, lots))
    if entry.brought:
        same = lines and (lines[-1].unit_price, lines[-1].loss_on) == (price, loss_on)
        if not same:
            lines.append(_line(entry, good, price))
        last = lines[-1]
        last.brought, last.batch, last.best_before = entry.brought, entry.batch.strip(), entry.best_before
    return lines


def _counted(entry: RoundEntry, good: OrderedGood, lots: Sequence[ConsignedLot]) -> Iterator[HandoverLine]:
    left = share_out(
        [lot.units for lot in lots], counted=entry.counted, taken_back=entry.taken_back, lost=entry.lost
    )
    for lot, part in zip(lots, left, strict=True):
        line = _line(entry, good, lot.unit_price)
        line.opening, line.loss_on = lot.units, lot.loss_on
        line.counted, line.lost, line.taken_back = part.counted, part.lost, part.taken_back
        line.take_back_reason = entry.take_back_reason if part.taken_back else None
        yield line


def _check(entry: RoundEntry, good: OrderedGood, opening: int) -> None:
    count_round(
        opening=opening,
        counted=entry.counted,
        taken_back=entry.taken_back,
        lost=entry.lost,
        brought=entry.brought,
        name=good.name,
        field=field_of("counted", entry.variant_id),
    )
    if entry.taken_back and entry.take_back_reason is None:
        raise Refused(
            _l("%(name)s: pilih alasan %(units)s ditarik.", name=good.name, units=entry.taken_back),
            field=field_of("reason", entry.variant_id),
        )


def _line(entry: RoundEntry, good: OrderedGood, price: Rupiah | None) -> HandoverLine:
    if price is None or price <= 0:
        raise Refused(
            _l("%(name)s belum punya harga; isi harganya.", name=good.name),
            field=field_of("price", entry.variant_id),
        )
    return HandoverLine(variant_id=entry.variant_id, name=good.name, unit=good.unit, unit_price=price)
