from datetime import date

import pytest
from sqlalchemy import select

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PARTNER
from marketplace.purchases.declarations import decide_declaration, declare_spend, latest_declaration
from marketplace.purchases.events import DeclarationDecided, SpendDeclared
from marketplace.purchases.models import Decision, SpendDeclaration
from tests.factories.partners import make_partner

OCTOBER = Month.of(date(2026, 10, 1))


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def declare(work, shop):
    def send(total=10_000_000, month=OCTOBER, **given):
        with work(OWNER, at=shop.id, kind=PARTNER) as uow:
            return declare_spend(uow, shop.id, month, total=Rupiah(total), signer="Rahma Contoh", **given)

    return send


def test_a_declaration_counts_at_once_and_a_further_one_is_a_revision(session, work, declare, shop, heard):
    declare(10_000_000)
    declare(12_000_000)

    latest = latest_declaration(work(OFFICER, at=1), shop.id, OCTOBER)
    assert (latest.total, latest.revision) == (12_000_000, 2)
    assert [event.revision for event in heard if isinstance(event, SpendDeclared)] == [1, 2]
    assert session.scalars(select(SpendDeclaration.total).order_by(SpendDeclaration.revision)).all() == [
        10_000_000,
        12_000_000,
    ]


def test_the_same_figures_again_change_nothing(session, declare):
    declare(10_000_000, by_category={"dry-food": 4_000_000})
    declare(10_000_000, by_category={"dry-food": 4_000_000})

    assert len(session.scalars(select(SpendDeclaration)).all()) == 1


def test_going_back_to_an_older_figure_is_a_revision_too(session, declare):
    for total in (10, 20, 10):
        declare(total)

    assert len(session.scalars(select(SpendDeclaration)).all()) == 3


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"month": Month.of(date(2026, 12, 1))}, "belum mulai"),
        ({"by_category": {"dry-food": 10_000_001}}, "melebihi total"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(session, declare, given, says):
    with pytest.raises(Refused, match=says):
        declare(**given)

    assert session.scalars(select(SpendDeclaration)).all() == []


def test_another_shop_declares_nothing_for_this_one(session, work, shop):
    other = make_partner(session)
    with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
        declare_spend(uow, shop.id, OCTOBER, total=Rupiah(1), signer="X")


def test_an_officer_decides_once_and_a_question_has_its_reason(work, declare, heard):
    declaration = declare()
    with pytest.raises(Refused, match="perlu dijelaskan"), work(OFFICER, at=1) as uow:
        decide_declaration(uow, declaration.id, decision=Decision.QUERIED)
    with work(OFFICER, at=1) as uow:
        decide_declaration(uow, declaration.id, decision=Decision.QUERIED, reason="Lebih kecil dari nota")
    with pytest.raises(Refused, match="sudah diputuskan"), work(OFFICER, at=1) as uow:
        decide_declaration(uow, declaration.id, decision=Decision.ACCEPTED)

    assert heard[-1] == DeclarationDecided(
        declaration_id=declaration.id, decision="queried", reason="Lebih kecil dari nota"
    )


def test_an_approver_does_not_decide_declarations(work, declare):
    declaration = declare()
    with pytest.raises(Forbidden), work(APPROVER, at=1) as uow:
        decide_declaration(uow, declaration.id, decision=Decision.ACCEPTED)
