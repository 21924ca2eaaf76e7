"""Whether a line of a shop's ledger counts as local, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, exists, false, or_, select
from sqlalchemy.orm import aliased

from marketplace.catalog.models import Category
from marketplace.kernel.labels import Labelled, _l
from marketplace.purchases.counted import AUDITED, DISPUTED, REFUSED
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.counting import ExcludedGoods
from marketplace.uptake.ledger import LOCAL_THAT_DAY, TAKEN_BACK
from marketplace.uptake.read_returns import ReadReturn


class LineStatus(Labelled):
    """Whether a line counts as local, else the first reason why not; a clause may ask for more.

    A return counts where the purchase does that it gives back.
    """

    COUNTED = "counted", _l("Terhitung lokal")
    PARTLY = "partly", _l("Terhitung sebagian")
    TAKEN_BACK = "taken-back", _l("Dibatalkan")
    NO_MAKER = "no-maker", _l("Penjual belum dikenali, atau bukan pembuat Metro")
    NOT_LOCAL = "not-local", _l("Pembuat tidak lokal pada hari itu")
    EXCLUDED = "excluded", _l("Tidak dihitung menurut edaran")
    REFUSED = "refused", _l("Ditolak auditor")
    DISPUTED = "disputed", _l("Dibantah pembuat")
    ORPHAN = "orphan", _l("Retur tanpa asal")


COUNTING = (LineStatus.COUNTED.value, LineStatus.PARTLY.value)


def status_of(excluded: Sequence[ExcludedGoods]) -> ColumnElement[str]:
    """Of a line by itself: a return has what `standing_of` says."""
    return case(
        (TAKEN_BACK, LineStatus.TAKEN_BACK.value),
        (Purchase.producer_id.is_(None), LineStatus.NO_MAKER.value),
        (~exists().where(LOCAL_THAT_DAY), LineStatus.NOT_LOCAL.value),
        (or_(false(), *map(_left_out, excluded)), LineStatus.EXCLUDED.value),
        (REFUSED, LineStatus.REFUSED.value),
        (DISPUTED, LineStatus.DISPUTED.value),
        (AUDITED > 0, LineStatus.PARTLY.value),
        else_=LineStatus.COUNTED.value,
    )


def _left_out(goods: ExcludedGoods) -> ColumnElement[bool]:
    above = aliased(Category)
    inside = select(Category.id).outerjoin(above, above.id == Category.parent_id)
    return and_(
        Purchase.bought_on.between(goods.first_day, goods.last_day),
        PurchaseLine.category_id.in_(
            inside.where(or_(Category.code.in_(goods.codes), above.code.in_(goods.codes)))
        ),
    )


def standing_of(one: ReadReturn) -> LineStatus:
    line = one.line
    if one.counts:
        return LineStatus.COUNTED if line.recorded is None else LineStatus.PARTLY
    if line.orphan:
        return LineStatus.ORPHAN
    if not line.local:
        return LineStatus.NOT_LOCAL
    return (
        LineStatus.REFUSED if line.refused else LineStatus.DISPUTED if line.disputed else LineStatus.EXCLUDED
    )
