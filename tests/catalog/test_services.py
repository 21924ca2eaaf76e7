from datetime import date

import pytest
from sqlalchemy import select

from marketplace.catalog.events import (
    AvailabilitySaid,
    PhotoRemoved,
    PriceEnded,
    PriceSet,
    ProductCreated,
    ProductPaused,
    ProductResumed,
    ProductRevised,
    ProductWithdrawn,
)
from marketplace.catalog.models import (
    Availability,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    Variant,
)
from marketplace.catalog.pricing import price_for
from marketplace.catalog.revisions import Text
from marketplace.catalog.services import photos, prices, products, variants
from marketplace.catalog.services.variants import Form
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, DRAFT, SUBMITTED
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PRODUCER, STAFF
from tests.factories.catalog import add_picture, make_category, make_draft
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def mine(work, maker):
    return lambda role=OWNER: work(role, at=maker.id, kind=PRODUCER)


def put_up(uow, session, maker, **variant):
    return products.create_product(
        uow,
        maker.id,
        make_category(session).id,
        text=Text(name="Keripik Pisang Cokelat", description="Renyah."),
        variant=Form(**{"prices": {1: Rupiah(12_500), 10: Rupiah(11_750)}} | variant),
    )


def test_a_new_product_is_a_draft_with_a_revision_a_variant_and_prices(session, mine, maker, heard):
    with mine(STAFF) as uow:
        product = put_up(uow, session, maker, net_content="200 g")

    variant = session.scalars(select(Variant).filter_by(product_id=product.id)).one()
    assert (product.state, product.slug, variant.net_content) == (DRAFT, "keripik-pisang-cokelat", "200 g")
    assert price_for(session, variant.id, 10, TODAY) == 11_750
    assert ProductCreated(product_id=product.id, producer_id=maker.id) in heard


def test_two_products_of_one_name_have_two_addresses(session, mine, maker):
    with mine() as uow:
        slugs = [put_up(uow, session, maker).slug for _ in range(2)]

    assert slugs == ["keripik-pisang-cokelat", "keripik-pisang-cokelat-2"]


def test_nobody_puts_up_a_product_for_another_maker(session, work, maker):
    stranger = make_maker(session)
    with pytest.raises(Forbidden), work(OWNER, at=stranger.id, kind=PRODUCER) as uow:
        put_up(uow, session, maker)

    assert session.scalars(select(Product)).all() == []


def test_an_sku_is_used_once_by_a_maker_and_freely_by_another(session, work, mine, maker):
    other = make_maker(session)
    with mine() as uow:
        put_up(uow, session, maker, sku="PSG-1")
    with pytest.raises(Refused, match="SKU PSG-1 sudah dipakai"), mine() as uow:
        put_up(uow, session, maker, sku="PSG-1")
    with work(OWNER, at=other.id, kind=PRODUCER) as uow:
        put_up(uow, session, other, sku="PSG-1")

    assert len(session.scalars(select(Variant).filter_by(sku="PSG-1")).all()) == 2


def test_a_new_text_is_a_new_revision_and_an_approved_product_is_looked_over_again(
    session, mine, maker, heard, queue
):
    product = make_draft(session, maker=maker, state=APPROVED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name="Keripik Pisang Madu"))

    assert (product.name, product.approved_number, product.state) == ("Keripik Pisang", 1, DRAFT)
    assert session.scalars(select(ProductRevision.number).filter_by(product_id=product.id)).all() == [1, 2]
    assert heard == [ProductRevised(product_id=product.id, revision=2)]
    assert queue.rows == []


def test_the_same_text_again_changes_nothing(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=APPROVED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name=product.name))

    assert (product.state, heard) == (APPROVED, [])


def test_a_price_from_today_replaces_todays_and_leaves_older_ones(session, mine, maker):
    variant = make_goods(session, maker=maker, price=10_000)
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(11_000))
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(11_500))

    dated = session.execute(select(PriceTier.from_on, PriceTier.price).order_by(PriceTier.from_on)).all()
    assert [tuple(row) for row in dated] == [(date(2026, 1, 1), 10_000), (TODAY, 11_500)]


@pytest.mark.parametrize(
    ("given", "says"),
    [({"price": Rupiah(0)}, "lebih dari nol"), ({"from_on": date(2026, 11, 23)}, "paling awal hari ini")],
)
def test_a_price_that_is_nothing_or_lies_in_the_past_is_refused(session, mine, maker, given, says):
    variant = make_goods(session, maker=maker)
    with pytest.raises(Refused, match=says), mine() as uow:
        prices.set_price(uow, variant.id, **{"from_quantity": 1, "price": Rupiah(5_000)} | given)


def test_a_price_of_a_later_day_waits(session, mine, maker, heard):
    variant = make_goods(session, maker=maker, price=10_000)
    with mine() as uow:
        prices.set_price(uow, variant.id, from_quantity=1, price=Rupiah(12_000), from_on=date(2026, 12, 1))

    assert price_for(session, variant.id, 1, TODAY) == 10_000
    assert heard == [PriceSet(variant_id=variant.id, from_quantity=1, price=12_000, from_on="2026-12-01")]


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


def test_pausing_and_resuming_are_said_once(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=APPROVED)
    for _ in range(2):
        with mine() as uow:
            products.pause_product(uow, product.id, reason="Libur")
    for _ in range(2):
        with mine() as uow:
            products.resume_product(uow, product.id)

    assert heard == [
        ProductPaused(product_id=product.id, reason="Libur"),
        ProductResumed(product_id=product.id),
    ]


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


def test_photos_keep_their_order_and_eight_are_enough(session, mine, maker):
    product = make_draft(session, maker=maker)
    spare = add_picture(session, make_draft(session, maker=maker))
    for position in range(1, photos.MOST_PHOTOS + 1):
        add_picture(session, product, position=position)
    with pytest.raises(Refused, match="Paling banyak 8 foto"), mine() as uow:
        photos.add_photo(uow, product.id, spare.id)


def test_a_removed_photo_leaves_the_product_and_its_file_stays(session, mine, maker, heard):
    product = make_draft(session, maker=maker)
    picture = add_picture(session, product)
    with mine() as uow:
        photos.remove_photo(uow, product.id, picture.public_id)

    assert session.scalars(select(ProductPhoto)).all() == []
    assert heard == [PhotoRemoved(product_id=product.id, attachment_id=picture.id)]
    assert session.get(type(picture), picture.id) is picture


@pytest.mark.parametrize("role", [OFFICER, AUDITOR])
def test_an_officer_may_help_a_maker_and_an_auditor_may_not(session, work, maker, role):
    product = make_draft(session, maker=maker, state=APPROVED)
    uow = work(role, at=1)
    if role is AUDITOR:
        with pytest.raises(Forbidden), uow:
            products.pause_product(uow, product.id, reason="Uji")
    else:
        with uow:
            products.pause_product(uow, product.id, reason="Uji")
        assert product.paused_at is not None


def test_a_product_that_is_changed_while_it_waits_leaves_the_queue(session, mine, maker, heard):
    product = make_draft(session, maker=maker, state=SUBMITTED)
    with mine() as uow:
        products.revise_product(uow, product.id, text=Text(name="Nama lain"))

    assert (product.state, heard[0]) == (DRAFT, ProductWithdrawn(product_id=product.id))


def test_a_price_left_out_ends_and_others_stay(mine, session, maker, heard):
    variant = make_goods(session, maker=maker, tiers={1: 10_000, 10: 9_000})
    with mine() as uow:
        variants.edit_variant(uow, variant.id, Form(prices={1: Rupiah(10_000)}))

    assert session.execute(select(PriceTier.from_quantity, PriceTier.price)).all() == [(1, 10_000)]
    assert PriceEnded(variant_id=variant.id, from_quantity=10) in heard
