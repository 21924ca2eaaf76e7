"""Who buys local: the partners with a memorandum in force, the offices a circular binds, and a page for each."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.errors import NotFound
from marketplace.partners.models import PartnerKind
from marketplace.partners.public import PublicPartners, kelurahan_of, public_partner
from marketplace.places.queries import kelurahan
from marketplace.web.access import ANYONE, may
from marketplace.web.context import page_number, reading
from marketplace.web.lists import from_args
from marketplace.web.page_cache import cached_for_strangers

bp = Blueprint("public_partners", __name__)

SHOWN = 30


@bp.get("/partners")
@may(ANYONE)
@cached_for_strangers("kind", "kelurahan", "page")
def index() -> ResponseReturnValue:
    uow = reading()
    listing = from_args(PublicPartners, day=uow.today)
    partners = listing.numbered(uow.session, page_number(), size=SHOWN)
    outlets = listing.outlets(uow.session, [one.id for one in partners])
    return render_template(
        "public/partners/index.html",
        partners=partners,
        places={number: kelurahan_of(some) for number, some in outlets.items()},
        filters=listing,
        kinds=PartnerKind,
        kelurahan=kelurahan(uow.session),
        today=uow.today,
    )


@bp.get("/partners/<code>")
@may(ANYONE)
@cached_for_strangers()
def show(code: str) -> ResponseReturnValue:
    uow = reading()
    partner = public_partner(uow.session, code, uow.today)
    if partner is None:
        raise NotFound(f"partner {code}")
    outlets = PublicPartners(day=uow.today).outlets(uow.session, [partner.id])
    return render_template(
        "public/partners/show.html",
        partner=partner,
        outlets=outlets.get(partner.id, ()),
        today=uow.today,
    )
