from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.events import (
    AvailabilitySaid,
    PriceEnded,
    ProductRevised,
    VariantArchived,
    VariantRestored,
)
from marketplace.catalog.models import Availability, PriceTier, ProductRevision, Variant
from marketplace.catalog.packs import packs_of
from marketplace.catalog.pricing import price_for
from marketplace.catalog.queries import offers_of
from marketplace.catalog.reviewing import approve_product, submit_product
from marketplace.catalog.revisions import Text
from marketplace.catalog.services import variants
from marketplace.catalog.services.products import revise_product
from marketplace.catalog.services.variants import Form
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER
from tests.factories.catalog import make_draft
from tests.factories.ordering import make_goods, make_maker, set_tier

TODAY = date(2026, 11, 24)


def variant_of(session, product):
    return session.scalars(select(Variant).filter_by(product_id=product.id).order_by(Variant.id)).first()


def approve(work, product, *, revision):
    with work(OFFICER, at=1) as uow:
        approve_product(uow, product.id, revision=revision)


def shown(session, product):
    return [offer.net_content for offer in offers_of(session, [product.id], TODAY)[product.id]]


def test_availability_is_said_at_once_and_to_order_needs_its_days(session, mine, maker, heard):
    variant = make_goods(session, maker=maker)
    with pytest.raises(Refused, match="berapa hari"), mine() as uow:
        variants.set_availability(uow, variant.id, Availability.TO_ORDER)
    with mine() as uow:
        variants.set_availability(uow, variant.id, Availability.TO_ORDER, lead_days=3)
    with mine() as uow:
        variants.set_availability(uow, variant.id, Availability.READY, lead_days=3)

    assert (variant.availability, variant.lead_days) == (Availability.READY, 3)
    with mine() as uow:
        variants.set_availability(uow, variant.id, Availability.TO_ORDER)
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
    with pytest.raises(Refused, match="01/12/2026.*batalkan dahulu harga yang diumumkan"), mine() as uow:
        variants.edit_variant(uow, variant.id, Form(prices={1: Rupiah(10_000), 20: Rupiah(8_000)}))


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
    variant = variant_of(session, product)
    variant.net_content = "150 g"
    session.commit()
    with mine() as uow:
        variants.edit_variant(uow, variant.id, form)

    numbers = session.scalars(select(ProductRevision.number).filter_by(product_id=product.id)).all()
    assert (product.state, len(numbers)) == (state, 1 if state is SUBMITTED else 2)


def test_a_variant_is_archived_and_restored_but_never_the_last_one(session, mine, maker, heard):
    product = make_draft(session, maker=maker)
    first = variant_of(session, product)
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


@pytest.fixture
def approved(session, maker):
    return make_draft(session, maker=maker, price=10_000, photo=True, state=APPROVED)


def test_an_approved_pack_says_something_else_once_officials_approve_it(session, work, mine, approved):
    variant = variant_of(session, approved)
    form = Form(net_content="180 g", gtin="8999991870014", least=12, prices={1: Rupiah(9_000)})
    with mine() as uow:
        variants.edit_variant(uow, variant.id, form)
        submit_product(uow, approved.id)
    assert (variant.net_content, variant.gtin, shown(session, approved)) == ("", None, [""])
    assert (variant.least, price_for(session, variant.id, 1, TODAY)) == (12, 9_000)

    approve(work, approved, revision=2)
    assert (variant.net_content, variant.gtin, shown(session, approved)) == (
        "180 g",
        "8999991870014",
        ["180 g"],
    )


def test_what_a_maker_wants_a_pack_to_say_is_kept_through_other_changes(session, mine, approved, heard):
    variant = variant_of(session, approved)
    with mine() as uow:
        variants.edit_variant(uow, variant.id, Form(net_content="180 g"))
    with mine() as uow:
        variants.edit_variant(uow, variant.id, Form(net_content="180 g", least=6))
        revise_product(uow, approved.id, text=Text(name="Keripik Pisang Manis"))

    assert packs_of(session, approved)[variant.id].net_content == "180 g"
    assert [fact for fact in heard if isinstance(fact, ProductRevised)] == [
        ProductRevised(product_id=approved.id, revision=number) for number in (2, 3)
    ]


def test_a_variant_added_to_an_approved_product_waits_for_officials(session, work, mine, approved):
    first = variant_of(session, approved)
    with mine() as uow:
        second = variants.add_variant(uow, approved.id, Form(net_content="1 kg", prices={1: Rupiah(40_000)}))
    assert (approved.state, shown(session, approved)) == (DRAFT, [""])
    with pytest.raises(Refused, match="satu-satunya varian yang dijual"), mine() as uow:
        variants.archive_variant(uow, first.id)

    with mine() as uow:
        submit_product(uow, approved.id)
    approve(work, approved, revision=2)
    assert shown(session, approved) == ["", "1 kg"]
    assert second.waits_since is None


def test_one_that_was_approved_comes_back_at_once_and_one_that_was_not_does_not(
    session, work, mine, approved
):
    with mine() as uow:
        second = variants.add_variant(uow, approved.id, Form(net_content="1 kg", prices={1: Rupiah(40_000)}))
        variants.archive_variant(uow, second.id)
        submit_product(uow, approved.id)
    approve(work, approved, revision=3)
    with mine() as uow:
        variants.restore_variant(uow, second.id)
    assert (approved.state, shown(session, approved)) == (DRAFT, [""])

    with mine() as uow:
        submit_product(uow, approved.id)
    approve(work, approved, revision=4)
    for change in (variants.archive_variant, variants.restore_variant):
        with mine() as uow:
            change(uow, second.id)
    assert (approved.state, shown(session, approved)) == (APPROVED, ["", "1 kg"])


def test_one_that_is_sold_no_more_is_not_edited(session, mine, maker):
    product = make_draft(session, maker=maker)
    with mine() as uow:
        second = variants.add_variant(uow, product.id, Form(name="Besar"))
        variants.archive_variant(uow, second.id)
    with pytest.raises(Refused, match="Jual lagi dahulu"), mine() as uow:
        variants.edit_variant(uow, second.id, Form(name="Jumbo"))


def test_a_barcode_is_one_pack_to_its_maker_and_may_stay_where_it_was(session, mine, maker):
    code = "8999991870014"
    here, there = make_draft(session, maker=maker), make_draft(session, maker=maker)
    with mine() as uow:
        variants.add_variant(uow, here.id, Form(name="Besar", gtin=code))
    for product in (here, there):
        with pytest.raises(Refused, match=f"Barcode {code} sudah dipakai"), mine() as uow:
            variants.add_variant(uow, product.id, Form(gtin=code))
        with pytest.raises(Refused, match="sudah dipakai"), mine() as uow:
            variants.edit_variant(uow, variant_of(session, product).id, Form(gtin=code))

    twice = make_goods(session, maker=maker, gtin=code)
    with mine() as uow:
        variants.edit_variant(uow, twice.id, Form(gtin=code, unit="BKS", least=3))
    assert twice.least == 3
