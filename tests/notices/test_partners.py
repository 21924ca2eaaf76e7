"""Letters to the owners of a partner about its right to order."""

from datetime import date

import pytest

from marketplace.kernel.roles import OFFICER
from marketplace.partners.memoranda import end_mou
from marketplace.partners.mous import mou_in_force
from marketplace.partners.services.holding import hold_partner
from tests.factories.partners import make_mou, make_partner
from tests.factories.producers import make_person, make_seat
from tests.letters import letters_of

TODAY, LAST = date(2026, 11, 24), date(2026, 11, 30)


@pytest.fixture
def partner(session):
    partner = make_partner(session)
    make_seat(session, make_person(session, name="Ratna", email="ratna@contoh.test"), partner)
    return partner


def test_a_suspension_is_told_with_its_reason(session, work, partner):
    with work(OFFICER, at=1) as uow:
        hold_partner(uow, partner.id, reason="tidak melapor")

    (letter,) = letters_of(session)
    assert letter.to == "ratna@contoh.test"
    assert "sejak 24 November 2026" in letter.body
    assert "tidak melapor" in letter.body


@pytest.fixture
def mou(session, partner):
    """With an addendum that ends when it does."""
    mou = mou_in_force(session, partner.id, TODAY)
    make_mou(session, partner, starts_on=TODAY, ends_on=mou.ends_on, amends_id=mou.id)
    return mou


def test_the_end_of_a_memorandum_is_told_once_whatever_amends_it(session, work, mou, heard):
    with work(OFFICER, at=1) as uow:
        end_mou(uow, mou.id, reason="tidak melapor", last_day=LAST)

    assert len(heard) == 2
    (letter,) = letters_of(session)
    assert letter.to == "ratna@contoh.test"
    assert f"MoU nomor {mou.number} diakhiri; hari terakhirnya 30 November 2026" in letter.body
    assert "tidak melapor" in letter.body


def test_the_end_of_an_addendum_alone_is_not_told(session, work, mou, heard):
    with work(OFFICER, at=1) as uow:
        end_mou(uow, mou.id + 1, reason="salah isi", last_day=LAST)

    assert len(heard) == 1
    assert letters_of(session) == []
