from datetime import date, timedelta

import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.partners.events import PartnerFreed, PartnerHeld
from marketplace.partners.queries import closed_because, hold_on, may_order, partner_holds
from marketplace.partners.services.holding import free_partner, hold_partner
from tests.factories.partners import make_partner

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def partner(session):
    return make_partner(session)


@pytest.fixture
def hold(work, partner):
    def place(**given):
        with work(OFFICER, at=1) as uow:
            return hold_partner(uow, partner.id, **{"reason": "tidak melapor"} | given)

    return place


def test_ordering_is_closed_from_its_first_day_through_its_last(session, hold, partner):
    hold(from_on=TODAY + DAY, until_on=TODAY + 3 * DAY)

    allowed = [may_order(session, partner.id, TODAY + days * DAY) for days in range(5)]
    assert allowed == [True, False, False, False, True]


def test_the_shop_reads_why(session, hold, partner):
    hold(reason="Nota Oktober belum diserahkan")

    assert "Nota Oktober belum diserahkan" in closed_because(session, partner.id, TODAY)
    assert hold_on(session, partner.id, TODAY).reason == "Nota Oktober belum diserahkan"


def test_lifted_it_holds_no_more_from_the_same_day_on(session, work, hold, partner, heard):
    row = hold()
    assert not may_order(session, partner.id, TODAY)

    with work(OFFICER, at=1) as uow:
        free_partner(uow, row.id)

    assert may_order(session, partner.id, TODAY)
    assert hold_on(session, partner.id, TODAY) is None
    assert [one.over(TODAY) for one in partner_holds(session, partner.id)] == [True]
    assert heard == [
        PartnerHeld(
            partner_id=partner.id, hold_id=row.id, from_on=TODAY, until_on=None, reason="tidak melapor"
        ),
        PartnerFreed(partner_id=partner.id, hold_id=row.id),
    ]


def test_what_is_over_is_not_lifted_again(work, hold):
    row = hold()
    with work(OFFICER, at=1) as uow:
        free_partner(uow, row.id)

    with pytest.raises(Refused, match="sudah berakhir"), work(OFFICER, at=1) as uow:
        free_partner(uow, row.id)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"reason": " "}, "reason"),
        ({"from_on": TODAY - DAY}, "from_on"),
        ({"until_on": TODAY - DAY}, "until_on"),
    ],
)
def test_it_needs_a_reason_and_days_to_come(hold, given, field):
    with pytest.raises(Refused) as refusal:
        hold(**given)

    assert refusal.value.field == field


def test_only_officers_who_do_not_sit_there_suspend(work, partner):
    for role, at in ((OWNER, partner.id), (AUDITOR, 1), (OFFICER, partner.id)):
        with pytest.raises(Forbidden), work(role, at=at) as uow:
            hold_partner(uow, partner.id, reason="Coba")
