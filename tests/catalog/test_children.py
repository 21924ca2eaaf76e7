from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from marketplace.catalog.children import (
    VariantOffer,
    offers_column,
    offers_from,
    photos_column,
    photos_from,
    tiers_column,
)
from marketplace.catalog.models import Availability, Product, ProductRevision
from marketplace.catalog.pricing import Tier
from marketplace.files.models import Picture, PictureState
from marketplace.kernel.ids import VariantId
from marketplace.ports.pictures import widths_of
from tests.conftest import NOW
from tests.factories.catalog import add_picture, add_variant, make_draft
from tests.factories.ordering import make_goods, set_tier

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
ROWS = [
    [1, "a", "Depan", "ab" * 32, 1024, 768, "UklGRg=="],
    [2, "b", "", "cd" * 32, 320, 240, ""],
    [3, "c", "Isi", "ef" * 32, 4000, 3000, ""],
]


def beneath(session, column, product_id):
    return session.scalar(select(column).select_from(Product).where(Product.id == product_id))


@pytest.mark.parametrize("rows", list(permutations(ROWS)))
def test_photos_come_in_their_order_however_they_were_gathered_and_know_their_widths(rows):
    one, other, last = photos_from(rows)
    assert (one.attachment, one.alt, one.key, one.tiny) == ("a", "Depan", "ab" * 32, "UklGRg==")
    assert [list(photo.widths) for photo in (one, other, last)] == [
        list(widths_of(photo.width)) for photo in (one, other, last)
    ]


def test_a_product_without_photos_or_variants_has_nothing_beneath_it():
    assert photos_from([]) == []
    assert offers_from([], [], TODAY) == []


def test_photos_of_the_approved_revision_that_are_ready_are_gathered(session):
    product = session.get(Product, make_goods(session).product_id)
    second = add_picture(session, product, position=2, alt="Belakang")
    first = add_picture(session, product, position=1, alt="Depan")
    waiting = add_picture(session, product, position=3)
    session.get(Picture, waiting.id).state = PictureState.WAITING
    session.add(
        ProductRevision(
            product_id=product.id, number=2, category_id=product.category_id, name="Baru",
            written_by=None, written_at=NOW,
        )
    )  # fmt: skip
    session.commit()
    add_picture(session, product, position=4, alt="belum disetujui")

    photos = photos_from(beneath(session, photos_column(), product.id))
    assert [(photo.attachment, photo.alt) for photo in photos] == [
        (first.public_id, "Depan"),
        (second.public_id, "Belakang"),
    ]
    assert (photos[0].key, photos[0].width) == (first.sha256, 320)


def test_nothing_of_another_product_is_gathered(session):
    mine, other = make_draft(session, price=10_000), make_draft(session, price=99_000, photo=True)
    assert beneath(session, photos_column(), mine.id) == []
    assert [row[2] for row in beneath(session, tiers_column(), mine.id)] == [10_000]
    assert len(beneath(session, offers_column(), mine.id)) == 1
    assert other.id != mine.id


def test_offers_are_the_variants_as_they_are_kept_with_the_tiers_of_the_day(session):
    variant = make_goods(
        session,
        tiers={1: 10_000, 24: 9_000},
        name="Keripik",
        least=3,
        case_pack=6,
        availability=Availability.TO_ORDER,
        lead_days=4,
        retail_price=14_500,
    )
    set_tier(session, variant, 12_000, from_on=TODAY + DAY)
    offers, tiers = (
        beneath(session, column, variant.product_id) for column in (offers_column(), tiers_column())
    )
    [today] = offers_from(offers, tiers, TODAY)
    [tomorrow] = offers_from(offers, tiers, TODAY + DAY)
    assert (today.variant_id, today.public_id, today.sku) == (variant.id, variant.public_id, variant.sku)
    assert (today.least, today.case_pack, today.lead_days, today.retail_price) == (3, 6, 4, 14_500)
    assert today.availability is Availability.TO_ORDER
    assert [(tier.from_quantity, tier.price) for tier in today.tiers] == [(1, 10_000), (24, 9_000)]
    assert [(tier.from_quantity, tier.price) for tier in tomorrow.tiers] == [(1, 12_000), (24, 9_000)]


def test_each_variant_has_only_its_own_prices_and_they_come_in_the_order_they_were_made(session):
    first = make_goods(session, price=10_000)
    second = add_variant(session, first.product_id)
    set_tier(session, second, 25_000)
    offers, tiers = (
        beneath(session, column, first.product_id) for column in (offers_column(), tiers_column())
    )
    found = offers_from(reversed(list(offers)), tiers, TODAY)
    assert [(offer.variant_id, offer.tiers[0].price) for offer in found] == [
        (first.id, 10_000),
        (second.id, 25_000),
    ]


def test_an_offer_tells_what_100_of_it_cost_and_its_number():
    row = [1, "v", "", "S", "PCS", "250 g", 1, 1, "ready", None, None, "8999990001000"]
    [chips] = offers_from([row], [], TODAY)
    [bag] = offers_from([[*row[:5], "ukuran L", *row[6:]]], [], TODAY)
    assert (chips.per_100(12_500), chips.base, chips.gtin) == (5_000, "g", "8999990001000")
    assert (bag.per_100(12_500), bag.base) == (None, None)


def test_a_variant_without_a_price_is_offered_at_none(session):
    product = make_draft(session)
    [offer] = offers_from(beneath(session, offers_column(), product.id), [], TODAY)
    assert offer.tiers == []


@given(
    dated=st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 5), st.integers(1, 99_000), st.integers(-3, 3)),
        unique_by=lambda tier: (tier[0], tier[1], tier[3]),
        max_size=20,
    )
)
def test_no_price_of_a_day_to_come_is_ever_offered(dated):
    offers = [
        [number, f"v{number}", "", f"S{number}", "PCS", "", 1, 1, "ready", None, None, None]
        for number in (1, 2, 3)
    ]
    tiers = [
        [variant, quantity, price, (TODAY + offset * DAY).isoformat()]
        for variant, quantity, price, offset in dated
    ]
    for offer in offers_from(offers, tiers, TODAY):
        mine = [tier for tier in dated if tier[0] == offer.variant_id and tier[3] <= 0]
        newest = {
            quantity: max((tier for tier in mine if tier[1] == quantity), key=lambda tier: tier[3])
            for quantity in {tier[1] for tier in mine}
        }
        assert offer.tiers == [
            Tier(quantity, price, TODAY + offset * DAY)
            for _, (_, quantity, price, offset) in sorted(newest.items())
        ]


@pytest.mark.parametrize(
    ("least", "left", "said"),
    [
        (5, 4, Availability.SOLD_OUT),
        (5, 5, Availability.READY),
        (0, 0, Availability.SOLD_OUT),
        (1, None, Availability.READY),
    ],
)
def test_counted_stock_below_the_least_order_is_sold_out(least, left, said):
    offer = VariantOffer(VariantId(1), "v", "", "A", "PCS", "", least, 1, Availability.READY, None, None, ())
    assert offer.with_left(left).availability is said
