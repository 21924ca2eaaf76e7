"""What one side wrote and the other answered otherwise: whoever wrote it agrees, or objects with reason and photo."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering.deadlines import decide_by
from marketplace.ordering.differences import difference_of, lines_that_differ, rests_of
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.differing import agree_difference, object_to_difference
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form, LongText, Picture
from marketplace.web.handover_page import handover_page
from marketplace.web.receiving_form import keep_photo
from marketplace.web.redirects import done
from marketplace.web.trade_pages.handovers import contact_about
from marketplace.web.trade_pages.sides import Pages, TradeSide
from marketplace.web.upload_checks import readable_photo

PAGES = Pages("differences")


class ObjectionForm(Form):
    reason = LongText(
        _l("Mengapa angka Anda yang benar?"), longest=500, rows=3, help=_l("Misalnya: dihitung bersama.")
    )
    photo = Picture(_l("Foto catatan atau rak"), required=False, validators=[readable_photo])


@PAGES.get("/differences/<public_id>")
def show(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """Both sides read it; whoever wrote what differs answers."""
    return _page(side, "show", public_id)


@PAGES.post("/differences/<public_id>")
def agree(side: TradeSide, public_id: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        agree_difference(uow, _found(side, uow, public_id).id)

    Form().shown_on(lambda _: _page(side, "show", public_id)).submit(write)
    return done(_l("Selisih Anda setujui; angka pihak lain yang berlaku."), ".show", public_id=public_id)


@PAGES.get("/differences/<public_id>/object")
def objecting(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """Raises NotFound for the side that answered."""
    if _found(side, reading(), public_id).answerer_id == actor().organisation:
        raise NotFound(f"a difference of handover {public_id} that is this side's to object to")
    return _page(side, "object", public_id, ObjectionForm(formdata=None))


@PAGES.post("/differences/<public_id>/object")
def object_(side: TradeSide, public_id: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        handover = _found(side, uow, public_id)
        photo_id = keep_photo(uow, form.photo, handover)
        object_to_difference(uow, handover.id, reason=form.reason.data, photo_id=photo_id)

    form = ObjectionForm().shown_on(lambda form: _page(side, "object", public_id, form))
    form.submit(write)
    return done(_l("Keberatan dikirim kepada pihak lain dan Dinas."), ".show", public_id=public_id)


def _found(side: TradeSide, uow: UnitOfWork, public_id: str) -> Handover:
    """Raises NotFound for others', and where nothing differs."""
    handover = side.find(uow, Handover, public_id)
    if difference_of(uow.session, handover) is None:
        raise NotFound(f"a difference of handover {public_id}")
    return handover


def _page(side: TradeSide, view: str, public_id: str, form: Form | None = None) -> str:
    uow = reading()
    handover = _found(side, uow, public_id)
    return side.render(
        f"trade/differences/{view}.html",
        page=handover_page(uow, handover, side.side),
        contact=contact_about(side, handover),
        handover=handover,
        difference=difference_of(uow.session, handover),
        rests=rests_of(uow.session, handover),
        lines=lines_that_differ(handover),
        decide_by=decide_by(uow),
        now=uow.now,
        form=form or Form(formdata=None),
    )
