"""Handovers of either side: the list of them, and the pages of one. Whoever did not write it answers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.delivering import send_handover, withdraw_handover
from marketplace.ordering.services.receiving import agree_handover, contest_handover
from marketplace.ordering.states import AGREE, HandoverKind, HandoverState
from marketplace.producers.queries import merged_into
from marketplace.web import handover_filters
from marketplace.web.contacts import ContactCard, other_side
from marketplace.web.context import actor, reading, transact
from marketplace.web.handover_page import handover_page
from marketplace.web.receiving_form import ContestForm, Receiving, keep_photo
from marketplace.web.redirects import done
from marketplace.web.trade_pages.money import owed_for
from marketplace.web.trade_pages.sides import MAKER, OFFICE, Pages, TradeSide

PAGES = Pages("handovers")

AGREED = {
    HandoverKind.DELIVERY: _l("Kiriman diterima dan tercatat sebagai pembelian."),
    HandoverKind.ROUND: _l("Hitungan disepakati; yang terjual tercatat sebagai pembelian."),
    HandoverKind.RETURN: _l("Retur disetujui dan tercatat."),
}

CONSIGNED = _l("Kiriman diterima dan menjadi titipan; dibayar setelah laku.")


@PAGES.get("/handovers")
def index(side: TradeSide) -> ResponseReturnValue:
    filters = _filters(side)
    return side.render(
        "trade/handovers/index.html",
        filters=filters,
        handovers=filters.page(),
        states=HandoverState,
        kinds=[(kind.value, kind.label) for kind in HandoverKind],
    )


@PAGES.get("/handovers/export")
def export(side: TradeSide) -> ResponseReturnValue:
    """Exactly what the list shows."""
    return handover_filters.exported(reading(), _filters(side))


@PAGES.get("/handovers/<public_id>")
def show(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """`?beda=12` opens the line where something differs."""
    handover = side.find(reading(), Handover, public_id)
    return _page(side, handover, _receiving(handover, request.args.getlist("beda", type=int)))


@PAGES.post("/handovers/<public_id>")
def agree(side: TradeSide, public_id: str) -> ResponseReturnValue:
    handover = side.find(reading(), Handover, public_id)
    receiving = _receiving(handover, opened())
    if opens_in_place(receiving):
        return _page(side, handover, receiving)
    form = receiving.form.shown_on(
        lambda _: _page(side, side.find(reading(), Handover, public_id), receiving)
    )
    form.submit(lambda uow: _agree(uow, public_id, side, receiving))
    consigned = handover.consigned and handover.kind is HandoverKind.DELIVERY
    return done(CONSIGNED if consigned else AGREED[handover.kind], ".show", public_id=public_id)


@PAGES.post("/handovers/<public_id>/contest")
def contest(side: TradeSide, public_id: str) -> ResponseReturnValue:
    def again(form: ContestForm) -> str:
        handover = side.find(reading(), Handover, public_id)
        return _page(side, handover, _receiving(handover, formdata=None), form)

    def write(uow: UnitOfWork) -> None:
        handover = side.find(uow, Handover, public_id)
        photo_id = keep_photo(uow, form.contest_photo, handover)
        contest_handover(uow, handover.id, reason=form.reason.data, photo_id=photo_id)

    form = ContestForm().shown_on(again)
    form.submit(write)
    return done(_l("Bantahan Anda dikirim kepada pihak lain dan Dinas."), ".show", public_id=public_id)


@PAGES.post("/handovers/<public_id>/send")
def send(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """What was prepared, or withdrawn."""
    handover = transact(lambda uow: send_handover(uow, side.find(uow, Handover, public_id).id))
    sentence = _l("%(number)s dikirim; sekarang menunggu jawaban.", number=handover.number)
    return done(sentence, ".show", public_id=public_id)


@PAGES.post("/handovers/<public_id>/withdraw")
def withdraw(side: TradeSide, public_id: str) -> ResponseReturnValue:
    handover = transact(lambda uow: withdraw_handover(uow, side.find(uow, Handover, public_id).id))
    sentence = _l("%(number)s ditarik kembali; ubah lalu kirim lagi.", number=handover.number)
    return done(sentence, ".show", public_id=public_id)


def opened() -> Collection[int]:
    """Lines whose fields stand open once this press is done."""
    lines = set(request.form.getlist("beda", type=int)) | set(request.form.getlist("open", type=int))
    return lines - set(request.form.getlist("close", type=int))


def opens_in_place(receiving: Receiving) -> bool:
    """Whether the press only opened or closed a line; what was typed stays, and the new one is filled in."""
    receiving.fill(request.form.getlist("open", type=int))
    return bool({"open", "close"} & request.form.keys())


def _filters(side: TradeSide) -> handover_filters.HandoverFilters:
    """A maker reads its own and those of records that became part of it."""
    uow, own = reading(), side.own()
    if side is MAKER:
        own["merged"] = merged_into(uow.session, ProducerId(actor().organisation))
    return handover_filters.filters_from_args(
        uow, reader=None if side is OFFICE else actor().organisation, **own
    )


def _agree(uow: UnitOfWork, public_id: str, side: TradeSide, receiving: Receiving) -> None:
    agree_handover(
        uow,
        side.find(uow, Handover, public_id).id,
        differences=receiving.differences(uow),
        note=receiving.form["note"].data,
        goods_on=receiving.goods_on,
    )


def _receiving(handover: Handover, opened: Collection[int] = (), **given: Any) -> Receiving:
    return Receiving(handover, opened, dated=True, **given)


def _page(
    side: TradeSide, handover: Handover, receiving: Receiving, contest: ContestForm | None = None
) -> str:
    page = handover_page(reading(), handover, side.side)
    answers = page.answers and AGREE.possible_from(handover.state)
    return side.render(
        "trade/handovers/receive.html" if answers else "trade/handovers/show.html",
        page=page,
        contact=contact_about(side, handover),
        owed=owed_for(side, handover),
        handover=handover,
        receiving=receiving,
        contest=contest or ContestForm(formdata=None),
    )


def contact_about(side: TradeSide, handover: Handover) -> ContactCard | None:
    return other_side(
        side,
        handover.producer_id,
        handover.outlet_id,
        _l("%(kind)s %(number)s", kind=handover.kind.label, number=handover.number),
        "handovers.show",
        told=("handover", handover.id),
        public_id=handover.public_id,
    )
