"""Goods on a shelf, for tests of what a page shows: as if agreed handovers had left them there."""

from sqlalchemy.orm import Session

from marketplace.catalog.models import Variant
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.states import AGREED, TradeModel
from marketplace.partners.models import Outlet
from tests.conftest import NOW
from tests.factories.ordering import make_alone


def lay_down(
    session: Session, variant: Variant, outlet: Outlet, units: int, *, price: int = 12_500, unsold: int = 0
) -> Consigned:
    """So many units of a variant lie at the outlet; nothing of it was sold at so many visits."""
    if units:
        make_alone(
            session, variant, outlet, brought=units, price=price, accepted=units,
            state=AGREED, trade=TradeModel.CONSIGNMENT,
        )  # fmt: skip
    row = Consigned(
        producer_id=variant.producer_id,
        outlet_id=outlet.id,
        variant_id=variant.id,
        balance=units,
        unit_price=Rupiah(price),
        unsold_rounds=unsold,
        moved_at=NOW,
    )
    session.add(row)
    session.commit()
    return row
