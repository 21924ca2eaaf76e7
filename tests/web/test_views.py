"""Looks at pages of products: what counts, where it waits, and how it comes to be written."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.catalog.demand import Seen
from marketplace.catalog.models import Demand, Product
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.web import views as module
from marketplace.web.views import ROBOTS
from tests.factories.ordering import make_goods
from tests.factories.partners import make_partner

PHONE = "Mozilla/5.0 (Linux; Android 9; SM-A105F) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
WEEK = date(2026, 11, 23)


@pytest.fixture
def goods(session):
    return make_goods(session, eligible_until=date(2099, 12, 31))


@pytest.fixture
def path(session, goods):
    return f"/catalog/{session.get(Product, goods.product_id).slug}"


@pytest.fixture
def views(app):
    return app.extensions["views"]


def counted(session):
    session.rollback()
    return {(row.product_id, row.wish.value): row.count for row in session.scalars(select(Demand))}


def look(visitor, path, agent=PHONE, **headers):
    return visitor.open(path, **{"User-Agent": agent} | headers)


def test_looks_wait_until_they_are_written_and_are_written_once(
    stranger, views, session, goods, path, statements
):
    """The first page is made, the second kept, the third is the visitor's own and has not changed."""
    tag = look(stranger, path).headers["ETag"]
    again = look(stranger, path)
    unchanged = look(stranger, path, **{"If-None-Match": tag})

    assert (again.status_code, unchanged.status_code) == (200, 304)
    assert counted(session) == {}
    assert [views.write(), views.write()] == [3, 0]
    assert counted(session) == {(goods.product_id, "viewed"): 3}


def test_who_is_not_counted(stranger, as_seat, views, session, goods, path):
    shop = as_seat(STAFF, at=make_partner(session).id)
    for visitor in (as_seat(OWNER, at=goods.producer_id), as_seat(OFFICER), shop):
        assert look(visitor, path).status_code == 200
    look(stranger, path, agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    look(stranger, path, **{"Sec-Purpose": "prefetch;prerender"})
    stranger.client.head(path, headers={"User-Agent": PHONE})
    look(stranger, f"{path}-tidak-ada")
    look(stranger, "/catalog")

    assert views.write() == 1
    assert counted(session) == {(goods.product_id, "viewed"): 1}


def test_an_official_on_behalf_of_a_shop_is_not_counted(app, views, path, session):
    from_shop = module._who(
        module.Actor(user_id=1, at=session.scalar(select(Organisation.id)), on_behalf_of=7)
    )

    assert from_shop == module.NOT_COUNTED


@pytest.mark.parametrize(
    "agent, robot",
    [
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("WhatsApp/2.23.20.0", True),
        ("facebookexternalhit/1.1", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("", True),
        (PHONE, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1", False),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; id) Presto/2.8.119 Version/11.10", False),
    ],
)
def test_robots_are_known_by_their_name(agent, robot):
    assert bool(ROBOTS.search(agent)) is robot


def test_what_could_not_be_written_waits(stranger, views, session, goods, path, monkeypatch):
    def broken(*_):
        raise OSError("the database is away")

    look(stranger, path)
    with monkeypatch.context() as away:
        away.setattr(module, "count_views", broken)
        assert views.write() == 0
    look(stranger, path)

    assert views.write() == 2


def test_no_more_is_remembered_than_there_is_room_for(views, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for slug in ("satu", "dua", "tiga", "satu"):
        views.remember(Counter([Seen(slug, None, WEEK)]))

    assert views._looks == {Seen("satu", None, WEEK): 2, Seen("dua", None, WEEK): 1}
