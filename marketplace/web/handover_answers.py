"""The pages of one handover, the same for the shop and the maker: whoever did not write it answers."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.delivering import send_handover, withdraw_handover
from marketplace.ordering.services.receiving import agree_handover, contest_handover
from marketplace.ordering.states import AGREE, HandoverKind, Side
from marketplace.web.context import reading, tools, transact
from marketplace.web.handover_page import found, handover_page
from marketplace.web.language import translate
from marketplace.web.receiving_form import ContestForm, Receiving, keep_photo

AGREED = {
    HandoverKind.DELIVERY: _l("Kiriman diterima dan tercatat sebagai pembelian."),
    HandoverKind.ROUND: _l("Hitungan disepakati; yang terjual tercatat sebagai pembelian."),
    HandoverKind.RETURN: _l("Retur disetujui dan tercatat."),
}

CONSIGNED = _l("Kiriman diterima dan menjadi titipan; dibayar setelah laku.")


def shown(public_id: str, side: Side) -> ResponseReturnValue:
    """`?beda=12` opens the line where something differs."""
    handover = found(reading(), public_id, side)
    return _page(handover, side, Receiving(handover, request.args.getlist("beda", type=int)))


def agreed(public_id: str, side: Side) -> ResponseReturnValue:
    handover = found(reading(), public_id, side)
    receiving = Receiving(handover, opened())
    if opens_in_place(receiving):
        return _page(handover, side, receiving)
    if not receiving.form.saved(lambda uow: _agree(uow, public_id, side, receiving)):
        return _page(found(reading(), public_id, side), side, receiving), 422
    consigned = handover.consigned and handover.kind is HandoverKind.DELIVERY
    flash(str(translate(CONSIGNED if consigned else AGREED[handover.kind])))
    return redirect(url_for(".show", public_id=public_id))


def contested(public_id: str, side: Side) -> ResponseReturnValue:
    form = ContestForm()
    handover = found(reading(), public_id, side)
    if not form.validate():
        return _page(handover, side, Receiving(handover, formdata=None), form), 422

    def write(uow: UnitOfWork) -> None:
        photo_id = keep_photo(uow, tools().storage, form.contest_photo, found(uow, public_id, side))
        contest_handover(uow, handover.id, reason=form.reason.data, photo_id=photo_id)

    transact(write)
    flash(gettext("Bantahan Anda dikirim kepada pihak lain dan Dinas."))
    return redirect(url_for(".show", public_id=public_id))


def sent(public_id: str, side: Side) -> ResponseReturnValue:
    handover = transact(lambda uow: send_handover(uow, found(uow, public_id, side).id))
    flash(gettext("%(number)s dikirim; sekarang menunggu jawaban.", number=handover.number))
    return redirect(url_for(".show", public_id=public_id))


def withdrawn(public_id: str, side: Side) -> ResponseReturnValue:
    handover = transact(lambda uow: withdraw_handover(uow, found(uow, public_id, side).id))
    flash(gettext("%(number)s ditarik kembali; ubah lalu kirim lagi.", number=handover.number))
    return redirect(url_for(".show", public_id=public_id))


def opened() -> Collection[int]:
    """Lines whose fields stand open once this press is done."""
    lines = set(request.form.getlist("beda", type=int)) | set(request.form.getlist("open", type=int))
    return lines - set(request.form.getlist("close", type=int))


def opens_in_place(receiving: Receiving) -> bool:
    """Whether the press only opened or closed a line; what was typed stays, and the new one is filled in."""
    receiving.fill(request.form.getlist("open", type=int))
    return bool({"open", "close"} & request.form.keys())


def _agree(uow: UnitOfWork, public_id: str, side: Side, receiving: Receiving) -> None:
    agree_handover(
        uow,
        found(uow, public_id, side).id,
        differences=receiving.differences(uow, tools().storage),
        note=receiving.form["note"].data,
    )


def _page(handover: Handover, side: Side, receiving: Receiving, contest: ContestForm | None = None) -> str:
    page = handover_page(reading(), handover, side)
    answers = page.answers and AGREE.possible_from(handover.state)
    return render_template(
        "parts/handover_receive.html" if answers else "parts/handover_show.html",
        page=page,
        handover=handover,
        receiving=receiving,
        contest=contest or ContestForm(formdata=None),
    )
