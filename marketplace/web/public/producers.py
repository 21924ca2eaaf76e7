"""The public register of certified makers, and each maker's own page."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.queries import papers_of_maker
from marketplace.certification.register import Register
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.places.queries import kelurahan
from marketplace.ports.sheets import Column, Table
from marketplace.producers.cards import public_card
from marketplace.web.access import ANYONE, may
from marketplace.web.context import page_number, reading
from marketplace.web.display import of_maker
from marketplace.web.page_cache import cached_for_strangers
from marketplace.web.query_args import day_arg, words_arg
from marketplace.web.workbooks import spreadsheet

bp = Blueprint("public_producers", __name__)

SHOWN = 10  # makers a page: with their papers they are long on a phone


@bp.get("/producers")
@may(ANYONE)
def index() -> ResponseReturnValue:
    uow = reading()
    listing = _listing(uow)
    makers = listing.numbered(uow.session, page_number(), size=SHOWN)
    return render_template(
        "public/producers/index.html",
        makers=makers,
        entries=listing.entries(uow.session, [maker.id for maker in makers]),
        filters=listing,
        kelurahan=kelurahan(uow.session),
        kinds=sorted(KINDS.items(), key=lambda pair: pair[1].place),
        today=uow.today,
    )


@bp.get("/producers/register.csv")
@may(ANYONE)
def export() -> ResponseReturnValue:
    """All that the pages of this question show, line by line."""
    uow = reading()
    listing = _listing(uow)
    heads = (
        _l("Usaha"),
        _l("Kelurahan"),
        _l("Surat"),
        _l("Nomor"),
        _l("Terbit"),
        _l("Berlaku sampai"),
        _l("Kode periksa"),
    )
    rows = [
        (
            maker.name,
            maker.kelurahan,
            one.label,
            one.number,
            one.issued_on,
            one.expires_on,
            one.code,
        )
        for maker, one in listing.whole(uow.session)
    ]
    table = Table("register", [Column(head) for head in heads], rows)
    return spreadsheet(_l("mb2-pembuat-%(day)s", day=listing.day), table)


@bp.get("/producers/<slug>")
@may(ANYONE)
@cached_for_strangers("page")
def show(slug: str) -> ResponseReturnValue:
    uow = reading()
    maker = public_card(uow.session, slug, uow.today)
    if maker is None:
        raise NotFound(f"maker {slug}")
    return render_template(
        "public/producers/show.html",
        maker=maker,
        papers=papers_of_maker(uow.session, maker.id, uow.today),
        shelf=of_maker(uow, maker.id, maker.story, page_number()),
    )


def _listing(uow: UnitOfWork) -> Register:
    return Register(
        day=day_arg(uow.today),
        kind=request.args.get("kind", ""),
        kelurahan=request.args.get("kelurahan", ""),
        name=words_arg(),
    )
