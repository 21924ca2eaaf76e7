"""Prices hold from the day their maker says, never earlier than today; orders already placed keep theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from marketplace.catalog.events import PriceEnded, PriceSet
from marketplace.catalog.models import PriceTier, Variant
from marketplace.catalog.pricing import first_rise, tiers_of
from marketplace.catalog.services.opening import own
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah


def set_price(
    uow: UnitOfWork,
    variant_id: VariantId,
    *,
    from_quantity: int,
    price: Rupiah,
    from_on: date | None = None,
) -> PriceTier:
    """Rupiah per unit from this quantity on, from today or a later day. Refused for nothing and for the past."""
    variant = uow.get(Variant, variant_id)
    own(uow, variant.product_id)
    day = from_on or uow.today
    if price <= 0:
        raise Refused(_l("Harga harus lebih dari nol."), field="price")
    if day < uow.today:
        raise Refused(_l("Harga berlaku paling awal hari ini."), field="from_on")
    key: dict[str, Any] = {"variant_id": variant_id, "from_quantity": from_quantity, "from_on": day}
    tier = uow.session.scalar(select(PriceTier).filter_by(**key))
    if tier is None:
        tier = uow.add(PriceTier(**key, price=price))
    elif tier.price == price:
        return tier
    else:
        tier.price = price
    uow.emit(
        PriceSet(variant_id=variant_id, from_quantity=from_quantity, price=price, from_on=day.isoformat())
    )
    return tier


def announce_price(
    uow: UnitOfWork, variant_id: VariantId, *, from_quantity: int, price: Rupiah, from_on: date
) -> PriceTier:
    """As `set_price`. Refused where from that day on who buys more would pay more for each."""
    tier = set_price(uow, variant_id, from_quantity=from_quantity, price=price, from_on=from_on)
    refuse_rise(
        uow,
        variant_id,
        from_on,
        mend=_l("Isi harga lain, atau umumkan dahulu harga untuk jumlah lainnya."),
        field="price",
    )
    return tier


def call_off_price(uow: UnitOfWork, variant_id: VariantId, *, from_quantity: int, from_on: date) -> None:
    """What was announced for that day does not come. Refused where what is left would cost more for more."""
    end_price(uow, variant_id, from_quantity=from_quantity, from_on=from_on)
    refuse_rise(uow, variant_id, from_on, mend=_l("Batalkan dahulu harga lain yang diumumkan."))


def refuse_rise(
    uow: UnitOfWork, variant_id: VariantId, day: date, *, mend: Label, field: str | None = None
) -> None:
    """Who buys more pays no more for each, on this day and on those that prices were announced for."""
    rise = first_rise(tiers_of(uow.session, [variant_id])[variant_id], day)
    if rise is not None:
        raise Refused(
            _l(
                "Mulai %(day)s harga untuk %(count)s akan lebih mahal daripada harga untuk yang lebih sedikit."
                " %(mend)s",
                day=f"{rise.on:%d/%m/%Y}",
                count=rise.from_quantity,
                mend=mend,
            ),
            field=field,
        )


def end_price(
    uow: UnitOfWork, variant_id: VariantId, *, from_quantity: int, from_on: date | None = None
) -> None:
    """No price begins at this quantity any more; with `from_on` only the one announced for that later day goes.

    What it was stays in the journal and on orders already placed. Refused for a day that has come.
    """
    own(uow, uow.get(Variant, variant_id).product_id)
    ended = delete(PriceTier).filter_by(variant_id=variant_id, from_quantity=from_quantity)
    if from_on is not None:
        if from_on <= uow.today:
            raise Refused(_l("Harga ini sudah berlaku. Isi harga baru, atau hapus jumlahnya."))
        ended = ended.filter_by(from_on=from_on)
    uow.session.execute(ended)
    uow.emit(PriceEnded(variant_id=variant_id, from_quantity=from_quantity))
