"""Whoever wrote a paper reads that it was answered otherwise; the other side, that there is an objection."""

import pytest

from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.services.differing import object_to_difference
from marketplace.ordering.services.figures import LineDifference
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.states import AGREED, HandoverKind, TakeBackReason
from tests.factories.ordering import make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person, make_seat
from tests.letters import HERE, letters_of


@pytest.fixture
def seated(session):
    def seat(organisation_id, email):
        place = type("There", (), {"id": organisation_id})
        make_seat(session, make_person(session, name="Sri", email=email), place, OWNER)

    return seat


@pytest.fixture
def answer(work, seated):
    def done(sent, **figures):
        seated(sent.producer_id, "pembuat@contoh.test")
        seated(sent.partner_id, "toko@contoh.test")
        with work(STAFF, at=sent.answerer_id) as uow:
            agree_handover(uow, sent.id, differences=[LineDifference(line_id=sent.lines[0].id, **figures)])

    return done


def test_a_maker_reads_that_more_came_than_it_sent(session, answer):
    sent = make_handover(session)
    answer(sent, accepted=12)

    (letter,) = letters_of(session)
    assert (letter.to, letter.subject) == ("pembuat@contoh.test", f"Ada selisih pada {sent.number}")
    assert "Rp100.000 menjadi Rp120.000" in letter.body
    assert f"{HERE}/producer/differences/{sent.public_id}" in letter.body


def test_a_shop_reads_that_less_of_its_return_arrived_and_the_maker_that_it_objects(session, work, answer):
    goods, shelf = make_goods(session), make_outlet(session, make_partner(session))
    back = make_alone(
        session, goods, shelf, brought=0, kind=HandoverKind.RETURN, issuer_id=shelf.partner_id,
        line={"taken_back": 5, "take_back_reason": TakeBackReason.DAMAGED},
    )  # fmt: skip
    make_alone(session, goods, shelf, accepted=10, state=AGREED)
    answer(back, taken_back=3)
    with work(STAFF, at=shelf.partner_id) as uow:
        rest = object_to_difference(uow, back.id, reason="lima, dihitung berdua")

    told, objected = letters_of(session)
    assert (told.to, objected.to) == ("toko@contoh.test", "pembuat@contoh.test")
    assert "dari 5 satuan, 3 diakui" in told.body
    assert f"{HERE}/partner/differences/{back.public_id}" in told.body
    assert "lima, dihitung berdua" in objected.body
    assert f"{HERE}/producer/handovers/{rest.public_id}" in objected.body
