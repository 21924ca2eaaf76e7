import pytest
from sqlalchemy import select

from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.purchases.models import Decision, DeclarationDecision, SpendDeclaration
from tests.conftest import NOW
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare

NEW, LIST = "/partner/declarations/new", "/partner/declarations"
LAST = str(Month.of(clock.day_of(clock.now())).previous)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


def rows(session):
    session.rollback()
    return session.scalars(select(SpendDeclaration).order_by(SpendDeclaration.id)).all()


def typed(**more):
    return {"month": LAST, "total": "142.300.000", "signer": "Rahmat Hidayatullah"} | more


def test_the_form_proposes_the_last_month(buyer):
    page = buyer.open(NEW).text

    assert f'value="{LAST}"' in page
    assert "wajib" not in page


def test_a_month_is_declared_and_shown(session, buyer):
    answer = buyer.send(NEW, typed())

    assert answer.location == LIST
    (row,) = rows(session)
    assert (row.month, row.total, row.revision, row.signer) == (LAST, 142_300_000, 1, "Rahmat Hidayatullah")
    page = buyer.open(LIST).text
    for words in ("Pernyataan belanja dikirim", "Rp142.300.000", "Menunggu petugas", "Rahmat Hidayatullah"):
        assert words in page


def test_again_it_is_a_revision_and_the_same_again_is_nothing(session, buyer):
    for total in ("100.000", "200.000", "200.000"):
        buyer.send(NEW, typed(total=total))

    assert [(row.revision, row.total) for row in rows(session)] == [(1, 100_000), (2, 200_000)]
    page = buyer.open(LIST).text
    assert "perbaikan ke-1" in page
    assert "Rp100.000" not in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"month": "2099-01"}, "Bulan paling akhir"),
        ({"month": "kemarin"}, "kemarin"),
        ({"total": ""}, "Total belanja wajib diisi"),
        ({"total": "-1"}, "Total belanja"),
        ({"total": "1,25 jt"}, "1,25 jt"),
        ({"signer": ""}, "Penanggung jawab wajib diisi"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(session, buyer, wrong, says):
    answer = buyer.send(NEW, typed() | wrong)

    assert answer.status_code == 422
    assert says in answer.text
    assert "Rahmat Hidayatullah" in answer.text or "signer" in wrong
    assert rows(session) == []


def test_a_question_of_the_officials_is_shown_with_the_way_to_answer(session, buyer, shop):
    row = declare(session, shop, month="2026-08")
    session.add(
        DeclarationDecision(
            declaration_id=row.id,
            decision=Decision.QUERIED,
            reason="Termasuk pulsa?",
            decided_by=None,
            decided_at=NOW,
        )
    )
    session.commit()

    page = buyer.open(LIST).text
    assert "Termasuk pulsa?" in page
    assert f"{NEW}?month=2026-08" in page
    assert 'value="2026-08"' in buyer.open(f"{NEW}?month=2026-08").text


def test_nothing_yet_says_why_it_matters(buyer):
    assert "Belum ada pernyataan" in buyer.open(LIST).text


def test_another_shops_are_not_shown(session, buyer):
    declare(session, make_partner(session), 777_000)

    assert "777.000" not in buyer.open(LIST).text


def test_others_may_not(session, stranger, as_seat):
    assert stranger.open(LIST).location.startswith("/account/sign-in")
    for visitor in (as_seat(OWNER, at=make_maker(session).id), as_seat(OFFICER)):
        assert visitor.open(LIST).status_code == 403
        assert visitor.open(NEW).status_code == 403
