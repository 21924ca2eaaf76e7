from datetime import date

import pytest
from sqlalchemy import select

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import APPROVER, OFFICER, OWNER, PARTNER
from marketplace.purchases.declarations import (
    decide_declaration,
    declare_spend,
    latest_declaration,
    withdraw_declaration,
)
from marketplace.purchases.events import DeclarationDecided, DeclarationWithdrawn, SpendDeclared
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.declarations import Decision, SpendDeclaration
from marketplace.purchases.recorded import recorded_spend, usual_total
from marketplace.purchases.standing import stands
from marketplace.uptake.ledger import totals_of
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare as declare_row
from tests.factories.purchases import lines_in, make_purchase, make_refusal

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
        declare(total, reason="Salah ketik")

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


def counts(session, shop, month=OCTOBER):
    """What every figure is measured against."""
    span = MonthSpan.of(month)
    return [one.rupiah for one in totals_of(session, span, partner_ids=[shop.id]).get(shop.id, ())]


def decide(work, declaration, decision, reason=""):
    with work(OFFICER, at=1) as uow:
        decide_declaration(uow, declaration.id, decision=decision, reason=reason)


def test_a_lower_total_needs_a_reason_and_the_older_one_stands_until_an_officer_accepts(
    session, work, declare, shop
):
    declare(10_000_000)
    with pytest.raises(Refused, match="alasannya"):
        declare(9_000_000)
    lower = declare(9_000_000, reason="Retur grosir belum dihitung")

    assert lower.waits
    assert counts(session, shop) == [10_000_000]
    assert latest_declaration(work(), shop.id, OCTOBER).total == 10_000_000
    decide(work, lower, Decision.ACCEPTED)
    assert counts(session, shop) == [9_000_000]


def test_a_lower_total_that_is_queried_never_counts_and_a_higher_one_does_at_once(
    session, work, declare, shop
):
    declare(10_000_000)
    lower = declare(9_000_000, reason="Retur grosir")
    decide(work, lower, Decision.QUERIED, "Mana notanya?")
    assert counts(session, shop) == [10_000_000]

    declare(11_000_000)
    assert counts(session, shop) == [11_000_000]


def test_the_same_figures_with_a_new_reason_answer_the_officers_question(session, work, declare, shop):
    declare(10_000_000)
    lower = declare(9_000_000, reason="Retur grosir")
    decide(work, lower, Decision.QUERIED, "Mana notanya?")

    assert declare(9_000_000, reason="Retur grosir").id == lower.id
    again = declare(9_000_000, reason="Nota retur F-9 tertanggal 30 Oktober")
    assert (again.revision, again.waits) == (3, True)
    decide(work, again, Decision.ACCEPTED)
    assert counts(session, shop) == [9_000_000]


def test_what_was_replaced_meanwhile_is_not_decided(session, work, declare, shop):
    declare(10_000_000)
    lower = declare(9_000_000, reason="Retur grosir")
    declare(12_000_000)

    with pytest.raises(Refused, match="sudah diganti"):
        decide(work, lower, Decision.ACCEPTED)
    assert counts(session, shop) == [12_000_000]


def test_lowering_one_category_is_lowering_though_the_sum_is_the_same(session, work, declare, shop):
    declare(10_000_000, by_category={"food": 7_000_000, "non-food": 3_000_000})

    assert declare(
        10_000_000, by_category={"food": 5_000_000, "non-food": 5_000_000}, reason="Salah pilah"
    ).waits
    (total,) = totals_of(session, MonthSpan.of(OCTOBER))[shop.id]
    assert [part.rupiah for part in total.parts] == [7_000_000, 3_000_000]
    assert not declare(10_000_001).waits  # without parts a clause of some categories has no figure at all


def test_below_the_counted_local_purchases_it_is_refused_with_both_figures(session, declare, shop):
    make_purchase(session, shop, make_maker(session), 250_000, bought_on=date(2026, 10, 12))

    with pytest.raises(Refused, match="Rp249.999.*Rp250.000.*Pembelian"):
        declare(249_999, sure=True, reason="Pokoknya")
    assert declare(250_000).total == 250_000


def test_what_the_maker_disputes_or_was_taken_back_forbids_nothing(session, declare, shop):
    maker = make_maker(session)
    make_purchase(session, shop, maker, 100, bought_on=date(2026, 10, 12), answer=Answer.DISPUTED)
    wrong = make_purchase(session, shop, maker, 100, bought_on=date(2026, 10, 12))
    make_purchase(session, shop, maker, -100, bought_on=date(2026, 10, 12), reverses_id=wrong.id)
    make_refusal(
        session, lines_in(session, make_purchase(session, shop, maker, 7, bought_on=date(2026, 10, 2)))[0]
    )

    assert recorded_spend(session, shop.id, OCTOBER) == (107, 0)
    assert declare(0, sure=True, reason="Belum ada yang benar").total == 0


def test_a_purchase_recorded_later_changes_no_total(session, declare, shop):
    declare(100)
    make_purchase(session, shop, make_maker(session), 250_000, bought_on=date(2026, 10, 12))

    assert counts(session, shop) == [100]


def test_below_everything_that_is_recorded_it_asks(session, declare, shop):
    make_purchase(session, shop, None, 500_000, bought_on=date(2026, 10, 12))

    with pytest.raises(Refused, match="Rp500.000") as refused:
        declare(400_000)
    assert refused.value.field == "sure"
    with pytest.raises(Refused):
        declare(400_000, sure=True)  # a tick without a reason is not enough
    assert not declare(400_000, sure=True, reason="Satu nota milik cabang lain").waits


@pytest.mark.parametrize(("total", "asked"), [(300, False), (301, True), (34, False), (33, True)], ids=str)
def test_far_from_the_usual_it_asks(session, declare, shop, total, asked):
    for month, usual in (("2026-07", 90), ("2026-08", 100), ("2026-09", 120)):
        declare_row(session, shop, usual, month)
    declare_row(session, shop, 1, "2026-03")  # too long ago

    if asked:
        with pytest.raises(Refused, match="dari yang biasa"):
            declare(total)
    else:
        assert declare(total).total == total


def test_two_months_are_no_habit(session, declare, shop):
    for month in ("2026-08", "2026-09"):
        declare_row(session, shop, 1, month)

    assert usual_total(session, shop.id, OCTOBER) is None
    assert declare(1_000).total == 1_000


def test_withdrawn_a_month_has_no_total_until_it_is_declared_anew(session, work, declare, shop, heard):
    declare(10_000_000)
    declare(9_000_000, reason="Retur grosir")
    with work(OWNER, at=shop.id, kind=PARTNER) as uow:
        assert withdraw_declaration(uow, shop.id, OCTOBER, reason="Impor dibatalkan").withdrawn
    with work(OWNER, at=shop.id, kind=PARTNER) as uow:
        assert withdraw_declaration(uow, shop.id, OCTOBER, reason="Lagi") is None

    assert counts(session, shop) == []
    assert latest_declaration(work(), shop.id, OCTOBER) is None
    assert [type(event) for event in heard].count(DeclarationWithdrawn) == 1
    assert not declare(8_000_000).waits  # there is nothing that it lowers
    assert counts(session, shop) == [8_000_000]


def test_nothing_is_withdrawn_where_nothing_was_declared_nor_by_another_shop(session, work, declare, shop):
    with work() as uow:
        assert withdraw_declaration(uow, shop.id, OCTOBER, reason="Impor dibatalkan") is None
    declare()
    other = make_partner(session)
    with pytest.raises(Forbidden), work(OWNER, at=other.id, kind=PARTNER) as uow:
        withdraw_declaration(uow, shop.id, OCTOBER, reason="Impor dibatalkan")


def test_a_withdrawn_one_is_not_decided(work, declare, shop):
    declare()
    with work() as uow:
        row = withdraw_declaration(uow, shop.id, OCTOBER, reason="Impor dibatalkan")
    with pytest.raises(Refused, match="sudah diganti"):
        decide(work, row, Decision.ACCEPTED)


class TestExcludedGoods:
    """What the circular of the month leaves out: the total is weighed without its parts."""

    OUT = ("tobacco", "BBM")

    def told(self, tobacco, fuel=0, **more):
        return {"by_category": {"tobacco": tobacco, "BBM": fuel} | more, "excluded": self.OUT}

    def test_a_larger_excluded_part_is_a_smaller_total_and_waits(self, session, declare, shop):
        declare(1_000, **self.told(300))
        assert declare(1_000, **self.told(250)).waits is False
        assert declare(1_000, **self.told(250, 51), reason="BBM terlewat").waits
        assert declare(1_150, **self.told(350, 50), reason="Nota baru").waits is False
        assert latest_declaration_of(session, shop).by_category == {"tobacco": 350, "BBM": 50}

    def test_a_part_that_was_not_told_before_counts_at_once_and_silence_lowers_nothing(self, declare):
        declare(1_000)
        assert declare(1_000, **self.told(300)).waits is False
        assert declare(1_000, excluded=self.OUT).waits is False

    def test_what_is_left_is_never_below_the_local_purchases_that_count(self, session, declare, shop):
        make_purchase(session, shop, make_maker(session), 290, bought_on=date(2026, 10, 12))
        with pytest.raises(Refused, match="Rp199.*Rp200"):
            declare(300, **self.told(101), local=Rupiah(200))
        assert declare(300, **self.told(100), local=Rupiah(200)).total == 300


def latest_declaration_of(session, shop):
    return session.scalars(select(SpendDeclaration).filter_by(partner_id=shop.id).where(stands())).one()
