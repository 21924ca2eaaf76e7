"""What a circular excludes, from the draft to the shop's form and the story of a line."""

from datetime import date

import pytest
from sqlalchemy import select

from marketplace.circulars.models import Circular
from marketplace.circulars.queries import in_force
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER
from marketplace.producers.models import Locality, LocalityBasis
from marketplace.purchases.models.declarations import SpendDeclaration
from tests.factories.catalog import make_category
from tests.factories.circulars import make_circular, make_clause
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import lines_in, make_purchase

NEW = "/partner/declarations/new"
SAYS = "Tidak dihitung menurut Surat Edaran contoh"


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


@pytest.fixture
def circular(session):
    return make_circular(session, make_clause(code="4a"), excluded=["beverages", "rokok & BBM"])


def typed(**more):
    return {"month": "2026-08", "total": "1.000.000", "signer": "Rahmat Contoh"} | more


def told(session):
    session.rollback()
    return [row.by_category for row in session.scalars(select(SpendDeclaration))]


def test_an_officer_writes_them_with_the_draft_and_the_approver_reads_them(session, as_seat):
    make_category(session, code="food")
    officer = as_seat(OFFICER)
    form = {"number": "500/9/2026", "title": "Belanja", "from_on": "2026-08-01", "categories": "food"}
    answer = officer.send("/office/circulars/new", form | {"goods": " rokok,, BBM , rokok"})
    assert answer.status_code == 302, answer.text
    session.rollback()
    draft = session.scalar(select(Circular).filter_by(number="500/9/2026"))
    assert draft.excluded == ["food", "rokok", "BBM"]
    page = as_seat(APPROVER).open(f"/office/circulars/{draft.public_id}").text
    assert "Makanan dan minuman, rokok, BBM" in page


def test_nothing_is_asked_for_where_nothing_is_excluded(session, buyer):
    make_circular(session)
    assert "tidak dihitung" not in buyer.open(f"{NEW}?month=2026-08").text


def test_each_excluded_part_is_asked_for_and_zero_is_an_answer(session, buyer, circular):
    page = buyer.open(f"{NEW}?month=2026-08").text
    assert SAYS in page and "rokok &amp; BBM" in page
    silent = buyer.send(NEW, typed(left_out_0="100.000"))
    assert silent.status_code == 422 and told(session) == []
    assert "rokok &amp; BBM wajib diisi" in silent.text
    buyer.send(NEW, typed(left_out_0="100.000", left_out_1="0"))
    assert told(session) == [{"beverages": 100_000, "rokok & BBM": 0}]


def test_a_category_that_has_a_field_of_its_own_is_asked_for_once(session, buyer):
    make_circular(session, excluded=["food"])
    page = buyer.open(f"{NEW}?month=2026-08").text
    assert 'name="food"' not in page and 'name="other"' in page
    buyer.send(NEW, typed(left_out_0="400.000", other="600.000"))
    assert told(session) == [{"food": 400_000, "non-food": 600_000}]


def test_a_month_under_another_circular_asks_for_its_own_goods(session, buyer, circular):
    assert in_force(session, date(2025, 12, 31)) is None
    buyer.send(NEW, typed(month="2025-12"))
    assert told(session) == [{}]


def test_the_story_of_a_line_says_why_it_does_not_count(session, buyer, shop, circular):
    snacks = make_category(session, code="beverages")
    lines = [{"net": 70_000, "category_id": snacks.id}]
    line = lines_in(session, make_purchase(session, shop, make_maker(session), lines=lines))[1]
    page = buyer.open(f"/partner/purchases/lines/{line.id}").text
    assert "Tidak dihitung menurut edaran" in page and SAYS in page


def test_the_shop_reads_what_is_left_out_and_how_much(session, buyer, shop, circular):
    buyer.send(NEW, typed(left_out_0="100.000", left_out_1="50.000"))
    page = buyer.open("/partner/compliance/2026-08").text
    assert SAYS in page and "Rp150.000 di antaranya" in page


def test_local_goods_that_are_excluded_forbid_no_total(session, buyer, shop, circular):
    goods = make_category(session, code="beverages")
    lines = [{"net": 400_000, "category_id": goods.id}]
    make_purchase(session, shop, make_maker(session), lines=lines)
    page = buyer.open(f"{NEW}?month=2026-08").text
    assert "Rp500.000" in page and "Rp100.000" in page
    low = buyer.send(NEW, typed(total="500.000", left_out_0="400.001", left_out_1="0"))
    assert low.status_code == 422 and "Rp99.999" in low.text
    buyer.send(NEW, typed(total="500.000", left_out_0="400.000", left_out_1="0"))
    assert told(session) == [{"beverages": 400_000, "rokok & BBM": 0}]


def test_a_return_after_its_maker_lapsed_makes_room_for_a_smaller_total(session, buyer, shop):
    maker = make_maker(session, local=False)
    days = {"from_on": None, "until_on": date(2026, 8, 31)}
    session.add(Locality(producer_id=maker.id, basis=LocalityBasis.CITY_LIST, verified_by=None, **days))
    make_purchase(session, shop, maker, 100)
    make_purchase(session, shop, maker, -40, bought_on=date(2026, 9, 4))
    make_purchase(session, shop, make_maker(session), 1_000, bought_on=date(2026, 9, 4))
    buyer.send(NEW, typed(month="2026-09", total="960"))
    assert told(session) == [{}]
