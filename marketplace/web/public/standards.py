"""Which papers a product needs, without an account: choose what you make and how big you are.

All of it stands in the address, so that a page can be sent on, printed, or asked for another day.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalog.categories import goods_of_makers
from marketplace.certification.standards import papers_needed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.outreach.queries import ActivityRow, next_visits
from marketplace.places.queries import kelurahan
from marketplace.producers.models import Scale
from marketplace.web.access import ANYONE, PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.query_args import day_arg, enum_arg

bp = Blueprint("public_standards", __name__)

SIZES = {
    Scale.MICRO: _l("Mikro: modal sampai Rp1 miliar"),
    Scale.SMALL: _l("Kecil: modal sampai Rp5 miliar"),
    Scale.MEDIUM: _l("Menengah: modal sampai Rp10 miliar"),
}
"""Capital without land and buildings, PP 7/2021."""


@bp.get("/standards")
@may(ANYONE)
def index() -> ResponseReturnValue:
    uow = reading()
    offered = dict(goods_of_makers(uow.session))
    category = request.args.get("category") or next(iter(offered), "")
    scale = enum_arg(Scale, name="scale") or Scale.MICRO
    day = day_arg(uow.today)
    needed = papers_needed(uow.session, category, scale, day) if offered else []
    visits, elsewhere = _visits(uow, request.args.get("kelurahan", ""))
    return render_template(
        "public/standards/index.html",
        offered=offered,
        category=category,
        scale=scale,
        sizes=SIZES,
        places=kelurahan(uow.session),
        place=request.args.get("kelurahan", ""),
        needed=needed,
        mandatory=sum(one.must and one.rule.holds(day) for one in needed),
        day=day,
        today=uow.today,
        visits=visits,
        elsewhere=elsewhere,
        maker=PRODUCER.allows(actor(), None),
    )


def _visits(uow: UnitOfWork, place: str) -> tuple[list[ActivityRow], bool]:
    """The next ones in that kelurahan, or else anywhere."""
    here = next_visits(uow.session, uow.today, place or None)
    if here or not place:
        return [*here], False
    return [*next_visits(uow.session, uow.today)], True
