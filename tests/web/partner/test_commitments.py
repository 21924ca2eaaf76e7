"""A partner sees its own promises beside its own purchases, and nobody else's."""

import io
from datetime import timedelta

import pypdf
import pytest

from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.partners.states import DRAFT
from tests.factories.commitments import make_commitment, make_promising_mou
from tests.factories.ordering import make_maker
from tests.factories.partners import make_mou, make_partner
from tests.factories.purchases import make_purchase


def today():
    return clock.day_of(clock.now())


def around(**given):
    return {"starts_on": today() - timedelta(days=100), "ends_on": today() + timedelta(days=400)} | given


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Misal", mou=False)


@pytest.fixture
def mou(session, shop):
    return make_promising_mou(session, shop, **around())


@pytest.fixture
def owner(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


def page_of(mou):
    return f"/partner/mou/{mou.public_id}"


def test_the_page_of_the_mou_shows_them_and_leads_on(owner, mou):
    page = owner.open("/partner/mou").text
    assert "K1. Belanja lokal minimum" in page and "Tambah komitmen" not in page
    assert f"{page_of(mou)}/commitments" in page and f"{page_of(mou)}/mou.pdf" in page


def test_it_is_coached_towards_what_is_missing(session, shop, owner, mou):
    make_purchase(session, shop, make_maker(session), 400_000, bought_on=today())
    page = owner.open(f"{page_of(mou)}/commitments").text
    assert "Kurang Rp600.000 lagi sampai" in page
    assert "Belanjakan sebesar itu pada pembuat lokal" in page


def test_nothing_declared_is_led_to_the_declaration(session, shop, owner):
    share = make_promising_mou(session, shop, {"rule": "value_share", "figures": {"least": 1500}}, **around())
    page = owner.open(f"{page_of(share)}/commitments").text
    assert f"month={Month.of(today())}" in page and "Nyatakan belanja" in page


def test_its_rows_lead_to_its_purchases(session, shop, owner, mou):
    purchase = make_purchase(session, shop, make_maker(session), 400_000, bought_on=today())
    page = owner.open(f"{page_of(mou)}/commitments/K1/{Month.of(today())}").text
    assert f"/partner/purchases/{purchase.public_id}" in page


def test_its_paper_is_the_one_the_office_has(as_seat, shop, mou):
    answer = as_seat(STAFF, at=shop.id).open(f"{page_of(mou)}/mou.pdf")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert mou.number in text and "K1." in text


@pytest.mark.parametrize("path", ["commitments", "commitments/K1/{month}", "mou.pdf"])
def test_another_partners_mou_is_not_found(session, owner, path):
    other = make_promising_mou(session, make_partner(session, mou=False), **around())
    assert owner.open(f"{page_of(other)}/{path.format(month=Month.of(today()))}").status_code == 404


@pytest.mark.parametrize("path", ["commitments", "mou.pdf"])
def test_nor_is_its_own_draft(session, shop, owner, path):
    draft = make_mou(session, shop, state=DRAFT)
    make_commitment(session, draft)
    assert owner.open(f"{page_of(draft)}/{path}").status_code == 404


def test_one_without_promises_says_what_holds_instead(session, shop, owner):
    mou = make_mou(session, shop, **around())
    assert "yang berlaku ialah surat edaran" in owner.open(f"{page_of(mou)}/commitments").text
