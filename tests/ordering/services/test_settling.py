import pytest
from sqlalchemy import select

from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, SYSADMIN
from marketplace.kernel.states import IllegalMove
from marketplace.ordering.events import HandoverAgreed, HandoverSettled
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.receiving import Difference
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    AgreedHow,
    HandoverKind,
    HandoverState,
    RejectReason,
    TakeBackReason,
    TradeModel,
)
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.factories.ordering import consign, make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person


def settle(work, handover, *differences, reason="Foto dan surat jalan cocok.", **given):
    with work(OFFICER, at=1, **given) as uow:
        return settle_handover(uow, handover.id, differences=differences, reason=reason)


def test_an_officer_decides_with_which_figures_it_counts(session, work, heard):
    handover = make_handover(session, state=CONTESTED, contested_because="tidak lengkap")
    missing = Difference(line_id=handover.lines[0].id, accepted=7, reason=RejectReason.MISSING)

    settle(work, handover, missing)

    assert (handover.state, handover.agreed_how) == (AGREED, AgreedHow.SETTLED)
    assert (handover.settled_because, handover.contested_because) == (
        "Foto dan surat jalan cocok.",
        "tidak lengkap",
    )
    assert session.scalars(select(Purchase.one_sided)).all() == [True]
    assert session.scalars(select(PurchaseLine.net)).all() == [70_000]
    settled, agreed = (fact for fact in heard if isinstance(fact, HandoverSettled | HandoverAgreed))
    assert settled.reason == "Foto dan surat jalan cocok."
    assert agreed.changed == (
        {"line_id": handover.lines[0].id, "field": "accepted", "before": 10, "after": 7},
    )


def test_a_round_can_be_settled_as_if_nobody_had_come(session, work):
    goods = make_goods(session)
    shop = make_outlet(session, make_partner(session))
    consign(session, goods, shop, 10)
    visit = make_alone(
        session, goods, shop, kind=HandoverKind.ROUND, trade=TradeModel.CONSIGNMENT, state=CONTESTED,
        line={"opening": 10, "counted": 2},
    )  # fmt: skip
    nothing = Difference(line_id=visit.lines[0].id, counted=10, accepted=0, reason=RejectReason.MISSING)

    settle(work, visit, nothing)

    assert session.scalars(select(Consigned.balance)).all() == [10]
    assert session.scalars(select(Purchase)).all() == []


def test_a_return_can_be_settled_as_if_nothing_had_come_back(session, work):
    goods = make_goods(session)
    shop = make_outlet(session, make_partner(session))
    make_alone(session, goods, shop, accepted=10, state=AGREED)
    back = make_alone(
        session, goods, shop, brought=0, kind=HandoverKind.RETURN, state=CONTESTED,
        line={"taken_back": 4, "take_back_reason": TakeBackReason.DAMAGED},
    )  # fmt: skip

    settle(work, back, Difference(line_id=back.lines[0].id, taken_back=0))

    assert (back.state, back.value, back.lines[0].taken_back) == (AGREED, 0, 0)
    assert back.lines[0].take_back_reason is TakeBackReason.DAMAGED  # why it was sent, should anybody object


@pytest.mark.parametrize("state", sorted(set(HandoverState) - {CONTESTED}))
def test_only_what_is_contested(session, work, state):
    handover = make_handover(session, state=state)

    with pytest.raises(IllegalMove):
        settle(work, handover)


def test_with_a_reason(session, work):
    with pytest.raises(Refused) as no:
        settle(work, make_handover(session, state=CONTESTED), reason=" ")

    assert no.value.field == "reason"


def test_nobody_settles_who_sits_with_a_side_or_is_no_officer(session, work):
    handover = make_handover(session, state=CONTESTED)

    for role, at in ((OWNER, handover.partner_id), (OWNER, handover.producer_id), (SYSADMIN, 1)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            settle_handover(uow, handover.id, reason="begitu")
    both = frozenset({ActorSeat(OFFICER, 1), ActorSeat(OWNER, handover.producer_id)})
    with pytest.raises(Forbidden), work(OFFICER, at=1) as uow:
        uow.actor = Actor(user_id=None, at=1, kind=OFFICE, seats=both)
        settle_handover(uow, handover.id, reason="begitu")


def test_nobody_settles_what_they_wrote_for_a_side(session, work):
    officer = make_person(session)
    handover = make_handover(session, state=CONTESTED, prepared_by=officer.id)

    with pytest.raises(Refused, match="petugas lain"):
        settle(work, handover, user_id=officer.id)
