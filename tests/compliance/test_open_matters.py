from datetime import UTC, date, datetime

import pytest

from marketplace.circulars.rules.base import MET, NOT_MET, UNDER_REVIEW
from marketplace.compliance.models import Objection, ObjectionAnswer
from marketplace.compliance.open_amounts import OpenKind
from marketplace.compliance.open_matter import MatterTurn
from marketplace.compliance.open_matters import open_matters, spoken
from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.states import ObjectionRuling
from marketplace.imports.states import COMMITTED
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.states import CONFIRMED, CONTESTED, SENT, RejectReason
from marketplace.producers.models import Locality
from marketplace.purchases.models.answers import Answer, AnswerRuling, ClaimRuling
from tests.conftest import NOW
from tests.factories.circulars import make_circular, make_clause
from tests.factories.months import make_period
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import (
    declare,
    lines_in,
    make_answer,
    make_batch,
    make_name,
    make_purchase,
    make_refusal,
)
from tests.factories.telling import make_figure, make_sale

AUGUST, TODAY = Month(2026, 8), date(2026, 11, 24)
SENT_AT = datetime(2026, 8, 20, 3, tzinfo=UTC)


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Contoh")


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def declared(session, shop):
    return declare(session, shop)


def found(session, *, month=AUGUST, today=TODAY):
    return open_matters(session, month, today)


def told(session, **given):
    """Kind, whose turn, what it adds and takes away."""
    return [(one.kind, one.turn, one.adds, one.takes) for one in found(session, **given)]


def object_to(session, shop, *, amount=None, answered=False):
    period = make_period(session)
    objection = Objection(
        period_id=period.id,
        partner_id=shop.id,
        text="Nota 12",
        written_by=None,
        written_at=NOW,
        amount=amount,
    )
    session.add(objection)
    session.flush()
    if answered:
        session.add(
            ObjectionAnswer(
                objection_id=objection.id,
                ruling=ObjectionRuling.NOT_ACCEPTED,
                text="Bukan milik Anda",
                answered_by=None,
                answered_at=NOW,
            )
        )
    session.commit()
    return objection


def contested(session, shop, maker, **given):
    goods = make_goods(session, maker=maker)
    order = make_order(session, state=CONFIRMED, variant=goods, outlet=make_outlet(session, shop))
    return make_handover(session, order=order, **{"state": CONTESTED, "sent_at": SENT_AT} | given)


class TestRefusals:
    def test_an_answer_waits_for_the_auditor(self, session, shop, maker, declared):
        (line,) = lines_in(session, make_purchase(session, shop, maker, 240_000))
        make_refusal(session, line, answered=True)
        assert told(session) == [(OpenKind.REFUSAL, MatterTurn.AUDITOR, 240_000, 0)]
        (one,) = found(session)
        assert (one.partner, one.record, one.due) == ("Toko Contoh", str(line.id), date(2026, 12, 1))

    def test_one_without_an_answer_is_open_while_the_shop_has_days_left(self, session, shop, maker, declared):
        (line,) = lines_in(session, make_purchase(session, shop, maker, 240_000))
        make_refusal(session, line)
        assert told(session, today=date(2026, 12, 1)) == [(OpenKind.REFUSAL, MatterTurn.SHOP, 240_000, 0)]
        assert found(session, today=date(2026, 12, 2)) == []

    def test_of_one_in_part_the_rest_is_open(self, session, shop, maker, declared):
        (line,) = lines_in(session, make_purchase(session, shop, maker, 240_000))
        refusal = make_refusal(session, line, audited_net=Rupiah(200_000))
        assert told(session, today=date(2026, 12, 1)) == [(OpenKind.REFUSAL, MatterTurn.SHOP, 40_000, 0)]
        make_answer(session, refusal, ruling=AnswerRuling.REFUSED)
        assert found(session, today=date(2026, 12, 1)) == []
        make_answer(session, refusal)
        assert told(session) == [(OpenKind.REFUSAL, MatterTurn.AUDITOR, 40_000, 0)]

    @pytest.mark.parametrize("ruling", AnswerRuling)
    def test_a_decided_one_is_not_open(self, session, shop, maker, declared, ruling):
        (line,) = lines_in(session, make_purchase(session, shop, maker))
        make_refusal(session, line, answered=True, ruling=ruling)
        assert found(session) == []

    def test_nor_one_that_could_change_no_figure(self, session, shop, declared):
        make_name(session, shop, "Grosir Rekayasa")
        (line,) = lines_in(session, make_purchase(session, shop, None))
        make_refusal(session, line, answered=True)
        assert found(session) == []


class TestDisputes:
    def test_a_disputed_purchase_with_the_makers_own_figure(self, session, shop, maker, declared):
        purchase = make_purchase(session, shop, maker, 100_000, answer=Answer.DISPUTED)
        make_figure(session, purchase, net=130_000)
        assert told(session) == [(OpenKind.CLAIM, MatterTurn.OFFICER, 130_000, 0)]

    def test_a_decided_dispute_is_not_open(self, session, shop, maker, declared):
        make_purchase(session, shop, maker, answer=Answer.DISPUTED, ruling=ClaimRuling.FALLS)
        assert found(session) == []

    def test_a_sale_that_the_shop_denied(self, session, shop, maker, declared):
        make_sale(session, maker, make_outlet(session, shop), denied="Bukan kami")
        assert told(session) == [(OpenKind.SALE, MatterTurn.OFFICER, 216_000, 0)]

    def test_a_contested_handover(self, session, shop, maker, declared):
        contested(session, shop, maker)
        assert told(session) == [(OpenKind.HANDOVER, MatterTurn.OFFICER, 100_000, 0)]
        assert found(session, month=Month(2026, 9)) == []

    def test_a_difference_while_its_days_run(self, session, shop, maker, declared):
        handover = contested(session, shop, maker, state=SENT)
        handover.lines[0].accepted, handover.lines[0].rejected = 7, 3
        handover.lines[0].reject_reason = RejectReason.DAMAGED
        session.add(HandoverDifference(handover_id=handover.id, answer_by=NOW))
        session.commit()
        assert told(session) == [(OpenKind.DIFFERENCE, MatterTurn.MAKER, 30_000, 0)]
        assert found(session, today=date(2026, 11, 25)) == []


class TestPapers:
    def test_an_objection_until_it_is_answered(self, session, shop, declared):
        object_to(session, shop, amount=612_000)
        assert told(session) == [(OpenKind.OBJECTION, MatterTurn.OFFICER, 612_000, 0)]
        assert found(session)[0].due == date(2026, 12, 1)

    def test_an_answered_one_is_not_open(self, session, shop, declared):
        object_to(session, shop, answered=True)
        assert found(session) == []

    def test_an_objection_without_an_amount_says_so(self, session, shop, declared):
        object_to(session, shop)
        assert [(one.adds, one.untold) for one in found(session)] == [(0, True)]

    def test_names_that_nobody_knows(self, session, shop, declared):
        make_purchase(session, shop, None, 200_000)
        make_purchase(session, shop, None, 118_000, seller_text="Bu Rekaan")
        assert told(session) == [(OpenKind.SELLERS, MatterTurn.SHOP, 318_000, 0)]
        assert found(session)[0].amounts[0].count == 2

    def test_a_register_that_was_neither_recorded_nor_dropped(self, session, shop, declared):
        batch = make_batch(session, shop)
        batch.period, batch.total = "2026-07..2026-08", 500_000
        session.commit()
        assert told(session) == [(OpenKind.IMPORT, MatterTurn.SHOP, 500_000, 0)]
        assert OpenKind.IMPORT not in [one.kind for one in found(session, month=Month(2026, 9))]
        batch.state = COMMITTED
        session.commit()
        assert found(session) == []

    def test_a_total_that_was_lowered(self, session, shop, declared):
        declare(session, shop, 600_000, revision=2, waits=True, reason="Salah ketik")
        (one,) = found(session)
        assert (one.kind, one.turn, one.amounts[0].total.rupiah) == (
            OpenKind.TOTAL,
            MatterTurn.OFFICER,
            600_000,
        )

    def test_a_total_that_is_missing(self, session, shop, maker):
        make_purchase(session, shop, maker)
        (one,) = found(session)
        assert (one.kind, one.turn, one.due) == (OpenKind.MISSING, MatterTurn.SHOP, date(2026, 9, 10))


def test_a_report_says_how_many_of_each_and_names_nobody(session, shop, maker):
    make_purchase(session, shop, maker, answer=Answer.DISPUTED)
    make_purchase(session, shop, maker, answer=Answer.DISPUTED)
    assert spoken(found(session)) == (
        "Pembelian yang dibantah pembuat: 2",
        "Total belanja yang belum dinyatakan: 1",
    )


class TestJudging:
    @pytest.fixture(autouse=True)
    def circular(self, session, declared):
        return make_circular(session, make_clause(code="4a"))

    def outcome(self, session):
        (one,) = evaluate_month(session, AUGUST).partners
        return one.clauses[0].outcome

    def test_a_month_that_partners_have_seen_is_judged_with_what_is_open(self, session, shop, maker):
        make_purchase(session, shop, maker, 150_000, answer=Answer.DISPUTED)
        assert self.outcome(session) is NOT_MET  # the month runs: everything still moves
        make_period(session)
        assert self.outcome(session) is UNDER_REVIEW

    def test_what_is_open_of_others_is_not_its_own(self, session, shop, maker):
        make_period(session)
        other = make_partner(session, name="Toko Lain")
        declare(session, other)
        make_purchase(session, other, maker, 150_000, answer=Answer.DISPUTED)
        outcomes = {
            one.partner.name: one.clauses[0].outcome for one in evaluate_month(session, AUGUST).partners
        }
        assert outcomes == {"Toko Contoh": NOT_MET, "Toko Lain": UNDER_REVIEW}

    def test_goods_that_are_contested_can_turn_it(self, session, shop, maker):
        make_period(session)
        make_purchase(session, shop, maker, 60_000)
        contested(session, shop, maker)
        assert self.outcome(session) is UNDER_REVIEW

    def test_an_unknown_seller_can_and_one_of_elsewhere_cannot(self, session, shop, maker):
        make_period(session)
        make_purchase(session, shop, None, 150_000)
        assert self.outcome(session) is UNDER_REVIEW
        make_name(session, shop, "Grosir Rekayasa")
        assert self.outcome(session) is NOT_MET

    def test_what_is_enough_already_is_met(self, session, shop, maker):
        make_period(session)
        make_purchase(session, shop, maker, 150_000)
        make_purchase(session, shop, maker, 90_000, answer=Answer.DISPUTED)
        assert self.outcome(session) is MET

    def test_a_maker_who_is_local_no_more_changes_nothing(self, session, shop, maker):
        make_period(session)
        session.query(Locality).filter_by(producer_id=maker.id).delete()
        session.commit()
        make_purchase(session, shop, maker, 150_000, answer=Answer.DISPUTED)
        assert found(session) == [] and self.outcome(session) is NOT_MET


def test_many_take_as_many_statements_as_few(session, statements, shop, maker):
    def write(times):
        for _ in range(times):
            make_purchase(session, shop, maker, answer=Answer.DISPUTED)
            make_purchase(session, make_partner(session), None)
            make_sale(session, maker, make_outlet(session, shop), denied="Bukan kami")
            contested(session, shop, maker)

    write(1)
    few = len(statements(lambda: found(session)))
    write(4)
    session.rollback()
    assert len(statements(lambda: found(session))) == few <= 18
