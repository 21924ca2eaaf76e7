"""Papers of orders and handovers as PDF, for whichever door: looked at as a preview, printed with a mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Response, current_app, request, url_for
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.db.uow import UnitOfWork
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.papers import PaperRow, contents_of, paper_named, papers_of
from marketplace.ordering.queries import readers_of
from marketplace.ordering.services.printing import print_paper
from marketplace.ordering.spelling import moment
from marketplace.ordering.typesetting import PREVIEW, mark_of, typeset
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.downloads import save_as

SIZES = {"a4": "A4", "roll": "80 mm"}
DOCUMENTS: Mapping[str, type[Order] | type[Handover]] = {"orders": Order, "handovers": Handover}


def size_arg() -> str:
    size = request.values.get("size", "")
    return size if size in SIZES else "a4"


def papers(of: Order | Handover) -> list[PaperRow]:
    return list(papers_of(reading().session, of, actor().organisation))


def preview(of: Order | Handover, kind: str) -> Response:
    """Marked as what it is: nothing is written down."""
    uow = reading()
    paper = paper_named(uow.session, of, kind)
    return _pdf(of, paper.number, _set(of, kind, mark=PREVIEW, printed="belum dicetak"), inline=True)


def printed(of: Order | Handover, kind: str) -> Response:
    """The PDF of a print that is written down: the original first, copies ever after."""

    def write(uow: UnitOfWork) -> tuple[str, str, datetime]:
        paper = paper_named(uow.session, of, kind)
        copy = print_paper(uow, paper.id)
        return paper.number, _mark(uow, of, copy.copy), copy.printed_at

    number, mark, at = transact(write)
    return _pdf(of, number, _set(of, kind, mark=mark, printed=f"dicetak {moment(at)}"))


def _mark(uow: UnitOfWork, of: Order | Handover, copy: int) -> str:
    """A kept maker has copies only: the original was the merged record's."""
    mine = uow.actor.organisation
    if mine in (of.producer_id, of.partner_id):
        return mark_of(copy)
    official = mine != readers_of(uow.session, of).producer_id
    return mark_of(copy if official else copy + 1, official=official)


def _set(of: Order | Handover, kind: str, *, mark: str, printed: str) -> bytes:
    session = reading().session
    contents = contents_of(session, paper_named(session, of, kind))
    base: str = current_app.config["BASE_URL"]
    address = base.rstrip("/") + url_for("public_papers.show", public_id=of.public_id)
    data = typeset(contents, size=size_arg(), mark=mark, printed=printed, address=address)
    return tools().documents.pdf("paper.typ", data, {"qr.svg": qr_svg(address)})


def _pdf(of: Order | Handover, number: str, content: bytes, *, inline: bool = False) -> Response:
    return pdf(f"{number.replace('/', '-')}.pdf", content, inline=inline)


def pdf(name: str, content: bytes, *, inline: bool = False) -> Response:
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return save_as(answer, name, inline=inline)


def named(of: Order | Handover) -> str:
    """The document's own name, for the head of the page: Pesanan 0142/PO/XI/2026."""
    if isinstance(of, Order):
        return str(gettext("Pesanan %(number)s", number=of.number))
    return str(gettext("Serah terima %(number)s", number=of.number))
