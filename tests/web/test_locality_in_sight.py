"""Whoever buys sees whether it counts as local: on the day they look, and on papers on the day that counted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.kernel import clock
from marketplace.kernel.roles import STAFF
from marketplace.ordering.models.orders import BasketLine
from marketplace.producers.models import Locality, LocalityBasis
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.partners import make_mou, make_outlet, make_partner

LONG = date(2099, 12, 31)
SINCE = date(2020, 3, 1)
LOCAL, OTHER = "Terhitung lokal sejak 1 Mar 2020", "Tidak terhitung lokal"


@pytest.fixture
def goods(session):
    """Listed goods of a maker who is local from `SINCE` to that day."""

    def make(name, until_on=None, **given):
        maker = make_maker(session, local=False, **given)
        session.add(
            Locality(
                producer_id=maker.id,
                from_on=SINCE,
                until_on=until_on,
                basis=LocalityBasis.SITE_VISIT,
                verified_by=None,
            )
        )
        variant = make_goods(session, maker=maker, name=name, eligible_until=LONG)
        session.commit()
        return variant

    return make


@pytest.fixture
def outlet(session):
    partner = make_partner(session, mou=False)
    make_mou(session, partner, ends_on=LONG)
    return make_outlet(session, partner)


def after(page, name):
    """The page from where this name stands in it for the first time."""
    assert name in page
    return page[page.index(name) :]


def yesterday():
    return clock.day_of(clock.now()) - timedelta(days=1)


@pytest.mark.parametrize("view", ["", "?view=rows"])
def test_each_card_says_it(session, stranger, as_seat, outlet, goods, view):
    goods("Dodol Jauh", until_on=yesterday())
    goods("Keripik Dekat")
    shop = as_seat(STAFF, at=outlet.partner_id)

    for page in (stranger.open(f"/catalog{view}").text, shop.open(f"/partner/shop{view}").text):
        assert (page.count(LOCAL), page.count(OTHER)) == (1, 1)
        assert after(page, "Keripik Dekat").index(LOCAL) < 1000


@pytest.mark.parametrize(("until_on", "said"), [(None, LOCAL), (yesterday, OTHER)])
def test_the_page_of_a_product_says_it(session, stranger, goods, until_on, said):
    goods("Keripik Dekat", until_on=until_on and until_on())
    slug = stranger.open("/catalog").text.split('href="/catalog/')[1].split('"')[0]
    page = stranger.open(f"/catalog/{slug}").text
    assert said in page
    assert page.count(LOCAL) + page.count(OTHER) == 1


def test_each_line_of_a_basket_says_it(session, as_seat, outlet, goods):
    for variant in (goods("Keripik Dekat"), goods("Sale Dekat"), goods("Dodol Jauh", until_on=yesterday())):
        session.add(
            BasketLine(
                outlet_id=outlet.id,
                variant_id=variant.id,
                quantity=1,
                price_seen=10_000,
                added_at=clock.now(),
            )
        )
    session.commit()

    page = as_seat(STAFF, at=outlet.partner_id).open("/partner/basket").text

    assert (page.count(LOCAL), page.count(OTHER)) == (2, 1)
    assert LOCAL in after(page, "Sale Dekat")[:1000] and OTHER in after(page, "Dodol Jauh")[:1000]


@pytest.mark.parametrize("door", ["producer", "partner"])
@pytest.mark.parametrize(("days", "said"), [(0, LOCAL), (-1, OTHER)])
def test_an_order_and_a_handover_say_what_held_on_their_day(session, as_seat, goods, door, days, said):
    """Also once it has changed: the locality ends on the day that both are of, or on the day before."""
    order = make_order(session, variant=goods("Keripik"))
    handover = make_handover(session, order=order)
    last = min(clock.day_of(one) for one in (order.placed_at, handover.sent_at))
    assert last == clock.day_of(handover.sent_at)
    session.query(Locality).filter_by(producer_id=order.producer_id).one().until_on = last + timedelta(days)
    session.commit()
    reader = as_seat(STAFF, at=getattr(order, f"{door}_id"))

    for what, of in (("orders", order), ("handovers", handover)):
        page = reader.open(f"/{door}/{what}/{of.public_id}").text
        assert said in page
        assert page.count(LOCAL) + page.count(OTHER) == 1


def test_what_strangers_are_shown_changes_at_midnight_in_metro(session, stranger, goods, monkeypatch):
    """No job has run and nothing was written: the day alone ends it."""
    goods("Keripik Dekat", until_on=date(2026, 11, 24))
    moment = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    for _ in range(2):
        assert LOCAL in stranger.open("/catalog").text

    moment += timedelta(seconds=1)

    page = stranger.open("/catalog").text
    assert OTHER in page and LOCAL not in page
