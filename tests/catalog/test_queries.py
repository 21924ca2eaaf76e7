from datetime import date, timedelta

import pytest
from sqlalchemy import event

from marketplace.adapters.search.memory import MemorySearch
from marketplace.catalog.indexing import documents
from marketplace.catalog.models import Availability, Product
from marketplace.catalog.queries import (
    Catalog,
    CatalogCard,
    categories,
    listed_by_name,
    offers_of,
    photos_of,
    product_page,
)
from marketplace.catalog.searching import find
from marketplace.catalog.workbench import workbench
from marketplace.kernel.errors import NotFound
from marketplace.kernel.review import SUBMITTED
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.ports.search import SearchDown
from tests.conftest import NOW
from tests.factories.catalog import add_picture, make_draft
from tests.factories.ordering import make_goods, make_maker

TODAY = date(2026, 11, 24)


def names(session, day=TODAY, **narrowed):
    return [CatalogCard(*values).name for values in session.execute(Catalog(day=day, **narrowed).select())]


def product_of(session, variant):
    return session.get(Product, variant.product_id)


def test_what_is_approved_and_eligible_is_listed_and_nothing_else(session):
    make_goods(session, name="Tayang")
    make_goods(session, name="Belum layak", eligible_until=None)
    make_goods(session, name="Sudah lewat", eligible_until=TODAY - timedelta(days=1))
    product_of(session, make_goods(session, name="Diperiksa")).approved_number = None
    product_of(session, make_goods(session, name="Direvisi")).state = SUBMITTED
    product_of(session, make_goods(session, name="Disimpan")).archived_at = NOW
    product_of(session, make_goods(session, name="Dijeda")).paused_at = NOW
    session.commit()

    assert names(session) == ["Direvisi", "Tayang"]


def test_the_last_eligible_day_is_still_listed(session):
    make_goods(session, name="Hari terakhir", eligible_until=TODAY)

    assert names(session) == ["Hari terakhir"]
    assert names(session, day=TODAY + timedelta(days=1)) == []


def test_the_catalog_is_narrowed_by_maker_category_kelurahan_and_a_search(session):
    maker = make_maker(session, kelurahan_code="18.72.04.1003")
    one = make_goods(session, maker=maker, name="Satu")
    two = make_goods(session, name="Dua")
    code = [code for number, code, _ in categories(session) if number == product_of(session, two).category_id]

    assert names(session, producer_id=maker.id) == ["Satu"]
    assert names(session, kelurahan="18.72.04.1003") == ["Satu"]
    assert names(session, category=code[0]) == ["Dua"]
    assert names(session, among=[one.product_id]) == ["Satu"]
    assert names(session, among=[]) == []


def test_offers_carry_the_tiers_of_the_day(session):
    variant = make_goods(
        session, tiers={10: 9_000, 1: 10_000}, availability=Availability.TO_ORDER, lead_days=3
    )
    offer = offers_of(session, [variant.product_id], TODAY)[variant.product_id][0]

    assert [(tier.from_quantity, tier.price) for tier in offer.tiers] == [(1, 10_000), (10, 9_000)]
    assert (offer.public_id, offer.availability, offer.lead_days) == (
        variant.public_id,
        Availability.TO_ORDER,
        3,
    )


def test_a_shelf_of_many_costs_no_more_statements_than_one_of_few(session):
    ids = [make_goods(session).product_id for _ in range(12)]

    def statements(wanted):
        seen = []
        record = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", record)
        offers_of(session, wanted, TODAY)
        photos_of(session, wanted)
        event.remove(session.get_bind(), "before_cursor_execute", record)
        return len(seen)

    assert statements(ids) == statements(ids[:1]) == 2


def test_photos_come_in_their_order(session):
    product = product_of(session, make_goods(session))
    second = add_picture(session, product, position=2, alt="belakang")
    first = add_picture(session, product, position=1)

    photos = photos_of(session, [product.id])[product.id]
    assert [photo.attachment for photo in photos] == [first.public_id, second.public_id]
    assert (photos[1].alt, photos[0].key) == ("belakang", first.sha256)


def test_a_page_of_a_listed_product_says_what_its_approved_revision_says(session):
    variant = make_goods(session, name="Keripik Ubi")
    product = product_of(session, variant)

    page = product_page(session, product.slug, TODAY)
    assert (page.name, page.category, page.producer_id) == ("Keripik Ubi", "Keripik", product.producer_id)


@pytest.mark.parametrize("slug", ["keripik-entah", None])
def test_what_is_not_listed_has_no_page(session, slug):
    hidden = product_of(session, make_goods(session, eligible_until=None))
    with pytest.raises(NotFound):
        product_page(session, slug or hidden.slug, TODAY)


def test_search_is_told_only_of_what_is_listed(session):
    seen = make_goods(session, name="Kopi Robusta", sku="KR-1", gtin="8999990001000")
    hidden = make_goods(session, name="Kopi Lanang", eligible_until=None)

    found = documents(session, TODAY, [seen.product_id, hidden.product_id])
    assert [(one.product_id, one.name, one.codes) for one in found] == [
        (seen.product_id, "Kopi Robusta", ["KR-1", "8999990001000"])
    ]
    assert found == documents(session, TODAY)


class DeadSearch(MemorySearch):
    def find(self, text, **how):
        raise SearchDown


def test_a_search_that_is_down_gives_way_to_a_plain_select(session):
    variant = make_goods(session, name="Abon Lele Pedas")
    make_goods(session, name="Abon Jamur")

    found = find(session, DeadSearch(), "lele abon", TODAY)
    assert (list(found.product_ids), found.plain) == ([variant.product_id], True)


def test_a_percent_sign_is_a_letter_like_any_other(session):
    make_goods(session, name="Cokelat 70% Kakao")
    make_goods(session, name="Cokelat Susu")

    assert len(listed_by_name(session, ["70%"], TODAY)) == 1


def test_a_maker_works_on_its_own_product_and_finds_no_others(session, work):
    product = make_draft(session, price=10_000)
    stranger = make_maker(session)

    bench = workbench(work(OWNER, at=product.producer_id, kind=PRODUCER), product.public_id)
    assert ([str(part) for part in bench.missing], [tier.price for tier in bench.first.tiers]) == (
        ["foto"],
        [10_000],
    )
    with pytest.raises(NotFound):
        workbench(work(OWNER, at=stranger.id, kind=PRODUCER), product.public_id)
