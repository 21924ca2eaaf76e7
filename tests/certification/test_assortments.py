from datetime import date, timedelta

import pytest
from sqlalchemy import event

from marketplace.catalog.events import PriceSet, ProductPaused
from marketplace.catalog.facets import Facet
from marketplace.catalog.models import Availability, PriceTier, Product
from marketplace.certification.assortments import load_assortment, refresh_assortment
from marketplace.certification.events import CertificateReviewed, RequirementLaidDown
from marketplace.journal.reactions import write_entries
from marketplace.kernel.events import TransactionEvents
from tests.conftest import NOW
from tests.factories.certification import make_certificate
from tests.factories.ordering import make_goods, make_maker, set_tier

TODAY = date(2026, 11, 24)
YOSOMULYO = "18.72.01.1005"


@pytest.fixture
def happen(session, work):
    """Facts, in the journal as always."""

    def emit(*facts):
        for fact in facts:
            write_entries(work(), TransactionEvents([fact]))
        session.commit()

    return emit


@pytest.fixture
def statements(engine):
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


def facets(found):
    counts = found.assortment.narrowed({}, buys=True).counts
    return {facet: {word: n for word, n in counts[facet].items() if n} for facet in Facet}


def test_all_that_is_listed_is_read_in_one_statement(session, statements):
    maker = make_maker(session, kelurahan_code=YOSOMULYO)
    goods = make_goods(session, maker=maker, tiers={1: 12_000, 10: 9_000}, retail_price=26_000, least=1)
    set_tier(session, goods, 30_000, from_on=TODAY)
    set_tier(session, goods, 5_000, from_on=TODAY + timedelta(days=1))
    paused = session.get(Product, make_goods(session, maker=maker).product_id)
    paused.paused_at = NOW
    product = session.get(Product, goods.product_id)
    make_certificate(session, product, kind="pirt")
    make_certificate(
        session, product, kind="halal", number="ID00000000000000001", expires_on=TODAY - timedelta(1)
    )
    session.commit()
    statements.clear()

    found = load_assortment(session, TODAY)

    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert list(found.assortment.ids) == [goods.product_id]
    assert facets(found)[Facet.KELURAHAN] == {YOSOMULYO: 1, "18.72.01": 1}
    assert facets(found)[Facet.PAPER] == {"pirt": 1}
    assert facets(found)[Facet.PRICE] == {"25": 1}  # what holds today at the least quantity
    assert found.assortment.names["18.72.01"] == "Metro Pusat"


def test_after_a_fact_only_what_it_names_is_read_again(session, happen, statements):
    maker = make_maker(session)
    cheap, other, papered = (make_goods(session, maker=maker, price=5_000) for _ in range(3))
    before = load_assortment(session, TODAY)
    session.get(Product, other.product_id).paused_at = NOW
    session.query(PriceTier).filter_by(variant_id=cheap.id).update({"price": 60_000})
    paper = make_certificate(session, session.get(Product, papered.product_id), kind="sni", number="SNI 1")
    fresh = make_goods(session, price=1_000, availability=Availability.TO_ORDER, lead_days=2)
    happen(
        ProductPaused(product_id=other.product_id, reason="x"),
        PriceSet(variant_id=cheap.id, from_quantity=1, price=1, from_on="2026-01-01"),
        CertificateReviewed(
            certificate_id=paper.id, producer_id=paper.producer_id, kind="sni", outcome="approved"
        ),
        ProductPaused(product_id=fresh.product_id, reason="x"),
    )
    statements.clear()

    after = refresh_assortment(session, before, TODAY)

    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert facets(after) == facets(load_assortment(session, TODAY))
    assert sorted(after.assortment.ids) == sorted([cheap.product_id, papered.product_id, fresh.product_id])
    assert facets(after)[Facet.PRICE] == {"50": 1, "0": 2}
    assert facets(refresh_assortment(session, after, TODAY)) == facets(after)


@pytest.mark.parametrize(
    ("day", "stretch", "fact"),
    [
        (TODAY + timedelta(days=1), 0, None),
        (TODAY, 1, None),
        (TODAY, 0, RequirementLaidDown(requirement_id=1, certificate_kind="halal", from_on="2026-12-01")),
    ],
)
def test_on_another_day_later_on_and_after_a_rule_for_all_everything_is_read(
    session, happen, day, stretch, fact
):
    goods = make_goods(session)
    before = load_assortment(session, TODAY)
    other = make_goods(session, eligible_until=TODAY + timedelta(days=9))
    session.get(Product, goods.product_id).eligible_until = None  # without an entry of its own
    session.commit()
    if fact:
        happen(fact)

    unknowing = refresh_assortment(session, before, TODAY).assortment.ids
    assert list(unknowing) == [other.product_id if fact else goods.product_id]
    after = refresh_assortment(session, before, day, stretch=stretch)
    assert (list(after.assortment.ids), after.day, after.stretch) == ([other.product_id], day, stretch)
    assert facets(after) == facets(load_assortment(session, day))
