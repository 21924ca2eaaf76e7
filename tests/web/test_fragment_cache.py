from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from time import sleep

import pytest
from flask import Flask, g, request
from sqlalchemy import select

from marketplace.accounts.events import SignedIn
from marketplace.catalog.models import Product
from marketplace.catalog.services.products import pause_product
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.roles import OWNER
from marketplace.purchases.events import PurchaseRecorded
from marketplace.web import fragment_cache
from marketplace.web.context import reading
from marketplace.web.fragment_cache import Stamp, Store
from marketplace.web.language import today
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner

UNTIL = date(2099, 12, 31)


@pytest.fixture(autouse=True)
def slow_eyes(monkeypatch):
    """What others write is looked for so seldom that a slow machine changes nothing here."""
    monkeypatch.setattr(fragment_cache, "GLANCE", 600)


@pytest.fixture
def goods(session):
    """A listed product of today, whenever that is."""

    def make(name="Keripik Pisang", **given):
        return session.get(Product, make_goods(session, name=name, eligible_until=UNTIL, **given).product_id)

    return make


@pytest.fixture
def happens(app):
    """Something that a service does, journaled as always."""

    def act(service, *args, **given):
        with app.app_context(), app.extensions["open_unit"](SYSTEM) as uow:
            service(uow, *args, **given)

    return act


def rename(session, product, name):
    """Without a journal entry, so that only a page made anew can know it."""
    session.get(Product, product.id).name = name
    session.commit()


def test_a_stranger_is_given_the_page_that_was_kept(session, stranger, goods):
    product = goods("Keripik Pisang")
    first = stranger.open("/catalog")
    rename(session, product, "Keripik Baru")
    again = stranger.open("/catalog")

    assert "Keripik Pisang" in first.text
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_a_fact_that_matters_ends_it_for_everybody_at_once(stranger, goods, happens):
    product = goods("Keripik Pisang")
    assert "Keripik Pisang" in stranger.open("/catalog").text

    happens(pause_product, product.id, reason="habis")

    assert "Keripik Pisang" not in stranger.open("/catalog").text
    assert stranger.open(f"/catalog/{product.slug}").status_code == 404


def test_a_purchase_or_a_sign_in_does_not_end_it(session, stranger, goods, happens):
    product = goods("Keripik Pisang")
    stranger.open("/catalog")
    rename(session, product, "Keripik Baru")

    def buy(uow):
        uow.emit(SignedIn(user_id=1, sign_in_id=1, organisation_id=None))
        uow.emit(PurchaseRecorded(purchase_id=1, partner_id=1, producer_id=None, source="manual", net=1))

    happens(buy)

    assert "Keripik Pisang" in stranger.open("/catalog").text


def test_whoever_is_signed_in_sees_what_is_true_now(session, stranger, as_seat, goods):
    product = goods("Keripik Pisang")
    stranger.open("/catalog")
    rename(session, product, "Keripik Baru")
    shop = as_seat(OWNER, at=make_partner(session).id)

    assert "Keripik Baru" in shop.open("/catalog").text
    assert "Rp10.000" in shop.open("/catalog").text
    assert "Rp10.000" not in stranger.open("/catalog").text


def test_what_was_kept_is_not_sent_twice(stranger, goods):
    goods()
    tag = stranger.open("/catalog").headers["ETag"]
    again = stranger.open("/catalog", **{"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""


def test_each_packing_and_language_is_kept_apart(stranger, goods):
    goods()
    plain = stranger.open("/catalog")
    packed = stranger.open("/catalog", **{"Accept-Encoding": "br"})
    english = stranger.open("/catalog", **{"Accept-Language": "en"})

    assert packed.headers["Content-Encoding"] == "br"
    assert '<html lang="en">' in english.text
    assert stranger.open("/catalog").data == plain.data
    assert stranger.open("/catalog", **{"Accept-Encoding": "br"}).data == packed.data


@pytest.mark.parametrize("path", ["/catalog", "/catalog?page=1", "/"])
def test_what_lapses_leaves_kept_pages_at_midnight_in_metro(session, stranger, goods, monkeypatch, path):
    """No job has run and nothing was written: the day alone ends it."""
    product = goods("Keripik Pisang")
    product.eligible_until = date(2026, 11, 24)
    session.commit()
    moment = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    for _ in range(2):
        assert "Keripik Pisang" in stranger.open(path).text
    assert stranger.open(f"/catalog/{product.slug}").status_code == 200

    moment += timedelta(seconds=1)

    assert "Keripik Pisang" not in stranger.open(path).text
    assert stranger.open(f"/catalog/{product.slug}").status_code == 404
    assert "Keripik Pisang" not in stranger.open("/catalog?q=keripik").text


def test_an_error_is_not_kept(session, stranger, goods):
    product = goods()
    product.paused_at = clock.now()
    session.commit()
    assert stranger.open(f"/catalog/{product.slug}").status_code == 404

    session.get(Product, product.id).paused_at = None
    session.commit()

    assert stranger.open(f"/catalog/{product.slug}").status_code == 200


def test_no_cookie_is_set_for_a_stranger(stranger, goods):
    goods()

    for _ in range(2):
        assert "Set-Cookie" not in stranger.open("/catalog").headers


def test_what_another_process_wrote_is_seen_at_the_next_glance(stranger, goods, happens, monkeypatch):
    monkeypatch.setattr(fragment_cache, "GLANCE", 0)
    product = goods("Keripik Pisang")
    stranger.open("/catalog")
    before = UnitOfWork.committed
    happens(pause_product, product.id, reason="habis")
    monkeypatch.setattr(UnitOfWork, "committed", before)

    assert "Keripik Pisang" not in stranger.open("/catalog").text


@pytest.mark.parametrize("writer", ["this process", "another process"])
def test_what_was_read_before_a_change_is_not_kept_as_if_it_were_after_it(
    app, stranger, goods, happens, monkeypatch, writer
):
    """A request has begun to read; something happens, and the process learns of it by somebody else's request."""
    product = goods("Keripik Pisang")
    stranger.open("/categories/none")  # it knows of all until here

    def change_and_look():
        before = UnitOfWork.committed
        happens(pause_product, product.id, reason="habis")
        if writer == "another process":
            monkeypatch.setattr(UnitOfWork, "committed", before)
            monkeypatch.setattr(fragment_cache, "GLANCE", 0)
        app.test_client().get("/categories/none")
        monkeypatch.setattr(fragment_cache, "GLANCE", 600)

    def meanwhile():
        app.before_request_funcs[None].remove(meanwhile)
        reading().session.scalar(select(Product.id))
        with ThreadPoolExecutor(1) as another:
            another.submit(change_and_look).result()

    app.before_request_funcs[None].append(meanwhile)
    stranger.open("/catalog")

    assert "Keripik Pisang" not in stranger.open("/catalog").text
    assert "Keripik Pisang" not in stranger.open("/catalog?page=1").text


def test_what_is_made_around_midnight_is_of_the_day_its_request_began(app, monkeypatch):
    moment = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with app.test_request_context():
        app.preprocess_request()
        began = today()
        moment += timedelta(seconds=1)
        assert fragment_cache.cached("day", lambda: began) == date(2026, 11, 24)

    with app.test_request_context():
        app.preprocess_request()
        assert fragment_cache.cached("day", today) == date(2026, 11, 25)


def test_an_address_with_a_question_of_ones_own_is_not_kept(stranger, goods):
    product = goods()
    first = stranger.open(f"/catalog/{product.slug}?utm_source=x")

    assert first.status_code == 200
    assert "utm_source=x" in first.text
    assert "utm_source" not in stranger.open(f"/catalog/{product.slug}").text


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_takes_at_most_three_statements_and_a_kept_one_at_most_a_look(
    stranger, goods, statements, count
):
    for _ in range(count):
        goods()

    assert statements(lambda: stranger.open("/catalog")) == 3
    assert statements(lambda: stranger.open("/catalog")) <= 1
    assert statements(lambda: stranger.open("/catalog?page=2")) <= 2


def test_a_product_page_takes_no_more(session, stranger, goods, statements):
    maker = make_maker(session)
    product, *_ = [goods(maker=maker) for _ in range(6)]
    stranger.open("/catalog")

    assert statements(lambda: stranger.open(f"/catalog/{product.slug}")) <= 3
    assert statements(lambda: stranger.open(f"/catalog/{product.slug}")) <= 1


def test_a_store_forgets_what_was_not_asked_for_the_longest():
    store, stamp = Store(most=2), Stamp(1, UNTIL, 0)
    store.put("one", stamp, 1)
    store.put("two", stamp, 2)
    store.get("one", stamp)
    store.put("three", stamp, 3)

    assert [store.get(key, stamp) for key in ("one", "two", "three")] == [1, None, 3]


@pytest.mark.parametrize("other", [Stamp(2, UNTIL, 0), Stamp(1, date(2099, 1, 1), 0), Stamp(1, UNTIL, 1)])
def test_under_another_stamp_nothing_holds(other):
    store = Store(most=2)
    store.put("one", Stamp(1, UNTIL, 0), 1)

    assert store.get("one", other) is None
    store.put("one", other, 2)
    assert store.get("one", other) == 2


def test_what_takes_long_is_made_once_however_many_ask_at_the_same_time():
    app, made = Flask("kept"), []
    fragment_cache.init_app(app)

    def renew(before, now):
        made.append((before, now.last))
        sleep(0.05)
        return f"as of {now.last}"

    def ask(last):
        with app.app_context():
            g.stamp = Stamp(last, UNTIL, 0)
            return fragment_cache.refreshed("thing", renew)

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(ask, [1] * 4)] == ["as of 1"] * 4
    assert ask(2) == "as of 2"
    assert made == [(None, 1), ("as of 1", 2)]


class TestFront:
    """What is kept is given out before the program is asked, so only to whom it is meant for."""

    @pytest.fixture
    def requests(self, app):
        """The requests that reached the program."""
        requests = []
        app.before_request_funcs[None].insert(0, lambda: requests.append(request.path))
        return requests

    def test_a_kept_page_does_not_reach_the_program(self, stranger, goods, requests):
        goods()
        first, again = stranger.open("/catalog"), stranger.open("/catalog")

        assert again.data == first.data
        assert dict(again.headers) == dict(first.headers)
        assert requests == ["/catalog"]

    @pytest.mark.parametrize(
        "headers",
        [
            {"If-None-Match": '"another"'},
            {"Host": "another.example"},
            {"Accept-Language": "en"},
        ],
    )
    def test_whoever_comes_otherwise_does(self, stranger, goods, requests, headers):
        goods()
        stranger.open("/catalog")

        assert stranger.open("/catalog", **headers).status_code == 200
        assert requests == ["/catalog", "/catalog"]

    @pytest.mark.parametrize(("cookie", "value"), [("mb2", "anything"), ("lang", "xx"), ("other", "1")])
    def test_whoever_carries_a_cookie_does(self, stranger, goods, requests, cookie, value):
        goods()
        stranger.open("/catalog")
        stranger.client.set_cookie(cookie, value)
        stranger.open("/catalog")

        assert requests == ["/catalog", "/catalog"]

    def test_a_chosen_language_is_remembered_and_kept_apart(self, stranger, goods, requests):
        goods()
        stranger.open("/catalog")
        stranger.client.set_cookie("lang", "en")
        first, again = stranger.open("/catalog"), stranger.open("/catalog")

        assert '<html lang="en">' in first.text
        assert again.data == first.data
        assert requests == ["/catalog", "/catalog"]

    def test_only_what_is_asked_with_get(self, stranger, goods, requests):
        goods()
        stranger.open("/catalog")
        head = stranger.client.head("/catalog")

        assert (head.status_code, head.data) == (200, b"")
        assert len(requests) == 2

    def test_what_is_said_over_https_is_kept_apart(self, stranger, goods):
        goods()
        plain = [stranger.open("/catalog").headers for _ in range(2)]
        safe = [stranger.client.get("/catalog", base_url="https://localhost").headers for _ in range(2)]

        assert ["Strict-Transport-Security" in headers for headers in plain + safe] == [
            False,
            False,
            True,
            True,
        ]
