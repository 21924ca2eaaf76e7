"""Records that may be one maker: look at them side by side, merge them, or undo it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.moving import people_in
from marketplace.catalog.reactions import products_that_move
from marketplace.certification.queries import CertificateList, own_products
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering.reactions import under_way
from marketplace.producers import cards, queries
from marketplace.producers.duplicates import PairList, equal_signs, in_words, verdict_on
from marketplace.producers.models import Producer, ProducerMerge
from marketplace.producers.services.merging import mark_as_different, merge_producers, undo_merge
from marketplace.producers.services.registering import profile_of
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import Form, LongText
from marketplace.web.lists import page_of
from marketplace.web.redirects import notify

bp = Blueprint("office_duplicates", __name__)


class MergeForm(Form):
    reason = LongText(
        _l("Mengapa keduanya satu usaha?"),
        rows=2,
        longest=300,
        help=_l("Misalnya: satu pemilik, satu dapur; dicocokkan saat kunjungan."),
    )


class ApartForm(Form):
    because = LongText(
        _l("Mengapa keduanya dua usaha?"),
        rows=2,
        longest=300,
        help=_l("Misalnya: nama yang umum; pemilik dan alamatnya berbeda."),
    )


@bp.get("/producers/duplicates")
@may(OFFICER)
def index() -> ResponseReturnValue:
    apart = request.args.get("apart") == "1"
    pairs = page_of(PairList(told_apart=apart))
    return render_template("office/duplicates/index.html", pairs=pairs, apart=apart)


@bp.get("/producers/<public_id>/merge")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id)


@bp.post("/producers/<public_id>/merge")
@may(OFFICER)
def merge(public_id: str) -> ResponseReturnValue:
    form = MergeForm().shown_on(lambda form: _page(reading(), public_id, merging=form))

    def write(uow: UnitOfWork) -> None:
        kept, merged = _record(uow, public_id), _record(uow, _other())
        merge_producers(uow, kept.id, merged.id, reason=form.reason.data)

    form.submit(write)
    notify(_l("Kedua catatan digabung. Dapat dibatalkan dari halaman usaha ini."))
    return redirect(url_for("office_producers.show", public_id=public_id))


@bp.post("/producers/<public_id>/apart")
@may(OFFICER)
def apart(public_id: str) -> ResponseReturnValue:
    form = ApartForm().shown_on(lambda form: _page(reading(), public_id, telling=form))

    def write(uow: UnitOfWork) -> None:
        one, other = _record(uow, public_id), _record(uow, _other())
        mark_as_different(uow, one.id, other.id, reason=form.because.data)

    form.submit(write)
    notify(_l("Tercatat sebagai dua usaha. Bila kelak ada tanda lain yang sama, pasangan ini muncul lagi."))
    return redirect(url_for(".index"))


@bp.post("/producers/<public_id>/merges/<int:merge_id>/undo")
@may(OFFICER)
def undo(public_id: str, merge_id: int) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        row = uow.get(ProducerMerge, merge_id)
        if _record(uow, public_id).id not in (row.kept_id, row.merged_id):
            raise NotFound(f"merge {merge_id} is not of producer {public_id}")
        undo_merge(uow, merge_id)

    transact(write)
    notify(_l("Penggabungan dibatalkan; semuanya kembali seperti semula."))
    return redirect(url_for("office_producers.show", public_id=public_id))


def _record(uow: UnitOfWork, public_id: str) -> Producer:
    return uow.get(Producer, uow.find(Organisation, public_id=public_id).id)


def _other() -> str:
    return request.args.get("with", "")


def _page(
    uow: UnitOfWork, public_id: str, *, merging: MergeForm | None = None, telling: ApartForm | None = None
) -> str:
    kept, merged = _record(uow, public_id), _record(uow, _other())
    if kept.id == merged.id:
        raise NotFound("a record and itself")
    return render_template(
        "office/duplicates/merge.html",
        form=merging or MergeForm(),
        telling=telling or ApartForm(),
        wrong=telling or merging,
        kept=_beside(uow, kept),
        merged=_beside(uow, merged),
        equal=in_words(equal_signs(uow.session, kept.id, merged.id)),
        verdict=verdict_on(uow.session, kept.id, merged.id),
        moving=len(products_that_move(uow, merged.id, kept.id)),
        waiting=under_way(uow, merged.id),
    )


def _beside(uow: UnitOfWork, producer: Producer) -> dict[str, Any]:
    """What an officer compares, and how much hangs on the record."""
    session = uow.session
    papers = CertificateList(producer_id=producer.id).page(session, size=1)
    return {
        "producer": producer,
        "card": cards.producer_card(session, producer.id),
        "profile": profile_of(uow, producer),
        "localities": queries.localities(session, producer.id),
        "products": len(own_products(session, producer.id)),
        "papers": papers.total,
        "people": people_in(uow, producer.id),
    }
