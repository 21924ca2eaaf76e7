"""What came back to a maker, month by month (WIB), as both sides agreed."""

from sqlalchemy import BigInteger, cast, func, select

from marketplace.db.listing import Listing, Row, by, col, required
from marketplace.db.wib import wib_month
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import AGREED, HandoverKind
from marketplace.ports.sheets import Column
from marketplace.purchases.other_sellers import KEPT

RETURNS = HandoverList(kind=HandoverKind.RETURN, state=AGREED).select().order_by(None)
EACH = RETURNS.add_columns(wib_month(Handover.agreed_at).label("month"), KEPT.label("maker_id")).subquery().c
UNITS, VALUE = (cast(func.sum(one), BigInteger).label(one.name) for one in (EACH.taken_back, EACH.value))
SUMS = select(EACH.maker_id, EACH.month, func.count().label("returns"), UNITS, VALUE)
MONTHS = SUMS.group_by(EACH.maker_id, EACH.month).subquery()


class ReturnsRow(Row):
    month: str = col(MONTHS.c.month, Column(_l("Bulan"), "month", width=10))
    returns: int = col(MONTHS.c.returns, Column(_l("Retur"), "number", width=10))
    taken_back: int = col(MONTHS.c.taken_back, Column(_l("Ditarik"), "number", width=10))
    value: int = col(MONTHS.c.value, Column(_l("Nilai"), "rupiah", width=14))


class ReturnsList(Listing[ReturnsRow]):
    """The newest month first; with the returns to records that became part of the maker's."""

    source, sort, named_by, sheet = MONTHS, by(MONTHS.c.month, down=True), "month", _l("Retur per bulan")
    producer_id: OrganisationId = required(MONTHS.c.maker_id)
