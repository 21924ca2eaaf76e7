from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.events import AvailabilitySaid, PriceEnded, VariantArchived, VariantRestored
from marketplace.catalog.models import Availability, PriceTier, ProductRevision, Variant
from marketplace.catalog.pricing import price_for
from marketplace.catalog.services import variants
from marketplace.catalog.services.variants import Form
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.kernel.roles import OWNER, PRODUCER
from tests.factories.catalog import make_draft
from tests.factories.ordering import make_goods, make_maker, set_tier

TODAY = date(2026, 11, 24)


def test_availability_is_said_at_once_and_to_order_needs_its_days(session, mine, maker, heard):
    variant = make_goods(session, maker=maker)
    with pytest.raises(Refused, match="berapa hari"), mine() as uow:
        variants.say_availability(uow, variant.id, Availability.TO_ORDER)
    with mine() as uow:
        variants.say_availability(uow, variant.id, Availability.TO_ORDER, lead_days=3)
    with mine() as uow:
        variants.say_availability(uow, variant.id, Availability.READY, lead_days=3)

    assert (variant.availability, variant.lead_days) == (Availability.READY, 3)
    with mine() as uow:
        variants.say_availability(uow, variant.id, Availability.TO_ORDER)
    assert (variant.availability, variant.lead_days) == (Availability.TO_ORDER, 3)
    assert heard[0] == AvailabilitySaid(variant_id=variant.id, availability="to_order", lead_days=3)


def test_an_edited_variant_takes_its_new_prices_from_today(session, mine, maker):
    variant = make_goods(session, maker=maker, price=10_000)
    with mine() as uow:
        variants.edit_variant(
            uow, variant.id, Form(sku="BARU", least=5, prices={1: Rupiah(10_000), 20: Rupiah(9_000)})
        )

    assert (variant.sku, variant.least, price_for(session, variant.id, 20, TODAY)) == ("BARU", 5, 9_000)
    assert len(session.scalars(select(PriceTier).filter_by(variant_id=variant.id)).all()) == 2


def test_an_edited_variant_keeps_off_anothers_sku(session, mine, maker):
    taken, variant = make_goods(session, maker=maker), make_goods(session, maker=maker)
    with pytest.raises(Refused, match="sudah dipakai"), mine() as uow:
        variants.edit_variant(uow, variant.id, Form(sku=taken.sku))


def test_a_price_left_out_ends_and_others_stay(mine, session, maker, heard):
    variant = make_goods(session, maker=maker, tiers={1: 10_000, 10: 9_000})
    with mine() as uow:
        variants.edit_variant(uow, variant.id, Form(prices={1: Rupiah(10_000)}))

    assert session.execute(select(PriceTier.from_quantity, PriceTier.price)).all() == [(1, 10_000)]
    assert PriceEnded(variant_id=variant.id, from_quantity=10) in heard


def test_an_sku_is_used_once_by_a_maker_and_freely_by_another(session, work, mine, maker):
    other = make_maker(session)
    here, there = make_draft(session, maker=maker), make_draft(session, maker=other)
    with mine() as uow:
        variants.add_variant(uow, here.id, Form(sku="PSG-1"))
    with pytest.raises(Refused, match="SKU PSG-1 sudah dipakai"), mine() as uow:
        variants.add_variant(uow, here.id, Form(sku="PSG-1"))
    with work(OWNER, at=other.id, kind=PRODUCER) as uow:
        variants.add_variant(uow, there.id, Form(sku="PSG-1"))

    assert len(session.scalars(select(Variant).filter_by(sku="PSG-1")).all()) == 2


def test_an_edit_leaves_prices_of_later_days(session, mine, maker):
    variant = make_goods(session, maker=maker, price=10_000)
    set_tier(session, variant, 12_000, from_on=date(2026, 12, 1))
    set_tier(session, variant, 9_000, from_quantity=50, from_on=date(2026, 12, 1))
    with mine() as uow:
        variants.edit_variant(uow, variant.id, Form(prices={1: Rupiah(10_000)}))

    later = date(2026, 12, 1)
    assert [price_for(session, variant.id, many, later) for many in (1, 50)] == [12_000, 9_000]


@pytest.mark.parametrize(
    ("form", "state"),
    [
        (Form(net_content="150 g", prices={1: Rupiah(9_000)}), SUBMITTED),
        (Form(net_content="150 g", least=12, sku="BARU"), SUBMITTED),
        (Form(net_content="200 g"), DRAFT),
        (Form(net_content="150 g", gtin="8999991870014"), DRAFT),
    ],
)
def test_what_the_pack_says_takes_it_out_of_the_queue_and_a_price_does_not(session, mine, maker, form, state):
    product = make_draft(session, maker=maker, price=10_000, state=SUBMITTED)
    variant = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
    variant.net_content = "150 g"
    session.commit()
    with mine() as uow:
        variants.edit_variant(uow, variant.id, form)

    numbers = session.scalars(select(ProductRevision.number).filter_by(product_id=product.id)).all()
    assert (product.state, len(numbers)) == (state, 1 if state is SUBMITTED else 2)


def test_a_variant_is_archived_and_restored_but_never_the_last_one(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=APPROVED)
    first = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
    with pytest.raises(Refused, match="satu-satunya varian"), mine() as uow:
        variants.archive_variant(uow, first.id)
    with mine() as uow:
        second = variants.add_variant(uow, product.id, Form(name="Besar"))
    for _ in range(2):
        with mine() as uow:
            variants.archive_variant(uow, first.id)
    with pytest.raises(Refused, match="satu-satunya varian"), mine() as uow:
        variants.archive_variant(uow, second.id)
    with mine() as uow:
        variants.restore_variant(uow, first.id)

    assert (first.archived_at, second.sku) == (None, f"P{product.id}-2")
    assert heard == [
        VariantArchived(product_id=product.id, variant_id=first.id),
        VariantRestored(product_id=product.id, variant_id=first.id),
    ]
