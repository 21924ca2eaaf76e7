"""What a shop took or counted otherwise than the maker sent: the maker agrees, or objects with reason and photo."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering.deadlines import decide_by
from marketplace.ordering.differences import difference_of, lines_that_differ, rest_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText, Picture
from marketplace.web.handover_page import handover_page
from marketplace.web.receiving_form import keep_photo
from marketplace.web.redirects import done
from marketplace.web.trade_pages.sides import MAKER
from marketplace.web.upload_checks import readable_photo

bp = Blueprint("producer_differences", __name__)


class ObjectionForm(Form):
    reason = LongText(
        _l("Mengapa angka Anda yang benar?"), longest=500, rows=3, help=_l("Misalnya: dihitung bersama.")
    )
    photo = Picture(_l("Foto catatan atau rak"), required=False, validators=[readable_photo])


@bp.get("/differences/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page("show", public_id)


@bp.post("/differences/<public_id>")
@may(PRODUCER)
def agree(public_id: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        agree_difference(uow, _found(uow, public_id).id)

    Form().shown_on(lambda _: _page("show", public_id)).submit(write)
    return done(_l("Selisih Anda setujui; angka toko yang berlaku."), ".show", public_id=public_id)


@bp.get("/differences/<public_id>/object")
@may(PRODUCER)
def objecting(public_id: str) -> ResponseReturnValue:
    return _page("object", public_id, ObjectionForm(formdata=None))


@bp.post("/differences/<public_id>/object")
@may(PRODUCER)
def object_(public_id: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        handover = _found(uow, public_id)
        photo_id = keep_photo(uow, form.photo, handover)
        object_to_difference(uow, handover.id, reason=form.reason.data, photo_id=photo_id)

    form = ObjectionForm().shown_on(lambda form: _page("object", public_id, form))
    form.submit(write)
    return done(_l("Keberatan dikirim kepada toko dan Dinas."), ".show", public_id=public_id)


def _found(uow: UnitOfWork, public_id: str) -> Handover:
    """Raises NotFound for others', and where nothing differs."""
    handover = MAKER.find(uow, Handover, public_id)
    if difference_of(uow.session, handover) is None:
        raise NotFound(f"a difference of handover {public_id}")
    return handover


def _page(view: str, public_id: str, form: Form | None = None) -> str:
    uow = reading()
    handover = _found(uow, public_id)
    return render_template(
        f"producer/differences/{view}.html",
        page=handover_page(uow, handover, MAKER.side),
        handover=handover,
        difference=difference_of(uow.session, handover),
        rest=rest_of(uow.session, handover),
        lines=lines_that_differ(handover),
        decide_by=decide_by(uow),
        now=uow.now,
        form=form or Form(formdata=None),
    )
