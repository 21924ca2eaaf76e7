"""What a maker and an outlet agreed: bought outright or left on consignment, and when it is paid.

Either side proposes, and it holds once the other agrees.

A maker names the outlet, a shop one of its outlets and the maker.
"""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.states import TradeModel
from marketplace.ordering.term_changes import changes, worth
from marketplace.ordering.terms import TermList, open_proposal, term_between
from marketplace.ordering.visits import Place, maker_named, place_of
from marketplace.web.contacts import ContactCard, other_side
from marketplace.web.context import reading
from marketplace.web.forms import Form, Hidden, Text
from marketplace.web.redirects import notify
from marketplace.web.term_form import TermForm
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("terms")

TITIP = "titip"  # asked for by a maker that wants to leave goods at another shop
WRITTEN = {
    MAKER: _l("Usul dikirim kepada toko; berlaku setelah toko setuju. Sampai itu yang lama tetap berlaku."),
    SHOP: _l(
        "Usul dikirim kepada pembuat; berlaku setelah pembuat setuju. Sampai itu yang lama tetap berlaku."
    ),
}
ANSWERED = {
    True: _l("Disetujui; berlaku untuk kiriman dan kunjungan mulai sekarang."),
    False: _l("Ditolak; yang lama tetap berlaku."),
}


class AnswerForm(Form):
    term_id = Hidden()
    reason = Text(_l("Mengapa ditolak"), required=False, longest=200)


@PAGES.get("/terms")
def index(side: TradeSide) -> ResponseReturnValue:
    return side.render("trade/terms/index.html", rows=TermList(**side.own()).rows(reading().session))


@PAGES.get("/terms/<public_id>", shop="/terms/<outlet>/<maker>")
def show(side: TradeSide, **names: Any) -> ResponseReturnValue:
    uow = reading()
    producer_id, place, _ = _between(side, uow, **names)
    term = term_between(uow.session, producer_id, place.id)
    if wish(side):
        term = term._replace(model=TradeModel.CONSIGNMENT)
    return _page(side, TermForm.of(term, formdata=None), names)


@PAGES.post("/terms/<public_id>", shop="/terms/<outlet>/<maker>")
def write(side: TradeSide, **names: Any) -> ResponseReturnValue:
    form = TermForm().shown_on(lambda form: _page(side, form, names))

    def write(uow: UnitOfWork) -> None:
        producer_id, place, _ = _between(side, uow, **names)
        propose_term(uow, producer_id, place.id, **form.terms)

    form.submit(write)
    notify(WRITTEN[side])
    return redirect(url_for(".show", **names))


@PAGES.post("/terms/<public_id>/answer", shop="/terms/<outlet>/<maker>/answer")
def answer(side: TradeSide, **names: Any) -> ResponseReturnValue:
    """Yes and no weigh the same; no may say why."""
    agrees = request.form.get("act") == "agree"

    def write(uow: UnitOfWork) -> None:
        producer_id, place, _ = _between(side, uow, **names)
        term_id, reason = form.term_id.data, form.reason.data
        answer_term(uow, producer_id, place.id, int(term_id or 0), agrees=agrees, reason=reason or "")

    form = AnswerForm().shown_on(lambda form: _page(side, TermForm(formdata=None), names, form))
    form.submit(write)
    notify(ANSWERED[agrees])
    return redirect(url_for(".show", **names))


def wish(side: TradeSide) -> str | None:
    return TITIP if side is MAKER and request.args.get("for") == TITIP else None


def own_outlet(uow: UnitOfWork, public_id: str) -> Place:
    """Raises NotFound for another shop's outlet."""
    place = place_of(uow.session, public_id)
    if place.partner_id != uow.actor.organisation:
        raise NotFound(f"outlet {public_id}")
    return place


def _between(
    side: TradeSide, uow: UnitOfWork, *, public_id: str = "", outlet: str = "", maker: str = ""
) -> tuple[ProducerId, Place, str]:
    """The maker and the outlet that an address of this side names, and what the other side is called."""
    if side is MAKER:
        place = place_of(uow.session, public_id)
        return ProducerId(uow.actor.organisation), place, f"{place.partner}, {place.name}"
    place, (producer_id, name) = own_outlet(uow, outlet), maker_named(uow.session, maker)
    return producer_id, place, name


def _page(side: TradeSide, form: TermForm, names: dict[str, Any], answering: AnswerForm | None = None) -> str:
    uow = reading()
    producer_id, place, name = _between(side, uow, **names)
    proposal = open_proposal(uow.session, producer_id, place.id, uow.now)
    now = term_between(uow.session, producer_id, place.id)
    rows = TermList(producer_id=producer_id, outlet_id=place.id, every=True).rows(uow.session)
    return side.render(
        "trade/terms/show.html",
        form=form,
        name=name,
        place=place,
        names=names,
        wish=wish(side),
        proposal=proposal,
        mine=proposal is not None and proposal.written_for == uow.actor.organisation,
        changes=changes(now, proposal) if proposal else (),
        worth=worth(uow.session, producer_id, now, proposal, uow.today) if proposal else None,
        answering=answering or AnswerForm(formdata=None),
        rows=rows,
        contact=_contact(side, producer_id, place, rows[0].id) if rows else None,
    )


def _contact(side: TradeSide, producer_id: ProducerId, place: Place, term_id: int) -> ContactCard | None:
    """Once either side proposed something; before, one is nobody's trade."""
    about = _l("kesepakatan dagang untuk %(outlet)s", outlet=place.name)
    names = {"public_id": place.public_id}
    if side is not SHOP:
        maker = reading().get(Organisation, producer_id).public_id
        names = {"outlet": place.public_id, "maker": maker}
    told = "term", term_id
    return other_side(side, producer_id, place.id, about, "terms.show", told=told, **names)
