"""A maker confirms many purchases at once: exactly what was shown, and nothing that came since."""

from datetime import date

import pytest
from sqlalchemy import func, select

from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.purchases.confirming import SeenGroup, claim_groups, confirm_claims
from marketplace.purchases.events import PurchaseAnswered
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import answer_purchase, reverse_purchase
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Berkah")


@pytest.fixture
def as_maker(work, maker):
    return lambda: work(OWNER, at=maker.id, kind=PRODUCER)


def answered(session):
    return set(session.scalars(select(PurchaseAnswer.purchase_id)))


def test_claims_stand_together_by_shop_and_month(session, maker, shop):
    other = make_partner(session, name="Toko Lain")
    make_purchase(session, shop, maker, 10_000, 5_000)
    make_purchase(session, shop, maker, 20_000)
    make_purchase(session, shop, maker, 1_000, bought_on=date(2026, 9, 1))
    make_purchase(session, other, maker, 7_000)
    make_purchase(session, other, maker, 8_000, answer=Answer.DISPUTED)
    make_purchase(session, other, maker, 9_000, source=Source.HANDOVER)
    make_purchase(session, other, make_maker(session), 9_000)

    found = [
        (one.name, one.seen.month, one.seen.purchases, one.net) for one in claim_groups(session, maker.id)
    ]

    august, september = Month(2026, 8), Month(2026, 9)
    assert found == [
        ("Toko Berkah", september, 1, 1_000),
        ("Toko Berkah", august, 2, 35_000),
        ("Toko Lain", august, 1, 7_000),
    ]
    assert SeenGroup.parse(claim_groups(session, maker.id)[0].seen.key).month == september


def test_a_group_is_confirmed_in_one_act_and_twice_is_once(session, maker, shop, as_maker, heard):
    rows = {make_purchase(session, shop, maker, 10_000).id for _ in range(3)}
    make_purchase(session, shop, maker, 1_000, bought_on=date(2026, 9, 1))
    [_, group] = claim_groups(session, maker.id)

    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [group.seen]) == (3, 30_000, 0)
    assert answered(session) == rows
    assert {event.purchase_id for event in heard if isinstance(event, PurchaseAnswered)} == rows
    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [group.seen]) == (0, 0, 3)
    assert answered(session) == rows


def test_what_came_since_waits_and_what_is_gone_is_told(session, maker, shop, as_maker, work):
    stays, gone, denied = (make_purchase(session, shop, maker, 10_000) for _ in range(3))
    [group] = claim_groups(session, maker.id)
    with work() as uow:
        reverse_purchase(uow, gone.id, reason="Salah catat")
    with as_maker() as uow:
        answer_purchase(uow, denied.id, answer=Answer.DISPUTED, reason="Bukan dari saya")
    late = make_purchase(session, shop, maker, 99_000)

    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [group.seen]) == (1, 10_000, 2)
    assert answered(session) == {stays.id, denied.id}
    assert [one.seen.last for one in claim_groups(session, maker.id)] == [late.public_id]


def test_single_rows_are_ticked_beside_groups(session, maker, shop, as_maker):
    one, other, third = (make_purchase(session, shop, maker, 10_000) for _ in range(3))
    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [], [one.public_id, other.public_id]) == (2, 20_000, 0)
    [group] = claim_groups(session, maker.id)
    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [group.seen], [third.public_id, "nobody"]) == (1, 10_000, 1)


def test_more_than_was_shown_confirms_nothing(session, maker, shop, as_maker):
    make_purchase(session, shop, maker, 10_000)
    make_purchase(session, shop, maker, 10_000)
    [group] = claim_groups(session, maker.id)
    with pytest.raises(Refused, match="lebih besar"), as_maker() as uow:
        confirm_claims(uow, maker.id, [group.seen._replace(purchases=1)])
    with pytest.raises(Refused, match="Pilih dahulu"), as_maker() as uow:
        confirm_claims(uow, maker.id, [])
    with pytest.raises(Refused, match="tidak dikenal"):
        SeenGroup.parse("x.y")
    assert answered(session) == set()


def test_nobody_confirms_for_a_shop_they_sit_in(session, maker, shop, work):
    claim = make_purchase(session, shop, maker, 10_000)
    [group] = claim_groups(session, maker.id)
    both = Actor(
        user_id=None,
        at=maker.id,
        kind=PRODUCER,
        seats=frozenset({ActorSeat(OWNER, maker.id), ActorSeat(OWNER, shop.id)}),
    )
    for act in (
        lambda uow: confirm_claims(uow, maker.id, [group.seen]),
        lambda uow: answer_purchase(uow, claim.id, answer=Answer.CONFIRMED),
    ):
        uow = work()
        uow.actor = both
        with pytest.raises(Forbidden), uow:
            act(uow)


def test_others_purchases_are_not_confirmed(session, maker, shop, as_maker):
    theirs = make_purchase(session, shop, make_maker(session), 10_000)
    with as_maker() as uow:
        assert confirm_claims(uow, maker.id, [], [theirs.public_id]) == (0, 0, 1)
    assert answered(session) == set()


def test_hundreds_take_as_few_statements_as_three(engine, session, maker, shop, as_maker, statements):
    def confirmed(day, count):
        for _ in range(count):
            make_purchase(session, shop, maker, 10_000, bought_on=day)
        [group] = claim_groups(session, maker.id)

        def act():
            with as_maker() as uow:
                confirm_claims(uow, maker.id, [group.seen])

        return len(statements(act))

    few, many = confirmed(date(2026, 8, 1), 3), confirmed(date(2026, 9, 1), 60)
    assert few == many
    assert session.scalar(select(func.count()).select_from(PurchaseAnswer)) == 63
